package report

import (
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/workbook"
)

// decisionColumns are those that people fill in.
var decisionColumns = []string{column.Decision, column.Use, column.Note}

// waiting is what is shown of a decision about a record that waits for a person: of
// one about another number than today's the note alone. It has to be made again.
func waiting(d decision.Row, rec *record) decision.Row {
	if decision.SameNumber(d.Incoming, rec.named(column.Incoming)) {
		return d
	}
	return decision.Row{Note: d.Note}
}

// chosen is what is shown of a decision about a record where the given choice led:
// nothing of another one.
func chosen(choice decision.Choice) func(decision.Row, *record) decision.Row {
	return func(d decision.Row, _ *record) decision.Row {
		if d.Choice != choice {
			return decision.Row{}
		}
		return d
	}
}

// decided shows the records of one outcome, with what choose makes of the decisions
// about them. Where there are none and none wait, there are no columns for them.
func decided(sheet string, choose func(decision.Row, *record) decision.Row) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) {
		t := r.of(sheet)
		of := func(rec *record) decision.Row {
			id, _ := mms.Parse(rec.id) // no decision is about the zero ID
			return choose(r.decisions[id], rec)
		}
		if sheet != sheetReview && !slices.ContainsFunc(t.records, func(rec *record) bool { return of(rec) != decision.Row{} }) {
			return show(t.records, nil, nil, t), nil
		}
		return show(t.records, decisionColumns, func(rec *record, row []string) {
			d := of(rec)
			row[0], row[1], row[2] = d.Choice.String(), d.Use, d.Note
		}, t), nil
	}
}
