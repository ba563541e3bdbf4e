package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// A table is the rows of files whose records had one outcome. Its columns are
// those of the first file, and then the further ones of the others.
type table struct {
	rank    int // among the outcomes
	outcome string
	header  []string
	records []*record
	places  map[string]int // of columns in the header, as they were asked for
}

// A record is a row of a table. It is one string, since a slice of fields would
// take twice the memory.
type record struct {
	table      *table
	fields     string // joined by TABs; those missing at the end are empty
	reason, id string // parts of fields
}

// read appends the rows of a file.
func (t *table) read(in *tsv.Reader) error {
	wanted, err := in.Columns(column.NetworkID)
	if err != nil {
		return err
	}
	reason, err := in.Optional(column.Reason)
	if err != nil {
		return err
	}
	to := make([]int, len(in.Header())) // where each of its columns goes
	for i, name := range in.Header() {
		if _, err := in.Columns(name); err != nil { // there are two of this name
			return err
		}
		if to[i], err = tsv.Find(t.header, name); err != nil {
			return in.Errorf("%v", err)
		}
		if to[i] < 0 {
			to[i] = len(t.header)
			t.header = append(t.header, strings.Clone(name))
		}
	}
	row := make([]string, len(t.header))
	for in.Scan() {
		for i, field := range in.Row() {
			row[to[i]] = field
		}
		r := &record{table: t, fields: strings.Join(row, "\t")}
		r.id = r.field(to[wanted[0]])
		if reason >= 0 {
			r.reason = r.field(to[reason])
		}
		t.records = append(t.records, r)
	}
	return in.Err()
}

// field is the one at a place in the header.
func (r *record) field(at int) string {
	rest := r.fields
	for ; at > 0; at-- {
		_, after, ok := strings.Cut(rest, "\t")
		if !ok {
			return ""
		}
		rest = after
	}
	field, _, _ := strings.Cut(rest, "\t")
	return field
}

// named is the field in the column of a name, "" if there is none.
func (r *record) named(name string) string {
	at, ok := r.table.places[name]
	if !ok {
		at = slices.IndexFunc(r.table.header, func(h string) bool { return tsv.SameName(h, name) })
		if r.table.places == nil {
			r.table.places = make(map[string]int)
		}
		r.table.places[name] = at
	}
	if at < 0 {
		return ""
	}
	return r.field(at)
}

// A view is records, in order, under the columns of a sheet. It implements
// workbook.Rows.
type view struct {
	header  []string
	records []*record
	fill    func(r *record, row []string) // sets the columns that are in no table; nil: there are none

	at          map[*table][]int // where each column of the sheet stands; -1: nowhere
	institution int              // where Institution Name stands, from the first Scan on; -1: nowhere
	row         []string
	next        int
}

// newView shows records of the tables, sorted. made are the columns that are in
// no table.
func newView(records []*record, made []string, tables ...*table) *view {
	v := &view{records: sorted(records), header: slices.Clone(made), at: make(map[*table][]int)}
	for _, t := range tables {
		for _, name := range t.header {
			if !has(v.header, name) {
				v.header = append(v.header, name)
			}
		}
	}
	for _, t := range tables {
		at := make([]int, len(v.header))
		for i, name := range v.header {
			at[i] = slices.IndexFunc(t.header, func(h string) bool { return tsv.SameName(h, name) })
		}
		v.at[t] = at
	}
	v.row = make([]string, len(v.header))
	return v
}

// drop leaves out a column, if there is one of the name.
func (v *view) drop(name string) {
	i := slices.IndexFunc(v.header, func(h string) bool { return tsv.SameName(h, name) })
	if i < 0 {
		return
	}
	v.header = slices.Delete(v.header, i, i+1)
	v.row = v.row[1:]
	for t, at := range v.at {
		v.at[t] = slices.Delete(at, i, i+1)
	}
}

// sorted sorts records by outcome, reason and MMS ID.
func sorted(records []*record) []*record {
	slices.SortStableFunc(records, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.table.rank, b.table.rank), strings.Compare(a.reason, b.reason), strings.Compare(a.id, b.id))
	})
	return records
}

// Header implements workbook.Rows.
func (v *view) Header() []string { return v.header }

// Scan implements workbook.Rows.
func (v *view) Scan() bool {
	if v.next == len(v.records) {
		return false
	}
	if v.next == 0 {
		v.institution = slices.IndexFunc(v.header, func(h string) bool { return tsv.SameName(h, column.Institution) })
	}
	r := v.records[v.next]
	v.next++
	fields := strings.Split(r.fields, "\t")
	for i, at := range v.at[r.table] {
		v.row[i] = ""
		if at >= 0 && at < len(fields) {
			v.row[i] = fields[at]
		}
	}
	if v.institution >= 0 {
		v.row[v.institution] = distinct(v.row[v.institution], " | ")
	}
	if v.fill != nil {
		v.fill(r, v.row)
	}
	return true
}

// Row implements workbook.Rows.
func (v *view) Row() []string { return v.row }

// Err implements workbook.Rows.
func (v *view) Err() error { return nil }

// Errorf implements workbook.Rows.
func (v *view) Errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }
