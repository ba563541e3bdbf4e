// Package tsv reads and writes the tables that the commands exchange.
//
// A table is UTF-8 text with one header line of column names and one line a
// row, each ended by LF, the fields separated by one TAB. There is no quoting:
// every byte but TAB, CR and LF stands for itself. Columns are found by name,
// never by position; names are compared without case, and every run of white
// space in them (U+00A0 too) is as good as one space, or as none at the ends.
//
// On input a byte order mark, CRLF and a missing last LF are accepted, and a CR
// within a field becomes a space. A row with more or fewer fields than the
// header is an error, and so is a table without a header.
package tsv

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strings"

	"datasync/pkg/count"
	"datasync/pkg/line"
	"datasync/pkg/mms"
)

// An Error tells what is wrong at a line of a file.
type Error struct {
	File string
	Line int // from 1, the header included
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// A Reader reads a table row by row.
type Reader struct {
	name   string
	lines  *line.Reader
	header []string
	vars   Vars
	text   []byte // the row, valid until the next Scan
	ends   []int  // where in it each field ends
	row    []string
	line   string          // the row, if it was made a string
	kept   strings.Builder // what was made strings
	err    error
}

// NewReader reads the header of a table. name is the name of its file in
// messages.
func NewReader(src io.Reader, name string) (*Reader, error) {
	r := &Reader{name: name, lines: line.NewReader(src)}
	if !r.lines.Scan() {
		return nil, &Error{name, 1, cmp.Or(r.lines.Err(), errors.New("the file is empty; a header line of column names is wanted"))}
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	r.header = strings.Split(string(r.text), "\t")
	r.ends, r.row = make([]int, len(r.header)), make([]string, len(r.header))
	return r, nil
}

// check wants the current line to be text, and makes its CRs spaces.
func (r *Reader) check() error {
	r.text = r.lines.Bytes()
	if bytes.IndexByte(r.text, '\r') >= 0 {
		copy(r.text, bytes.ReplaceAll(r.text, []byte("\r"), []byte(" ")))
	}
	if !r.lines.Valid() || r.lines.Number() == 1 && bytes.HasPrefix(r.text, []byte(zip)) { // which may begin with a line of UTF-8
		return r.Errorf("%s", notText(string(r.text), r.lines.Number()))
	}
	return nil
}

const zip = "PK\x03\x04" // begins a ZIP file, and with it a workbook

// notText says what a line is that is no text, and what to do.
func notText(line string, number int) string {
	const save = "save the table as UTF-8 text with TABs between the columns"
	switch {
	case number > 1:
	case strings.HasPrefix(line, zip):
		return "this is a workbook or a ZIP file; " + save
	case strings.HasPrefix(line, "\x1F\x8B"):
		return "this is a gzip file; unpack it"
	case strings.HasPrefix(line, "\xFF\xFE"), strings.HasPrefix(line, "\xFE\xFF"):
		return "this is UTF-16, which spreadsheets call Unicode text; " + save
	}
	return "the line is not UTF-8; save the file as UTF-8 and run again"
}

// Scan reads the next row. It is false at the end and after an error.
func (r *Reader) Scan() bool {
	if r.err != nil {
		return false
	}
	if !r.lines.Scan() {
		if err := r.lines.Err(); err != nil {
			r.err = &Error{r.name, r.lines.Number() + 1, err}
		}
		return false
	}
	if r.err = r.check(); r.err != nil {
		return false
	}
	r.line = ""
	if n := r.split(); n != len(r.header) {
		r.err = r.Errorf("%s, but the header has %d", count.Of(n, "field"), len(r.header))
	} else {
		if len(r.vars) > few {
			r.whole()
		}
		r.err = r.vars.Set(r.Field, r.id)
	}
	return r.err == nil
}

// split finds where the fields of the row end, and counts them. It looks at eight bytes at
// a time, which takes half as long as to look for one TAB after the other.
func (r *Reader) split() (fields int) {
	const low, tabs = 0x7F7F7F7F7F7F7F7F, 0x0909090909090909
	end := func(at int) {
		if fields < len(r.ends) {
			r.ends[fields] = at
		}
		fields++
	}
	text := r.text
	for len(text) >= 8 {
		x := binary.LittleEndian.Uint64(text) ^ tabs                            // a TAB is a byte 0
		for found := ^(x&low + low | x | low); found != 0; found &= found - 1 { // the highest bit of each of these
			end(len(r.text) - len(text) + bits.TrailingZeros64(found)/8)
		}
		text = text[8:]
	}
	for i, c := range text {
		if c == '\t' {
			end(len(r.text) - len(text) + i)
		}
	}
	end(len(r.text))
	return fields
}

// place is where the field of the row at a place begins and ends.
func (r *Reader) place(at int) (begin, end int) {
	if at > 0 {
		begin = r.ends[at-1] + 1
	}
	return begin, r.ends[at]
}

// few is of how many fields of a row each is made a string by itself.
const few = 4

// whole makes the row a string.
func (r *Reader) whole() string {
	if r.line == "" {
		r.line = r.keep(r.text)
	}
	return r.line
}

// keep makes text a string, in memory that many share: the garbage collector has the less
// to do.
func (r *Reader) keep(text []byte) string {
	const room = 64 << 10
	if r.kept.Cap()-r.kept.Len() < len(text) {
		r.kept.Reset()
		r.kept.Grow(max(room, len(text)))
	}
	r.kept.Write(text)
	return r.kept.String()[r.kept.Len()-len(text):]
}

// Field is the field of the row at a place, "" at -1. The string is valid for ever, and
// others with it: who keeps a few of many should copy them (strings.Clone).
func (r *Reader) Field(at int) string {
	if at < 0 {
		return ""
	}
	begin, end := r.place(at)
	if r.line != "" {
		return r.line[begin:end]
	}
	return r.keep(r.text[begin:end])
}

func (r *Reader) id(at int) (mms.ID, error) {
	begin, end := r.place(at)
	id, ok := mms.Parse(r.text[begin:end])
	if !ok {
		return 0, r.Errorf("%v", mms.NotID(string(r.text[begin:end])))
	}
	return id, nil
}

// Header is the names of the columns, as they stand in the table.
func (r *Reader) Header() []string { return r.header }

// Row is the fields of the row. The slice is valid until the next Scan, its
// strings for ever.
func (r *Reader) Row() []string {
	text := r.whole()
	for at := range r.row {
		begin, end := r.place(at)
		r.row[at] = text[begin:end]
	}
	return r.row
}

// Line is the number of the row's line, from 1, the header included.
func (r *Reader) Line() int { return r.lines.Number() }

// Err is the error that ended Scan, nil at the end of the table.
func (r *Reader) Err() error { return r.err }

// Errorf makes an error of the current line.
func (r *Reader) Errorf(format string, args ...any) error {
	return &Error{r.name, r.lines.Number(), fmt.Errorf(format, args...)}
}

// missing says that header has no column called name, and why, where the file
// was written by a program that separates or quotes fields in another way.
func missing(header []string, name string) error {
	quoted := func(field string) bool { return strings.HasPrefix(strings.TrimSpace(field), `"`) }
	switch {
	case len(header) == 1 && strings.Contains(header[0], "::bib::"):
		return fmt.Errorf("no column %q: this looks like a report of OCLC, not a table; run bibmerge on it first", name)
	case len(header) == 1 && strings.ContainsAny(header[0], ",;"):
		return fmt.Errorf("no column %q: the header looks like CSV; save the table as text with TABs between the columns", name)
	case slices.ContainsFunc(header, quoted):
		return fmt.Errorf("no column %q: names are in quotation marks, as LibreOffice Calc may write them; save the table as text with TABs and without quoting", name)
	}
	return fmt.Errorf("no column %q; there are: %s", name, strings.Join(header, ", "))
}

// A Var is a column that is looked for, and the variable that has its field, row by
// row, or its place: see Bind.
type Var struct {
	name string
	may  bool // it may be missing
	at   *int
	text *string
	id   *mms.ID
}

// ID is a column of MMS IDs that must be there.
func ID(name string, to *mms.ID) Var { return Var{name: name, at: new(int), id: to} }

// Text is a column that must be there.
func Text(name string, to *string) Var { return Var{name: name, at: new(int), text: to} }

// MayText is a column that may be missing: the variable is "" then.
func MayText(name string, to *string) Var {
	return Var{name: name, may: true, at: new(int), text: to}
}

// Need is the place of a column that must be there.
func Need(name string, at *int) Var { return Var{name: name, at: at} }

// May is the place of a column that may be missing: -1 then.
func May(name string, at *int) Var { return Var{name: name, may: true, at: at} }

// Locate finds columns in a header. One that must be there and is not, or any that
// is there twice, is an error.
func Locate(header []string, vars ...Var) error {
	for _, v := range vars {
		var err error
		if *v.at, err = Find(header, v.name); err != nil {
			return err
		}
		if *v.at < 0 && !v.may {
			return missing(header, v.name)
		}
	}
	return nil
}

// Vars are those that are set row by row.
type Vars []Var

// Set sets the variables to what a row has at their places. An ID that is none is an
// error, after the others are set.
func (all Vars) Set(field func(at int) string, id func(at int) (mms.ID, error)) (err error) {
	for i := range all {
		switch v := &all[i]; {
		case v.id != nil && err == nil:
			*v.id, err = id(*v.at)
		case v.text != nil:
			*v.text = field(*v.at)
		}
	}
	return err
}

// Bind finds columns, and lets Scan set variables to the fields of each row. A column
// that must be there and is not, or any that is there twice, is an error; so is, of
// Scan, an ID that is none.
func (r *Reader) Bind(vars ...Var) error {
	if err := Locate(r.header, vars...); err != nil {
		return &Error{r.name, 1, err}
	}
	r.vars = append(r.vars, vars...)
	return nil
}

// Each calls do for each row that is left, with its fields in variables: see Bind. The
// first error ends it.
func (r *Reader) Each(do func() error, vars ...Var) error {
	if err := r.Bind(vars...); err != nil {
		return err
	}
	for r.Scan() {
		if err := do(); err != nil {
			return err
		}
	}
	return r.err
}

// Find is the index of the column called name in header, or -1. Two of that name
// are an error.
func Find(header []string, name string) (int, error) {
	at := -1
	for i, h := range header {
		if !SameName(h, name) {
			continue
		}
		if at >= 0 {
			return -1, fmt.Errorf("two columns %q; rename or delete one", name)
		}
		at = i
	}
	return at, nil
}

// SameName tells whether a and b are one column: case does not matter, and any run of
// white space is one space, or none at the ends.
func SameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// Merge prepares the rows of the table for values of the named columns.
func (r *Reader) Merge(names ...string) (*Merge, error) {
	m, err := NewMerge(r.header, names...)
	if err != nil {
		return nil, &Error{r.name, 1, err}
	}
	return m, nil
}
