package worldcat

import (
	"cmp"
	"io"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count says what became of the rows. Each row is counted once.
type Count struct{ Merge, First, Rematch, Stale, NotAsked int }

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Merge + n.First + n.Rematch + n.Stale + n.NotAsked }

// Out is where Rows writes; each is a table. The rows of Rematch and Stale stay
// in Keep where these are nil.
type Out struct{ Keep, Rematch, Stale io.Writer }

// Rows copies each row of in to the table of its route, with the verdict. In a
// row that is taken out of Keep the verdict goes before the reason too, if the
// table has that column.
//
// A row has no verdict if there is nothing to ask: it has no new number, that is
// a provisional one, or what it has so far cannot be read.
func Rows(in *tsv.Reader, answers *Answers, out Out) (Count, error) {
	var n Count
	var f fields
	if err := in.Bind(tsv.Text(column.Incoming, &f.incoming), tsv.MayText(column.Existing, &f.existing),
		tsv.MayText(column.Current, &f.now), tsv.MayText(column.Action, &f.action)); err != nil {
		return n, err
	}
	reason, err := in.Optional(column.Reason)
	if err != nil {
		return n, err
	}
	verdicts, err := in.Merge(column.WorldCat)
	if err != nil {
		return n, err
	}
	keep := tsv.NewWriter(out.Keep, verdicts.Header)
	table := func(dst io.Writer) *tsv.Writer {
		if dst == nil {
			return keep
		}
		return tsv.NewWriter(dst, verdicts.Header)
	}
	tables := [...]*tsv.Writer{NotAsked: keep, First: keep, Merge: keep, Rematch: table(out.Rematch), Stale: table(out.Stale)}
	counts := [...]*int{NotAsked: &n.NotAsked, First: &n.First, Merge: &n.Merge, Rematch: &n.Rematch, Stale: &n.Stale}
	for in.Scan() {
		to, verdict := NotAsked, ""
		if change, ok := f.change(); ok {
			if to, verdict, err = change.Decide(answers); err != nil {
				return n, in.Errorf("%w", err)
			}
		}
		*counts[to]++
		row := verdicts.Row(in.Row(), verdict)
		if tables[to] != keep && reason >= 0 {
			why := "WorldCat: " + verdict
			if row[reason] != "" {
				why += "; " + row[reason]
			}
			row[reason] = why
		}
		if err := tables[to].Write(row); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), keep.Flush(), tables[Rematch].Flush(), tables[Stale].Flush())
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
