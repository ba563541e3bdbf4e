package decision

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A Count says where the rows went. Each row is counted once.
type Count struct{ Review, Update, DoNotChange int }

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Review + n.Update + n.DoNotChange }

// Out is where Write writes; each is a table.
type Out struct{ Review, Update, DoNotChange io.Writer }

// A Review is the records for review, held in memory: people look at each, so
// they are not many.
type Review struct {
	ids       []mms.ID
	rows      [][]string
	merge     *tsv.Merge // the reason into a row
	header    []string
	records   map[mms.ID]Record
	decisions map[mms.ID]Decision
}

// ReadReview reads the records for review: actionroute's table, in which each
// record has one row.
func ReadReview(in *tsv.Reader) (*Review, error) {
	at, err := in.Columns(column.NetworkID, column.Incoming, column.Action)
	if err != nil {
		return nil, err
	}
	merge, err := in.Merge(column.Reason)
	if err != nil {
		return nil, err
	}
	r := &Review{
		merge:     merge,
		header:    in.Header(),
		records:   make(map[mms.ID]Record),
		decisions: make(map[mms.ID]Decision),
	}
	for in.Scan() {
		row := slices.Clone(in.Row())
		id, err := in.MMSID(at[0])
		if err != nil {
			return nil, err
		}
		if _, again := r.records[id]; again {
			return nil, in.Errorf("record %v is there twice; a decision could not tell which row it is for", id)
		}
		r.ids = append(r.ids, id)
		r.rows = append(r.rows, row)
		r.records[id] = Record{Incoming: row[at[1]], Action: row[at[2]]}
	}
	return r, in.Err()
}

// Decide takes the decisions out of a table with the columns Network Id, Incoming
// 035a, Decision and, if there is one, Note, which were made on day, such as
// 2025-05-26. It is an error if one of them cannot be carried out; the error tells
// its cell. A row without a decision and without an MMS ID, such as a remark below
// the table, is nothing.
//
// A decision replaces that of a table before; an empty cell leaves it.
func (r *Review) Decide(in *table.Reader, day string) error {
	decisions := make(map[mms.ID]Decision)
	var at [3]int
	for i, name := range []string{column.NetworkID, column.Incoming, column.Decision} {
		var err error
		if at[i], err = in.Column(name); err != nil {
			return err
		}
	}
	note, err := in.Optional(column.Note)
	if err != nil {
		return err
	}
	for in.Scan() {
		network, incoming, decision := at[0], at[1], at[2]
		if strings.TrimSpace(in.Field(decision)) == "" && !strings.ContainsFunc(in.Field(network), unicode.IsDigit) {
			continue
		}
		id, err := in.MMSID(network)
		if err != nil {
			return err
		}
		record, ok := r.records[id]
		if !ok {
			return in.Errorf(network, "%w", errUnknown)
		}
		if err := record.CheckNumber(in.Field(incoming)); err != nil {
			return in.Errorf(incoming, "%w", err)
		}
		d := Decision{Day: day, Note: strings.Clone(strings.TrimSpace(in.Field(note)))}
		if d.Choice, err = ParseChoice(in.Field(decision)); err == nil && d.Choice == Update {
			err = record.CheckUpdate()
		}
		if before, again := decisions[id]; err == nil && again {
			d, err = before.unite(d)
		}
		if err != nil {
			return in.Errorf(decision, "%w", err)
		}
		decisions[id] = d
		if _, again := r.decisions[id]; !again || strings.TrimSpace(in.Field(decision)) != "" {
			r.decisions[id] = d
		}
	}
	return in.Err()
}

// Write writes each record to the table of its choice. Those that are decided
// have why in the column Reason.
func (r *Review) Write(out Out) (Count, error) {
	var n Count
	review := tsv.NewWriter(out.Review, r.header)
	update := tsv.NewWriter(out.Update, r.merge.Header)
	dnu := tsv.NewWriter(out.DoNotChange, r.merge.Header)
	for i, row := range r.rows {
		var err error
		d := r.decisions[r.ids[i]]
		switch d.Choice {
		case Later:
			n.Review++
			err = review.Write(row)
		case Update:
			n.Update++
			err = update.Write(r.merge.Row(row, d.reason()))
		case DoNotChange:
			n.DoNotChange++
			err = dnu.Write(r.merge.Row(row, d.reason()))
		}
		if err != nil {
			return n, err
		}
	}
	return n, cmp.Or(review.Flush(), update.Flush(), dnu.Flush())
}
