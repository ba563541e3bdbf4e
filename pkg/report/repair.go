package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/rundir"
	"datasync/pkg/workbook"
)

// The first page of what verify found: what the load did, and what to do now.

// sentence says what the load did.
func sentence(all []*finding, about About) workbook.Table {
	lost, not, right := all[0].rows, all[1].rows, all[2].rows
	records := count.Of(lost+not+right, "record")
	said := []string{fmt.Sprintf("Of %s %d have their new number, %d have not, and %d have lost the one that they had.", records, right, not, lost)}
	switch {
	case lost+not+right == 0:
		said[0] = "No record was to be updated."
	case lost+not == 0:
		said[0] = fmt.Sprintf("Yes, for %s. Nothing is to be repaired.", records)
	case lost > 0:
		said = append(said, "Those have no OCLC number now. Put that right today, by the steps below.")
	case right == 0 && not > 0:
		said = append(said, "None has its new number: was it loaded, and is the report that was given from after that?")
	}
	return text(about.title("Did the load do what it should?", " Report of "), said...)
}

// loadDid is how many records came to each finding, and a picture of it.
func loadDid(all []*finding) workbook.Table {
	colours := make(map[string]string)
	var rows [][]string
	for _, f := range all {
		rows = append(rows, []string{f.name, strconv.Itoa(f.rows), f.name})
		colours[f.name] = f.tab
	}
	return counted("What the load did", rows, colours)
}

// reasons is why records are not updated, or what else is to be said of them; nil is
// nothing.
func reasons(all []*finding) []workbook.Table {
	var rows [][]string
	for _, f := range all {
		for _, r := range f.reasons {
			if r.word != "" && r.word != "(empty)" {
				rows = append(rows, []string{r.word, strconv.Itoa(r.records), f.name})
			}
		}
	}
	if rows == nil {
		return nil
	}
	t := figures("Why; what to do about each is in “"+sheetMeaning+"”", newList([]string{column.Reason, column.Records, "Sheet"}, rows), column.Records)
	t.Columns[0].Wrap, t.Columns[2].Link = true, workbook.ToSheet
	return []workbook.Table{t}
}

// repair says what a person does now, in order.
func (r *Run) repair(found *Run, all []*finding) (workbook.Table, error) {
	var l lines
	loaded, err := found.loadAgain(&l)
	if err != nil {
		return workbook.Table{}, err
	}
	if loaded > 0 {
		verify(&l)
	}
	if n := all[0].rows + all[1].rows - loaded; n > 0 {
		l.count(l.step("Look at those that another load cannot put right."), n, sheetNotUpdated)
	}
	l.say(l.step("Make a workbook for each library, with what became of its records:"), "datasync libraries -C RUN")
	if loaded > 0 {
		back := rundir.Rollback
		if r.at.Settings.OneStep() {
			back = rundir.OneStepRollbackMARC
		}
		l.say("Only if all is to be as it was before: import the numbers of before, in the same way:", back)
	}
	return l.todo(), nil
}

// loadAgain is what is loaded once more of what verify made for that. n is how many
// records that is of.
func (r *Run) loadAgain(l *lines) (n int, err error) {
	rows := func(table string) int {
		rows, e := r.at.Rows(table)
		err = cmp.Or(err, e)
		n += rows
		return rows
	}
	files := func(name string) string { // with its further parts
		all, e := r.at.Files(name)
		err = cmp.Or(err, e)
		return strings.Join(all, ", ")
	}
	if set := files(rundir.RepairSet); set != "" {
		setJobImport(l, rows(rundir.Repair), set, files(rundir.RepairImport), "It gives those their number too that have lost it.")
	}
	if marc := files(rundir.OneStepRepairMARC); marc != "" {
		again := rows(rundir.Repair)
		l.count(l.step("In Alma, in the Network Zone, run the import that replaces 035 in one step with:"), again, marc)
		l.count("   or instead of it, with the same records:", again, files(rundir.OneStepRepair))
	}
	if without := files(rundir.WithoutImport); without != "" {
		l.count(l.step("Run the import “OCLC number (035) import - From XLS”, without a set and a job, for those that have no number now:"), rows(rundir.Without), without)
	}
	return n, err
}
