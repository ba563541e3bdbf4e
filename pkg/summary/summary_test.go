package summary

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

func TestParsePart(t *testing.T) {
	for _, tt := range []struct {
		arg  string
		want Part // zero: an error
	}{
		{"merge:in:lines=CEF.txt", Part{Stage: "merge", Outcome: "in", File: "CEF.txt", Lines: true}},
		{"merge:shared=a=b:c #d.tsv", Part{Stage: "merge", Outcome: "shared", File: "a=b:c #d.tsv"}},
		{"merge:in=-x", Part{Stage: "merge", Outcome: "in", File: "-x"}},
		{"merge:in=", Part{}},
		{"merge:in", Part{}},
		{"merge=x", Part{}},
		{":in=x", Part{}},
		{"merge:=x", Part{}},
		{"merge:in:rows=x", Part{}},
		{"merge:in:lines:x=x", Part{}},
	} {
		got, err := ParsePart(tt.arg)
		if got != tt.want || (err != nil) != (tt.want == Part{}) {
			t.Errorf("ParsePart(%q) = %+v, %v; want %+v", tt.arg, got, err, tt.want)
		}
	}
}

func TestCount(t *testing.T) {
	for _, tt := range []struct {
		what, content string
		lines         bool
		want          int // -1: an error
	}{
		{"a table", "A\tB\n1\t2\n3\t4\n", false, 2},
		{"a table without a last LF", "A\n1", false, 1},
		{"a table without rows", "A\n", false, 0},
		{"a table of one column with an empty field", "A\n\n1\n", false, 2},
		{"no table", "", false, -1},
		{"a report", "\uFEFFa|b\r\n\r\n \t\nc|d", true, 2},
		{"an empty report", "", true, 0},
		{"a workbook", workbook(t, 3, 1), false, 2},
		{"a workbook longer than the buffer", workbook(t, 50_000), false, 49_999},
		{"half a workbook", workbook(t, 3)[:100], false, -1},
	} {
		p := Part{File: "x", Lines: tt.lines}
		err := p.Count(strings.NewReader(tt.content))
		if (err != nil) != (tt.want < 0) || err == nil && p.Rows != tt.want {
			t.Errorf("%s: %d rows, %v; want %d", tt.what, p.Rows, err, tt.want)
		}
	}
}

// A line that cannot be counted is named.
func TestCountTellsTheLine(t *testing.T) {
	for _, lines := range []bool{false, true} {
		p := Part{File: "x", Lines: lines}
		err := p.Count(strings.NewReader("a\nb\n" + strings.Repeat("c", 2<<20)))
		if err == nil || !strings.HasPrefix(err.Error(), "x:3: the line is longer") {
			t.Errorf("lines %v: %v", lines, err)
		}
	}
}

// workbook is a file like mkxlsx's, with that many rows in each sheet.
func workbook(t *testing.T, rows ...int) string {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i, n := range rows {
		w, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, "<sheetData>")
		for r := range n {
			fmt.Fprintf(w, `<row r="%d"><c t="inlineStr"><is><t>&lt;row </t></is></c></row>`, r+1)
		}
		fmt.Fprint(w, `</sheetData><rowBreaks count="0"/>`)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCountReportsTheSource(t *testing.T) {
	p := Part{File: "x.tsv"}
	err := p.Count(iotest.DataErrReader(iotest.TimeoutReader(strings.NewReader(strings.Repeat("A\n", 1<<20)))))
	if !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("Count of a broken file: %v", err)
	}
}

func TestCheck(t *testing.T) {
	balanced := []Part{
		{Stage: "merge", Outcome: In, Rows: 2}, {Stage: "merge", Outcome: In, Rows: 3}, {Stage: "merge", Outcome: "shared", Rows: 5},
		{Stage: "split", Outcome: In, Rows: 5}, {Stage: "split", Outcome: "differ", Rows: 4}, {Stage: "split", Outcome: "same", Rows: 1},
	}
	if err := Check(balanced); err != nil {
		t.Errorf("Check of a balanced summary: %v", err)
	}
	off := append(balanced[:5:5], Part{Stage: "split", Outcome: "same", Rows: 2}, Part{Stage: "dnu", Outcome: In, Rows: 1})
	want := "stage split: 5 rows in, but 6 out; stage dnu: 1 rows in, but 0 out; " +
		"a row that is taken out of one file must be put into another of its stage"
	if err := Check(off); err == nil || err.Error() != want {
		t.Errorf("Check: %v\nwant   %s", err, want)
	}
}

func BenchmarkCountTable(b *testing.B) {
	text := strings.Repeat("CEF_1012688_1748084545832::bib::1989804\t992851109505151\t60383335\t60383335\tmatch\tCEF\t\t\n", 100_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		p := Part{File: "x"}
		if err := p.Count(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
}
