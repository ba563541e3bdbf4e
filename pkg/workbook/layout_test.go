package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// laidOut is the workbook of the sheets as the layout shows them.
func laidOut(t *testing.T, layout string, sheets ...Sheet) (*excelize.File, []byte) {
	t.Helper()
	l, err := ReadLayout(strings.NewReader(layout), "l")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Apply(sheets); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := Write(&out, sheets...); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return f, out.Bytes()
}

func TestLayoutColumns(t *testing.T) {
	for layout, want := range map[string]string{
		"":                                   "A|B|C|B 1|2|3|4",
		"column C\ncolumn a = 001":           "C|001 3|1",
		"column C\ncolumn *":                 "C|A|B|B 3|1|2|4",
		"column *\ncolumn A":                 "B|C|B|A 2|3|4|1",
		"new D":                              "A|B|C|B|D 1|2|3|4",
		"column A\nnew D\ncolumn C":          "A|D|C 1||3",
		"column A\n[x]\ncolumn C":            "C 3",
		"[x]\ncolumn C\n[x:t]\ncolumn A\n":   "A 1",
		"[y]\ncolumn Z\n[x:u]\ncolumn Z":     "A|B|C|B 1|2|3|4",
		"# remark\n\n  [ X ]\n\tcolumn\tC\n": "C 3",
	} {
		sheet := list("x", table(t, "A|B|C|B", "1|2|3|4"))
		sheet.Tables[0].Name = "t"
		_, book := laidOut(t, layout, sheet)
		if got := strings.Join(read(t, book)[1:], " "); got != want {
			t.Errorf("the layout %q shows %s; want %s", layout, got, want)
		}
	}
}

func TestLayoutErrors(t *testing.T) {
	for layout, want := range map[string]string{
		"colum A":                        `l:1: unknown word "colum"; there are: column, column?, new, number, wrap, link, choose, tab, empty, title, text, chart`,
		"\n[x]\ncolumn Z":                `l:3: in.tsv:1: no column "Z"; there are: A, N`,
		"column":                         `l:1: column wants the name of a column`,
		"column A =":                     `l:1: column wants the name of a column`,
		"new n":                          `l:1: the table has a column "n" already`,
		"number Z":                       `l:1: no table has a column "Z"`,
		"[x]\nnumber Z":                  `l:2: no table has a column "Z"`,
		"[x:t]\nnumber Z":                `l:2: in.tsv:1: no column "Z"; there are: A, N`,
		"link A":                         `l:1: link wants NAME = ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}`,
		"link A = file:///{}":            `l:1: link to "file:///{}": the address wants https:// in front`,
		"choose A =":                     `l:1: choose wants NAME = A, B, such as: choose Decision = update, later`,
		"choose A = a,,b":                `l:1: choose wants NAME = A, B, such as: choose Decision = update, later`,
		"tab mauve":                      `l:1: tab wants red, orange, yellow, green, blue, grey or six digits such as C00000, not "mauve"`,
		"title":                          `l:1: title wants a text`,
		"text x":                         `l:1: text wants nothing behind it`,
		"chart line A = N":               `l:1: chart wants pie or bar, and NAME = NAMES, such as: chart bar Institution = match, create`,
		"chart pie A = Z":                `l:1: no column "Z" for the chart`,
		"chart pie A = *":                `l:1: a pie has one column of numbers, not 0`,
		"choose A = " + long("y", 256):   `l:1: Excel takes 255 characters in a list of choices`,
		"# a\n" + long("y", 2<<20):       `l:2: the line is longer than 1048576 bytes; is this the right file?`,
		"[x]\nempty\n":                   `l:2: empty wants a text`,
		"[x]\nchart bar = N\n":           `l:2: chart wants pie or bar, and NAME = NAMES, such as: chart bar Institution = match, create`,
		"[x]\nlink A = https://x/{}{}\n": `l:2: link wants NAME = ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}`,
	} {
		l, err := ReadLayout(strings.NewReader(layout), "l")
		if err == nil {
			sheet := list("x", table(t, "A|N", "1|2"))
			sheet.Tables[0].Name = "t"
			err = l.Apply([]Sheet{sheet, list("y", table(t, "A|N|Y"))})
		}
		if err == nil || err.Error() != want {
			t.Errorf("the layout %.40q: %v; want %s", layout, err, want)
		}
	}
	l := &Layout{}
	if err := l.Add("column", "Z"); err != nil {
		t.Fatal(err)
	}
	const want = `in.tsv:1: no column "Z"; there are: A`
	if err := l.Apply([]Sheet{list("x", table(t, "A"))}); err == nil || err.Error() != want {
		t.Errorf("--column Z: %v; want %s", err, want)
	}
}

func long(s string, n int) string { return strings.Repeat(s, n) }

func TestLinks(t *testing.T) {
	f, book := laidOut(t, "link N = https://example.org/?q={}&x=1", list("x", table(t, "A|N",
		"1|7", "2|", "3|1; 2", "4|a b&c/<\"é", "5|"+long("9", 2100))))
	for cell, want := range map[string]string{
		"B2": "https://example.org/?q=7&x=1",
		"B3": "",
		"B4": "",
		"B5": "https://example.org/?q=a%20b%26c%2F%3C%22%C3%A9&x=1",
		"B6": "",
		"A2": "",
	} {
		if _, got, err := f.GetCellHyperLink("x", cell); got != want || err != nil {
			t.Errorf("the link of %s is %s, %v; want %s", cell, got, err, want)
		}
	}
	equal(t, read(t, book), "x:", "A|N", "1|7", "2", "3|1; 2", "4|a b&c/<\"é", "5|"+long("9", 2100))
}

// Past the links that Excel takes in a sheet, cells are plain.
func TestLinkLimit(t *testing.T) {
	rows := []string{"N"}
	for i := range maxLinks + 10 {
		rows = append(rows, fmt.Sprint(i))
	}
	sheets := []Sheet{list("x", table(t, rows...)), list("y", table(t, "N", "1"))}
	for i := range sheets {
		sheets[i].Tables[0].Columns = []Column{{Name: "N", Link: "https://example.org/{}"}}
	}
	var out bytes.Buffer
	if _, err := Write(&out, sheets...); err != nil {
		t.Fatal(err)
	}
	book := out.Bytes()
	const last = "<t>65539</t></is></c></row></sheetData>" // and no link
	if !bytes.Contains(part(t, book, "xl/worksheets/sheet1.xml"), []byte(last)) {
		t.Errorf("the sheet does not end with %s", last)
	}
	rels := string(part(t, book, "xl/worksheets/_rels/sheet1.xml.rels"))
	if n := strings.Count(rels, "<Relationship "); n != maxLinks {
		t.Errorf("%d links, want %d", n, maxLinks)
	}
	if !strings.Contains(string(part(t, book, "xl/worksheets/sheet2.xml")), `<hyperlinks><hyperlink ref="A2" r:id="link1"/></hyperlinks><pageMargins`) {
		t.Error("the second sheet has no link")
	}
}

func TestChoices(t *testing.T) {
	f, _ := laidOut(t, "[x]\nnew Decision\nchoose Decision = update, do not change,later\ntab orange", list("x", table(t, "A", "1", "2")))
	lists, err := f.GetDataValidations("x")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "B2:B3" || lists[0].Formula1 != `"update,do not change,later"` {
		t.Errorf("choices %+v, %v", lists[0], err)
	}
	if props, err := f.GetSheetProps("x"); err != nil || *props.TabColorRGB != "FFED7D31" {
		t.Errorf("the tab is %s, %v", *props.TabColorRGB, err)
	}
}

// What an empty sheet says is no row for those who read it.
func TestEmpty(t *testing.T) {
	f, book := laidOut(t, "empty nothing = here", list("x", table(t, "A")), list("y", table(t, "A", "1")))
	equal(t, read(t, book), "x:", "A", "y:", "A", "1")
	for sheet, want := range map[string]int{"x": 1, "y": 0} {
		shapes, err := f.GetShapes(sheet)
		if err != nil || len(shapes) != want || want == 1 && shapes[0].Paragraph[0].Text != "nothing = here" {
			t.Errorf("sheet %s says %+v, %v", sheet, shapes, err)
		}
	}
}

func TestWrap(t *testing.T) {
	value := strings.TrimSuffix(long("University; ", 12), "; ")
	f, _ := laidOut(t, "wrap A", list("x", table(t, "A|B", value+"|"+value, "short|"+value)))
	for row, want := range map[int]float64{2: 60, 3: 15} {
		if got, err := f.GetRowHeight("x", row); got != want || err != nil {
			t.Errorf("row %d is %v points high, %v; want %v", row, got, err, want)
		}
	}
}

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  int
	}{
		{"", 10, 1}, {"ab cd", 5, 1}, {"ab cd", 4, 2}, {"ab cd ef", 5, 2}, {"abcdefghijk", 5, 3}, {"a abcdefghijk b", 5, 4}, {"é é é", 5, 1},
	} {
		if got := lines(tt.text, tt.width); got != tt.want {
			t.Errorf("lines(%q, %d) = %d; want %d", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestPage(t *testing.T) {
	const layout = `
[summary:title]
text
[summary:actions]
title  Actions per institution
number *
chart  bar Institution = *
[summary:outcomes]
title  Outcomes
[summary]
number Rows
[summary:outcomes]
chart  pie Outcome = Rows
`
	named := func(name string, rows ...string) Table {
		table := table(t, rows...)
		table.Name = name
		return table
	}
	sheets := []Sheet{
		{Name: "summary", Tables: []Table{
			named("title", "Report of 2025-05-24", "from 2 reports", "and a table"),
			named("actions", "Institution|match|create", "CEF|5|1", "UWO|7|"),
			named("outcomes", "Outcome|Rows", "same|9"),
			named("plain", "X"),
		}},
		list("x", table(t, "A", "1")),
	}
	f, book := laidOut(t, layout, sheets...)
	equal(t, read(t, book), "summary:",
		"Report of 2025-05-24", "from 2 reports", "and a table", "",
		"Actions per institution", "Institution|match|create", "CEF|5|1", "UWO|7", "",
		"Outcomes", "Outcome|Rows", "same|9", "",
		"X",
		"x:", "A", "1")
	if kind, err := f.GetCellType("summary", "B7"); kind != excelize.CellTypeUnset || err != nil {
		t.Errorf("a count is of type %v, %v", kind, err)
	}
	for _, tt := range []struct{ part, want string }{
		{"xl/charts/chart1.xml", `>'summary'!$A$7:$A$8<`},
		{"xl/charts/chart1.xml", `>'summary'!$B$7:$B$8<`},
		{"xl/charts/chart1.xml", `>'summary'!$C$6<`},
		{"xl/charts/chart1.xml", `Actions per institution`},
		{"xl/charts/chart2.xml", `>'summary'!$B$12<`},
	} {
		if xml := strings.ReplaceAll(string(part(t, book, tt.part)), "&#39;", "'"); !strings.Contains(xml, tt.want) {
			t.Errorf("%s has no %s", tt.part, tt.want)
		}
	}
}

// With charts, boxes, lists and links the bytes are the same, too: excelize
// goes through some of its maps.
func TestLayoutSameBytes(t *testing.T) {
	var first []byte
	for range 20 {
		_, book := laidOut(t, "link B = https://example.org/{}\nempty none\n[s]\nnumber *\nchart pie A = B\nchart bar A = B\n[x]\nnew C\nchoose C = a, b",
			list("s", table(t, "A|B", "a|1")), list("x", table(t, "A|B", "1|2")), list("y", table(t, "A|B")))
		if first == nil {
			first = book
		}
		if !bytes.Equal(first, book) {
			t.Fatal("the bytes are others each time")
		}
	}
}

// part is a part of the workbook's zip file.
func part(t *testing.T, book []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
