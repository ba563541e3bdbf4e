package table

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"strings"
)

// maxHeld is how much of a part is held at once, in bytes of XML: a row, a shared
// string, or a small part such as the styles. A zip can hold a thousand times its
// size.
const maxHeld = 16 << 20

// A fault is what is wrong with a workbook, in plain words.
type fault string

func (f fault) Error() string { return string(f) }

const (
	errBroken   fault = "it is not whole, or its XML is broken"
	errTooLong  fault = "a row or a text in it is longer than a table can have"
	errEncoding fault = "it is written in another encoding than UTF-8 or UTF-16"
)

// damaged is the error of a workbook that cannot be read. What encoding/xml and
// archive/zip say would help nobody.
func damaged(place string, err error) error {
	path, isPath := errors.AsType[*fs.PathError](err)
	own, isOwn := errors.AsType[fault](err)
	switch {
	case isPath:
		err = path.Err
	case isOwn:
		err = own
	default:
		err = errBroken
	}
	return errorf(place, "the workbook is damaged: %w; download it again, or open it in a spreadsheet program and save it as XLSX", err)
}

// A parser reads the XML of a part token by token.
type parser struct {
	xml        *xml.Decoder
	src        io.Reader
	read, from int64 // bytes so far, and where what is held begins

	// What text found, valid until it is called again.
	text    []byte
	inline  bool // some of it was in <is>
	formula bool // there was a formula beside it
	wording []byte

	formulas bool // the wording of formulas is wanted
}

// newParser returns a parser of a part. A part is UTF-8, or UTF-16, which
// encoding/xml does not know: [ECMA-376] part 2, 8.1.4 allows nothing else.
func newParser(part io.Reader) *parser {
	src, wide := decoded(part, 4096)
	p := &parser{src: src}
	p.xml = xml.NewDecoder(p)
	p.xml.CharsetReader = func(name string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(name, "US-ASCII") || wide && strings.HasPrefix(strings.ToUpper(name), "UTF-16") {
			return in, nil
		}
		return nil, errEncoding
	}
	return p
}

// Read reads the part for the decoder, which holds as much as a tag or a text is
// long.
func (p *parser) Read(b []byte) (int, error) {
	if p.read-p.from > maxHeld {
		return 0, errTooLong
	}
	n, err := p.src.Read(b)
	p.read += int64(n)
	return n, err
}

// find goes to the next element of that name. It returns one without a name at the
// end of the element around it.
func (p *parser) find(name, around string) (xml.StartElement, error) {
	for {
		tok, err := p.xml.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			switch tok.Name.Local {
			case name:
				return tok, nil
			case around:
				return xml.StartElement{}, errBroken
			}
		case xml.EndElement:
			if tok.Name.Local == around {
				return xml.StartElement{}, nil
			}
		}
	}
}

// rest reads what follows, since only at the end of a part is its checksum
// compared.
func (p *parser) rest() error {
	_, err := io.Copy(io.Discard, p.src)
	return err
}

// readText reads the text of a cell or of a shared string up to the end of that
// element: what is in <v>, and in each <t> but for phonetic readings, <rPh>.
func (p *parser) readText(element string) error {
	p.text, p.wording, p.inline, p.formula = p.text[:0], p.wording[:0], false, false
	var within string // "v", "t", "f", or "rPh", in which there are <t> too
	for {
		tok, err := p.xml.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.CharData:
			switch {
			case within == "v", within == "t":
				p.text = append(p.text, tok...)
			case within == "f" && p.formulas:
				p.wording = append(p.wording, tok...)
			}
		case xml.StartElement:
			switch name := tok.Name.Local; name {
			case "v", "t", "f", "rPh":
				p.formula = p.formula || name == "f"
				within = cmp.Or(within, name)
			case "is":
				p.inline = true
			case element:
				return errBroken
			}
		case xml.EndElement:
			switch tok.Name.Local {
			case within:
				within = ""
			case element:
				return nil
			}
		}
	}
}
