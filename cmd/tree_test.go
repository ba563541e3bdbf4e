//go:build unix

// Package cmd tests the commands together: scripts/datasync, make's targets and
// the sample.
package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/cli/clitest"
	"datasync/pkg/oclcapi/oclctest"
)

// tree is a checkout with the commands built: bin, scripts and the Makefile.
var tree string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	var err error
	if tree, err = os.MkdirTemp("", "datasync"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(tree)
	return m.Run()
}

// planted makes the tree, once. Not in TestMain: go test does not see which
// files that opens.
var planted = sync.OnceValue(plant)

func plant() error {
	// go test knows which files a test opens, but not what go build reads: without
	// this the result of an older tree would be "(cached)".
	for _, root := range []string{".", "../pkg", "../scripts", "../go.mod", "../go.sum", sample} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			return f.Close()
		})
		if err != nil {
			return err
		}
	}
	if err := clitest.Build(filepath.Join(tree, "bin")); err != nil {
		return err
	}
	for _, name := range []string{"../scripts/datasync", "../Makefile"} {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(tree, strings.TrimPrefix(name, "../")), string(text), 0o777); err != nil {
			return err
		}
	}
	abs, err := filepath.Abs(sample)
	if err != nil {
		return err
	}
	// Commands for the text scripts: sample brings the sample, said shows a journal with
	// spaces for TABs, flow is make in the checkout, and .built says that there is nothing
	// to build.
	return errors.Join(
		write(filepath.Join(tree, "scripts/sample"), "#!/bin/sh\ncp "+abs+"/*.[tx]* .\n", 0o777),
		write(filepath.Join(tree, "scripts/said"), "#!/bin/sh\nsed 's/\t/ /g' \"$1\"\n", 0o777),
		write(filepath.Join(tree, "scripts/flow"), "#!/bin/sh\nexec make -s --no-print-directory -C "+tree+" \"$@\"\n", 0o777),
		write(filepath.Join(tree, "bin/.built"), "", 0o666),
	)
}

func write(name, text string, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), mode)
}

func needTree(t *testing.T) {
	t.Helper()
	if err := planted(); err != nil {
		t.Fatal(err)
	}
}

// Text scripts: what a user types and sees of each command.
func TestScripts(t *testing.T) {
	needTree(t)
	t.Setenv("PATH", filepath.Join(tree, "bin")+":"+filepath.Join(tree, "scripts")+":"+os.Getenv("PATH"))
	alma := func() []string {
		server := almatest.Start(almatest.Sample)
		t.Cleanup(server.Close)
		return []string{"ALMA=" + server.URL, "ALMA_API_KEY=" + almatest.Key}
	}
	oclc := oclctest.Start(oclctest.Sample)
	t.Cleanup(oclc.Close)
	vars := map[string][]string{
		"actionroute": {"TZ=UTC"}, "verifyupdate": {"TZ=UTC"},
		"almabibs": alma(), "almareport": alma(), // they count requests
		"ocncurrent": {"OCLC=" + oclc.URL, "OCLC_KEY=" + oclctest.Key, "OCLC_SECRET=" + oclctest.Secret},
	}
	for _, dir := range glob(t, "../testdata/script", "*") {
		if name := filepath.Base(dir); name != "getreports" { // which has its own server
			t.Run(name, func(t *testing.T) { clitest.Run(t, dir, vars[name]...) })
		}
	}
}

// datasync is the script, to be run by a shell in a directory.
func datasync(shell, dir string, args ...string) *exec.Cmd {
	words := append(strings.Fields(shell), filepath.Join(tree, "scripts/datasync"))
	words = append(words, args...)
	c := exec.Command(words[0], words[1:]...)
	c.Dir = dir
	c.Env = append(os.Environ(), "DATE=2026-01-31")
	return c
}

// shells are those that there are here of the ones that the script is for.
func shells(t *testing.T) (found []string) {
	for _, name := range []string{"sh", "dash", "bash --posix", "ksh", "mksh", "yash -o posixlycorrect", "busybox sh"} {
		if _, err := exec.LookPath(strings.Fields(name)[0]); err == nil {
			found = append(found, name)
		}
	}
	if found == nil {
		t.Skip("there is no shell")
	}
	return found
}

func must(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", c, err, out)
	}
	return string(out)
}

// sampleDir is the sample by its absolute path.
func sampleDir(t *testing.T) string {
	t.Helper()
	from, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	return from
}

// sampleArgs is the command line of the whole run, with the files in dir.
func sampleArgs(t *testing.T, dir, run string) []string {
	args := []string{"-C", run, "--dnu", filepath.Join(dir, "Do_not_change.xlsx"), "--doublecheck", filepath.Join(dir, "OCLC-doublecheck.xlsx")}
	return append(args, glob(t, dir, "*.BibProcessingReport.txt")...)
}

var whole sync.Once

// undisturbed is the directory of a whole run of the sample, which nobody changes.
func undisturbed(t *testing.T) string {
	t.Helper()
	whole.Do(func() { must(t, datasync("sh", tree, sampleArgs(t, sampleDir(t), "run")...)) })
	return filepath.Join(tree, "run")
}

// readable is contents with workbooks as their cells, without copies of inputs
// and hidden files, and with from, the sample's directory, put as SAMPLE.
func readable(t *testing.T, dir, from string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for name, text := range clitest.Contents(t, dir) {
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "inputs/") {
			continue
		}
		if strings.HasSuffix(name, ".xlsx") {
			text = cells(t, filepath.Join(dir, name))
			name += ".txt"
		}
		all[name] = strings.ReplaceAll(text, from, "SAMPLE")
	}
	return all
}

// cells is the text of a workbook: for each sheet its name, and its rows with
// TABs between the cells.
func cells(t *testing.T, path string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		fmt.Fprintf(&b, "[%s]\n", sheet)
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return b.String()
}

func compare(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	clitest.Compare(t, what, got, want)
}

// glob is the files in a directory whose names match, sorted. Not filepath.Glob:
// the directory may be called anything.
func glob(t *testing.T, dir, pattern string) (paths []string) {
	t.Helper()
	matches, err := fs.Glob(os.DirFS(dir), pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range matches {
		paths = append(paths, filepath.Join(dir, name))
	}
	slices.Sort(paths)
	return paths
}

// edit saves a workbook with other values in some cells of a sheet, as a person
// does who types into it.
func edit(t *testing.T, path, sheet string, values map[string]string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range values {
		if err := f.SetCellStr(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.Save(), f.Close()); err != nil {
		t.Fatal(err)
	}
}
