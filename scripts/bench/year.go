//go:build unix

package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const libraries = 100 // of the consortium

// day is that of a week, counted from 0.
func day(week int) time.Time { return time.Date(2026, 1, 3+7*week, 0, 0, 0, 0, time.UTC) }

// generateYear makes a table of institutions, and for each week a folder with the report
// of each library. What comes again of the week before has its new number by now.
func generateYear(dir string, weeks, lines int) error {
	none := bufio.NewWriter(io.Discard)
	g := &generator{rand: rand.New(rand.NewPCG(1, 0)), check: none, list: none}
	table := "Code,Suffix,Name\nNZ,5151,Network\n"
	for k := range libraries {
		table += fmt.Sprintf("L%02d,%d,Library %d\n", k, 6000+k, k)
	}
	err := os.WriteFile(filepath.Join(dir, "institutions.csv"), []byte(table), 0o666)
	for week := range weeks {
		g.began = day(week).UnixMilli()
		before := len(g.shared)
		for i, r := range g.shared {
			g.shared[i].existing = r.incoming
		}
		for k := range libraries {
			err = cmp.Or(err, g.library(filepath.Join(dir, fmt.Sprint(week)), k, lines/weeks/libraries))
		}
		g.shared = g.shared[before:]
	}
	return err
}

// library writes the report of a library.
func (g *generator) library(dir string, k, lines int) error {
	code := fmt.Sprintf("L%02d", k)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, code+".txt"))
	if err != nil {
		return err
	}
	defer f.Close()
	g.report = bufio.NewWriter(f)
	g.lines(code, fmt.Sprint(6000+k), lines)
	return g.report.Flush()
}

// What Analytics and people say each week. A thirtieth of the records is not in the
// report, and there a week later; some have their number, some another one beside. Half
// of what is for review is decided, for good or until later, and a hundredth of the
// import fails.
const (
	analytics = `NR == 1 { print "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle" }
		NR > 1 && (k = (substr($2, 4, 8) + 37 * week) % 100) > 2 {
			print $2 "\t" (k < 8 ? $4 : k < 10 ? $3 "; 7" : $3) "\t\tIn Repository" }`
	people = `NR == 1 { print "Network Id\tIncoming 035a\tDecision" }
		NR > 1 && (substr($2, 4, 8) + week) % 2 { print $2 "\t" $4 "\t" (NR % 4 ? "do not change" : "later") }`
	after = `NR == 1 { print "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)" }
		NR > 1 { print $2 "\t" ((substr($2, 4, 8) + week) % 100 || $3 == "" ? $4 : $3) "\t" }`
)

// year does the weeks of a consortium, each carried from the one before and with its list,
// and tells what each took. Seconds are those of its calls of datasync; those of all
// processors tell more on a machine that does other things too.
func year(weeks, lines int) error {
	dir, err := prepare("-weeks", fmt.Sprint(weeks), "-rows", fmt.Sprint(lines))
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("%d lines of %d libraries in %d weeks\n\n| week | lines carried | s | s of processors | peak MB |\n|---|---:|---:|---:|---:|\n",
		lines, libraries, weeks)
	for week := range weeks {
		if err := oneWeek(dir, week); err != nil {
			return err
		}
	}
	var all result
	if err := all.run(dir, []string{"sh", "-c", "mkhistory --quiet -o history.tsv --repeats repeats.tsv --weeks weeks.tsv runs/*"}); err != nil {
		return err
	}
	return all.tell(dir, "mkhistory", "history.tsv")
}

func oneWeek(dir string, week int) error {
	run := "runs/" + day(week).Format(time.DateOnly)
	begin := fmt.Sprintf("datasync -C %s --institutions institutions.csv", run)
	carried := "none.txt"
	if week > 0 {
		last := day(week - 1).Format(time.DateOnly)
		begin += fmt.Sprintf(" --carry runs/%s --dnu runs/%[1]s/do_not_update_list.xlsx", last)
		carried = run + "/inputs/carried-from-" + last + ".txt"
	}
	var measured, other result
	for _, step := range []struct {
		of      *result
		command string
	}{
		{&measured, fmt.Sprintf("%s %d/*.txt", begin, week)},
		{&other, awk(analytics, week, run+"/candidates.tsv", "doublecheck.tsv")},
		{&measured, "datasync -C " + run + " --doublecheck doublecheck.tsv"},
		{&other, awk(people, week, run+"/review.tsv", "decided.tsv")},
		{&measured, "datasync decide --overrule -C " + run + " decided.tsv"},
		{&other, awk(after, week, run+"/update.tsv", "after.tsv")},
		{&measured, "datasync verify -C " + run + " --doublecheck after.tsv"},
	} {
		if err := step.of.run(dir, []string{"sh", "-c", step.command}); err != nil {
			return err
		}
	}
	return measured.tell(dir, fmt.Sprint(week+1), carried)
}

func awk(program string, week int, from, to string) string {
	return fmt.Sprintf("awk -F'\t' -v week=%d '%s' %s >%s", week, program, from, to)
}

// tell prints the row of what was measured, with the lines of a file, if it is there.
func (r *result) tell(dir, what, file string) error {
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	var took, cpu time.Duration
	for i := range r.took {
		took, cpu = took+r.took[i], cpu+r.cpu[i]
	}
	fmt.Printf("| %s | %d | %.1f | %.1f | %.0f |\n", what, strings.Count(string(text), "\n"), took.Seconds(), cpu.Seconds(), float64(r.peak)/1e6)
	return nil
}
