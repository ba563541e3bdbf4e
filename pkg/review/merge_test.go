package review

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

const one, two, three mms.ID = 991000000015151, 991000000025151, 991000000035151

// entry is what somebody said of a record, such as "update 7>8 (a note)": the choice, and
// of an update the number that it is about and the one to use.
func entry(t testing.TB, id mms.ID, text string) decision.Entry {
	t.Helper()
	text, note, _ := strings.Cut(text, "(")
	e := decision.Entry{ID: id, Note: strings.TrimSuffix(note, ")")}
	words := strings.Fields(text)
	if n := len(words); n > 0 && strings.ContainsAny(words[n-1], "0123456789") {
		about, use, _ := strings.Cut(words[n-1], ">")
		e.About, e.Use, words = about, ocn.Number(use), words[:n-1]
	}
	var err error
	if e.Choice, err = decision.Parse(strings.Join(words, " ")); err != nil {
		t.Fatal(err)
	}
	return e
}

// said is an entry as text.
func said(e decision.Entry) string {
	text := e.Choice.String()
	if e.Choice == decision.Update {
		text += " " + e.About
		if e.Use != "" {
			text += ">" + string(e.Use)
		}
	}
	if e.Note != "" {
		text += " (" + e.Note + ")"
	}
	return strings.TrimSpace(text)
}

// A line is what is said of a record.
type line struct {
	id   mms.ID
	text string
}

// journal is one of these rows.
func journal(t testing.TB, lines ...line) *decision.Journal {
	j := new(decision.Journal)
	for i, l := range lines {
		e := entry(t, l.id, l.text)
		e.Date, e.From = fmt.Sprintf("2026-01-%02d", i+1), "before.xlsx"
		j.Add(e)
	}
	return j
}

// book is a workbook of these rows. It was made when the journal had no rows; -1 is a
// workbook that is no report.
func book(t testing.TB, name string, j *decision.Journal, no int, lines ...line) Book {
	b := Book{Name: name}
	if no >= 0 {
		until := new(decision.Journal)
		for _, e := range j.Entries()[:no] {
			until.Add(e)
		}
		b.Base = until.Base("run")
	}
	for i, l := range lines {
		e := entry(t, l.id, l.text)
		b.Rows = append(b.Rows, Row{ID: l.id, Word: e.Word, Note: e.Note, reported: true, Place: fmt.Sprintf("%s!A%d", name, i+2)})
	}
	return b
}

// What one row of a workbook adds to what was said of its record.
func TestMerge(t *testing.T) {
	for _, tt := range []struct {
		what    string
		journal string // what was said of the record, in order, parts by " | "
		no      int    // of the row that the workbook shows; -1: it is no report
		row     string // what stands in it now
		want    string // the row that is added, "" if none is, or "-" for one that takes back all
		err     string // or with what the two disagree
	}{
		{"the first word", "", 0, "later", "later", ""},
		{"the first word, and a note", "", 0, "update 7>8 (seen)", "update 7>8 (seen)", ""},
		{"a note alone", "", 0, "(ask)", "(ask)", ""},
		{"nothing", "", 0, "", "", ""},
		{"as it was shown", "update 7 (seen)", 1, "update 7 (seen)", "", ""},
		{"as it was shown, in another spelling", "update 7", 1, "update ocm0007", "", ""},
		{"as it was shown, and changed by somebody since", "later | do not change", 1, "later", "", ""},
		{"as it was shown, and taken back since", "later | -", 1, "later", "", ""},
		{"as somebody has said since", "| later", 0, "later", "", ""},
		{"changed", "later (ask)", 1, "do not change (ask)", "do not change (ask)", ""},
		{"to another number", "update 7", 1, "update 7>8", "update 7>8", ""},
		{"from another number", "update 7>8", 1, "update 7>9", "update 7>9", ""},
		{"taken back", "do not change", 1, "", "-", ""},
		{"taken back, the note stays", "do not change (rare)", 1, "(rare)", "(rare)", ""},
		{"the note taken back", "do not change (rare)", 1, "do not change", "do not change", ""},
		{"both taken back", "do not change (rare)", 1, "", "-", ""},
		{"a note more", "do not change", 1, "do not change (rare)", "do not change (rare)", ""},
		{"another note", "do not change (rare)", 1, "do not change (very rare)", "do not change (very rare)", ""},
		{"a word beside a note", "(ask)", 1, "later (ask)", "later (ask)", ""},
		{"a number of another that is no update", "later", 1, "later 8", "", ""},

		{"another word than somebody's since", "| later", 0, "do not change", "", `"do not change" here, but since this workbook was made it is "later" (2026-01-01, before.xlsx)`},
		{"taken back by somebody since", "later | -", 1, "do not change", "", `it is no decision (2026-01-02, before.xlsx)`},
		{"what was taken back, by an older copy", "later | -", 0, "later", "", `it is no decision (2026-01-02, before.xlsx)`},
		{"taken back, and changed by somebody since", "later | do not change", 1, "", "", `no decision here, but since this workbook was made it is "do not change"`},
		{"an update to another number since", "| update 7>8", 0, "update 7>9", "", `"update to 9" here, but since this workbook was made it is "update to 8"`},
		{"another word, and only a note since", "later | later (ask)", 1, "do not change", "do not change (ask)", ""},
		{"a word, and only a note since", "(ask)", 0, "later", "later (ask)", ""},
		{"changed and changed back since", "later | do not change | later", 1, "update 7", "", `it is "later" (2026-01-03`},

		{"a note beside another one", "(a)", 0, "(b)", "(a; b)", ""},
		{"a note that stands there", "(a; b)", 0, "(b)", "", ""},
		{"notes that stand there", "(a; b; c)", 0, "(c; a)", "", ""},
		{"notes of which one stands there", "(a; b)", 0, "(b; c)", "(a; b; b; c)", ""},
		{"a part of a note", "(ab)", 0, "(a)", "(ab; a)", ""},
		{"no note, and one since", "later (a) | later (a; b)", 1, "later", "", ""},
		{"another note, and somebody has taken it back since", "later (a) | later", 1, "later (b)", "later (b)", ""},
		{"a note, and another word since", "later | do not change", 1, "later (b)", "do not change (b)", ""},

		{"about another number than today's", "update 7", 1, "8", "", ""},
		{"about another number, with its note", "update 7 (seen)", 1, "8 (seen)", "", ""},
		{"decided again about today's", "update 7", 1, "update 8", "update 8", ""},
		{"decided again, another word", "update 7", 1, "later 8", "later", ""},
		{"the note of an update about another number", "update 7 (seen)", 1, "8", "update 7", ""},

		{"no report: a word", "", -1, "later", "later", ""},
		{"no report: as it is", "later (a)", -1, "later (a)", "", ""},
		{"no report: another word", "later", -1, "do not change", "", `it is "later"`},
		{"no report: a word beside a note alone", "(a)", -1, "later", "later (a)", ""},
		{"no report: a word that was taken back", "later | -", -1, "later", "", "it is no decision"},
		{"no report: a note more", "later (a)", -1, "later (b)", "later (a; b)", ""},
		{"no report: no note", "later (a)", -1, "later", "", ""},
	} {
		lines := func(text string) (all []line) {
			for part := range strings.SplitSeq(text, "|") {
				if part = strings.TrimSpace(part); part != "" {
					all = append(all, line{one, strings.Trim(part, "-")})
				}
			}
			return all
		}
		j := journal(t, lines(tt.journal)...)
		b := book(t, "ann.xlsx", j, tt.no, line{one, tt.row}, line{two, "later"})
		before := j.Len()
		m := Merger{Journal: j, Day: "DAY", Run: "run", Warn: func(err error) { t.Errorf("%s: %v", tt.what, err) }}
		err := m.Merge([]Book{b})
		if err != nil || tt.err != "" {
			if !strings.Contains(fmt.Sprint(err), "ann.xlsx!A2: record 991000000015151: ") || !strings.Contains(fmt.Sprint(err), tt.err) {
				t.Errorf("%s: %v; want %s", tt.what, err, tt.err)
			}
			continue
		}
		got := ""
		for _, e := range j.Entries()[before:] {
			if e.Date != "DAY" || e.From != "ann.xlsx" {
				t.Errorf("%s: %+v", tt.what, e)
			}
			if e.ID == one {
				if got = said(e); got == "" {
					got = "-"
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q is added; want %q", tt.what, got, tt.want)
		}
		after := j.Len()
		if err := m.Merge([]Book{b}); err != nil || j.Len() != after {
			t.Errorf("%s: again: %v, %d rows more", tt.what, err, j.Len()-after)
		}
	}
}

// A record may stand in several rows of a workbook: their notes are joined as if each
// row had been given alone, and one that was emptied adds nothing.
func TestMergeNotesOfRows(t *testing.T) {
	for _, tt := range []struct {
		what    string
		journal []string // notes of the record, in order; the workbook shows the first
		rows    []string // its notes now
		want    string
	}{
		{"two", []string{"a"}, []string{"b", "c"}, "b; c"},
		{"one twice", []string{"a"}, []string{"b", "b"}, "b"},
		{"one that stands in the other", []string{"a"}, []string{"b; c", "c"}, "b; c"},
		{"one as it was", []string{"a"}, []string{"a", "b"}, "b"},
		{"one emptied, one written", []string{"a"}, []string{"", "b"}, "b"},
		{"one written, one emptied", []string{"a"}, []string{"b", ""}, "b"},
		{"both emptied", []string{"a"}, []string{"", ""}, ""},
		{"changed by somebody since", []string{"a", "b"}, []string{"c", "d"}, "b; c; d"},
		{"changed by somebody since, and one is there", []string{"a", "b; c"}, []string{"c", "d"}, "b; c; d"},
		{"changed by somebody since, and one emptied", []string{"a", "b"}, []string{"", "d"}, "b; d"},
	} {
		var before, rows []line
		for _, note := range tt.journal {
			before = append(before, line{one, "later (" + note + ")"})
		}
		for _, note := range tt.rows {
			rows = append(rows, line{one, "later (" + note + ")"})
		}
		j := journal(t, before...)
		m := Merger{Journal: j, Run: "run"}
		if err := m.Merge([]Book{book(t, "a.xlsx", j, 1, rows...)}); err != nil {
			t.Errorf("%s: %v", tt.what, err)
		}
		if got := j.Row(j.Len()).Note; got != tt.want {
			t.Errorf("%s: %q; want %q", tt.what, got, tt.want)
		}
	}
}

// What is wrong with a workbook, or told of it.
func TestMergeBooks(t *testing.T) {
	before := []line{{one, "later"}, {two, "do not change"}}
	other := journal(t, line{three, "later"})
	for _, tt := range []struct {
		what     string
		overrule bool
		books    func(j *decision.Journal) []Book
		want     string // the rows that are added
		told     string // warnings and errors
	}{
		{"of two people, different records", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "b.xlsx", j, 2, line{three, "later"}, line{one, "later"}), book(t, "a.xlsx", j, 2, line{one, "do not change"})}
		}, "3 later, 1 do not change", ""},
		{"divided, in workbooks that are no reports", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.csv", j, -1, line{three, "later"}, line{991000000045151, ""}), book(t, "b.csv", j, -1, line{three, ""}, line{991000000045151, "later"})}
		}, "3 later, 4 later", ""},
		{"of two people who agree", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 2, line{three, "update 7 (a)"}), book(t, "b.xlsx", j, 2, line{three, "update 07 (b)"})}
		}, "3 update 7 (a), 3 update 7 (a; b)", ""},
		{"of two people who disagree", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 2, line{three, "later"}), book(t, "b.xlsx", j, 2, line{three, "do not change"})}
		}, "", `b.xlsx!A2: record 991000000035151 is decided twice, "do not change" here and "later" in a.xlsx!A2; leave one`},
		{"of two people who disagree, which nobody overrules", true, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 2, line{one, ""}), book(t, "b.xlsx", j, 2, line{one, "do not change"})}
		}, "", `b.xlsx!A2: record 991000000015151 is decided twice, "do not change" here and no decision in a.xlsx!A2; leave one`},
		{"disagreements are told all", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 0, line{one, "update 7"}, line{two, "update 7"}, line{three, "later"})}
		}, "", `a.xlsx!A2: record 991000000015151: "update" here, but since this workbook was made it is "later" (2026-01-01, before.xlsx); agree on one, or give --overrule to let this one count` + "\n" +
			`a.xlsx!A3: record 991000000025151: "update" here, but since this workbook was made it is "do not change" (2026-01-02, before.xlsx); agree on one, or give --overrule to let this one count`},
		{"overruled", true, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 0, line{one, "update 7"}, line{two, ""})}
		}, "1 update 7", ""},
		{"of another run", false, func(*decision.Journal) []Book {
			b := book(t, "a.xlsx", other, 1, line{three, "later"})
			b.Base.Run = "other"
			return []Book{b}
		}, "", "a.xlsx: this is the report of another run; give it to that one (--overrule takes in what is decided in it)"},
		{"of another run, overruled", true, func(j *decision.Journal) []Book {
			b := book(t, "a.xlsx", j, 2, line{one, ""}, line{three, "later"})
			b.Base.Run = "other"
			return []Book{b}
		}, "3 later", "a.xlsx!A2: record 991000000015151 stays decided: a blank cell says nothing in a workbook that is no report of this run as it is now; the first of 1 record"},
		{"from another journal", false, func(*decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", other, 1, line{one, ""}, line{two, ""}, line{three, "later"})}
		}, "3 later", "a.xlsx: the decisions that it shows are not those that were made here; what is decided in it counts, and its blank cells say nothing" + "\n" +
			"a.xlsx!A2: record 991000000015151 stays decided: a blank cell says nothing in a workbook that is no report of this run as it is now; the first of 2 records"},
		{"from a longer journal", false, func(j *decision.Journal) []Book {
			longer := journal(t, append(before, line{three, "later"})...)
			return []Book{book(t, "a.xlsx", longer, 3, line{three, "do not change"})}
		}, "3 do not change", "a.xlsx: the decisions that it shows are not those that were made here; what is decided in it counts, and its blank cells say nothing"},
		{"no report, without a decision", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.csv", j, -1, line{three, "(a)"})}
		}, "", "a.csv: there is no decision in it; write update, do not change or later in the column Decision"},
		{"a report without one", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 2, line{one, "later"}, line{two, "do not change"}, line{three, ""})}
		}, "", ""},
		{"two rows that say the same", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 2, line{three, "later (a)"}, line{three, ""}, line{three, "later (b)"}, line{three, "later (a)"})}
		}, "3 later (a; b)", ""},
		{"two rows, one of them as it was shown", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.xlsx", j, 2, line{one, "later"}, line{one, "update 7"})}
		}, "1 update 7", ""},
		{"two rows that do not say the same", false, func(j *decision.Journal) []Book {
			return []Book{book(t, "a.csv", j, -1, line{three, "later"}, line{three, "update 7"})}
		}, "", `a.csv!A3: record 991000000035151 is decided twice, "update" here and "later" in a.csv!A2; leave one`},
		{"a bad cell beside a disagreement", false, func(j *decision.Journal) []Book {
			b := book(t, "a.csv", j, -1)
			b.Wrong = errors.New("a.csv!A9: bad")
			return []Book{b, book(t, "b.csv", j, -1, line{one, "update 7"})}
		}, "", "a.csv!A9: bad" + "\n" + `b.csv!A2: record 991000000015151: "update" here, but since this workbook was made it is "later" (2026-01-01, before.xlsx); agree on one, or give --overrule to let this one count`},
	} {
		j := journal(t, before...)
		var told []string
		m := Merger{Journal: j, Day: "DAY", Run: "run", Overrule: tt.overrule, Warn: func(err error) { told = append(told, err.Error()) }}
		err := m.Merge(tt.books(j))
		if err != nil {
			told = append(told, err.Error())
		}
		var added []string
		for _, e := range j.Entries()[len(before):] {
			added = append(added, fmt.Sprintf("%d %s", e.ID/1e4%10, said(e)))
		}
		if err == nil && strings.Join(added, ", ") != tt.want || strings.Join(told, "\n") != tt.told {
			t.Errorf("%s: %q\ntold %s\nwant %q\ntold %s", tt.what, added, strings.Join(told, "\n"), tt.want, tt.told)
		}
	}
}

// In a report of version 2 a record that was updated to another number stands with that
// one; the word in force tells the one that the reports told.
func TestOldReport(t *testing.T) {
	for _, tt := range []struct {
		what, journal, row string
		reported           bool
		want               string
	}{
		{"as it was shown", "update 7>8", "update 8>8", false, ""},
		{"another number chosen", "update 7>8", "update 9>9", false, "disagree"}, // nobody shows that it was seen
		{"put off, and decided", "later 7", "update 8>8", false, "disagree"},
		{"nothing in force", "", "update 8>8", false, "update 8>8"},
		{"the number that the reports told is there", "update 7>8", "update 8>8", true, "disagree"},
	} {
		var lines []line
		if tt.journal != "" {
			lines = []line{{one, tt.journal}}
		}
		j := journal(t, lines...)
		b := book(t, "a.xlsx", j, -1, line{one, tt.row})
		b.Rows[0].reported = tt.reported
		got := ""
		if err := (&Merger{Journal: j}).Merge([]Book{b}); err != nil {
			got = "disagree"
		} else if j.Len() > len(lines) {
			got = said(j.Row(j.Len()))
		}
		if got != tt.want {
			t.Errorf("%s: %q; want %q", tt.what, got, tt.want)
		}
	}
}

func TestCount(t *testing.T) {
	j := journal(t, line{one, "later"}, line{two, "do not change"}, line{three, "update 7"}, line{991000000045151, "(ask)"})
	m := Merger{Journal: j}
	if err := m.Merge([]Book{book(t, "a.xlsx", j, 4, line{one, "update 7"}, line{two, ""}, line{three, "update 7 (seen)"}, line{991000000055151, "later"})}); err != nil {
		t.Fatal(err)
	}
	const want = "3 decisions: 2 to update, 0 not to change, 1 later, 1 note alone; 1 new, 1 changed, 1 taken back, 1 other note: 991000000015151 changed, 991000000025151 taken back"
	if got := m.Count().String(); got != want {
		t.Errorf("%s; want %s", got, want)
	}
	// A record about which two workbooks said something is counted once, with those after it.
	j = journal(t, line{one, "later"})
	m = Merger{Journal: j, Run: "run"}
	if err := m.Merge([]Book{book(t, "a.xlsx", j, 1, line{two, "later (a)"}), book(t, "b.xlsx", j, 1, line{two, "later (b)"}, line{one, ""})}); err != nil {
		t.Fatal(err)
	}
	if got := m.Count().String(); !strings.HasSuffix(got, "; 1 new, 0 changed, 1 taken back, 0 other notes: 991000000015151 taken back") {
		t.Error(got)
	}
	var many []line
	for i := range 7 {
		many = append(many, line{one + mms.ID(i)*1e4, "later"})
	}
	j = journal(t, many...)
	for i := range many {
		many[i].text = "do not change"
	}
	m = Merger{Journal: j}
	if err := m.Merge([]Book{book(t, "a.xlsx", j, 7, many...)}); err != nil {
		t.Fatal(err)
	}
	if got := m.Count().String(); !strings.HasSuffix(got, "991000000055151 changed, and 2 more") {
		t.Error(got)
	}
}

// Copies of any age, in any order: nothing that somebody said is lost without a word, and
// nothing comes back.
func TestMergeCopies(t *testing.T) {
	words := []string{"", "later", "do not change", "update 7", "update 7>8", "(a)", "later (b)"}
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 1))
		j := new(decision.Journal)
		for range 8 {
			no := random.IntN(j.Len() + 1)
			shown := inForceAt(j, no)
			var lines []line
			touched := make(map[mms.ID]string)
			for i := range 5 {
				id := one + mms.ID(i)*1e4
				text := said(shown[id])
				if random.IntN(3) == 0 {
					text = words[random.IntN(len(words))]
					touched[id] = text
				}
				lines = append(lines, line{id, text})
			}
			b := book(t, "copy.xlsx", j, no, lines...)
			for i := range b.Rows {
				b.Rows[i].About = "7"
			}
			before := j.Len()
			trial := copyOf(t, j)
			m := Merger{Journal: trial, Day: "DAY", Warn: func(err error) { t.Errorf("seed %d: %v", seed, err) }}
			if err := m.Merge([]Book{b}); err == nil {
				for id, text := range touched {
					e := entry(t, id, text)
					now := inForceAt(trial, trial.Len())[id]
					if !e.Word.Same(now.Word) && !e.Word.Same(shown[id].Word) {
						t.Errorf("seed %d: %v was decided %q, and is %q without a word", seed, id, text, said(now))
					}
				}
				for _, e := range trial.Entries()[before:] {
					if _, ok := touched[e.ID]; !ok {
						t.Errorf("seed %d: nobody touched %v, and it is %q", seed, e.ID, said(e))
					}
				}
				j = trial
			}
		}
	}
}

func inForceAt(j *decision.Journal, no int) map[mms.ID]decision.Entry {
	until := new(decision.Journal)
	for _, e := range j.Entries()[:no] {
		until.Add(e)
	}
	return until.InForce()
}

// copyOf is a journal, read as it is written.
func copyOf(t testing.TB, j *decision.Journal) *decision.Journal {
	t.Helper()
	var out strings.Builder
	if err := j.Write(&out); err != nil {
		t.Fatal(err)
	}
	in, err := tsv.NewReader(strings.NewReader(out.String()), "decisions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	again, err := decision.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again.Entries(), j.Entries()) {
		t.Errorf("%+v is read as %+v", j.Entries(), again.Entries())
	}
	return again
}
