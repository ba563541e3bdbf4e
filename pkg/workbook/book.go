package workbook

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
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
func (b *book) begin(of Sheet, widths []int, columns []Column) (*sheet, error) {
	s := &sheet{Sheet: of, index: len(b.count) + 1, widths: widths, columns: columns, count: SheetCount{Sheet: of.Name}}
	if err := b.frame.add(s); err != nil {
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
	head, _, err := halves(parts[s.part()])
	if err != nil {
		return nil, err
	}
	s.buf = append(slices.Clip(head), "<sheetData>"...)
	s.dst, err = b.create(s.part())
	return s, err
}

// end ends a sheet after its rows.
func (b *book) end(s *sheet) error {
	b.count = append(b.count, s.count)
	b.last = s
	if s.columns == nil {
		return nil
	}
	return b.frame.finish(s)
}

// complete writes what stands behind the rows of the last sheet.
func (b *book) complete(parts map[string][]byte) error {
	s := b.last
	_, tail, err := halves(parts[s.part()])
	if err != nil {
		return err
	}
	s.buf = append(s.buf, "</sheetData>"...)
	s.buf = append(s.buf, s.links.splice(tail)...)
	if err := s.flush(0); err != nil {
		return err
	}
	rels := s.links.relationships(parts[s.relsPart()])
	if rels == nil {
		return nil
	}
	parts[s.relsPart()] = rels
	return b.part(s.relsPart(), parts)
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

// part is the name of the sheet's part of the zip file.
func (s *sheet) part() string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", s.index) }

func (s *sheet) relsPart() string {
	return fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", s.index)
}

// cells is the range of a list from the given row on.
func (s *sheet) cells(from int) string {
	return fmt.Sprintf("A%d:%s%d", from, letters(len(s.columns)-1), s.rows)
}
