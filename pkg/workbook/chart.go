package workbook

import (
	"strconv"

	"datasync/pkg/tsv"
)

// A drawing is a chart with the cells that it draws.
type drawing struct {
	Chart
	title  string
	names  string   // the cells of the names
	points []string // the names: those of slices or bars
	series []series // of a pie only one
	row    int      // where it begins, to the right of the tables
}

// A series is a column of numbers.
type series struct {
	name          string // of the column in the table
	header, cells string
}

// drawing finds the cells of a chart. The header of its table is in the given
// row of the sheet, and rows follow.
func (s *source) drawing(c Chart, sheet string, header int, rows [][]string) (drawing, error) {
	d := drawing{Chart: c, title: s.Title}
	names, err := s.shown(c.Names)
	if err != nil {
		return d, err
	}
	last := header + len(rows)
	d.names = cells(sheet, names, header+1, last)
	for _, row := range rows {
		d.points = append(d.points, s.columns[names].value(row))
	}
	for _, name := range c.Values {
		at, err := s.shown(name)
		if err != nil {
			return d, err
		}
		d.series = append(d.series, series{name, cells(sheet, at, header, header), cells(sheet, at, header+1, last)})
	}
	return d, nil
}

// shown is where a column of the table is shown.
func (s *source) shown(name string) (int, error) {
	for i, c := range s.columns {
		if at, err := tsv.Find([]string{c.Name}, name); at == 0 && err == nil {
			return i, nil
		}
	}
	return 0, s.Rows.Errorf("the chart wants the column %q, which is not shown", name)
}

// cells names cells of one column for a chart: 'summary'!$B$4:$B$9.
func cells(sheet string, at, from, to int) string {
	ref := quote(sheet) + "!$" + letters(at) + "$" + strconv.Itoa(from)
	if to > from {
		ref += ":$" + letters(at) + "$" + strconv.Itoa(to)
	}
	return ref
}

// Sizes of a chart, in pixels; a row of a sheet has 20.
const (
	chartWidth  = 500
	chartHeight = 320
	barHeight   = 26
	rowHeight   = 20
)

func (d *drawing) height() int {
	if d.Kind == "bar" {
		return max(chartHeight, 100+barHeight*len(d.points))
	}
	return chartHeight
}
