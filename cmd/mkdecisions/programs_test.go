package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/review"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// rows are those of a table that a person could have typed.
type rows struct {
	header []string
	rows   [][]string
	next   int
}

func (r *rows) Header() []string            { return r.header }
func (r *rows) Scan() bool                  { r.next++; return r.next <= len(r.rows) }
func (r *rows) Row() []string               { return r.rows[r.next-1] }
func (r *rows) Err() error                  { return nil }
func (r *rows) Errorf(string, ...any) error { return nil }

// A report that LibreOffice, openpyxl or Gnumeric saved again tells the same decisions,
// and from which it was made: so an empty cell takes back. One that was saved as CSV
// tells the first alone.
func TestReadWhatOtherProgramsSave(t *testing.T) {
	dir := t.TempDir()
	saved := filepath.Join(dir, "report.xlsx")
	j := new(decision.Journal)
	j.Add(decision.Entry{ID: 991000000045151, Word: decision.Word{Choice: decision.DoNotChange, About: "7"}, Note: "rare"})
	report := []workbook.Sheet{
		{Name: "records for review", Tables: []workbook.Table{{Rows: &rows{
			header: []string{"Reason", "Decision", "Use number", "Note", "Network Id", "Incoming 035a"},
			rows: [][]string{
				{"action create", "Update", "", "", "991000000015151", "1520932322"},
				{"reports disagree", "update", "1520918535", "both seen, é", "991523164305151", "1520924209"},
				{"action create", "do not change", "", "rare", "992851109505151", "7"},
				{"action create", "", "", "", "991000000045151", "7"}, // was decided
			},
		}}}},
		{Name: decision.BaseSheet, Hidden: true, Tables: []workbook.Table{{Rows: &rows{decision.BaseColumns(), [][]string{j.Base("run").Row()}, 0}}}},
	}
	f, err := os.Create(saved)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := workbook.Write(f, report...); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	const (
		decided = "991000000015151\t1520932322\tupdate\t\t\tDAY\n" +
			"991523164305151\t1520924209\tupdate\t1520918535\tboth seen, é\tDAY\n" +
			"992851109505151\t7\tdo not change\t\trare\tDAY\n"
		undone = "991000000045151\t7\t\t\t\tDAY\n"
	)
	if err := os.Mkdir(filepath.Join(dir, "again"), 0o777); err != nil {
		t.Fatal(err)
	}
	const copyIt = "import openpyxl, sys; w = openpyxl.load_workbook(sys.argv[1]); w.worksheets[0]['C9'] = 'x'; w.worksheets[0]['C9'] = None; w.save(sys.argv[2])"
	office := func(format string) []string {
		return []string{"soffice", "-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", format, "--outdir", filepath.Join(dir, "again"), saved}
	}
	for _, tt := range []struct {
		what    string
		program []string
		file    string
		want    string
	}{
		{"a copy", []string{"cp", saved}, "report.xlsx", decided + undone},
		{"LibreOffice", office("xlsx"), "report.xlsx", decided + undone},
		{"openpyxl", []string{"/usr/bin/python3", "-c", copyIt, saved}, "report.xlsx", decided + undone},
		{"Gnumeric", []string{"ssconvert", saved}, "report.xlsx", decided + undone},
		{"LibreOffice, as CSV", office("csv:Text - txt - csv (StarCalc):44,34,76"), "report.csv", decided},
	} {
		again := filepath.Join(dir, "again", tt.file)
		args := tt.program
		if args[0] != "soffice" {
			args = append(args, again)
		}
		if _, err := exec.LookPath(args[0]); err != nil {
			t.Logf("%s is not installed", args[0])
			continue
		}
		if tt.what == "openpyxl" && exec.Command(args[0], "-c", "import openpyxl").Run() != nil {
			t.Log("openpyxl is not installed")
			continue
		}
		if err := os.RemoveAll(again); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", tt.what, err, out)
			continue
		}
		if got, err := taken(again, j); err != nil || got != tt.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", tt.what, err, got, tt.want)
		}
	}
}

// taken is the rows that a workbook adds to a journal, without their numbers.
func taken(name string, before *decision.Journal) (string, error) {
	book := review.Book{Name: name}
	sheets, err := table.Names{}.OpenAll(name, column.NetworkID, column.Decision)
	if err != nil {
		return "", err
	}
	defer sheets[0].Close()
	book.Read(sheets)
	in, err := table.Names{}.OpenSheet(name, decision.BaseSheet)
	if err != nil {
		return "", err
	}
	if in != nil {
		defer in.Close()
		if book.Base, err = decision.ReadBase(in); err != nil {
			return "", err
		}
	}
	var text strings.Builder
	if err := before.Write(&text); err != nil {
		return "", err
	}
	again, err := tsv.NewReader(strings.NewReader(text.String()), "decisions.tsv")
	if err != nil {
		return "", err
	}
	m := review.Merger{Run: "run", Day: "DAY", Warn: func(error) {}}
	if m.Journal, err = decision.Read(again); err != nil {
		return "", err
	}
	if err := m.Merge([]review.Book{book}); err != nil {
		return "", err
	}
	was := text.Len()
	text.Reset()
	if err := m.Journal.Write(&text); err != nil {
		return "", err
	}
	added := ""
	for line := range strings.Lines(text.String()[was:]) {
		_, rest, _ := strings.Cut(line, "\t")
		added += rest[:strings.LastIndexByte(rest, '\t')] + "\n"
	}
	return added, nil
}
