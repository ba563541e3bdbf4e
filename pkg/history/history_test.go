package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"datasync/pkg/rundir"
)

const header = "Network Id\tExisting 035a\tIncoming 035a\tAction\tConflict\tReason\tReports\n"

// A week is the rows of a run by the file that they are in.
type week map[string][]string

// dir is the run directory of a week.
func (w week) dir() fstest.MapFS {
	dir := make(fstest.MapFS)
	for _, f := range slices.Concat(unverified, others) {
		dir[f.name] = &fstest.MapFile{Data: []byte(header)}
	}
	for name, rows := range w {
		head := header
		if name == rundir.Decisions {
			head = "Network Id\tIncoming 035a\tDecision\n"
		}
		dir[name] = &fstest.MapFile{Data: []byte(head + strings.Join(rows, ""))}
	}
	return dir
}

// line is a row of a record. what says more of it: "conflict", "unresolved".
func line(id int, existing, incoming, what string) string {
	action, conflict := "match", ""
	switch what {
	case "conflict":
		conflict = "CEF match 7; UWO match 8"
	case "unresolved":
		action = what
	}
	return fmt.Sprintf("99100000%03d5151\t%s\t%s\t%s\t%s\t%s\tCEF\n", id, existing, incoming, action, conflict, what)
}

// day is the date of a week, counted from 0.
func day(n int) string {
	return time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*n).Format(time.DateOnly)
}

// save writes a run directory, and returns its name.
func save(t *testing.T, files fstest.MapFS, base string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), base)
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t *testing.T, n int, w week) *Run {
	t.Helper()
	run, err := Open(save(t, w.dir(), day(n)))
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Check(); err != nil {
		t.Fatal(err)
	}
	return run
}

// TestYear is fifty-two weeks in which it is known what keeps coming back.
func TestYear(t *testing.T) {
	var runs []*Run
	for n := range 52 {
		w := make(week)
		in := func(file string, line string) { w[file] = append(w[file], line) }

		// Two numbers by turns, and one that a second number follows.
		if n%13 == 0 {
			in(rundir.Update, line(1, fmt.Sprint(10+n/13%2), fmt.Sprint(10+(n/13+1)%2), ""))
		}
		if n < 2 {
			in(rundir.Update, line(2, fmt.Sprint(20+n), fmt.Sprint(21+n), ""))
		}
		// Updated, and back with the same number; updated, and OCLC late to know.
		if n == 3 || n == 40 {
			in(rundir.Update, line(3, "30", "31", ""))
		}
		if n == 3 {
			in(rundir.Update, line(4, "40", "41", ""))
		} else if n == 4 {
			in(rundir.Updated, line(4, "40", "41", ""))
		}
		// In conflict for nine weeks, then solved; once only.
		if n >= 10 && n < 19 {
			in(rundir.Review, line(5, "50", "51", "conflict"))
		} else if n == 19 {
			in(rundir.Protected, line(5, "50", "51", ""))
		}
		if n == 10 {
			in(rundir.Review, line(6, "60", "61", "conflict"))
		} else if n == 11 {
			in(rundir.DecidedDNU, line(6, "60", "61", ""))
		}
		// Unresolved each week, with another provisional number each time.
		in(rundir.Review, line(7, "", fmt.Sprint(1000+n), "unresolved"))
		// Put off, missing, for review, in turn; then updated.
		switch {
		case n == 20:
			in(rundir.Review, line(8, "80", "81", ""))
			w[rundir.Decisions] = []string{"991000000085151\t(OCoLC)81\tLater\n"}
		case n == 21:
			in(rundir.Missing, line(8, "80", "81", ""))
			w[rundir.Decisions] = []string{"991000000085151\t81\tlater\n"} // it was for review before
		case n == 22:
			in(rundir.Review, line(8, "80", "81", ""))
			w[rundir.Decisions] = []string{"991000000085151\t81\tlater\n", "991000000085151\t82\tupdate\n"} // and decided
		case n == 23:
			in(rundir.Update, line(8, "80", "81", ""))
		}
		// Protected each month.
		if n%4 == 0 {
			in(rundir.Protected, line(9, "90", "91", ""))
		}
		// Verified, and what went wrong; update.tsv has these records too.
		if n == 30 {
			w[rundir.Verified] = []string{line(10, "100", "101", "")}
			w[rundir.NotUpdated] = []string{line(11, "110", "111", "")}
			w[rundir.Lost] = []string{line(12, "120", "121", "")}
			w[rundir.Update] = slices.Concat(w[rundir.Verified], w[rundir.NotUpdated], w[rundir.Lost])
		}
		if n == 31 {
			in(rundir.Update, line(10, "101", "102", ""))
			in(rundir.Update, line(11, "110", "111", ""))
		}
		// Others come once.
		in(rundir.Updated, line(100+n, "5", "7", ""))
		runs = append(runs, open(t, n, w))
	}
	var history, repeats bytes.Buffer
	var seen Repeats
	rows, err := Write(runs, &history, &seen, new(Weeks))
	if err != nil {
		t.Fatal(err)
	}
	n, err := seen.Write(&repeats)
	if err != nil {
		t.Fatal(err)
	}
	want := `Network Id	Weeks	First	Last	Numbers	Kind	Reports
991000000015151	4	2025-01-06	2025-10-06	10 → 11 → 10 → 11 → 10	flip-flop	CEF
991000000025151	2	2025-01-06	2025-01-13	20 → 21 → 22	came again after update	CEF
991000000035151	2	2025-01-27	2025-10-13	30 → 31	came again after update	CEF
991000000105151	2	2025-08-04	2025-08-11	100 → 101 → 102	came again after update	CEF
991000000055151	10	2025-03-17	2025-05-19	50 → 51	in conflict 9 weeks	CEF
991000000075151	52	2025-01-06	2025-12-29		unresolved 52 weeks	CEF
991000000085151	4	2025-05-26	2025-06-16	80 → 81	put off 3 weeks	CEF
991000000095151	13	2025-01-06	2025-12-08	90 → 91	again	CEF
991000000045151	2	2025-01-27	2025-02-03	40 → 41	again	CEF
991000000065151	2	2025-03-17	2025-03-24	60 → 61	again	CEF
991000000115151	2	2025-08-04	2025-08-11	110 → 111	again	CEF
`
	if got := repeats.String(); got != want || n != 11 {
		t.Errorf("%d repeats:\n%s\nwant\n%s", n, got, want)
	}
	if got := strings.Count(history.String(), "\n") - 1; got != rows || rows != 52+4+2+2+2+10+2+52+4+13+5 {
		t.Errorf("%d rows, %d lines", rows, got)
	}
	for _, want := range []string{
		"2025-05-26	991000000085151	later	80	81		CEF\n",
		"2025-06-02	991000000085151	missing	80	81		CEF\n",
		"2025-06-09	991000000085151	review	80	81		CEF\n",
		"2025-08-04	991000000105151	verified	100	101		CEF\n",
		"2025-08-04	991000000115151	not updated	110	111		CEF\n",
		"2025-08-04	991000000125151	lost	120	121		CEF\n",
		"2025-03-24	991000000065151	do not change	60	61		CEF\n",
	} {
		if strings.Count(history.String(), want) != 1 {
			t.Errorf("the history lacks %q", want)
		}
	}
}

// TestSameDate counts two runs of a date as one week.
func TestSameDate(t *testing.T) {
	w := week{rundir.Review: {line(1, "5", "7", "conflict")}}
	var seen Repeats
	if _, err := Write([]*Run{open(t, 0, w), open(t, 0, w)}, io.Discard, &seen, new(Weeks)); err != nil {
		t.Fatal(err)
	}
	if n, err := seen.Write(io.Discard); n != 0 || err != nil {
		t.Errorf("%d repeats, %v", n, err)
	}
}

func TestKind(t *testing.T) {
	type at struct {
		date               string
		outcome            outcome
		existing, incoming string
		what               string
	}
	for _, tt := range []struct {
		rows          []at
		numbers, kind string
	}{
		{[]at{{"1", update, "1", "2", ""}, {"2", update, "2", "1", ""}}, "1 → 2 → 1", "flip-flop"},
		{[]at{{"1", review, "1", "2", ""}, {"2", review, "1", "3", ""}, {"3", review, "1", "2", ""}}, "1 → 2 → 3 → 2", "flip-flop"},
		{[]at{{"1", review, "1", "(OCoLC)2", ""}, {"2", review, "1", "ocn2", ""}}, "1 → 2", "put off 2 weeks"},
		{[]at{{"1", review, "1", "2", "unresolved"}, {"2", review, "1", "3", ""}, {"3", review, "1", "2", "unresolved"}}, "1 → 3", "unresolved 2 weeks"},
		{[]at{{"1", update, "1", "2", ""}, {"2", updated, "1", "2", ""}}, "1 → 2", "again"},
		{[]at{{"1", update, "1", "2", ""}, {"2", updated, "1", "2", ""}, {"3", missing, "1", "2", ""}}, "1 → 2", "came again after update"},
		{[]at{{"1", verified, "1", "2", ""}, {"2", protected, "1", "2", ""}}, "1 → 2", "came again after update"},
		{[]at{{"1", update, "1", "2", ""}, {"1", review, "1", "2", ""}}, "1 → 2", "again"},
		{[]at{{"1", notUpdated, "1", "2", ""}, {"2", update, "1", "2", ""}}, "1 → 2", "again"},
		{[]at{{"1", lost, "1", "2", ""}, {"2", update, "", "2", ""}}, "1 → 2", "again"},
		{[]at{{"1", review, "1", "2", "conflict"}, {"2", review, "1", "2", "conflict"}, {"3", later, "1", "2", ""}}, "1 → 2", "in conflict 2 weeks"},
		{[]at{{"1", review, "1", "2", "conflict"}, {"2", review, "1", "3", "unresolved"}, {"3", later, "1", "2", ""}, {"4", missing, "1", "2", ""}}, "1 → 2", "put off 4 weeks"},
		{[]at{{"1", review, "x", "", ""}, {"2", protected, "", "", ""}}, "", "again"},
	} {
		var seen Repeats
		for _, a := range tt.rows {
			seen.add(a.date, row{id: 1, outcome: a.outcome, existing: a.existing, incoming: a.incoming,
				isConflict: a.what == "conflict", isProvisional: a.what == "unresolved"})
		}
		if _, kind := seen.records[1].kind(); kind != tt.kind || seen.records[1].path() != tt.numbers {
			t.Errorf("%v: %q, %q; want %q, %q", tt.rows, seen.records[1].path(), kind, tt.numbers, tt.kind)
		}
	}
}

func TestOpen(t *testing.T) {
	settings := func(text string) fstest.MapFS {
		dir := week{}.dir()
		dir["settings.tsv"] = &fstest.MapFile{Data: []byte(text)}
		return dir
	}
	without := week{}.dir()
	delete(without, rundir.Review)
	empty := week{}.dir()
	empty[rundir.Missing] = &fstest.MapFile{}
	half := week{rundir.Verified: nil}.dir()
	for _, tt := range []struct {
		what      string
		dir       fstest.MapFS
		base      string
		date, err string
	}{
		{"its name", week{}.dir(), "2025-05-26", "2025-05-26", ""},
		{"more of a name", week{}.dir(), "2025-05-26-again", "2025-05-26", ""},
		{"settings", settings("Name\tValue\nlink\tx\ndate\t2025-05-27\n"), "2025-05-26", "2025-05-27", ""},
		{"settings without a date", settings("Name\tValue\nlink\tx\n"), "2025-05-26", "2025-05-26", ""},
		{"a bad date", settings("Name\tValue\ndate\t2025-13-01\n"), "2025-05-26", "", `run/settings.tsv: "2025-13-01" is no date such as 2025-05-26`},
		{"no date", week{}.dir(), "demo", "", "run: the date of the run is neither in settings.tsv nor is it the name of the directory"},
		{"a file", fstest.MapFS{}, "2025-05-26", "", "run: there is no update.tsv; this is no run directory, or the run is not finished"},
		{"not finished", without, "2025-05-26", "", "run: there is no review.tsv; this is no run directory, or the run is not finished"},
		{"verified by half", half, "2025-05-26", "", "run: there is no not_updated.tsv; this is no run directory, or the run is not finished"},
		{"bad decisions", week{rundir.Decisions: {"x\t7\tlater\n"}}.dir(), "2025-05-26", "", "run/decisions.tsv:2: "},
		{"a bad row", week{rundir.Missing: {"x\t5\n"}}.dir(), "2025-05-26", "", "run/missing.tsv:2: 2 fields, but the header has 7"},
		{"an empty file", empty, "2025-05-26", "", "run/missing.tsv:1: the file is empty"},
	} {
		dir := save(t, tt.dir, tt.base)
		run, err := Open(dir)
		if err == nil {
			err = run.Check()
		}
		if err == nil && run.Date != tt.date || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(strings.ReplaceAll(err.Error(), dir, "run"), tt.err) {
			t.Errorf("%s: %v, %v; want %s, %s", tt.what, run, err, tt.date, tt.err)
		}
	}
}

// What cannot be read or written is an error, with the rows so far.
func TestWriteFails(t *testing.T) {
	good := open(t, 0, week{rundir.Update: {line(1, "5", "7", ""), line(2, "5", "7", "")}})
	dir := save(t, week{rundir.Update: {line(1, "5", "7", "")}, rundir.Missing: {"x\n"}}.dir(), day(1))
	bad, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	for _, tt := range []struct {
		runs []*Run
		out  io.Writer
		rows int
		err  string
	}{
		{[]*Run{good}, io.Discard, 2, "<nil>"},
		{[]*Run{good, bad}, io.Discard, 3, "run/missing.tsv:2: 1 field, but the header has 7"},
		{[]*Run{good}, failing{full}, 2, "disk full"},
	} {
		if rows, err := Write(tt.runs, tt.out, nil, new(Weeks)); rows != tt.rows || strings.ReplaceAll(fmt.Sprint(err), dir, "run") != tt.err {
			t.Errorf("%d rows, %v; want %d, %s", rows, err, tt.rows, tt.err)
		}
	}
	var seen Repeats
	if _, err := seen.Write(failing{full}); err != full {
		t.Errorf("the repeats: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestWrite makes random runs: each row comes out once, and a record is repeated
// if it was in the runs of two dates.
func TestWrite(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 50 {
		var runs []*Run
		rows := 0
		dates := make(map[int]map[int]bool) // of each record
		for n := range random.Intn(10) {
			w := make(week)
			for id := range 30 {
				if random.Intn(4) > 0 {
					continue
				}
				f := others[random.Intn(len(others))].name
				if random.Intn(2) == 0 {
					f = rundir.Update
				}
				rows++
				w[f] = append(w[f], line(id, fmt.Sprint(random.Intn(3)), fmt.Sprint(random.Intn(3)), []string{"", "conflict", "unresolved"}[random.Intn(3)]))
				if dates[id] == nil {
					dates[id] = make(map[int]bool)
				}
				dates[id][n/2] = true
			}
			runs = append(runs, open(t, n/2, w))
		}
		again := 0
		for _, d := range dates {
			if len(d) > 1 {
				again++
			}
		}
		var history bytes.Buffer
		var seen Repeats
		n, err := Write(runs, &history, &seen, new(Weeks))
		if err != nil || n != rows || strings.Count(history.String(), "\n") != rows+1 {
			t.Fatalf("%d rows, %v; want %d", n, err, rows)
		}
		if n, err := seen.Write(io.Discard); n != again || err != nil {
			t.Fatalf("%d records again, %v; want %d", n, err, again)
		}
	}
}
