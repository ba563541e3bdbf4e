package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	tables "datasync/pkg/table"
	"datasync/pkg/workbook/readback"
)

// readBack is the rows of a workbook as readback has them.
func readBack(t testing.TB, book []byte) string {
	t.Helper()
	in, err := readback.Lines(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever a list shows, its rows come back as they were given.
func TestReadBack(t *testing.T) {
	rows := []string{"A|B|C|D", "1|007|é😀| a ", "|||", "<&>\"&lt;|_x0041_\x01|-1.5|long " + long("word ", 30), "=1|" + long("\x02", 32767) + "|x|", "||12|"}
	in := table(t, rows...)
	in.Columns = []Column{{Name: "A"}, {Name: "B", Link: "https://example.org/{}"}, {Name: "C", Number: true}, {Name: "D", Wrap: true}}
	wide := strings.Repeat("c|", 700)
	for _, sheet := range []Sheet{list("x", in), list("x", table(t, "A", "1", "", "3")), list("x", table(t, "A|B")), list("wide", table(t, wide+"c", wide+"d"))} {
		var out bytes.Buffer
		if _, err := Write(&out, sheet); err != nil {
			t.Fatal(err)
		}
		want := strings.Join(rows, "\n") + "\n"
		switch got := strings.ReplaceAll(readBack(t, out.Bytes()), "\t", "|"); {
		case sheet.Name == "wide" && got == wide+"c\n"+wide+"d\n", got == "A\n1\n\n3\n", got == "A|B\n", got == want:
		default:
			t.Errorf("%.200q", got)
		}
	}
}

// What another program saved, or what is not whole, is told.
func TestReadBackOfOthers(t *testing.T) {
	f := excelize.NewFile()
	var saved, two, cells bytes.Buffer
	for cell, value := range map[string]any{"A1": "001", "A2": "991"} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Write(&saved); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(&two, list("x", table(t, "A", "1")), list("y", table(t, "A", "2"))); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(&cells, list("x", table(t, "A|B", "1|2", "3|4"))); err != nil {
		t.Fatal(err)
	}
	sheet := string(part(t, cells.Bytes(), "xl/worksheets/sheet1.xml"))
	books := map[string][]byte{"saved by another program": saved.Bytes(), "two sheets": two.Bytes(), "text": []byte("A\n"), "half": cells.Bytes()[:cells.Len()/2],
		"a changed byte": bytes.Replace(cells.Bytes(), []byte("PK\x01\x02"), []byte("PK\x01\x03"), 1)}
	for old, new := range map[string]string{
		`<row r="2"`: `<row r="3"`, `"A3"`: `"A4"`, `r="A2"`: `r="C2"`, `<t>1</t>`: `<t>1</t><t>1</t>`, `<is>`: `<is><r/>`, `</row></sheetData>`: `</sheetData>`, `<sheetData>`: `<sheetdata>`,
		` t="inlineStr"`: ` t="s"`, `<t>2</t>`: `<t x="">2</t>`, `</is></c>`: `</is><v/></c>`,
	} {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, err := z.Create("xl/worksheets/sheet1.xml")
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(sheet, old, new, 1)
		if _, err := io.WriteString(w, changed); err != nil || z.Close() != nil || changed == sheet {
			t.Fatal(old, err)
		}
		books[old] = out.Bytes()
	}
	for what, book := range books {
		in, err := readback.Lines(bytes.NewReader(book), int64(len(book)))
		if err == nil {
			_, err = io.ReadAll(in)
		}
		if err == nil {
			t.Errorf("%s: it is read", what)
		}
	}
}

// What it costs to read a workbook of ours as such, and as any other.
func BenchmarkLines(b *testing.B) {
	var out bytes.Buffer
	if _, err := Write(&out, list("x", readText(b, benchmarkText()))); err != nil {
		b.Fatal(err)
	}
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			readBack(b, out.Bytes())
		}
	})
	b.Run("any", func(b *testing.B) {
		for b.Loop() {
			in, err := tables.NewReader(io.NewSectionReader(bytes.NewReader(out.Bytes()), 0, int64(out.Len())), "x")
			if err != nil {
				b.Fatal(err)
			}
			for in.Scan() {
			}
			if in.Err() != nil {
				b.Fatal(in.Err())
			}
		}
	})
}
