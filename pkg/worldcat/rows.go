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
	r, err := newReader(in)
	if err != nil {
		return Count{}, err
	}
	verdicts, err := in.Merge(column.WorldCat)
	if err != nil {
		return Count{}, err
	}
	var n Count
	keep := tsv.NewWriter(out.Keep, verdicts.Header)
	tables := map[Route]*tsv.Writer{Keep: keep, Rematch: keep, Stale: keep}
	for to, dst := range map[Route]io.Writer{Rematch: out.Rematch, Stale: out.Stale} {
		if dst != nil {
			tables[to] = tsv.NewWriter(dst, verdicts.Header)
		}
	}
	for in.Scan() {
		to, verdict := Keep, ""
		change, ok := r.change()
		if ok {
			if to, verdict, err = change.Decide(answers); err != nil {
				return n, in.Errorf("%w", err)
			}
		}
		n.add(to, ok, len(change.Old) > 0)
		row := verdicts.Row(in.Row(), verdict)
		if tables[to] != keep && r.reason >= 0 {
			row[r.reason] = joined("WorldCat: "+verdict, row[r.reason])
		}
		if err := tables[to].Write(row); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), keep.Flush(), tables[Rematch].Flush(), tables[Stale].Flush())
}

func joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + "; " + b
}

func (n *Count) add(to Route, asked, hasOld bool) {
	switch {
	case !asked:
		n.NotAsked++
	case to == Rematch:
		n.Rematch++
	case to == Stale:
		n.Stale++
	case hasOld:
		n.Merge++
	default:
		n.First++
	}
}

// A reader takes the change of a record out of the rows of a table.
type reader struct {
	in                                      *tsv.Reader
	incoming, existing, now, action, reason int
}

func newReader(in *tsv.Reader) (*reader, error) {
	r := &reader{in: in}
	err := in.Locate(
		tsv.Need(column.Incoming, &r.incoming), tsv.May(column.Existing, &r.existing), tsv.May(column.Current, &r.now),
		tsv.May(column.Action, &r.action), tsv.May(column.Reason, &r.reason),
	)
	return r, err
}

// change is the change of the row. ok is false if there is nothing to ask.
//
// The old numbers are those in 035 $a today, which the change would replace. A
// record that has none there, or of which that is not known, had the number with
// which it was sent: taken out of 035 $a since, it still tells which record the
// library had in hand.
func (r *reader) change() (c Change, ok bool) {
	number, ok := ocn.Parse(r.in.Field(r.incoming))
	if !ok || bibreport.IsUnresolved(r.in.Field(r.action)) {
		return Change{}, false
	}
	old := ocn.ParseList(r.in.Field(r.now))
	if len(old.Numbers)+len(old.Unreadable) == 0 {
		old = ocn.ParseList(r.in.Field(r.existing))
	}
	return Change{number, old.Numbers}, len(old.Unreadable) == 0
}
