package workbook

import "slices"

// list writes a sheet with rows of src, at most limit.
func (b *book) list(sheet Sheet, src *source, limit int) {
	s := b.begin(sheet, widths(src.columns, arrow, maxWrap), src.columns)
	s.header(src, lineHeight, styleHeader, styleNumberHeader)
	s.body(src, limit)
	b.end(s)
}

// header writes the names of the columns, in the formats of those of text and of
// numbers.
func (s *sheet) header(src *source, height, text, number int) {
	s.beginRow(height)
	for i, c := range src.columns {
		style := text
		if c.Number {
			style = number
		}
		cell := newCell(i, style, 0, 0)
		s.text(&cell, cell.text, c.Header)
	}
	s.endRow()
}

// body writes the rows of src, at most limit.
func (s *sheet) body(src *source, limit int) {
	cells := s.newCells(src)
	for ; limit > 0 && src.row != nil && s.err == nil; limit-- {
		s.count.Rows++
		s.row(src, cells)
		if src.Charts != nil {
			src.drawn = append(src.drawn, slices.Clone(src.row))
		}
		s.keep(src.next())
	}
	s.count.Cut += src.cut
	src.cut = 0 // the sheet that continues this one counts its own
}

// newCells prepares the cells of a table's rows.
func (s *sheet) newCells(src *source) []cell {
	cells := make([]cell, len(src.columns))
	for i, c := range src.columns {
		text, link, wrap := styleText, styleLink, 0
		switch {
		case src.Text:
			text = styleLine
		case c.Wrap:
			text, link, wrap = styleWrapped, styleWrappedLink, s.widths[i]-1 // the margin of a cell
		}
		cells[i] = newCell(i, s.filled(text, c.Fill), s.filled(styleNumber, c.Fill), s.filled(link, c.Fill))
		cells[i].wrap, cells[i].to = wrap, c.Link
	}
	return cells
}

// row writes the row of src.
func (s *sheet) row(src *source, cells []cell) {
	s.beginRow(height(src, cells))
	for i := range cells {
		c, cell := &src.columns[i], &cells[i]
		value := c.value(src.row)
		switch {
		case value == "" && c.Fill == "": // the format is the column's
		case c.Number && isNumber(value):
			s.number(cell, value)
		case cell.to != "" && len(s.links) < maxLinks && s.link(cell, c.key(src.row)):
			s.text(cell, cell.link, value)
		default:
			s.text(cell, cell.text, value)
		}
	}
	s.endRow()
}

// height is that of the row of src, in points.
func height(src *source, cells []cell) int {
	most := 1
	for i := range cells {
		if width := cells[i].wrap; width > 0 {
			most = max(most, lines(src.columns[i].value(src.row), width))
		}
	}
	return most * lineHeight
}
