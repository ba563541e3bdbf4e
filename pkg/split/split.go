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
	var n Count
	var existing, incoming, conflict string
	if err := in.Bind(tsv.Text(column.Existing, &existing), tsv.Text(column.Incoming, &incoming), tsv.MayText(column.Conflict, &conflict)); err != nil {
		return n, err
	}
	d, s := tsv.NewWriter(differ, in.Header()), tsv.NewWriter(same, in.Header())
	for in.Scan() {
		out, count := s, &n.Same
		if Differs(existing, incoming, conflict) {
			out, count = d, &n.Differ
		}
		*count++
		if err := out.Copy(in); err != nil {
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
