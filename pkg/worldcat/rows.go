package worldcat

import (
	"cmp"
	"io"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/reason"
	"datasync/pkg/tsv"
)

// A Count says what became of the rows. Each row is counted once.
type Count struct {
	Merge, First, Rematch, Stale, NotAsked int

	Before int // rows of Out.Review, which did not come in
}

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Merge + n.First + n.Rematch + n.Stale + n.NotAsked }

// Out is where Rows writes; each is a table. The rows of Rematch and Stale stay
// in Keep where these are nil.
type Out struct {
	Keep, Rematch, Stale io.Writer

	Review *tsv.Reader // its rows stand first in Rematch; nil: there are none
}

// Rows copies each row of in to the table of its route, with the verdict: its text
// for people and its kind. In a row that is taken out of Keep the text goes before
// the reason too, if the table has that column.
//
// A row has no verdict if there is nothing to ask: it has no new number, that is
// a provisional one, or what it has so far cannot be read.
func Rows(in *tsv.Reader, answers *Answers, out Out) (Count, error) {
	var n Count
	var f fields
	var why int
	if err := in.Bind(tsv.Text(column.Incoming, &f.incoming), tsv.MayText(column.Existing, &f.existing),
		tsv.MayText(column.Current, &f.now), tsv.MayText(column.Action, &f.action), tsv.May(column.Reason, &why)); err != nil {
		return n, err
	}
	verdicts, err := in.Merge(column.WorldCat, column.Verdict)
	if err != nil {
		return n, err
	}
	keep := &rows{Writer: tsv.NewWriter(out.Keep, verdicts.Header)}
	table := func(dst io.Writer) *rows {
		if dst == nil {
			return keep
		}
		return &rows{Writer: tsv.NewWriter(dst, verdicts.Header)}
	}
	tables := [...]*rows{NotAsked: keep, First: keep, Merge: keep, Rematch: table(out.Rematch), Stale: table(out.Stale)}
	if out.Review != nil {
		if tables[Rematch], n.Before, err = below(out.Review, out.Rematch, verdicts.Header); err != nil {
			return n, err
		}
	}
	counts := [...]*int{NotAsked: &n.NotAsked, First: &n.First, Merge: &n.Merge, Rematch: &n.Rematch, Stale: &n.Stale}
	for in.Scan() {
		to, verdict := NotAsked, Verdict{}
		if change, ok := f.change(); ok {
			if to, verdict, err = change.Decide(answers); err != nil {
				return n, in.Errorf("%w", err)
			}
		}
		*counts[to]++
		row := verdicts.Row(in.Row(), verdict.Text, verdict.Kind)
		if tables[to] != keep && why >= 0 {
			said := reason.Of(reason.WorldCat, verdict.Text)
			if row[why] != "" {
				said += "; " + row[why]
			}
			row[why] = said
		}
		if err := tables[to].Write(row); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), keep.Flush(), tables[Rematch].Flush(), tables[Stale].Flush())
}

// rows are a table that is written.
type rows struct {
	*tsv.Writer
	merge *tsv.Merge // puts the values of a row below other columns; nil: they are its own
	blank []string
}

// below writes the rows of a table to dst, so that rows with the columns of header
// can be written below them: each value under its name, and columns that the table
// lacks behind its own.
func below(table *tsv.Reader, dst io.Writer, header []string) (r *rows, n int, err error) {
	merge, err := table.Merge(header...)
	if err != nil {
		return nil, 0, err
	}
	r = &rows{tsv.NewWriter(dst, merge.Header), merge, make([]string, len(merge.Header))}
	for ; table.Scan(); n++ {
		if err := r.Writer.Write(merge.Row(table.Row())); err != nil {
			return nil, n, err
		}
	}
	return r, n, table.Err()
}

// Write writes a row, with each value in its place.
func (r *rows) Write(row []string) error {
	if r.merge != nil {
		row = r.merge.Row(r.blank, row...)
	}
	return r.Writer.Write(row)
}

// fields are those of a row that tell the change of its record.
type fields struct{ incoming, existing, now, action string }

// change is the change of the row. ok is false if there is nothing to ask.
//
// The old numbers are those in 035 $a today, which the change would replace. A
// record that has none there, or of which that is not known, had the number with
// which it was sent: taken out of 035 $a since, it still tells which record the
// library had in hand.
func (f fields) change() (c Change, ok bool) {
	number, ok := ocn.Parse(f.incoming)
	if !ok || bibreport.IsUnresolved(f.action) {
		return Change{}, false
	}
	old := ocn.ParseList(f.now)
	if len(old.Numbers)+len(old.Unreadable) == 0 {
		old = ocn.ParseList(f.existing)
	}
	return Change{number, old.Numbers}, len(old.Unreadable) == 0
}
