package marc

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// What the lengths in leader and directory can tell, in bytes; that of a field
// counts the byte that ends it.
const (
	maxRecord = 99_999
	maxField  = 9_999
)

// A Subfield is a code, such as a, and its value.
type Subfield struct {
	Code  byte
	Value string
}

// NewField makes a field of subfields, with blank indicators. A value that holds one
// of the bytes 1D, 1E and 1F, with which MARC ends what it holds, is an error.
func NewField(tag string, subfields ...Subfield) (Field, error) {
	data := []byte("  ")
	for _, s := range subfields {
		if strings.ContainsAny(s.Value, string([]byte{recordEnd, fieldEnd, subfieldMark})) {
			return Field{}, fmt.Errorf("%s $%c holds %q, with a control character that MARC cannot have in a value", tag, s.Code, s.Value)
		}
		data = append(append(data, subfieldMark, s.Code), s.Value...)
	}
	return Field{tag, string(data)}, nil
}

// A Writer writes records one by one, as a Reader reads them. Each has the leader
//
//	00000nam a2200000   4500
//
// with its lengths: n is a new record, a and m a monograph of text, and a in byte 9
// says that it is UTF-8.
type Writer struct {
	out               *bufio.Writer
	directory, fields []byte // of the record that is being written
}

// NewWriter returns a Writer to out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: bufio.NewWriter(out)} }

// Write writes a record. One that is too long for MARC, or has a field that is, is
// an error, and nothing of it is written. That the file cannot be written is told by
// Flush.
func (w *Writer) Write(fields ...Field) error {
	w.directory, w.fields = w.directory[:0], w.fields[:0]
	for _, f := range fields {
		length := len(f.Data) + 1
		if length > maxField {
			return fmt.Errorf("its field %s has %d bytes, but MARC takes %d", f.Tag, length, maxField)
		}
		w.directory = fmt.Appendf(w.directory, "%s%04d%05d", f.Tag, length, len(w.fields))
		w.fields = append(append(w.fields, f.Data...), fieldEnd)
	}
	base := leaderSize + len(w.directory) + 1
	length := base + len(w.fields) + 1
	if length > maxRecord {
		return fmt.Errorf("it has %d bytes, but MARC takes %d", length, maxRecord)
	}
	// The error comes again from Flush.
	fmt.Fprintf(w.out, "%05dnam a22%05d   4500%s%c%s%c", length, base, w.directory, fieldEnd, w.fields, recordEnd)
	return nil
}

// Flush writes what is left. Its error is the first of the file.
func (w *Writer) Flush() error { return w.out.Flush() }
