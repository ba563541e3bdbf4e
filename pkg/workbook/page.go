package workbook

// page writes a sheet of several tables, one below the other.
func (b *book) page(sheet Sheet) {
	var sources []*source
	var wide []int
	for _, t := range sheet.Tables {
		src, err := newSource(t)
		if err != nil {
			b.keep(err)
			return
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
	s := b.begin(sheet, wide, nil)
	below := 0 // the last row of the charts so far
	for i, src := range sources {
		if i > 0 {
			s.rows++
		}
		if src.Text {
			s.rows = max(s.rows, below) // its lines may be so long that a chart would hide them
		}
		top := s.rows + 1
		s.table(src, i == 0)
		if len(src.drawn) == 0 {
			continue // nothing to draw
		}
		for _, c := range src.Charts {
			chart, err := src.chart(c, sheet.Name, s.rows-len(src.drawn))
			if err != nil {
				b.keep(err)
				return
			}
			at := max(top, below+1)
			b.draw(s, at, chart)
			below = at + int(chart.Dimension.Height)/rowHeight + 1
		}
	}
	b.end(s)
}

// table writes a table of a page. The first one's title is that of the page.
func (s *sheet) table(src *source, first bool) {
	heading, height := styleHeading, headingHeight
	if first {
		heading, height = styleTitle, titleHeight
	}
	if src.Title != "" {
		s.beginRow(height)
		title := newCell(0, heading, 0, 0)
		s.text(&title, title.text, src.Title)
		s.endRow()
	}
	if src.Text {
		s.header(src, height, heading, heading)
	} else {
		s.header(src, lineHeight, styleHeader, styleNumberHeader)
	}
	s.body(src, maxRows-s.rows)
	if src.row != nil {
		s.keep(src.Rows.Errorf("the table is too long for a page of several, Excel takes %d rows", maxRows))
	}
}
