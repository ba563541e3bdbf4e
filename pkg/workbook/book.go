package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/klauspost/compress/flate"
)

// A book is a workbook being written: sheet by sheet, and at the end the parts
// that name them. The first error, of whatever kind, is kept, and close returns
// it.
type book struct {
	*frame
	zip     *zip.Writer
	names   taken           // of the sheets
	written map[string]bool // parts of the zip file
	last    *sheet          // the sheet before, which lacks what stands behind its rows; nil: none
	count   Count
}

func newBook(dst io.Writer) *book {
	b := &book{frame: newFrame(), zip: zip.NewWriter(dst), written: make(map[string]bool)}
	deflater, err := flate.NewWriter(nil, level)
	b.keep(err)
	b.zip.RegisterCompressor(zip.Deflate, func(dst io.Writer) (io.WriteCloser, error) {
		deflater.Reset(dst) // one is enough: parts are written one after the other
		return compress(deflater), nil
	})
	return b
}

// create begins a part of the zip file.
func (b *book) create(name string) io.Writer {
	b.written[name] = true
	w, err := b.zip.CreateHeader(&zip.FileHeader{
		Name:     name,
		Method:   zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // always, for equal bytes
	})
	b.keep(err)
	return w
}

// write writes to a part, if nothing went wrong before.
func (b *book) write(w io.Writer, content []byte) {
	if b.err == nil {
		_, err := w.Write(content)
		b.keep(err)
	}
}

// part writes a whole part.
func (b *book) part(name string, content []byte) { b.write(b.create(name), content) }

// begin begins a sheet, up to its rows. The one before is ended: excelize is
// asked once for both.
func (b *book) begin(of Sheet, widths []int, columns []Column) *sheet {
	s := &sheet{Sheet: of, book: b, index: len(b.count) + 1, widths: widths, columns: columns, count: SheetCount{Sheet: of.Name}}
	b.add(s)
	parts := b.parts()
	if b.last != nil {
		b.complete(parts)
	} else { // some programs know a workbook by its first parts
		b.part("_rels/.rels", parts["_rels/.rels"])
		b.part("docProps/core.xml", parts["docProps/core.xml"])
	}
	head, _, _ := bytes.Cut(parts[s.part()], []byte(noRows)) // complete sees whether it is as expected
	s.dst = bufio.NewWriterSize(b.create(s.part()), bufferSize)
	b.write(s.dst, head)
	b.write(s.dst, []byte("<sheetData>"))
	return s
}

// end ends a sheet after its rows.
func (b *book) end(s *sheet) {
	b.count = append(b.count, s.count)
	b.last = s
	if s.columns != nil {
		b.finish(s)
	}
}

// complete writes what stands behind the rows of the last sheet.
func (b *book) complete(parts map[string][]byte) {
	s := b.last
	before, behind, err := tail(parts[s.part()])
	b.keep(err)
	b.write(s.dst, []byte("</sheetData>"))
	b.write(s.dst, before)
	s.hyperlinks()
	b.write(s.dst, behind)
	b.keep(s.dst.Flush())
	s.relationships(parts[s.relsPart()])
}

// close writes what is left of the parts, and the end of the zip file.
func (b *book) close() error {
	if b.err != nil {
		return b.err
	}
	parts := b.parts()
	b.complete(parts)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if !b.written[name] {
			b.part(name, parts[name])
		}
	}
	b.keep(b.zip.Close())
	return b.err
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
