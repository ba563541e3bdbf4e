package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// Limits of the parts of a workbook, unpacked, in bytes. A zip can hold a
// thousand times its size.
const (
	maxSmallPart  = 16 << 20 // held: the list of the sheets, the styles
	maxStringPart = 1 << 30  // streamed, but see maxStringText
	maxSheetPart  = 4 << 30  // streamed; a full sheet of ten columns has less than 2 GiB
)

var errTooBig = errors.New("it is too big")

// A workbook is an XLSX file. It is read with archive/zip and the scanner; see
// sheet for why not with excelize.
type workbook struct {
	parts     map[string]*zip.File // by path in lower case
	sheets    []sheetEntry
	strings   string // paths of parts, "" = none
	styles    string
	since1904 bool
}

type sheetEntry struct{ name, part string }

// openWorkbook opens a sheet of a workbook.
func openWorkbook(file sized, name string, want choice) (*Reader, error) {
	z, err := zip.NewReader(file, file.Size())
	if err != nil {
		return nil, errNotWhole(name)
	}
	w := &workbook{parts: make(map[string]*zip.File)}
	for _, f := range z.File {
		w.parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
	}
	if err := w.readSheets(name); err != nil {
		return nil, err
	}
	entry, err := w.choose(name, want)
	if err != nil {
		return nil, err
	}
	s := &sheet{name: name + "#" + entry.name}
	if err := w.readShared(s, name); err != nil {
		return nil, err
	}
	part, err := w.open(entry.part, maxSheetPart)
	if err != nil {
		return nil, partError(name, "the sheet "+entry.name, err)
	}
	s.part, s.xml.src = part, part
	if err := s.start(); err != nil {
		return nil, err
	}
	r := &Reader{src: s}
	return r, r.readHeader(s.name)
}

func errNotWhole(name string) error {
	return errorf(name, "this is not a whole workbook; download it again")
}

// partError says that a part of a workbook cannot be read.
func partError(name, part string, err error) error {
	switch {
	case errors.Is(err, errTooBig):
		return errorf(name, "%s is too big to be read; delete what is not needed, or save the table as CSV", part)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrAlgorithm):
		return errNotWhole(name)
	}
	return errorf(name, "%s of the workbook cannot be read: %w; download the workbook again, or open it in a spreadsheet program and save it", part, err)
}

// open opens a part, of which at most limit bytes are read.
func (w *workbook) open(part string, limit uint64) (io.ReadCloser, error) {
	f := w.parts[strings.ToLower(part)]
	if f == nil {
		return nil, io.ErrUnexpectedEOF
	}
	if f.UncompressedSize64 > limit { // archive/zip gives an error if it is wrong
		return nil, errTooBig
	}
	return f.Open()
}

func (w *workbook) decode(part string, v any) error {
	f, err := w.open(part, maxSmallPart)
	if err != nil {
		return err
	}
	defer f.Close()
	return xml.NewDecoder(f).Decode(v)
}

// relations are the parts that a part refers to, by their id.
type relations struct {
	All []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// relations reads those of a part, their targets made paths in the zip.
func (w *workbook) relations(part string) (relations, error) {
	var r relations
	dir, file := path.Split(part)
	err := w.decode(dir+"_rels/"+file+".rels", &r)
	for i, rel := range r.All {
		target := strings.ReplaceAll(rel.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		r.All[i].Target = strings.TrimPrefix(path.Clean(target), "/")
	}
	return r, err
}

// find is the target of the relation of that type, "" if there is none. Types
// are addresses, of two kinds, that end alike.
func (r relations) find(kind string) string {
	for _, rel := range r.All {
		if strings.HasSuffix(rel.Type, "/"+kind) {
			return rel.Target
		}
	}
	return ""
}

// readSheets reads the list of the worksheets, hidden ones too, in their order.
func (w *workbook) readSheets(name string) error {
	root, err := w.relations("")
	main := root.find("officeDocument")
	if w.parts["[content_types].xml"] == nil || err != nil || main == "" || strings.HasSuffix(main, ".bin") {
		return errorf(name, "this is a ZIP file, but no XLSX workbook; save the table as XLSX or CSV")
	}
	var book struct {
		XMLName    xml.Name
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &book); err != nil {
		return partError(name, "the list of sheets", err)
	}
	if book.XMLName.Local != "workbook" {
		return errorf(name, "this is a ZIP file, but no XLSX workbook; save the table as XLSX or CSV")
	}
	rels, err := w.relations(main)
	if err != nil {
		return partError(name, "the list of sheets", err)
	}
	w.since1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	w.strings, w.styles = rels.find("sharedStrings"), rels.find("styles")
	for _, s := range book.Sheets {
		for _, attr := range s.Attrs {
			if attr.Name.Local != "id" || attr.Name.Space == "" {
				continue
			}
			for _, rel := range rels.All {
				if rel.ID == attr.Value && strings.HasSuffix(rel.Type, "/worksheet") { // not a chart
					w.sheets = append(w.sheets, sheetEntry{s.Name, rel.Target})
				}
			}
		}
	}
	if len(w.sheets) == 0 {
		return errorf(name, "the workbook has no sheet with cells; save the table again as XLSX or CSV")
	}
	return nil
}

// choose is the sheet that is wanted. Names are compared as Excel does, without
// case.
func (w *workbook) choose(name string, want choice) (sheetEntry, error) {
	var names []string
	for _, s := range w.sheets {
		names = append(names, s.name)
		if !want.named && strings.EqualFold(s.name, want.preferred) || want.named && strings.EqualFold(s.name, want.sheet) {
			return s, nil
		}
	}
	if want.named {
		return sheetEntry{}, errorf(name, "no sheet %q; there are: %s", want.sheet, strings.Join(names, ", "))
	}
	return w.sheets[0], nil
}

// readShared reads what all sheets share: strings and styles.
func (w *workbook) readShared(s *sheet, name string) error {
	if w.strings != "" {
		part, err := w.open(w.strings, maxStringPart)
		if err == nil {
			s.strings, err = readStrings(part)
			part.Close()
		}
		if err != nil {
			return partError(name, "the list of shared strings", err)
		}
	}
	if w.styles != "" {
		part, err := w.open(w.styles, maxSmallPart)
		if err == nil {
			s.styles, err = readStyles(part)
			part.Close()
		}
		if err != nil {
			return partError(name, "the list of styles", err)
		}
	}
	s.styles.since1904 = w.since1904
	return nil
}
