//go:build unix

package cmd

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"datasync/pkg/cli/clitest"
)

var weeks = flag.Int("weeks", 4, "how many weeks TestWeeks does")

// Week after week, each carried from the one before: what is open is neither lost nor
// doubled, a conflict stays one, and what keeps coming back is seen. Of two records that
// nobody settles one is in conflict and one not in Analytics; a third is unresolved each
// week, and resolved in the next.
func TestWeeks(t *testing.T) {
	needTree(t)
	t.Parallel()
	dir := t.TempDir()
	id := func(n int) string { return fmt.Sprintf("99%09d5151", n) }
	doublecheck := "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n" + id(1) + "\t11\t\n"
	for n := range *weeks {
		doublecheck += fmt.Sprintf("%s\t%d\t\n%s\t%d\t\n", id(100+n), 1000+n, id(200+n), 2000+n)
	}
	if err := write(filepath.Join(dir, "dc.tsv"), doublecheck, 0o666); err != nil {
		t.Fatal(err)
	}
	for n := range *weeks {
		line := func(symbol string, id string, existing, incoming int, action string) string {
			return fmt.Sprintf("%s_1_%d::bib::1|%s|%d|%d|%s\n", symbol, n+1, id, existing, incoming, action)
		}
		report := line("CEF", id(100+n), 1000+n, 3000+n, "match") + line("CEF", id(200+n), 2000+n, 4000+n, "unresolved")
		if n == 0 {
			report += line("CEF", id(1), 11, 12, "match") + line("UWO", id(1), 11, 13, "match") + line("CEF", id(2), 21, 22, "match")
		} else {
			report += line("CEF", id(199+n), 1999+n, 1999+n, "match")
		}
		name, run := fmt.Sprintf("%d.txt", n), fmt.Sprintf("runs/%d", n)
		if err := write(filepath.Join(dir, name), report, 0o666); err != nil {
			t.Fatal(err)
		}
		args := []string{"-C", run, "--doublecheck", "dc.tsv", name}
		if n > 0 {
			args = append(args, "--carry", fmt.Sprintf("runs/%d", n-1))
		}
		c := datasync("sh", dir, args...)
		c.Env = append(c.Env, "DATE="+time.Date(2026, 1, 3+7*n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		must(t, c)
		got := clitest.Contents(t, filepath.Join(dir, run))
		if want := "MMS ID\n" + id(100+n) + "\n"; got["a_to_z_MMSid_for_set.txt"] != want {
			t.Errorf("week %d: the set is %q, want %q", n, got["a_to_z_MMSid_for_set.txt"], want)
		}
		if !strings.Contains(got["review.tsv"], "CEF match 12; UWO match 13") || strings.Count(got["review.tsv"], "\n") != 3 {
			t.Errorf("week %d: review.tsv:\n%s", n, got["review.tsv"])
		}
		if n == 0 {
			continue
		}
		_, carried, _ := strings.Cut(got["summary.tsv"], "carry\t")
		want := fmt.Sprintf("in\tinputs/carried-from-%d.txt\t3\nsame\tsame.tsv\t1\ndropped\tdo_not_change.tsv\t0\nupdated\tupdated.tsv\t0\n"+
			"update\tupdate.tsv\t0\nprotected\tdecided_do_not_change.tsv\t0\nreview\treview.tsv\t1\nmissing\tmissing.tsv\t1\n", n-1)
		if carried = strings.ReplaceAll(carried, "carry\t", ""); carried != want {
			t.Errorf("week %d: carried:\n%s\nwant\n%s", n, carried, want)
		}
		for record, kind := range map[string]string{id(1): "in conflict %d weeks", id(2): "put off %d weeks"} {
			if row := record + "\t" + fmt.Sprint(n+1) + "\t"; !strings.Contains(got["keeps_coming_back.tsv"], row) ||
				!strings.Contains(got["keeps_coming_back.tsv"], fmt.Sprintf(kind, n+1)) {
				t.Errorf("week %d: %s\nwant %s%s", n, got["keeps_coming_back.tsv"], row, kind)
			}
		}
		if rows := strings.Count(got["keeps_coming_back.tsv"], "\n"); rows != 3 {
			t.Errorf("week %d: %d lines in keeps_coming_back.tsv", n, rows)
		}
	}
}
