package workbook

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

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
		{"xl/charts/chart1.xml", `<min val="0">`},
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
	for _, row := range []string{"2", "17"} { // from 0: beside A3, and below 15 rows and an empty one
		if !strings.Contains(drawings, "<xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>"+row+"</xdr:row>") {
			t.Errorf("no chart begins in row %s: %s", row, drawings)
		}
	}
	if n := strings.Count(drawings, "<xdr:from>"); n != 2 {
		t.Errorf("%d charts, want 2: one table has no rows", n)
	}
	got := read(t, book)
	if at := slices.Index(got, "Next"); at != 33 {
		t.Errorf("the text is in row %d, want 33: %q", at, got)
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

// A bar for each row needs room, a slice does not.
func TestHeight(t *testing.T) {
	for _, tt := range []struct {
		kind string
		rows int
		want uint
	}{
		{"bar", 3, 260}, {"bar", 9, 260}, {"bar", 10, 270}, {"bar", 30, 630}, {"pie", 30, 260},
	} {
		src := &source{columns: []Column{{Name: "A", at: 1}}, drawn: slices.Repeat([][]string{{"1"}}, tt.rows)}
		chart, err := src.chart(Chart{Kind: tt.kind, Names: "A", Values: []string{"A"}}, "x", 1)
		if err != nil || chart.Dimension.Height != tt.want {
			t.Errorf("a %s of %d is %d pixels high, %v; want %d", tt.kind, tt.rows, chart.Dimension.Height, err, tt.want)
		}
	}
}

// A chart may be of the first table of another page, which stands there alone.
func TestChartOfAnotherPage(t *testing.T) {
	numbers := table(t, "Library|Records", "CEF|5", "UWO|7")
	numbers.Title = "Libraries"
	chart := table(t, "Library|Records", "CEF|5", "UWO|7")
	chart.Title, chart.On = "Libraries", "figures"
	chart.Charts = []Chart{{Kind: "bar", Names: "Library", Values: []string{"Records"}}}
	f, book := shown(t,
		Sheet{Name: "summary", Whole: true, Tables: []Table{table(t, "A|B", "x|1"), chart, table(t, "C", "y")}},
		Sheet{Name: "figures", Tables: []Table{numbers}})
	equal(t, read(t, book), "summary:", "A|B", "x|1", "", "C", "y", "figures:", "Libraries", "Library|Records", "CEF|5", "UWO|7")
	xml := strings.ReplaceAll(string(part(t, book, "xl/charts/chart1.xml")), "&#39;", "'")
	for _, want := range []string{`>'figures'!$A$3:$A$4<`, `>'figures'!$B$2<`, `>'figures'!$B$3:$B$4<`} {
		if !strings.Contains(xml, want) {
			t.Errorf("the chart has no %s: %s", want, xml)
		}
	}
	for sheet, want := range map[string]int{"summary": 1, "figures": 0} {
		if l, err := f.GetPageLayout(sheet); err != nil || *l.FitToHeight != want {
			t.Errorf("%s: as high as %d pages, %v; want %d", sheet, *l.FitToHeight, err, want)
		}
	}
}

// A chart is as high as it should be beside rows of several lines, and the next begins
// below it.
func TestChartsBesideHighRows(t *testing.T) {
	long := table(t, "A|B", "x|1", strings.Repeat("four score ", 30)+"|2", "y|3")
	long.Columns = []Column{{Name: "A", Wrap: true}, {Name: "B"}}
	long.Charts = slices.Repeat([]Chart{{Kind: "pie", Names: "A", Values: []string{"B"}}}, 2)
	_, book := shown(t, Sheet{Name: "x", Tables: []Table{long}})
	drawings := string(part(t, book, "xl/drawings/drawing1.xml"))
	// Of 260 pixels the row of 5 lines takes 100: 8 others and that, and one is free.
	for _, row := range []string{"<xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>", "<xdr:row>9</xdr:row>", "<xdr:row>11</xdr:row>"} {
		if !strings.Contains(drawings, row) {
			t.Errorf("no %s: %s", row, drawings)
		}
	}
}
