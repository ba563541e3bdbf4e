package report

import (
	"cmp"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/summary"
	"datasync/pkg/workbook"
)

// What a person can decide.
const (
	decidedUpdate  = "update"
	decidedProtect = "do not change"
	decidedLater   = "later"
)

// A decision is what a person chose for a record.
type decision struct {
	incoming           string // the number that it was made about
	word, number, note string
}

// decisionColumns are those that people fill in.
var decisionColumns = []string{column.Decision, column.Use, column.Note}

func (r *Run) readDecisions() error {
	r.decisions = make(map[mms.ID]decision)
	in, err := r.table(summary.Decisions)
	if err != nil {
		return err
	}
	at, err := in.Columns(column.NetworkID, column.Incoming, column.Decision)
	if err != nil {
		return err
	}
	number, err := in.Optional(column.Use)
	note, errNote := in.Optional(column.Note)
	if err := cmp.Or(err, errNote); err != nil {
		return err
	}
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return err
		}
		r.decisions[id] = decision{
			incoming: strings.Clone(in.Row()[at[1]]),
			word:     strings.ToLower(strings.Join(strings.Fields(in.Row()[at[2]]), " ")),
			number:   strings.Clone(in.Field(number)),
			note:     strings.Clone(in.Field(note)),
		}
	}
	return in.Err()
}

// decision is what was decided about a record.
func (r *Run) decision(rec *record) (decision, bool) {
	id, _ := mms.Parse(rec.id) // no decision is about the zero ID
	d, ok := r.decisions[id]
	return d, ok
}

// toDecide shows the records that wait for a person, with what was written down
// so far. Of a decision about another number than today's the note alone is left:
// it has to be made again.
func toDecide(r *Run) (workbook.Rows, error) {
	return r.withDecisions(r.of(sheetReview), func(rec *record, d decision) decision {
		incoming := rec.named(column.Incoming)
		if ocn.Same(d.incoming, incoming) || d.incoming == incoming {
			return d
		}
		return decision{note: d.note}
	}), nil
}

// decided shows the records of one outcome with the decisions of the word that
// led to it. Without such there are no columns for them.
func decided(sheet, word string) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) {
		t := r.of(sheet)
		for i := range t.records {
			if d, _ := r.decision(t.records[i]); d.word == word {
				return r.withDecisions(t, func(_ *record, d decision) decision {
					if d.word != word {
						return decision{}
					}
					return d
				}), nil
			}
		}
		return newView(t.records, nil, t), nil
	}
}

// withDecisions shows the records of a table with what choose makes of the
// decision about each.
func (r *Run) withDecisions(t *table, choose func(*record, decision) decision) *view {
	v := newView(t.records, decisionColumns, t)
	v.fill = func(rec *record, row []string) {
		d, ok := r.decision(rec)
		if ok {
			d = choose(rec, d)
		}
		row[0], row[1], row[2] = d.word, d.number, d.note
	}
	return v
}
