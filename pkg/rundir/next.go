package rundir

import (
	"fmt"
	"regexp"
	"strings"
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
			say("None has its new number: did the job and the import run, and is the report from after them? If not: %s --doublecheck FILE", call("verify"))
		}
		if r.Has(RepairSet) {
			say("To repair: %s and %s, as before; all as it was: %s.", RepairSet, RepairImport, Rollback)
		}
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
		imports, e := r.Files(Import)
		if e != nil {
			return nil, e
		}
		parts := strings.Join(imports[1:], ", ")
		if parts != "" {
			parts = ", " + parts
		}
		say("Next:")
		say("1. Look at %s", r.Place(ReportFile(r.Settings.One("date"))))
		say("   and decide what is in the sheet \"records for review\" (%d). Then, or never:", rows(Review))
		say("   %s", call("decide"))
		say("2. In Alma: an itemized set of  %s", r.Place(Set))
		say("   the job \"Move OCLC 035 $a to $z\" on it, and at once")
		say("   the import of                %s%s", r.Place(Import), parts)
		say("   To take it back:             %s", r.Place(Rollback))
		say("3. When Analytics has it, a day later, with a fresh report:")
		say("   %s --doublecheck FILE", call("verify"))
		say("From next week on, the do-not-update list is %s", r.Place(List))
	}
	return lines, err
}

var plain = regexp.MustCompile(`^[A-Za-z0-9_./:=+,@%\\-]+$`)

// Quote is a word as one types it to a shell.
func Quote(word string) string {
	if plain.MatchString(word) && !strings.Contains(word, `\`) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
