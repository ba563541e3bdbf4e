package report

import (
	"strings"

	"datasync/pkg/rundir"
	"datasync/pkg/workbook"
)

// next says what a person does now, in order. What a line is about, a command above all,
// stands in a cell of its own, so that it can be copied.
func (r *Run) next() (workbook.Table, error) {
	var l lines
	if n := len(r.of(sheetReview).records); n > 0 {
		l.count(l.step("Choose a Decision for each, save this workbook, and run:"), n, sheetReview)
		l.say("", "datasync decide -C RUN")
	}
	var err error
	switch n := len(r.of(sheetUpdate).records); {
	case n == 0:
		l.say(l.step("There is nothing to load into Alma."), "")
	case r.at.Settings.OneStep():
		r.oneStep(&l, n)
	default:
		err = r.threeSteps(&l, n)
	}
	l.say(l.step("Make a workbook for each library:"), "datasync libraries -C RUN")
	l.say(l.step("Next week add to the call, for what is open and protected:"), "--carry RUN --dnu RUN/"+rundir.List)
	return l.todo(), err
}

// remarks is a step where records that are to be updated have a Reason.
func (r *Run) remarks(l *lines, before string) {
	n := 0
	for _, rec := range r.of(sheetUpdate).records {
		if rec.reason != "" {
			n++
		}
	}
	if n > 0 {
		l.count(l.step("Before "+before+", look at those that have a Reason."), n, sheetUpdate)
	}
}

// threeSteps is the load by a set, a job and an import of n records.
func (r *Run) threeSteps(l *lines, n int) error {
	imports, err := r.at.Files(rundir.Import)
	if len(imports) == 0 {
		imports = []string{rundir.Import}
	}
	r.remarks(l, "the job")
	setJobImport(l, n, rundir.Set, strings.Join(imports, ", "), "Until then the records have no OCLC number.")
	verify(l)
	l.say("Only if it went wrong: run the job again where the new numbers are in 035 $a, and import those of before:", rundir.Rollback)
	return err
}

// setJobImport is what is done in Alma of n records, by a set and what is imported; why is
// what to know of the import.
func setJobImport(l *lines, n int, set, imports, why string) {
	l.count(l.step("In Alma, in the Network Zone, create an itemized set from:"), n, set)
	l.say(l.step("Run the job “Move OCLC 035 $a to $z” on the set."), "")
	l.count(l.step("At once after it, run the import “OCLC number (035) import - From XLS”. "+why), n, imports)
}

// oneStep is the load by one import.
func (r *Run) oneStep(l *lines, n int) {
	if r.at.KnowsNoOthers() {
		l.say(l.step("Other systems' 035 $z in the fields that are replaced would go. If your zone has such, let Alma be asked before:"), "datasync fetch --live -C RUN")
	}
	r.remarks(l, "the import")
	l.count(l.step("In Alma, in the Network Zone, without a set and a job, run the import that replaces 035 in one step; so its further parts, if there are any:"), n, rundir.OneStepMARC)
	l.say("   or instead of it, with the same records:", rundir.OneStepImport)
	verify(l)
	l.say("Only if it went wrong: import the numbers of before likewise:", rundir.OneStepRollbackMARC)
}

// verify is what follows the load.
func verify(l *lines) {
	l.say(l.step("A day later export OCLC-doublecheck again, as FILE, and run:"), "datasync verify -C RUN --doublecheck FILE")
}
