package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
)

// table reads a table written as rows of fields separated by "|".
func table(t testing.TB, rows ...string) Table {
	t.Helper()
	text := strings.ReplaceAll(strings.Join(rows, "\n")+"\n", "|", "\t")
	r, err := tsv.NewReader(strings.NewReader(text), "in.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return Table{Rows: r}
}

func list(name string, t Table) Sheet { return Sheet{Name: name, Tables: []Table{t}} }

// read is the sheets of a workbook, each with its name and then its rows, as
// excelize reads them. Empty fields at the end of a row are missing.
func read(t testing.TB, book []byte) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range f.GetSheetList() {
		all = append(all, name+":")
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all = append(all, strings.Join(row, "|"))
		}
	}
	return all
}

func equal(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("the workbook holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWrite(t *testing.T) {
	var out bytes.Buffer
	n, err := Write(&out,
		list("DIFF", table(t, "Network Id|Incoming 035a", "991523164305151|0012345", "|", " 7 |=1+1")),
		list("it's <SAME> & more", table(t, "A")),
	)
	if err != nil {
		t.Fatal(err)
	}
	if n.Rows() != 3 || fmt.Sprint(n) != "[{DIFF 3 0} {it's <SAME> & more 0 0}]" {
		t.Errorf("Count %v", n)
	}
	equal(t, read(t, out.Bytes()), "DIFF:", "Network Id|Incoming 035a", "991523164305151|0012345", "", " 7 |=1+1", "it's <SAME> & more:", "A")
}

func TestColumns(t *testing.T) {
	in := table(t, "A|B|C", "1|2|3", "4|05|6")
	in.Columns = []Column{{Name: "c", Header: "001"}, {Name: "b", Number: true}, {Name: "C"}}
	var out bytes.Buffer
	if _, err := Write(&out, list("x", in)); err != nil {
		t.Fatal(err)
	}
	equal(t, read(t, out.Bytes()), "x:", "001|B|C", "3|2|3", "6|05|6")
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]excelize.CellType{
		"A2": excelize.CellTypeInlineString,
		"B2": excelize.CellTypeUnset, // a number
		"B3": excelize.CellTypeInlineString,
	} {
		if got, err := f.GetCellType("x", cell); got != want || err != nil {
			t.Errorf("cell %s is of type %v, %v; want %v", cell, got, err, want)
		}
	}
	for _, cell := range []string{"A1", "A2", "B3", "C9"} {
		id, err := f.GetCellStyle("x", cell)
		if err != nil {
			t.Fatal(err)
		}
		if style, err := f.GetStyle(id); err != nil || style.NumFmt != asText {
			t.Errorf("cell %s has the format %v, %v; want text", cell, style, err)
		}
	}
	in = table(t, "A|B")
	in.Columns = []Column{{Name: "Reason"}}
	if _, err := Write(io.Discard, list("x", in)); err == nil || err.Error() != `in.tsv:1: no column "Reason"; there are: A, B` {
		t.Errorf("a missing column: %v", err)
	}
}

// What is behind the cells: the header stays, the filter and the stripes reach
// over all rows.
func TestLooks(t *testing.T) {
	var out bytes.Buffer
	name := "O'Neil"
	if _, err := Write(&out, list(name, table(t, "A|B", "1|2", "3|"+strings.Repeat("x", 90)))); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if panes, err := f.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %v, %v", panes, err)
	}
	if got := fmt.Sprint(f.GetDefinedName()); got != "[{_xlnm.Print_Titles  'O''Neil'!$1:$1 O'Neil} {_xlnm._FilterDatabase  'O''Neil'!$A$1:$B$3 O'Neil}]" {
		t.Errorf("names %s", got)
	}
	for column, want := range map[string]float64{"A": 8, "B": 60} {
		if got, err := f.GetColWidth(name, column); got != want || err != nil {
			t.Errorf("column %s is %v wide, %v; want %v", column, got, err, want)
		}
	}
	formats, err := f.GetConditionalFormats(name)
	if _, ok := formats["A2:B3"]; !ok || err != nil {
		t.Errorf("stripes in %v, %v", formats, err)
	}
}

func TestContinues(t *testing.T) {
	var out bytes.Buffer
	n, err := write(&out, []Sheet{
		list("a", table(t, "N", "1", "2", "3", "4", "5")),
		list("A (2)", table(t, "N", "6", "7")),
		list("0123456789012345678901234567890", table(t, "N", "8", "9", "10")),
	}, 2)
	if err != nil || n.Rows() != 10 {
		t.Fatal(n, err)
	}
	equal(t, read(t, out.Bytes()), "a:", "N", "1", "2", "a (3):", "N", "3", "4", "a (4):", "N", "5", "A (2):", "N", "6", "7",
		"0123456789012345678901234567890:", "N", "8", "9", "012345678901234567890123456 (2):", "N", "10")
}

func TestSplit(t *testing.T) {
	for in, want := range map[string]string{
		"1|2|3|4|5": "x: N 1 2, x: N 3 4, x: N 5",
		"1|2|3|4":   "x: N 1 2, x: N 3 4",
		"1":         "x: N 1",
		"":          "x: N",
	} {
		var books []*bytes.Buffer
		rows := append([]string{"N"}, strings.FieldsFunc(in, func(r rune) bool { return r == '|' })...)
		n, err := Split(list("x", table(t, rows...)), 2, func() io.Writer {
			books = append(books, new(bytes.Buffer))
			return books[len(books)-1]
		})
		if err != nil || n.Rows() != len(rows)-1 {
			t.Errorf("Split of %s: %v, %v", in, n, err)
		}
		var got []string
		for _, book := range books {
			got = append(got, strings.Join(read(t, book.Bytes()), " "))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("Split of %s: %s; want %s", in, strings.Join(got, ", "), want)
		}
	}
}

func TestSplitErrors(t *testing.T) {
	full := errors.New("the disk is full")
	for _, tt := range []struct {
		sheet Sheet
		dst   io.Writer
		want  string
	}{
		{list("a/b", table(t, "A")), io.Discard, `sheet name "a/b": Excel forbids [ ] : * ? / \`},
		{with(table(t, "A"), Column{Name: "B"}), io.Discard, `in.tsv:1: no column "B"; there are: A`},
		{list("x", table(t, "A", "1", "1|2")), io.Discard, `in.tsv:3: 2 fields, but the header has 1`},
		{list("x", table(t, "A", "1")), &disk{0, full}, "the disk is full"},
	} {
		_, err := Split(tt.sheet, 2, func() io.Writer { return tt.dst })
		if err == nil || err.Error() != tt.want {
			t.Errorf("Split of %s: %v; want %s", tt.sheet.Name, err, tt.want)
		}
	}
}

func TestTooLong(t *testing.T) {
	longest := strings.Repeat("😀", maxCell/2) + "x"
	if _, err := Write(io.Discard, list("x", table(t, "A|B", "1|"+longest))); err != nil {
		t.Errorf("a cell of %d: %v", maxCell, err)
	}
	const want = `in.tsv:3: column "B" holds 32768 characters, Excel takes 32767 in a cell; shorten the value, or leave the column out`
	if _, err := Write(io.Discard, list("x", table(t, "A|B", "1|2", "1|x"+longest))); err == nil || err.Error() != want {
		t.Errorf("a cell of 32768: %v; want %s", err, want)
	}
	// A value of a million characters is cut in the same time as it is read.
	cut := list("x", table(t, "A|B", "1|2", "1|x"+longest, "1|"+strings.Repeat("y", 1_000_000)))
	cut.Tables[0].Cut = true
	var out bytes.Buffer
	if n, err := Write(&out, cut); err != nil || n[0].Cut != 2 {
		t.Fatalf("a cell of 32768 that may be cut: %v, %v", n, err)
	}
	const mark = "… (cut here: it has 32768 characters, Excel takes 32767)"
	last := read(t, out.Bytes())[3]
	if got := strings.TrimPrefix(last, "1|"); !strings.HasPrefix(got, "x😀") || !strings.HasSuffix(got, "😀"+mark) || units(got) != maxCell {
		t.Errorf("it has %d characters, and ends in %s", units(got), got[len(got)-80:])
	}
	if _, err := newSource(table(t, longest)); err != nil {
		t.Errorf("a header of %d: %v", maxCell, err)
	}
	if _, err := newSource(table(t, longest+"x")); err == nil || !strings.HasSuffix(err.Error(), " holds 32768 characters, Excel takes 32767 in a cell; shorten the value, or leave the column out") {
		t.Errorf("a header of 32768: %v", err)
	}
	if _, err := newSource(table(t, strings.Repeat("|", maxColumns-1))); err != nil {
		t.Errorf("as many columns as Excel takes: %v", err)
	}
	if _, err := Write(io.Discard, list("x", table(t, strings.Repeat("|", maxColumns)))); err == nil || err.Error() != "in.tsv:1: 16385 columns, Excel takes 16384" {
		t.Errorf("too many columns: %v", err)
	}
}

// Errors of the streams come out, wherever they happen.
func TestErrors(t *testing.T) {
	in := "A\n" + strings.Repeat("1\n", 2*sampleRows)
	r, err := tsv.NewReader(io.MultiReader(strings.NewReader(in), strings.NewReader("1\t2\n")), "in.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(io.Discard, list("x", Table{Rows: r})); err == nil || err.Error() != "in.tsv:2002: 2 fields, but the header has 1" {
		t.Errorf("a bad row: %v", err)
	}
	rows := random(15_000)
	var whole bytes.Buffer
	if _, err := Write(&whole, list("x", table(t, rows...))); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	for size := 0; size < whole.Len(); size += 1000 + 3*size {
		if _, err := Write(&disk{size, full}, list("x", table(t, rows...))); !errors.Is(err, full) {
			t.Errorf("a disk of %d bytes: %v", size, err)
		}
	}
	if _, err := Write(iotest.TruncateWriter(&bytes.Buffer{}, 10), list("x", table(t, rows...))); err != nil {
		t.Errorf("TruncateWriter does not tell: %v", err)
	}
}

// A disk has room for some bytes.
type disk struct {
	room int
	err  error
}

func (d *disk) Write(p []byte) (int, error) {
	if len(p) > d.room {
		return 0, d.err
	}
	d.room -= len(p)
	return len(p), nil
}

// random makes a header and n rows like those of a run.
func random(n int) []string {
	rng := rand.New(rand.NewPCG(1, 2))
	rows := []string{"JobID|Network Id|Existing 035a|Incoming 035a|Action"}
	for i := range n {
		ocn := strconv.Itoa(rng.IntN(1_600_000_000))
		rows = append(rows, fmt.Sprintf("CEF_1012688_1748084545832::bib::%d|99%09d5151|%s|%s|match", i, rng.IntN(1_000_000_000), ocn, ocn))
	}
	return rows
}

// The bytes depend on the rows alone: not on the time, the time zone, or what
// was written before.
func TestSameBytes(t *testing.T) {
	zone := time.Local
	defer func() { time.Local = zone }()
	rows := random(15_000) // some flushes
	var first []byte
	for i, local := range []*time.Location{time.UTC, time.FixedZone("east", 14*3600), time.FixedZone("west", -12*3600)} {
		time.Local = local
		var out bytes.Buffer
		if _, err := Write(&out, list("x", table(t, rows...)), list("y", table(t, rows[:10]...))); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = out.Bytes()
		}
		if !bytes.Equal(first, out.Bytes()) {
			t.Errorf("in the time zone %v the bytes are others", local)
		}
	}
	equal(t, read(t, first)[:len(rows)+1], append([]string{"x:"}, rows...)...)
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		if part.Modified.Year() != 1980 {
			t.Errorf("%s is of %v", part.Name, part.Modified)
		}
	}
}

func TestLetters(t *testing.T) {
	for at, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := letters(at); got != want {
			t.Errorf("letters(%d) = %s; want %s", at, got, want)
		}
	}
}
