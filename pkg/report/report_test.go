package report

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"

	"datasync/pkg/workbook"
)

var update = flag.Bool("update", false, "write the expected workbooks of testdata again")

// about is what the reports of these tests are told.
func about() About {
	return About{
		Date:  "2026-01-31",
		Links: []Link{{"Incoming 035a", "https://search.worldcat.org/title/{}"}},
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
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(name string) (io.Reader, error) {
	data, err := os.ReadFile(name)
	return bytes.NewReader(data), err
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

// asText is a workbook as text, a sheet after the other.
func asText(t *testing.T, book []byte) string {
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
	compare(t, "report.txt", asText(t, book))
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
		book := asText(t, write(t, lib.Sheets))
		book, meaning, _ := strings.Cut(book, "-- "+sheetMeaning)
		for _, m := range slices.Concat(explained(t, "library"), explained(t, "reason"), explained(t, "action")) {
			if !strings.Contains(meaning, "\n"+m.word+" ¦ "+m.says+" ¦ "+m.todo+"\n") {
				t.Errorf("%s: %q is not explained", lib.File, m.word)
			}
		}
		fmt.Fprintf(&b, "==== %s: %s, %d rows\n%s", lib.Symbol, lib.File, lib.Rows, book)
	}
	compare(t, "libraries.txt", b.String())
}

// optional are the files that not every run has.
func optional(t *testing.T) map[string]string {
	worldCat := func(name string, said ...string) string {
		var rows []string
		for i, line := range strings.Split(strings.TrimSuffix(file(t, name), "\n"), "\n") {
			rows = append(rows, line+"\t"+append([]string{"WorldCat\tWorldCat verdict"}, said...)[i]+"\n")
		}
		return strings.Join(rows, "")
	}
	return map[string]string{
		"update.tsv": worldCat("update.tsv", "merge\tmerge", "first number\tfirst number", "merge\tmerge", "\t"),
		"review.tsv": worldCat("review.tsv", "other record: 2060 still exists\tother record: N still exists", "2050 is now 2059\tN is now M", "\t",
			"new number unknown\tnew number unknown"),
		"messages.tsv": tsvOf([]string{"OCLC symbol", "Severity", "Type", "Kind", "Records", "Example", "Network Id"},
			[]string{"CEF", "CRITICAL", "Validation Error", "Record is sparse.", "12", "Record is sparse.", "991000000015151"}),
		"messages_by_library.tsv": tsvOf([]string{"OCLC symbol", "Records", "CRITICAL", "SEVERE", "MINOR", "Without severity"},
			[]string{"CEF", "15", "12", "2", "0", "1"}),
		"keeps_coming_back.tsv": tsvOf([]string{"Network Id", "Weeks", "First", "Last", "Numbers", "Kind", "Reports"},
			[]string{"991000000015151", "3", "2026-01-10", "2026-01-31", "2001 → 2002 → 2001", "flip-flop", "CEF,UWO"},
			[]string{"991000000025151", "2", "2026-01-24", "2026-01-31", "2010", "again", "LU$"}),
		"weeks.tsv": tsvOf([]string{"Date", "Zone", "to be updated", "updated", "for review", "not updated", "lost"},
			[]string{"2026-01-24", "NZ", "0", "90", "12", "3", "1"}, []string{"2026-01-31", "NZ", "4", "0", "4", "0", "0"}),
		"summary.tsv": file(t, "summary.tsv") + tsvOf([]string{"carry", "in", "inputs/carried-from-2026-01-17.txt", "1"},
			[]string{"carry", "in", "inputs/carried-from-2026-01-24.txt", "6"}, []string{"carry", "institution", "CEFbibprocess.tsv", "1"},
			[]string{"carry", "same", "same.tsv", "1"}, []string{"carry", "dropped", "do_not_change.tsv", "1"},
			[]string{"carry", "protected", "decided_do_not_change.tsv", "1"}, []string{"carry", "update", "update.tsv", "2"},
			[]string{"carry", "review", "review.tsv", "1"}, []string{"carry", "missing", "missing.tsv", "0"}),
	}
}

// The first page names the libraries with the most records, and counts the others.
func TestLibrariesAreCounted(t *testing.T) {
	for n, want := range map[int]string{
		2:  "Libraries: CNLB-099, CNLB-098",
		30: "Libraries: CNLB-099, CNLB-098, CNLB-097, CNLB-096, CNLB-095, CNLB-094, CNLB-093, CNLB-092, CNLB-091, CNLB-090, CNLB-089 and 19 more",
	} {
		actions := "OCLC symbol\tAction\tRecords\n"
		for i := range n {
			actions += fmt.Sprintf("CNLB-%03d\tmatch\t%d\n", 99-i, 99-i)
		}
		_, rows := cells(t, sheets(t, runDir(t, map[string]string{"actions.tsv": actions}), about()))
		if got := rows[sheetSummary][1][0]; got != want {
			t.Errorf("of %d: %s; want %s", n, got, want)
		}
	}
}

// What the report shows of a run that has more: further sheets, tables, columns.
func TestOptional(t *testing.T) {
	r := read(t, runDir(t, optional(t)))
	all, err := r.Sheets(about())
	if err != nil {
		t.Fatal(err)
	}
	_, rows := cells(t, write(t, all))
	var b strings.Builder
	for _, name := range []string{sheetSummary, sheetWeeks, sheetStages, sheetMessages, sheetRepeats, sheetUpdate, sheetReview} {
		fmt.Fprintf(&b, "-- %s --\n", name)
		for _, row := range rows[name] {
			fmt.Fprintln(&b, strings.Join(row, " ¦ "))
		}
	}
	libraries, err := r.Libraries(about())
	if err != nil {
		t.Fatal(err)
	}
	for _, lib := range libraries {
		names, rows := cells(t, write(t, lib.Sheets))
		fmt.Fprintf(&b, "==== %s: %s\n", lib.Symbol, strings.Join(names, ", "))
		for _, row := range rows[sheetRepeats] {
			fmt.Fprintln(&b, strings.Join(row, " ¦ "))
		}
	}
	compare(t, "optional.txt", b.String())
	meaning := fmt.Sprint(rows[sheetMeaning])
	for _, word := range []string{sheetMessages, sheetRepeats, explained(t, "WorldCat")[0].says} {
		if !strings.Contains(meaning, word) {
			t.Errorf("%s does not explain %q", sheetMeaning, word)
		}
	}
}
