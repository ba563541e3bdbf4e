package table

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"datasync/pkg/line"
	"datasync/pkg/mms"
)

// text is TSV, CSV or one column. It is read here rather than by encoding/csv,
// which reads on to the end of the file, and keeps it all, after one quotation
// mark too many. A row, line breaks within quotes included, is limited to
// line.Max as a line is.
type text struct {
	file  string
	lines *line.Reader
	wide  bool // it was UTF-16
	format
	ahead  []string // lines that were read in search of the header
	number int      // of the current line
	begin  int      // number of the line in which the row begins
	buf    []byte
}

// A format is how the fields of a line are separated.
type format struct {
	sep    byte
	quoted bool // a field that begins with a quotation mark is quoted
	strict bool // and no quotation mark may be anywhere else
}

func (t *text) place(row, _ int) string { return fmt.Sprintf("%s:%d", t.file, row) }

func (t *text) errorf(format string, args ...any) error {
	return errorf(t.place(t.begin, 0), format, args...)
}

// maxAhead is how many lines are looked at in search of the header: so many
// titles, and blank lines among them.
const maxAhead = 5 * maxTitles

// start learns how the fields are separated: from a first line such as "sep=;",
// from the first line that has a wanted name, or else from the first line.
func (t *text) start(want choice) error {
	var first string
	for lines := 0; lines <= maxTitles && len(t.ahead) < maxAhead; {
		s, err := t.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if blank(s) && lines == 0 {
			t.number++
			continue
		}
		t.ahead = append(t.ahead, s)
		if blank(s) {
			continue
		}
		if lines++; lines == 1 {
			if t.lines.HasCR() {
				return errorf(t.place(t.lines.Number(), 0), "the lines end with CR alone, as in files of old Macs; save the table as CSV UTF-8 or XLSX")
			}
			if sep := separator(s); sep != 0 {
				t.format = format{sep, sep != '\t' || t.wide, sep != '\t'}
				t.number, t.ahead = t.lines.Number(), nil
				return nil
			}
			if isReport(s) {
				return errorf(t.file, "this is a report of OCLC, not a table; name it among the reports")
			}
			first = s
		}
		if t.format = t.separate(s); want.isHeader(t.names(s)) {
			return nil
		}
		if len(want.columns) == 0 {
			break
		}
	}
	t.format = t.separate(first)
	return nil
}

// isReport tells the first line of a report of OCLC's data sync: a job id, an MMS ID
// and more, with "|" between them, and no header.
func isReport(line string) bool {
	fields := strings.Split(line, "|")
	if len(fields) < 5 {
		return false
	}
	_, ok := mms.Parse(fields[1])
	return ok || strings.Contains(fields[0], "::bib::")
}

// separator is the one that a line such as "sep=;" names, by which Excel knows it;
// 0 for another line.
func separator(s string) byte {
	s = strings.Trim(s, `"`)
	if len(s) != len("sep=;") || !strings.EqualFold(s[:4], "sep=") || strings.ContainsAny(s[4:], `"' `) || unicode.IsLetter(rune(s[4])) {
		return 0
	}
	return s[4]
}

// separate learns from a header how the fields are separated.
func (t *text) separate(header string) format {
	bare := unquoted(header)
	switch {
	case strings.Contains(header, "\t"):
		return format{'\t', t.wide || allQuoted(header), false}
	case strings.Contains(bare, ","):
		return format{',', true, true}
	case strings.Contains(bare, ";"):
		return format{';', true, true}
	case strings.HasPrefix(header, `"`):
		return format{',', true, true}
	}
	return format{sep: '\t'} // there is none in the header: one in a row is a field too many
}

// allQuoted tells whether each field of a header of TSV is in quotation marks, as
// LibreOffice Calc writes it if it is to quote all text.
func allQuoted(header string) bool {
	for name := range strings.SplitSeq(header, "\t") {
		if len(name) < 2 || name[0] != '"' || name[len(name)-1] != '"' {
			return false
		}
	}
	return true
}

// names are the fields of a line that may be the header.
func (t *text) names(s string) []string {
	names := strings.Split(s, string(t.sep))
	if t.quoted {
		for i, name := range names {
			names[i] = strings.Trim(name, `"`)
		}
	}
	return names
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

// scan goes to the next line, which may have been read already.
func (t *text) scan() (s string, err error) {
	if len(t.ahead) > 0 {
		s, t.ahead = t.ahead[0], t.ahead[1:]
	} else if s, err = t.read(); err != nil {
		return "", err
	}
	t.number++
	return s, nil
}

// read reads the next line, if it is text; io.EOF is the end of the file.
func (t *text) read() (string, error) {
	if !t.lines.Scan() {
		if err := t.lines.Err(); err != nil {
			return "", errorf(t.place(t.lines.Number()+1, 0), "%w", err)
		}
		return "", io.EOF
	}
	s := t.lines.Text()
	place := t.place(t.lines.Number(), 0)
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

func (t *text) next(row *record) error {
	s, err := t.scan()
	if err != nil {
		return err
	}
	t.begin, row.number = t.number, t.number
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
	if *size <= line.Max {
		s, err := t.scan()
		if !errors.Is(err, io.EOF) {
			*size += len(s) + 1
			return s, err
		}
	}
	return "", t.errorf("a field in quotes that begins in this row does not end; close it with a quotation mark, or save the table as XLSX")
}
