package report

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/balance"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// The page of the stages: how the numbers of the first page came about. Only of a run that
// has it there is also what became of records carried from earlier weeks, what WorldCat
// says, and OCLC's messages.

func stagesPage(r *Run, _ About) ([]workbook.Table, error) {
	tables := []workbook.Table{r.librariesTable()}
	add := func(title string, rows workbook.Rows, numbers ...string) {
		tables = append(tables, figures(title, rows, numbers...))
	}
	if r.absent != nil {
		add("Reports that this week should have, and has not", newList([]string{column.Library, column.LastReport, column.Reason}, r.absent))
	}
	if title, l := carried(r.flows); l != nil {
		add(title, l, column.Records)
	}
	if l := r.verdicts(); l != nil {
		add("What WorldCat says of the new numbers", l, l.header[1:]...)
	}
	if r.has(byLibraryFile) {
		in, err := r.table(byLibraryFile)
		if err != nil {
			return nil, err
		}
		add("Records with messages of OCLC's, by the worst", in, in.Header()[1:]...)
	}
	add("Stage by stage: the rows that go in come out", stages(r.flows), "Rows in", "Rows out")
	add("The inputs", r.inputs(), column.Bytes)
	return tables, nil
}

// readAbsent reads of which libraries the run lacks a report that it should have.
func (r *Run) readAbsent() error {
	if !r.has(rundir.Absent) {
		return nil
	}
	var symbol, last, reason string
	return r.each(rundir.Absent, func(*tsv.Reader) error {
		r.absent = append(r.absent, []string{symbol, cmp.Or(last, "none"), reason})
		return nil
	}, tsv.Text(column.Library, &symbol), tsv.Text(column.LastReport, &last), tsv.Text(column.Reason, &reason))
}

// A flow is the rows of a stage that go in, or have one outcome.
type flow struct {
	stage, outcome, file string
	files, rows          int
}

// readFlows reads the table of mksummary, which begins with the lines of the reports that
// go in. Files of one outcome are added up.
func (r *Run) readFlows() error {
	var f flow
	var rows string
	err := r.each(rundir.Summary, func(in *tsv.Reader) error {
		n, err := strconv.Atoi(rows)
		if err != nil {
			return in.Errorf("%q is no number of rows", rows)
		}
		i := slices.IndexFunc(r.flows, func(other flow) bool { return other.stage == f.stage && other.outcome == f.outcome })
		if i < 0 {
			i = len(r.flows)
			r.flows = append(r.flows, flow{f.stage, f.outcome, filepath.Base(f.file), 0, 0})
		}
		r.flows[i].files++
		r.flows[i].rows += n
		return nil
	}, tsv.Text(column.Stage, &f.stage), tsv.Text(column.Outcome, &f.outcome), tsv.Text(column.File, &f.file), tsv.Text(column.Rows, &rows))
	if err == nil && r.flows == nil {
		err = fmt.Errorf("%s:1: the summary has no rows", r.at.Place(rundir.Summary))
	}
	return err
}

// rows is how many rows of a stage have an outcome.
func (r *Run) rows(stage, outcome string) int {
	for _, f := range r.flows {
		if f.stage == stage && f.outcome == outcome {
			return f.rows
		}
	}
	return 0
}

// stages is the table that balances: for each stage a row of what went in and
// what came out, and below it a row for each outcome.
func stages(flows []flow) *list {
	came := make(map[string]int) // out of each stage
	for _, f := range flows {
		if f.outcome != rundir.In {
			came[f.stage] += f.rows
		}
	}
	var rows [][]string
	for _, f := range flows {
		file := f.file
		if f.files > 1 {
			file = count.Of(f.files, "file")
		}
		row := []string{f.stage, f.outcome, file, "", strconv.Itoa(f.rows)}
		if f.outcome == rundir.In {
			row = []string{f.stage, "all", file, strconv.Itoa(f.rows), strconv.Itoa(came[f.stage])}
		}
		rows = append(rows, row)
	}
	return newList([]string{column.Stage, column.Outcome, column.File, "Rows in", "Rows out"}, rows)
}

// inputs are the files that the run was made from.
func (r *Run) inputs() *list {
	var rows [][]string
	for _, in := range r.at.Inputs {
		rows = append(rows, []string{in.Kind, in.Bytes, short(filepath.Base(in.Given))})
	}
	return newList([]string{column.Kind, column.Bytes, column.GivenAs}, rows)
}

// short is a name, if it is too long for the page without its middle.
func short(name string) string {
	const begin, end = 14, 11
	if r := []rune(name); len(r) > begin+1+end {
		return string(r[:begin]) + "…" + string(r[len(r)-end:])
	}
	return name
}

// carried is what became of the records that were put off in earlier weeks, nil if
// there are no such.
func carried(flows []flow) (title string, l *list) {
	came := make(map[string]int) // by file
	left := -1
	for _, f := range flows {
		switch {
		case f.stage != balance.Carry:
		case f.outcome == rundir.In:
			left = f.rows
		default:
			came[f.file] = f.rows
		}
	}
	if left < 0 {
		return "", nil
	}
	title = fmt.Sprintf("What became of %s carried from earlier weeks", count.Of(left, "record"))
	var rows [][]string
	for _, o := range outcomes[:same] {
		n := 0
		for _, file := range o.files {
			n += came[file]
		}
		left -= n
		rows = append(rows, []string{o.name, strconv.Itoa(n)})
	}
	rows = append(rows, []string{outcomes[same].name, strconv.Itoa(left)})
	return title, newList([]string{column.Outcome, column.Records}, rows)
}

// verdicts counts what WorldCat says of the records that are to be updated, and of
// those for review, by its kind. It is nil if it was not asked.
func (r *Run) verdicts() *list {
	counts := make(map[string][2]int)
	for i, t := range []*table{r.of(sheetUpdate), r.of(sheetReview)} {
		for _, rec := range t.records {
			if said := rec.named(column.Verdict); said != "" {
				n := counts[said]
				n[i]++
				counts[said] = n
			}
		}
	}
	if len(counts) == 0 {
		return nil
	}
	var rows [][]string
	for _, said := range slices.Sorted(maps.Keys(counts)) {
		n := counts[said]
		rows = append(rows, []string{said, strconv.Itoa(n[0]), strconv.Itoa(n[1])})
	}
	return newList([]string{column.WorldCat, outcomes[0].name, outcomes[1].name}, rows)
}

// lastWeeks is how many weeks are shown.
const lastWeeks = 12

// weeksPage shows the last weeks up to this one, of the run's zone.
func weeksPage(r *Run, about About) ([]workbook.Table, error) {
	numbers := []string{column.ToUpdate, column.WereUpdated, column.ForReview, column.NotUpdated, column.Lost}
	zone := r.at.ZoneCode()
	fields := make([]string, 1+len(numbers))
	var of string
	vars := []tsv.Var{tsv.Text(column.Zone, &of), tsv.Text(column.Date, &fields[0])}
	for i, name := range numbers {
		vars = append(vars, tsv.Text(name, &fields[i+1]))
	}
	var rows [][]string
	err := r.each(rundir.Weeks, func(*tsv.Reader) error {
		if strings.EqualFold(of, zone) && (about.Date == "" || fields[0] <= about.Date) {
			rows = append(rows, slices.Clone(fields))
		}
		return nil
	}, vars...)
	t := figures("The last weeks", newList(append([]string{column.Date}, numbers...), rows[max(0, len(rows)-lastWeeks):]), numbers...)
	t.Charts = []workbook.Chart{{Kind: "column", Names: column.Date, Values: numbers, Colours: map[string]string{
		column.ToUpdate: lightGreen, column.WereUpdated: green, column.ForReview: orange, column.NotUpdated: yellow, column.Lost: red,
	}}}
	return []workbook.Table{t}, err
}
