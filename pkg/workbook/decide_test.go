package workbook

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What people fill in: a list of cells of the row, a ground of its own, columns that stay.
func TestFillIn(t *testing.T) {
	f, book := shown(t, with(table(t, "Id|Key|A|B", "1|x|7|8", "2||9|"),
		Column{Name: "Use", New: true, List: "OFFSET({A},0,0,1,COUNTA({A}:{B}))", Fill: "FFF2CC"}, Column{Name: "Id", Keep: true, Link: "https://e.org/{}", LinkBy: "Key"},
		Column{Name: "A", Fill: "FFC7CE", Link: "https://e.org/{}"}, Column{Name: "B", Header: "b"}))
	equal(t, read(t, book), "x:", "Use|Id|A|b", "|1|7|8", "|2|9")

	lists, err := f.GetDataValidations("x")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "A2:A3" || lists[0].Formula1 != "OFFSET($C2,0,0,1,COUNTA($C2:$D2))" {
		t.Errorf("lists %+v, %v", lists, err)
	}
	panes, err := f.GetPanes("x")
	if err != nil || panes.XSplit != 2 || panes.YSplit != 1 || panes.TopLeftCell != "C2" {
		t.Errorf("panes %+v, %v", panes, err)
	}
	stripes, err := f.GetConditionalFormats("x")
	if _, all := stripes["B2:B3 D2:D3"]; err != nil || !all {
		t.Errorf("striped are %v, %v; want what has no ground of its own", stripes, err)
	}
	for cell, want := range map[string]string{"A2": "FFF2CC", "A3": "FFF2CC", "B2": "", "C3": "FFC7CE", "D2": ""} {
		if got := colour(t, f, cell); got != want {
			t.Errorf("the ground of %s is %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"B2": "https://e.org/x", "B3": "", "C2": "https://e.org/7"} {
		if _, got, err := f.GetCellHyperLink("x", cell); got != want || err != nil {
			t.Errorf("the link of %s is %q, %v; want %q", cell, got, err, want)
		}
	}
}

// colour is that of the ground of a cell, "" if it has none.
func colour(t *testing.T, f *excelize.File, cell string) string {
	t.Helper()
	id, err := f.GetCellStyle("x", cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.NumFmt != asText {
		t.Errorf("%s is no text", cell)
	}
	if len(style.Fill.Color) == 0 {
		return ""
	}
	return style.Fill.Color[0]
}

// A column whose links need one that is not there is an error.
func TestLinkByNothing(t *testing.T) {
	_, err := newSource(with(table(t, "A", "1"), Column{Name: "A", Link: "https://e.org/{}", LinkBy: "B"}).Tables[0])
	if err == nil || !strings.Contains(err.Error(), `"B"`) {
		t.Errorf("error %v; want one that names the column", err)
	}
}

// What an empty list says is printed with it.
func TestEmptyIsPrinted(t *testing.T) {
	sheet := with(table(t, "A|B"), Column{Name: "A"}, Column{Name: "B", NoPrint: true})
	sheet.Empty = "nothing here"
	f, _ := shown(t, sheet)
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Area" && n.RefersTo != "'x'!$A$1:$A$4" {
			t.Errorf("%s is printed", n.RefersTo)
		}
	}
}
