package workbook

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ParseLink reads NAME=ADDRESS, as a flag says that the values of the column NAME
// lead to ADDRESS, in which {} stands for the value.
func ParseLink(flag string) (name, address string, err error) {
	name, address, _ = strings.Cut(flag, "=")
	if name == "" || strings.Count(address, "{}") != 1 {
		return "", "", fmt.Errorf("%q: want NAME=ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}", flag)
	}
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return "", "", fmt.Errorf("%q: the address wants https:// in front", flag)
	}
	return name, address, nil
}

// A link is the address that the values of a column lead to.
type link struct {
	before, after string // the value
	text          string // as cell.text, in the format of a link
}

// newLink reads an address with {} in the value's place, nil if it is empty.
func newLink(address string, style int) *link {
	if address == "" {
		return nil
	}
	before, after, _ := strings.Cut(address, "{}")
	return &link{before, after, inline(style)}
}

// url is where a value leads, "" if nowhere: a list of values, such as two
// OCLC numbers with "; " or " | " between them, has no address.
func (l *link) url(value string) string {
	value = strings.TrimSpace(value)
	if value == "" || strings.ContainsAny(value, ";|") {
		return ""
	}
	to := l.before + strings.ReplaceAll(url.QueryEscape(value), "+", "%20") + l.after
	if units(to) > maxURL {
		return ""
	}
	return to
}

// links are the hyperlinks of a sheet. Excelize has such, but goes through all
// of them for each new one.
type links struct {
	n     int
	cells []byte // the elements hyperlink of the sheet's part
	rels  []byte // the elements Relationship of the part that belongs to it
}

// link adds a cell of text with a link to the row. It is false if there is
// none for the value, or no room for more in the sheet.
func (s *sheet) link(c *cell, value string) bool {
	to := c.link.url(value)
	if to == "" || s.links.n == maxLinks {
		return false
	}
	s.inline(c, c.link.text, value)
	l := &s.links
	l.n++
	id := strconv.Itoa(l.n)
	l.cells = append(l.cells, `<hyperlink ref="`+c.column...)
	l.cells = append(l.cells, s.num...)
	l.cells = append(l.cells, `" r:id="link`+id+`"/>`...)
	l.rels = append(l.rels, `<Relationship Id="link`+id+
		`" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" TargetMode="External" Target="`...)
	l.rels = appendText(l.rels, to)
	l.rels = append(l.rels, `"/>`...)
	return true
}

// splice appends what stands behind a sheet's rows, with the links where they
// belong: before the margins, which each sheet has.
func (l *links) splice(b, tail []byte) []byte {
	if l.n == 0 {
		return append(b, tail...)
	}
	at := bytes.Index(tail, []byte("<pageMargins"))
	b = append(b, tail[:at]...)
	b = append(b, "<hyperlinks>"...)
	b = append(b, l.cells...)
	b = append(b, "</hyperlinks>"...)
	return append(b, tail[at:]...)
}

// relationships adds the links to the relationships that excelize made for a
// sheet; nil is none.
func (l *links) relationships(rels []byte) []byte {
	const end = "</Relationships>"
	if l.n == 0 {
		return rels
	}
	if rels == nil {
		rels = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + end)
	}
	return slices.Concat(bytes.TrimSuffix(rels, []byte(end)), l.rels, []byte(end))
}
