package table

import (
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
)

// A sheet is the cells of a worksheet, read from its XML row by row.
//
// Not with excelize: its rows do not tell a number from text that looks like
// one, which is all that matters for an MMS ID, and its GetCellType holds the
// whole sheet in memory. Nor does it notice where XML breaks off.
type sheet struct {
	name    string // FILE#SHEET
	xml     scanner
	part    io.ReadCloser
	strings *sharedStrings
	styles  *styles
	row     int // number of the row from 1, 0 before the first
	col     int // number of the cell in it from 1, 0 before the first
	cell    cell
	text    []byte // of the cell, reused
}

// A cell is what its XML says of it.
type cell struct {
	typ     string // attribute t
	style   int    // attribute s
	inline  bool   // the text is in <is>
	formula bool
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
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return s.errorf("the sheet breaks off here; download the workbook again")
	}
	return s.errorf("the workbook is damaged here: %w; download it again, or open it in a spreadsheet program and save it", err)
}

// start goes to the first row.
func (s *sheet) start() error {
	for {
		tok, err := s.xml.next()
		if err != nil {
			return s.damaged(err)
		}
		if tok == startTag && string(s.xml.name) == "sheetData" {
			return nil
		}
	}
}

func (s *sheet) next(row *record) error {
	s.col = 0
	for {
		tok, err := s.xml.next()
		if err != nil {
			return s.damaged(err)
		}
		switch {
		case tok == startTag && string(s.xml.name) == "row":
			return s.readRow(row)
		case tok == endTag && string(s.xml.name) == "sheetData":
			return s.end()
		}
	}
}

// end reads the rest, since only at its end is the checksum compared.
func (s *sheet) end() error {
	if _, err := io.Copy(io.Discard, s.xml.src); err != nil {
		return s.damaged(err)
	}
	return io.EOF
}

func (s *sheet) readRow(row *record) error {
	was := s.row
	s.row++
	for key, value, rest := cutAttr(s.xml.attrs); key != nil; key, value, rest = cutAttr(rest) {
		if string(key) != "r" {
			continue
		}
		n, err := strconv.Atoi(string(value))
		if err != nil || n <= was {
			return s.damaged(errors.New("its rows are out of order"))
		}
		s.row = n
	}
	row.number = s.row
	if s.row > maxRows {
		return errorf(s.name, "the sheet has a row %d, but a sheet has at most %d; is it damaged?", s.row, maxRows)
	}
	for {
		tok, err := s.xml.next()
		if err != nil {
			return s.damaged(err)
		}
		switch name := s.xml.name; {
		case tok == startTag && string(name) == "c":
			if err := s.readCell(row); err != nil {
				return err
			}
		case tok == endTag && string(name) == "row":
			return nil
		case tok == startTag && string(name) == "row", tok == endTag && string(name) == "sheetData":
			return s.damaged(errXML)
		}
	}
}

func (s *sheet) readCell(row *record) error {
	if err := s.readAttrs(); err != nil {
		return err
	}
	if err := s.readText(); err != nil {
		return err
	}
	text, kind, err := s.value()
	if err != nil {
		return err
	}
	if text == "" {
		return nil // a cell with a format and nothing in it
	}
	for len(row.cells) < s.col-1 {
		row.cells, row.kinds = append(row.cells, ""), append(row.kinds, plain)
	}
	row.cells, row.kinds = append(row.cells, text), append(row.kinds, kind)
	return nil
}

// types are the values of t in ECMA-376, 18.18.11.
var types = []string{"n", "s", "inlineStr", "str", "b", "e", "d"}

func (s *sheet) readAttrs() error {
	was := s.col
	s.col++
	s.cell = cell{typ: "n"}
	for key, value, rest := cutAttr(s.xml.attrs); key != nil; key, value, rest = cutAttr(rest) {
		switch string(key) {
		case "r":
			col := columnNumber(value)
			if col > maxCols {
				return s.damaged(fmt.Errorf("there is no cell %.20s in a sheet", value))
			}
			if col <= was {
				return s.damaged(errors.New("its cells are out of order"))
			}
			s.col = col
		case "t":
			known := slices.IndexFunc(types, func(t string) bool { return t == string(value) })
			if known < 0 {
				return s.damaged(fmt.Errorf("%.20q is no type of a cell", value))
			}
			s.cell.typ = types[known]
		case "s":
			s.cell.style, _ = strconv.Atoi(string(value)) // none is style 0
		}
	}
	if s.col > maxCols {
		return s.damaged(fmt.Errorf("a row has more than %d cells", maxCols))
	}
	return nil
}

// columnNumber is the column, from 1, of a cell's reference, such as 28 of
// AB12; more than maxCols if there is none of that name.
func columnNumber(ref []byte) int {
	n := 0
	for _, c := range ref {
		c &^= 'a' - 'A'
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

// readText reads the text of a cell up to its end: that of <v>, or of each <t>
// in <is> but for phonetic readings.
func (s *sheet) readText() error {
	s.text = s.text[:0]
	var value, run, phonetic bool // within <v>, <t>, <rPh>
	for {
		tok, err := s.xml.next()
		if err != nil {
			return s.damaged(err)
		}
		if tok == chars {
			if !value && (!run || phonetic) {
				continue
			}
			if s.text, err = s.xml.appendText(s.text); err != nil {
				return s.damaged(err)
			}
			if len(s.text) > maxChars && chars16(s.text) > maxChars {
				return s.errorf("the cell holds more than %d characters, which no spreadsheet allows; shorten it", maxChars)
			}
			continue
		}
		switch string(s.xml.name) {
		case "v":
			value = tok == startTag
		case "t":
			run = tok == startTag
		case "rPh":
			phonetic = tok == startTag
		case "is":
			s.cell.inline = true
		case "f":
			s.cell.formula = true
		case "c":
			if tok == endTag {
				return nil
			}
			return s.damaged(errXML)
		case "row", "sheetData":
			return s.damaged(errXML)
		}
	}
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
	if len(s.text) == 0 {
		if s.cell.formula && s.cell.typ != "str" {
			return "", plain, s.errorf("the formula has no stored result; open the workbook in a spreadsheet program and save it again")
		}
		return "", plain, nil
	}
	switch text := string(s.text); {
	case s.cell.typ == "s":
		text, err := s.strings.at(text)
		if err != nil {
			return "", plain, s.damaged(err)
		}
		return text, plain, nil
	case s.cell.typ == "inlineStr", s.cell.typ == "str", s.cell.inline:
		return unescape(text), plain, nil
	case s.cell.typ == "b" && text == "1":
		return "TRUE", plain, nil
	case s.cell.typ == "b" && text == "0":
		return "FALSE", plain, nil
	case s.cell.typ == "e":
		return text, failed, nil
	case s.cell.typ == "d":
		return text, date, nil
	case s.cell.typ == "n":
		if day, ok := s.styles.date(s.cell.style, text); ok {
			return day, date, nil
		}
		return text, number, nil
	default:
		return text, plain, nil
	}
}
