// Package shared puts the records side by side that have one incoming OCLC
// number: candidates for merging.
package shared

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// Header is the columns of the groups.
func Header() []string {
	return []string{column.Incoming, column.NetworkID, column.Reports, column.Institution, column.Action}
}

// A Count says how many records were looked at, how many share their number,
// and how many groups these make.
type Count struct{ Records, Shared, Groups int }

// A record is one that shares its number.
type record struct {
	number          ocn.Number
	id              mms.ID
	reports, action string
}

// compare orders records by number, as numbers, then by MMS ID.
func compare(a, b record) int {
	return cmp.Or(
		cmp.Compare(len(a.number), len(b.number)), // there are no leading zeros
		strings.Compare(string(a.number), string(b.number)),
		mms.Compare(a.id, b.id))
}

// Rows writes the rows of merged, a table of bibmerge, with a value in Shared
// with, those of one number together, and who holds each record as far as report
// tells. It holds them in memory.
func Rows(merged *tsv.Reader, report *analytics.Report, out io.Writer) (Count, error) {
	records, n, err := read(merged)
	if err != nil {
		return n, err
	}
	slices.SortStableFunc(records, compare)
	w := tsv.NewWriter(out, Header())
	var last ocn.Number
	for _, r := range records {
		if r.number != last {
			n.Groups++
			last = r.number
		}
		if err := w.Write([]string{string(r.number), r.id.String(), r.reports, report.Rows[r.id].Institution, r.action}); err != nil {
			return n, err
		}
	}
	return n, w.Flush()
}

func read(in *tsv.Reader) (records []record, n Count, err error) {
	at, err := in.Columns(column.NetworkID, column.Incoming, column.Action)
	if err != nil {
		return nil, n, err
	}
	reports, err := in.Optional(column.Reports)
	if err != nil {
		return nil, n, err
	}
	with, err := in.Optional(column.SharedWith)
	if err != nil {
		return nil, n, err
	}
	for in.Scan() {
		n.Records++
		if in.Field(with) == "" {
			continue
		}
		n.Shared++
		row := in.Row()
		id, ok := mms.Parse(row[at[0]])
		if !ok {
			return nil, n, in.Errorf("%v", mms.NotID(row[at[0]]))
		}
		number, ok := ocn.Parse(row[at[1]])
		if !ok {
			return nil, n, in.Errorf("%q in column %q is no OCLC number, but column %q names records that share it",
				row[at[1]], column.Incoming, column.SharedWith)
		}
		records = append(records, record{number, id, in.Field(reports), row[at[2]]})
	}
	return records, n, in.Err()
}
