package workbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

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
		header             int   // length of the second's header
	}{
		{[]int{100, 90}, []int{0, 1}, []int{100, 90}, 0}, // fits
		{[]int{100, 91}, []int{0, 1}, []int{99, 91}, 0},
		{[]int{91, 100}, []int{0, 1}, []int{91, 99}, 0},
		{[]int{150, 60}, []int{1}, []int{150, 40}, 0},
		{[]int{150, 60}, nil, []int{150, 60}, 0},
		{[]int{180, 20, 20}, []int{1, 2}, []int{180, minWrap, minWrap}, 0}, // as far as it goes
		{[]int{100, 120}, []int{0, 1}, []int{95, 95}, 0},
		{[]int{70, 70, 70}, []int{0, 1, 2}, []int{63, 63, 64}, 0}, // of those as wide, the first
		{[]int{100, 120, 60}, []int{1, 2}, []int{100, 72, 18}, 70},
	} {
		got, columns := slices.Clone(tt.widths), make([]Column, len(tt.widths))
		for _, at := range tt.wrap {
			columns[at].Wrap = true
		}
		columns[1].Header = strings.Repeat("0", tt.header)
		if narrow(got, columns, 0); !slices.Equal(got, tt.want) {
			t.Errorf("narrow(%v), broken lines in %v: %v; want %v", tt.widths, tt.wrap, got, tt.want)
		}
	}
}

// Widths are those of the first rows, as many as are told, or as long.
func TestSample(t *testing.T) {
	wide := strings.Repeat("0", sampleBytes/64)
	for _, tt := range []struct {
		rows []string
		want int
	}{
		{slices.Concat([]string{"A"}, slices.Repeat([]string{"0"}, sampleRows-1), []string{"000", "0000"}), 3},
		{slices.Concat([]string{"A"}, slices.Repeat([]string{wide}, 63), []string{wide, wide + "0"}), len(wide)},
		{slices.Concat([]string{"A"}, slices.Repeat([]string{wide}, 62), []string{wide[1:], wide, wide + "0", wide + "00"}), len(wide) + 1},
	} {
		src, err := newSource(table(t, tt.rows...))
		if err != nil || src.columns[0].width != tt.want {
			t.Errorf("%d rows: width %d, %v; want %d", len(tt.rows)-1, src.columns[0].width, err, tt.want)
		}
		for range len(tt.rows) - 1 { // none is lost
			if src.row == nil {
				t.Fatal("too few rows")
			}
			if err := src.next(); err != nil {
				t.Fatal(err)
			}
		}
		if src.row != nil {
			t.Error("too many rows")
		}
	}
}
