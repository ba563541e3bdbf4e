package workbook

// list writes the header and the rows of src, at most limit.
func (s *sheet) list(src *source, style styles, limit int) error {
	cells := make([]cell, len(src.columns))
	s.begin()
	for i, c := range src.columns {
		cells[i] = newCell(i, style.text, style.number)
		header := newCell(i, style.header, style.header)
		s.text(&header, c.Header)
	}
	if err := s.end(); err != nil {
		return err
	}
	for n := 0; n < limit && src.row != nil; n++ {
		s.begin()
		for i := range src.columns {
			c := &src.columns[i]
			value := src.row[c.at]
			if c.Number && isNumber(value) {
				s.number(&cells[i], value)
			} else {
				s.text(&cells[i], value)
			}
		}
		if err := s.end(); err != nil {
			return err
		}
		if err := src.next(); err != nil {
			return err
		}
	}
	return nil
}
