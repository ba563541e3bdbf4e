// Package clitest tests a command as a user types it, with the text scripts of
// testscript.
//
// Beside testscript's own commands there is
//
//	exits CODE COMMAND [ARG...]
//
// which runs a command and wants exactly that exit code; its streams are seen
// by stdout, stderr and cmp as after exec.
package clitest

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// Main is the TestMain of a command's package: in scripts the command called
// name runs main.
func Main(m *testing.M, name string, main func()) {
	testscript.Main(m, map[string]func(){name: main})
}

// Build makes the commands in dir, or brings those of the folder DATASYNC_BIN, which
// make has built.
func Build(dir string) error {
	if built := os.Getenv("DATASYNC_BIN"); built != "" {
		return os.CopyFS(dir, os.DirFS(built))
	}
	out, err := exec.Command("go", "build", "-ldflags=-w", "-o", dir+"/", "datasync/cmd/...").CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build: %v\n%s", err, out)
	}
	return nil
}

// Run runs the scripts in dir, each a test, with the variables vars, each
// NAME=VALUE.
func Run(t *testing.T, dir string, vars ...string) {
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, vars...)
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE") != "",
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s exits with %d, want %d", args[1], got, want)
	}
}

// SaveWorkbook makes a workbook of sheets by name, as another program would: not with
// the package that is tested.
func SaveWorkbook(t *testing.T, name string, sheets map[string][][]string) {
	t.Helper()
	f := excelize.NewFile()
	for sheet, rows := range sheets {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}

// Contents is every file below dir, hidden ones too, by its path: its bytes.
func Contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir+"/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Compare wants the contents of one directory to be those of another.
func Compare(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s: there is no %s", what, name)
		}
	}
	for name, text := range got {
		switch other, ok := want[name]; {
		case !ok:
			t.Errorf("%s: %s was not to be there", what, name)
		case text != other && (strings.HasSuffix(name, ".xlsx") || len(text) > 10_000):
			t.Errorf("%s: %s has other bytes", what, name)
		case text != other:
			t.Errorf("%s: %s:\n%s\nwant\n%s", what, name, text, other)
		}
	}
}
