package alma

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// OneStep writes the tables that an import profile reads which replaces 035 by
// itself: the columns 001, 035 $a and as many 035 $z, 035 $z (2), … as the widest row
// needs. In the workbook for Alma they have one name: Alma makes one field with the
// subfield repeated of the columns of one tag, indicators and subfield (Ex Libris,
// "Importing Records with CSV or Excel Files").
//
// out gets what each record of the tables gets, rollback, if not nil, in the same
// columns, of 035 $a too as many as it needs, what puts back what each has today.
func OneStep(tables []*tsv.Reader, out, rollback io.Writer) (ChangeCount, error) {
	all, n, err := Changes(tables)
	if err == nil {
		err = writeColumns(records(all, Change.Gets), out)
	}
	if err == nil && rollback != nil {
		err = writeColumns(records(all, Change.Had), rollback)
	}
	return n, err
}

// records are what each record gets, or what puts back what it has today, of those that
// have a number. They are made one by one, since of a million they take much more memory
// than what they are made of.
func records(all []Change, of func(Change) Record) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for _, c := range all {
			if r := of(c); r.Fields != nil && !yield(r) {
				return
			}
		}
	}
}

// Numbers and Cancelled are all that the fields of a record have in $a and in $z:
// what a workbook can tell of it.
func (r Record) Numbers() (all []string) {
	for _, f := range r.Fields {
		if f.Number != "" {
			all = append(all, f.Number)
		}
	}
	return all
}

// Cancelled: see Numbers.
func (r Record) Cancelled() (all []string) {
	for _, f := range r.Fields {
		all = append(all, f.Cancelled...)
	}
	return all
}

func writeColumns(all iter.Seq[Record], out io.Writer) error {
	numbers, cancelled := 1, 0
	for r := range all { // how wide it is shows at the end alone
		numbers, cancelled = max(numbers, len(r.Numbers())), max(cancelled, len(r.Cancelled()))
	}
	header := append([]string{column.Import001}, repeated(column.Import035a, numbers)...)
	w := tsv.NewWriter(out, append(header, repeated(column.Import035z, cancelled)...))
	row := make([]string, 1+numbers+cancelled)
	for r := range all {
		clear(row)
		row[0] = r.ID.String()
		copy(row[1:], r.Numbers())
		copy(row[1+numbers:], r.Cancelled())
		w.Write(row) // its error comes again from Flush
	}
	return w.Flush()
}

// repeated is the names of n columns for one subfield.
func repeated(name string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = name
		if i > 0 {
			names[i] = fmt.Sprintf("%s (%d)", name, i+1)
		}
	}
	return names
}

// Columns are where a table that OneStep wrote, or a workbook of it, has the parts
// of a record, counted from 0.
type Columns struct {
	ID                 int
	Numbers, Cancelled []int
}

// FindColumns finds them in a header. A column of another name is an error.
func FindColumns(header []string) (Columns, error) {
	c := Columns{ID: -1}
	for i, name := range header {
		subfield, _, _ := strings.Cut(name, " (")
		switch {
		case tsv.SameName(name, column.Import001) && c.ID < 0:
			c.ID = i
		case tsv.SameName(subfield, column.Import035a):
			c.Numbers = append(c.Numbers, i)
		case tsv.SameName(subfield, column.Import035z):
			c.Cancelled = append(c.Cancelled, i)
		default:
			return c, fmt.Errorf("column %q has no place in an import of OCLC numbers", name)
		}
	}
	if c.ID < 0 || len(c.Numbers) == 0 {
		return c, fmt.Errorf("no columns %q and %q; there are: %s", column.Import001, column.Import035a, strings.Join(header, ", "))
	}
	return c, nil
}

// Record is what a row has of the record id; field is its field at a place. Of several
// numbers in $a each is a field, the first of which has all that stands in $z.
func (c Columns) Record(id mms.ID, field func(at int) string) Record {
	values := func(at []int) (all []string) {
		for _, at := range at {
			if v := field(at); v != "" {
				all = append(all, v)
			}
		}
		return all
	}
	r := Record{ID: id}
	for _, n := range values(c.Numbers) {
		r.Fields = append(r.Fields, Field{Number: n})
	}
	if cancelled := values(c.Cancelled); len(cancelled) > 0 {
		if r.Fields == nil {
			r.Fields = []Field{{}}
		}
		r.Fields[0].Cancelled = cancelled
	}
	return r
}
