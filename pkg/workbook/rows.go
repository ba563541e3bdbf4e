package workbook

import (
	"io"
	"strconv"
)

const flushAt = 64 << 10

// A sheet writes the rows of a sheet, the fast path around excelize: its
// StreamWriter takes ten times as long, see BenchmarkWrite.
type sheet struct {
	form  *form
	dst   io.Writer
	buf   []byte // not yet written
	rows  int    // begun so far
	num   []byte // rows in digits
	links links
}

// A cell is what stands around a value, prepared for a column and its formats.
type cell struct {
	column string // its letters
	open   string // before the number of the row
	text   string // between that and the value, if it is text
	empty  string // if there is no value
	num    string // and if it is a number
	link   *link  // nil: none
	wrap   int    // digits in a line; 0: it is not broken into lines
}

// newCell prepares cells of the column with the given number, from 0. The
// styles are those of text and of a number.
func newCell(at, text, num int) cell {
	column := letters(at)
	return cell{
		column: column,
		open:   `<c r="` + column,
		text:   inline(text),
		empty:  `" s="` + strconv.Itoa(text) + `"/>`,
		num:    `" s="` + strconv.Itoa(num) + `"><v>`,
	}
}

func inline(style int) string { return `" s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t` }

// letters names the column with the given number, from 0: A, B, … Z, AA.
func letters(at int) string {
	if at < 26 {
		return string(rune('A' + at))
	}
	return letters(at/26-1) + letters(at%26)
}

// begin begins the next row. Its height is in points; 0 is that of one line.
func (s *sheet) begin(height int) {
	s.rows++
	s.num = strconv.AppendInt(s.num[:0], int64(s.rows), 10)
	s.buf = append(s.buf, `<row r="`...)
	s.buf = append(s.buf, s.num...)
	if height > 0 {
		s.buf = append(s.buf, `" ht="`...)
		s.buf = strconv.AppendInt(s.buf, int64(min(height, maxHeight)), 10)
		s.buf = append(s.buf, `" customHeight="1`...) // else LibreOffice shows one line
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

// end ends the row.
func (s *sheet) end() { s.buf = append(s.buf, `</row>`...) }

func (s *sheet) flush() error {
	_, err := s.dst.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// text adds a cell of text to the row. An empty one has the format alone, not an
// empty text, which would count as filled in.
func (s *sheet) text(c *cell, value string) {
	if value == "" {
		b := append(s.buf, c.open...)
		b = append(b, s.num...)
		s.buf = append(b, c.empty...)
		return
	}
	s.inline(c, c.text, value)
}

func (s *sheet) inline(c *cell, open, value string) {
	b := append(s.buf, c.open...)
	b = append(b, s.num...)
	b = append(b, open...)
	if value[0] == ' ' || value[len(value)-1] == ' ' {
		b = append(b, ` xml:space="preserve"`...)
	}
	b = append(b, '>')
	b = appendText(b, value)
	s.buf = append(b, `</t></is></c>`...)
}

// number adds a cell of a number to the row.
func (s *sheet) number(c *cell, value string) {
	b := append(s.buf, c.open...)
	b = append(b, s.num...)
	b = append(b, c.num...)
	b = append(b, value...)
	s.buf = append(b, `</v></c>`...)
}
