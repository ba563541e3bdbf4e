package workbook

// list writes a sheet with rows of src, at most limit. more tells whether some
// are left.
func (b *book) list(sheet Sheet, src *source, limit int) (more bool, err error) {
	if err := src.sample(); err != nil {
		return false, err
	}
	f := &form{sheet: sheet, columns: src.columns, widths: widths(src.columns, arrow, maxWrap)}
	s, err := b.begin(f)
	if err != nil {
		return false, err
	}
	s.header(src, 0, b.frame.style.header, b.frame.style.numberHeader)
	cells := newCells(src, b.frame.style, f.widths)
	n := 0
	for ; n < limit && src.row != nil; n++ {
		if err := s.data(src, cells); err != nil {
			return false, err
		}
		if err := src.next(); err != nil {
			return false, err
		}
	}
	count := SheetCount{sheet.Name, n, src.cut}
	src.cut = 0 // the sheet that continues this one counts its own
	return src.row != nil, b.end(s, count)
}

// header writes the names of the columns, in the styles of those of text and
// of numbers.
func (s *sheet) header(src *source, height, text, number int) {
	s.begin(height)
	for i, c := range src.columns {
		cell := newCell(i, text, 0)
		if c.Number {
			cell = newCell(i, number, 0)
		}
		s.text(&cell, c.Header)
	}
	s.end()
}

// newCells prepares the cells of a table's rows.
func newCells(src *source, style styles, widths []int) []cell {
	cells := make([]cell, len(src.columns))
	for i, c := range src.columns {
		switch {
		case src.Text:
			cells[i] = newCell(i, style.line, style.line)
		case c.Wrap:
			cells[i] = newCell(i, style.wrapped, style.number)
			cells[i].link = newLink(c.Link, style.wrappedLink)
			cells[i].wrap = widths[i] - 1 // the margin of a cell
		default:
			cells[i] = newCell(i, style.text, style.number)
			cells[i].link = newLink(c.Link, style.link)
		}
	}
	return cells
}

// data writes the row of src.
func (s *sheet) data(src *source, cells []cell) error {
	s.begin(height(src, cells))
	for i := range src.columns {
		c, cell := &src.columns[i], &cells[i]
		value := c.value(src.row)
		switch {
		case c.Number && isNumber(value):
			s.number(cell, value)
		case cell.link != nil && s.link(cell, value):
		default:
			s.text(cell, value)
		}
	}
	s.end()
	if len(s.buf) < flushAt {
		return nil
	}
	return s.flush()
}

// height is that of the row of src, in points, 0 if it needs one line.
func height(src *source, cells []cell) int {
	most := 1
	for i := range cells {
		if width := cells[i].wrap; width > 0 {
			most = max(most, lines(src.columns[i].value(src.row), width))
		}
	}
	if most == 1 {
		return 0
	}
	return most * lineHeight
}
