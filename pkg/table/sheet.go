package table

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// What a sheet can hold: Microsoft, "Excel specifications and limits".
const (
	maxRows  = 1 << 20
	maxCols  = 1 << 14
	maxChars = 32767 // in a cell, in units of UTF-16

	// A row of full cells would have a gigabyte. It is held, as a line of text is.
	maxRowText = 8 << 20 // in bytes
)

// errTooManyChars is of a cell or a shared string.
var errTooManyChars = fmt.Errorf("it holds more than %d characters, which no spreadsheet allows", maxChars)

// A sheet is the cells of a worksheet, read from its XML row by row with
// encoding/xml: 500,000 rows of five cells take about 5 s and 20 MB beside the
// shared strings.
//
// Not with excelize, although it writes our workbooks: its rows take broken XML for
// the end of the sheet, and a shared string that is not there for "", without an
// error either time, so that a protection could vanish from a list. Nor do they
// tell a number from text that looks like one, which is all that matters for an
// MMS ID.
type sheet struct {
	name    string // FILE#SHEET
	xml     *parser
	part    io.Reader
	strings *sharedStrings
	styles  *styles
	row     int    // number of the row from 1, 0 before the first
	col     int    // number of the cell in it from 1, 0 before the first
	size    int    // of the text of the row, in bytes
	typ     string // of the cell: its attribute t
	style   int    // its attribute s
}

func (s *sheet) place(row, at int) string {
	return fmt.Sprintf("%s!%s%d", s.name, columnName(at), max(row, 1))
}

// columnName is A for 0, Z for 25, AA for 26.
func columnName(at int) string {
	if at < 26 {
		return string(rune('A' + at))
	}
	return columnName(at/26-1) + columnName(at%26)
}

func (s *sheet) errorf(format string, args ...any) error {
	return errorf(s.place(s.row, max(s.col-1, 0)), format, args...)
}

// damaged says that the XML of the sheet is not what it should be.
func (s *sheet) damaged(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return s.errorf("the sheet breaks off here; download the workbook again")
	case errors.Is(err, errTooManyChars):
		return s.errorf("the cell holds more than %d characters, which no spreadsheet allows; shorten it", maxChars)
	}
	return s.errorf("the workbook is damaged here: %w; download it again, or open it in a spreadsheet program and save it", err)
}

// start goes to the first row.
func (s *sheet) start() error {
	for {
		tok, err := s.xml.token()
		if err != nil {
			return s.damaged(err)
		}
		if start, ok := tok.(xml.StartElement); ok && start.Name.Local == "sheetData" {
			return nil
		}
	}
}

func (s *sheet) next(row *record) error {
	s.col = 0
	for {
		tok, err := s.xml.token()
		if err != nil {
			return s.damaged(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Local == "row" {
				return s.readRow(tok, row)
			}
		case xml.EndElement:
			if tok.Name.Local == "sheetData" {
				return s.end()
			}
		}
	}
}

// end reads the rest, since only at its end is the checksum compared.
func (s *sheet) end() error {
	if _, err := io.Copy(io.Discard, s.part); err != nil {
		return s.damaged(plainly(err))
	}
	return io.EOF
}

func (s *sheet) readRow(tag xml.StartElement, row *record) error {
	was := s.row
	s.row++
	if ref, ok := attr(tag, "r"); ok {
		n, err := strconv.Atoi(ref)
		if err != nil || n <= was {
			return s.damaged(errors.New("its rows are out of order"))
		}
		s.row = n
	}
	if s.row > maxRows {
		return errorf(s.name, "the sheet has a row %d, but a sheet has at most %d; is it damaged?", s.row, maxRows)
	}
	row.number, s.size = s.row, 0
	for {
		tok, err := s.xml.token()
		if err != nil {
			return s.damaged(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			switch tok.Name.Local {
			case "c":
				if err := s.readCell(tok, row); err != nil {
					return err
				}
			case "row":
				return s.damaged(errXML)
			}
		case xml.EndElement:
			if tok.Name.Local == "row" {
				return nil
			}
		}
	}
}

// attr is an attribute of a tag.
func attr(tag xml.StartElement, name string) (value string, ok bool) {
	for _, a := range tag.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

func (s *sheet) readCell(tag xml.StartElement, row *record) error {
	if err := s.readAttrs(tag); err != nil {
		return err
	}
	if err := s.xml.readText("c"); err != nil {
		return s.damaged(err)
	}
	text, kind, err := s.value()
	if err != nil {
		return err
	}
	if text == "" {
		return nil // a cell with a format and nothing in it
	}
	if s.size += len(text); s.size > maxRowText {
		return s.errorf("the row holds more than %d bytes of text; is this the right table?", maxRowText)
	}
	for len(row.cells) < s.col-1 {
		row.cells, row.kinds = append(row.cells, ""), append(row.kinds, plain)
	}
	row.cells, row.kinds = append(row.cells, text), append(row.kinds, kind)
	return nil
}

// types are the values of t in ECMA-376, 18.18.11.
var types = []string{"n", "s", "inlineStr", "str", "b", "e", "d"}

func (s *sheet) readAttrs(tag xml.StartElement) error {
	was := s.col
	s.col++
	s.typ, s.style = "n", 0
	for _, a := range tag.Attr {
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "r":
			col := columnNumber(a.Value)
			if col > maxCols {
				return s.damaged(fmt.Errorf("there is no cell %.20s in a sheet", a.Value))
			}
			if col <= was {
				return s.damaged(errors.New("its cells are out of order"))
			}
			s.col = col
		case a.Name.Local == "t":
			if !slices.Contains(types, a.Value) {
				return s.damaged(fmt.Errorf("%.20q is no type of a cell", a.Value))
			}
			s.typ = a.Value
		case a.Name.Local == "s":
			s.style, _ = strconv.Atoi(a.Value) // none is style 0
		}
	}
	if s.col > maxCols {
		return s.damaged(fmt.Errorf("a row has more than %d cells", maxCols))
	}
	return nil
}

// columnNumber is the column, from 1, of a cell's reference, such as 28 of
// AB12; more than maxCols if there is none of that name.
func columnNumber(ref string) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] &^ ('a' - 'A')
		if c < 'A' || c > 'Z' || n > maxCols {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 {
		return maxCols + 1
	}
	return n
}

// chars16 counts the characters of text as Excel does, in UTF-16.
func chars16(text []byte) int {
	n := 0
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		n += max(utf16.RuneLen(c), 1)
		text = text[size:]
	}
	return n
}

// value is what the cell holds.
func (s *sheet) value() (string, kind, error) {
	if len(s.xml.text) == 0 {
		if s.xml.formula && s.typ != "str" {
			return "", plain, s.errorf("the formula has no stored result; open the workbook in a spreadsheet program and save it again")
		}
		return "", plain, nil
	}
	switch text := string(s.xml.text); {
	case s.typ == "s":
		text, err := s.strings.at(text)
		if err != nil {
			return "", plain, s.damaged(err)
		}
		return text, plain, nil
	case s.typ == "inlineStr", s.typ == "str", s.xml.inline:
		return unescape(text), plain, nil
	case s.typ == "b" && text == "1":
		return "TRUE", plain, nil
	case s.typ == "b" && text == "0":
		return "FALSE", plain, nil
	case s.typ == "e":
		return text, failed, nil
	case s.typ == "d":
		return text, date, nil
	case s.typ == "n":
		if day, ok := s.styles.date(s.style, text); ok {
			return day, date, nil
		}
		return text, number, nil
	default:
		return text, plain, nil
	}
}
