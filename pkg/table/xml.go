package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// A scanner reads the tags and the text of a sheet or of the shared strings.
//
// Not encoding/xml, which takes four times as long and allocates for each tag, as
// BenchmarkScanner tells. What is left out is what these parts never hold (a
// document type, encodings other than UTF-8) and the check that each end tag
// has its start tag, which the callers make where it matters.
type scanner struct {
	src   io.Reader
	buf   []byte
	pos   int // what of buf has been read
	empty bool

	// The token, valid until the next one.
	name  []byte // of a tag, without the prefix of its namespace
	attrs []byte // of a start tag
	text  []byte
	cdata bool // the text stands for itself, without entities
}

type token byte

const (
	startTag token = iota // <a x="y">, and the first half of <a/>
	endTag                // </a>, and the second half of <a/>
	chars                 // text between tags, perhaps one part of several
)

// maxToken is the size in bytes of the longest tag or text: more than 32,767
// characters can need, each written as &#x1F600;.
const maxToken = 1 << 20

var (
	errTooLong = errors.New("it holds a tag or text of more than a megabyte")
	errXML     = errors.New("it holds broken XML")
)

// next reads the next token. Comments and the like are none. io.EOF is the end
// of src between two tokens.
func (x *scanner) next() (token, error) {
	if x.empty {
		x.empty = false
		return endTag, nil
	}
	for {
		if x.pos == len(x.buf) {
			if err := x.fill(); err != nil {
				return 0, err
			}
		}
		if x.buf[x.pos] != '<' {
			return chars, x.readText()
		}
		tag, err := x.until(1, ">")
		if err != nil {
			return 0, err
		}
		switch {
		case len(tag) > 1 && tag[1] == '!':
			found, err := x.special()
			if found || err != nil {
				return chars, err
			}
		case len(tag) > 1 && tag[1] == '?':
			if tag, err = x.until(2, "?>"); err != nil {
				return 0, err
			}
			x.pos += len(tag)
		case len(tag) > 1 && tag[1] == '/':
			x.pos += len(tag)
			x.name = local(bytes.TrimRight(tag[2:len(tag)-1], " \t\r\n"))
			return endTag, nil
		default:
			return startTag, x.start(tag)
		}
	}
}

// start reads a start tag. A ">" may be within the value of an attribute.
func (x *scanner) start(tag []byte) error {
	for !closed(tag) {
		var err error
		if tag, err = x.until(len(tag), ">"); err != nil {
			return err
		}
	}
	x.pos += len(tag)
	inner := tag[1 : len(tag)-1]
	if inner, x.empty = bytes.CutSuffix(inner, []byte("/")); len(inner) == 0 {
		return errXML
	}
	end := bytes.IndexAny(inner, " \t\r\n")
	if end < 0 {
		end = len(inner)
	}
	x.name, x.attrs = local(inner[:end]), inner[end:]
	return nil
}

// closed tells whether each quotation mark in tag has its other half.
func closed(tag []byte) bool {
	var open byte
	for _, c := range tag {
		switch {
		case open != 0:
			if c == open {
				open = 0
			}
		case c == '"' || c == '\'':
			open = c
		}
	}
	return open == 0
}

func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// special reads a comment or a CDATA section; found is true for the latter.
func (x *scanner) special() (found bool, err error) {
	const comment, cdata = "<!--", "<![CDATA["
	for len(x.buf)-x.pos < len(cdata) {
		err := x.fill()
		if errors.Is(err, io.EOF) {
			break // a short comment may be the last of all
		}
		if err != nil {
			return false, err
		}
	}
	rest := x.buf[x.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte(comment)):
		all, err := x.until(len(comment), "-->")
		x.pos += len(all)
		return false, err
	case bytes.HasPrefix(rest, []byte(cdata)):
		all, err := x.until(len(cdata), "]]>")
		if err != nil {
			return false, err
		}
		x.pos += len(all)
		x.text, x.cdata = all[len(cdata):len(all)-len("]]>")], true
		return true, nil
	}
	return false, errXML // a document type: entities could make it grow without end
}

// readText reads the text up to the next tag, or to the end.
func (x *scanner) readText() error {
	x.cdata = false
	for searched := 0; ; {
		rest := x.buf[x.pos:]
		end := bytes.IndexByte(rest[searched:], '<')
		if end >= 0 {
			x.text = rest[:searched+end]
			x.pos += searched + end
			return nil
		}
		searched = len(rest)
		err := x.fill()
		if errors.Is(err, io.EOF) {
			x.text = x.buf[x.pos:]
			x.pos = len(x.buf)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// until is what comes up to and including the first end that is from or more
// bytes ahead. It is not yet taken as read.
func (x *scanner) until(from int, end string) ([]byte, error) {
	for {
		rest := x.buf[x.pos:]
		if from < len(rest) {
			var i int
			if len(end) == 1 {
				i = bytes.IndexByte(rest[from:], end[0])
			} else {
				i = bytes.Index(rest[from:], []byte(end))
			}
			if i >= 0 {
				return rest[:from+i+len(end)], nil
			}
			from = max(from, len(rest)-len(end)+1)
		}
		if err := x.fill(); err != nil {
			return nil, cut(err)
		}
	}
}

// cut is the error of an end within a token.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// fill reads more into buf, at least one byte or an error.
func (x *scanner) fill() error {
	const first = 64 << 10
	rest := len(x.buf) - x.pos
	if rest >= maxToken {
		return errTooLong
	}
	if x.buf == nil {
		x.buf = make([]byte, 0, first)
	}
	if rest > cap(x.buf)/2 {
		x.buf = append(make([]byte, 0, 2*cap(x.buf)), x.buf[x.pos:]...)
	} else {
		x.buf = x.buf[:copy(x.buf[:cap(x.buf)], x.buf[x.pos:])]
	}
	x.pos = 0
	for range 100 { // as bufio does
		n, err := x.src.Read(x.buf[len(x.buf):cap(x.buf)])
		x.buf = x.buf[:len(x.buf)+n]
		if n > 0 {
			return nil // the error comes again
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// cutAttr takes the first attribute off the attributes of a tag. key is nil when
// there is none.
func cutAttr(attrs []byte) (key, value, rest []byte) {
	attrs = bytes.TrimLeft(attrs, " \t\r\n")
	eq := bytes.IndexByte(attrs, '=')
	if eq < 0 {
		return nil, nil, nil
	}
	key, rest = bytes.TrimRight(attrs[:eq], " \t\r\n"), bytes.TrimLeft(attrs[eq+1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return nil, nil, nil
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return nil, nil, nil
	}
	return key, rest[1 : 1+end], rest[end+2:]
}

// appendText appends the text, its entities and line breaks resolved, to b.
func (x *scanner) appendText(b []byte) ([]byte, error) {
	if !utf8.Valid(x.text) {
		return b, errors.New("it holds text that is not UTF-8")
	}
	if bytes.IndexByte(x.text, '&') < 0 && bytes.IndexByte(x.text, '\r') < 0 {
		return append(b, x.text...), nil
	}
	s := x.text
	for len(s) > 0 {
		switch {
		case s[0] == '\r': // XML 1.0, 2.11: CRLF and CR are LF
			b = append(b, '\n')
			s = bytes.TrimPrefix(s[1:], []byte("\n"))
		case s[0] == '&' && !x.cdata:
			end := bytes.IndexByte(s, ';')
			if end < 0 {
				return b, errXML
			}
			c, err := entity(string(s[1:end]))
			if err != nil {
				return b, err
			}
			b = utf8.AppendRune(b, c)
			s = s[end+1:]
		default:
			b = append(b, s[0])
			s = s[1:]
		}
	}
	return b, nil
}

// entity is the character that "lt" or "#x1F600" stands for.
func entity(name string) (rune, error) {
	switch name {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, fmt.Errorf("it holds the unknown entity &%.20s;", name)
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0, fmt.Errorf("it holds the unknown entity &%.20s;", name)
	}
	return rune(n), nil
}
