// Package table reads what people hand us as rows of text: XLSX workbooks, CSV,
// TSV and one-column text files, told apart by content and not by name.
//
// The first row that has a column of a name that the command wants is the header.
// Up to 20 rows above it are titles, which are skipped with a warning. Without such
// a row the first one that is not blank is the header. Wholly blank rows are skipped
// wherever they are; every other row is handed out, those of hidden rows, columns
// and sheets too, so that nothing is lost. Of merged cells the first one has the
// value and the others are empty, as the file has it. Columns that are empty in
// front of the table are columns like others.
//
// # Text
//
// Text is UTF-8 with or without a byte order mark, or UTF-16 with one. The
// header line tells the rest:
//
//   - With a TAB it is TSV, in which a quotation mark is an ordinary byte.
//     Only in UTF-16, which spreadsheets write as "Unicode text" and Analytics
//     as "tab delimited", and where each name in the header is quoted, a field
//     that begins with a quotation mark is quoted as in CSV, since that is what
//     those programs do.
//   - With a comma, or else a semicolon, it is CSV as in RFC 4180: a field may be
//     put in quotation marks, and may then hold the separator, line breaks and
//     doubled quotation marks. A quotation mark anywhere else is an error.
//   - Where another of TAB, comma, semicolon and | gives more of the names that
//     the command wants, it is that one.
//   - Otherwise it is one column, a line each; quoted as CSV if the header is.
//
// A row with more or fewer fields than the header is an error, in CSV too.
// Excel is known to leave out empty fields at the end of a line, but so does a
// download that broke off, and the two look alike.
//
// # Workbooks
//
// A cell's text is what the file stores, not what the spreadsheet displays,
// but for these: a number that is an integer of at most 15 digits is its digits
// (1.520924209E9 is "1520924209", 60383335.0 is "60383335"), a date is
// "2025-05-26" or "2025-05-26 13:45:00", a boolean "TRUE" or "FALSE". A formula
// is its stored result. Rows may be shorter or longer than the header if what
// is missing or too much is empty.
package table

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"datasync/pkg/count"
	"datasync/pkg/tsv"
)

// errorf makes an error at a place: "FILE", "FILE:LINE", "FILE#SHEET" or
// "FILE#SHEET!A12"; LINE counts from 1.
func errorf(place, format string, args ...any) error {
	return fmt.Errorf("%s: %w", place, fmt.Errorf(format, args...))
}

// A kind is what a cell holds.
type kind byte

const (
	plain  kind = iota // text, or a number that is whole
	cut                // a number of more digits than a spreadsheet keeps: 9.91523164305151E+17
	date               // a date, already as text
	failed             // the error value of a formula: #N/A
)

type cell struct {
	text string
	kind kind
}

// A record is a row as it comes from the source: as many cells as it has.
type record struct {
	number int // of the row in its sheet, or of its first line, from 1
	cells  []cell
	links  map[int]string // the formulas HYPERLINK in its cells, where they are wanted
}

// fields are the cells as Reader.Field has them.
func (r *record) fields() []string {
	fields := make([]string, len(r.cells))
	for at, c := range r.cells {
		fields[at] = tsv.Clean(c.text)
	}
	return fields
}

func (r *record) blank() bool {
	return len(r.links) == 0 && !slices.ContainsFunc(r.cells, func(c cell) bool { return !blank(c.text) })
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// A source is a table that is read row by row, blank rows included.
type source interface {
	// next reads the next row; io.EOF is the end.
	next(row *record) error
	// place is where cell at of that row is.
	place(row, at int) string
}

// A Reader reads a table row by row.
type Reader struct {
	file     *os.File // nil for NewReader
	info     fs.FileInfo
	path     string // of the file, as it was given; "" for NewReader
	called   string // the file in messages
	name     string // and the table: FILE or FILE#SHEET
	sheet    string // "" for text
	chosen   bool   // the user named the sheet
	src      source
	exact    bool // each row has as many fields as the header: text
	header   []string
	headings Headings
	top      string   // place of the header
	found    bool     // the header has a name that is wanted
	width    int      // of the header, with the empty cells at its end
	skipped  error    // warning of what stands above it
	ahead    []record // rows that were read in search of it
	ended    bool     // there are no others
	row      record
	vars     tsv.Vars
	err      error
}

// next goes to the next row that is not blank.
func (r *Reader) next() error {
	if len(r.ahead) > 0 {
		r.row, r.ahead = r.ahead[0], r.ahead[1:]
		return nil
	}
	if r.ended {
		return io.EOF
	}
	return r.read(&r.row)
}

// read reads the next row that is not blank.
func (r *Reader) read(row *record) error {
	for {
		row.cells = row.cells[:0]
		clear(row.links)
		if err := r.src.next(row); err != nil {
			return err
		}
		if !row.blank() {
			return nil
		}
	}
}

// Scan reads the next row that is not wholly blank. It is false at the end and
// after an error.
func (r *Reader) Scan() bool {
	if r.Look() {
		r.err = r.fit()
	}
	if r.err == nil {
		r.err = r.vars.Set(r.Field, r.MMSID)
	}
	return r.err == nil
}

// fit makes the row as wide as the header.
func (r *Reader) fit() error {
	row := &r.row
	if r.exact && len(row.cells) != r.width {
		return r.Errorf(-1, "%s, but the header has %d; correct the line, or save the table as XLSX", count.Of(len(row.cells), "field"), r.width)
	}
	for at := len(r.header); at < len(row.cells); at++ {
		if !blank(row.cells[at].text) || row.links[at] != "" {
			return r.Errorf(at, "%.40q is in a column without a name; name the column in the header, or delete it", r.Field(at))
		}
	}
	missing := max(0, len(r.header)-len(row.cells))
	row.cells = append(row.cells, make([]cell, missing)...)[:len(r.header)]
	return nil
}

// Close closes the file that Open opened.
func (r *Reader) Close() error { return r.file.Close() }

// Stat is the file as the system knows it.
func (r *Reader) Stat() fs.FileInfo { return r.info }

// Err is the error that ended Scan, nil at the end of the table.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Header is the names of the columns, without the space around them. Empty
// ones at the end are left out.
func (r *Reader) Header() []string { return r.header }

// Field is a cell of the row, each TAB, CR and LF in it made a space; "" at -1.
// Every other character is as it is in the file. Who keeps a few fields of many
// should copy them (strings.Clone): each may hold a whole line.
func (r *Reader) Field(at int) string { return tsv.Clean(r.cell(at).text) }

// cell is a cell of the row, an empty one at -1.
func (r *Reader) cell(at int) cell {
	if at < 0 {
		return cell{}
	}
	return r.row.cells[at]
}

// Bind finds columns by their names, and lets Scan set variables to their cells, as that
// of package tsv does.
func (r *Reader) Bind(vars ...tsv.Var) error {
	if err := tsv.Locate(r.header, vars...); err != nil {
		return errorf(r.top, "%w", err)
	}
	r.vars = append(r.vars, vars...)
	return nil
}

// Each calls do for each row that is left, with its cells in variables: see Bind. The
// first error ends it.
func (r *Reader) Each(do func() error, vars ...tsv.Var) error {
	if err := r.Bind(vars...); err != nil {
		return err
	}
	for r.Scan() {
		if err := do(); err != nil {
			return err
		}
	}
	return r.Err()
}

// Failed tells whether a cell of the current row is the error of a formula, such as
// #N/A, be it text or not.
func (r *Reader) Failed(at int) bool {
	return r.cell(at).kind == failed || formulaError().MatchString(r.Field(at))
}

// Place is where a cell of the current row is: FILE#SHEET!A12, or FILE:LINE in
// text.
func (r *Reader) Place(at int) string { return r.src.place(r.row.number, max(at, 0)) }

// Errorf makes an error of a cell of the current row, or at -1 of the row. Before
// the first Scan the current row is the header.
func (r *Reader) Errorf(at int, format string, args ...any) error {
	return errorf(r.Place(at), format, args...)
}
