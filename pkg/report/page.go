package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// The page of the stages: how the numbers of the first page came about.

func stagesPage(r *Run, _ About) ([]workbook.Table, error) {
	tables := []workbook.Table{r.librariesTable()}
	if r.absent != nil {
		absent := newList([]string{column.Library, column.LastReport, column.Reason}, r.absent)
		tables = append(tables, figures("Reports that this week should have, and has not", absent))
	}
	optional, err := r.optional()
	return append(append(tables, optional...),
		figures("Stage by stage: the rows that go in come out", stages(r.flows), "Rows in", "Rows out"),
		figures("The inputs", r.inputs(), column.Bytes)), err
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
		rows = append(rows, []string{in.Kind, in.Bytes, short(in.Given)})
	}
	return newList([]string{column.Kind, column.Bytes, column.GivenAs}, rows)
}

// short is the name of a file as it was given, without its folder and, if it is
// too long for the page, without its middle.
func short(name string) string {
	const begin, end = 14, 11
	name = filepath.Base(name)
	if r := []rune(name); len(r) > begin+1+end {
		return string(r[:begin]) + "…" + string(r[len(r)-end:])
	}
	return name
}
