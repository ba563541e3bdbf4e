package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"datasync/pkg/balance"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// The first page, which is printed on one page: what came in, what became of it, what to
// do now, what is protected. How it came about is on the sheet of the stages.

// lines are what a page says line by line, each with a number, and with the sheet, file
// or command that it is about.
type lines struct {
	rows  [][]string
	steps int // that are numbered so far
}

// step is what a line says as the next step of several.
func (l *lines) step(says string) string {
	l.steps++
	return fmt.Sprintf("%d. %s", l.steps, says)
}

// say adds a line without a number.
func (l *lines) say(says, where string) { l.rows = append(l.rows, []string{says, "", where}) }

// count adds a line with one.
func (l *lines) count(says string, n int, where string) {
	l.rows = append(l.rows, []string{says, strconv.Itoa(n), where})
}

// some adds a line with a number that is not 0.
func (l *lines) some(says string, n int, where string) {
	if n > 0 {
		l.count(says, n, where)
	}
}

// table is the lines under a heading.
func (l *lines) table(heading, where string) workbook.Table {
	const howMany = "How many"
	t := figures("", newList([]string{heading, howMany, where}, l.rows), howMany)
	t.Columns[0].Wrap, t.Columns[2].Link = true, workbook.ToSheet
	return t
}

// todo is the lines that say what a person does now.
func (l *lines) todo() workbook.Table {
	return l.table("What to do now, step by step; RUN is the folder of this workbook", "Sheet, file or command")
}

func summaryPage(r *Run, about About) ([]workbook.Table, error) {
	protection, errProtection := r.protection()
	steps, errSteps := r.next()
	became := counted("What became of the records with another number", r.became(), colours())
	libraries := r.librariesTable()
	libraries.On = sheetStages
	libraries.Charts = []workbook.Chart{{Kind: "bar", Names: column.Symbol, Values: libraries.Rows.Header()[1:], Colours: colours()}}
	return []workbook.Table{r.head(about), became, steps, r.needed(), protection, libraries}, cmp.Or(errProtection, errSteps)
}

// head says of which week the report is, and what came in.
func (r *Run) head(about About) workbook.Table {
	records := r.actions.by(func(t tally) string { return t.symbol })
	symbols := most(records, len(records))
	reports := len(r.at.OfKind(rundir.Report, rundir.Carried))
	said := []string{
		"Libraries: " + cmp.Or(someOf(symbols), "none"),
		fmt.Sprintf("%s with %s: %s, %s of the libraries' own zones, %s about a record that has one already, %s",
			count.Of(reports, "report"), count.Of(r.rows("merge", rundir.In), "line"), count.Of(r.rows("merge", "shared"), "shared record"),
			count.Of(r.rows("merge", "institution"), "record"), count.Of(r.rows("merge", "duplicate"), "line"), count.Of(r.rows("merge", "rejected"), "damaged line")),
		fmt.Sprintf("OCLC's number is that of %d of the shared records; what became of the other %d is below.",
			r.rows("split", "same"), r.rows("split", "differ")),
	}
	var absent []string
	for _, row := range r.absent {
		absent = append(absent, row[0])
	}
	if absent != nil {
		said = append(said, "Reports that this week should have, and has not: "+someOf(absent)+". Why is on the sheet “"+sheetStages+"”.")
	}
	return text(about.title("OCLC numbers in the Network Zone", ", report of "), said...)
}

// someOf are names in a line, as many as fit.
func someOf(names []string) string {
	const room = 110 // letters
	for i, name := range names {
		names[i] = short(name)
	}
	all := strings.Join(names, ", ")
	if len(all) <= room {
		return all
	}
	all = all[:strings.LastIndex(all[:room], ", ")]
	return fmt.Sprintf("%s and %d more", all, len(names)-strings.Count(all, ", ")-1)
}

// became is what became of the records whose number differs.
func (r *Run) became() (rows [][]string) {
	for i, t := range r.tables {
		rows = append(rows, []string{outcomes[i].name, strconv.Itoa(len(t.records)), outcomes[i].sheet})
	}
	return rows
}

// colours are those of the outcomes, and of OCLC's words by what they lead to.
func colours() map[string]string {
	all := map[string]string{
		"match": green, "create": blue, "replace": lightBlue, "field transfer": yellow,
		"unresolved": orange, "data error": red, "processing error": grey,
	}
	for _, o := range outcomes {
		if o.colour != "" {
			all[o.name] = o.colour
		}
	}
	return all
}

// needed is what needs a person beside the steps of the week, and where all else is.
func (r *Run) needed() workbook.Table {
	var l lines
	l.some("Not in the Analytics report: deleted, merged, or too new?", len(r.of(sheetMissing).records), sheetMissing)
	l.some("The reports name different numbers: find the right one", r.merged.conflicts, sheetConflicts)
	l.some("OCLC gave these one number with others: are they to be merged?", len(r.merged.sharing), sheetShared)
	l.some("More than one OCLC number in 035 $a", len(r.several()), sheetSeveral)
	if r.has(messagesFile) {
		l.some("OCLC has a CRITICAL message about the record", r.critical(), sheetMessages)
	}
	l.some("In the reports of more than one week: find out why", len(r.returning.records), sheetRepeats)
	l.some("Damaged lines of the reports", r.rows("merge", "rejected"), sheetRejects)
	l.some("Carried from earlier weeks: what became of them", r.rows(balance.Carry, rundir.In), sheetStages)
	if r.has(rundir.Weeks) {
		l.say("This week beside those before", sheetWeeks)
	}
	l.say("OCLC's actions by library, the stages, the inputs", sheetStages)
	l.say("What every word means", sheetMeaning)
	return l.table("What else needs a person, and where the rest is", "Sheet")
}

// critical is how many of the records that are looked at have a critical message.
func (r *Run) critical() (n int) {
	for _, t := range r.tables {
		for _, rec := range t.records {
			if rec.named(column.Severity) == "CRITICAL" {
				n++
			}
		}
	}
	return n
}

// protection says what the do-not-update list and people protect.
func (r *Run) protection() (workbook.Table, error) {
	var id mms.ID
	held, errHeld := r.at.Rows(rundir.Protected)
	protected, foreign := make(map[mms.ID]bool), make(map[mms.ID]bool)
	err := r.each(rundir.Entries, func(*tsv.Reader) error {
		if r.merged.zones[id.Suffix()] {
			protected[id] = true
		} else {
			foreign[id] = true
		}
		return nil
	}, tsv.ID(column.MMSID, &id))
	var l lines
	if len(protected) == 0 && len(foreign) == 0 {
		l.say("There was no do-not-update list, or it is empty: it protects no record.", "")
	} else {
		l.count("Records that the do-not-update list protects", len(protected), "")
		l.count("Held back this week: of those with another number", held, sheetProtected)
	}
	l.some("Ids of another zone on the list: they protect nothing here", len(foreign), "")
	l.some("Decided “"+decision.DoNotChange.String()+"”, and on next week's list", r.decidedNot(), rundir.List)
	return l.table("What is protected", "Sheet or file"), cmp.Or(err, errHeld)
}

// decidedNot is of how many records “do not change” is in force.
func (r *Run) decidedNot() (n int) {
	for _, e := range r.inForce {
		if e.Choice == decision.DoNotChange {
			n++
		}
	}
	return n
}

// librariesTable is how many records each library reported.
func (r *Run) librariesTable() workbook.Table {
	l := r.actions.libraries()
	return figures("Records that each library reported, by OCLC's action", l, l.header[1:]...)
}
