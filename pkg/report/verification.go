package report

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/workbook"
)

// The workbook of what verify found: what is to be done at once, then the records, those
// that lost their number first.

const (
	sheetVerification = "verification"
	sheetLost         = "lost number"
	sheetNotUpdated   = "not updated"
	sheetVerified     = "verified"
)

// findings are the sheets of what verify finds, the gravest first.
func findings() []kind {
	return []kind{
		{name: sheetLost, tab: red, file: rundir.Lost, empty: "No record lost its number."},
		{name: sheetNotUpdated, tab: orange, file: rundir.NotUpdated, empty: "Every record has its new number."},
		{name: sheetVerified, tab: green, file: rundir.Verified, empty: "No record has its new number."},
	}
}

// foundColumns are what stands in Alma now, then what was there before.
var foundColumns = []string{
	column.Reason, column.NetworkID, column.Incoming, column.CurrentNow, column.CancelledNow, column.Current, column.Institution, sheet.OffPaper,
	column.OtherCancelledNow, column.Reports, column.Existing, column.Cancelled, column.ReasonBefore, column.Decision, column.Use, column.Note,
	column.Reported, column.Action, column.Conflict, column.SharedWith, column.Severity, column.Messages, column.WorldCat, column.Lifecycle,
	column.InAnalytics, column.JobID,
}

// Verification is the workbook of what verify found of this run; found has the tables of
// that. says is how many records came to each finding, for people.
func (r *Run) Verification(found *Run, about About) (sheets []workbook.Sheet, says string, err error) {
	var all []*finding
	var lists []workbook.Sheet
	for _, k := range findings() {
		f, err := found.finding(k)
		if err != nil {
			return nil, "", err
		}
		all, lists = append(all, f), append(lists, f.of(f.table(about)))
	}
	steps, err := r.repair(found, all)
	if err != nil {
		return nil, "", err
	}
	page := append([]workbook.Table{sentence(all, about), loadDid(all), steps}, reasons(all)...)
	first := workbook.Sheet{Name: sheetVerification, Tab: blue, Tables: r.inZones(page...)}
	last := workbook.Sheet{Name: sheetMeaning, Tab: blue, Tables: r.inZones(
		explain("The sheets", "Sheet", meaningsOf("found")),
		explain("The reasons", column.Reason, explanations(all)),
		explain("The columns", "Column", meaningsOf("column")),
	)}
	lost, not, right := all[0].rows, all[1].rows, all[2].rows
	says = fmt.Sprintf("%s: %d lost their number, %d not updated, %d verified", count.Of(lost+not+right, "record"), lost, not, right)
	return slices.Concat([]workbook.Sheet{first}, lists, []workbook.Sheet{last}), says, nil
}

// A finding is what stands in a table of verify.
type finding struct {
	kind
	found   table
	rows    int
	reasons []reason // in the order of their first row
}

// A reason is one of a finding, as meaning.tsv has it, and how many records have it.
type reason struct {
	meaning
	records int
}

func (r *Run) finding(k kind) (*finding, error) {
	f := &finding{kind: k}
	if err := r.read(&f.found, k.file, column.Reason); err != nil {
		return nil, err
	}
	f.rows = len(f.found.records)
	known := slices.Concat(meaningsOf("verify"), meaningsOf("reason"))
	for _, rec := range f.found.records {
		f.count(rec.reason, known)
	}
	return f, nil
}

// count counts a reason by what explains it, and one that nothing explains by itself.
func (f *finding) count(said string, known []meaning) {
	m := meaning{word: said}
	if i := slices.IndexFunc(known, func(m meaning) bool { return m.explains(said) }); i >= 0 {
		m = known[i]
	}
	i := slices.IndexFunc(f.reasons, func(r reason) bool { return r.meaning == m })
	if i < 0 {
		i = len(f.reasons)
		f.reasons = append(f.reasons, reason{meaning: m})
	}
	f.reasons[i].records++
}

// explains tells whether a reason is one of the meaning's form, in which X is any text and
// … what follows.
func (m meaning) explains(said string) bool {
	if m.word == "(empty)" {
		return said == ""
	}
	if begin, ok := strings.CutSuffix(m.word, "…"); ok {
		return strings.HasPrefix(said, begin)
	}
	before, after, open := strings.Cut(m.word, "X")
	if !open {
		return said == m.word
	}
	return strings.HasPrefix(said, before) && strings.HasSuffix(said, after) && len(said) > len(before)+len(after)
}

// explanations are those of the reasons that verify knows, and of what else was found.
func explanations(all []*finding) []meaning {
	known := meaningsOf("verify")
	for _, f := range all {
		for _, r := range f.reasons {
			if r.says != "" && r.word != "(empty)" && !slices.Contains(known, r.meaning) {
				known = append(known, r.meaning)
			}
		}
	}
	return known
}

// table shows the records of the finding, in the order of verify.
func (f *finding) table(about About) workbook.Table {
	numbers := []string{column.Incoming, column.CurrentNow, column.Current, column.Existing}
	var keys []string
	for _, name := range numbers {
		keys = append(keys, key(name))
	}
	rows := show(f.found.records, keys, func(rec *record, row []string) {
		for i, name := range numbers {
			row[i] = only(rec.named(name))
		}
	}, &f.found)
	columns := linked(shown(rows.header, foundColumns, about), about, numbers...)
	for i := range columns {
		c := &columns[i]
		c.Keep = c.Name == column.NetworkID
		c.Choices, c.Fill = nil, "" // nothing is decided here
		if f.name == sheetLost && !c.NoPrint {
			c.Fill = lightRed
		}
		if was, ok := wasToday[c.Name]; ok {
			c.Header = was
		}
	}
	return workbook.Table{Rows: rows, Cut: true, Columns: sink(columns, rows)}
}

// wasToday is what to call the columns that say what was there before the load.
var wasToday = map[string]string{column.Current: "035 $a before", column.Cancelled: "035 $z before"}
