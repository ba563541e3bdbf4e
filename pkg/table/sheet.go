package table

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// What a sheet can hold: Microsoft, "Excel specifications and limits".
const (
	maxRows = 1 << 20
	maxCols = 1 << 14
)

// maxExact is the first number that has more than the 15 digits that spreadsheets
// keep; they make the others 0.
const maxExact = 1e15

// A sheet is the cells of a worksheet, read from its XML row by row with
// encoding/xml: 500,000 rows of five cells take about 5 s and 20 MB beside the
// shared strings. (Decoding each row into a struct takes two thirds more.)
//
// Not with excelize, although it writes our workbooks: its rows take broken XML for
// the end of the sheet, and a shared string that is not there for "", without an
// error either time, so that a protection could vanish from a list. Nor do they
// tell a number from text that looks like one, which is all that matters for an
// MMS ID.
type sheet struct {
	name  string // FILE#SHEET
	entry sheetEntry
	book  *workbook
	xml   *parser
	row   int    // number of the row from 1, 0 before the first
	col   int    // number of the cell in it from 1, 0 before the first
	links []Link // of its cells, known at the end, where they are wanted
}

func (s *sheet) place(row, at int) string {
	return fmt.Sprintf("%s!%s%d", s.name, ColumnName(at), max(row, 1))
}

// ColumnName is A for 0, Z for 25, AA for 26.
func ColumnName(at int) string {
	if at < 26 {
		return string(rune('A' + at))
	}
	return ColumnName(at/26-1) + ColumnName(at%26)
}

// columnNumber is the column, from 1, of a cell's reference, such as 28 of AB12; 0
// if there is none of that name.
func columnNumber(ref string) int {
	n := 0
	for _, c := range strings.ToUpper(strings.TrimRight(ref, "0123456789")) {
		n = n*26 + int(c-'A') + 1
		if c < 'A' || c > 'Z' || n > maxCols {
			return 0
		}
	}
	return n
}

func (s *sheet) here() string { return s.place(s.row, max(s.col-1, 0)) }

const errOrder fault = "its cells are out of order, or more than a sheet can have"

func (s *sheet) next(row *record) error {
	s.xml.from, s.col = s.xml.read, 0
	tag, err := s.xml.find("row", "sheetData")
	end := tag.Name.Local == ""
	if end && err == nil && s.xml.formulas {
		err = s.readLinks()
	}
	if end && err == nil {
		err = s.xml.rest()
	}
	switch {
	case err != nil:
		return damaged(s.here(), err)
	case end:
		return io.EOF
	}
	was := s.row
	s.row++
	if ref, _, _ := attrs(tag); ref != "" {
		s.row, _ = strconv.Atoi(ref) // none is 0
	}
	if s.row <= was || s.row > maxRows {
		return damaged(s.here(), errOrder)
	}
	row.number = s.row
	for {
		tag, err := s.xml.find("c", "row")
		switch {
		case err != nil:
			return damaged(s.here(), err)
		case tag.Name.Local == "":
			return nil
		}
		if err := s.readCell(tag, row); err != nil {
			return err
		}
	}
}

// attrs are those of a row or a cell that count: its reference, its type, its style.
func attrs(tag xml.StartElement) (ref, typ, style string) {
	for _, a := range tag.Attr {
		if a.Name.Space != "" {
			continue
		}
		switch a.Name.Local {
		case "r":
			ref = a.Value
		case "t":
			typ = a.Value
		case "s":
			style = a.Value
		}
	}
	return ref, typ, style
}

func (s *sheet) readCell(tag xml.StartElement, row *record) error {
	ref, typ, style := attrs(tag)
	was := s.col
	s.col++
	if ref != "" {
		s.col = columnNumber(ref)
	}
	if s.col <= was || s.col > maxCols {
		return damaged(s.here(), errOrder)
	}
	if err := s.xml.readText("c"); err != nil {
		return damaged(s.here(), err)
	}
	link := isLink().Match(s.xml.wording)
	if len(s.xml.text) == 0 {
		if s.xml.formula && typ != "str" {
			return errorf(s.here(), "the formula has no stored result; open the workbook in a spreadsheet program and save it again")
		}
		if !link {
			return nil // a cell with a format and nothing in it
		}
	}
	if link {
		row.setLink(s.col-1, string(s.xml.wording))
	}
	c, err := s.value(typ, style)
	if err != nil {
		return damaged(s.here(), err)
	}
	for len(row.cells) < s.col-1 {
		row.cells = append(row.cells, cell{})
	}
	row.cells = append(row.cells, c)
	return nil
}

// value is what a cell of that type and style holds. The types are those of
// ECMA-376, 18.18.11.
func (s *sheet) value(typ, style string) (cell, error) {
	text := string(s.xml.text)
	if s.xml.inline {
		typ = "inlineStr"
	}
	switch typ {
	case "s":
		shared, err := s.book.strings.at(text)
		return cell{text: shared}, err
	case "inlineStr", "str":
		return cell{text: Unescape(text)}, nil
	case "b":
		return cell{text: cmp.Or(map[string]string{"0": "FALSE", "1": "TRUE"}[text], text)}, nil
	case "e":
		return cell{text, failed}, nil
	case "d":
		return cell{text, date}, nil
	case "n", "":
		return s.number(strings.TrimSpace(text), style), nil
	}
	return cell{}, fault(fmt.Sprintf("%.20q is no type of a cell", typ))
}

// number is a number as its digits, if it is an integer that a spreadsheet keeps
// exactly, else as the workbook stores it.
func (s *sheet) number(text, style string) cell {
	if day, ok := s.book.date(style, text); ok {
		return cell{day, date}
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || n != math.Trunc(n):
		return cell{text: text}
	case math.Abs(n) >= maxExact:
		return cell{text, cut}
	}
	return cell{text: strconv.FormatInt(int64(n), 10)}
}
