package table

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"datasync/pkg/pattern"
)

// Where a list is kept, whatever looks like an entry and is none is to be found: in
// sheets that are no list, in cells of any row, and where links lead to.

// A Link is a cell that leads to an address.
type Link struct {
	Place   string // such as FILE#SHEET!B2; of several cells the first
	At      int    // the column, -1 if it has no name of one
	Address string
}

// isLink tells a formula that makes a link: HYPERLINK("https://…","A title").
var isLink = pattern.Late(`(?i)\bHYPERLINK\s*\(`)

func (r *record) setLink(at int, formula string) {
	if r.links == nil {
		r.links = make(map[int]string)
	}
	r.links[at] = formula
}

// Link is the formula HYPERLINK of a cell of the current row, with the address in it; ""
// if there is none, and in a workbook that OpenEach did not open. Programs export it to
// text as it stands.
func (r *Reader) Link(at int) string {
	if formula := r.row.links[at]; formula != "" {
		return formula
	}
	if field := r.Field(at); r.exact && strings.HasPrefix(strings.TrimSpace(field), "=") && isLink().MatchString(field) {
		return field
	}
	return ""
}

// Links are the links of cells that are not made by a formula, known when Scan or Look
// has come to the end.
func (r *Reader) Links() []Link {
	if s, ok := r.src.(*sheet); ok {
		return s.links
	}
	return nil
}

// Look reads the next row as Scan does, but takes one of any shape, such as stands in a
// sheet that is no table: Width tells how many cells it has.
func (r *Reader) Look() bool {
	if r.err == nil {
		r.err = r.next()
	}
	return r.err == nil
}

// Width is how many cells the current row has. Before the first Scan or Look that is
// the header.
func (r *Reader) Width() int { return len(r.row.cells) }

// Known tells whether the header has one of the wanted columns.
func (r *Reader) Known() bool { return r.found }

// Chosen tells whether the user named the sheet.
func (r *Reader) Chosen() bool { return r.chosen }

// Name is what the table is called in messages: FILE, or FILE#SHEET.
func (r *Reader) Name() string { return r.name }

// File is what the file is called in messages.
func (r *Reader) File() string { return r.called }

// Sheet is the name of the sheet, "" for text.
func (r *Reader) Sheet() string { return r.sheet }

// From is Place with the path of the file as it was given, whatever the file is called
// in messages.
func (r *Reader) From(at int) string {
	return cmp.Or(r.path, r.called) + strings.TrimPrefix(r.Place(at), r.called)
}

// readLinks reads the links behind the cells: ECMA-376, 18.3.1.47.
func (s *sheet) readLinks() error {
	relations, err := s.book.relations(s.entry.part)
	addresses := make(map[string]string)
	for _, rel := range relations {
		addresses[rel.ID] = rel.Target
	}
	for err == nil {
		s.xml.from = s.xml.read
		var tok xml.Token
		tok, err = s.xml.xml.Token()
		if tag, ok := tok.(xml.StartElement); ok && tag.Name.Local == "hyperlink" {
			s.links = append(s.links, s.link(tag, addresses))
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (s *sheet) link(tag xml.StartElement, addresses map[string]string) Link {
	var ref, address string
	for _, a := range tag.Attr {
		switch a.Name.Local {
		case "ref":
			ref, _, _ = strings.Cut(a.Value, ":")
		case "id":
			address = addresses[a.Value] + address
		case "location":
			address += "#" + a.Value
		}
	}
	return Link{s.name + "!" + ref, columnNumber(ref) - 1, address}
}
