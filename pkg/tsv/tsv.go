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
	"fmt"
	"io"
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
	row    []string
	vars   []Var
	err    error
}

// NewReader reads the header of a table. name is the name of its file in
// messages.
func NewReader(src io.Reader, name string) (*Reader, error) {
	r := &Reader{name: name, lines: line.NewReader(src)}
	if !r.lines.Scan() {
		if err := r.lines.Err(); err != nil {
			return nil, &Error{name, 1, err}
		}
		return nil, &Error{name, 1, fmt.Errorf("the file is empty; a header line of column names is wanted")}
	}
	text, err := r.text()
	if err != nil {
		return nil, err
	}
	r.header = strings.Split(text, "\t")
	r.row = make([]string, len(r.header))
	return r, nil
}

// text is the current line, its CRs made spaces.
func (r *Reader) text() (string, error) {
	text := strings.ReplaceAll(r.lines.Text(), "\r", " ")
	if !r.lines.Valid() || r.lines.Number() == 1 && strings.HasPrefix(text, zip) { // which may begin with a line of UTF-8
		return "", r.Errorf("%s", notText(text, r.lines.Number()))
	}
	return text, nil
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
	text, err := r.text()
	if err == nil {
		err = r.split(text)
	}
	if err == nil {
		err = r.setVars()
	}
	r.err = err
	return err == nil
}

func (r *Reader) split(text string) error {
	last := len(r.row) - 1
	rest := text
	for i := range last {
		end := strings.IndexByte(rest, '\t')
		if end < 0 {
			return r.errFields(text)
		}
		r.row[i], rest = rest[:end], rest[end+1:]
	}
	if strings.Contains(rest, "\t") {
		return r.errFields(text)
	}
	r.row[last] = rest
	return nil
}

func (r *Reader) errFields(text string) error {
	return r.Errorf("%s, but the header has %d", count.Of(strings.Count(text, "\t")+1, "field"), len(r.header))
}

// Header is the names of the columns, as they stand in the table.
func (r *Reader) Header() []string { return r.header }

// Row is the fields of the row. The slice is valid until the next Scan, its
// strings for ever.
func (r *Reader) Row() []string { return r.row }

// Line is the number of the row's line, from 1, the header included.
func (r *Reader) Line() int { return r.lines.Number() }

// Err is the error that ended Scan, nil at the end of the table.
func (r *Reader) Err() error { return r.err }

// Errorf makes an error of the current line.
func (r *Reader) Errorf(format string, args ...any) error {
	return &Error{r.name, r.lines.Number(), fmt.Errorf(format, args...)}
}

// Columns finds the columns of the given names. One that is missing or there
// twice is an error.
func (r *Reader) Columns(names ...string) ([]int, error) {
	at := make([]int, len(names))
	for i, name := range names {
		if err := r.Locate(Need(name, &at[i])); err != nil {
			return nil, err
		}
	}
	return at, nil
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

// A Want is a column that is looked for, and where the place goes at which it is
// found. One that may be missing has the place -1 then.
type Want struct {
	name string
	at   *int
	may  bool
}

// Need is a column that must be there.
func Need(name string, at *int) Want { return Want{name: name, at: at} }

// May is a column that may be missing.
func May(name string, at *int) Want { return Want{name: name, at: at, may: true} }

// Locate finds columns in a header. One that must be there and is not, or any that
// is there twice, is an error.
func Locate(header []string, wanted ...Want) error {
	for _, w := range wanted {
		var err error
		if *w.at, err = Find(header, w.name); err != nil {
			return err
		}
		if *w.at < 0 && !w.may {
			return missing(header, w.name)
		}
	}
	return nil
}

// Locate finds columns of the table.
func (r *Reader) Locate(wanted ...Want) error {
	if err := Locate(r.header, wanted...); err != nil {
		return &Error{r.name, 1, err}
	}
	return nil
}

// Optional finds a column that a table may lack: -1 if it does. One that is
// there twice is an error.
func (r *Reader) Optional(name string) (int, error) {
	at := -1
	err := r.Locate(May(name, &at))
	return at, err
}

// Field is the field of the row at a place from Columns or Optional, "" at -1.
func (r *Reader) Field(at int) string {
	if at < 0 {
		return ""
	}
	return r.row[at]
}

// MMSID is the MMS ID in a field of the row, the one at a place from Columns. A
// field that holds none is an error, with its place.
func (r *Reader) MMSID(at int) (mms.ID, error) {
	if id, ok := mms.Parse(r.row[at]); ok {
		return id, nil
	}
	return 0, r.Errorf("%v", mms.NotID(r.row[at]))
}

// A Var is a variable that has the field of a column, row by row: see Bind.
type Var struct {
	Want
	text *string
	id   *mms.ID
}

// ID is a column of MMS IDs that must be there.
func ID(name string, to *mms.ID) Var { return Var{Want: Need(name, new(int)), id: to} }

// Text is a column that must be there.
func Text(name string, to *string) Var { return Var{Want: Need(name, new(int)), text: to} }

// MayText is a column that may be missing: the variable is "" then.
func MayText(name string, to *string) Var { return Var{Want: May(name, new(int)), text: to} }

// Bind lets Scan set variables to the fields of each row. A column that must be
// there and is not, or any that is there twice, is an error; so is, of Scan, an ID
// that is none.
func (r *Reader) Bind(vars ...Var) error {
	for _, v := range vars {
		if err := r.Locate(v.Want); err != nil {
			return err
		}
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

func (r *Reader) setVars() (err error) {
	for _, v := range r.vars {
		switch {
		case v.text != nil:
			*v.text = r.Field(*v.at)
		case err == nil:
			*v.id, err = r.MMSID(*v.at)
		}
	}
	return err
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
