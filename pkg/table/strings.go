package table

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"datasync/pkg/pattern"
)

// maxStrings limits the shared strings, in bytes of XML: they are the one part of a
// workbook that is held in memory. A million rows of an Analytics report have some
// 100 MiB.
const maxStrings = 512 << 20

// sharedStrings are the texts that cells refer to by number.
type sharedStrings struct {
	text string
	ends []uint32 // of each text within text, after a 0
}

func (s *sharedStrings) at(index string) (string, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(index), 10, 31)
	if err != nil || int(n)+1 >= len(s.ends) {
		return "", fault(fmt.Sprintf("there is no shared string %.20s", index))
	}
	return s.text[s.ends[n]:s.ends[n+1]], nil
}

// readStrings reads xl/sharedStrings.xml: the text of each <si>.
func (w *workbook) readStrings(part string) error {
	p, err := w.open(part)
	if err != nil {
		return err
	}
	if w.parts[partName(part)].UncompressedSize64 > maxStrings { // archive/zip gives an error if it is wrong
		return errTooLong
	}
	if _, err := p.find("sst", ""); err != nil {
		return err
	}
	var text strings.Builder
	ends := []uint32{0}
	for {
		p.from = p.read
		tag, err := p.find("si", "sst")
		if err != nil {
			return err
		}
		if tag.Name.Local == "" {
			w.strings = sharedStrings{text.String(), ends}
			return p.rest()
		}
		if err := p.readText("si"); err != nil {
			return err
		}
		text.WriteString(Unescape(string(p.text)))
		ends = append(ends, uint32(text.Len()))
	}
}

var escape = pattern.Late(`_x[0-9A-Fa-f]{4}_`)

// Unescape resolves the _xHHHH_ by which workbooks write control characters,
// and "_x005F_" a "_" before what only looks like that (ECMA-376, 22.9.2.19,
// ST_Xstring). Halves of characters beyond U+FFFF stay as they are.
func Unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape().ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16)
		if !utf8.ValidRune(rune(n)) {
			return code
		}
		return string(rune(n))
	})
}
