package workbook

import (
	"archive/zip"
	"cmp"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/klauspost/compress/flate"
)

// A book is a workbook being written: sheet by sheet, and at the end the parts
// that name them.
type book struct {
	zip     *zip.Writer
	frame   *frame
	written map[string]bool // parts of the zip file
	last    *sheet          // the sheet before, which lacks what stands behind its rows; nil: none
	count   Count
}

func newBook(dst io.Writer) (*book, error) {
	b := &book{zip: zip.NewWriter(dst), written: make(map[string]bool)}
	deflater, err := flate.NewWriter(nil, level)
	if err != nil {
		return nil, err
	}
	b.zip.RegisterCompressor(zip.Deflate, func(dst io.Writer) (io.WriteCloser, error) {
		deflater.Reset(dst) // one is enough: parts are written one after the other
		return deflater, nil
	})
	b.frame, err = newFrame()
	return b, err
}

// level is how hard the parts are compressed; level 5 takes twice as long for a
// file 4 % smaller. Klauspost's flate takes half the time of the standard
// library's, which is a quarter of the whole: see BenchmarkDeflate.
const level = 1

// create begins a part of the zip file.
func (b *book) create(name string) (io.Writer, error) {
	b.written[name] = true
	return b.zip.CreateHeader(&zip.FileHeader{
		Name:     name,
		Method:   zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // always, for equal bytes
	})
}

// part writes one of the parts that excelize made.
func (b *book) part(name string, parts map[string][]byte) error {
	w, err := b.create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(parts[name])
	return err
}

// begin begins a sheet, up to its rows. The one before is ended: excelize is
// asked once for both.
func (b *book) begin(f *form) (*sheet, error) {
	f.number = len(b.count) + 1
	if err := b.frame.add(f); err != nil {
		return nil, err
	}
	parts, err := b.frame.parts()
	if err != nil {
		return nil, err
	}
	if b.last != nil {
		err = b.complete(parts)
	} else { // some programs know a workbook by its first parts
		err = cmp.Or(b.part("_rels/.rels", parts), b.part("docProps/core.xml", parts))
	}
	if err != nil {
		return nil, err
	}
	head, _, err := halves(parts[f.part()])
	if err != nil {
		return nil, err
	}
	w, err := b.create(f.part())
	return &sheet{form: f, dst: w, buf: append(slices.Clip(head), "<sheetData>"...)}, err
}

// end ends a sheet after its rows.
func (b *book) end(s *sheet, count SheetCount) error {
	b.count = append(b.count, count)
	b.last = s
	s.form.rows = s.rows
	return b.frame.finish(s.form)
}

// complete writes what stands behind the rows of the last sheet.
func (b *book) complete(parts map[string][]byte) error {
	s := b.last
	_, tail, err := halves(parts[s.form.part()])
	if err != nil {
		return err
	}
	s.buf = append(s.buf, "</sheetData>"...)
	s.buf = s.links.splice(s.buf, tail)
	if err := s.flush(); err != nil {
		return err
	}
	name := s.form.relsPart()
	rels := s.links.relationships(parts[name])
	if rels == nil {
		return nil
	}
	parts[name] = rels
	return b.part(name, parts)
}

// close writes what is left of the parts, and the end of the zip file.
func (b *book) close() error {
	parts, err := b.frame.parts()
	if err != nil {
		return err
	}
	if err := b.complete(parts); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if b.written[name] {
			continue
		}
		if err := b.part(name, parts); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

// A form is what excelize has to know of a sheet.
type form struct {
	sheet   Sheet
	number  int      // in the workbook, from 1
	widths  []int    // of the columns, in digits
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
