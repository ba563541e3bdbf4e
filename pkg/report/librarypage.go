package report

import (
	"fmt"
	"slices"
	"strconv"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/workbook"
)

// What became of the records of a library, after the load too, and the first page of its
// workbook, which counts them.

// byOutcome are the tables of the shared records, those first that a library is to see
// first. The records that were to be updated are, once verify looked, in those of what it
// found.
func (r *Run) byOutcome(right *table) ([]*table, error) {
	if !r.has(rundir.Verified) {
		return slices.Concat(r.tables, []*table{right}), nil
	}
	var found []*table
	for outcome := lost; outcome <= updated; outcome++ {
		t, err := r.tableOf(outcome, outcomes[outcome].files...)
		if err != nil {
			return nil, err
		}
		found = append(found, t.without([]string{column.CurrentNow, column.CancelledNow, column.OtherCancelledNow, column.ReasonBefore}))
	}
	return slices.Concat(found[:2], r.tables[1:], []*table{found[2], right}), nil
}

// today are what 035 $a and 035 $z hold of a record, as far as is known: after the load
// that is what verify found.
func (r *record) today() (current, cancelled string) {
	if r.outcome >= lost {
		return r.named(column.CurrentNow), r.named(column.CancelledNow)
	}
	return r.named(column.Current), r.named(column.Cancelled)
}

// libraryPage is the first page of a library's workbook, of its shared and its own records.
func (r *Run) libraryPage(symbol string, shared, zone []*record, about About) workbook.Sheet {
	title := about.title(symbol+": what became of your records", ", report of ")
	state := "The load into Alma has not been checked yet. After that this page says which records it updated."
	if r.has(rundir.Verified) {
		state = "The load into Alma has been checked: each record is told as it is after it."
	}
	right := slices.IndexFunc(shared, func(rec *record) bool { return rec.outcome == same })
	if right < 0 {
		right = len(shared)
	}
	head := text(title, fmt.Sprintf("OCLC reported %s of yours: %d in %s, %d in your own zone.",
		count.Of(len(shared)+len(zone), "record"), len(shared), networkZone, len(zone)),
		fmt.Sprintf("In %s %d have the number that OCLC told; what became of the other %d is below.", networkZone, len(shared)-right, right), state)
	tables := []workbook.Table{head, r.inShort(append(shared[:len(shared):len(shared)], zone...))}
	if right > 0 {
		became := fates("Shared records with another number", shared[:right])
		became.Charts = pie(colours())
		tables = append(tables, became)
	}
	if len(zone) > 0 {
		tables = append(tables, fates("Own records", zone))
	}
	return workbook.Sheet{Name: sheetSummary, Tab: blue, Tables: r.inZones(tables...)}
}

// inShort is what a library wants to know first.
func (r *Run) inShort(records []*record) workbook.Table {
	counts := make(map[int]int)
	needed := 0
	for _, rec := range records {
		counts[rec.outcome]++
		if outcomes[rec.outcome].needs {
			needed++
		}
	}
	rows := [][]string{{"reported", strconv.Itoa(len(records))}}
	told := []int{0, 1}
	if r.has(rundir.Verified) {
		told = []int{updated, notUpdated, lost, 1}
	}
	for _, outcome := range told {
		rows = append(rows, []string{outcomes[outcome].name, strconv.Itoa(counts[outcome])})
	}
	rows = append(rows, []string{"needs you: see " + column.ToDo, strconv.Itoa(needed)})
	return figures("In short", newList([]string{"Your records", column.Records}, rows), column.Records)
}

// fates is how many of the records have each outcome, in their order.
func fates(title string, records []*record) workbook.Table {
	var rows [][]string
	n := 0
	for i, rec := range records {
		n++
		if i == len(records)-1 || records[i+1].outcome != rec.outcome {
			rows = append(rows, []string{outcomes[rec.outcome].name, strconv.Itoa(n), outcomes[rec.outcome].todo})
			n = 0
		}
	}
	t := figures(title, newList([]string{column.Outcome, column.Records, column.ToDo}, rows), column.Records)
	t.Columns[2].Wrap = true
	return t
}
