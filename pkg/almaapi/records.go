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
	var ids []mms.ID
	seen := make(map[mms.ID]bool)
	err := in.Each(func() error {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
		return nil
	}, tsv.ID(column.NetworkID, &id))
	return ids, err
}

// Records is what Alma said of the records that were asked for.
type Records struct {
	Header []string // Fetched last
	rows   map[mms.ID][][]string
	unread map[mms.ID]string // why Alma's answer for a record could not be read
	ofZone bool              // the records are those of one zone, that of the key
}

// A Count says what became of the records. Each is found, missing or not read.
type Count struct {
	Found, Rows, Missing, NotRead int

	first mms.ID // of those that were not read
	why   string
}

// Records is how many were asked for.
func (n Count) Records() int { return n.Found + n.Missing + n.NotRead }

// Write writes the rows of the records asked for, in their order, and the ids
// of those that Alma does not have.
func (r *Records) Write(ids []mms.ID, found, missing io.Writer) (Count, error) {
	var n Count
	out, lost := tsv.NewWriter(found, r.Header), tsv.NewWriter(missing, []string{column.NetworkID})
	for _, id := range ids {
		rows, answered := r.rows[id]
		why, isUnread := r.unread[id]
		switch {
		case isUnread:
			if n.NotRead++; n.NotRead == 1 {
				n.first, n.why = id, why
			}
			out.Write(unread(id, why))
		case !answered:
			return n, fmt.Errorf("there is no answer for %s; this is a fault of the program, please report it", id)
		case len(rows) == 0:
			n.Missing++
			lost.Write([]string{id.String()})
		default:
			n.Found++
			for _, row := range rows {
				n.Rows++
				out.Write(row)
			}
		}
	}
	return n, cmp.Or(lost.Flush(), out.Flush())
}

// few is how many records may well be gone all at once.
const few = 10

// wrongZone is the error of a key to which not one of the records is known: of a few of
// them it is worth a warning.
func (r *Records) wrongZone(n Count) error {
	if !r.ofZone || n.Found > 0 || n.Records() == 0 {
		return nil
	}
	return fmt.Errorf("not one record came from Alma, of %d asked for; is this the key of the right zone?", n.Records())
}

// add adds the answer to a batch.
func (r *Records) add(asked []mms.ID, answer said) {
	for _, id := range asked {
		if why, ok := answer.unread[id]; ok {
			r.unread[id] = why
			continue
		}
		r.rows[id] = answer.rows[id]
	}
}

// isForeign tells whether a record stands in the answer to a question after
// others.
func isForeign(asked []mms.ID, id mms.ID) bool { return !slices.Contains(asked, id) }

func stamp(fetched time.Time) string { return fetched.Format(time.RFC3339) }
