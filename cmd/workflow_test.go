//go:build unix

// Package cmd tests the commands together: scripts/datasync, make's targets and
// the sample.
package cmd

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/cli/clitest"
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
	for _, root := range []string{".", "../pkg", "../go.mod", "../go.sum", sample} {
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
	build := exec.Command("go", "build", "-o", filepath.Join(tree, "bin")+"/", "./...")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %v\n%s", err, out)
	}
	for name, mode := range map[string]fs.FileMode{
		"scripts/datasync": 0o777, "scripts/workflow.mk": 0o666, "scripts/report.layout": 0o666, "Makefile": 0o666,
	} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			return err
		}
		if err := write(filepath.Join(tree, name), string(text), mode); err != nil {
			return err
		}
	}
	abs, err := filepath.Abs(sample)
	if err != nil {
		return err
	}
	// Commands for the text scripts: sample brings the sample, flow is make in the
	// checkout, and .built says that there is nothing to build.
	return errorsOf(
		write(filepath.Join(tree, "scripts/sample"), "#!/bin/sh\ncp "+abs+"/*.[tx]* .\n", 0o777),
		write(filepath.Join(tree, "scripts/flow"), "#!/bin/sh\nexec make -s --no-print-directory -C "+tree+" \"$@\"\n", 0o777),
		write(filepath.Join(tree, "bin/.built"), "", 0o666),
	)
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
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

// Text scripts: what a user types and sees.
func TestScripts(t *testing.T) {
	needTree(t)
	t.Setenv("PATH", filepath.Join(tree, "scripts")+":"+filepath.Join(tree, "bin")+":"+os.Getenv("PATH"))
	clitest.Run(t, "../testdata/script/datasync")
}

// datasync is the script, to be run by a shell in a directory.
func datasync(shell, dir string, args ...string) *exec.Cmd {
	words := append([]string{filepath.Join(tree, "scripts/datasync")}, args...)
	c := exec.Command(shell, words...)
	c.Dir = dir
	c.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MAKE") }), "DATE=2026-01-31")
	return c
}

// shells are those that there are here of the ones that the script is for.
func shells(t *testing.T) (found []string) {
	for _, name := range []string{"sh", "dash", "bash", "ksh", "mksh", "yash"} {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
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

// sampleArgs is the command line of the whole run, with the files in dir.
func sampleArgs(t *testing.T, dir, run string) []string {
	args := []string{"-C", run, "--dnu", filepath.Join(dir, "Do_not_change.xlsx"), "--doublecheck", filepath.Join(dir, "OCLC-doublecheck.xlsx")}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".BibProcessingReport.txt") {
			args = append(args, filepath.Join(dir, e.Name()))
		}
	}
	return args
}

// files is what a run directory holds, by name: workbooks as their cells, and
// from for the sample's directory put as SAMPLE.
func files(t *testing.T, run, from string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(run)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, e := range entries {
		if e.Name() == ".datasync" {
			continue
		}
		path := filepath.Join(run, e.Name())
		var text string
		if name, ok := strings.CutSuffix(e.Name(), ".xlsx"); ok {
			text, path = cells(t, path), name+".xlsx.txt"
		} else {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text, path = string(b), e.Name()
		}
		all[path] = strings.ReplaceAll(text, from, "SAMPLE")
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

func compare(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
	for name, text := range got {
		if other, ok := want[name]; !ok {
			t.Errorf("%s was not to be there", name)
		} else if text != other {
			t.Errorf("%s:\n%s\nwant\n%s", name, text, other)
		}
	}
}

// The outcome of the sample is that in testdata/sample/want, of which every row
// was checked against the contract by hand.
func TestSample(t *testing.T) {
	needTree(t)
	from, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	wanted := filepath.Join(sample, "want")
	for _, shell := range shells(t) {
		run := filepath.Join(t.TempDir(), "run")
		must(t, datasync(shell, ".", sampleArgs(t, from, run)...))
		got := files(t, run, from)
		if *update {
			if err := os.RemoveAll(wanted); err != nil {
				t.Fatal(err)
			}
			for name, text := range got {
				if err := write(filepath.Join(wanted, name), text, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
		want := make(map[string]string)
		for _, path := range glob(t, wanted, "*") {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want[filepath.Base(path)] = string(b)
		}
		compare(t, got, want)
	}
}

// The same inputs and date make the same bytes, whatever stage is done when.
func TestSameBytes(t *testing.T) {
	needTree(t)
	from, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	one, other := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "run")
	must(t, datasync("sh", ".", sampleArgs(t, from, one)...))
	args := sampleArgs(t, from, other)
	must(t, datasync("sh", ".", append([]string{"--stage", "split"}, args...)...))
	must(t, datasync("sh", ".", "-C", other))
	workbooks := glob(t, one, "*.xlsx")
	if len(workbooks) != 4 {
		t.Errorf("there are the workbooks %q, want 4", workbooks)
	}
	for _, path := range workbooks {
		a, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(other, filepath.Base(path)))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s has other bytes the second time; %v", filepath.Base(path), err)
		}
	}
}

func glob(t *testing.T, dir, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// oddName is a directory that no makefile could name.
const oddName = `-a b  $HOME '"é#%: \`

// Paths may hold anything: those of the script, the reports and the run.
func TestOddPaths(t *testing.T) {
	needTree(t)
	odd := filepath.Join(t.TempDir(), oddName)
	for to, from := range map[string]string{"-in": sample, "bin": tree + "/bin", "scripts": tree + "/scripts"} {
		if err := os.CopyFS(filepath.Join(odd, to), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	want := undisturbed(t)
	var args []string
	for _, arg := range sampleArgs(t, filepath.Join(odd, "-in"), "-C-") {
		args = append(args, strings.TrimPrefix(arg, odd+"/")) // as one names them in that directory
	}
	args = slices.Insert(args, 6, "--")
	for _, shell := range shells(t) {
		c := datasync(shell, odd, args...)
		c.Args[1] = filepath.Join(odd, "scripts/datasync")
		must(t, c)
		compare(t, files(t, filepath.Join(odd, "-C-"), filepath.Join(odd, "-in")), want)
		if err := os.RemoveAll(filepath.Join(odd, "-C-")); err != nil {
			t.Fatal(err)
		}
	}
	// The same through make, whose variables are taken as they stand.
	run := filepath.Join(odd, "run $$(x)")
	c := exec.Command("make", "-j2", "-C", tree, "run", "RUN="+run, "DATE=2026-01-31",
		"DNU="+filepath.Join(odd, "-in/Do_not_change.xlsx"),
		"DOUBLECHECK="+filepath.Join(odd, "-in/OCLC-doublecheck.xlsx"),
		"REPORTS="+quote(filepath.Join(odd, "-in"))+"/*.txt")
	must(t, c)
	compare(t, files(t, run, filepath.Join(odd, "-in")), want)
}

// quote quotes a word for the shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// undisturbed is the files of a whole run of the sample.
func undisturbed(t *testing.T) map[string]string {
	t.Helper()
	from, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	run := filepath.Join(t.TempDir(), "run")
	must(t, datasync("sh", ".", sampleArgs(t, from, run)...))
	return files(t, run, from)
}

// A run that is killed at any moment and started again ends with the same files
// as one that was left alone.
func TestKilled(t *testing.T) {
	needTree(t)
	from, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	want := undisturbed(t)
	for _, tt := range []struct {
		what  string
		group bool // all processes, or the script alone
		how   syscall.Signal
	}{
		{"power cut", true, syscall.SIGKILL},
		{"Ctrl-C", true, syscall.SIGINT},
		{"kill", false, syscall.SIGTERM},
		{"kill -9", false, syscall.SIGKILL},
	} {
		run := filepath.Join(t.TempDir(), "run")
		args := sampleArgs(t, from, run)
		for range 5 {
			c := datasync("sh", ".", args...)
			c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(rand.Int64N(int64(150 * time.Millisecond))))
			pid := c.Process.Pid
			if tt.group {
				pid = -pid
			}
			_ = syscall.Kill(pid, tt.how)                                           // it may be done already
			_ = c.Wait()                                                            // whatever it says, it ended
			if err := os.RemoveAll(filepath.Join(run, "updated.tsv")); err != nil { // and a file is lost
				t.Fatal(err)
			}
		}
		must(t, datasync("sh", ".", args...))
		compare(t, files(t, run, from), want)
		for _, left := range append(glob(t, run, ".*.tmp-*"), glob(t, run, ".datasync/*tmp-*")...) {
			t.Errorf("%s: %s is left", tt.what, left)
		}
		if left := glob(t, run, ".datasync/lock*"); left != nil {
			t.Errorf("%s: %s is left", tt.what, left)
		}
	}
}

// slowMerge stands for bibmerge: it tells of two that are at work at once, and
// takes as long as there is a file called hold.
const slowMerge = `#!/bin/sh
mkdir "$CRITICAL/at work" || : >"$CRITICAL/overlap"
while [ -e "$CRITICAL/hold" ]; do sleep 0.01; done
sleep 0.05
"$0.real" "$@"
code=$?
rmdir "$CRITICAL/at work"
exit $code
`

// Of runs in one directory at a time, all but one are refused.
func TestLock(t *testing.T) {
	needTree(t)
	from, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	root, critical := t.TempDir(), t.TempDir()
	hold := filepath.Join(critical, "hold")
	if err := os.CopyFS(root, os.DirFS(tree)); err != nil {
		t.Fatal(err)
	}
	merge := filepath.Join(root, "bin/bibmerge")
	if err := errorsOf(os.Rename(merge, merge+".real"), write(merge, slowMerge, 0o777), write(hold, "", 0o666)); err != nil {
		t.Fatal(err)
	}
	start := func(run string) (*exec.Cmd, *bytes.Buffer) {
		c := datasync("sh", ".", sampleArgs(t, from, run)...)
		c.Args[1] = filepath.Join(root, "scripts/datasync")
		c.Env = append(c.Env, "CRITICAL="+critical)
		var stderr bytes.Buffer
		c.Stderr = &stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c, &stderr
	}
	refused := func(c *exec.Cmd, stderr *bytes.Buffer) bool {
		err := c.Wait()
		if err == nil {
			return false
		}
		if c.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "another run is at work there (process ") {
			t.Errorf("a run at the same time: %v, %s", err, stderr)
		}
		return true
	}

	// One that is at work.
	run := filepath.Join(t.TempDir(), "run")
	first, firstErr := start(run)
	for len(glob(t, critical, "at work")) == 0 {
		time.Sleep(time.Millisecond)
	}
	if !refused(start(run)) {
		t.Error("a run beside one that is at work was not refused")
	}
	if err := os.Remove(hold); err != nil {
		t.Fatal(err)
	}
	if refused(first, firstErr) {
		t.Error("the first run was refused")
	}
	compare(t, files(t, run, from), undisturbed(t))

	// Several that find the lock of one that was killed.
	for range 5 {
		run := filepath.Join(t.TempDir(), "run")
		if err := errorsOf(os.MkdirAll(filepath.Join(run, ".datasync/new"), 0o777), write(filepath.Join(run, ".datasync/lock"), "99999999\n", 0o666)); err != nil {
			t.Fatal(err)
		}
		var all [4]*exec.Cmd
		var stderr [len(all)]*bytes.Buffer
		for i := range all {
			all[i], stderr[i] = start(run)
		}
		done := 0 // more than one, if one begins when another has ended
		for i := range all {
			if !refused(all[i], stderr[i]) {
				done++
			}
		}
		if done == 0 {
			t.Error("all runs at the same time were refused")
		}
	}
	if glob(t, critical, "overlap") != nil {
		t.Error("two runs were at work at once in one directory")
	}
}

// The figures of the real reports, where they are.
func TestRealReports(t *testing.T) {
	needTree(t)
	from, err := filepath.Abs("../../shared/real")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(from); err != nil {
		t.Skip("there are no real reports here")
	}
	run := filepath.Join(t.TempDir(), "run")
	must(t, datasync("sh", ".", "-C", run, "--dnu", from+"/Do_not_change.xlsx", "--doublecheck", from+"/OCLC-doublecheck.xlsx",
		from+"/CEFbibprocess.txt", from+"/UWObibprocess.txt"))
	got := files(t, run, from)
	const wanted = `Stage	Outcome	File	Rows
merge	in	SAMPLE/CEFbibprocess.txt	1626
merge	in	SAMPLE/UWObibprocess.txt	798
merge	shared	bibprocessmerged.tsv	2238
merge	institution	CEFbibprocess.tsv	36
merge	institution	UWObibprocess.tsv	10
merge	duplicate	duplicates.tsv	140
merge	rejected	rejects.tsv	0
split	in	bibprocessmerged.tsv	2238
split	different	diff.tsv	129
split	same	same.tsv	2109
dnu	in	diff.tsv	129
dnu	candidate	candidates.tsv	129
dnu	do not change	do_not_change.tsv	0
route	in	candidates.tsv	129
route	update	update.tsv	109
route	updated	updated.tsv	0
route	review	review.tsv	14
route	missing	missing.tsv	6
set	in	update.tsv	109
set	set	a_to_z_MMSid_for_set.txt	109
import	in	update.tsv	109
import	import	for_import_to_NZ.xlsx	109
`
	if got["summary.tsv"] != wanted {
		t.Errorf("summary.tsv:\n%s\nwant\n%s", got["summary.tsv"], wanted)
	}
	const conflict = "991523164305151\t50403538\t1520924209\tcreate\tCEF,UWO\tCEF create 1520924209; UWO unresolved 1520918535\t"
	if !strings.Contains(got["review.tsv"], conflict) {
		t.Errorf("review.tsv lacks %q:\n%s", conflict, got["review.tsv"])
	}
	if n := shared(got["bibprocessmerged.tsv"]); n != 46 {
		t.Errorf("%d records share their number with others, want 46", n)
	}
	report := got["NZ-OCLC-Identifier-report-2026-01-31.xlsx.txt"]
	for sheet, rows := range map[string]int{"update by job": 109, "records for review": 14, "not in analytics": 6,
		"conflicts": 2, "shared numbers": 46, "several in 035a": 5, "duplicates": 140} {
		if n := sheetRows(report, sheet); n != rows {
			t.Errorf("sheet %q has %d rows, want %d", sheet, n, rows)
		}
	}
	if set, imported := ids(got["a_to_z_MMSid_for_set.txt"], 1), ids(got["for_import_to_NZ.xlsx.txt"], 2); !slices.Equal(set, imported) {
		t.Errorf("the set and the import differ: %d and %d records", len(set), len(imported))
	}
}

// sheetRows is how many rows a sheet has below its header, as cells tells it.
func sheetRows(workbook, sheet string) int {
	_, text, _ := strings.Cut(workbook, "["+sheet+"]\n")
	text, _, _ = strings.Cut(text, "\n[")
	return strings.Count(text, "\n")
}

// shared is the number of rows of which the last field is not empty.
func shared(table string) (n int) {
	for line := range strings.Lines(table) {
		if !strings.HasSuffix(line, "\t\n") {
			n++
		}
	}
	return n - 1 // the header
}

// ids is the first field of each line but the first few, sorted. A second field,
// where there is one, must not be empty.
func ids(table string, skip int) (ids []string) {
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		if i < skip {
			continue
		}
		id, number, ok := strings.Cut(line, "\t")
		if ok && number == "" {
			id += " without a number"
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
