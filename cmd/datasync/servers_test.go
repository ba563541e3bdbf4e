//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/cli/clitest"
	"datasync/pkg/oclcapi/oclctest"
)

// A call that ends before any change of the run directory and is made again asks no
// server a second time, and ends with the tables of one that was left alone.
func TestServersKilledBeforeEachStep(t *testing.T) {
	alma, oclc := almatest.Start(almatest.Any), oclctest.Start(oclctest.Sample)
	defer alma.Close()
	defer oclc.Close()
	asked := func() int { return len(alma.Asked("week/-")) + len(oclc.Asked("week/-")) }
	base := t.TempDir()
	for name, text := range map[string]string{
		"CEF.txt":  "CEF_1_1::bib::1|991000000015151|200|201|match\nCEF_1_1::bib::2|991000000025151|100|201|match\n",
		"dc.tsv":   "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000015151\t200\t\n991000000025151\t100\t\n",
		"alma.key": almatest.Key + "\n",
		"oclc.key": oclctest.Key + "\n" + oclctest.Secret + "\n",
		"datasync.conf": "report = /shared/OCLC-doublecheck\nserver = " + alma.URL + "/week/-\nkey-file = alma.key\n" +
			"oclc-server = " + oclc.URL + "/week/-/worldcat\noclc-tokens = " + oclc.URL + "/tokens/-/token\noclc-key-file = oclc.key\n",
	} {
		save(t, filepath.Join(base, name), text)
	}
	if _, code, _ := call(t, base, 0, "-C", "run", "--doublecheck", "dc.tsv", "CEF.txt"); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for _, args := range [][]string{{"fetch", "-C", "run", "--live"}, {"verify", "-C", "run", "--live"}, {"worldcat", "-C", "run"}} {
		left, before := copyOf(t, base), asked()
		steps, code, _ := call(t, left, 0, args...)
		want, requests := untimed(t, left), asked()-before
		if steps < 5 || code != 0 || requests == 0 {
			t.Fatalf("%s: %d steps, exit code %d, %d requests", args[0], steps, code, requests)
		}
		for n := 1; n <= steps; n++ {
			if n%*every > 0 && n < steps-4 { // at the end the answers are put away
				continue
			}
			dir, before := copyOf(t, base), asked()
			_, _, last := call(t, dir, n, args...)
			_, again, _ := call(t, dir, 0, args...)
			what := fmt.Sprintf("%s, before step %d of %d (after %s), again with exit code %d", args[0], n, steps, last, again)
			if n := asked() - before; n != requests {
				t.Errorf("%s: %d requests, want %d", what, n, requests)
			}
			clitest.Compare(t, what, untimed(t, dir), want)
		}
	}
}

var times = regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ|20\d{6}T\d{6}Z`)

// untimed is the tables of a run without the times when servers were asked, and of its
// other files the names.
func untimed(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for file, text := range clitest.Contents(t, filepath.Join(dir, "run")) {
		if file == "manifest.tsv" || file == "written.tsv" || strings.HasSuffix(file, ".xlsx") || strings.HasPrefix(file, "answers/") {
			text = ""
		}
		all[times.ReplaceAllString(file, "TIME")] = times.ReplaceAllString(text, "TIME")
	}
	return all
}
