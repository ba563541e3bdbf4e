package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// shown is the workbook of the sheets.
func shown(t *testing.T, sheets ...Sheet) (*excelize.File, []byte) {
	t.Helper()
	var out bytes.Buffer
	if _, err := Write(&out, sheets...); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return f, out.Bytes()
}

// with is the list x of a table that is shown with these columns.
func with(table Table, columns ...Column) Sheet {
	table.Columns = columns
	return list("x", table)
}

// names are columns as they stand in a table.
func names(list ...string) (columns []Column) {
	for _, name := range list {
		columns = append(columns, Column{Name: name})
	}
	return columns
}

func long(s string, n int) string { return strings.Repeat(s, n) }

func TestChoices(t *testing.T) {
	choices := []string{"update", "do not change", "later"}
	sheet := with(table(t, "A", "1", "2"), Column{Name: "A"}, Column{Name: "Decision", New: true, Choices: choices})
	sheet.Tab = "ED7D31"
	f, _ := shown(t, sheet)
	lists, err := f.GetDataValidations("x")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "B2:B3" || lists[0].Formula1 != `"update,do not change,later"` {
		t.Errorf("choices %+v, %v", lists[0], err)
	}
	if props, err := f.GetSheetProps("x"); err != nil || *props.TabColorRGB != "FFED7D31" {
		t.Errorf("the tab is %s, %v", *props.TabColorRGB, err)
	}
}

func TestTooManyChoices(t *testing.T) {
	sheet := with(table(t, "A", "1"), Column{Name: "A", Choices: []string{long("y", 256)}})
	if _, err := Write(io.Discard, sheet); err == nil {
		t.Error("Excel takes 255 characters of choices, not 256")
	}
}

// What an empty sheet says is no row for those who read it.
func TestEmpty(t *testing.T) {
	sheets := []Sheet{list("x", table(t, "A")), list("y", table(t, "A", "1"))}
	for i := range sheets {
		sheets[i].Empty = "nothing = here"
	}
	f, book := shown(t, sheets...)
	equal(t, read(t, book), "x:", "A", "y:", "A", "1")
	for sheet, want := range map[string]int{"x": 1, "y": 0} {
		shapes, err := f.GetShapes(sheet)
		if err != nil || len(shapes) != want || want == 1 && shapes[0].Paragraph[0].Text != "nothing = here" {
			t.Errorf("sheet %s says %+v, %v", sheet, shapes, err)
		}
	}
}

func TestWrap(t *testing.T) {
	value := strings.TrimSuffix(long("University; ", 12), "; ")
	full := long("0", maxWrap-1) // with the margin of a cell
	f, _ := shown(t, with(table(t, "A|B", value+"|"+value, "short|"+value, full+"|", full+"0|"), Column{Name: "A", Wrap: true}, Column{Name: "B"}))
	for row, want := range map[int]float64{2: 45, 3: 15, 4: 15, 5: 30} {
		if got, err := f.GetRowHeight("x", row); got != want || err != nil {
			t.Errorf("row %d is %v points high, %v; want %v", row, got, err, want)
		}
	}
}

// What people filled in stays in the columns that are theirs, and these are
// there where the table has none.
func TestNewColumns(t *testing.T) {
	decision := Column{Name: "Decision", New: true, Choices: []string{"update", "later"}}
	note := Column{Name: "Note", New: true}
	f, book := shown(t, with(table(t, "A|note|B|Decision", "1|because|2|later", "3||4|"), Column{Name: "B"}, decision, note))
	equal(t, read(t, book), "x:", "B|Decision|note", "2|later|because", "4")
	if lists, err := f.GetDataValidations("x"); err != nil || len(lists) != 1 || lists[0].Sqref != "B2:B3" {
		t.Errorf("choices %+v, %v", lists, err)
	}
	_, book = shown(t, with(table(t, "A|B", "1|2"), Column{Name: "B"}, decision, note))
	equal(t, read(t, book), "x:", "B|Decision|Note", "2")
}

// With charts, boxes, lists and links the bytes are the same, too: excelize
// goes through some of its maps.
func TestLooksSameBytes(t *testing.T) {
	var first []byte
	for range 20 {
		numbers := table(t, "A|B", "a|1")
		numbers.Charts = []Chart{{Kind: "pie", Names: "A", Values: []string{"B"}}, {Kind: "bar", Names: "A", Values: []string{"B"}}}
		_, book := shown(t, list("s", numbers),
			with(table(t, "A|B", "1|2"), Column{Name: "A", Link: "https://example.org/{}"}, Column{Name: "B", NoPrint: true}, Column{Name: "C", New: true, Choices: []string{"a", "b"}}),
			Sheet{Name: "y", Tables: []Table{table(t, "A|B")}, Empty: "none"})
		if first == nil {
			first = book
		}
		if !bytes.Equal(first, book) {
			t.Fatal("the bytes are others each time")
		}
	}
}

// part is a part of the workbook's zip file.
func part(t testing.TB, book []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
