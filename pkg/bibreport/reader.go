package bibreport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/line"
	"datasync/pkg/tsv"
)

// longest is the bytes of the longest report row. OCLC's have some hundred;
// what no cell of a workbook could hold (32,767 characters) is damage, for a person to see.
const longest = 32_767

// A Reader reads a report line by line. Lines of white space alone are skipped.
type Reader struct {
	name  string
	lines *line.Reader
	row   Line
	bad   error // why the line is no report row

	rows     int        // report rows so far
	firstBad *tsv.Error // told of a report without one: the first bad line, or the first that tells what the file is
	err      error
}

// NewReader returns a Reader. name is the name of the file in messages.
func NewReader(src io.Reader, name string) *Reader {
	in := bufio.NewReaderSize(src, sniffed)
	start, err := in.Peek(sniffed)
	if err == nil || errors.Is(err, io.EOF) {
		err = sniff(start)
	}
	r := &Reader{name: name, lines: line.NewReader(in)}
	if err != nil {
		r.err = &tsv.Error{File: name, Line: 1, Err: err}
	}
	return r
}

// Scan reads the next line. It is false at the end and after an error.
func (r *Reader) Scan() bool {
	for r.err == nil && r.lines.Scan() {
		text := r.lines.Bytes()
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if r.row, r.bad = r.parse(text); r.bad == nil {
			r.rows++
		} else if r.rows == 0 && (r.firstBad == nil || isOtherFile(r.bad) && !isOtherFile(r.firstBad)) {
			r.firstBad = r.Place(r.bad)
		}
		return true
	}
	if r.err == nil {
		r.err = r.end()
	}
	return false
}

func (r *Reader) parse(text []byte) (Line, error) {
	switch {
	case !r.lines.Valid():
		return Line{}, errors.New("the line is not UTF-8; take the report as it came from OCLC, or save it as UTF-8")
	case bytes.IndexByte(text, 0) >= 0:
		return Line{}, errors.New("the line holds a NUL byte; the file is damaged, take it from OCLC again")
	}
	l, err := ParseLine(text)
	if err == nil && len(text) > longest {
		err = fmt.Errorf("the line holds %d bytes, far more than a report row has; the file is damaged, take it from OCLC again", len(text))
	}
	return l, err
}

func isOtherFile(err error) bool {
	_, ok := errors.AsType[*otherFile](err)
	return ok
}

// end is the error at the end of the report.
func (r *Reader) end() error {
	switch {
	case r.lines.Err() != nil:
		return &tsv.Error{File: r.name, Line: r.lines.Number() + 1, Err: r.lines.Err()}
	case r.rows > 0:
		return nil
	case r.firstBad != nil:
		return &tsv.Error{File: r.name, Line: r.firstBad.Line, Err: fmt.Errorf("%w; no line of the file is a report row", r.firstBad.Err)}
	}
	return &tsv.Error{File: r.name, Line: 1, Err: errors.New("the report is empty; take it from OCLC again")}
}

// Row is the fields of the line, valid until the next Scan. The error says why
// it is no report row, with no place.
func (r *Reader) Row() (Line, error) { return r.row, r.bad }

// Bytes is the line as it came, without its line break, valid until the next Scan.
func (r *Reader) Bytes() []byte { return r.lines.Bytes() }

// Place is err with the file and the line before it, which counts from 1; the lines
// skipped count too.
func (r *Reader) Place(err error) *tsv.Error {
	return &tsv.Error{File: r.name, Line: r.lines.Number(), Err: err}
}

// Err is the error that ended Scan, nil at the end of the report. A report
// without one valid row is an error, which says what the file is where that can
// be seen.
func (r *Reader) Err() error { return r.err }

// Rejects are the lines of reports that cannot be read, as a table.
type Rejects struct {
	N     int
	First error // what is wrong with the first, and where; nil: there is none
	w     *tsv.Writer
}

// NewRejects returns Rejects that are written to out.
func NewRejects(out io.Writer) *Rejects {
	return &Rejects{w: tsv.NewWriter(out, []string{column.File, column.Line, column.Reason, column.Text})}
}

// Take takes a line, with its place and what is wrong with it. The error is the first
// one of writing.
func (r *Rejects) Take(why *tsv.Error, line string) error {
	if r.N++; r.First == nil {
		r.First = why
	}
	return r.w.Write([]string{tsv.Clean(why.File), strconv.Itoa(why.Line), why.Err.Error(), excerpt(line)})
}

// Flush writes what is left of the table.
func (r *Rejects) Flush() error { return r.w.Flush() }

// shown is how many characters of a line that cannot be read are told.
const shown = 1000

// excerpt is a line that cannot be read as it can be a field of a table, cut after
// 1,000 characters.
func excerpt(line string) string {
	text := strings.ToValidUTF8(tsv.Clean(line), "\uFFFD")
	if cut := fmt.Sprintf("%.*s", shown, text); cut != text {
		return cut + "…"
	}
	return text
}
