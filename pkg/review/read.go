package review

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A List is what the sheets of a workbook, or a table of decisions, tell of each
// record that they list: a record without a word has the choice None.
type List struct {
	decisions map[mms.ID]Decision
	dated     bool // it is a table of decisions, which has the column Date
}

// Read reads sheets with the columns Network Id, Decision and, if there is any
// decision, Incoming 035a; they may have Use number, Note, Date and Reason. The error
// tells every bad cell, a line each.
//
// A row without a decision and without a digit where the MMS ID stands, such as a
// remark below the table, is nothing.
func Read(sheets []*table.Reader) (*List, error) {
	l := &List{decisions: make(map[mms.ID]Decision)}
	var bad []error
	for _, in := range sheets {
		bad = append(bad, l.read(in))
	}
	return l, errors.Join(bad...)
}

func (l *List) read(in *table.Reader) error {
	var at columns
	err := in.Locate(
		tsv.Need(column.NetworkID, &at.id), tsv.May(column.Incoming, &at.incoming), tsv.Need(column.Decision, &at.decision),
		tsv.May(column.Use, &at.use), tsv.May(column.Note, &at.note), tsv.May(column.Date, &at.date), tsv.May(column.Reason, &at.reason),
	)
	l.dated = l.dated || at.date >= 0
	bad := []error{err}
	for err == nil && in.Scan() {
		d, wrong := at.read(in)
		switch {
		case d.Choice != decision.None && at.incoming < 0:
			err = in.Locate(tsv.Need(column.Incoming, new(int)))
			wrong = err
		case wrong == nil && d.ID != 0:
			wrong = l.add(d)
		}
		bad = append(bad, wrong)
	}
	return errors.Join(append(bad, in.Err())...)
}

// add takes in what a row tells.
func (l *List) add(d Decision) (err error) {
	if before, again := l.decisions[d.ID]; again {
		d, err = before.unite(d)
	}
	l.decisions[d.ID] = d
	return err
}

// columns are those of a sheet; -1 is one that it lacks.
type columns struct{ id, incoming, decision, use, note, date, reason int }

// read is what the current row tells, with the ID 0 if it tells nothing, and
// what is wrong in it.
func (at columns) read(in *table.Reader) (Decision, error) {
	var wrong []error
	text := func(at int) string { return strings.Clone(strings.TrimSpace(in.Field(at))) }
	tell := func(at int, err error) {
		if err != nil {
			wrong = append(wrong, in.Errorf(at, "%w", err))
		}
	}
	choice, err := decision.Parse(in.Field(at.decision))
	tell(at.decision, err)
	if choice == decision.None && err == nil && !strings.ContainsFunc(in.Field(at.id), unicode.IsDigit) {
		return Decision{}, nil
	}
	id, err := in.MMSID(at.id)
	wrong = append(wrong, err)
	d := Decision{ID: id, Choice: choice, Incoming: about(text(at.incoming), text(at.reason)), Note: text(at.note), Date: text(at.date), place: in.Place(at.decision)}
	if choice != decision.None { // the number of a decision that is taken back may stay
		tell(at.incoming, ocn.Damaged(d.Incoming))
		if use := text(at.use); use != "" {
			number, ok := ocn.Parse(use)
			if !ok {
				tell(at.use, cmp.Or(ocn.Damaged(use), fmt.Errorf("record %s: %.40q is no OCLC number", in.Field(at.id), use)))
			}
			d.Use = number
		}
	}
	return d, errors.Join(wrong...)
}
