package tsv

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
)

// A Writer writes a table. After an error it writes nothing more.
type Writer struct {
	buf    *bufio.Writer
	fields int
	err    error
}

// NewWriter returns a Writer of a table with the given header, which is
// written even when no row follows.
func NewWriter(dst io.Writer, header []string) *Writer {
	w := &Writer{buf: bufio.NewWriterSize(dst, bufferSize), fields: len(header)}
	w.Write(header)
	return w
}

const bufferSize = 64 << 10

// Write writes a row: as many fields as the header has, none of which holds a
// TAB, CR or LF (see Clean). The error is the first one of the Writer.
func (w *Writer) Write(row []string) error {
	if len(row) != w.fields {
		w.err = cmp.Or(w.err, fmt.Errorf("tsv: a row of %d fields under a header of %d", len(row), w.fields))
	}
	b := w.Begin()
	for i, field := range row {
		if i > 0 {
			b = append(b, '\t')
		}
		b = append(b, field...)
	}
	return w.End(b)
}

// Copy writes the row that a Reader is at as it stands. Both have the same header.
func (w *Writer) Copy(in *Reader) error {
	if len(in.header) != w.fields {
		return w.Write(in.Row()) // the error
	}
	if w.err == nil {
		w.buf.Write(in.text) // its error comes again
		w.err = w.buf.WriteByte('\n')
	}
	return w.err
}

// Begin and End write a row whose fields are not strings, without making
// strings of them: the caller appends the fields, with TABs between them, to
// what Begin returns, and gives it to End.
func (w *Writer) Begin() []byte { return w.buf.AvailableBuffer() }

// End ends the row that Begin began. The error is the first one of the Writer.
func (w *Writer) End(b []byte) error {
	if w.err == nil {
		_, w.err = w.buf.Write(append(b, '\n'))
	}
	return w.err
}

// Flush writes what is still held. The error is the first one of the Writer.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.buf.Flush()
	}
	return w.err
}

// Clean makes each TAB, CR and LF of a foreign value a space, so that it can be
// a field.
func Clean(s string) string {
	if !strings.ContainsAny(s, "\t\r\n") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\r' || r == '\n' {
			return ' '
		}
		return r
	}, s)
}

// A Merge puts named values into the rows of a table: into a column of the
// table where it has one of that name, else into a new one at the end.
type Merge struct {
	Header []string
	at     []int
	row    []string
}

// NewMerge prepares rows under header for values of the named columns.
func NewMerge(header []string, names ...string) (*Merge, error) {
	m := &Merge{Header: header[:len(header):len(header)], at: make([]int, len(names))}
	for i, name := range names {
		var err error
		if m.at[i], err = Find(header, name); err != nil {
			return nil, err
		}
		if m.at[i] < 0 {
			m.at[i] = len(m.Header)
			m.Header = append(m.Header, name)
		}
	}
	m.row = make([]string, len(m.Header))
	return m, nil
}

// Row is row with the values in their columns, in the order of the names. It
// is valid until the next call.
func (m *Merge) Row(row []string, values ...string) []string {
	copy(m.row, row)
	for i, v := range values {
		m.row[m.at[i]] = v
	}
	return m.row
}
