package almatest

import "strconv"

// record is a record with what all have that are made up.
func record(title string) Record {
	return Record{Title: title, Lifecycle: "In Repository", Suppressed: "false", Modified: "2026-11-20Z"}
}

// Sample finds the records 991000000005151, 991000000015151, … 991000000055151.
// All but the first three are alike. And it finds 991000001005151, which holds the
// numbers of many systems.
func Sample(id string) (Record, bool) {
	if id == "991000001005151" {
		r := record("Title 6")
		r.Current = []string{"3358437", "(OCoLC)ocm00001006", "(NjP)3358437-princetondb", "(OCoLC-M)1006", "(OCLC)1006"}
		r.Fields = []string{"$a(OCoLC)1007$z12345$z(OCoLC)1008$z(OCoLC)1009#", "$a.b12345678$z99"}
		return r, true
	}
	if len(id) != 15 || id[:10] != "9910000000" || id[11:] != "5151" || id[10] < '0' || id[10] > '5' {
		return Record{}, false
	}
	r := record("Title " + id[10:11])
	r.Current, r.Institutions = []string{"(OCoLC)100" + id[10:11]}, []string{"Carleton | Western"}
	switch id[10] {
	case '0':
		r.Title, r.Cancelled = "Économie & société /", []string{"(OCoLC)12345", "(OCoLC)ocm00000678"}
	case '1':
		r.Current = []string{"(OCoLC)ocn1001", "(DLC)  2001012345"}
		r.Suppressed, r.Institutions = "true", []string{"Carleton", "Western"}
	case '2':
		r.Title, r.Current, r.Institutions = "A\tB\n", nil, nil
	}
	return r, true
}

// Any finds every record: what a load test asks for.
func Any(id string) (Record, bool) {
	n, err := strconv.ParseInt(id, 10, 64)
	r := record("Title " + id)
	r.Current, r.Institutions = []string{"(OCoLC)" + strconv.FormatInt(n/10000%1e9, 10)}, []string{"Carleton | Western"}
	return r, err == nil
}
