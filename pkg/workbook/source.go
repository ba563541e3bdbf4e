package workbook

import (
	"cmp"
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
	in      *tsv.Reader
	columns []column
	ahead   [][]string // rows of the sample
	row     []string   // as it stands in the table; nil: there are no more
	sampled bool
}

// A column is a Column in its place.
type column struct {
	Column
	at    int // in the table's rows
	width int // of the longest value in the sample, in characters
}

// newSource finds the columns of a table. No row is read yet.
func newSource(t Table) (*source, error) {
	s := &source{in: t.Rows}
	header := t.Rows.Header()
	if len(t.Columns) == 0 {
		for i, name := range header {
			s.columns = append(s.columns, column{Column: Column{Name: name, Header: name}, at: i})
		}
	}
	for _, c := range t.Columns {
		at, err := t.Rows.Columns(c.Name)
		if err != nil {
			return nil, err
		}
		c.Header = cmp.Or(c.Header, header[at[0]])
		s.columns = append(s.columns, column{Column: c, at: at[0]})
	}
	if len(s.columns) > maxColumns {
		return nil, s.in.Errorf("%d columns, Excel takes %d", len(s.columns), maxColumns)
	}
	for _, c := range s.columns {
		if err := s.check(c, c.Header); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// sample reads the first rows, to know how wide the columns have to be.
func (s *source) sample() error {
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
			size += len(s.row[c.at])
			c.width = max(c.width, units(s.row[c.at]))
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
	if !s.in.Scan() {
		return false, s.in.Err()
	}
	s.row = s.in.Row()
	for i := range s.columns {
		c := &s.columns[i]
		if len(s.row[c.at]) > maxCell {
			if err := s.check(*c, s.row[c.at]); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// check tells whether a value of the current line fits into a cell.
func (s *source) check(c column, value string) error {
	if n := units(value); n > maxCell {
		return s.in.Errorf("column %.100q holds %d characters, Excel takes %d in a cell; shorten the value, or leave the column out", c.Name, n, maxCell)
	}
	return nil
}
