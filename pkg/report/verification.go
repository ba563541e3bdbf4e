package report

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/tsv"
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
		list, err := f.table(found, about)
		if err != nil {
			return nil, "", err
		}
		all, lists = append(all, f), append(lists, f.of(list))
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
	rows    int
	reasons []reason // in the order of their first row
	holds   map[string]bool
}

// A reason is one of a finding, as meaning.tsv has it, and how many records have it.
type reason struct {
	meaning
	records int
}

func (r *Run) finding(k kind) (*finding, error) {
	f := &finding{kind: k, holds: make(map[string]bool)}
	known := slices.Concat(meaningsOf("verify"), meaningsOf("reason"))
	var said string
	err := r.each(k.file, func(in *tsv.Reader) error {
		f.rows++
		f.count(said, known)
		mark(f.holds, in.Header(), in.Row())
		return nil
	}, tsv.Text(column.Reason, &said))
	return f, err
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

// table shows the rows of the finding, as they come: there may be millions of them.
func (f *finding) table(found *Run, about About) (workbook.Table, error) {
	in, err := found.again(f.file)
	if err != nil {
		return workbook.Table{}, err
	}
	numbers := []string{column.Incoming, column.CurrentNow, column.Current, column.Existing}
	rows, err := withKeys(in, numbers)
	if err != nil {
		return workbook.Table{}, err
	}
	columns := linked(shown(rows.Header(), foundColumns, about), about, numbers...)
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
	return workbook.Table{Rows: rows, Cut: true, Columns: sink(columns, f.holds, f.rows)}, nil
}

// wasToday is what to call the columns that say what was there before the load.
var wasToday = map[string]string{column.Current: "035 $a before", column.Cancelled: "035 $z before"}

// withKeys is a table with the keys of columns of it, and with each institution once.
func withKeys(in *tsv.Reader, names []string) (workbook.Rows, error) {
	var institutions string
	fields := make([]string, len(names))
	vars := []tsv.Var{tsv.MayText(column.Institution, &institutions)}
	var made []string
	for i, name := range names {
		made, vars = append(made, key(name)), append(vars, tsv.MayText(name, &fields[i]))
	}
	if err := in.Bind(vars...); err != nil {
		return nil, err
	}
	known := has(in.Header(), column.Institution)
	if known {
		made = append(made, column.Institution)
	}
	return with(in, made, func() (values []string) {
		for _, field := range fields {
			values = append(values, only(field))
		}
		if known {
			values = append(values, onceEach(institutions))
		}
		return values
	})
}
