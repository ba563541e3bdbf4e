package report

import (
	"fmt"
	"path/filepath"

	"datasync/pkg/decision"
	"datasync/pkg/rundir"
	"datasync/pkg/workbook"
)

// next says what a person does now, in order. A command stands in a cell of its
// own, so that it can be copied.
func (r *Run) next(about About) workbook.Table {
	title := "What to do next"
	if about.RunDir == "." {
		title += ", the commands in the folder of this workbook"
	}
	var lines []string
	steps := 0
	say := func(format string, args ...any) {
		steps++
		lines = append(lines, fmt.Sprintf("%d. ", steps)+fmt.Sprintf(format, args...))
	}
	run := func(command, rest string) {
		lines = append(lines, "datasync "+command+" -C "+rundir.Quote(about.RunDir)+rest)
	}
	file := func(name string) string { return filepath.Join(about.RunDir, name) }

	if n := len(r.of(sheetReview).records); n > 0 {
		say("In the sheet “%s” (%d), choose a Decision, save the workbook, and run:", sheetReview, n)
		run("decide", "")
	}
	if n := len(r.of(sheetUpdate).records); n > 0 && r.at.Settings.OneStep() {
		if r.at.KnowsNoOthers() {
			say("Other systems' 035 $z of the fields that are replaced are not known, and would go. If your zone has such, let Alma be asked before:")
			run("fetch --live", "")
		}
		say("In Alma, in the Network Zone, run the import whose profile replaces 035 in one step with %s (%d), and its further parts if there are any; or with %s, which holds the same. There is no set and no job before it.",
			file(rundir.OneStepMARC), n, file(rundir.OneStepImport))
		say("A day later, export OCLC-doublecheck again, put its name in the place of FILE, and run:")
		run("verify", " --doublecheck FILE")
		say("If something went wrong, and only then: import %s in the same way, and its further parts if there are any, which gives the records back the numbers of before.", file(rundir.OneStepRollbackMARC))
	} else if n > 0 {
		say("In Alma, in the Network Zone, create an itemized set from %s (%d).", file(rundir.Set), n)
		say("Run the job “Move OCLC 035 $a to $z” on the set.")
		say("At once after it, run the import “OCLC number (035) import - From XLS” with %s. Until then the records have no OCLC number.", file(rundir.Import))
		say("A day later, export OCLC-doublecheck again, put its name in the place of FILE, and run:")
		run("verify", " --doublecheck FILE")
		say("If something went wrong, and only then: run the job on the set again where the new numbers are in 035 $a, and import %s, which gives the records back the numbers of before.", file(rundir.Rollback))
	}
	if n := len(r.of(sheetMissing).records); n > 0 {
		say("Look up in Alma what is in the sheet “%s” (%d): deleted, merged, or newer than the export?", sheetMissing, n)
	}
	if n := r.protected(); n > 0 {
		say("Next week, give %s with --dnu: your list, and what was decided with “%s” (%d).", file("do_not_update_list.xlsx"), decision.DoNotChange, n)
	}
	say("Make a workbook for each library:")
	run("libraries", "")
	say("When there is time: “%s” are records to be merged, “%s” those with a number too many, “%s” lines that could not be read. What every word means is in “%s”.",
		sheetShared, sheetSeveral, sheetRejects, sheetMeaning)
	return text(title, lines...)
}

// protected is how many records were decided do not change.
func (r *Run) protected() (n int) {
	for _, e := range r.inForce {
		if e.Choice == decision.DoNotChange {
			n++
		}
	}
	return n
}
