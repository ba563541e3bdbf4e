package message

import (
	"io"
	"strconv"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// A Reject takes a line that cannot be read, with its place and what is wrong. Where
// a report is read without one, the first such line is an error.
type Reject func(why *tsv.Error, line string) error

// take hands a line over, or returns what is wrong with it.
func (r Reject) take(why *tsv.Error, line string) error {
	if r == nil {
		return why
	}
	return r(why, line)
}

// Rejects are the lines that cannot be read, as a table.
type Rejects struct {
	N     int
	First error // what is wrong with the first, and where; nil: there is none
	w     *tsv.Writer
}

// NewRejects returns Rejects that are written to out.
func NewRejects(out io.Writer) *Rejects {
	return &Rejects{w: tsv.NewWriter(out, []string{column.File, column.Line, column.Reason, column.Text})}
}

// Take is a Reject.
func (r *Rejects) Take(why *tsv.Error, line string) error {
	if r.N++; r.First == nil {
		r.First = why
	}
	return r.w.Write([]string{tsv.Clean(why.File), strconv.Itoa(why.Line), why.Err.Error(), bibreport.Excerpt([]byte(line))})
}

// Flush writes what is left of the table.
func (r *Rejects) Flush() error { return r.w.Flush() }
