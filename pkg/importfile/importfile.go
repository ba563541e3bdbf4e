// Package importfile makes the tables that Alma's import profile "OCLC number
// (035) import - From XLS" reads: the columns 001, an MMS ID, and 035 $a, a bare
// OCLC number, one a row.
package importfile

import (
	"cmp"
	"io"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count says how many records came in and how many rows were written for
// them.
type Count struct{ Records, Written int }

// New writes the incoming number of each record. A record without one, or with
// two different ones, is an error: after the job that empties 035 $a it would
// have lost its number, or have a wrong one.
func New(in *tsv.Reader, out io.Writer) (Count, error) {
	given := make(map[mms.ID]ocn.Number)
	return rows(in, out, column.Incoming, func(id mms.ID, field string) ([]ocn.Number, error) {
		number, ok := ocn.Parse(field)
		if !ok {
			return nil, in.Errorf("%q in column %q is no OCLC number; the record would lose its number", field, column.Incoming)
		}
		before, again := given[id]
		switch {
		case again && before != number:
			return nil, in.Errorf("record %v has two incoming numbers, %s and %s", id, before, number)
		case again:
			return nil, nil
		}
		given[id] = number
		return []ocn.Number{number}, nil
	})
}

// Rollback writes every number that each record has in 035 $a today, so that the
// import can be undone. What in 035 $a is no OCLC number is left out: the job
// that empties 035 $a leaves it there.
func Rollback(in *tsv.Reader, out io.Writer) (Count, error) {
	return rows(in, out, column.Current, func(_ mms.ID, field string) ([]ocn.Number, error) {
		return ocn.ParseList(field).Numbers, nil
	})
}

// rows writes a row for each of the numbers that of tells for a record.
func rows(in *tsv.Reader, out io.Writer, from string, of func(mms.ID, string) ([]ocn.Number, error)) (Count, error) {
	at, err := in.Columns(column.NetworkID, from)
	if err != nil {
		return Count{}, err
	}
	var n Count
	w := tsv.NewWriter(out, []string{column.Import001, column.Import035a})
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return n, err
		}
		numbers, err := of(id, in.Row()[at[1]])
		if err != nil {
			return n, err
		}
		n.Records++
		for _, number := range numbers {
			n.Written++
			if err := w.Write([]string{id.String(), string(number)}); err != nil {
				return n, err
			}
		}
	}
	return n, cmp.Or(in.Err(), w.Flush())
}
