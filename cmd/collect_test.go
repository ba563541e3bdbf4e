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
	"datasync/pkg/filex/filextest"
)

// A fileX is OCLC's file exchange with the accounts of libraries, and a folder runs
// with what a week needs to collect from it.
type fileX struct {
	*filextest.Server
	accounts map[string]*filextest.Account
	dir      string
}

func startFileX(t *testing.T, symbols ...string) *fileX {
	t.Helper()
	x := &fileX{filextest.Start(t), make(map[string]*filextest.Account), t.TempDir()}
	if err := write(filepath.Join(x.dir, "runs/datasync.conf"), "accounts = accounts.tsv\n", 0o666); err != nil {
		t.Fatal(err)
	}
	for i, a := range x.Setup(t, filepath.Join(x.dir, "runs"), symbols...) {
		x.accounts[symbols[i]] = a
	}
	if err := os.MkdirAll(filepath.Join(x.dir, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(x.dir, "runs/known_hosts"), filepath.Join(x.dir, ".ssh/known_hosts"))
	return x
}

// put puts a report of a library's day there, such as 20260124.
func (x *fileX) put(symbol, day, kind, text string) string {
	name := "OCUL-" + symbol + ".1.IN.BIB.D" + day + ".T101500123.weekly." + kind + ".txt"
	x.accounts[symbol].Put(name, []byte(text))
	return name
}

// lineOf is a bib processing report with a line about a record.
func lineOf(symbol, record string) string {
	return symbol + "_1_1769249700123::bib::1|99100000" + record + "5151|100|200|match\n"
}

func (x *fileX) collect(args ...string) *exec.Cmd {
	c := datasync("sh", x.dir, append([]string{"collect"}, args...)...)
	c.Env = append(c.Env, "HOME="+x.dir)
	return c
}

// run is the files of a run.
func (x *fileX) run(t *testing.T, name string) map[string]string {
	t.Helper()
	return clitest.Contents(t, filepath.Join(x.dir, "runs", name))
}

// isNoRun tells that a call made no directory.
func (x *fileX) isNoRun(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Lstat(filepath.Join(x.dir, "runs", name)); err == nil {
		t.Errorf("there is %s", name)
	}
}

func says(t *testing.T, said string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

// given are the reports in a run's manifest, by what comes before the time of day.
func given(t *testing.T, manifest string, kinds ...string) string {
	t.Helper()
	var all []string
	for _, line := range strings.Split(manifest, "\n") {
		if fields := strings.Split(line, "\t"); slices.Contains(kinds, fields[0]) {
			name, _, _ := strings.Cut(filepath.Base(fields[3]), ".T")
			all = append(all, name)
		}
	}
	return strings.Join(all, " ")
}

// A week begins with all that came; the next one with what came since. The bytes are
// those of a week in which the files are named, but for what was collected.
func TestCollect(t *testing.T) {
	needTree(t)
	x := startFileX(t, "CEF", "UWO")
	cef := x.put("CEF", "20260124", "BibProcessingReport", lineOf("CEF", "001"))
	uwo := x.put("UWO", "20260125", "BibProcessingReport", lineOf("UWO", "002"))
	x.put("UWO", "20260125", "BibExceptionReport", "UWO_1_1769249700123::bib::1|991000000025151|||Validation Error|CRITICAL|Record is sparse.\n")
	x.put("CEF", "20260124", "BibUnresolvedCrossRefReport", "991000000015151\t200\n")
	said := must(t, x.collect("-C", "runs/first"))
	says(t, said, "datasync: 2 accounts: 4 reports: 4 new, 0 known\n", "runs/first/MMSid_for_analytics.txt")
	first := x.run(t, "first")
	for kind, want := range map[string]string{
		"report": "OCUL-CEF.1.IN.BIB.D20260124 OCUL-UWO.1.IN.BIB.D20260125", "exceptions": "OCUL-UWO.1.IN.BIB.D20260125",
		"xref": "OCUL-CEF.1.IN.BIB.D20260124", "accounts": "accounts.tsv", "silent": "silent.tsv",
	} {
		if got := given(t, first["manifest.tsv"], kind); got != want {
			t.Errorf("%s: %q, want %q:\n%s", kind, got, want, first["manifest.tsv"])
		}
	}
	for name, want := range map[string]string{
		"inputs/accounts.tsv": "Symbol\nCEF\nUWO\n", "silent.tsv": "Symbol\tLast report\tReason\n", "inputs/silent.tsv": "Symbol\tLast report\tReason\n", "inputs/" + cef: lineOf("CEF", "001"),
	} {
		if first[name] != want {
			t.Errorf("%s: %q, want %q", name, first[name], want)
		}
	}
	must(t, datasync("sh", x.dir, "-C", "byhand/run", "runs/reports/"+cef, "runs/reports/"+uwo))
	for name, text := range clitest.Contents(t, filepath.Join(x.dir, "byhand/run")) {
		if name != "manifest.tsv" && name != "written.tsv" && first[name] != text {
			t.Errorf("%s has other bytes than by hand:\n%s\nwant\n%s", name, first[name], text)
		}
	}

	// Nothing came since: no run is begun, and this one is as it was.
	says(t, must(t, x.collect("-C", "runs/second", "--dnu", "runs/accounts.tsv")), "datasync: nothing new\n")
	x.isNoRun(t, "second")
	must(t, x.collect("-C", "runs/first"))
	compare(t, "again", x.run(t, "first"), first)
	must(t, datasync("sh", x.dir, "merge", "-C", "runs/first")) // from the copies
	compare(t, "merged again", x.run(t, "first"), first)

	x.put("UWO", "20260131", "BibProcessingReport", lineOf("UWO", "003"))
	must(t, x.collect()) // runs/ and the day
	if got := given(t, x.run(t, "2026-01-31")["manifest.tsv"], "report", "exceptions", "xref"); got != "OCUL-UWO.1.IN.BIB.D20260131" {
		t.Errorf("the second week has %s", got)
	}
	compare(t, "another week", x.run(t, "first"), first)
	key, err := os.ReadFile(filepath.Join(x.dir, "runs/filex.key"))
	if err != nil {
		t.Fatal(err)
	}
	secret(t, filepath.Join(x.dir, "runs/first"), said, strings.Split(string(key), "\n")[1])
	if n := x.Counts(); n.Writes > 0 {
		t.Errorf("%d writes at OCLC", n.Writes)
	}
}

// Before the Analytics report a run takes what comes, and keeps the messages that it has;
// after it, nothing.
func TestCollectIntoRun(t *testing.T) {
	needTree(t)
	x := startFileX(t, "CEF")
	const message = "CEF_1_1769249700123::bib::1|991000000015151|||Validation Error|CRITICAL|Record is sparse.\n"
	x.put("CEF", "20260124", "BibProcessingReport", lineOf("CEF", "001"))
	x.put("CEF", "20260124", "BibExceptionReport", message)
	must(t, x.collect("-C", "runs/week"))
	x.put("CEF", "20260125", "BibExceptionReport", message+message)
	x.put("CEF", "20260125", "BibProcessingReport", lineOf("CEF", "002"))
	said := must(t, x.collect("-C", "runs/week"))
	const all = "OCUL-CEF.1.IN.BIB.D20260124 OCUL-CEF.1.IN.BIB.D20260125"
	for _, kind := range []string{"report", "exceptions"} {
		if got := given(t, x.run(t, "week")["manifest.tsv"], kind); got != all {
			t.Errorf("%s: %s, want %s", kind, got, all)
		}
	}
	if strings.Contains(said, "counts no more") {
		t.Errorf("it says %s", said)
	}

	if err := write(filepath.Join(x.dir, "dc.tsv"), "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000015151\t100\t\n", 0o666); err != nil {
		t.Fatal(err)
	}
	must(t, datasync("sh", x.dir, "-C", "runs/week", "--doublecheck", "dc.tsv"))
	before := x.run(t, "week")
	says(t, must(t, x.collect("-C", "runs/week")), "datasync: nothing new\n")
	late := x.put("CEF", "20260126", "BibProcessingReport", lineOf("CEF", "003"))
	says(t, must(t, x.collect("-C", "runs/week")), "runs/week has its Analytics report and takes no others; for next week: "+late)
	says(t, exits(t, 2, x.collect("-C", "runs/week", "--dnu", "dc.tsv")), "runs/week has its Analytics report")
	compare(t, "with an Analytics report", x.run(t, "week"), before)
	says(t, must(t, x.collect("-C", "runs/next", "--dry-run")), "would take: "+late+"\n")
	x.isNoRun(t, "next")
	must(t, x.collect("-C", "runs/next", "--carry", "runs/week"))
	if got := given(t, x.run(t, "next")["manifest.tsv"], "report", "carried"); got != "OCUL-CEF.1.IN.BIB.D20260126 carried-from-week.txt" {
		t.Errorf("the next week has %s", got)
	}
}

// What is old, empty or of messages alone is named, and begins no week.
func TestCollectLeaves(t *testing.T) {
	needTree(t)
	x := startFileX(t, "CEF")
	old := x.put("CEF", "20251231", "BibProcessingReport", lineOf("CEF", "001"))
	empty := x.put("CEF", "20260124", "BibProcessingReport", "")
	xref := x.put("CEF", "20260124", "BibCrossRefReport", "991000000015151\t200\n")
	said := must(t, x.collect("-C", "runs/week"))
	says(t, said, "datasync: warning: from before 2026-01-01 and in no run here, so not taken (--since takes them): "+old+"\n",
		"datasync: warning: empty, and not taken: "+empty+"\n", "datasync: no bib processing report is among what is new; for next week: "+xref+"\n")
	x.isNoRun(t, "week")
	// Of one nothing can be made.
	broken := x.put("CEF", "20260125", "BibProcessingReport", "CEF_1_1769249700123::bib::1||100||data error\n")
	says(t, exits(t, 1, x.collect("-C", "runs/week", "--since", "2025-12-31")), broken)
	x.isNoRun(t, "week")
	says(t, exits(t, 1, x.collect("-C", "runs/week", "--since", "2025-12-31", "--without", "gone.txt")), "has no message report gone.txt")
	must(t, x.collect("-C", "runs/week", "--since", "2025-12-31", "--without", broken))
	if got, want := given(t, x.run(t, "week")["manifest.tsv"], "report", "xref"), "OCUL-CEF.1.IN.BIB.D20251231 OCUL-CEF.1.IN.BIB.D20260124"; got != want {
		t.Errorf("it has %s, want %s", got, want)
	}
}

// With an account down, or a library that is silent, no week begins unnoticed.
func TestCollectWithout(t *testing.T) {
	needTree(t)
	x := startFileX(t, "CEF", "UWO", "LU")
	for _, day := range []string{"20260101", "20260108", "20260115", "20260122"} {
		x.put("UWO", day, "BibProcessingReport", lineOf("UWO", "002"))
	}
	x.put("CEF", "20260130", "BibProcessingReport", lineOf("CEF", "001"))
	x.accounts["LU"].Refuse(true)
	said := exits(t, 3, x.collect("-C", "runs/week"))
	says(t, said, "datasync: not all could be fetched, and nothing was given to runs/week", "\ndatasync: LU: ", "datasync: warning: no report of UWO since 2026-01-22\n")
	x.isNoRun(t, "week")
	says(t, must(t, x.collect("-C", "runs/week", "--partial")), "datasync: warning: LU: ")
	const silent = "Symbol\tLast report\tReason\n" +
		"LU\t\tits account could not be fetched, or not all of it\n" +
		"UWO\t2026-01-22\tno report came in the last seven days\n"
	if got := x.run(t, "week")["silent.tsv"]; got != silent {
		t.Errorf("silent.tsv: %s\nwant %s", got, silent)
	}

	// The account is there again, with a report: the run has it, and says so.
	x.accounts["LU"].Refuse(false)
	x.put("LU", "20260130", "BibProcessingReport", lineOf("LU", "004"))
	must(t, x.collect("-C", "runs/week"))
	if got := x.run(t, "week"); strings.Contains(got["silent.tsv"], "LU") || !strings.Contains(given(t, got["manifest.tsv"], "report"), "LU") {
		t.Errorf("it has %s, and lacks %s", given(t, got["manifest.tsv"], "report"), got["silent.tsv"])
	}
	if err := write(filepath.Join(x.dir, "dc.tsv"), "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000015151\t100\t\n", 0o666); err != nil {
		t.Fatal(err)
	}
	must(t, datasync("sh", x.dir, "-C", "runs/week", "--doublecheck", "dc.tsv"))
	says(t, cells(t, filepath.Join(x.dir, "runs/week/NZ-OCLC-Identifier-report-2026-01-31.xlsx")),
		"UWO\t2026-01-22\tno report came in the last seven days")
}

// What fails between the fetch and the week loses nothing: the week that comes has all.
func TestCollectFails(t *testing.T) {
	needTree(t)
	x := startFileX(t, "CEF", "UWO")
	cef := x.put("CEF", "20260124", "BibProcessingReport", lineOf("CEF", "001"))
	uwo := x.put("UWO", "20260124", "BibProcessingReport", lineOf("UWO", "002")+"UWO_1_1769249700123::bib::2|991000000035163|100|200|match\n")
	const all = "OCUL-CEF.1.IN.BIB.D20260124 OCUL-UWO.1.IN.BIB.D20260124"

	// A flag of the week is wrong, a report is gone, a report was changed.
	exits(t, 1, x.collect("-C", "runs/week", "--dnu", "nowhere.xlsx"))
	exits(t, 1, x.collect("-C", "runs/week", "--zone", "NOWHERE"))
	x.isNoRun(t, "week")
	must(t, x.collect("-C", "runs/western", "--zone", "UWO")) // has all, and is of another zone
	for name, text := range map[string]string{cef: "changed\n", uwo: ""} {
		if err := os.Remove(filepath.Join(x.dir, "runs/reports", name)); err != nil {
			t.Fatal(err)
		}
		if text != "" {
			if err := write(filepath.Join(x.dir, "runs/reports", name), text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	says(t, exits(t, 1, x.collect("-C", "runs/week")), "datasync: runs/reports/"+cef+": it is not as it was fetched", "datasync: runs/reports/"+uwo+": it was fetched, and is not there any more")
	x.isNoRun(t, "week")
	for _, name := range []string{cef, uwo, "fetched.tsv"} { // as it says; then all is fetched anew
		if err := os.RemoveAll(filepath.Join(x.dir, "runs/reports", name)); err != nil {
			t.Fatal(err)
		}
	}
	must(t, x.collect("-C", "runs/week"))
	whole := x.run(t, "week")
	if got := given(t, whole["manifest.tsv"], "report"); got != all {
		t.Errorf("it has %s, want %s", got, all)
	}
	if err := os.Rename(filepath.Join(x.dir, "runs/week"), filepath.Join(x.dir, "undisturbed")); err != nil {
		t.Fatal(err)
	}

	// Ended while a report comes: what came is kept.
	if err := os.RemoveAll(filepath.Join(x.dir, "runs/reports")); err != nil {
		t.Fatal(err)
	}
	c := x.collect("-C", "runs/week")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	x.Reset()
	started := make(chan *os.Process, 1)
	x.OnRead(func(n int) {
		if n == 1 {
			if err := (<-started).Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
		}
	})
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	started <- c.Process
	if err := c.Wait(); c.ProcessState.ExitCode() != 3 {
		t.Errorf("interrupted: %v\n%s", err, &out)
	}
	x.OnRead(nil)
	x.isNoRun(t, "week")
	must(t, x.collect("-C", "runs/week"))
	compare(t, "interrupted", timeless(t, filepath.Join(x.dir, "runs/week")), timeless(t, filepath.Join(x.dir, "undisturbed")))
}

// Killed at any moment, while it fetches or while the week is done, and called again, it
// ends with the run of one that was left alone.
func TestCollectKilled(t *testing.T) {
	needTree(t)
	var want map[string]string
	var took time.Duration
	for i := range *kills + 1 {
		x := startFileX(t, "CEF", "UWO")
		for _, symbol := range []string{"CEF", "UWO"} {
			x.put(symbol, "20260124", "BibProcessingReport", lineOf(symbol, "001"))
			x.put(symbol, "20260125", "BibProcessingReport", lineOf(symbol, "002"))
		}
		if i == 0 {
			began := time.Now()
			must(t, x.collect("-C", "runs/week"))
			took = time.Since(began)
			want = x.run(t, "week")
		} else {
			how, killed := killWithin(t, x.collect("-C", "runs/week"), took)
			if !killed {
				continue
			}
			must(t, x.collect("-C", "runs/week"))
			got := x.run(t, "week")
			compare(t, how, got, want)
		}
	}
}
