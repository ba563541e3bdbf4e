package table

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of the shared strings, which are the one part of a workbook that is
// held in memory. A million rows of an Analytics report have some 100 MiB.
const (
	maxStrings    = 32 << 20
	maxStringText = 256 << 20 // bytes
)

// sharedStrings are the texts that cells refer to by number.
type sharedStrings struct {
	text string
	ends []uint32 // of each text within text
}

func (s *sharedStrings) at(index string) (string, error) {
	n, err := strconv.Atoi(strings.TrimSpace(index))
	if err != nil || n < 0 || n >= len(s.ends) {
		return "", fmt.Errorf("there is no shared string %.20s", index)
	}
	from := uint32(0)
	if n > 0 {
		from = s.ends[n-1]
	}
	return s.text[from:s.ends[n]], nil
}

// readStrings reads xl/sharedStrings.xml: the text of each <si>.
func readStrings(part io.Reader) (sharedStrings, error) {
	var all sharedStrings
	var text strings.Builder
	x := newParser(part, maxToken)
	for {
		tok, err := x.token()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // before </sst>
		}
		if err != nil {
			return all, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Local != "si" {
				continue
			}
			if err := x.readText("si"); err != nil {
				return all, err
			}
			text.WriteString(unescape(string(x.text)))
			all.ends = append(all.ends, uint32(text.Len()))
			if text.Len() > maxStringText || len(all.ends) > maxStrings {
				return all, errTooBig
			}
		case xml.EndElement:
			if tok.Name.Local == "sst" {
				all.text = text.String()
				_, err := io.Copy(io.Discard, part) // for the checksum
				return all, plainly(err)
			}
		}
	}
}

// unescape resolves the _xHHHH_ by which workbooks write control characters,
// and "_x005F_" a "_" before what only looks like that (ECMA-376, 22.9.2.19,
// ST_Xstring). Halves of characters beyond U+FFFF stay as they are.
func unescape(s string) string {
	const size = len("_x0000_")
	from := strings.Index(s, "_x")
	if from < 0 {
		return s
	}
	var b strings.Builder
	for from >= 0 {
		b.WriteString(s[:from])
		s = s[from:]
		skip := 1
		c := s[:1]
		if len(s) >= size && s[size-1] == '_' {
			n, err := strconv.ParseUint(s[2:size-1], 16, 16)
			if err == nil && utf8.ValidRune(rune(n)) {
				c, skip = string(rune(n)), size
			}
		}
		b.WriteString(c)
		s = s[skip:]
		from = strings.Index(s, "_x")
	}
	b.WriteString(s)
	return b.String()
}
