//go:build unix

package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README's examples run as they stand, on the sample.
func TestReadme(t *testing.T) {
	needTree(t)
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	week(t, dir)
	var ran int
	for _, example := range examples(string(text)) {
		cmd := exec.Command("sh", "-c", example)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+filepath.Join(tree, "bin")+":"+os.Getenv("PATH"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", example, err, out)
		}
		ran++
	}
	if ran < 10 {
		t.Errorf("%d examples found; where are the others?", ran)
	}
	got, err := os.ReadFile(filepath.Join(dir, "set.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(sample, "want/a_to_z_MMSid_for_set.txt"))
	if err != nil || string(got) != string(want) {
		t.Errorf("set.txt of the examples is\n%s\nwant, as of the sample\n%s%v", got, want, err)
	}
}

// week lays out the sample under the names of the README.
func week(t *testing.T, dir string) {
	t.Helper()
	reports := glob(t, sample, "*.BibProcessingReport.txt")
	for i, name := range []string{"CEF.txt", "LU.txt", "UWO.txt"} {
		copyFile(t, reports[i], filepath.Join(dir, name))
	}
	for _, name := range []string{"Do_not_change.xlsx", "OCLC-doublecheck.xlsx"} {
		copyFile(t, filepath.Join(sample, name), filepath.Join(dir, name))
	}
	decisions := "Network Id\tIncoming 035a\tDecision\n991000000085151\t2008002\tupdate\n"
	if err := write(filepath.Join(dir, "REVIEWED.xlsx"), decisions, 0o666); err != nil {
		t.Fatal(err)
	}
	// No record is in it, so none has lost its number. A table is told by its
	// content, not by its name.
	after := "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n"
	if err := write(filepath.Join(dir, "after.xlsx"), after, 0o666); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(to, string(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// examples are the commands in the last column of the table of commands, in its
// order, and the pipeline in one line. The sample's third report and a place
// for its unreadable lines are added: the week of the README has none.
func examples(readme string) []string {
	var all []string
	row := regexp.MustCompile("(?m)^\\| `(\\w+)` \\|.*\\| `(\\w+ .*)` \\|$")
	for _, m := range row.FindAllStringSubmatch(readme, -1) {
		if m[1] == strings.Fields(m[2])[0] {
			all = append(all, m[2])
		}
	}
	pipeline := regexp.MustCompile(`(?m)^    (bibmerge .*\| mkset > set.txt)$`)
	for _, m := range pipeline.FindAllStringSubmatch(readme, -1) {
		all = append(all, m[1])
	}
	for i, example := range all {
		if strings.HasPrefix(example, "bibmerge ") {
			all[i] = strings.Replace(example, "CEF.txt UWO.txt", "--rejects rejects.tsv CEF.txt LU.txt UWO.txt", 1)
		}
	}
	return all
}
