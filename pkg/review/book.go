// Package review takes in what people decide about records, and carries it out.
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

// A Row is what a row of a workbook says of a record.
type Row struct {
	ID mms.ID
	decision.Word
	Note  string
	Place string // of the decision's cell, as in messages

	reported bool // the sheet has the column Reported 035a
}

func (r Row) isDecided() bool { return r.Choice != decision.None }

// A Book is a workbook in which people decided.
type Book struct {
	Name  string        // as it was given
	Base  decision.Base // what it showed when it was made; none of a file that is no report of ours
	Rows  []Row
	Wrong error // what is wrong in its cells, all of it
}

// Read reads sheets with the columns Network Id and Decision; they may have Incoming
// 035a, Reported 035a, Use number and Note. What is wrong in a cell is in Wrong, a line
// each, and that row is left out.
//
// A row without a decision and without a digit where the MMS ID stands, such as a
// remark below the table, is nothing.
func (b *Book) Read(sheets []*table.Reader) {
	bad := []error{b.Wrong}
	for _, in := range sheets {
		bad = append(bad, b.read(in))
	}
	b.Wrong = errors.Join(bad...)
}

func (b *Book) read(in *table.Reader) error {
	var at cells
	err := in.Bind(
		tsv.Need(column.NetworkID, &at.id), tsv.May(column.Incoming, &at.incoming), tsv.May(column.Reported, &at.reported),
		tsv.Need(column.Decision, &at.decision), tsv.May(column.Use, &at.use), tsv.May(column.Note, &at.note),
		tsv.May(column.Conflict, &at.conflict))
	if err != nil {
		return err
	}
	var bad []error
	for in.Scan() {
		row, wrong := at.read(in)
		if wrong == nil && row.ID != 0 {
			b.Rows = append(b.Rows, row)
		}
		bad = append(bad, wrong)
	}
	return errors.Join(append(bad, in.Err())...)
}

// cells are where the columns of a sheet stand; -1 is one that it lacks.
type cells struct{ id, incoming, reported, decision, use, note, conflict int }

// read is what the current row says, with the ID 0 if it says nothing, and what is
// wrong in it.
func (at cells) read(in *table.Reader) (Row, error) {
	var wrong []error
	text := func(at int) string { return strings.Clone(strings.TrimSpace(in.Field(at))) }
	tell := func(at int, err error) {
		if err != nil {
			wrong = append(wrong, in.Errorf(at, "%w", err))
		}
	}
	choice, unknown := decision.Parse(in.Field(at.decision))
	tell(at.decision, unknown)
	if choice == decision.None && unknown == nil && !strings.ContainsFunc(in.Field(at.id), unicode.IsDigit) {
		return Row{}, nil
	}
	id, err := in.MMSID(at.id)
	wrong = append(wrong, err)
	row := Row{ID: id, Note: text(at.note), reported: at.reported >= 0, Place: in.Place(at.decision)}
	about := at.about(text)
	row.Choice, row.About = choice, text(about)
	if choice == decision.Update {
		tell(at.decision, at.numbered())
		tell(about, ocn.Damaged(row.About))
	}
	if use := text(at.use); use != "" {
		var ok bool
		row.Use, ok = ocn.Parse(use)
		switch {
		case choice == decision.None && unknown == nil:
			tell(at.use, fmt.Errorf("record %s has the number %.40q and no decision; choose %v, or empty the cell", in.Field(at.id), use, decision.Update))
		case !ok:
			tell(at.use, cmp.Or(ocn.Damaged(use), fmt.Errorf("record %s: %.40q is no OCLC number%s", in.Field(at.id), use, at.claimed(text))))
		}
	}
	return row, errors.Join(wrong...)
}

// about is the cell with the number that a decision in the row is about: the one that
// the reports told.
func (at cells) about(text func(int) string) int {
	if text(at.reported) != "" {
		return at.reported
	}
	return at.incoming
}

// claimed is what the reports say of the record, "" if the sheet does not have it.
func (at cells) claimed(text func(int) string) string {
	if said := cmp.Or(text(at.conflict), text(at.about(text))); said != "" {
		return "; the reports say " + said
	}
	return ""
}

// numbered wants the column of a number that an update could be about.
func (at cells) numbered() error {
	if at.incoming < 0 && at.reported < 0 {
		return fmt.Errorf("an %v is about a number, and the sheet has no column %q", decision.Update, column.Incoming)
	}
	return nil
}
