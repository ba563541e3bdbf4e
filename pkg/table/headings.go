package table

import (
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// Headings are what the columns of people's tables are called in another language, and the
// word In Repository. A heading that is not among them is taken as it stands.
type Headings []heading

type heading struct{ name, column string }

// HeadingColumns are those of a table of headings.
var HeadingColumns = []string{column.Heading, column.Column}

// named are the columns that a table of headings may name.
var named = []string{
	column.NetworkID, column.MMSID, column.Current, column.Cancelled, column.Lifecycle, column.InRepository,
	column.Institution, column.Updated, column.Reason, column.Note,
}

// ReadHeadings reads a table with the columns Heading and Column.
func ReadHeadings(in *Reader) (all Headings, err error) {
	var name, of int
	if err := in.Bind(tsv.Need(column.Heading, &name), tsv.Need(column.Column, &of)); err != nil {
		return nil, err
	}
	for in.Scan() {
		h := heading{strings.Clone(strings.TrimSpace(in.Field(name))), strings.TrimSpace(in.Field(of))}
		at := slices.IndexFunc(named, func(known string) bool { return tsv.SameName(known, h.column) })
		switch {
		case h.name == "":
			return nil, in.Errorf(name, "the column %q has no heading; give it as it stands in your table", h.column)
		case at < 0:
			return nil, in.Errorf(of, "%q is no column that is read; there are: %s", h.column, strings.Join(named, ", "))
		case all.column(h.name) != h.name && all.column(h.name) != named[at]:
			return nil, in.Errorf(name, "%q is the heading of %q already; delete one of the two rows", h.name, all.column(h.name))
		}
		h.column = named[at]
		all = append(all, h)
	}
	return all, in.Err()
}

// column is the column that people call name.
func (h Headings) column(name string) string {
	for _, as := range h {
		if tsv.SameName(as.name, name) {
			return as.column
		}
	}
	return name
}

// Word is a field whose words people may have in another language: see Headings.
func (r *Reader) Word(at int) string { return r.headings.column(r.Field(at)) }
