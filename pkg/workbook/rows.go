package workbook

import (
	"bufio"
	"fmt"
	"strconv"

	tables "datasync/pkg/table"
)

const bufferSize = 64 << 10

// A sheet is a sheet being written: what excelize has to know of it, and its
// rows. These take a fast path around excelize, whose StreamWriter takes ten
// times as long, see BenchmarkWrite.
type sheet struct {
	Sheet
	*book
	index   int         // in the workbook, from 1
	columns []Column    // of a list; nil for a page
	widths  []int       // of the columns, in digits
	rows    int         // begun so far, with the headers
	high    map[int]int // of a page: the heights of rows of several lines
	count   SheetCount

	dst   *bufio.Writer
	buf   []byte // the row
	num   []byte // its number in digits
	links []link
}

// A cell is a column of a table being written, and the formats of its cells.
type cell struct {
	*Column
	letters string // of the column in the sheet
	text    int    // the format of text
	num     int    // and of a number
	link    int    // and of a link
	wrap    int    // digits in a line; 0: it is not broken into lines
}

// letters names the column with the given number, from 0: A, B, … Z, AA.
func letters(at int) string { return tables.ColumnName(at) }

// beginRow begins the next row. Its height is in points, at least that of one line.
func (s *sheet) beginRow(height int) {
	s.rows++
	s.num = strconv.AppendInt(s.num[:0], int64(s.rows), 10)
	s.buf = append(s.dst.AvailableBuffer(), `<row r="`...)
	s.buf = append(s.buf, s.num...)
	if height > lineHeight {
		s.buf = fmt.Appendf(s.buf, `" ht="%d" customHeight="1`, min(height, maxHeight)) // else LibreOffice shows one line
		if s.high != nil {
			s.high[s.rows] = min(height, maxHeight)
		}
	}
	s.buf = append(s.buf, `">`...)
}

// Heights of rows, in points.
const (
	lineHeight    = 15
	headingHeight = 20
	titleHeight   = 28
	maxHeight     = 409 // Excel's limit
)

// endRow ends the row, and writes it.
func (s *sheet) endRow() { s.write(s.dst, append(s.buf, `</row>`...)) }

// cell begins a cell of the row, in the column with these letters, of a format.
func (s *sheet) cell(column string, format int) {
	s.buf = append(s.buf, `<c r="`...)
	s.buf = append(s.buf, column...)
	s.buf = append(s.buf, s.num...)
	s.buf = append(s.buf, `" s="`...)
	s.buf = strconv.AppendInt(s.buf, int64(format), 10)
}

// text adds a cell of text to the row. An empty one has the format alone, not an
// empty text, which would count as filled in.
func (s *sheet) text(column string, format int, value string) {
	s.cell(column, format)
	if value == "" {
		s.buf = append(s.buf, `"/>`...)
		return
	}
	begin := `" t="inlineStr"><is><t>`
	if value[0] == ' ' || value[len(value)-1] == ' ' {
		begin = `" t="inlineStr"><is><t xml:space="preserve">`
	}
	s.buf = appendText(append(s.buf, begin...), value)
	s.buf = append(s.buf, `</t></is></c>`...)
}

// number adds a cell of a number to the row.
func (s *sheet) number(c *cell, value string) {
	s.cell(c.letters, c.num)
	s.buf = append(s.buf, `"><v>`...)
	s.buf = append(s.buf, value...)
	s.buf = append(s.buf, `</v></c>`...)
}
