//go:build unix

package cmd

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Records that are divided by MMS ID meet the same fates as in one run: the
// README's example for GNU parallel, against itself with one part.
func TestParallel(t *testing.T) {
	dir := weekForParallel(t)
	many := divided(t, dir, 8)
	one := divided(t, dir, 1)
	for name, rows := range one {
		if len(rows) < 2 {
			t.Errorf("%s: %d rows; the test shows nothing", name, len(rows))
		}
		if !slices.Equal(many[name], rows) {
			t.Errorf("%s: of 8 parts %d rows, of one %d:\n%s\n%s", name, len(many[name]), len(rows),
				strings.Join(many[name], "\n"), strings.Join(rows, "\n"))
		}
	}
	if len(one) != 8 {
		t.Errorf("%d tables, want 8", len(one))
	}
}

// A command that dies in one part, and one whose table comes short without a sign of it,
// are errors, and there is no result.
func TestParallelLosesNothing(t *testing.T) {
	dir := weekForParallel(t)
	example := inParts(t, dir, 2)
	for _, tt := range []struct{ command, does string }{
		{"bibmerge", "; kill -9 $$"}, {"oclcsplit", "; kill -9 $$"}, {"dnufilter", "; kill -9 $$"}, {"actionroute", "; kill -9 $$"},
		{"bibmerge", "| head -n 9"}, {"oclcsplit", "| head -n 9"}, {"dnufilter", "| head -n 9"},
	} {
		bad := filepath.Join(t.TempDir(), tt.command)
		script := fmt.Sprintf("#!/bin/sh\ncase $* in *parts/1.*) %[1]s \"$@\" %[2]s ;; *) exec %[1]s \"$@\" ;; esac\n",
			filepath.Join(tree, "bin", tt.command), tt.does)
		if err := write(bad, script, 0o777); err != nil {
			t.Fatal(err)
		}
		c := example()
		c.Env = append(c.Env, "PATH="+filepath.Dir(bad)+":"+filepath.Join(tree, "bin")+":"+os.Getenv("PATH"))
		out, err := c.CombinedOutput()
		if _, none := os.Stat(filepath.Join(dir, "update.tsv")); err == nil || none == nil {
			t.Errorf("%s %s: %v, update.tsv: %v\n%s", tt.command, tt.does, err, none, out)
		}
	}
}

// weekForParallel is a directory with a random week, where there is what the example wants.
func weekForParallel(t *testing.T) string {
	t.Helper()
	needTree(t)
	_, noBash := exec.LookPath("bash")
	if out, _ := exec.Command("parallel", "--version").Output(); noBash != nil || !strings.HasPrefix(string(out), "GNU parallel") {
		t.Skip("there is no bash, or no GNU parallel")
	}
	dir := t.TempDir()
	randomWeek(t, dir)
	return dir
}

// inParts is the README's example with so many parts, to be run several times.
func inParts(t *testing.T, dir string, parts int) func() *exec.Cmd {
	example := strings.ReplaceAll(block(t, ofTheCommands, "set -euo pipefail"), "parts=8", fmt.Sprintf("parts=%d", parts))
	return func() *exec.Cmd {
		c := exec.Command("bash", "-c", "rm -rf parts update.tsv\n"+example)
		c.Dir = dir
		c.Env = append(os.Environ(), "PATH="+filepath.Join(tree, "bin")+":"+os.Getenv("PATH"), "LC_ALL=C")
		return c
	}
}

// divided runs the example with so many parts. The answer is the rows of each kind of
// table, sorted, without what they tell of other records.
func divided(t *testing.T, dir string, parts int) map[string][]string {
	t.Helper()
	must(t, inParts(t, dir, parts)())
	if got := len(glob(t, filepath.Join(dir, "parts"), "*.txt")); got != parts {
		t.Errorf("%d parts, want %d", got, parts)
	}
	tables := make(map[string][]string)
	for _, name := range slices.Concat(glob(t, filepath.Join(dir, "parts"), "*.tsv"), glob(t, filepath.Join(dir, "parts"), "*/*.tsv")) {
		kind := strings.TrimLeft(filepath.Base(name), "0123456789.")
		tables[kind] = append(tables[kind], ownRows(t, name)...)
	}
	for _, rows := range tables {
		slices.Sort(rows)
	}
	return tables
}

var sharing = regexp.MustCompile(`(; )?number shared with .*`)

// ownRows is the rows of a table without what they tell of other records.
func ownRows(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	for i, line := range lines[1:] {
		row := strings.Split(line, "\t")
		if at := slices.Index(header, "Shared with"); at >= 0 {
			row[at] = ""
		}
		if at := slices.Index(header, "Reason"); at >= 0 {
			row[at] = sharing.ReplaceAllString(row[at], "")
		}
		lines[i+1] = strings.Join(row, "\t")
	}
	return lines[1:]
}

// randomWeek makes two reports whose rows meet often, a list and a doublecheck.
func randomWeek(t *testing.T, dir string) {
	t.Helper()
	const records = 600
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	id := func() string {
		return fmt.Sprintf("99%09d%s", 7_000_000+r.IntN(records)*37, pick("5151", "5151", "5151", "5153"))
	}
	var reports [2]strings.Builder
	reports[1].WriteString("\uFEFF")
	for i := range 2 * records {
		k := i % 2
		run := r.IntN(2)
		existing, incoming := fmt.Sprint(100+r.IntN(5)), fmt.Sprint(100+r.IntN(5))
		if r.IntN(2) == 0 {
			incoming = existing
		}
		fmt.Fprintf(&reports[k], "%s_1000%d_17480845%05d::bib::%d|%s%s%s|%s|%s|%s%s\n", pick("CEF", "UWO"), k, run, i+1,
			pick("", "", " ", "\u00A0"), id(), pick("", "", " "), pick(existing, existing, ""), incoming,
			pick("match", "match", "match", "create", "unresolved"), pick("", "\r"))
	}
	list, report := "MMS ID\n", "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\tInstitution Name\n"
	seen := make(map[string]bool)
	for range 2 * records {
		id := id()
		if seen[id] {
			continue
		}
		seen[id] = true
		list += pick(id+"\n", "", "", "", "", "")
		report += fmt.Sprintf("%s\t%d\t%s\t%s\tCarleton University\n", id, 100+r.IntN(5), pick("", "101"), pick("In Repository", "In Repository", "Deleted"))
	}
	for name, text := range map[string]string{
		"CEF.txt": reports[0].String(), "UWO.txt": reports[1].String(),
		// A table is told by its content, not by its name.
		"Do_not_change.xlsx": list, "OCLC-doublecheck.xlsx": report,
	} {
		if err := write(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
