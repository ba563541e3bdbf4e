// Package line reads text as lines, for TSV between the commands and for OCLC's
// reports.
//
// A line ends with LF or CRLF; the last one may end with the file. A UTF-8
// byte order mark before the first line is dropped. Lines are counted from 1.
package line

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Max is the length in bytes of the longest line that is read, its line break
// included. A longer one is no text that any command here was meant for, and
// it would have to be held in memory.
const Max = 1 << 20

// ErrTooLong is the error of a line of more than Max bytes.
var ErrTooLong = fmt.Errorf("the line is longer than %d bytes; is this the right file?", Max)

// A Reader reads lines. The zero value is not usable; call NewReader.
type Reader struct {
	src    *bufio.Reader
	line   []byte
	number int
	err    error
}

// NewReader returns a Reader of src.
func NewReader(src io.Reader) *Reader { return &Reader{src: bufio.NewReaderSize(src, Max)} }

// Scan reads the next line. It is false at the end and after an error. A line cut
// off by an error is not handed out: half a line and an error is an error.
func (r *Reader) Scan() bool {
	if r.err != nil {
		return false
	}
	if r.number == 0 {
		if mark, _ := r.src.Peek(3); string(mark) == "\uFEFF" { // an error comes again below
			r.src.Discard(3)
		}
	}
	r.line, r.err = r.src.ReadSlice('\n')
	switch {
	case errors.Is(r.err, bufio.ErrBufferFull):
		r.err = ErrTooLong
		return false
	case r.err != nil && (!errors.Is(r.err, io.EOF) || len(r.line) == 0):
		return false
	}
	r.number++
	r.line = bytes.TrimSuffix(bytes.TrimSuffix(r.line, []byte("\n")), []byte("\r"))
	return true
}

// Bytes is the line without its line break, valid until the next Scan.
func (r *Reader) Bytes() []byte { return r.line }

// Text is the line without its line break.
func (r *Reader) Text() string { return string(r.line) }

// Number is the number of the line, from 1.
func (r *Reader) Number() int { return r.number }

// Valid tells whether the line is UTF-8.
func (r *Reader) Valid() bool { return utf8.Valid(r.line) }

// Err is the error that ended Scan, nil at the end of the input. It belongs to
// the line after Number.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}
