// Package split separates the records whose OCLC number at OCLC differs from
// the one in our 035 $a.
package split

import (
	"cmp"
	"io"

	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count says where the rows went. Each row is counted once.
type Count struct{ Differ, Same int }

// Rows copies each row of in to differ or to same, in order, under the header
// of in. A table without the column Conflict has no conflicts.
func Rows(in *tsv.Reader, differ, same io.Writer) (Count, error) {
	at, err := in.Columns(column.Existing, column.Incoming)
	if err != nil {
		return Count{}, err
	}
	conflict, err := in.Optional(column.Conflict)
	if err != nil {
		return Count{}, err
	}
	var n Count
	d, s := tsv.NewWriter(differ, in.Header()), tsv.NewWriter(same, in.Header())
	for in.Scan() {
		row := in.Row()
		out := s
		if Differs(row[at[0]], row[at[1]], in.Field(conflict)) {
			n.Differ++
			out = d
		} else {
			n.Same++
		}
		if err := out.Write(row); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), d.Flush(), s.Flush())
}

// Differs tells whether a record is to be looked at: its incoming OCLC number
// is not the existing one, compared as numbers; or either is no OCLC number; or
// the reports disagree.
func Differs(existing, incoming, conflict string) bool {
	return conflict != "" || !ocn.Same(existing, incoming)
}
