package almaapi

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// readIDs reads the distinct records of a table with the column Network Id, in
// order.
func readIDs(in *tsv.Reader) ([]mms.ID, error) {
	var id mms.ID
	if err := in.Bind(tsv.ID(column.NetworkID, &id)); err != nil {
		return nil, err
	}
	var ids []mms.ID
	seen := make(map[mms.ID]bool)
	for in.Scan() {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids, in.Err()
}

// Records is what Alma said of the records that were asked for.
type Records struct {
	Header []string // Fetched last
	rows   map[mms.ID][][]string
}

// A Count says what became of the records.
type Count struct{ Found, Rows, Missing int }

// Write writes the rows of the records asked for, in their order, and the ids
// of those that Alma does not have.
func (r *Records) Write(ids []mms.ID, found, missing io.Writer) (Count, error) {
	var n Count
	out, lost := tsv.NewWriter(found, r.Header), tsv.NewWriter(missing, []string{column.NetworkID})
	for _, id := range ids {
		rows, answered := r.rows[id]
		if !answered {
			return n, fmt.Errorf("there is no answer for %s; this is a fault of the program, please report it", id)
		}
		for _, row := range rows {
			out.Write(row)
		}
		if n.Rows += len(rows); len(rows) > 0 {
			n.Found++
		} else {
			n.Missing++
			lost.Write([]string{id.String()})
		}
	}
	return n, cmp.Or(lost.Flush(), out.Flush())
}

// add adds the answer to a batch: rows by record, none for those of asked that
// Alma does not have.
func (r *Records) add(asked []mms.ID, rows map[mms.ID][][]string) {
	for _, id := range asked {
		r.rows[id] = rows[id]
	}
}

// isForeign tells whether a record stands in the answer to a question after
// others.
func isForeign(asked []mms.ID, id mms.ID) bool { return !slices.Contains(asked, id) }

func stamp(fetched time.Time) string { return fetched.Format(time.RFC3339) }
