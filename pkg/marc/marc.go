// Package marc reads and writes binary MARC 21, the form of ISO 2709 in which OCLC
// delivers records and Alma imports them.
//
// A record is a leader of 24 bytes, a directory of 12 bytes a field, and the
// fields:
//
//	00093nam a2200049   4500 001000900000 019001600009 … 1E 12345678 1E …
//	│    │      │            └ tag 001, 9 bytes long, from byte 0 of the fields
//	│    │      └ the fields begin at byte 49
//	│    └ …
//	└ the record has 93 bytes
//
// The directory and each field end with 1E, the record with 1D. A field whose tag
// begins with 00 is text; another one is two indicators and subfields, each of
// which begins with 1F and its code.
//
// The longest record has 99,999 bytes, so nothing that a file says can make the
// reader take more memory than that. What does not fit together is an error: a
// record is read whole or not at all.
//
// The format is that of the Library of Congress, "MARC 21 Specifications for
// Record Structure": https://www.loc.gov/marc/specifications/specrecstruc.html
package marc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	leaderSize = 24
	entrySize  = 12 // of the directory

	subfieldMark = '\x1F'
	fieldEnd     = '\x1E'
	recordEnd    = '\x1D'
)

// A Field is a field without the byte that ends it.
type Field struct {
	Tag  string // three characters, such as 035
	Data string
}

// IsControl tells whether the field is text, without indicators and subfields.
func (f Field) IsControl() bool { return strings.HasPrefix(f.Tag, "00") }

// Subfields is the values of the subfields with a code, in order.
func (f Field) Subfields(code byte) []string {
	if f.IsControl() {
		return nil
	}
	var values []string
	for i, s := range strings.Split(f.Data, string(subfieldMark)) {
		if i > 0 && s != "" && s[0] == code { // before the first one are the indicators
			values = append(values, s[1:])
		}
	}
	return values
}

// A Reader reads records one by one.
type Reader struct {
	name   string
	src    *bufio.Reader
	number int // of the record, from 1
	fields []Field
	err    error
}

// NewReader returns a Reader of src. name is the name of its file in messages.
func NewReader(src io.Reader, name string) *Reader {
	return &Reader{name: name, src: bufio.NewReader(src)}
}

// Scan reads the next record. It is false at the end and after an error.
func (r *Reader) Scan() bool {
	if r.err == nil {
		r.err = r.skipBreaks()
	}
	if r.err != nil {
		return false
	}
	r.number++
	var err error
	switch r.fields, err = r.read(); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		r.err = r.Errorf("the file ends within it; the file is cut off, fetch it again")
	case err != nil:
		r.err = r.Errorf("%w", err)
	}
	return err == nil
}

// Fields is the fields of the record that Scan read, in the order of its directory.
func (r *Reader) Fields() []Field { return r.fields }

// Err is the error that ended Scan, nil at the end of the file.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Errorf makes an error of the current record.
func (r *Reader) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s: record %d: %w", r.name, r.number, fmt.Errorf(format, args...))
}

// skipBreaks skips the line breaks that some programs write between records.
func (r *Reader) skipBreaks() error {
	for {
		c, err := r.src.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return io.EOF
		case err != nil:
			return fmt.Errorf("%s: %w", r.name, err)
		case c != '\n' && c != '\r':
			return r.src.UnreadByte()
		}
	}
}

// read reads a record.
func (r *Reader) read() ([]Field, error) {
	head, err := r.src.Peek(leaderSize)
	if err != nil {
		return nil, err
	}
	length := digits(head[:5])
	if length < leaderSize+2 {
		return nil, fmt.Errorf("%.24q is no leader; this is no binary MARC, or it is damaged", head)
	}
	raw := make([]byte, length)
	if _, err := io.ReadFull(r.src, raw); err != nil {
		return nil, err
	}
	return parse(raw)
}

// parse takes the bytes of a record apart.
func parse(raw []byte) (all []Field, err error) {
	text := string(raw)
	base := digits(raw[12:17])
	entries := base - leaderSize - 1
	switch {
	case raw[len(raw)-1] != recordEnd:
		return nil, errors.New("it does not end where its leader says; the file is damaged, fetch it again")
	case text[20:22] != "45":
		return nil, fmt.Errorf("its leader ends with %q, not with 4500; this is no MARC 21", text[20:24])
	case entries < 0 || base >= len(raw) || raw[base-1] != fieldEnd || entries%entrySize != 0:
		return nil, errors.New("its directory does not end where its leader says; the file is damaged, fetch it again")
	}
	fields := text[base : len(text)-1]
	for at := leaderSize; at < base-1; at += entrySize {
		tag := text[at : at+3]
		length, start := digits(raw[at+3:at+7]), digits(raw[at+7:at+12])
		end := start + length
		if length < 1 || start < 0 || end > len(fields) || fields[end-1] != fieldEnd {
			return nil, fmt.Errorf("its field %.3q is not where the directory says; the file is damaged, fetch it again", tag)
		}
		all = append(all, Field{tag, fields[start : end-1]})
	}
	return all, nil
}

// digits reads a number of a leader or a directory: digits alone, or it is -1.
func digits(s []byte) int {
	n, err := strconv.ParseUint(string(s), 10, 32)
	if err != nil {
		return -1
	}
	return int(n)
}
