// Package claims takes apart what the reports say of records on whose OCLC number
// they disagree.
package claims

import (
	"io"
	"slices"
	"time"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// Header is the columns of the claims.
func Header() []string {
	return []string{column.NetworkID, column.Symbol, column.Run, column.Action, column.Incoming, column.JobID}
}

// A Count says how many records are in conflict and how many rows their claims
// make.
type Count struct{ Records, Claims int }

// A claim is what a library's report says of a record.
type claim struct {
	symbol, action, number string
}

// A record is one in conflict.
type record struct {
	id      mms.ID
	rows    [][]string
	claims  []claim // of the rows
	problem error   // to be told if no other row claims anything
}

// Rows writes each claim about a record of merged with a Conflict: that of its
// own row, then those of the rows of duplicates that count. Claims of one library
// that are the same, number and action, are one. The records are in the order of
// merged. Both tables are bibmerge's; a conflict to which duplicates knows only
// one side is an error, since they are then not from one run.
func Rows(merged, duplicates *tsv.Reader, out io.Writer) (Count, error) {
	records, err := conflicts(merged)
	if err != nil {
		return Count{}, err
	}
	if err := addDuplicates(duplicates, records); err != nil {
		return Count{}, err
	}
	var n Count
	w := tsv.NewWriter(out, Header())
	for _, r := range records {
		if len(r.claims) == 1 {
			return n, r.problem
		}
		n.Records++
		for _, row := range r.rows {
			n.Claims++
			if err := w.Write(row); err != nil {
				return n, err
			}
		}
	}
	return n, w.Flush()
}

// conflicts reads the records in conflict, each with the claim of its own row.
func conflicts(merged *tsv.Reader) ([]*record, error) {
	c, err := newColumns(merged)
	if err != nil {
		return nil, err
	}
	conflict, err := merged.Optional(column.Conflict)
	if err != nil {
		return nil, err
	}
	var records []*record
	for merged.Scan() {
		if merged.Field(conflict) == "" {
			continue
		}
		id, err := c.id()
		if err != nil {
			return nil, err
		}
		r := &record{id: id, problem: merged.Errorf(
			"record %v is in conflict, but no other row about it is among the duplicates; are both from one run of bibmerge?", id)}
		r.add(c)
		records = append(records, r)
	}
	return records, merged.Err()
}

// addDuplicates adds the claims of the rows that were folded into the records.
func addDuplicates(duplicates *tsv.Reader, records []*record) error {
	c, err := newColumns(duplicates)
	if err != nil {
		return err
	}
	at, err := duplicates.Columns(column.Reason)
	if err != nil {
		return err
	}
	byID := make(map[mms.ID]*record)
	for _, r := range records {
		byID[r.id] = r
	}
	for duplicates.Scan() {
		if duplicates.Row()[at[0]] != bibreport.Duplicate {
			continue
		}
		id, err := c.id()
		if err != nil {
			return err
		}
		if r := byID[id]; r != nil {
			r.add(c)
		}
	}
	return duplicates.Err()
}

// add adds the claim of the current row, if it is a new one.
func (r *record) add(c columns) {
	row := c.in.Row()
	symbol, run := job(row[c.job])
	says := claim{symbol, row[c.action], row[c.incoming]}
	if slices.Contains(r.claims, says) {
		return
	}
	r.claims = append(r.claims, says)
	r.rows = append(r.rows, []string{r.id.String(), symbol, run, says.action, says.number, row[c.job]})
}

// job is the symbol of a job id, and the time of its run, such as
// "2025-05-24 11:02:25" in UTC. The time is "" where the id does not tell it.
func job(id string) (symbol, run string) {
	symbol, began, ok := bibreport.ParseJob(id)
	if !ok {
		return symbol, ""
	}
	return symbol, began.Format(time.DateTime)
}

// columns is where the fields of a report's row are in a table.
type columns struct {
	in                             *tsv.Reader
	network, job, action, incoming int
}

func newColumns(in *tsv.Reader) (columns, error) {
	at, err := in.Columns(column.NetworkID, column.JobID, column.Action, column.Incoming)
	if err != nil {
		return columns{}, err
	}
	return columns{in, at[0], at[1], at[2], at[3]}, nil
}

func (c columns) id() (mms.ID, error) {
	field := c.in.Row()[c.network]
	id, ok := mms.Parse(field)
	if !ok {
		return 0, c.in.Errorf("%v", mms.NotID(field))
	}
	return id, nil
}
