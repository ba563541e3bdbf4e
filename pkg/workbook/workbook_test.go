package workbook

import (
	"archive/zip"
	"bytes"
	stdflate "compress/flate"
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

	"github.com/klauspost/compress/flate"
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
		n, err := Split(list("x", table(t, rows...)), 2, func(n int) (io.Writer, error) {
			books = append(books, new(bytes.Buffer))
			if n != len(books) {
				t.Errorf("next(%d), want next(%d)", n, len(books))
			}
			return books[n-1], nil
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
		err   error // of next
		want  string
	}{
		{list("a/b", table(t, "A")), io.Discard, nil, `sheet name "a/b": Excel forbids [ ] : * ? / \`},
		{with(table(t, "A"), Column{Name: "B"}), io.Discard, nil, `in.tsv:1: no column "B"; there are: A`},
		{list("x", table(t, "A", "1", "1|2")), io.Discard, nil, `in.tsv:3: 2 fields, but the header has 1`},
		{list("x", table(t, "A", "1")), io.Discard, full, "the disk is full"},
		{list("x", table(t, "A", "1")), &disk{0, full}, nil, "the disk is full"},
	} {
		_, err := Split(tt.sheet, 2, func(int) (io.Writer, error) { return tt.dst, tt.err })
		if err == nil || err.Error() != tt.want {
			t.Errorf("Split of %s: %v; want %s", tt.sheet.Name, err, tt.want)
		}
	}
}

func TestCheckNames(t *testing.T) {
	for _, tt := range []struct{ names, want string }{
		{"DIFF|SAME|update by job|O'Neil|é (2)", ""},
		{"0123456789012345678901234567890", ""},
		{"01234567890123456789012345678901", `sheet name "01234567890123456789012345678901": it has 32 characters, Excel takes 31`},
		{"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", `sheet name "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀": it has 32 characters, Excel takes 31`},
		{"", `sheet name "": Excel wants at least one character`},
		{"a/b", `sheet name "a/b": Excel forbids [ ] : * ? / \`},
		{"[a]", `sheet name "[a]": Excel forbids [ ] : * ? / \`},
		{"a'", `sheet name "a'": Excel forbids an apostrophe at the begin and the end`},
		{"History", `sheet name "History": Excel keeps this name for itself`},
		{"a\x01", `sheet name "a\x01": it holds a control character`},
		{"a\xff", `sheet name "a\xff": it is not UTF-8`},
		{"Straße|STRASSE|É|é", `two sheets "é"`},
	} {
		got := ""
		if err := CheckNames(strings.Split(tt.names, "|")...); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("CheckNames(%q) = %s; want %s", tt.names, got, tt.want)
		}
	}
	if _, err := Write(io.Discard, list("a/b", table(t, "A"))); err == nil {
		t.Error("Write took a/b for a name")
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

func TestAppendText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":               "plain",
		`a<b>&"c`:             "a&lt;b&gt;&amp;&quot;c",
		"a\x01b\x00":          "a_x0001_b_x0000_",
		"\uFFFE\uFFFFé\uFEFF": "_xFFFE__xFFFF_é\uFEFF",
		"_x0041_":             "_x005F_x0041_",
		"_x0041_x0042_":       "_x005F_x0041_x005F_x0042_",
		"_x0041\x02":          "_x005F_x0041_x0002_",
		"a_b _x00_ _X0041_":   "a_b _x00_ _X0041_",
		"_":                   "_",
		"_x":                  "_x",
	} {
		if got := string(appendText(nil, in)); got != want {
			t.Errorf("appendText(%q) = %q; want %q", in, got, want)
		}
	}
}

// Space at an end would be lost without a word to the reader of the XML.
func TestSpace(t *testing.T) {
	var out bytes.Buffer
	if _, err := Write(&out, list("x", table(t, "A", " a", "b ", "c d"))); err != nil {
		t.Fatal(err)
	}
	sheet := string(part(t, out.Bytes(), "xl/worksheets/sheet1.xml"))
	for _, want := range []string{`<t xml:space="preserve"> a</t>`, `<t xml:space="preserve">b </t>`, `<t>c d</t>`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s in %s", want, sheet)
		}
	}
}

func TestUnits(t *testing.T) {
	for in, want := range map[string]int{"": 0, "a": 1, "é": 1, "\uFFFF": 1, "\U00010000": 2, "a😀b": 4} {
		if got := units(in); got != want {
			t.Errorf("units(%q) = %d; want %d", in, got, want)
		}
	}
}

func TestIsNumber(t *testing.T) {
	for in, want := range map[string]bool{
		"0": true, "7": true, "2424": true, "-3": true, "99.5": true, "0.25": true, "123456789012345": true,
		"": false, "-": false, "007": false, "-0": false, "1e5": false, "1.": false, ".5": false, "1.50": false,
		"+1": false, " 1": false, "1234567890123456": false, "1,000": false, "12345678.12345678": false, "=1": false,
	} {
		if got := isNumber(in); got != want {
			t.Errorf("isNumber(%q) = %t", in, got)
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
		compareCells(t, &out, map[string][][]string{"x": want})
	})
}

func BenchmarkWrite(b *testing.B) {
	text := benchmarkText()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(io.Discard, list("x", readText(b, text))); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkText() string {
	return strings.ReplaceAll(strings.Join(random(200_000), "\n"), "|", "\t")
}

func readText(b *testing.B, text string) Table {
	r, err := tsv.NewReader(strings.NewReader(text), "in.tsv")
	if err != nil {
		b.Fatal(err)
	}
	return Table{Rows: r}
}

// What klauspost buys: the rows of a sheet compressed by it and by the standard
// library, at the same level.
func BenchmarkDeflate(b *testing.B) {
	var book bytes.Buffer
	if _, err := Write(&book, list("x", readText(b, benchmarkText()))); err != nil {
		b.Fatal(err)
	}
	rows := part(b, book.Bytes(), "xl/worksheets/sheet1.xml")
	fast, err := flate.NewWriter(nil, level)
	if err != nil {
		b.Fatal(err)
	}
	std, err := stdflate.NewWriter(nil, level)
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name string
		w    interface {
			io.WriteCloser
			Reset(io.Writer)
		}
	}{{"klauspost", fast}, {"standard library", std}} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(rows)))
			for b.Loop() {
				var out bytes.Buffer
				bb.w.Reset(&out)
				for chunk := range slices.Chunk(rows, flushAt) {
					if _, err := bb.w.Write(chunk); err != nil {
						b.Fatal(err)
					}
				}
				if err := bb.w.Close(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(out.Len()), "bytes")
			}
		})
	}
}

// The same with excelize's own writer of many rows.
func BenchmarkStreamWriter(b *testing.B) {
	text := benchmarkText()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		f := excelize.NewFile()
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		row := make([]any, 5)
		for i, line := range strings.Split(text, "\n") {
			for j, value := range strings.Split(line, "\t") {
				row[j] = excelize.Cell{StyleID: 0, Value: value}
			}
			if err := w.SetRow("A"+strconv.Itoa(i+1), row); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// A workbook of a few rows costs next to nothing.
func BenchmarkSmall(b *testing.B) {
	text := strings.ReplaceAll(strings.Join(random(100), "\n"), "|", "\t")
	for b.Loop() {
		var sheets []Sheet
		for i := range 10 {
			sheets = append(sheets, list(strconv.Itoa(i), readText(b, text)))
		}
		if _, err := Write(io.Discard, sheets...); err != nil {
			b.Fatal(err)
		}
	}
}
