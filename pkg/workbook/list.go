package workbook

import "slices"

// list writes a sheet with rows of src, at most limit.
func (b *book) list(sheet Sheet, src *source, limit int) {
	s := b.begin(sheet, widths(src.columns, arrow, maxWrap), src.columns)
	s.header(src, lineHeight, styleHeader)
	s.body(src, limit)
	b.end(s)
}

// header writes the names of the columns, in a format or in that of numbers.
func (s *sheet) header(src *source, height, style int) {
	s.beginRow(height)
	for i, c := range src.columns {
		if c.Number {
			s.text(letters(i), styleNumberHeader, c.Header)
		} else {
			s.text(letters(i), style, c.Header)
		}
	}
	s.endRow()
}

// body writes the rows of src, at most limit.
func (s *sheet) body(src *source, limit int) {
	cells := s.newCells(src)
	for ; limit > 0 && src.row != nil && s.err == nil; limit-- {
		s.count.Rows++
		s.row(cells, src.row)
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
	for i := range src.columns {
		c, text, link, wrap := &src.columns[i], styleText, styleLink, 0
		switch {
		case src.Text:
			text = styleLine
		case c.Wrap:
			text, link, wrap = styleWrapped, styleWrappedLink, s.widths[i]-1 // the margin of a cell
		}
		cells[i] = cell{c, letters(i), s.filled(text, c.Fill), s.filled(styleNumber, c.Fill), s.filled(link, c.Fill), wrap}
	}
	return cells
}

// row writes a row of a table.
func (s *sheet) row(cells []cell, row []string) {
	s.beginRow(height(cells, row))
	for i := range cells {
		c := &cells[i]
		value := c.value(row)
		switch {
		case value == "" && c.Fill == "": // the format is the column's
		case c.Number && isNumber(value):
			s.number(c, value)
		case c.Link != "" && len(s.links) < maxLinks && s.addLink(c, c.key(row)):
			s.text(c.letters, c.link, value)
		default:
			s.text(c.letters, c.text, value)
		}
	}
	s.endRow()
}

// height is that of a row, in points.
func height(cells []cell, row []string) int {
	most := 1
	for i := range cells {
		if c := &cells[i]; c.wrap > 0 {
			most = max(most, lines(c.value(row), c.wrap))
		}
	}
	return most * lineHeight
}
