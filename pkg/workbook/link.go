package workbook

import (
	"bufio"
	"bytes"
	"net/url"
	"slices"
	"strconv"
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
	if len(to) > maxURL && units(to) > maxURL {
		return ""
	}
	return to
}

// A link is a hyperlink of a sheet. Excelize has such, but goes through all of them for
// each new one.
type link struct {
	column string // of the cell
	row    int
	to     string // an address, or a place in the workbook
	inside bool
}

// addLink makes a cell of the row a link. It is false if there is none for the
// value.
func (s *sheet) addLink(c *cell, value string) bool {
	l := link{c.letters, s.rows, target(c.Link, value), c.Link == ToSheet}
	if l.to == "" || l.inside && !s.names[fold(value)] {
		return false
	}
	if l.inside {
		l.to = quote(value) + "!A1"
	}
	s.links = append(s.links, l)
	return true
}

// hyperlinks writes the links of a sheet. Those that lead out of the workbook are in the
// part of its relationships.
func (s *sheet) hyperlinks() {
	if s.links == nil {
		return
	}
	s.write(s.dst, []byte("<hyperlinks>"))
	for i, l := range s.links {
		b := append(append(s.dst.AvailableBuffer(), `<hyperlink ref="`...), l.column...)
		b = strconv.AppendInt(b, int64(l.row), 10)
		if l.inside {
			b = appendText(append(b, `" location="`...), l.to)
		} else {
			b = strconv.AppendInt(append(b, `" r:id="link`...), int64(i+1), 10)
		}
		s.write(s.dst, append(b, `"/>`...))
	}
	s.write(s.dst, []byte("</hyperlinks>"))
}

// relationships writes the part of a sheet's relationships, if it has any: those that
// excelize made, nil for none, and the links.
func (s *sheet) relationships(rels []byte) {
	const end = "</Relationships>"
	if rels == nil && !slices.ContainsFunc(s.links, func(l link) bool { return !l.inside }) {
		return
	}
	if rels == nil {
		rels = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + end)
	}
	dst := bufio.NewWriterSize(s.create(s.relsPart()), bufferSize)
	s.write(dst, bytes.TrimSuffix(rels, []byte(end)))
	for i, l := range s.links {
		if !l.inside {
			b := strconv.AppendInt(append(dst.AvailableBuffer(), `<Relationship Id="link`...), int64(i+1), 10)
			b = append(b, `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" TargetMode="External" Target="`...)
			s.write(dst, append(appendText(b, l.to), `"/>`...))
		}
	}
	s.write(dst, []byte(end))
	s.keep(dst.Flush())
}
