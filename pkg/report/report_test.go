package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

var update = flag.Bool("update", false, "write the expected workbooks of testdata again")

// about is what the reports of these tests are told.
func about() About {
	return About{
		Date:     "2026-01-31",
		Links:    []Link{{"Incoming 035a", "https://search.worldcat.org/title/{}"}},
		Datasync: "scripts/datasync",
		RunDir:   "runs/next week",
	}
}

// runDir is a run directory made of testdata/run.txtar, with the given files
// in place of its own; a file whose text is "" is left out.
func runDir(t *testing.T, changes map[string]string) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/run.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := make(map[string]string)
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	for name, text := range changes {
		files[name] = text
	}
	for name, text := range files {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(name string) (*tsv.Reader, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return tsv.NewReader(bytes.NewReader(data), filepath.Base(name))
}

// read reads the run in dir.
func read(t *testing.T, dir string) *Run {
	t.Helper()
	r, err := Read(dir, open)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sheets is the workbook of a report.
func sheets(t *testing.T, dir string, about About) []byte {
	t.Helper()
	sheets, err := read(t, dir).Sheets(about)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, sheets)
}

func write(t *testing.T, sheets []workbook.Sheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := workbook.Write(&out, sheets...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cells are the rows of each sheet of a workbook, by name.
func cells(t *testing.T, book []byte) (names []string, rows map[string][][]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	rows = make(map[string][][]string)
	for _, name := range f.GetSheetList() {
		if rows[name], err = f.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return f.GetSheetList(), rows
}

// text is a workbook as text, a sheet after the other.
func text(t *testing.T, book []byte) string {
	var b strings.Builder
	names, rows := cells(t, book)
	for _, name := range names {
		fmt.Fprintf(&b, "-- %s --\n", name)
		for _, row := range rows[name] {
			fmt.Fprintln(&b, strings.Join(row, " ¦ "))
		}
	}
	return b.String()
}

// compare compares a text with the file of testdata that has it.
func compare(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the workbook is not %s; look at the difference after go test -update", file)
	}
}

// Every cell of a report that has a record of every kind.
func TestReport(t *testing.T) {
	dir := runDir(t, nil)
	book := sheets(t, dir, about())
	compare(t, "report.txt", text(t, book))
	if again := sheets(t, dir, about()); !bytes.Equal(book, again) {
		t.Error("the same files give other bytes")
	}
}

// Every cell of the libraries' workbooks.
func TestLibraries(t *testing.T) {
	libraries, err := read(t, runDir(t, nil)).Libraries(about())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, lib := range libraries {
		book := text(t, write(t, lib.Sheets))
		book, _, _ = strings.Cut(book, "-- "+sheetMeaning)
		fmt.Fprintf(&b, "==== %s: %s, %d rows\n%s", lib.Symbol, lib.File, lib.Rows, book)
	}
	compare(t, "libraries.txt", b.String())
}
