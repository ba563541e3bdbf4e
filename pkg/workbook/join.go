package workbook

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/pattern"
	"datasync/pkg/tsv"
)

// Join makes one table of several that show the same columns: their rows one below
// the other.
func Join(tables ...Table) (Table, error) {
	all := tables[0]
	for _, t := range tables {
		for at := range t.Columns {
			if err := t.Columns[at].find(t.Rows); err != nil {
				return all, err
			}
		}
		if !slices.EqualFunc(t.Columns, all.Columns, func(a, b Column) bool { return tsv.SameName(a.header(), b.header()) }) {
			return all, t.Rows.Errorf("the columns %s are not those of the table with which it is to be one sheet: %s; choose the same with --column",
				headers(t.Columns), headers(all.Columns))
		}
	}
	if len(tables) == 1 {
		return all, nil
	}
	j := &joined{Rows: all.Rows, tables: tables, row: make([]string, len(all.Columns))}
	all.Rows, all.Columns = j, slices.Clone(all.Columns)
	for i := range all.Columns {
		c := &all.Columns[i]
		c.at = i + 1
		j.names = append(j.names, c.Name)
	}
	return all, nil
}

// header is what stands above the column in the sheet.
func (c *Column) header() string { return cmp.Or(c.Header, c.Name) }

func headers(columns []Column) string {
	var all []string
	for _, c := range columns {
		all = append(all, c.header())
	}
	return strings.Join(all, ", ")
}

// joined are the rows of tables, one after the other. It implements Rows.
type joined struct {
	Rows           // of the current table
	tables []Table // from the current one on
	names  []string
	row    []string
}

// Header implements Rows.
func (j *joined) Header() []string { return j.names }

// Scan implements Rows.
func (j *joined) Scan() bool {
	for !j.Rows.Scan() {
		if j.Err() != nil || len(j.tables) == 1 {
			return false
		}
		j.tables = j.tables[1:]
		j.Rows = j.tables[0].Rows
	}
	row, columns := j.Rows.Row(), j.tables[0].Columns
	for i := range columns {
		j.row[i] = columns[i].value(row)
	}
	return true
}

// Row implements Rows.
func (j *joined) Row() []string { return j.row }

var repeat = pattern.Late(` \(([2-9]|[1-9][0-9]+)\)$`)

// Repeated is a header without the " (2)", " (3)" and so on that tells it in a table
// from others that are to have the same in the sheet: 035 $z (2) is 035 $z.
func Repeated(header string) string { return repeat().ReplaceAllString(header, "") }
