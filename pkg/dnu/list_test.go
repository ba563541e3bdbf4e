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

	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// open writes a list to the file of that name and opens it as dnufilter does.
func open(t *testing.T, name, text string) (*table.Reader, error) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	in, err := table.Open(name, Sheet, table.IDColumns...)
	if err == nil {
		t.Cleanup(func() { in.Close() })
	}
	return in, err
}

// add reads a list of those bytes. told is the errors and warnings, joined by a line break.
func add(t *testing.T, list *List, name, text string) (told string) {
	t.Helper()
	in, err := open(t, name, text)
	if err == nil {
		err = list.Add(in, func(warning error) { told += "warning: " + warning.Error() + "\n" })
	}
	if err != nil {
		told += err.Error() + "\n"
	}
	return strings.TrimSuffix(told, "\n")
}

const id1, id2 = "991000000015151", "991000000025151"

// Each row of a list protects, or is told.
func TestAdd(t *testing.T) {
	t.Chdir(t.TempDir())
	const empty = `in:2: "" is no MMS ID, and no other row of the list has one; the MMS IDs must stand in the column "Network Id" or "MMS ID", or in the first one`
	for name, tt := range map[string]struct{ in, ids, told string }{
		"ids":                     {"MMS ID\n" + id1 + "\n'" + id2 + " \n", id1 + " " + id2, ""},
		"twice":                   {"MMS ID\n" + id1 + "\n" + id1 + "\n", id1 + " " + id1, ""},
		"any name":                {"Keep these\n" + id1 + "\n", id1, ""},
		"Network Id first":        {"MMS Id,x, network  ID\n" + id2 + ",y," + id1 + "\n", id1, ""},
		"MMS ID, wherever":        {"Title,MMS ID\n5 inch," + id1 + "\n", id1, ""},
		"both, one empty":         {"MMS Id,Network Id\n" + id2 + ",\n", "", `in:2: "` + id2 + `" stands in the column "MMS Id", but the list is read from the column "Network Id", where this row has no MMS ID; put it there`},
		"in another column":       {"Title,Alma\nWar and peace," + id1 + "\n", "", `in:2: "` + id1 + `" stands in the column "Alma", but the list is read from the column "Title", where this row has no MMS ID; put it there`},
		"in a remark":             {"MMS ID,Note\n,see " + id1 + "\n", "", `in:2: "see ` + id1 + `" stands in the column "Note", but the list is read from the column "MMS ID", where this row has no MMS ID; put it there`},
		"spoiled, elsewhere":      {"MMS ID,Note\n?,9.92E+14\n", "", `in:2: "9.92E+14" stands in the column "Note", but the list is read from the column "MMS ID", where this row has no MMS ID; put it there`},
		"a number elsewhere":      {"MMS ID,Year\n" + id1 + ",2025\n,1999\n", id1, ""},
		"header alone":            {"MMS ID,Reason\n", "", ""},
		"template":                {"MMS ID\nAdd your MMS ID here\n", "", ""},
		"template, as typed":      {"MMS ID,Reason\n add your\u00a0MMS ID  here ,why\n", "", ""},
		"template and an id":      {"MMS ID,x\nAdd your MMS ID here," + id1 + "\n", "", `in:2: "` + id1 + `" stands in the column "x", but the list is read from the column "MMS ID", where this row has no MMS ID; put it there`},
		"a remark":                {"MMS ID\n" + id1 + "\nask Jane\n", id1, `warning: in:3: "ask Jane" is skipped, since it is no MMS ID`},
		"a blank cell":            {"MMS ID,Who\n,me\n" + id1 + ",me\n", id1, ""},
		"remarks alone":           {"MMS ID\nask Jane\n", "", "warning: in:2: \"ask Jane\" is skipped, since it is no MMS ID\n" + strings.Replace(empty, `""`, `"ask Jane"`, 1)},
		"blank cells alone":       {"MMS ID,Who\n,me\n,you\n", "", empty},
		"template and blank cell": {"MMS ID,Who\nAdd your MMS ID here,\n\u00a0,you\n", "", strings.Replace(strings.Replace(empty, "in:2", "in:3", 1), `""`, `"\u00a0"`, 1)},
		"a remark behind":         {"MMS ID\n" + id1 + " - keep\n", "", "in:2: " + mms.NotID(id1+" - keep").Error()},
		"two in a cell":           {"MMS ID\n" + id1 + "; " + id2 + "\n", "", "in:2: " + mms.NotID(id1+"; "+id2).Error()},
		"scientific":              {"MMS ID\n9.92E+14\n", "", "in:2: " + mms.NotID("9.92E+14").Error()},
		"decimal":                 {"MMS ID\n" + id1 + ".0\n", "", "in:2: " + mms.NotID(id1+".0").Error()},
		"holdings":                {"MMS ID\n22100000015151\n", "", "in:2: " + mms.NotID("22100000015151").Error()},
		"item":                    {"MMS ID\n23100000015151\n", "", "in:2: " + mms.NotID("23100000015151").Error()},
		"another number":          {"MMS ID\n1520924209\n", "", "in:2: " + mms.NotID("1520924209").Error()},
		"one digit":               {"MMS ID\nthese 2\n", "", "in:2: " + mms.NotID("these 2").Error()},
		"full-width digits":       {"MMS ID\n９９１\n", "", `in:2: "９９１" holds the character U+FF19, which is no digit; type the MMS ID again`},
		"error of a formula":      {"MMS ID\n#N/A\n", "", "in:2: #N/A is the error of a formula, no MMS ID; enter the MMS ID itself"},
		"its German":              {"MMS ID\n#ÜBERLAUF!\n", "", "in:2: #ÜBERLAUF! is the error of a formula, no MMS ID; enter the MMS ID itself"},
		"a hash":                  {"MMS ID\n" + id1 + "\n# ours:\n#\n", id1, "warning: in:3: \"# ours:\" is skipped, since it is no MMS ID\nwarning: in:4: \"#\" is skipped, since it is no MMS ID"},
		"no header":               {id1 + "\n" + id2 + "\n", "", `in:1: the first row holds "` + id1 + `" where the header should be; put a row with "MMS ID" above it`},
		"no header, second":       {"War and peace," + id1 + "\n", "", `in:1: the first row holds "` + id1 + `" where the header should be; put a row with "MMS ID" above it`},
		"no header, scientific":   {"9.91E+14\n", "", `in:1: the first row holds "9.91E+14" where the header should be; put a row with "MMS ID" above it`},
		"no header, a remark":     {id1 + " - keep\n", "", `in:1: the first row holds "` + id1 + ` - keep" where the header should be; put a row with "MMS ID" above it`},
		"no header, holdings":     {"22100000015151\n", "", `in:1: the first row holds "22100000015151" where the header should be; put a row with "MMS ID" above it`},
		"no header, spaces":       {"9910 0000 0015 151\n", "", `in:1: the first row holds "9910 0000 0015 151" where the header should be; put a row with "MMS ID" above it`},
		"no header, an error":     {"#N/A\n", "", `in:1: the first row holds "#N/A" where the header should be; put a row with "MMS ID" above it`},
		"a year as header":        {"List of 2025\n" + id1 + "\n", id1, ""},
		"nameless":                {",x\n" + id1 + ",\n", "", `in:1: the first column has no header; name the column of the MMS IDs "MMS ID"`},
		"two of a name":           {"MMS ID,mms  id\n" + id1 + ",\n", "", `in:1: two columns "MMS ID"; rename or delete one`},
		"two reasons":             {"MMS ID,Reason,reason\n" + id1 + ",,\n", "", `in:1: two columns "Reason"; rename or delete one`},
		"half a line":             {"MMS ID,Reason\n" + id1 + "\n", "", `in:2: 1 field, but the header has 2; correct the line, or save the table as XLSX`},
	} {
		var list List
		told := add(t, &list, "in", tt.in)
		var ids []string
		for _, entries := range list.tables {
			for _, e := range entries {
				ids = append(ids, e.ID.String())
			}
		}
		if got := strings.Join(ids, " "); got != tt.ids || told != tt.told {
			t.Errorf("%s: %q, told %s; want %q, told %s", name, got, told, tt.ids, tt.told)
		}
	}
}

// The first reason that is not empty counts, list by list; --list has them all.
func TestReasons(t *testing.T) {
	t.Chdir(t.TempDir())
	var list List
	if told := add(t, &list, "a.csv", "MMS ID,Reason\n"+id1+",\n"+id2+",two\n"); told != "" {
		t.Fatal(told)
	}
	if told := add(t, &list, "b.csv", "Reason,x,MMS ID\n one ,,"+id1+"\nother,,"+id2+"\nagain,,"+id1+"\n"); told != "" {
		t.Fatal(told)
	}
	var out strings.Builder
	const want = "MMS ID\tReason\tFrom\n" +
		id1 + "\t\ta.csv:2\n" + id2 + "\ttwo\ta.csv:3\n" +
		id1 + "\t one \tb.csv:2\n" + id2 + "\tother\tb.csv:3\n" + id1 + "\tagain\tb.csv:4\n"
	if err := list.Write(&out); err != nil || out.String() != want || list.Len() != 5 {
		t.Errorf("%d entries, %v\n%s\nwant\n%s", list.Len(), err, out.String(), want)
	}
	n, kept, dropped, told := filter(t, &list, id1, id2, "991000000035151")
	if kept != "991000000035151" || dropped != id1+" one |"+id2+"two" || told != "" || n != (Count{Kept: 1, Dropped: 2, Entries: 5}) {
		t.Errorf("%+v: kept %q, dropped %q, told %q", n, kept, dropped, told)
	}
}

// What is wrong with the rows, or with where they go, ends the filter.
func TestRowsErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	var list List
	if told := add(t, &list, "a", "MMS ID\n"+id1+"\n"); told != "" {
		t.Fatal(told)
	}
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
		if _, err := Rows(in, &list, tt.kept, tt.dropped, func(error) {}); err == nil || err.Error() != tt.want {
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
func filter(t *testing.T, list *List, ids ...string) (n Count, kept, dropped, told string) {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader("Network Id\n"+strings.Join(ids, "\n")), "rows.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var k, d bytes.Buffer
	n, err = Rows(in, list, &k, &d, func(warning error) { told += "warning: " + warning.Error() })
	if err != nil {
		told += err.Error()
	}
	rows := func(b *bytes.Buffer) string {
		_, rows, _ := strings.Cut(b.String(), "\n")
		return strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(rows, "\n"), "\n", "|"), "\t", "")
	}
	return n, rows(&k), rows(&d), told
}

// An entry of another zone than the rows protects nothing, and is told.
func TestZones(t *testing.T) {
	t.Chdir(t.TempDir())
	const a, b, iz, cut = "991000000015151", "991000000025151", "991000000015153", "991000000055000"
	allOther := func(place, id, zones string) string {
		return place + ": " + id + ", like each entry of this list, ends in the digits of another zone than the rows do: they end in " + zones + `; list the MMS IDs of the Network Zone ("Network Id" in Analytics)`
	}
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
		var list List
		for i, ids := range strings.Split(tt.lists, "/") {
			if told := add(t, &list, fmt.Sprint(i+1), "MMS ID\n"+strings.ReplaceAll(ids, " ", "\n")); told != "" {
				t.Fatal(told)
			}
		}
		n, _, _, told := filter(t, &list, strings.Fields(tt.rows)...)
		if told != tt.told || n.OtherZone != tt.other || n.Entries != list.Len() || n.Kept+n.Dropped != len(strings.Fields(tt.rows)) {
			t.Errorf("%s: %+v, told %q; want %d, %q", name, n, told, tt.other, tt.told)
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
		return row{"", "a note", passed}
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
		in, err := table.Open(name, Sheet, table.IDColumns...)
		if err != nil {
			t.Fatal(seed, err)
		}
		var list List
		warnings := make(map[string]bool)
		err = list.Add(in, func(warning error) {
			at, _, _ := strings.Cut(warning.Error(), ": ")
			warnings[at] = true
		})
		in.Close()
		entries := make(map[string]Entry)
		for _, e := range append([][]Entry{nil}, list.tables...)[len(list.tables)] {
			entries[e.Place] = e
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
