package table

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Limits of what is held of a part that is read from front to back.
const (
	maxToken = 1 << 20 // bytes of a tag or text: more than 32,767 characters need, each written as &#x1F600;
	maxDepth = 100     // of tags within tags; in a sheet there are about ten
)

var (
	errXML     = errors.New("it holds broken XML")
	errTooLong = errors.New("it holds a tag or text of more than a megabyte")
	errDamaged = errors.New("its bytes are damaged")
)

// A parser reads the XML of a part token by token.
type parser struct {
	xml   *xml.Decoder
	src   *bounded
	depth int

	// What readText found, valid until it is called again.
	text    []byte
	inline  bool // some of it was in <is>
	formula bool // there was a formula beside it
}

// newParser returns a parser of a part that holds no more than max bytes of a
// token.
//
// A part is UTF-8, or UTF-16, which encoding/xml does not know: [ECMA-376] part
// 2, 8.1.4 allows nothing else.
func newParser(part io.Reader, max int64) *parser {
	in := bufio.NewReader(part)
	var utf16 *transform.Reader
	switch head, _ := in.Peek(2); string(head) {
	case "\xFF\xFE", "<\x00":
		utf16 = transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case "\xFE\xFF", "\x00<":
		utf16 = transform.NewReader(in, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	src := &bounded{src: in, max: max}
	if utf16 != nil {
		src.src = utf16
	}
	d := xml.NewDecoder(src)
	d.CharsetReader = func(name string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(name, "US-ASCII") || utf16 != nil && strings.HasPrefix(strings.ToUpper(name), "UTF-16") {
			return in, nil
		}
		return nil, errEncoding(name)
	}
	return &parser{xml: d, src: src}
}

type errEncoding string

func (e errEncoding) Error() string {
	return fmt.Sprintf("it is written in the encoding %.20s, and not in UTF-8 or UTF-16", string(e))
}

// A bounded is a part of which no more than max bytes are read for one token: a
// decoder holds as much as the token is long.
type bounded struct {
	src        io.Reader
	max        int64
	read, from int64 // so far, and where the token begins
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.read-b.from > b.max {
		return 0, errTooLong
	}
	n, err := b.src.Read(p)
	b.read += int64(n)
	return n, err
}

// token is the next tag or text. io.EOF is the end of a whole document. The bytes of
// text are valid until the next call.
func (p *parser) token() (xml.Token, error) {
	for {
		p.src.from = p.xml.InputOffset()
		tok, err := p.xml.Token()
		if err != nil {
			return nil, plainly(err)
		}
		switch tok.(type) {
		case xml.StartElement:
			if p.depth++; p.depth > maxDepth {
				return nil, errXML
			}
			return tok, nil
		case xml.EndElement:
			p.depth--
			return tok, nil
		case xml.CharData:
			return tok, nil
		case xml.Directive: // a document type, which no part has
			return nil, errXML
		}
	}
}

// decode reads all of a small part into v.
func (p *parser) decode(v any) error { return plainly(p.xml.Decode(v)) }

// plainly says in plain words what is wrong with a part.
func plainly(err error) error {
	var syntax *xml.SyntaxError
	var encoding errEncoding
	var corrupt flate.CorruptInputError
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errTooLong):
		return err
	case errors.As(err, &encoding):
		return encoding
	case errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		return io.ErrUnexpectedEOF
	case errors.As(err, &syntax), strings.HasPrefix(err.Error(), "xml: "):
		return errXML
	case errors.As(err, &corrupt), errors.Is(err, zip.ErrChecksum):
		return errDamaged
	}
	return err
}

// readText reads the text of a cell or of a shared string up to the end of that
// element: what is in <v>, and in each <t> but for phonetic readings, <rPh>.
func (p *parser) readText(element string) error {
	p.text, p.inline, p.formula = p.text[:0], false, false
	var within string // "v", "t", or "rPh", in which there are <t> too
	for {
		tok, err := p.token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.CharData:
			if within == "v" || within == "t" {
				p.text = append(p.text, tok...)
			}
			if len(p.text) > maxChars && chars16(p.text) > maxChars {
				return errTooManyChars
			}
		case xml.StartElement:
			switch name := tok.Name.Local; name {
			case "v", "t", "rPh":
				if within == "" {
					within = name
				}
			case "is":
				p.inline = true
			case "f":
				p.formula = true
			case "c", "si", "row", "sheetData":
				return errXML
			}
		case xml.EndElement:
			switch name := tok.Name.Local; name {
			case within:
				within = ""
			case element:
				return nil
			}
		}
	}
}
