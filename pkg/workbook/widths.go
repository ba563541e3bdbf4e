package workbook

import "slices"

// Widths of columns, in digits.
const (
	minWidth = 8
	maxWidth = 60
	minWrap  = 14 // of a column with broken lines, made narrower for paper
	maxWrap  = 40 // of a column with broken lines, in a list
	pageWrap = 60 // and on a page
	padding  = 2  // of a cell
	arrow    = 3  // the button of the filter
	bold     = 2  // what a header is wider than it measures, and its indent
	chartGap = 2  // between the tables and the charts of a page
)

// paper is the width of a page, in digits of 11 points printed with 8:
// Letter, landscape, within margins of 0.4 inches. A4 is wider.
const paper = 190

// widths are those that show the columns' values and their headers, which have
// something else beside them. wrap is the limit of columns with broken lines.
func widths(columns []Column, beside, wrap int) []int {
	widths := make([]int, len(columns))
	for i, c := range columns {
		limit := maxWidth
		if c.Wrap {
			limit = wrap
		}
		widths[i] = min(max(c.width+padding, c.headed(beside), minWidth), limit)
	}
	narrow(widths[:printed(columns)], columns, beside)
	return widths
}

// headed is the width of the column's header with what is beside it.
func (c *Column) headed(beside int) int { return measure(c.Header) + padding + beside }

// printed is the number of columns within the print area.
func printed(columns []Column) int {
	if at := slices.IndexFunc(columns, func(c Column) bool { return c.NoPrint }); at >= 0 {
		return at
	}
	return len(columns)
}

// narrow makes columns with broken lines narrower, the widest first, until all
// fit on paper. No header is cut.
func narrow(widths []int, columns []Column, beside int) {
	total := 0
	for _, width := range widths {
		total += width
	}
	for ; total > paper; total-- {
		widest := -1
		for i, width := range widths {
			if columns[i].Wrap && width > max(minWrap, columns[i].headed(beside)) && (widest < 0 || width > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}
