package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	columns []column
	sampled bool
	ahead   [][]string // rows of the sample
	row     []string   // as it stands in the table; nil: there are no more
	cut     int        // values that were cut
	drawn   [][]string // the rows so far, if there are charts of them
}

// A column is a Column in its place.
type column struct {
	Column
	at    int // in the table's rows; -1: nowhere
	width int // of the longest value in the sample, in digits
}

// value is what the column shows of a row.
func (c *column) value(row []string) string {
	if c.at < 0 {
		return ""
	}
	return row[c.at]
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

func newSources(tables []Table) ([]*source, error) {
	sources := make([]*source, len(tables))
	for i, t := range tables {
		var err error
		if sources[i], err = newSource(t); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

// newSource finds the columns of a table. No row is read yet.
func newSource(t Table) (*source, error) {
	s := &source{Table: t}
	if len(t.Columns) == 0 {
		t.Columns = All(t.Rows)
	}
	for _, c := range t.Columns {
		at, err := s.find(&c)
		if err != nil {
			return nil, err
		}
		if at >= 0 {
			c.Name = t.Rows.Header()[at]
		}
		c.Header = cmp.Or(c.Header, c.Name)
		s.columns = append(s.columns, column{Column: c, at: at, width: c.room()})
	}
	if len(s.columns) > maxColumns {
		return nil, t.Rows.Errorf("%d columns, Excel takes %d", len(s.columns), maxColumns)
	}
	for _, c := range s.columns {
		if n := units(c.Header); n > maxCell {
			return nil, s.tooLong(&c, n)
		}
	}
	return s, nil
}

// find is the index of a column in the table, -1 if it is New and not there.
func (s *source) find(c *Column) (int, error) {
	if c.at > 0 {
		return c.at - 1, nil
	}
	at, err := tsv.Find(s.Rows.Header(), c.Name)
	switch {
	case err != nil:
		return -1, s.Rows.Errorf("%v", err)
	case at < 0 && !c.New:
		return -1, s.Rows.Errorf("no column %q; there are: %s", c.Name, strings.Join(s.Rows.Header(), ", "))
	}
	return at, nil
}

// sample reads the first rows, to know how wide the columns have to be. A
// second call does nothing.
func (s *source) sample() error {
	if s.sampled {
		return nil
	}
	s.sampled = true
	for size := 0; len(s.ahead) < sampleRows && size < sampleBytes; {
		ok, err := s.read()
		if err != nil {
			return err
		}
		if !ok {
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
	_, err := s.read()
	return err
}

// read makes row the next one that the table's reader has.
func (s *source) read() (ok bool, err error) {
	s.row = nil
	if !s.Rows.Scan() {
		return false, s.Rows.Err()
	}
	s.row = s.Rows.Row()
	for i := range s.columns {
		c := &s.columns[i]
		if value := c.value(s.row); len(value) > maxCell {
			if err := s.fit(c, value); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// fit cuts a value of the current line that does not fit into a cell, if that
// is allowed.
func (s *source) fit(c *column, value string) error {
	n := units(value)
	switch {
	case n <= maxCell:
		return nil
	case !s.Cut:
		return s.tooLong(c, n)
	}
	mark := fmt.Sprintf("… (cut here: it has %d characters, Excel takes %d)", n, maxCell)
	s.row = slices.Clone(s.row) // it belongs to the reader
	s.row[c.at] = shorten(value, maxCell-units(mark)) + mark
	s.cut++
	return nil
}

func (s *source) tooLong(c *column, n int) error {
	return s.Rows.Errorf("column %.100q holds %d characters, Excel takes %d in a cell; shorten the value, or leave the column out", c.Name, n, maxCell)
}
