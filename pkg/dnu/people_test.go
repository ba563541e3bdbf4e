package dnu

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A sheet is its rows, cells from the first column on; a link is a formula, anything
// else a value.
type (
	sheet struct {
		name   string
		hidden bool
		rows   [][]any
		links  map[string]string // cells that lead to an address
	}
	link struct{ formula, title string }
)

func column1(values ...any) (rows [][]any) {
	for _, v := range values {
		rows = append(rows, []any{v})
	}
	return rows
}

// workbook saves a workbook of those sheets.
func workbook(t *testing.T, name string, sheets ...sheet) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, s := range sheets {
		if i == 0 {
			check(f.SetSheetName("Sheet1", s.name))
		} else {
			_, err := f.NewSheet(s.name)
			check(err)
		}
		for r, cells := range s.rows {
			for c, v := range cells {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				check(err)
				if l, ok := v.(link); ok {
					v = l.title
				}
				check(f.SetCellValue(s.name, at, v))
				if l, ok := cells[c].(link); ok {
					typ := excelize.STCellFormulaTypeNormal
					check(f.SetCellFormula(s.name, at, l.formula, excelize.FormulaOpts{Type: &typ}))
				}
			}
		}
		for at, address := range s.links {
			check(f.SetCellHyperLink(s.name, at, address, "External"))
		}
	}
	f.SetActiveSheet(slices.IndexFunc(sheets, func(s sheet) bool { return !s.hidden })) // which none can hide
	for _, s := range sheets {
		check(f.SetSheetVisible(s.name, !s.hidden))
	}
	check(f.SaveAs(name))
}

// What people did to lists, in workbooks. Rows are of the Network Zone.
func TestWorkbooks(t *testing.T) {
	t.Chdir(t.TempDir())
	template := sheet{name: "Do_not_change", rows: column1("MMS ID", template)}
	const unread = " stands in a sheet without a column \"Network Id\" or \"MMS ID\", which is not read, and it is no entry of the list; name its column so, "
	leave := func(name string) string {
		return "or if it is to protect nothing name the sheet of the list, such as list.xlsx#" + name + ", of which no other column and no other sheet is looked at"
	}
	report := func(name string) string {
		return fmt.Sprintf("list.xlsx: this is a report of the week, which has the sheet %q, and no do-not-update list; give do_not_update_list.xlsx of the same run", name)
	}
	const address = "https://ocul.example/discovery?docid=alma" + id2
	linksTo := func(place, sheet string) string {
		return "list.xlsx#" + place + ": " + id2 + " is what this cell leads to, and it is no entry of the list; put it in the column of the MMS IDs, " + leave(sheet)
	}
	for name, tt := range map[string]struct {
		sheets []sheet
		arg    string // "" is list.xlsx
		ids    string
		read   string // the sheets that were read
		told   string
	}{
		"a sheet a year beside the template": {[]sheet{template, {name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("mms id", id2)}}, "",
			id1 + " " + id2, "Do_not_change 0, 2025 1, 2026 1", ""},
		"Excel's copy of the sheet": {[]sheet{template, {name: "Do_not_change (2)", rows: column1("MMS ID", id1)}}, "", id1, "Do_not_change 0, Do_not_change (2) 1", ""},
		"a hidden old list":         {[]sheet{{name: "old", hidden: true, rows: column1("Network Id", id1)}, {name: "new", rows: column1("Network Id", id2)}}, "", id1 + " " + id2, "old 1, new 1", ""},
		"one of the sheets": {[]sheet{template, {name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("MMS ID", id2)}}, "list.xlsx#2025",
			id1, "2025 1", ""},
		"no named column, alone": {[]sheet{{name: "S", rows: column1("Keep these", id1)}, {name: "T"}}, "", id1, "S 1", ""},
		"no named column, several": {[]sheet{{name: "S", rows: column1("Keep these", id1)}, {name: "T", hidden: true, rows: column1("x")}}, "", "", "",
			`list.xlsx: no sheet has a column "Network Id" or "MMS ID"; several sheets are not empty: S, T (hidden); name the one that counts, such as list.xlsx#S`},
		"from Apple Numbers": {[]sheet{{name: "Export Summary", rows: column1("This document was exported from Numbers.", "Sheet 1")}, {name: "Sheet 1 - Table 1", rows: column1("MMS ID", id1)}}, "",
			id1, "Sheet 1 - Table 1 1", ""},
		"from Apple Numbers, no name": {[]sheet{{name: "Export Summary", rows: column1("This document was exported from Numbers.", "Sheet 1")}, {name: "Table 1", rows: column1("Keep these", id1)}}, "", "", "",
			`list.xlsx: no sheet has a column "Network Id" or "MMS ID"; several sheets are not empty: Table 1; name the one that counts, such as list.xlsx#Table 1`},
		"ids in a sheet without the name": {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("Keep these", "x", "'"+id2+" ")}}, "",
			id1, "2025 1", "list.xlsx#2026!A3: " + id2 + unread + leave("2025")},
		"ids in a sheet without a header": {[]sheet{{name: "2026", rows: column1(id2)}, {name: "2025", rows: column1("MMS ID", id1)}}, "",
			id1, "2025 1", "list.xlsx#2026!A1: " + id2 + unread + leave("2025")},
		"ids in a sheet of any shape": {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "x", rows: [][]any{{"a"}, {}, {"b", "c", 991000000025151}}}}, "",
			id1, "2025 1", "list.xlsx#x!C3: " + id2 + unread + leave("2025")},
		"in that sheet, but the sheet was named": {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("Keep these", id2)}}, "list.xlsx#2025", id1, "2025 1", ""},
		"in that sheet, an entry too":            {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("Keep these", id1)}}, "", id1, "2025 1", ""},
		"in that sheet, of a library":            {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("Keep these", iz1)}}, "", id1, "2025 1", ""},
		"instructions with examples": {[]sheet{{name: "Read me", rows: column1("Enter ids such as "+id2, "or "+id3+" and "+id1, "or "+id1)}, {name: "L", rows: column1("MMS ID", id1)}}, "",
			id1, "L 1", "warning: list.xlsx#Read me!A1: " + id2 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 2 cells of this kind"},
		"two lists side by side": {[]sheet{{name: "S", rows: [][]any{{"MMS ID 1", "MMS ID 2"}, {id1, id2}}}}, "", id1, "S 1",
			"list.xlsx#S!B2: " + id2 + ` stands in the column "MMS ID 2", but the list is read from the column "MMS ID 1", and it is no entry of the list; put it there, ` + leave("S")},
		"ids in the second column": {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Alma"}, {id1, id2}}}}, "", id1, "S 1",
			"list.xlsx#S!B2: " + id2 + ` stands in the column "Alma", but the list is read from the column "MMS ID", and it is no entry of the list; put it there, ` + leave("S")},
		"of a column of one's own":   {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Alma"}, {id1, id2}}}}, "list.xlsx#S", id1, "S 1", ""},
		"the record twice in a row":  {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "again"}, {id1, id1}, {id2, id1}}}}, "", id1 + " " + id2, "S 2", ""},
		"the library's id beside it": {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "ours"}, {id1, iz1}}}}, "", id1, "S 1", ""},
		"a title that leads to it":   {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Title"}, {id1, link{`HYPERLINK("` + address + `","War and peace")`, "War and peace"}}}}}, "", id1, "S 1", linksTo("S!B2", "S")},
		"a title that leads to it, in a note": {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "NOTE"}, {id1, link{`HYPERLINK("` + address + `","War and peace")`, "War and peace"}}}}}, "", id1, "S 1",
			"warning: list.xlsx#S!B2: " + id2 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 1 cell of this kind"},
		"a title that leads to its own record": {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Title"}, {id2, link{`HYPERLINK("` + address + `","War and peace")`, "War and peace"}}}}}, "", id2, "S 1", ""},
		"a title in place of the id": {[]sheet{{name: "S", rows: column1("MMS ID", id1, "War and peace"), links: map[string]string{"A3": address}}}, "", id1, "S 1",
			"warning: list.xlsx#S!A3: \"War and peace\" is skipped, since it is no MMS ID\n" + linksTo("S!A3", "S")},
		"a title in a sheet that is not read": {[]sheet{{name: "S", rows: column1("MMS ID", id1)}, {name: "T", rows: column1("Title", link{`HYPERLINK("` + address + `","War and peace")`, "War and peace"})}}, "", id1, "S 1", linksTo("T!A2", "S")},
		"a link that was pasted":              {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Title"}, {id1, "War and peace"}}, links: map[string]string{"B2": address}}}, "", id1, "S 1", linksTo("S!B2", "S")},
		"a link that was pasted, in a note": {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Note"}, {id1, "War and peace"}}, links: map[string]string{"B2": address}}}, "", id1, "S 1",
			"warning: list.xlsx#S!B2: " + id2 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 1 cell of this kind"},
		"a link that was pasted, in a first note": {[]sheet{{name: "S", rows: [][]any{{"Note", "MMS ID"}, {"War and peace", id1}}, links: map[string]string{"A2": address}}}, "", id1, "S 1",
			"warning: list.xlsx#S!A2: " + id2 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 1 cell of this kind"},
		"a link beside the columns":          {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Note"}, {id1, "War and peace"}}, links: map[string]string{"C2": address}}}, "", id1, "S 1", linksTo("S!C2", "S")},
		"one that leads to its own record":   {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Title"}, {id2, "War and peace"}}, links: map[string]string{"B2": address}}}, "", id2, "S 1", ""},
		"a link in a sheet that is not read": {[]sheet{{name: "S", rows: column1("MMS ID", id1)}, {name: "T", rows: column1("Note", "War"), links: map[string]string{"A2": address}}}, "", id1, "S 1", linksTo("T!A2", "S")},
		"links, but the sheet was named":     {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Title"}, {id1, "War and peace"}}, links: map[string]string{"B2": address}}}, "list.xlsx#S", id1, "S 1", ""},
		"a mention, and a note": {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Shared with", "Who", "reason"}, {id1, id2, "see " + id3, id4}, {id2, "", "see " + id1, ""}}}}, "", id1 + " " + id2, "S 2",
			"warning: list.xlsx#S!C2: " + id3 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 2 cells of this kind"},
		"a report of the week": {[]sheet{{name: "summary", rows: column1("x")}, {name: "Records for review", rows: column1("Network Id", id1)}}, "", "", "", report("Records for review")},
		"a sheet of it":        {[]sheet{{name: "summary", rows: column1("x")}, {name: "update by job", rows: column1("Network Id", id1)}}, "list.xlsx#update by job", "", "", report("update by job")},
		"the Analytics report": {[]sheet{{name: "S", rows: [][]any{{"Network Id", "Bibliographic Lifecycle"}, {id1, "In Repository"}}}}, "", "", "",
			`list.xlsx#S!B1: this is the Analytics report, which has the column "Bibliographic Lifecycle", and no do-not-update list; give it with --doublecheck, or if it is a list add the column "Reason"`},
		"its columns in another order": {[]sheet{{name: "S", rows: [][]any{{"Bibliographic Lifecycle", "Network Id"}, {"In Repository", id1}}}}, "", "", "",
			`list.xlsx#S!A1: this is the Analytics report, which has the column "Bibliographic Lifecycle", and no do-not-update list; give it with --doublecheck, or if it is a list add the column "Reason"`},
		"a few rows of it, reasons first": {[]sheet{{name: "S", rows: [][]any{{"Reason", "Network Id", "Bibliographic Lifecycle"}, {"rare", id1, "In Repository"}}}}, "", id1, "S 1", ""},
		"a few rows of it, with reasons":  {[]sheet{{name: "S", rows: [][]any{{"MMS ID", "Network Id", "Bibliographic Lifecycle", "Reason"}, {iz1, id1, "In Repository", "rare"}}}}, "", id1, "S 1", ""},
		"ids cut short and written out":   {[]sheet{{name: "S", rows: column1("MMS ID", "991000000055000", id1)}}, "", "991000000055000 " + id1, "S 2", "warning: list.xlsx#S!A2: 991000000055000 protects nothing, since it ends in the digits of another zone than the rows, 5151; it is the first of 1 entry of this kind"},
		"a number cut short":              {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("MMS ID", 991000000000015151)}}, "", id1, "2025 1", "list.xlsx#2026!A2: 991000000000015151 is an MMS ID cut short by the spreadsheet; format the column as text and enter it again"},
		"no id in one of the sheets":      {[]sheet{{name: "2025", rows: column1("MMS ID", id1)}, {name: "2026", rows: column1("MMS ID", "none yet")}}, "", id1, "2025 1, 2026 0", `warning: list.xlsx#2026!A2: "none yet" is skipped, since it is no MMS ID`},
		"no id in any":                    {[]sheet{{name: "2025", rows: column1("MMS ID", "none yet")}, template}, "", "", "2025 0, Do_not_change 0", "warning: list.xlsx#2025!A2: \"none yet\" is skipped, since it is no MMS ID\n" + `list.xlsx#2025!A2: "none yet" is no MMS ID, and no other row of the list has one; the MMS IDs must stand in the column "Network Id" or "MMS ID", or in the first one`},
		"the template":                    {[]sheet{template}, "", "", "Do_not_change 0", ""},
	} {
		workbook(t, "list.xlsx", tt.sheets...)
		var list trial
		arg := tt.arg
		if arg == "" {
			arg = "list.xlsx"
		}
		list.read(t, ofNZ(), arg)
		read := ""
		for _, s := range list.Sheets {
			read += fmt.Sprintf(", %s %d", s.Name[len("list.xlsx#"):], s.Entries)
		}
		if len(read) > 0 {
			read = read[2:]
		}
		if list.ids() != tt.ids || read != tt.read || list.all() != tt.told {
			t.Errorf("%s: %q of %s, told\n%s\nwant %q of %s, told\n%s", name, list.ids(), read, list.all(), tt.ids, tt.read, tt.told)
		}
	}
}

// The same in text, in which a column of one's own is called Note.
func TestStraysInText(t *testing.T) {
	t.Chdir(t.TempDir())
	const remedy = `, and it is no entry of the list; put it there, or if it is to protect nothing call its column "Note"`
	for name, tt := range map[string]struct {
		lists []string
		zones Zones
		told  string
	}{
		"two lists side by side": {[]string{"MMS ID 1;MMS ID 2\n" + id1 + ";" + id2 + "\n"}, ofNZ(), "1:2: " + id2 + ` stands in the column "MMS ID 2", but the list is read from the column "MMS ID 1"` + remedy},
		"an entry of the next":   {[]string{"MMS ID,x\n" + id1 + "," + id2 + "\n", "MMS ID\n" + id2 + "\n"}, ofNZ(), ""},
		"of the list before":     {[]string{"MMS ID\n" + id2 + "\n", "MMS ID,x\n" + id1 + "," + id2 + "\n"}, ofNZ(), ""},
		"of one column and the other": {[]string{"MMS ID,Network Id\n" + id2 + "," + id1 + "\n"}, ofNZ(),
			"1:2: " + id2 + ` stands in the column "MMS ID", but the list is read from the column "Network Id"` + remedy},
		"a link, exported": {[]string{"MMS ID,x\n" + id1 + `,"=HYPERLINK(""https://x/` + id2 + `"",""War"")"` + "\n"}, ofNZ(),
			"1:2: " + id2 + ` is what this cell leads to, and it is no entry of the list; put it in the column of the MMS IDs, or if it is to protect nothing call its column "Note"`},
		"a link of a list on its own": {[]string{"MMS ID\nx\n=hyperlink(x)\n" + id1 + "\n"}, ofNZ(), "warning: 1:2: \"x\" is skipped, since it is no MMS ID\nwarning: 1:3: \"=hyperlink(x)\" is skipped, since it is no MMS ID"},
		"no rows":                     {[]string{"MMS ID,x\n" + id1 + "," + id2 + "\n"}, nil, ""},
		"rows of the library":         {[]string{"MMS ID,x\n" + iz1 + "," + id2 + "\n"}, Zones{5153: true}, ""},
		"none of them in the zone":    {[]string{"MMS ID,x\n" + iz1 + "," + id2 + "\n"}, ofNZ(), "1:2: " + id2 + ` stands in the column "x", but the list is read from the column "MMS ID"` + remedy},
		"a mention in each list": {[]string{"MMS ID,x\n" + id1 + ",see " + id3 + "\n", "MMS ID,Note\n" + id2 + "," + id3 + "\n"}, ofNZ(),
			"warning: 1:2: " + id3 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 2 cells of this kind"},
		"digits of another length": {[]string{"MMS ID,x\n" + id1 + ",see 99" + id2 + "51510\n"}, ofNZ(), ""},
		"the Analytics report":     {[]string{"Network Id,OCLC Control Number (035a)\n" + id1 + ",5\n"}, ofNZ(), `1:1: this is the Analytics report, which has the column "OCLC Control Number (035a)", and no do-not-update list; give it with --doublecheck, or if it is a list add the column "Reason"`},
		"a row of a table of ours": {[]string{"Network Id\tShared with\tOCLC Control Number (035a)\tReason\n" + id1 + "\t" + id2 + "; " + id3 + "\t5\tx\n"}, ofNZ(), "warning: 1:2: " + id2 + " is mentioned here, but it is no entry of the list and protects nothing; it is the first of 1 cell of this kind"},
		"two such columns":         {[]string{"Network Id,OCLC Control Number (035a),OCLC Control Number (035A)\n"}, ofNZ(), `1:1: two columns "OCLC Control Number (035a)"; rename or delete one`},
	} {
		if list := try(t, tt.zones, tt.lists...); list.all() != tt.told {
			t.Errorf("%s: told\n%s\nwant\n%s", name, list.all(), tt.told)
		}
	}
}

// A sheet that is not read as a list must be readable all the same: who knows what is in
// it?
func TestUnreadableSheet(t *testing.T) {
	t.Chdir(t.TempDir())
	workbook(t, "whole.xlsx", sheet{name: "L", rows: column1("MMS ID", id1)}, sheet{name: "x", rows: append(slices.Repeat(column1("y"), 29), []any{5})}) // past where a header is looked for
	whole, err := zip.OpenReader("whole.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	f, err := os.Create("list.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	damaged := zip.NewWriter(f)
	for _, part := range whole.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if part.Name == "xl/worksheets/sheet2.xml" {
			text = bytes.Replace(text, []byte("<v>5</v>"), []byte("<f>2+3</f>"), 1)
		}
		out, errOut := damaged.Create(part.Name)
		if err := errors.Join(err, errOut); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(damaged.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	var list trial
	list.read(t, ofNZ(), "list.xlsx")
	if want := "list.xlsx#x!A30: the formula has no stored result; open the workbook in a spreadsheet program and save it again"; list.all() != want {
		t.Errorf("told %s; want %s", list.all(), want)
	}
}

// Of a cell without an MMS ID nothing is held, however long the list is.
func TestNothingIsHeld(t *testing.T) {
	t.Chdir(t.TempDir())
	workbook(t, "list.xlsx", sheet{name: "L", rows: [][]any{{"MMS ID", "Title", "Again"}, {id1, "1984", id1}, {id2, "99 names", ""}}, links: map[string]string{"B2": "https://x"}},
		sheet{name: "x", rows: [][]any{{"a", 5}, {"99"}}, links: map[string]string{"A1": "https://x"}})
	var list trial
	if list.read(t, ofNZ(), "list.xlsx"); list.all() != "" || len(list.tables[0].strays) != 0 {
		t.Errorf("%s; held %+v", list.all(), list.tables[0].strays)
	}
}
