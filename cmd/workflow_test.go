//go:build unix

package cmd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"datasync/pkg/cli/clitest"
)

// The outcome of the sample is that in testdata/sample/want, of which every row
// was checked against the contract by hand; and any shell calls the same datasync. What
// the report says is tested where it is made.
func TestSample(t *testing.T) {
	needTree(t)
	from := sampleDir(t)
	wanted := filepath.Join(sample, "want")
	first := undisturbed(t)
	got := readable(t, first, from)
	delete(got, "NZ-OCLC-Identifier-report-2026-01-31.xlsx.txt")
	delete(got, "written.tsv") // of the bytes of workbooks
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
	compare(t, "sample", got, clitest.Contents(t, wanted))
	want := must(t, datasync("sh", tree, "status", "-C", "run"))
	for _, shell := range shells(t) {
		if got := must(t, datasync(shell, tree, "status", "-C", "run")); got != want {
			t.Errorf("%s: %s\nwant\n%s", shell, got, want)
		}
	}
}

// Exception reports beside the others change no byte of what comes before the routes,
// nor of what is loaded; and without them nothing tells that there could be any.
func TestMessagesChangeNothingElse(t *testing.T) {
	needTree(t)
	dir := t.TempDir()
	args := append(sampleArgs(t, sampleDir(t), "run"), glob(t, sampleDir(t), "*.BibExceptionReport.txt")...)
	must(t, datasync("sh", dir, args...))
	with, without := clitest.Contents(t, filepath.Join(dir, "run")), clitest.Contents(t, undisturbed(t))
	for name, text := range without {
		switch {
		case strings.Contains(text, "Severity") || strings.HasPrefix(name, "messages"):
			t.Errorf("without exception reports %s tells of messages", name)
		case strings.HasPrefix(name, "NZ-"), name == "written.tsv", name == "manifest.tsv", name == "summary.tsv":
		case strings.Contains(with[name], "\tSeverity\t"): // a table of the routes, with columns more
		case with[name] != text:
			t.Errorf("with exception reports %s has other bytes", name)
		}
	}
	if !strings.Contains(with["routed_update.tsv"], "\tSeverity\t") {
		t.Error("with exception reports routed_update.tsv has no column Severity")
	}
}

// However a run comes about, in steps or at once, it has the same bytes.
func TestSteps(t *testing.T) {
	needTree(t)
	args := sampleArgs(t, sampleDir(t), "run")
	dir := t.TempDir()
	withoutAnalytics := slices.Delete(slices.Clone(args), 4, 6)
	must(t, datasync("sh", dir, withoutAnalytics...))
	must(t, datasync("sh", dir, args[:2]...))
	must(t, datasync("sh", dir, args[0], args[1], args[4], args[5]))
	for _, stage := range []string{"merge", "split", "dnu", "route", "review", "import", "set", "report"} {
		must(t, datasync("sh", dir, stage, "-C", "run"))
	}
	got := clitest.Contents(t, filepath.Join(dir, "run"))
	for name := range got { // what was complete was kept, once
		if strings.HasPrefix(name, "before-") {
			if !strings.HasPrefix(name, "before-1/") {
				t.Errorf("there is %s", name)
			}
			delete(got, name)
		}
	}
	compare(t, "in steps", got, clitest.Contents(t, undisturbed(t)))
}

// Two colleagues each decide in a copy of the report. Taken in one after the other, in
// whatever order and the older one last, neither takes back what the other said; and who
// looks at the new report does.
func TestCopies(t *testing.T) {
	needTree(t)
	const report, sheet = "NZ-OCLC-Identifier-report-2026-01-31.xlsx", "records for review"
	const ann, ben = "991000000115151", "991000000385151" // the records that they decide
	whole := undisturbed(t)
	tables := make(map[string]string)
	for _, order := range [][]string{{"ann.xlsx", "ben.xlsx"}, {"ben.xlsx", "ann.xlsx"}} {
		dir := t.TempDir()
		run := filepath.Join(dir, "run")
		if err := os.CopyFS(run, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		for _, name := range order {
			copyFile(t, filepath.Join(run, report), filepath.Join(dir, name))
		}
		decide(t, filepath.Join(dir, "ann.xlsx"), sheet, ann, "do not change")
		decide(t, filepath.Join(dir, "ben.xlsx"), sheet, ben, "update")
		for _, name := range append(order, order[0]) {
			must(t, datasync("sh", dir, "decide", "-C", "run", name))
		}
		for _, name := range []string{"update.tsv", "review.tsv", "decided_do_not_change.tsv", "do_not_update_decided.tsv", "do_not_update_list.xlsx",
			"a_to_z_MMSid_for_set.txt", "for_import_to_NZ.xlsx", "rollback_for_import.xlsx"} {
			text := clitest.Contents(t, run)[name]
			if before, ok := tables[name]; ok && text != before {
				t.Errorf("%q: %s has other bytes", order, name)
			}
			tables[name] = text
		}
		if !strings.Contains(tables["do_not_update_decided.tsv"], ann) || !strings.Contains(tables["a_to_z_MMSid_for_set.txt"], ben) {
			t.Errorf("%q: what was decided is not in force", order)
		}

		// What Ann takes back in the report of now does not come back by her old copy.
		copyFile(t, filepath.Join(run, report), filepath.Join(dir, "now.xlsx"))
		decide(t, filepath.Join(dir, "now.xlsx"), "do_not_change", ann, "")
		if said := must(t, datasync("sh", dir, "decide", "-C", "run", "now.xlsx")); !strings.Contains(said, ": "+ann+" taken back\n") {
			t.Errorf("it does not say what was taken back: %s", said)
		}
		if said := exits(t, 1, datasync("sh", dir, "decide", "-C", "run", "ann.xlsx")); !strings.Contains(said, ann) {
			t.Errorf("it does not say who disagrees: %s", said)
		}
		if text := clitest.Contents(t, run)["do_not_update_decided.tsv"]; text != "MMS ID\tReason\n" {
			t.Errorf("still protected: %s", text)
		}
	}
}

// A run directory is whole: copied without its times, moved, with a clock that went
// back and its inputs gone, it is what it was, and each stage does the same again.
func TestMoved(t *testing.T) {
	needTree(t)
	inputs := t.TempDir()
	if err := os.CopyFS(filepath.Join(inputs, "in"), os.DirFS(sampleDir(t))); err != nil {
		t.Fatal(err)
	}
	must(t, datasync("sh", inputs, sampleArgs(t, filepath.Join(inputs, "in"), "run")...))
	if err := os.RemoveAll(filepath.Join(inputs, "in")); err != nil {
		t.Fatal(err)
	}
	want := clitest.Contents(t, filepath.Join(inputs, "run"))

	dir := filepath.Join(t.TempDir(), "moved to", "2026-02-01")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(inputs, "run"))); err != nil {
		t.Fatal(err)
	}
	for i, name := range glob(t, dir, "*") {
		when := time.Unix(int64(1e9-i), 0)
		if i%2 == 0 {
			when = time.Now().AddDate(1, 0, i)
		}
		if err := os.Chtimes(name, when, when); err != nil {
			t.Fatal(err)
		}
	}
	must(t, datasync("sh", ".", "-C", dir))
	compare(t, "moved", clitest.Contents(t, dir), want)
	must(t, datasync("sh", ".", "merge", "-C", dir))
	got := clitest.Contents(t, dir)
	for name := range got {
		if strings.HasPrefix(name, "before-1/") {
			delete(got, name)
		}
	}
	compare(t, "done again", got, want)
	must(t, datasync("sh", ".", "libraries", "-C", dir))
	if len(glob(t, dir, "libraries/*.xlsx")) == 0 {
		t.Error("there are no workbooks of libraries")
	}
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
	want := readable(t, undisturbed(t), sampleDir(t))
	delete(want, "manifest.tsv")
	var args []string
	for _, arg := range sampleArgs(t, filepath.Join(odd, "-in"), "-C-") {
		args = append(args, strings.TrimPrefix(arg, odd+"/")) // as one names them in that directory
	}
	args = slices.Insert(args, 6, "--")
	c := datasync("sh", odd, args...)
	c.Args[1] = filepath.Join(odd, "scripts/datasync")
	must(t, c)
	got := readable(t, filepath.Join(odd, "-C-"), "-in")
	delete(got, "manifest.tsv")
	compareSheets(t, "script", got, want)
	// The same through make, whose variables are taken as they stand.
	run := filepath.Join(odd, "run $$(x)")
	c = exec.Command("make", "-j2", "-C", tree, "run", "RUN="+run, "DATE=2026-01-31",
		"DNU="+filepath.Join(odd, "-in/Do_not_change.xlsx"),
		"DOUBLECHECK="+filepath.Join(odd, "-in/OCLC-doublecheck.xlsx"),
		"REPORTS="+quote(filepath.Join(odd, "-in"))+"/*.BibProcessingReport.txt")
	must(t, c)
	got = readable(t, run, filepath.Join(odd, "-in"))
	delete(got, "manifest.tsv")
	compareSheets(t, "make", got, want)
}

// compareSheets compares all but the report, which names the inputs as they were
// given, and with it its hash.
func compareSheets(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	const report = "NZ-OCLC-Identifier-report-2026-01-31.xlsx.txt"
	if got[report] == "" {
		t.Errorf("%s: there is no report", what)
	}
	got[report], got["written.tsv"] = want[report], want["written.tsv"]
	compare(t, what, got, want)
}

// quote quotes a word for the shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

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
	from := sampleDir(t)
	root, critical := t.TempDir(), t.TempDir()
	hold := filepath.Join(critical, "hold")
	if err := os.CopyFS(root, os.DirFS(tree)); err != nil {
		t.Fatal(err)
	}
	merge := filepath.Join(root, "bin/bibmerge")
	for _, err := range []error{os.Rename(merge, merge+".real"), write(merge, slowMerge, 0o777), write(hold, "", 0o666)} {
		if err != nil {
			t.Fatal(err)
		}
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
		if c.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "another datasync is at work there (process ") {
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
	compare(t, "the first", clitest.Contents(t, run), clitest.Contents(t, undisturbed(t)))

	// Several that find the lock of one that was killed, at work or before it wrote a word.
	host, err := exec.Command("uname", "-n").Output()
	if err != nil {
		t.Fatal(err)
	}
	dead := strings.TrimSpace(string(host)) + " 99999999 2026-01-31T12:00:00Z\n"
	for _, lock := range []string{dead, dead, ""} {
		run := filepath.Join(t.TempDir(), "run")
		if err := write(filepath.Join(run, ".lock"), lock, 0o666); err != nil {
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
	got := clitest.Contents(t, run)
	for name, want := range map[string]int{
		"bibprocessmerged.tsv": 2238, "duplicates.tsv": 140, "CEFbibprocess.tsv": 36, "UWObibprocess.tsv": 10,
		"same.tsv": 2109, "diff.tsv": 129, "do_not_change.tsv": 0, "update.tsv": 109, "updated.tsv": 0, "review.tsv": 14,
		"missing.tsv": 6, "a_to_z_MMSid_for_set.txt": 109, "for_import_to_NZ.tsv": 109, "rejects.tsv": 0,
		"actions.tsv": 7,
	} {
		if rows := strings.Count(got[name], "\n") - 1; rows != want {
			t.Errorf("%s has %d rows, want %d", name, rows, want)
		}
	}
	if !strings.Contains(got["actions.tsv"], "\nUWO\tunresolved\t7\n") {
		t.Errorf("the reports of UWO have 7 unresolved records, not\n%s", got["actions.tsv"])
	}
	for zone, want := range map[string][2]int{"CEF": {36, 0}, "UWO": {10, 2}} { // shared, different
		run := filepath.Join(t.TempDir(), "run")
		must(t, datasync("sh", ".", "-C", run, "--zone", zone, from+"/CEFbibprocess.txt", from+"/UWObibprocess.txt"))
		got := clitest.Contents(t, run)
		if rows := [2]int{strings.Count(got["bibprocessmerged.tsv"], "\n") - 1, strings.Count(got["diff.tsv"], "\n") - 1}; rows != want {
			t.Errorf("--zone %s: %d records, want %d", zone, rows, want)
		}
	}
}
