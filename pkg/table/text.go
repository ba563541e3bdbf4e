package table

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"datasync/pkg/line"
	"datasync/pkg/pattern"
)

// text is TSV, CSV or one column. It is read here rather than by encoding/csv,
// which reads on to the end of the file, and keeps it all, after one quotation
// mark too many, and which knows no TSV in which only some fields are quoted. A
// field, line breaks within quotes included, is limited to line.Max as a line is.
type text struct {
	file  string
	lines *line.Reader
	wide  bool // it was UTF-16
	format
}

// A format is how the fields of a line are separated.
type format struct {
	sep    string
	quoted bool // a field that begins with a quotation mark is quoted; in CSV none may be elsewhere
}

func (t *text) place(row, _ int) string { return fmt.Sprintf("%s:%d", t.file, row) }

// sepLine is a first line that names the separator, by which Excel knows it.
var sepLine = pattern.Late(`(?i)^"?sep=([^"'\pL\pZ])"?$`)

// learn learns from the beginning of the text how the fields are separated: from a
// first line such as "sep=;", from the first line that has a wanted name, or else
// from the first line.
func (t *text) learn(head string, want choice) error {
	lines := 0
	t.format = t.separate("")
	for s := range strings.Lines(head) {
		s = strings.TrimRight(s, "\r\n")
		if blank(s) {
			continue
		}
		if lines++; lines > maxTitles+1 {
			break
		}
		if lines == 1 {
			if strings.Contains(s, "\r") && !strings.Contains(s, "\x00") { // else it is UTF-16 with CRLF
				return errorf(t.file, "the lines end with CR alone, as in files of old Macs; save the table as CSV UTF-8 or XLSX")
			}
			if isReport(s) {
				return errorf(t.file, "this is a report of OCLC, not a table; name it among the reports")
			}
			if sep := sepLine().FindStringSubmatch(s); sep != nil {
				t.format = format{sep[1], sep[1] != "\t" || t.wide}
				for t.lines.Scan() && blank(t.lines.Text()) {
				}
				return nil
			}
			t.format = t.separate(s)
		}
		if f, ok := t.header(s, want); ok {
			t.format = f
			break
		}
	}
	return nil
}

// header tells a line with a wanted name, and how its fields are separated: so that
// most of these names are in it, which is seldom another way than separate thinks.
func (t *text) header(line string, want choice) (best format, ok bool) {
	most := 0
	for _, f := range []format{t.separate(line), {";", true}, {",", true}, {"|", true}} {
		names := f.names(line)
		if n := want.found(names); n > most && want.isHeader(names) {
			best, most = f, n
		}
	}
	return best, most > 0
}

// names are the fields of a header, of those in quotes what no separator is.
func (f format) names(header string) []string {
	if f.quoted {
		header = inQuotes().ReplaceAllStringFunc(header, strings.NewReplacer(f.sep, "", `"`, "").Replace)
	}
	return strings.Split(header, f.sep)
}

// isReport tells the first line of a report of OCLC's data sync: a job id, an MMS ID
// and more, with "|" between them, and no header.
func isReport(line string) bool {
	return strings.Count(line, "|") >= 4 && (strings.Contains(line, "::bib::") || LooksLikeID(line))
}

var (
	inQuotes = pattern.Late(`"[^"]*"?`)
	// allQuoted is a header of TSV as LibreOffice Calc writes it if it is to quote
	// all text.
	allQuoted = pattern.Late(`^"[^\t]*"(\t"[^\t]*")*$`)
)

// separate learns from a header how the fields are separated.
func (t *text) separate(header string) format {
	sep, bare := ",", inQuotes().ReplaceAllString(header, "")
	switch {
	case strings.Contains(header, "\t"):
		return format{"\t", t.wide || allQuoted().MatchString(header)}
	case strings.Contains(bare, ","):
	case strings.Contains(bare, ";"):
		sep = ";"
	case !strings.HasPrefix(header, `"`):
		return format{"\t", false} // there is none in the header: one in a row is a field too many
	}
	return format{sep, true}
}

// line is the next line, if it is text; io.EOF is the end of the file.
func (t *text) line() (string, error) {
	if !t.lines.Scan() {
		if err := t.lines.Err(); err != nil {
			return "", errorf(t.place(t.lines.Number()+1, 0), "%w", err)
		}
		return "", io.EOF
	}
	s, wrong := t.lines.Text(), ""
	switch {
	case strings.Contains(s, "\x00"):
		wrong = "there are NUL bytes, as in UTF-16 without a byte order mark; save the table as CSV UTF-8 or XLSX"
	case !t.lines.Valid():
		wrong = "the line is not UTF-8; save the table as CSV UTF-8 or XLSX"
	case t.wide && strings.Contains(s, "\uFFFD"): // what the decoder makes of half a character
		wrong = "the line holds a damaged character; export the table again"
	default:
		return s, nil
	}
	return "", errorf(t.place(t.lines.Number(), 0), "%s", wrong)
}

func (t *text) next(row *record) error {
	s, err := t.line()
	if err != nil {
		return err
	}
	row.number = t.lines.Number()
	for more := true; more; {
		quoted := t.quoted && strings.HasPrefix(s, `"`)
		var within, beside string
		if quoted {
			if within, s, err = t.unquote(s[1:]); err != nil {
				return err
			}
		}
		beside, s, more = strings.Cut(s, t.sep)
		if quoted && beside != "" || t.quoted && t.sep != "\t" && strings.Contains(beside, `"`) {
			return errorf(t.place(row.number, 0), `a quotation mark is not where it may be, at %.40q; put the whole field in quotes and write "" for each quotation mark in it, or save the table as XLSX`, beside)
		}
		row.cells = append(row.cells, cell{text: within + beside})
	}
	return nil
}

// unquote reads a field from behind its opening quotation mark, in further lines
// too. rest is what follows the closing one.
func (t *text) unquote(s string) (field, rest string, err error) {
	begin := t.lines.Number()
	var b strings.Builder
	for {
		part, rest, closed := strings.Cut(s, `"`)
		b.WriteString(part)
		switch {
		case closed && strings.HasPrefix(rest, `"`):
			b.WriteByte('"')
			s = rest[1:]
			continue
		case closed:
			return b.String(), rest, nil
		}
		b.WriteByte('\n')
		if s, err = t.line(); errors.Is(err, io.EOF) || b.Len() > line.Max {
			err = errorf(t.place(begin, 0), "a field in quotes that begins here does not end; close it with a quotation mark, or save the table as XLSX")
		}
		if err != nil {
			return "", "", err
		}
	}
}
