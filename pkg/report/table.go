package report

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A table is the records of one outcome, or several, from one file or several. Its columns are
// those of the first file, and then the further ones of the others.
type table struct {
	outcome int // index into outcomes
	header  []string
	records []*record
}

// A record is a row of a file. It is one string, since a slice of fields would
// take twice the memory.
type record struct {
	outcome int
	file    *header
	fields  string // joined by TABs
	id      mms.ID
	reason  string // part of fields
}

// A header is the columns of a file.
type header struct {
	names  []string
	places map[string]int // of those asked for
}

// at is the place of a column, -1 if there is none.
func (h *header) at(name string) int {
	at, ok := h.places[name]
	if !ok {
		at = slices.IndexFunc(h.names, func(other string) bool { return tsv.SameName(other, name) })
		h.places[name] = at
	}
	return at
}

// named is the field in the column of a name, "" if there is none.
func (r *record) named(name string) string {
	at := r.file.at(name)
	if at < 0 {
		return ""
	}
	rest := r.fields
	for range at {
		_, rest, _ = strings.Cut(rest, "\t")
	}
	field, _, _ := strings.Cut(rest, "\t")
	return field
}

// read appends the records of a file to a table. It must have the columns wanted, and no
// two of one name.
func (r *Run) read(t *table, file string, wanted ...string) error {
	in, err := r.table(file)
	if err != nil {
		return err
	}
	for _, name := range slices.Concat(wanted, in.Header()) {
		if err := in.Bind(tsv.Need(name, new(int))); err != nil {
			return err
		}
	}
	h := &header{in.Header(), make(map[string]int)}
	for _, name := range h.names {
		if !has(t.header, name) {
			t.header = append(t.header, name)
		}
	}
	institution := h.at(column.Institution)
	for in.Scan() {
		row := in.Row()
		if institution >= 0 && strings.Contains(row[institution], "|") {
			row[institution] = strings.Join(distinct(row[institution], "|"), " | ")
		}
		rec := &record{outcome: t.outcome, file: h, fields: strings.Join(row, "\t")}
		rec.id, _ = mms.Parse(rec.named(column.NetworkID))
		rec.reason = rec.named(column.Reason)
		t.records = append(t.records, rec)
	}
	return in.Err()
}

// tableOf is the records of one outcome, sorted.
func (r *Run) tableOf(outcome int, files ...string) (*table, error) {
	t := &table{outcome: outcome}
	for _, file := range files {
		if err := r.read(t, file, column.NetworkID); err != nil {
			return nil, err
		}
	}
	t.sort()
	return t, nil
}

// sort sorts the records by outcome, reason and MMS ID.
func (t *table) sort() {
	slices.SortStableFunc(t.records, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.outcome, b.outcome), strings.Compare(a.reason, b.reason), mms.Compare(a.id, b.id))
	})
}

// holds tells whether something stands in a column.
func (t *table) holds(name string) bool {
	return slices.ContainsFunc(t.records, func(rec *record) bool { return rec.named(name) != "" })
}

// without is the table without some of its columns.
func (t table) without(names []string) *table {
	t.header = slices.DeleteFunc(slices.Clone(t.header), func(name string) bool { return has(names, name) })
	return &t
}

// filled is the table without those of the named columns in which nothing stands.
func (t *table) filled(names ...string) *table { return t.without(slices.DeleteFunc(names, t.holds)) }

// show lists records of the tables, in order. Before the columns of the tables stand
// those that are made, which fill sets.
func show(records []*record, made []string, fill func(r *record, row []string), tables ...*table) *list {
	all := slices.Clone(made)
	for _, t := range tables {
		for _, name := range t.header {
			if !has(all, name) {
				all = append(all, name)
			}
		}
	}
	row := make([]string, len(all))
	return &list{header: all, len: len(records), row: func(i int) []string {
		r := records[i]
		fields := strings.Split(r.fields, "\t")
		for i, name := range all {
			row[i] = ""
			if at := r.file.at(name); at >= 0 {
				row[i] = fields[at]
			}
		}
		if fill != nil {
			fill(r, row)
		}
		return row
	}}
}
