package rundir

import (
	"fmt"
	"strings"

	"datasync/pkg/pattern"
)

// Next is what is to be done next, and by whom, a line each. call is how datasync is
// called with an action for this run.
func (r *Run) Next(call func(action string) string) (lines []string, err error) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	rows := func(file string) int {
		n, e := r.Rows(file)
		if e != nil && err == nil {
			err = e
		}
		return n
	}
	stage, gone := r.Missing()
	switch {
	case r.Has(Verified):
		updated, not, lost := rows(Verified), rows(NotUpdated), rows(Lost)
		say("It is verified. %d were updated, %d not, %d lost their number (%s).", updated, not, lost, Verification)
		if updated == 0 && not > 0 {
			ran := "the job and the import run, and is the report from after them"
			if r.Settings.OneStep() {
				ran = "the import run, and is the report from after it"
			}
			say("None has its new number: did %s? If not: %s --doublecheck FILE", ran, call("verify"))
		}
		repairs, e := r.repairs()
		if e != nil {
			return nil, e
		}
		lines = append(lines, repairs...)
	case gone != "":
		say("Next: go on with stage %s, since there is no %s:", Stages[stage].Name, gone)
		say("   %s", call(""))
	case len(r.OfKind(Doublecheck)) == 0:
		say("Next:")
		say("1. In Alma Analytics, filter the report OCLC-doublecheck by the MMS IDs in")
		say("   %s and export it.", r.Place(ForAnalytics))
		say("2. %s --doublecheck FILE", call(""))
		say("With a key for Alma both in one: %s", call("fetch"))
	default:
		load, e := r.load()
		if e != nil {
			return nil, e
		}
		say("Next:")
		say("1. Look at %s", r.Place(ReportFile(r.Settings.One("date"))))
		say("   and decide what is in the sheet \"records for review\" (%d). Then, or never:", rows(Review))
		say("   %s", call("decide"))
		lines = append(lines, load...)
		say("3. When Analytics has it, a day later, with a fresh report:")
		say("   %s --doublecheck FILE", call("verify"))
		say("From next week on, the do-not-update list is %s", r.Place(List))
	}
	return lines, err
}

// load is what is to be done in Alma.
func (r *Run) load() ([]string, error) {
	if r.Settings.OneStep() {
		inMARC, err := r.withParts(OneStepMARC)
		if err != nil {
			return nil, err
		}
		inWorkbook, err := r.withParts(OneStepImport)
		if err != nil {
			return nil, err
		}
		back, err := r.withParts(OneStepRollbackMARC)
		return []string{
			"2. In Alma, with the profile that replaces 035 in one step, without a set and a job:",
			"   the import of                " + inMARC,
			"   or else of the same as       " + inWorkbook,
			"   To take it back:             " + back,
		}, err
	}
	imports, err := r.withParts(Import)
	return []string{
		"2. In Alma: an itemized set of  " + r.Place(Set),
		"   the job \"Move OCLC 035 $a to $z\" on it, and at once",
		"   the import of                " + imports,
		"   To take it back:             " + r.Place(Rollback),
	}, err
}

// withParts is the place of a file, and the names of its further parts.
func (r *Run) withParts(name string) (string, error) {
	files, err := r.Files(name)
	if err != nil || len(files) == 0 {
		return r.Place(name), err
	}
	return strings.Join(append([]string{r.Place(name)}, files[1:]...), ", "), nil
}

// repairs is what verify made to put right what can be.
func (r *Run) repairs() (lines []string, err error) {
	all := func(name string) string { // with its further parts
		files, e := r.Files(name)
		if e != nil && err == nil {
			err = e
		}
		return strings.Join(files, ", ")
	}
	if r.Has(RepairSet) {
		lines = append(lines, fmt.Sprintf("To repair: %s and %s, as before; all as it was: %s.", RepairSet, all(RepairImport), Rollback))
	}
	back := "; all as it was: " + all(OneStepRollbackMARC)
	if r.Has(OneStepRepairMARC) {
		lines = append(lines, fmt.Sprintf("To repair: %s or %s, as before%s.", all(OneStepRepairMARC), all(OneStepRepair), back))
		back = ""
	}
	if r.Has(WithoutImport) {
		lines = append(lines, fmt.Sprintf("To repair those without a number: %s, with the profile of three steps, without the job%s.", all(WithoutImport), back))
	}
	return lines, err
}

var plain = pattern.Late(`^[A-Za-z0-9_./:=+,@%-]+$`)

// Quote is a word as one types it to a shell.
func Quote(word string) string {
	if plain().MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
