//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"datasync/pkg/cli/clitest"
	"datasync/pkg/filex/filextest"
)

// A collect that ends before any change of the run directory, and is made again, ends
// with the run of one that was left alone: nothing that was fetched is in no week.
func TestCollectKilledBeforeEachStep(t *testing.T) {
	s := filextest.Start(t)
	base := t.TempDir()
	s.Setup(t, base, "CEF")[0].Put("OCUL-CEF.1.IN.BIB.D20260124.T101500123.x.BibProcessingReport.txt",
		[]byte("CEF_1_1::bib::1|991000000015151|100|200|match\n"))
	save(t, filepath.Join(base, "datasync.conf"), "accounts = accounts.tsv\n")
	t.Setenv("HOME", base)
	if err := os.Mkdir(filepath.Join(base, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(base, ".ssh/known_hosts"), s.KnownHosts())
	args := []string{"collect", "-C", "run"}
	left := copyOf(t, base)
	steps, code, _ := call(t, left, 0, args...)
	want := clitest.Contents(t, filepath.Join(left, "run"))
	if steps < 5 || code != 0 {
		t.Fatalf("%d steps, exit code %d", steps, code)
	}
	for n := 1; n <= steps; n += *every {
		dir := copyOf(t, base)
		_, _, last := call(t, dir, n, args...)
		_, again, _ := call(t, dir, 0, args...)
		clitest.Compare(t, fmt.Sprintf("before step %d (after %s), again with exit code %d", n, last, again), clitest.Contents(t, filepath.Join(dir, "run")), want)
	}
}
