package workbook

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
)

// However tables are shown, each value is where it belongs, and what it was.
func TestEveryValue(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	values := []string{"", "0", "007", "42", "-1.5", "991523164305151", "=1+1", " a ", "<&>\"", "é😀", "_x0041_", "\x01", "1; 2", "1e5", "long " + long("word ", 30)}
	pick := func() string { return values[rng.IntN(len(values))] }
	for range 60 {
		var sheets []Sheet
		want := make(map[string][][]string)
		for i := range 1 + rng.IntN(4) {
			name := fmt.Sprintf("sheet %d", i)
			sheet := Sheet{Name: name}
			for range 1 + rng.IntN(2) {
				header := strings.Split("A|B|C|D", "|")[:1+rng.IntN(4)]
				in := []string{strings.Join(header, "\t")}
				var columns []Column
				for _, at := range rng.Perm(len(header)) {
					columns = append(columns, Column{
						Name: header[at], Number: rng.IntN(2) == 0, Wrap: rng.IntN(2) == 0, New: rng.IntN(2) == 0, NoPrint: rng.IntN(4) == 0,
						Link: []string{"", "https://example.org/{}"}[rng.IntN(2)], Choices: [][]string{nil, {"42", "a"}}[rng.IntN(2)],
					})
				}
				shown := [][]string{nil}
				for _, c := range columns {
					shown[0] = append(shown[0], c.Name)
				}
				for range rng.IntN(5) {
					row := make(map[string]string)
					var line, cells []string
					for _, name := range header {
						row[name] = pick()
						line = append(line, row[name])
					}
					for _, c := range columns {
						cells = append(cells, row[c.Name])
					}
					in, shown = append(in, strings.Join(line, "\t")), append(shown, cells)
				}
				r, err := tsv.NewReader(strings.NewReader(strings.Join(in, "\n")+"\n"), "in.tsv")
				if err != nil {
					t.Fatal(err)
				}
				if len(sheet.Tables) > 0 {
					want[name] = append(want[name], nil) // an empty row between tables
				}
				sheet.Tables = append(sheet.Tables, Table{Rows: r, Columns: columns})
				want[name] = append(want[name], shown...)
			}
			sheets = append(sheets, sheet)
		}
		var out bytes.Buffer
		if _, err := Write(&out, sheets...); err != nil {
			t.Fatal(err)
		}
		compareCells(t, &out, want)
	}
}

// compareCells compares the cells of a workbook with the rows of its sheets.
func compareCells(t *testing.T, book io.Reader, want map[string][][]string) {
	t.Helper()
	f, err := excelize.OpenReader(book, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for sheet, rows := range want {
		for i, row := range rows {
			for j, value := range row {
				cell := letters(j) + strconv.Itoa(i+1)
				if got, err := f.GetCellValue(sheet, cell); got != value || err != nil {
					t.Errorf("%s!%s is %q, %v; want %q", sheet, cell, got, err, value)
				}
			}
		}
	}
}

// Whatever a table holds, a workbook of it is read as the same.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{"A\n=1+1\n", "A\tB\n@x\t-1\n", "A\n_x0041_\n", "A\n_x0041\x01\n", "A\n \n", "A\n\uFFFE<&>\x1f\n", "A\n'1\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		r, err := tsv.NewReader(strings.NewReader(in), "in.tsv")
		if err != nil {
			return
		}
		want := [][]string{slices.Clone(r.Header())}
		for r.Scan() {
			want = append(want, slices.Clone(r.Row()))
		}
		if r.Err() != nil {
			return
		}
		if r, err = tsv.NewReader(strings.NewReader(in), "in.tsv"); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := Write(&out, list("x", Table{Rows: r})); err != nil {
			return // too long
		}
		text := ""
		for _, row := range want {
			text += strings.Join(row, "\t") + "\n"
		}
		if got := readBack(t, out.Bytes()); got != text {
			t.Errorf("read back:  %q", got)
		}
		compareCells(t, &out, map[string][][]string{"x": want})
	})
}
