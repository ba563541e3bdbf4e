package workbook

// page writes a sheet of several tables, one below the other.
func (b *book) page(sheet Sheet) error {
	var sources []*source
	var wide []int
	for _, t := range sheet.Tables {
		src, err := newSource(t)
		if err != nil {
			return err
		}
		sources = append(sources, src)
		if t.Text {
			continue // its lines may run over several columns
		}
		for i, width := range widths(src.columns, 0, pageWrap) {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], width)
		}
	}
	s, err := b.begin(sheet, wide, nil)
	if err != nil {
		return err
	}
	below := 0 // the last row of the charts so far
	for i, src := range sources {
		if i > 0 {
			s.rows++
		}
		if src.Text {
			s.rows = max(s.rows, below) // its lines may be so long that a chart would hide them
		}
		top := s.rows + 1
		if err := s.table(src, i == 0); err != nil {
			return err
		}
		if len(src.drawn) == 0 {
			continue // nothing to draw
		}
		for _, c := range src.Charts {
			chart, err := src.chart(c, sheet.Name, s.rows-len(src.drawn))
			if err != nil {
				return err
			}
			at := max(top, below+1)
			if err := b.frame.draw(s, at, chart); err != nil {
				return err
			}
			below = at + int(chart.Dimension.Height)/rowHeight + 1
		}
	}
	return b.end(s)
}

// table writes a table of a page. The first one's title is that of the page.
func (s *sheet) table(src *source, first bool) error {
	heading, height := styleHeading, headingHeight
	if first {
		heading, height = styleTitle, titleHeight
	}
	if src.Title != "" {
		s.begin(height)
		title := newCell(0, heading, 0, 0)
		s.text(&title, title.text, src.Title)
		s.end()
	}
	if src.Text {
		s.header(src, height, heading, heading)
	} else {
		s.header(src, 0, styleHeader, styleNumberHeader)
	}
	err := s.body(src, maxRows-s.rows)
	if err == nil && src.row != nil {
		err = src.Rows.Errorf("the table is too long for a page of several, Excel takes %d rows", maxRows)
	}
	return err
}
