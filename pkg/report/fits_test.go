package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The first page fits on a piece of paper, Letter or A4, in letters of 8 points at
// least, whatever a run has: all kinds of lines, twenty libraries and more.
func TestFirstPageFits(t *testing.T) {
	full := optional(t)
	full["actions.tsv"] = "OCLC symbol\tAction\tRecords\n"
	full["silent.tsv"] = "Symbol\tLast report\tReason\n"
	for i := range maxSymbols + 5 {
		full["actions.tsv"] += fmt.Sprintf("CNLB%d\tmatch\t%d\nCNLB%d\tfield transfer\t7\n", i, 100+i, i)
		full["silent.tsv"] += fmt.Sprintf("CNLB%d\t\tit is not there\n", i)
	}
	oneStep := maps.Clone(full)
	oneStep["settings.tsv"] = "Name\tValue\none-step\t--one-step\n"
	oneStep["for_one_step_import_to_NZ.tsv"] = "001\t035 $a\n"
	for what, changes := range map[string]map[string]string{"small": nil, "three steps": full, "one step": oneStep} {
		fits(t, what, sheets(t, runDir(t, changes), about()))
	}
}

// fits tells whether the first sheet of a workbook fits on a page.
func fits(t *testing.T, what string, book []byte) {
	t.Helper()
	wide, high := extent(t, book)
	const letters, margins = 11, 2 * 0.4 * 72 // at each side, and below half as much for the footer
	for paper, room := range map[string][2]float64{"Letter": {792, 612}, "A4": {842, 595}} {
		scale := min(1, (room[0]-margins)/wide, (room[1]-1.25*margins)/high)
		if size := scale * letters; size < 8 {
			t.Errorf("%s: %.0f × %.0f points on %s: letters of %.1f points", what, wide, high, paper, size)
		}
	}
}

// extent is how wide and high the first sheet of a workbook is, with its charts, in
// points.
func extent(t *testing.T, book []byte) (wide, high float64) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	var drawing struct {
		To []struct {
			Col int `xml:"col"`
			Row int `xml:"row"`
		} `xml:"twoCellAnchor>to"`
	}
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("xl/drawings/drawing1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.NewDecoder(part).Decode(&drawing); err != nil || len(drawing.To) == 0 {
		t.Fatalf("no charts, %v", err)
	}
	first := f.GetSheetList()[0]
	rows, err := f.GetRows(first)
	if err != nil {
		t.Fatal(err)
	}
	columns, last := 0, len(rows)
	for _, to := range drawing.To {
		columns, last = max(columns, to.Col+1), max(last, to.Row+1)
	}
	for i := range columns {
		name, _ := excelize.ColumnNumberToName(i + 1)
		width, err := f.GetColWidth(first, name)
		if err != nil {
			t.Fatal(err)
		}
		wide += width * 7 * 0.75
	}
	for i := range last {
		height, err := f.GetRowHeight(first, i+1)
		if err != nil {
			t.Fatal(err)
		}
		high += height
	}
	return wide, high
}
