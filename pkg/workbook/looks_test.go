package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// shown is the workbook of the sheets.
func shown(t *testing.T, sheets ...Sheet) (*excelize.File, []byte) {
	t.Helper()
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

// with is the list x of a table that is shown with these columns.
func with(table Table, columns ...Column) Sheet {
	table.Columns = columns
	return list("x", table)
}

// names are columns as they stand in a table.
func names(list ...string) (columns []Column) {
	for _, name := range list {
		columns = append(columns, Column{Name: name})
	}
	return columns
}

func long(s string, n int) string { return strings.Repeat(s, n) }

func TestLinks(t *testing.T) {
	f, book := shown(t, with(table(t, "A|N",
		"1|7", "2|", "3|1; 2", "4|a b&c/<\"é", "5|"+long("9", 2100)),
		Column{Name: "A"}, Column{Name: "N", Link: "https://example.org/?q={}&x=1"}))
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
	choices := []string{"update", "do not change", "later"}
	sheet := with(table(t, "A", "1", "2"), Column{Name: "A"}, Column{Name: "Decision", New: true, Choices: choices})
	sheet.Tab = "ED7D31"
	f, _ := shown(t, sheet)
	lists, err := f.GetDataValidations("x")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "B2:B3" || lists[0].Formula1 != `"update,do not change,later"` {
		t.Errorf("choices %+v, %v", lists[0], err)
	}
	if props, err := f.GetSheetProps("x"); err != nil || *props.TabColorRGB != "FFED7D31" {
		t.Errorf("the tab is %s, %v", *props.TabColorRGB, err)
	}
}

func TestTooManyChoices(t *testing.T) {
	sheet := with(table(t, "A", "1"), Column{Name: "A", Choices: []string{long("y", 256)}})
	if _, err := Write(io.Discard, sheet); err == nil {
		t.Error("Excel takes 255 characters of choices, not 256")
	}
}

// What an empty sheet says is no row for those who read it.
func TestEmpty(t *testing.T) {
	sheets := []Sheet{list("x", table(t, "A")), list("y", table(t, "A", "1"))}
	for i := range sheets {
		sheets[i].Empty = "nothing = here"
	}
	f, book := shown(t, sheets...)
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
	f, _ := shown(t, with(table(t, "A|B", value+"|"+value, "short|"+value), Column{Name: "A", Wrap: true}, Column{Name: "B"}))
	for row, want := range map[int]float64{2: 45, 3: 15} {
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
		{"", 10, 1}, {"ab cd", 5, 1}, {"ab cd", 4, 2}, {"ab cd ef", 5, 2}, {"abcdehgkopq", 5, 3}, {"a abcdehgkopq b", 5, 4}, {"é é é", 5, 1},
		{"iiii llll", 5, 1}, {"MMMM", 5, 2}, {"漢字漢字", 8, 1}, {"漢字漢字", 7, 2},
	} {
		if got := lines(tt.text, tt.width); got != tt.want {
			t.Errorf("lines(%q, %d) = %d; want %d", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestMeasure(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "0123456789": 10, "Carleton University": 16, "iiii": 2, "WWWW": 6, "ABCD": 5, "((((": 3, "é": 1, "漢": 2, "😀": 2,
	} {
		if got := measure(text); got != want {
			t.Errorf("measure(%q) = %d; want %d", text, got, want)
		}
	}
}

// A list is filtered, a page is read.
func TestIsPage(t *testing.T) {
	for _, tt := range []struct {
		what   string
		tables []Table
		want   bool
	}{
		{"nothing", nil, true},
		{"a table", []Table{{}}, false},
		{"two tables", []Table{{}, {}}, true},
		{"a title", []Table{{Title: "x"}}, true},
		{"text", []Table{{Text: true}}, true},
		{"a chart", []Table{{Charts: []Chart{{}}}}, true},
	} {
		if got := (&Sheet{Tables: tt.tables}).isPage(); got != tt.want {
			t.Errorf("%s is a page: %t; want %t", tt.what, got, tt.want)
		}
	}
}

func TestPage(t *testing.T) {
	numbers := func(table Table) Table {
		table.Columns = All(table.Rows)
		for i := 1; i < len(table.Columns); i++ {
			table.Columns[i].Number = true
		}
		return table
	}
	title := table(t, "Report of 2025-05-24", "from 2 reports", "and a table")
	title.Text = true
	actions := numbers(table(t, "Institution|match|create", "CEF|5|1", "UWO|7|"))
	actions.Title = "Actions per institution"
	actions.Charts = []Chart{{Kind: "bar", Names: "Institution", Values: []string{"match", "create"}, Colours: map[string]string{"create": "00AA00"}}}
	outcomes := numbers(table(t, "Outcome|Rows", "same|9", "other|1"))
	outcomes.Title = "Outcomes"
	outcomes.Charts = []Chart{{Kind: "pie", Names: "Outcome", Values: []string{"rows"}, Colours: map[string]string{"other": "AA0000"}}}
	f, book := shown(t,
		Sheet{Name: "summary", Tables: []Table{title, actions, outcomes, table(t, "X")}},
		list("x", table(t, "A", "1")))
	equal(t, read(t, book), "summary:",
		"Report of 2025-05-24", "from 2 reports", "and a table", "",
		"Actions per institution", "Institution|match|create", "CEF|5|1", "UWO|7", "",
		"Outcomes", "Outcome|Rows", "same|9", "other|1", "",
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
		{"xl/charts/chart1.xml", `<a:srgbClr val="` + palette[0] + `">`}, // match
		{"xl/charts/chart1.xml", `<a:srgbClr val="00AA00">`},             // create
		{"xl/charts/chart2.xml", `>'summary'!$B$12:$B$13<`},
		{"xl/charts/chart2.xml", `<a:srgbClr val="AA0000">`},
	} {
		if xml := strings.ReplaceAll(string(part(t, book, tt.part)), "&#39;", "'"); !strings.Contains(xml, tt.want) {
			t.Errorf("%s has no %s in %s", tt.part, tt.want, xml)
		}
	}
}

// A chart begins beside its table or below the chart before, and text, which may
// be long, does not go behind charts.
func TestChartsBeside(t *testing.T) {
	charted := func(rows ...string) Table {
		table := table(t, rows...)
		table.Charts = []Chart{{Kind: "pie", Names: "A", Values: []string{"B"}}}
		return table
	}
	text := func(line string) Table {
		table := table(t, line)
		table.Text = true
		return table
	}
	_, book := shown(t, Sheet{Name: "x", Tables: []Table{text("Title"), charted("A|B", "x|1"), charted("A|B"), charted("A|B", "y|2"), text("Next")}})
	drawings := string(part(t, book, "xl/drawings/drawing1.xml"))
	for _, row := range []string{"2", "20"} { // from 0: beside A3, and below 18 rows and an empty one
		if !strings.Contains(drawings, "<xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>"+row+"</xdr:row>") {
			t.Errorf("no chart begins in row %s: %s", row, drawings)
		}
	}
	if n := strings.Count(drawings, "<xdr:from>"); n != 2 {
		t.Errorf("%d charts, want 2: one table has no rows", n)
	}
	got := read(t, book)
	if at := slices.Index(got, "Next"); at != 39 {
		t.Errorf("the text is in row %d, want 39: %q", at, got)
	}
}

func TestChartErrors(t *testing.T) {
	for names, want := range map[string]string{
		"Z": `in.tsv:2: the chart wants the column "Z", which is not shown`,
		"A": `in.tsv:2: the chart wants the column "B", which is not shown`,
	} {
		sheet := with(table(t, "A|B", "1|2"), Column{Name: "A"})
		sheet.Tables[0].Charts = []Chart{{Kind: "pie", Names: names, Values: []string{"B"}}}
		if _, err := Write(io.Discard, sheet); err == nil || err.Error() != want {
			t.Errorf("a chart of %s and B: %v; want %s", names, err, want)
		}
	}
}

// What people filled in stays in the columns that are theirs, and these are
// there where the table has none.
func TestNewColumns(t *testing.T) {
	decision := Column{Name: "Decision", New: true, Choices: []string{"update", "later"}}
	note := Column{Name: "Note", New: true}
	f, book := shown(t, with(table(t, "A|note|B|Decision", "1|because|2|later", "3||4|"), Column{Name: "B"}, decision, note))
	equal(t, read(t, book), "x:", "B|Decision|note", "2|later|because", "4")
	if lists, err := f.GetDataValidations("x"); err != nil || len(lists) != 1 || lists[0].Sqref != "B2:B3" {
		t.Errorf("choices %+v, %v", lists, err)
	}
	_, book = shown(t, with(table(t, "A|B", "1|2"), Column{Name: "B"}, decision, note))
	equal(t, read(t, book), "x:", "B|Decision|Note", "2")
}

// The columns up to the first that is not for paper are printed, in letters
// large enough to read.
func TestPrintArea(t *testing.T) {
	value := strings.Repeat("abcdefg ", 20)
	row := strings.Repeat(value+"|", 6) + value
	for _, tt := range []struct {
		noPrint int // this column, and so those behind it; -1: none
		want    string
		widths  string
	}{
		{-1, "", "60 21 21 22 22 22 22"},
		{0, "", "60 40 40 40 40 40 40"},
		{1, "'x'!$A$1:$A$2", "60 40 40 40 40 40 40"},
		{6, "'x'!$A$1:$F$2", "60 26 26 26 26 26 40"},
	} {
		columns := names("A", "B", "C", "D", "E", "F", "G")
		for i := range columns {
			columns[i].Wrap = i > 0
			columns[i].NoPrint = i == tt.noPrint
		}
		f, _ := shown(t, with(table(t, "A|B|C|D|E|F|G", row), columns...))
		area := ""
		for _, name := range f.GetDefinedName() {
			if name.Name == "_xlnm.Print_Area" {
				area = name.RefersTo
			}
		}
		var widths []string
		for i := range columns {
			width, err := f.GetColWidth("x", letters(i))
			if err != nil {
				t.Fatal(err)
			}
			widths = append(widths, fmt.Sprint(width))
		}
		if got := strings.Join(widths, " "); area != tt.want || got != tt.widths {
			t.Errorf("not printed from column %d on: the area is %q, the widths are %s; want %q and %s", tt.noPrint, area, got, tt.want, tt.widths)
		}
	}
}

func TestNarrow(t *testing.T) {
	for _, tt := range []struct {
		widths, wrap, want []int // wrap: columns with broken lines
	}{
		{[]int{100, 90}, []int{0, 1}, []int{100, 90}}, // fits
		{[]int{100, 91}, []int{0, 1}, []int{99, 91}},
		{[]int{91, 100}, []int{0, 1}, []int{91, 99}},
		{[]int{150, 60}, []int{1}, []int{150, 40}},
		{[]int{150, 60}, nil, []int{150, 60}},
		{[]int{180, 20, 20}, []int{1, 2}, []int{180, minWrap, minWrap}}, // as far as it goes
		{[]int{100, 120}, []int{0, 1}, []int{95, 95}},
	} {
		got, columns := slices.Clone(tt.widths), make([]column, len(tt.widths))
		for _, at := range tt.wrap {
			columns[at].Wrap = true
		}
		if narrow(got, columns); !slices.Equal(got, tt.want) {
			t.Errorf("narrow(%v), broken lines in %v: %v; want %v", tt.widths, tt.wrap, got, tt.want)
		}
	}
}

// A bar for each row needs room, a slice does not.
func TestHeight(t *testing.T) {
	for _, tt := range []struct {
		kind         string
		points, want int
	}{
		{"bar", 3, 320}, {"bar", 30, 880}, {"pie", 30, 320},
	} {
		d := drawing{Chart: Chart{Kind: tt.kind}, points: make([]string, tt.points)}
		if got := d.height(); got != tt.want {
			t.Errorf("a %s of %d is %d pixels high; want %d", tt.kind, tt.points, got, tt.want)
		}
	}
}

// With charts, boxes, lists and links the bytes are the same, too: excelize
// goes through some of its maps.
func TestLooksSameBytes(t *testing.T) {
	var first []byte
	for range 20 {
		numbers := table(t, "A|B", "a|1")
		numbers.Charts = []Chart{{Kind: "pie", Names: "A", Values: []string{"B"}}, {Kind: "bar", Names: "A", Values: []string{"B"}}}
		_, book := shown(t, list("s", numbers),
			with(table(t, "A|B", "1|2"), Column{Name: "A", Link: "https://example.org/{}"}, Column{Name: "B", NoPrint: true}, Column{Name: "C", New: true, Choices: []string{"a", "b"}}),
			Sheet{Name: "y", Tables: []Table{table(t, "A|B")}, Empty: "none"})
		if first == nil {
			first = book
		}
		if !bytes.Equal(first, book) {
			t.Fatal("the bytes are others each time")
		}
	}
}

// part is a part of the workbook's zip file.
func part(t testing.TB, book []byte, name string) []byte {
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

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{
		{"", 0, ""},
		{"abc", 3, "abc"},
		{"abc", 2, "ab"},
		{"aé", 1, "a"},
		{"a\U0001F4D6b", 2, "a"}, // a book is two code units
		{"a\U0001F4D6b", 3, "a\U0001F4D6"},
		{strings.Repeat("é", 10_000_000), 9_999_999, strings.Repeat("é", 9_999_999)}, // at once
	} {
		if got := shorten(tt.s, tt.n); got != tt.want {
			t.Errorf("shorten(%.20q, %d) = %.20q; want %.20q", tt.s, tt.n, got, tt.want)
		}
	}
}
