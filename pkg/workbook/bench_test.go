package workbook

import (
	"bytes"
	stdflate "compress/flate"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
)

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
				for chunk := range slices.Chunk(rows, bufferSize) {
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
