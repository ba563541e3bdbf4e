package workbook

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
)

// A book is a workbook being written: sheet by sheet, and at the end the parts
// that name them.
type book struct {
	zip     *zip.Writer
	frame   *frame
	written map[string]bool // parts of the zip file
	count   Count
}

func newBook(dst io.Writer) (*book, error) {
	b := &book{zip: zip.NewWriter(dst), written: make(map[string]bool)}
	b.zip.RegisterCompressor(zip.Deflate, newDeflater)
	var err error
	if b.frame, err = newFrame(); err != nil {
		return nil, err
	}
	parts, err := b.frame.parts()
	if err != nil {
		return nil, err
	}
	// Some programs know a workbook by its first parts.
	return b, cmp.Or(
		b.part("_rels/.rels", parts["_rels/.rels"]),
		b.part("docProps/core.xml", parts["docProps/core.xml"]),
	)
}

// create begins a part of the zip file.
func (b *book) create(name string) (io.Writer, error) {
	b.written[name] = true
	return b.zip.CreateHeader(&zip.FileHeader{
		Name:     name,
		Method:   zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // always, for equal bytes
	})
}

func (b *book) part(name string, content []byte) error {
	w, err := b.create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// begin begins a sheet, up to its rows.
func (b *book) begin(f *form) (*sheet, error) {
	f.number = len(b.count) + 1
	head, err := b.frame.begin(f)
	if err != nil {
		return nil, err
	}
	w, err := b.create(f.part())
	return &sheet{dst: w, buf: head}, err
}

// end writes what comes after the rows of a sheet. It is counted already.
func (b *book) end(f *form, s *sheet) error {
	f.rows = s.rows
	tail, rels, err := b.frame.end(f)
	if err != nil {
		return err
	}
	s.buf = s.links.splice(s.buf, tail)
	if err := s.flush(); err != nil {
		return err
	}
	if rels = s.links.relationships(rels); rels == nil {
		return nil
	}
	return b.part(f.relsPart(), rels)
}

// splice appends what comes after a sheet's rows, with the links where they
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

// close writes what is left of the parts, and the end of the zip file.
func (b *book) close() error {
	parts, err := b.frame.parts()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if b.written[name] {
			continue
		}
		if err := b.part(name, parts[name]); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

// A form is what excelize has to know of a sheet.
type form struct {
	sheet   Sheet
	number  int      // in the workbook, from 1
	widths  []int    // of the columns, in characters
	columns []column // of a list; nil for a page
	rows    int      // known at the end, with the headers

	drawings []drawing // of a page
}

// part is the name of the sheet's part of the zip file.
func (f *form) part() string { return "xl/worksheets/sheet" + strconv.Itoa(f.number) + ".xml" }

func (f *form) relsPart() string {
	return "xl/worksheets/_rels/sheet" + strconv.Itoa(f.number) + ".xml.rels"
}

// cells is the range of a list from the given row on.
func (f *form) cells(from int) string {
	return "A" + strconv.Itoa(from) + ":" + letters(len(f.columns)-1) + strconv.Itoa(f.rows)
}

// printed is the print area of a list, "" if all of it is.
func (f *form) printed() string {
	n := printed(f.columns)
	if n == 0 || n == len(f.columns) {
		return ""
	}
	return fmt.Sprintf("%s!$A$1:$%s$%d", quote(f.sheet.Name), letters(n-1), f.rows)
}

// Widths of columns, in characters.
const (
	minWidth = 8
	maxWidth = 60
	minWrap  = 14 // of a column with broken lines, made narrower for paper
	maxWrap  = 40 // of a column with broken lines
	padding  = 2  // of a cell
	arrow    = 3  // the button of the filter
)

// paper is the width of a page, in characters of 11 points printed with 8:
// Letter, landscape, within margins of 0.4 inches. A4 is wider.
const paper = 190

// widths are those that show the columns' values and their headers, which have
// something else beside them.
func widths(columns []column, beside int) []int {
	widths := make([]int, len(columns))
	for i, c := range columns {
		limit := maxWidth
		if c.Wrap {
			limit = maxWrap
		}
		widths[i] = min(max(c.width+padding, units(c.Header)+padding+beside, minWidth), limit)
	}
	narrow(widths[:printed(columns)], columns)
	return widths
}

// printed is the number of columns within the print area.
func printed(columns []column) int {
	if at := slices.IndexFunc(columns, func(c column) bool { return c.NoPrint }); at >= 0 {
		return at
	}
	return len(columns)
}

// narrow makes columns with broken lines narrower, the widest first, until all
// fit on paper.
func narrow(widths []int, columns []column) {
	total := 0
	for _, width := range widths {
		total += width
	}
	for ; total > paper; total-- {
		widest := -1
		for i, width := range widths {
			if columns[i].Wrap && width > minWrap && (widest < 0 || width > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}
