package workbook

import (
	"strconv"

	"github.com/xuri/excelize/v2"
)

// A placedChart is a chart with the cells that it draws.
type placedChart struct {
	Chart
	title   string
	names   string   // the cells of the names
	headers []string // the cell of each series' name
	values  []string // the cells of each series
	rows    int
}

// place finds the cells of a chart of a table whose header and last row are
// given.
func (s *source) place(c Chart, sheet string, header, last int) (placedChart, error) {
	p := placedChart{Chart: c, title: s.Title, rows: last - header}
	names, err := s.find(c.Names)
	if err != nil {
		return p, err
	}
	p.names = cells(sheet, names, header+1, last)
	for _, name := range c.Values {
		at, err := s.find(name)
		if err != nil {
			return p, err
		}
		p.headers = append(p.headers, cells(sheet, at, header, header))
		p.values = append(p.values, cells(sheet, at, header+1, last))
	}
	return p, nil
}

// find is where a column of the table is shown.
func (s *source) find(name string) (int, error) {
	for i, c := range s.columns {
		if sameName(c.Name, name) {
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
	for _, c := range s.charts {
		if c.rows == 0 {
			continue
		}
		height := chartHeight
		if c.Kind == "bar" {
			height = max(height, 100+barHeight*c.rows)
		}
		cell := letters(len(s.widths)+1) + strconv.Itoa(row)
		if err := f.file.AddChart(s.sheet.Name, cell, c.excelize(height)); err != nil {
			return err
		}
		row += height/rowHeight + 2
	}
	return nil
}

var palette = []string{"4C78A8", "F58518", "54A24B", "E45756", "72B7B2", "EECA3B", "B279A2", "9D755D", "BAB0AC", "FF9DA6"}

func (c *placedChart) excelize(height int) *excelize.Chart {
	chart := &excelize.Chart{
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.title, Font: font(13, excelize.Font{Bold: true, Color: dark})}}},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: uint(height)},
		Legend:    excelize.ChartLegend{Position: "right"},
	}
	for i := range c.values {
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: c.headers[i], Categories: c.names, Values: c.values[i],
			Fill: ground(palette[i%len(palette)]),
		})
	}
	switch c.Kind {
	case "pie":
		chart.Type = excelize.Pie
		chart.PlotArea = excelize.ChartPlotArea{ShowVal: true}
		for i := range c.rows {
			chart.Series[0].DataPoint = append(chart.Series[0].DataPoint,
				excelize.ChartDataPoint{Index: i, Fill: ground(palette[i%len(palette)])})
		}
	default:
		chart.Type = excelize.BarStacked
		// The first row at the top, and the numbers at the bottom.
		chart.XAxis = excelize.ChartAxis{ReverseOrder: true, Font: *font(10, excelize.Font{Color: dark})}
		chart.YAxis = excelize.ChartAxis{
			MajorGridLines: true, TickLabelPosition: excelize.ChartTickLabelHigh, Font: *font(10, excelize.Font{Color: dark}),
		}
		chart.Legend.Position = "bottom"
		if len(c.values) == 1 {
			chart.Legend.Position = "none"
		}
	}
	return chart
}
