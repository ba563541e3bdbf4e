// Package line reads text as lines, for TSV between the commands and for OCLC's
// reports.
//
// A line ends with LF or CRLF; the last one may end with the file. A UTF-8
// byte order mark before the first line is dropped. Lines are counted from 1.
package line

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// Max is the length in bytes of the longest line that is read, its line break
// included. A longer one is no text that any command here was meant for, and
// it would have to be held in memory.
const Max = 1 << 20

// ErrTooLong is the error of a line of more than Max bytes.
var ErrTooLong = fmt.Errorf("the line is longer than %d bytes; is this the right file?", Max)

// Blocks begin small and grow: most files of a week are small, and memory that is filled
// with zeros first is a tenth of what reading one takes.
const (
	firstBlock = 16 << 10
	blockSize  = 256 << 10
)

// A Reader reads lines. The zero value is not usable; call NewReader.
//
// It reads blocks of at most 256 KiB, but for a longer line, and hands out parts of
// them, so that a line costs no allocation.
type Reader struct {
	src    io.Reader
	size   int    // of the block, at least
	buf    []byte // read; its first whole bytes are the block, the rest an unfinished line
	whole  int    // length of the block: whole lines
	pos    int    // what of the block has been handed out
	text   string // the block as a string, once Text was called
	from   int    // the line: buf[from:to]
	to     int
	number int
	utf8   bool // the block is valid UTF-8, and so is each line of it
	err    error
}

// NewReader returns a Reader of src.
func NewReader(src io.Reader) *Reader { return &Reader{src: src} }

// Scan reads the next line. It is false at the end and after an error.
func (r *Reader) Scan() bool {
	if r.pos == r.whole && !r.fill() {
		return false
	}
	r.number++
	r.from, r.to = r.pos, r.whole
	r.pos = r.whole
	if end := bytes.IndexByte(r.buf[r.from:r.whole], '\n'); end >= 0 { // < 0: only the last line of a file
		r.to = r.from + end
		r.pos = r.to + 1
	}
	if r.to > r.from && r.buf[r.to-1] == '\r' {
		r.to--
	}
	return true
}

// Bytes is the line without its line break, valid until the next Scan.
func (r *Reader) Bytes() []byte { return r.buf[r.from:r.to:r.to] }

// Text is the line without its line break. It stays valid, and its whole block
// with it: who keeps a few lines of many should copy them (strings.Clone).
func (r *Reader) Text() string {
	if r.text == "" {
		r.text = string(r.buf[:r.whole])
	}
	return r.text[r.from:r.to]
}

// Number is the number of the line, from 1.
func (r *Reader) Number() int { return r.number }

// Valid tells whether the line is UTF-8.
func (r *Reader) Valid() bool { return r.utf8 || utf8.Valid(r.Bytes()) }

// Err is the error that ended Scan, nil at the end of the input. It belongs to
// the line after Number.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// fill makes the block the whole lines that come next. A line cut off by an
// error is not handed out: half a line and an error is an error.
func (r *Reader) fill() bool {
	r.buf = r.buf[:copy(r.buf, r.buf[r.whole:])]
	r.whole, r.pos, r.text = 0, 0, ""
	for r.err == nil {
		known := len(r.buf)
		r.read()
		fresh := r.buf[known:]
		last := bytes.LastIndexByte(fresh, '\n')
		longest := len(r.buf)
		if last >= 0 {
			longest = known + bytes.IndexByte(fresh, '\n') + 1
		}
		if longest > Max {
			r.err = ErrTooLong
			return false
		}
		if last >= 0 {
			r.take(known + last + 1)
			return true
		}
	}
	if errors.Is(r.err, io.EOF) && len(r.buf) > 0 {
		r.take(len(r.buf))
		return true
	}
	return false
}

// read appends to buf what the source has, at least one byte or an error.
func (r *Reader) read() {
	if r.size == 0 { // nothing was read yet
		if r.start(); r.err != nil {
			return
		}
	}
	r.size = min(max(2*r.size, firstBlock), blockSize)
	r.buf = slices.Grow(r.buf, r.size-len(r.buf)%r.size)
	var n int
	for range 100 { // as bufio does: a source that never gives anything is broken
		n, r.err = r.src.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+n]
		if n > 0 || r.err != nil {
			return
		}
	}
	r.err = io.ErrNoProgress
}

// start reads the first bytes and drops them if they are a byte order mark.
func (r *Reader) start() {
	var head [3]byte
	n, err := io.ReadFull(r.src, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		r.err = err
	}
	if string(head[:n]) != "\uFEFF" {
		r.buf = append(r.buf, head[:n]...)
	}
}

// take makes the first n bytes of buf the block.
func (r *Reader) take(n int) {
	r.whole = n
	r.utf8 = utf8.Valid(r.buf[:n])
}
