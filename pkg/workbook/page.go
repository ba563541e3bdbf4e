package workbook

import "slices"

// page writes a sheet of several tables, one below the other.
func (b *book) page(sheet Sheet, sources []*source) error {
	f := &form{sheet: sheet}
	for _, src := range sources {
		if err := src.sample(); err != nil {
			return err
		}
		if src.Text {
			continue // its lines may run over several columns
		}
		for i, width := range widths(src.columns, 0, pageWrap) {
			if i == len(f.widths) {
				f.widths = append(f.widths, 0)
			}
			f.widths[i] = max(f.widths[i], width)
		}
	}
	s, err := b.begin(f)
	if err != nil {
		return err
	}
	count := SheetCount{Sheet: sheet.Name}
	below := 0 // the last row of the charts so far
	for i, src := range sources {
		if i > 0 {
			s.rows++
		}
		if src.Text {
			s.rows = max(s.rows, below) // its lines may be so long that a chart would hide them
		}
		top := s.rows + 1
		rows, err := s.table(src, b.frame.style, f.widths, i == 0)
		if err != nil {
			return err
		}
		count.Rows += rows
		count.Cut += src.cut
		if rows == 0 {
			continue // nothing to draw
		}
		for _, chart := range src.Charts {
			d, err := src.drawing(chart, sheet.Name, s.rows-rows, src.drawn)
			if err != nil {
				return err
			}
			d.row = max(top, below+1)
			below = d.row + d.height()/rowHeight + 1
			f.drawings = append(f.drawings, d)
		}
	}
	return b.end(s, count)
}

// table writes a table of a page, and returns the number of its rows. The first
// one's title is that of the page.
func (s *sheet) table(src *source, style styles, widths []int, first bool) (int, error) {
	heading, height := style.heading, headingHeight
	if first {
		heading, height = style.title, titleHeight
	}
	if src.Title != "" {
		s.begin(height)
		title := newCell(0, heading, 0)
		s.text(&title, src.Title)
		s.end()
	}
	if src.Text {
		s.header(src, height, heading, heading)
	} else {
		s.header(src, 0, style.header, style.numberHeader)
	}
	cells := newCells(src, style, widths)
	n := 0
	for ; src.row != nil; n++ {
		if s.rows == maxRows {
			return n, src.Rows.Errorf("the table is too long for a page of several, Excel takes %d rows", maxRows)
		}
		if len(src.Charts) > 0 {
			src.drawn = append(src.drawn, slices.Clone(src.row))
		}
		if err := s.data(src, cells); err != nil {
			return n, err
		}
		if err := src.next(); err != nil {
			return n, err
		}
	}
	return n, nil
}
