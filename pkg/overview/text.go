package overview

import (
	"fmt"
	"io"

	"datasync/pkg/tsv"
)

// WriteTitle writes the title of the report and what it is about.
func (s Summary) WriteTitle(out io.Writer, date string) error {
	w := tsv.NewWriter(out, []string{"OCLC numbers in the Network Zone"})
	first := s[0].Stage
	row := fmt.Sprintf("Report of %s: %d lines of %d reports, %d shared records", date,
		s.Rows(first, in), len(s.InputRows()), s.Rows(first, "shared"))
	if err := w.Write([]string{row}); err != nil {
		return err
	}
	return w.Flush()
}

// WriteNext writes what a person does next, in order, with the names of the
// files and sheets.
func (s Summary) WriteNext(out io.Writer) error {
	w := tsv.NewWriter(out, []string{"What to do next"})
	for i, step := range s.next() {
		if err := w.Write([]string{fmt.Sprintf("%d. %s", i+1, step)}); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s Summary) next() (steps []string) {
	say := func(format string, args ...any) { steps = append(steps, fmt.Sprintf(format, args...)) }
	if n := s.review(); n > 0 {
		say("In the sheet “records for review” (%d), choose a Decision and save; then: datasync decide -C RUN_DIR WORKBOOK.", n)
	}
	if n := s.ToUpdate(); n > 0 {
		say("In Alma, create an itemized set from a_to_z_MMSid_for_set.txt (records: %d).", n)
		say("Run the job “Move OCLC 035 $a to $z” on the set.")
		say("At once after it, run the import of for_import_to_NZ.xlsx.")
		say("A day later, export OCLC-doublecheck again and verify: datasync verify -C RUN_DIR --doublecheck FILE.")
		say("If records lost their number: import rollback_for_import.xlsx.")
	}
	if n := s.Rows("decide", "do not change"); n > 0 {
		say("From now on, use do_not_update_list.tsv as the do-not-update list: it has %d more.", n)
	}
	if n := s.Rows("route", "missing"); n > 0 {
		say("Look up in Alma what is in the sheet “not in analytics” (%d): deleted, suppressed, or newer than the export?", n)
	}
	if n := s.Rows(s[0].Stage, "rejected"); n > 0 {
		say("Look at the sheet “rejects”: lines of the reports that could not be read (%d).", n)
	}
	say("When there is time: “shared numbers” are records to be merged, “several in 035a” those with a number too many.")
	return steps
}
