package workbook

import (
	"cmp"
	"fmt"
	"slices"

	"datasync/pkg/tsv"
)

// The widths of columns are fit to the first rows of a table.
const (
	sampleRows  = 1000
	sampleBytes = 1 << 20
)

// A source hands out the rows of a table.
type source struct {
	Table
	columns []Column
	ahead   [][]string // rows of the sample
	row     []string   // as it stands in the table; nil: there are no more
	cut     int        // values that were cut
	drawn   [][]string // the rows so far, if there are charts of them
}

// value is what the column shows of a row.
func (c *Column) value(row []string) string { return field(row, c.at) }

// key is what its link leads to.
func (c *Column) key(row []string) string { return field(row, cmp.Or(c.by, c.at)) }

// field is the one at a place from 1, "" at 0.
func field(row []string, at int) string {
	if at == 0 {
		return ""
	}
	return row[at-1]
}

// room is the width that people need to fill in the column, in digits.
func (c *Column) room() int {
	room := 0
	if c.New && c.Wrap {
		room = measure("as long as most remarks are")
	}
	for _, choice := range c.Choices {
		room = max(room, measure(choice+" v")) // with the button of the list
	}
	return room
}

// newSource finds the columns of a table, and reads its first rows, to know how
// wide the columns have to be.
func newSource(t Table) (*source, error) {
	s := &source{Table: t}
	if len(t.Columns) == 0 {
		t.Columns = All(t.Rows)
	}
	for _, c := range t.Columns {
		if err := c.find(t.Rows); err != nil {
			return nil, err
		}
		c.Header = c.header()
		if n := units(c.Header); n > maxCell {
			return nil, s.tooLong(c.Name, n)
		}
		c.width = c.room()
		s.columns = append(s.columns, c)
	}
	if len(s.columns) > maxColumns {
		return nil, t.Rows.Errorf("%d columns, Excel takes %d", len(s.columns), maxColumns)
	}
	return s, s.sample()
}

// find finds the column in a table.
func (c *Column) find(rows Rows) error {
	if c.at == 0 {
		want := tsv.Need(c.Name, &c.at)
		if c.New {
			want = tsv.May(c.Name, &c.at)
		}
		if err := tsv.Locate(rows.Header(), want); err != nil {
			return rows.Errorf("%v", err)
		}
		c.at++
	}
	if c.at > 0 {
		c.Name = rows.Header()[c.at-1]
	}
	if c.LinkBy != "" {
		if err := tsv.Locate(rows.Header(), tsv.Need(c.LinkBy, &c.by)); err != nil {
			return rows.Errorf("%v", err)
		}
		c.by++
	}
	return nil
}

func (s *source) sample() error {
	for size := 0; len(s.ahead) < sampleRows && size < sampleBytes; {
		if err := s.read(); err != nil {
			return err
		}
		if s.row == nil {
			break
		}
		s.ahead = append(s.ahead, slices.Clone(s.row))
		for i := range s.columns {
			c := &s.columns[i]
			value := c.value(s.row)
			size += len(value)
			c.width = max(c.width, measure(value))
		}
	}
	return s.next()
}

// next makes row the next one.
func (s *source) next() error {
	if len(s.ahead) > 0 {
		s.row, s.ahead = s.ahead[0], s.ahead[1:]
		return nil
	}
	return s.read()
}

// read makes row the next one that the table's reader has.
func (s *source) read() error {
	s.row = nil
	if !s.Rows.Scan() {
		return s.Rows.Err()
	}
	s.row = s.Rows.Row()
	for i := range s.columns {
		c := &s.columns[i]
		if value := c.value(s.row); len(value) > maxCell {
			if err := s.fit(c, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// fit cuts a value of the current line that does not fit into a cell, if that
// is allowed.
func (s *source) fit(c *Column, value string) error {
	n := units(value)
	switch {
	case n <= maxCell:
		return nil
	case !s.Cut:
		return s.tooLong(c.Name, n)
	}
	mark := fmt.Sprintf("… (cut here: it has %d characters, Excel takes %d)", n, maxCell)
	s.row = slices.Clone(s.row) // it belongs to the reader
	s.row[c.at-1] = shorten(value, maxCell-units(mark)) + mark
	s.cut++
	return nil
}

func (s *source) tooLong(column string, n int) error {
	return s.Rows.Errorf("column %.100q holds %d characters, Excel takes %d in a cell; shorten the value, or leave the column out", column, n, maxCell)
}
