//go:build unix

package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/cli"
	"datasync/pkg/cli/clitest"
)

var every = flag.Int("every", 61, "TestKilledBeforeEachStep ends calls before each so many'th step")

// The commands are built beside the test, where datasync looks for them.
func TestMain(m *testing.M) {
	flag.Parse()
	self, err := os.Executable()
	if err == nil {
		err = clitest.Build(filepath.Dir(self))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var errKilled = errors.New("killed")

// call calls datasync in dir, and ends it before its n'th step; 0 is never. It tells
// how many steps there were, and the exit code.
func call(t *testing.T, dir string, n int, args ...string) (steps, code int, last string) {
	t.Helper()
	t.Chdir(dir)
	t.Setenv("DATE", "2026-01-31")
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	was, stdout, stderr := os.Args, os.Stdout, os.Stderr
	defer func() { os.Args, os.Stdout, os.Stderr = was, stdout, stderr }()
	os.Args, os.Stdout, os.Stderr = append([]string{"datasync"}, args...), null, null
	code = cli.Main("datasync", source, &command{before: func(step string) error {
		steps++
		if n > 0 && steps >= n {
			return errKilled
		}
		last = step
		return nil
	}})
	return steps, code, last
}

// A call that ends before any change of the run directory and is made again ends with
// the bytes of one that was left alone, and with no other file.
func TestKilledBeforeEachStep(t *testing.T) {
	sample, err := filepath.Abs("../../testdata/sample")
	if err != nil {
		t.Fatal(err)
	}
	reports, err := filepath.Glob(sample + "/*.BibProcessingReport.txt")
	if err != nil || reports == nil {
		t.Fatal(err)
	}
	whole := append([]string{"-C", "run", "--dnu", sample + "/Do_not_change.xlsx", "--doublecheck", sample + "/OCLC-doublecheck.xlsx"}, reports...)
	complete := t.TempDir()
	if _, code, _ := call(t, complete, 0, whole...); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	oneStep := copyOf(t, complete)
	if _, code, _ := call(t, oneStep, 0, "-C", "run", "--one-step"); code != 0 {
		t.Fatalf("in one step: exit code %d", code)
	}
	decided := copyOf(t, complete)
	decide(t, filepath.Join(decided, "run/NZ-OCLC-Identifier-report-2026-01-31.xlsx"), "991000000385151")
	other := filepath.Join(t.TempDir(), "other.tsv")
	save(t, other, "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000055151\t2005001\t\n991000000065151\t7\t\n")
	edited := copyOf(t, complete)
	save(t, filepath.Join(edited, "run/routed_review.tsv"), "Network Id\n")
	earlier := copyOf(t, complete)
	later := filepath.Join(t.TempDir(), "later.tsv")
	save(t, later, "Network Id\tIncoming 035a\tDecision\n991000000385151\t\tlater\n")
	if _, code, _ := call(t, earlier, 0, "decide", "-C", "run", later); code != 0 {
		t.Fatalf("later: exit code %d", code)
	}
	began := copyOf(t, earlier)
	if _, code, _ := call(t, began, 0, append([]string{"-C", "next"}, reports...)...); code != 0 {
		t.Fatalf("the next: exit code %d", code)
	}
	undecided := copyOf(t, earlier)
	if err := os.Remove(filepath.Join(undecided, "run/decisions.tsv")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, base string
		args       []string
	}{
		{"a run", t.TempDir(), whole},
		{"a new list", complete, []string{"-C", "run", "--dnu", other}},
		{"a new Analytics report", complete, []string{"-C", "run", "--doublecheck", other}},
		{"an edited table", edited, []string{"route", "-C", "run"}},
		{"decide", decided, []string{"decide", "-C", "run"}},
		{"an edited report", decided, []string{"-C", "run", "--link", "Network Id=https://catalogue.example/{}"}},
		{"verify", complete, []string{"verify", "-C", "run", "--doublecheck", other}},
		{"libraries", complete, []string{"libraries", "-C", "run"}},
		{"a run that carries", earlier, append([]string{"-C", "next", "--carry", "run"}, reports...)},
		{"carried into a run", began, []string{"-C", "next", "--carry", "run"}},
		{"without the journal", undecided, []string{"-C", "run", "--again"}},
		{"a run in one step", t.TempDir(), append([]string{"--one-step"}, whole...)},
		{"to one step", complete, []string{"-C", "run", "--one-step"}},
		{"to three steps", oneStep, []string{"-C", "run", "--no-one-step"}},
		{"a new list in one step", oneStep, []string{"-C", "run", "--dnu", other}},
		{"verify in one step", oneStep, []string{"verify", "-C", "run", "--doublecheck", other}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			left := copyOf(t, tt.base)
			steps, code, _ := call(t, left, 0, tt.args...)
			want := clitest.Contents(t, left)
			if steps < 5 {
				t.Fatalf("%d steps, exit code %d", steps, code)
			}
			for n := 1; n <= steps; n += *every {
				dir := copyOf(t, tt.base)
				_, _, last := call(t, dir, n, tt.args...)
				_, again, _ := call(t, dir, 0, tt.args...)
				clitest.Compare(t, fmt.Sprintf("%s, before step %d (after %s), again with exit code %d", tt.what, n, last, again), clitest.Contents(t, dir), want)
			}
		})
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "week")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

func save(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// decide types "update" beside a record for review.
func decide(t *testing.T, path, id string) {
	t.Helper()
	const sheet = "records for review"
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for _, cell := range row {
			if cell != id {
				continue
			}
			for at, name := range rows[0] {
				if name == "Decision" {
					column, _ := excelize.ColumnNumberToName(at + 1)
					if err := errors.Join(f.SetCellStr(sheet, fmt.Sprintf("%s%d", column, i+1), "update"), f.Save(), f.Close()); err != nil {
						t.Fatal(err)
					}
					return
				}
			}
		}
	}
	t.Fatalf("%s has no record %s in %s", path, id, sheet)
}
