package workbook

import (
	"archive/zip"
	"io"
	"maps"
	"slices"
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
	for _, name := range []string{"_rels/.rels", "docProps/core.xml"} {
		if err := b.part(name, parts[name]); err != nil {
			return nil, err
		}
	}
	return b, nil
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

// list writes a sheet with rows of src, at most limit. more tells whether some
// are left.
func (b *book) list(name string, src *source, limit int) (more bool, err error) {
	if !src.sampled {
		if err := src.sample(); err != nil {
			return false, err
		}
	}
	part, head, err := b.frame.begin(name, src.columns)
	if err != nil {
		return false, err
	}
	w, err := b.create(part)
	if err != nil {
		return false, err
	}
	s := &sheet{dst: w, buf: head}
	if err := s.list(src, b.frame.style, limit); err != nil {
		return false, err
	}
	tail, err := b.frame.end(name, src.columns, s.rows)
	if err != nil {
		return false, err
	}
	b.count = append(b.count, SheetCount{name, s.rows - 1})
	s.buf = append(s.buf, tail...)
	return src.row != nil, s.flush()
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
