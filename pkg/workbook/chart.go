package workbook

import (
	"cmp"
	"strconv"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
)

// A drawing is a chart with the cells that it draws.
type drawing struct {
	Chart
	title  string
	names  string   // the cells of the names
	points []string // the names: those of slices or bars
	series []series // of a pie only one
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
	chartWidth  = 560
	chartHeight = 320
	barHeight   = 26
	rowHeight   = 20
)

// draw puts the charts of a page to the right of its tables.
func (f *frame) draw(s *form) error {
	row := 2
	for _, d := range s.drawings {
		if len(d.points) == 0 {
			continue
		}
		height := chartHeight
		if d.Kind == "bar" {
			height = max(height, 100+barHeight*len(d.points))
		}
		cell := letters(len(s.widths)+1) + strconv.Itoa(row)
		if err := f.file.AddChart(s.sheet.Name, cell, d.excelize(height)); err != nil {
			return err
		}
		row += height/rowHeight + 2
	}
	return nil
}

var palette = []string{"4C78A8", "F58518", "54A24B", "E45756", "72B7B2", "EECA3B", "B279A2", "9D755D", "BAB0AC", "FF9DA6"}

// fill is the colour of the slice or part of the given name, the i-th of all.
func (d *drawing) fill(i int, name string) excelize.Fill {
	return ground(cmp.Or(d.Colours[name], palette[i%len(palette)]))
}

func (d *drawing) excelize(height int) *excelize.Chart {
	chart := &excelize.Chart{
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: d.title, Font: font(13, excelize.Font{Bold: true, Color: dark})}}},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: uint(height)},
		Legend:    excelize.ChartLegend{Position: "right"},
	}
	for i, s := range d.series {
		chart.Series = append(chart.Series, excelize.ChartSeries{Name: s.header, Categories: d.names, Values: s.cells, Fill: d.fill(i, s.name)})
	}
	switch d.Kind {
	case "pie":
		chart.Type = excelize.Pie
		chart.PlotArea = excelize.ChartPlotArea{ShowVal: true}
		for i, name := range d.points {
			chart.Series[0].DataPoint = append(chart.Series[0].DataPoint, excelize.ChartDataPoint{Index: i, Fill: d.fill(i, name)})
		}
	default:
		chart.Type = excelize.BarStacked
		// The first row at the top, and the numbers at the bottom.
		chart.XAxis = excelize.ChartAxis{ReverseOrder: true, Font: *font(10, excelize.Font{Color: dark})}
		chart.YAxis = excelize.ChartAxis{
			MajorGridLines: true, TickLabelPosition: excelize.ChartTickLabelHigh, Font: *font(10, excelize.Font{Color: dark}),
		}
		chart.Legend.Position = "bottom"
		if len(d.series) == 1 {
			chart.Legend.Position = "none"
		}
	}
	return chart
}
