package workbook

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// target is where a value leads, "" if nowhere: a list of values, such as two
// OCLC numbers with "; " or " | " between them, has no address.
func target(address, value string) string {
	value = strings.TrimSpace(value)
	if value == "" || strings.ContainsAny(value, ";|") {
		return ""
	}
	to := strings.Replace(address, "{}", strings.ReplaceAll(url.QueryEscape(value), "+", "%20"), 1)
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

// link makes a cell of the row a link. It is false if there is none for the
// value.
func (s *sheet) link(c *cell, value string) bool {
	to, l := target(c.to, value), &s.links
	if to == "" || c.to == ToSheet && !s.names[fold(value)] {
		return false
	}
	l.n++
	if c.to == ToSheet {
		l.cells = fmt.Appendf(l.cells, `<hyperlink ref="%s%d" location="`, c.column, s.rows)
		l.cells = append(appendText(l.cells, quote(value)+"!A1"), `"/>`...)
		return true
	}
	l.cells = fmt.Appendf(l.cells, `<hyperlink ref="%s%d" r:id="link%d"/>`, c.column, s.rows, l.n)
	l.rels = fmt.Appendf(l.rels, `<Relationship Id="link%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" TargetMode="External" Target="`, l.n)
	l.rels = append(appendText(l.rels, to), `"/>`...)
	return true
}

// splice is what stands behind a sheet's rows, with the links where they belong:
// before the margins, which each sheet has.
func (l *links) splice(tail []byte) []byte {
	if l.n == 0 {
		return tail
	}
	const margins = "<pageMargins"
	links := "<hyperlinks>" + string(l.cells) + "</hyperlinks>"
	return bytes.Replace(tail, []byte(margins), []byte(links+margins), 1)
}

// relationships adds the links to the relationships that excelize made for a
// sheet; nil is none.
func (l *links) relationships(rels []byte) []byte {
	const end = "</Relationships>"
	if len(l.rels) == 0 {
		return rels
	}
	if rels == nil {
		rels = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + end)
	}
	return slices.Concat(bytes.TrimSuffix(rels, []byte(end)), l.rels, []byte(end))
}
