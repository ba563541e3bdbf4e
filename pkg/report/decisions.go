package report

import (
	"cmp"
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// decisionColumns are those that people fill in.
var decisionColumns = []string{column.Decision, column.Use, column.Note}

// shown is what is in force of a record, as the report shows it: of an update about
// another number than today's the note alone. It has to be decided again.
//
// All that is in force has to be shown of each record of a sheet with these columns: what
// is missing there is somebody's word when the workbook comes back.
func (r *Run) shown(rec *record) decision.Entry {
	e := r.inForce[rec.id] // no decision is about the zero ID
	if e.IsStale(cmp.Or(rec.named(column.Reported), rec.named(column.Incoming))) {
		e.Word = decision.Word{}
	}
	return e
}

// decidable shows the records of one outcome, with what is in force of them. Where there
// is nothing, there are no columns for it, nor for those of mayLack.
func decidable(sheet string, mayLack ...string) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) {
		t := r.of(sheet).filled(slices.Concat(mayLack, []string{column.Reported})...)
		if !slices.ContainsFunc(t.records, func(rec *record) bool { return r.shown(rec).Says() }) {
			return show(t.records, nil, nil, t.without(decisionColumns)), nil
		}
		return show(t.records, decisionColumns, r.fillIn, t), nil
	}
}

// fillIn fills in decisionColumns, the first of a row.
func (r *Run) fillIn(rec *record, row []string) {
	e := r.shown(rec)
	row[0], row[1], row[2] = e.Choice.String(), string(e.Use), e.Note
}

// decided shows a table with what was decided of its records, in a column that nobody
// reads again. Where nothing is decided there is none.
func (r *Run) decided(in *tsv.Reader) (workbook.Rows, error) {
	if len(r.inForce) == 0 {
		return in, nil
	}
	merge, err := in.Merge(column.Decided)
	if err != nil {
		return nil, err
	}
	d := &withDecided{Reader: in, merge: merge, inForce: r.inForce}
	return d, in.Bind(tsv.MayText(column.NetworkID, &d.record))
}

// withDecided is a table with the column Decided. It implements workbook.Rows.
type withDecided struct {
	*tsv.Reader
	merge   *tsv.Merge
	record  string // the id in the row
	inForce map[mms.ID]decision.Entry
}

// Header implements workbook.Rows.
func (d *withDecided) Header() []string { return d.merge.Header }

// Row implements workbook.Rows.
func (d *withDecided) Row() []string {
	id, _ := mms.Parse(d.record)
	return d.merge.Row(d.Reader.Row(), d.inForce[id].Word.String())
}

// baseSheet is the hidden sheet by which mkdecisions knows what this report shows. In its
// last column are the choices of a drop-down list.
func (r *Run) baseSheet() workbook.Sheet {
	base := r.journal.Base(r.at.Identity()).Row()
	var rows [][]string
	for _, word := range decision.Words() {
		rows = append(rows, append(base[:len(base):len(base)], word))
		base = make([]string, len(base))
	}
	return workbook.Sheet{Name: decision.BaseSheet, Hidden: true,
		Tables: []workbook.Table{{Rows: newList(append(decision.BaseColumns(), column.Decision), rows)}}}
}
