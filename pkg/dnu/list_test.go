package dnu

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A trial is a list as dnufilter reads it, and what a person is told: errors and
// warnings, a line each.
type trial struct {
	List
	told []string
}

func (l *trial) warn(warning error) { l.told = append(l.told, "warning: "+warning.Error()) }

// read reads lists from files and judges them by rows of those zones. The first error
// ends it.
func (l *trial) read(t *testing.T, zones Zones, names ...string) {
	t.Helper()
	err := l.addAll(names)
	if err == nil {
		err = l.Settle(zones, l.warn)
	}
	if err == nil {
		l.zones = zones
		_, err = l.Judge(Count{}, l.warn)
	}
	if err != nil {
		l.told = append(l.told, err.Error())
	}
}

func (l *trial) addAll(names []string) error {
	for _, name := range names {
		sheets, err := table.Names{}.OpenEach(name, table.IDColumns...)
		if err == nil {
			err = errors.Join(l.Add(sheets), sheets[0].Close())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// try reads lists of those bytes, of which each is in the file of its number.
func try(t *testing.T, zones Zones, texts ...string) *trial {
	t.Helper()
	var l trial
	var names []string
	for i, text := range texts {
		names = append(names, fmt.Sprint(i+1))
		if err := os.WriteFile(names[i], []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	l.read(t, zones, names...)
	return &l
}

func (l *trial) ids() string {
	var ids []string
	for _, t := range l.tables {
		for _, e := range t.entries {
			ids = append(ids, e.ID.String())
		}
	}
	return strings.Join(ids, " ")
}

func (l *trial) all() string { return strings.Join(l.told, "\n") }

// ofNZ are the zones of rows of OCUL's Network Zone.
func ofNZ() Zones { return Zones{5151: true} }

const (
	id1, id2, id3, id4 = "991000000015151", "991000000025151", "991000000035151", "991000000045151"
	iz1                = "991000000015153"
)

// Each row of a list protects, or is told.
func TestAdd(t *testing.T) {
	t.Chdir(t.TempDir())
	const empty = `1:2: "" is no MMS ID, and no other row of the list has one; the MMS IDs must stand in the column "Network Id" or "MMS ID", or in the first one`
	for name, tt := range map[string]struct{ in, ids, told string }{
		"ids":                      {"MMS ID\n" + id1 + "\n'" + id2 + " \n", id1 + " " + id2, ""},
		"twice":                    {"MMS ID\n" + id1 + "\n" + id1 + "\n", id1 + " " + id1, ""},
		"any name":                 {"Keep these\n" + id1 + "\n", id1, ""},
		"Network Id first":         {"MMS Id,x, network  ID\n" + iz1 + ",y," + id1 + "\n", id1, ""},
		"MMS ID, wherever":         {"Title,MMS ID\n5 inch," + id1 + "\n", id1, ""},
		"both, one empty":          {"MMS Id,Network Id\n" + id2 + ",\n", id2, ""},
		"both, one of libraries":   {"Network Id,MMS ID\n" + iz1 + "," + id1 + "\n", id1, ""},
		"both, and both":           {"MMS ID,Network Id\n" + iz1 + "," + id1 + "\n", id1, ""},
		"both, neither":            {"MMS ID,Network Id\n" + iz1 + "," + iz1 + "\n", iz1, allOther("1:2", iz1, "5151")},
		"both, one for a row":      {"MMS ID,Network Id\n" + id1 + ",\n" + iz1 + "," + id2 + "\n", "", `1:2: "` + id1 + `" stands in the column "MMS ID", but the list is read from the column "Network Id", where this row has no MMS ID; put it there`},
		"both, first with a fault": {"MMS ID,Network Id\n" + id1 + ",x1\n" + iz1 + "," + id2 + "\n", "", "1:2: " + mms.NotID("x1").Error()},
		"in another column":        {"Title,Alma\nWar and peace," + id1 + "\n", "", `1:2: "` + id1 + `" stands in the column "Alma", but the list is read from the column "Title", where this row has no MMS ID; put it there`},
		"in a remark":              {"MMS ID,Note\n,see " + id1 + "\n", "", `1:2: "see ` + id1 + `" stands in the column "Note", but the list is read from the column "MMS ID", where this row has no MMS ID; put it there`},
		"spoiled, elsewhere":       {"MMS ID,Note\n?,9.92E+14\n", "", `1:2: "9.92E+14" stands in the column "Note", but the list is read from the column "MMS ID", where this row has no MMS ID; put it there`},
		"a number elsewhere":       {"MMS ID,Year\n" + id1 + ",2025\n,1999\n", id1, ""},
		"header alone":             {"MMS ID,Reason\n", "", ""},
		"template":                 {"MMS ID\nAdd your MMS ID here\n", "", ""},
		"template, as typed":       {"MMS ID,Reason\n add your\u00a0MMS ID  here ,why\n", "", ""},
		"template and an id":       {"MMS ID,x\nAdd your MMS ID here," + id1 + "\n", "", `1:2: "` + id1 + `" stands in the column "x", but the list is read from the column "MMS ID", where this row has no MMS ID; put it there`},
		"a remark":                 {"MMS ID\n" + id1 + "\nask Jane\n", id1, `warning: 1:3: "ask Jane" is skipped, since it is no MMS ID`},
		"a blank cell":             {"MMS ID,Who\n,me\n" + id1 + ",me\n", id1, ""},
		"remarks alone":            {"MMS ID\nask Jane\n", "", "warning: 1:2: \"ask Jane\" is skipped, since it is no MMS ID\n" + strings.Replace(empty, `""`, `"ask Jane"`, 1)},
		"blank cells alone":        {"MMS ID,Who\n,me\n,you\n", "", empty},
		"template and blank cell":  {"MMS ID,Who\nAdd your MMS ID here,\n\u00a0,you\n", "", strings.Replace(strings.Replace(empty, "1:2", "1:3", 1), `""`, `"\u00a0"`, 1)},
		"a remark behind":          {"MMS ID\n" + id1 + " - keep\n", "", "1:2: " + mms.NotID(id1+" - keep").Error()},
		"two in a cell":            {"MMS ID\n" + id1 + "; " + id2 + "\n", "", "1:2: " + mms.NotID(id1+"; "+id2).Error()},
		"scientific":               {"MMS ID\n9.92E+14\n", "", "1:2: " + mms.NotID("9.92E+14").Error()},
		"decimal":                  {"MMS ID\n" + id1 + ".0\n", "", "1:2: " + mms.NotID(id1+".0").Error()},
		"holdings":                 {"MMS ID\n22100000015151\n", "", "1:2: " + mms.NotID("22100000015151").Error()},
		"item":                     {"MMS ID\n23100000015151\n", "", "1:2: " + mms.NotID("23100000015151").Error()},
		"another number":           {"MMS ID\n1520924209\n", "", "1:2: " + mms.NotID("1520924209").Error()},
		"one digit":                {"MMS ID\nthese 2\n", "", "1:2: " + mms.NotID("these 2").Error()},
		"full-width digits":        {"MMS ID\n９９１\n", "", `1:2: "９９１" holds the character U+FF19, which is no digit; type the MMS ID again`},
		"error of a formula":       {"MMS ID\n#N/A\n", "", "1:2: #N/A is the error of a formula, no MMS ID; enter the MMS ID itself"},
		"its German":               {"MMS ID\n#ÜBERLAUF!\n", "", "1:2: #ÜBERLAUF! is the error of a formula, no MMS ID; enter the MMS ID itself"},
		"a hash":                   {"MMS ID\n" + id1 + "\n# ours:\n#\n", id1, "warning: 1:3: \"# ours:\" is skipped, since it is no MMS ID\nwarning: 1:4: \"#\" is skipped, since it is no MMS ID"},
		"no header":                {id1 + "\n" + id2 + "\n", "", `1:1: the first row holds "` + id1 + `" where the header should be; put a row with "MMS ID" above it`},
		"no header, second":        {"War and peace," + id1 + "\n", "", `1:1: the first row holds "` + id1 + `" where the header should be; put a row with "MMS ID" above it`},
		"no header, scientific":    {"9.91E+14\n", "", `1:1: the first row holds "9.91E+14" where the header should be; put a row with "MMS ID" above it`},
		"no header, a remark":      {id1 + " - keep\n", "", `1:1: the first row holds "` + id1 + ` - keep" where the header should be; put a row with "MMS ID" above it`},
		"no header, holdings":      {"22100000015151\n", "", `1:1: the first row holds "22100000015151" where the header should be; put a row with "MMS ID" above it`},
		"no header, spaces":        {"9910 0000 0015 151\n", "", `1:1: the first row holds "9910 0000 0015 151" where the header should be; put a row with "MMS ID" above it`},
		"no header, an error":      {"#N/A\n", "", `1:1: the first row holds "#N/A" where the header should be; put a row with "MMS ID" above it`},
		"a year as header":         {"List of 2025\n" + id1 + "\n", id1, ""},
		"nameless":                 {",x\n" + id1 + ",\n", "", `1:1: the first column has no header; name the column of the MMS IDs "MMS ID"`},
		"two of a name":            {"MMS ID,mms  id\n" + id1 + ",\n", "", `1:1: two columns "MMS ID"; rename or delete one`},
		"two reasons":              {"MMS ID,Reason,reason\n" + id1 + ",,\n", "", `1:1: two columns "Reason"; rename or delete one`},
		"half a line":              {"MMS ID,Reason\n" + id1 + "\n", "", `1:2: 1 field, but the header has 2; correct the line, or save the table as XLSX`},
	} {
		list := try(t, ofNZ(), tt.in)
		if list.ids() != tt.ids || list.all() != tt.told {
			t.Errorf("%s: %q, told %s; want %q, told %s", name, list.ids(), list.all(), tt.ids, tt.told)
		}
	}
}

// Only where a list has MMS IDs in both columns do the rows' zones say which counts.
func TestUndecided(t *testing.T) {
	t.Chdir(t.TempDir())
	for text, want := range map[string]bool{
		"MMS ID\n" + id1: false, "MMS ID,Network Id\n," + id1: false, "MMS ID,Network Id\n" + iz1 + ",": true,
		"MMS ID,Network Id\n" + iz1 + "," + id1: true, "MMS ID,Network Id\nx,": false, "x,y\n" + id1 + "," + id2: false,
		"MMS ID,Network Id\n,x1\n" + id1 + ",": true, // though the first column has a fault
	} {
		if got := try(t, ofNZ(), text).Undecided(); got != want {
			t.Errorf("%q: undecided %t, want %t", text, got, want)
		}
	}
}

// The first reason that is not empty counts, list by list; --list has them all.
func TestReasons(t *testing.T) {
	t.Chdir(t.TempDir())
	list := try(t, ofNZ(), "MMS ID,Reason\n"+id1+",\n"+id2+",two\n"+id4+",\n"+iz1+",\n",
		"Reason,x,MMS ID\n one ,,"+id1+"\nother,,"+id2+"\nagain,,"+id1+"\n")
	n, kept, dropped := filter(t, list, id1, id2, id3)
	if kept != id3 || dropped != id1+" one |"+id2+"two" || n != (Count{Kept: 1, Dropped: 2}) {
		t.Errorf("%+v: kept %q, dropped %q", n, kept, dropped)
	}
	const want = "MMS ID\tReason\tFrom\tProtects\n" +
		id1 + "\t\t1:2\tyes\n" + id2 + "\ttwo\t1:3\tyes\n" + id4 + "\t\t1:4\tno row\n" + iz1 + "\t\t1:5\tother zone\n" +
		id1 + "\t one \t2:2\tyes\n" + id2 + "\tother\t2:3\tyes\n" + id1 + "\tagain\t2:4\tyes\n"
	var out strings.Builder
	if err := list.Write(&out); err != nil || out.String() != want || list.Len() != 7 {
		t.Errorf("%d entries, %v\n%s\nwant\n%s", list.Len(), err, out.String(), want)
	}
}

// What is wrong with the rows, or with where they go, ends the filter.
func TestRowsErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	list := &try(t, nil, "MMS ID\n"+id1+"\n").List
	many := "Network Id,Reason\n" + strings.Repeat(id1+",\n", 10_000) + strings.Repeat(id2+",\n", 10_000)
	full := errors.New("the disk is full")
	broken := iotest.ErrReader(full)
	for name, tt := range map[string]struct {
		in            io.Reader
		kept, dropped io.Writer
		want          string
	}{
		"no column":        {strings.NewReader("MMS ID\n"), io.Discard, io.Discard, `in:1: no column "Network Id"; there are: MMS ID`},
		"Reason twice":     {strings.NewReader("Network Id,Reason,Reason\n"), io.Discard, io.Discard, `in:1: two columns "Reason"; rename or delete one`},
		"a bad id":         {strings.NewReader("Network Id\n12\n"), io.Discard, io.Discard, `in:2: "12" is no MMS ID, which has 8 to 19 digits`},
		"a short row":      {strings.NewReader("Network Id,x\n" + id1 + "\n"), io.Discard, io.Discard, "in:2: 1 field, but the header has 2"},
		"a broken source":  {io.MultiReader(strings.NewReader("Network Id\n"), broken), io.Discard, io.Discard, "in:2: the disk is full"},
		"kept, at once":    {strings.NewReader(many), failing{full}, io.Discard, "the disk is full"},
		"dropped":          {strings.NewReader(many), io.Discard, failing{full}, "the disk is full"},
		"kept, at last":    {strings.NewReader("Network Id\n" + id2 + "\n"), failing{full}, io.Discard, "the disk is full"},
		"dropped, at last": {strings.NewReader("Network Id\n" + id1 + "\n"), io.Discard, failing{full}, "the disk is full"},
	} {
		text, err := io.ReadAll(tt.in)
		var src io.Reader = strings.NewReader(strings.ReplaceAll(string(text), ",", "\t"))
		if err != nil {
			src = io.MultiReader(src, broken)
		}
		in, err := tsv.NewReader(src, "in")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Rows(in, list, tt.kept, tt.dropped); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v; want %s", name, err, tt.want)
		}
	}
	if err := list.Write(failing{full}); !errors.Is(err, full) {
		t.Errorf("the entries on a full disk: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// filter runs the filter on rows of those ids.
func filter(t *testing.T, list *trial, ids ...string) (n Count, kept, dropped string) {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader("Network Id\n"+strings.Join(ids, "\n")), "rows.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var k, d bytes.Buffer
	if n, err = Rows(in, &list.List, &k, &d); err != nil {
		t.Fatal(err)
	}
	rows := func(b *bytes.Buffer) string {
		_, rows, _ := strings.Cut(b.String(), "\n")
		return strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(rows, "\n"), "\n", "|"), "\t", "")
	}
	return n, rows(&k), rows(&d)
}

// More than half of the rows on the list is no do-not-update list, perhaps.
func TestMostOfTheRows(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tt := range []struct{ list, rows, told string }{
		{id1 + " " + id2, id1 + " " + id2 + " " + id3 + " " + id4, ""},
		{id1 + " " + id2, id1 + " " + id2 + " " + id3, "warning: 2 of 3 rows are on the list, more than half; is this the list of the records that must not be changed?"},
		{id1, id1, "warning: 1 of 1 row are on the list, more than half; is this the list of the records that must not be changed?"},
		{id1, "", ""},
	} {
		list := try(t, ofNZ(), "MMS ID\n"+strings.ReplaceAll(tt.list, " ", "\n"))
		n, _, _ := filter(t, list, strings.Fields(tt.rows)...)
		if _, err := list.Judge(n, list.warn); err != nil {
			t.Fatal(err)
		}
		if list.all() != tt.told {
			t.Errorf("%s of %s: told %s; want %s", tt.list, tt.rows, list.all(), tt.told)
		}
	}
}

func TestReadZones(t *testing.T) {
	for text, want := range map[string]string{
		"Network Id\n": "", "Network Id\n" + id1 + "\n" + iz1 + "\n" + id2: "5151, 5153",
		"MMS ID\n": `rows.tsv:1: no column "Network Id"; there are: MMS ID`, "Network Id\nx\n": "rows.tsv:2: " + mms.NotID("x").Error(),
	} {
		in, err := tsv.NewReader(strings.NewReader(text), "rows.tsv")
		if err != nil {
			t.Fatal(err)
		}
		zones, err := in.Zones(column.NetworkID)
		got := Zones(zones).endings()
		for zone, is := range zones {
			if !is {
				t.Errorf("%q: zone %s is none", text, zone)
			}
		}
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s; want %s", text, got, want)
		}
	}
}

func allOther(place, id, zones string) string {
	return place + ": " + id + ", like each entry of this list, ends in the digits of another zone than the rows do: they end in " + zones + `; list MMS IDs that end so ("Network Id" in Analytics, or "MMS Id")`
}

// An entry of another zone than the rows protects nothing, and is told.
func TestZones(t *testing.T) {
	t.Chdir(t.TempDir())
	const a, b, iz, cut = id1, id2, iz1, "991000000055000"
	for name, tt := range map[string]struct {
		lists string // one file each, split at "/"
		rows  string
		other int
		told  string
	}{
		"all of the zone":       {a, b, 0, ""},
		"one of another":        {a + " " + iz, b, 1, "warning: 1:3: " + iz + " protects nothing, since it ends in the digits of another zone than the rows, 5151; it is the first of 1 entry of this kind"},
		"one cut short":         {cut + " " + a, b, 1, "warning: 1:2: " + cut + " protects nothing, since it ends in the digits of another zone than the rows, 5151; it is the first of 1 entry of this kind"},
		"in the second list":    {a + "/" + a + " " + iz + " " + iz, b, 2, "warning: 2:3: " + iz + " protects nothing, since it ends in the digits of another zone than the rows, 5151; it is the first of 2 entries of this kind"},
		"rows of several zones": {a + " " + iz, b + " " + iz, 0, ""},
		"a list of another":     {iz, a, 1, allOther("1:2", iz, "5151")},
		"the second list":       {a + "/" + iz + " " + cut, b, 2, allOther("2:2", iz, "5151")},
		"an empty list":         {"", a, 0, ""},
		"an empty one of two":   {a + "/", b, 0, ""},
		"no rows":               {iz, "", 0, ""},
		"five zones":            {cut, "99000001 99000002 99000003 99000004 99000005", 1, allOther("1:2", cut, "0001, 0002, 0003, 0004, 0005")},
		"many zones":            {cut, "99000001 99000002 99000003 99000004 99000005 99000006", 1, allOther("1:2", cut, "0001, 0002, 0003, 0004, 0005, …")},
	} {
		zones := make(Zones)
		for _, row := range strings.Fields(tt.rows) {
			id, _ := mms.Parse(row)
			zones[id.Suffix()] = true
		}
		var texts []string
		for ids := range strings.SplitSeq(tt.lists, "/") {
			texts = append(texts, "MMS ID\n"+strings.ReplaceAll(ids, " ", "\n"))
		}
		list := try(t, zones, texts...)
		if other, _ := list.Judge(Count{}, func(error) {}); list.all() != tt.told || other != tt.other {
			t.Errorf("%s: %d, told %q; want %d, %q", name, other, list.all(), tt.other, tt.told)
		}
	}
}

// A row is what a person may have in a list, and what becomes of it.
type row struct {
	cell  any
	other string // what stands beside it
	fate  fate
}

type fate int

const (
	protects fate = iota
	passed        // it means nothing
	warned
	refused // the list is not taken
)

// randomRow makes up a row with every kind of damage.
func randomRow(r *rand.Rand) row {
	id := fmt.Sprintf("991%07d5151", r.IntN(50))
	number := 991000000005151 + int64(r.IntN(50))*10000
	switch r.IntN(60) {
	case 0:
		return row{"9.91E+14", "", refused}
	case 1:
		return row{id + ".0", "", refused}
	case 2:
		return row{id + " keep", "", refused}
	case 3:
		return row{"22" + id[2:], "", refused}
	case 4:
		return row{number*1000 + 1, "", refused} // 18 digits in a number
	case 5:
		return row{id[:5] + "\u200b" + id[5:], "", refused}
	case 6:
		return row{"#N/A", "", refused}
	case 7:
		return row{"", id, refused}
	case 8:
		return row{"ask Jane", "was " + id, refused}
	case 9:
		return row{float64(number/1_000_000) + 0.5, "", refused}
	case 10, 11:
		return row{"ask Jane", "", warned}
	case 12, 13:
		return row{"", "see Jane", passed}
	case 14:
		return row{"add your MMS ID  here", "a note", passed}
	case 15, 16, 17:
		return row{number, "as a number", protects}
	case 18, 19:
		return row{"\u00a0'" + id + " ", "", protects}
	}
	return row{id, "see 5151", protects}
}

// Whatever stands in a list, each row of it protects its record, means nothing, or
// is told with its cell: none is lost.
func TestNoProtectionIsLost(t *testing.T) {
	t.Chdir(t.TempDir())
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		header := []any{[]string{"MMS ID", "Network\u00a0Id", "keep"}[r.IntN(3)], "Reason"}
		rows := make([]row, 1+r.IntN(12))
		count := make(map[fate]int)
		for i := range rows {
			rows[i] = randomRow(r)
			count[rows[i].fate]++
		}
		name, place := save(t, header, rows, r.IntN(2) == 0)
		sheets, err := table.Names{}.OpenEach(name, table.IDColumns...)
		if err != nil {
			t.Fatal(seed, err)
		}
		var list List
		warnings := make(map[string]bool)
		warn := func(warning error) {
			at, _, _ := strings.Cut(warning.Error(), ": ")
			warnings[at] = true
		}
		if err = list.Add(sheets); err == nil {
			err = list.Settle(ofNZ(), warn)
		}
		if list.zones = ofNZ(); err == nil {
			_, err = list.Judge(Count{}, warn)
		}
		sheets[0].Close()
		entries := make(map[string]Entry)
		for _, table := range list.tables {
			for _, e := range table.entries {
				entries[e.Place] = e
			}
		}
		for i, row := range rows {
			at := place(i)
			switch _, listed := entries[at]; {
			case row.fate == refused:
				if err == nil {
					t.Errorf("seed %d: %s, %+v, was taken", seed, at, row)
				}
				continue
			case count[refused] == 0 && listed != (row.fate == protects):
				t.Errorf("seed %d: %s, %+v: listed %t; %v", seed, at, row, listed, err)
			case count[refused] == 0 && warnings[at] != (row.fate == warned):
				t.Errorf("seed %d: %s, %+v: warned %t", seed, at, row, warnings[at])
			}
		}
		switch {
		case count[refused] > 0:
			first := 0
			for rows[first].fate != refused {
				first++
			}
			if cell := strings.TrimRight(place(first), "0123456789"); err == nil || !strings.Contains(err.Error(), place(first)[len(cell):]+": ") {
				t.Errorf("seed %d: %v, want an error of %s", seed, err, place(first))
			}
		case count[protects] == 0 && count[warned]+countOf(rows, "") > 0:
			if err == nil {
				t.Errorf("seed %d: a list without an MMS ID was taken", seed)
			}
		case err != nil || list.Len() != count[protects]:
			t.Errorf("seed %d: %d entries of %d, %v", seed, list.Len(), count[protects], err)
		}
	}
}

// countOf is how many rows have that cell.
func countOf(rows []row, cell string) (n int) {
	for _, row := range rows {
		if row.cell == cell {
			n++
		}
	}
	return n
}

// save writes a list as a workbook or as CSV; place is where its row i is.
func save(t *testing.T, header []any, rows []row, asText bool) (name string, place func(i int) string) {
	t.Helper()
	all := [][]any{header}
	for _, row := range rows {
		all = append(all, []any{row.cell, row.other})
	}
	if asText {
		var b strings.Builder
		for _, fields := range all {
			text := fmt.Sprint(fields[0])
			if f, ok := fields[0].(float64); ok {
				text = fmt.Sprintf("%.1f", f)
			}
			if n, ok := fields[0].(int64); ok && n > 1e15 {
				text = fmt.Sprintf("%.5E", float64(n)) // as a spreadsheet shows it
			}
			fmt.Fprintf(&b, "%s,%s\n", text, fields[1])
		}
		if err := os.WriteFile("list", []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return "list", func(i int) string { return fmt.Sprintf("list:%d", i+2) }
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, fields := range all {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &fields); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(filepath.Join(".", "list.xlsx")); err != nil {
		t.Fatal(err)
	}
	return "list.xlsx", func(i int) string { return fmt.Sprintf("list.xlsx#Sheet1!A%d", i+2) }
}
