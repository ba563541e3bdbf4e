// Package verify tells which records have their new OCLC number, after the job
// and the import ran in Alma.
package verify

import (
	"cmp"
	"io"
	"slices"

	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// An Outcome is what became of a record.
type Outcome int

// The outcomes.
const (
	Verified   Outcome = iota // has its new number
	NotUpdated                // has not, or the report does not tell
	Lost                      // has no OCLC number at all any more
)

// Judge tells what became of a record whose new number should be incoming. row
// is its row of a fresh Analytics report, nil if it has none.
func Judge(incoming string, row *analytics.Row) (o Outcome, reason string) {
	if row == nil {
		return NotUpdated, analytics.Missing
	}
	number, ok := ocn.Parse(incoming)
	numbers := row.Numbers()
	switch {
	case len(numbers) == 0:
		return Lost, "no OCLC number in 035 $a"
	case !ok || !slices.Contains(numbers, number):
		return NotUpdated, "035 $a does not hold the new number"
	case len(numbers) > 1:
		return Verified, analytics.HoldsOthers
	}
	return Verified, ""
}

// A Count says where the rows went. Each row is counted once.
type Count struct{ Verified, NotUpdated, Lost int }

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Verified + n.NotUpdated + n.Lost }

// Out is where Rows writes; each is a table.
type Out struct{ Verified, NotUpdated, Lost io.Writer }

// Rows copies each row of in to the table of its outcome, with what the report
// says of the record now and the reason.
func Rows(in *tsv.Reader, report analytics.Report, out Out) (Count, error) {
	at, err := in.Columns(column.NetworkID, column.Incoming)
	if err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Current, column.Cancelled, column.Lifecycle, column.Institution, column.Reason)
	if err != nil {
		return Count{}, err
	}
	var n Count
	v, u, l := tsv.NewWriter(out.Verified, merge.Header), tsv.NewWriter(out.NotUpdated, merge.Header), tsv.NewWriter(out.Lost, merge.Header)
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return n, err
		}
		var found *analytics.Row
		row, ok := report[id]
		if ok {
			found = &row
		}
		outcome, reason := Judge(in.Row()[at[1]], found)
		w := v
		switch outcome {
		case Verified:
			n.Verified++
		case NotUpdated:
			w = u
			n.NotUpdated++
		case Lost:
			w = l
			n.Lost++
		}
		if err := w.Write(merge.Row(in.Row(), row.Current, row.Cancelled, row.Lifecycle, row.Institution, reason)); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), v.Flush(), u.Flush(), l.Flush())
}
