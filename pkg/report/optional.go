package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"datasync/pkg/balance"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/workbook"
)

// What the page of the stages shows only of a run that has it: records carried from earlier
// weeks, what WorldCat says, OCLC's messages.

func (r *Run) optional() (tables []workbook.Table, err error) {
	add := func(title string, rows workbook.Rows) {
		tables = append(tables, figures(title, rows, rows.Header()[1:]...))
	}
	if title, l := carried(r.flows); l != nil {
		add(title, l)
	}
	if l := r.verdicts(); l != nil {
		add("What WorldCat says of the new numbers", l)
	}
	if r.has(byLibraryFile) {
		in, err := r.table(byLibraryFile)
		if err != nil {
			return nil, err
		}
		add("Records with messages of OCLC's, by the worst", in)
	}
	return tables, nil
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
