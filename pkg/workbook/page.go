package workbook

import (
	"cmp"
	"slices"

	"github.com/xuri/excelize/v2"
)

// page writes a sheet of several tables, one below the other.
func (b *book) page(sheet Sheet) {
	var sources []*source
	for _, t := range sheet.Tables {
		src, err := newSource(t)
		if err != nil {
			b.keep(err)
			return
		}
		sources = append(sources, src)
	}
	s := b.begin(sheet, pageWidths(sources), nil)
	s.high = make(map[int]int)
	var drawings []drawing
	below := 0 // the last row of the charts so far, where no row is a high one
	for i, src := range sources {
		top, header := 0, titledHeader
		if src.On != "" {
			b.keep(src.skim())
		} else {
			top = s.place(src, i == 0, below)
			header = s.rows - len(src.drawn)
		}
		if len(src.drawn) == 0 {
			continue // nothing to draw
		}
		for _, c := range src.Charts {
			chart, err := src.chart(c, cmp.Or(src.On, sheet.Name), header)
			if err != nil {
				b.keep(err)
				return
			}
			drawings = append(drawings, drawing{top, chart})
			below = max(top, below+1) + int(chart.Dimension.Height)/rowHeight + 1
		}
	}
	b.drawBeside(s, drawings)
	b.end(s)
}

// A drawing is a chart, which begins in the row top, or below the chart before.
type drawing struct {
	top   int
	chart *excelize.Chart
}

// drawBeside draws the charts of a page, whose rows are written. Excelize says how
// many rows a chart is high, and takes all for rows of its own height.
func (b *book) drawBeside(s *sheet, drawings []drawing) {
	below := 0
	for _, d := range drawings {
		at := max(d.top, below+1)
		high := s.span(at, float64(d.chart.Dimension.Height))
		d.chart.Dimension.Height = uint(high * excelizeRow)
		b.draw(s, at, d.chart)
		below = at + int(high) + 1
	}
}

// span is how many rows, from the given one on, are as high as that many pixels.
func (s *sheet) span(row int, pixels float64) (rows float64) {
	for ; ; row++ {
		height := float64(rowHeight) / lineHeight * float64(max(s.high[row], lineHeight))
		if pixels < height {
			return rows + pixels/height
		}
		pixels -= height
		rows++
	}
}

// titledHeader is the row of the header of a page's first table, below its title.
const titledHeader = 2

// pageWidths are those of the columns of a page, which its tables share. Beside them is
// a narrow one before the charts.
func pageWidths(sources []*source) (wide []int) {
	for _, src := range sources {
		if src.Text || src.On != "" {
			continue // the lines of a text may run over several columns
		}
		for i, width := range widths(src.columns, bold, pageWrap) {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], width)
		}
	}
	if slices.ContainsFunc(sources, func(src *source) bool { return len(src.Charts) > 0 }) {
		wide = append(wide, chartGap)
	}
	return wide
}

// skim reads the rows of a table for its charts alone.
func (s *source) skim() error {
	for s.row != nil {
		s.drawn = append(s.drawn, slices.Clone(s.row))
		if err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

// place writes a table below those before, a row between them; top is its first row.
// A text stands below the charts too: its lines may be so long that these would hide them.
func (s *sheet) place(src *source, first bool, below int) (top int) {
	if !first {
		s.rows++
	}
	if src.Text {
		s.rows = max(s.rows, below)
	}
	top = s.rows + 1
	s.table(src, first)
	return top
}

// table writes a table of a page. The first one's title is that of the page.
func (s *sheet) table(src *source, first bool) {
	heading, height := styleHeading, headingHeight
	if first {
		heading, height = styleTitle, titleHeight
	}
	if src.Title != "" {
		s.beginRow(height)
		s.text("A", heading, src.Title)
		s.endRow()
	}
	if src.Text {
		s.header(src, height, heading)
	} else {
		s.header(src, lineHeight, styleHeader)
	}
	s.body(src, maxRows-s.rows)
	if src.row != nil {
		s.keep(src.Rows.Errorf("the table is too long for a page of several, Excel takes %d rows", maxRows))
	}
}
