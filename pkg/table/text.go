package table

import (
	"fmt"
	"io"
	"strings"

	"datasync/pkg/line"
)

// text is TSV, CSV or one column. It is read here rather than by encoding/csv,
// which reads on to the end of the file, and keeps it all, after one quotation
// mark too many. A row, line breaks within quotes included, is limited to
// line.Max as a line is.
type text struct {
	file   string
	lines  *line.Reader
	wide   bool // it was UTF-16
	sep    byte
	quoted bool // a field that begins with a quotation mark is quoted
	strict bool // and no quotation mark may be anywhere else
	held   bool // the current line is yet to be read
	begin  int  // number of the line in which the row begins
	buf    []byte
}

func (t *text) place(int) string { return fmt.Sprintf("%s:%d", t.file, t.begin) }

func (t *text) errorf(format string, args ...any) error { return errorf(t.place(0), format, args...) }

// start goes to the header line, and learns from it how the fields are
// separated.
func (t *text) start() error {
	for t.lines.Scan() {
		t.begin = t.lines.Number()
		header, err := t.line()
		if err != nil {
			return err
		}
		if blank(header) {
			continue
		}
		if t.lines.HasCR() {
			return t.errorf("the lines end with CR alone, as in files of old Macs; save the table as CSV UTF-8 or XLSX")
		}
		t.held = true
		t.separate(header)
		return nil
	}
	return t.broken()
}

func (t *text) separate(header string) {
	bare := unquoted(header)
	switch {
	case strings.Contains(header, "\t"):
		t.sep, t.quoted = '\t', t.wide
	case strings.Contains(bare, ","):
		t.sep, t.quoted, t.strict = ',', true, true
	case strings.Contains(bare, ";"):
		t.sep, t.quoted, t.strict = ';', true, true
	case strings.HasPrefix(header, `"`):
		t.sep, t.quoted, t.strict = ',', true, true
	default:
		t.sep = '\t' // there is none in the header: one in a row is a field too many
	}
}

// unquoted is s without what stands in quotation marks.
func unquoted(s string) string {
	var b strings.Builder
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 0 {
			b.WriteString(part)
		}
	}
	return b.String()
}

// line is the current line, if it is text.
func (t *text) line() (string, error) {
	s := t.lines.Text()
	place := fmt.Sprintf("%s:%d", t.file, t.lines.Number())
	switch {
	case strings.IndexByte(s, 0) >= 0:
		return "", errorf(place, "there are NUL bytes, as in UTF-16 without a byte order mark; save the table as CSV UTF-8 or XLSX")
	case !t.lines.Valid():
		return "", errorf(place, "the line is not UTF-8; save the table as CSV UTF-8 or XLSX")
	case t.wide && strings.Contains(s, "\uFFFD"): // what the decoder makes of half a character
		return "", errorf(place, "the line holds a damaged character; export the table again")
	}
	return s, nil
}

// broken is the error that ended the lines, nil at the end of the file.
func (t *text) broken() error {
	if err := t.lines.Err(); err != nil {
		return errorf(fmt.Sprintf("%s:%d", t.file, t.lines.Number()+1), "%w", err)
	}
	return nil
}

func (t *text) next(row *record) error {
	if !t.held && !t.lines.Scan() {
		if err := t.broken(); err != nil {
			return err
		}
		return io.EOF
	}
	t.held = false
	t.begin = t.lines.Number()
	s, err := t.line()
	if err != nil {
		return err
	}
	if t.quoted && strings.IndexByte(s, '"') >= 0 {
		return t.readQuoted(row, s)
	}
	for {
		field, rest, more := strings.Cut(s, string(t.sep))
		row.cells = append(row.cells, field)
		if !more {
			return nil
		}
		s = rest
	}
}

// readQuoted reads a row whose first line is s, and further lines if a line
// break is within quotes.
func (t *text) readQuoted(row *record, s string) error {
	size := len(s)
	for {
		var field string
		if rest, ok := strings.CutPrefix(s, `"`); ok {
			var err error
			if field, s, err = t.quotedField(rest, &size); err != nil {
				return err
			}
			if s != "" && s[0] != t.sep {
				return t.errorf(`%.40q follows a closing quotation mark; within quotes write "" for each quotation mark, or save the table as XLSX`, s)
			}
		} else {
			end := strings.IndexByte(s, t.sep)
			if end < 0 {
				end = len(s)
			}
			field, s = s[:end], s[end:]
			if t.strict && strings.Contains(field, `"`) {
				return t.errorf(`there is a quotation mark in the field %.40q, which is not in quotes; put it in quotes and write "" for each quotation mark, or save the table as XLSX`, field)
			}
		}
		row.cells = append(row.cells, field)
		if s == "" {
			return nil
		}
		s = s[1:]
	}
}

// quotedField reads a field from behind its opening quotation mark. rest is
// what follows the closing one. size is the size of the row so far.
func (t *text) quotedField(s string, size *int) (field, rest string, err error) {
	t.buf = t.buf[:0]
	for {
		end := strings.IndexByte(s, '"')
		switch {
		case end < 0:
			t.buf = append(append(t.buf, s...), '\n')
			if s, err = t.more(size); err != nil {
				return "", "", err
			}
		case strings.HasPrefix(s[end+1:], `"`):
			t.buf = append(t.buf, s[:end+1]...)
			s = s[end+2:]
		default:
			t.buf = append(t.buf, s[:end]...)
			return string(t.buf), s[end+1:], nil
		}
	}
}

// more is the next line of a row.
func (t *text) more(size *int) (string, error) {
	if *size <= line.Max && t.lines.Scan() {
		*size += len(t.lines.Bytes()) + 1
		return t.line()
	}
	if err := t.broken(); err != nil {
		return "", err
	}
	return "", t.errorf("a field in quotes that begins in this row does not end; close it with a quotation mark, or save the table as XLSX")
}
