package report

import (
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/summary"
	"datasync/pkg/workbook"
)

// decisionColumns are those that people fill in.
var decisionColumns = []string{column.Decision, column.Use, column.Note}

func (r *Run) readDecisions() error {
	in, err := r.table(summary.Decisions)
	if err != nil {
		return err
	}
	r.decisions, err = decision.Read(in)
	return err
}

// decided is what was decided about a record.
func (r *Run) decided(rec *record) decision.Row {
	id, _ := mms.Parse(rec.id) // no decision is about the zero ID
	return r.decisions[id]
}

// toDecide shows the records that wait for a person, with what was written down
// so far. Of a decision about another number than today's the note alone is left:
// it has to be made again.
func toDecide(r *Run) (workbook.Rows, error) {
	return r.withDecisions(r.of(sheetReview), func(rec *record, d decision.Row) decision.Row {
		if decision.SameNumber(d.Incoming, rec.named(column.Incoming)) {
			return d
		}
		return decision.Row{Note: d.Note}
	}), nil
}

// decided shows the records of one outcome with the decisions that led to it.
// Without such there are no columns for them.
func decided(sheet string, choice decision.Choice) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) {
		t := r.of(sheet)
		if !slices.ContainsFunc(t.records, func(rec *record) bool { return r.decided(rec).Choice == choice }) {
			return newView(t.records, nil, t), nil
		}
		return r.withDecisions(t, func(_ *record, d decision.Row) decision.Row {
			if d.Choice != choice {
				return decision.Row{}
			}
			return d
		}), nil
	}
}

// withDecisions shows the records of a table with what choose makes of the
// decision about each.
func (r *Run) withDecisions(t *table, choose func(*record, decision.Row) decision.Row) *view {
	v := newView(t.records, decisionColumns, t)
	v.fill = func(rec *record, row []string) {
		d := choose(rec, r.decided(rec))
		row[0], row[1], row[2] = d.Choice.String(), d.Use, d.Note
	}
	return v
}
