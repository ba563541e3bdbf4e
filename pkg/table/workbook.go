package table

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
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

// A workbook is an XLSX file. It is read with archive/zip and encoding/xml; see
// sheet for why not with excelize.
type workbook struct {
	name      string
	parts     map[string]*zip.File // by path in lower case
	sheets    []sheetEntry
	strings   sharedStrings
	styles    styles
	since1904 bool
}

type sheetEntry struct {
	name, part string
	hidden     bool
}

// openWorkbook reads what the sheets of a workbook share.
func openWorkbook(file sized, name string) (*workbook, error) {
	z, err := zip.NewReader(file, file.Size())
	if err != nil {
		return nil, errNotWhole(name)
	}
	w := &workbook{name: name, parts: make(map[string]*zip.File)}
	for _, f := range z.File {
		w.parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
	}
	rels, err := w.readSheets(name)
	if err != nil {
		return nil, err
	}
	return w, w.readShared(rels)
}

// sheet opens a sheet as a table.
func (w *workbook) sheet(entry sheetEntry, want choice) (*Reader, error) {
	part, err := w.open(entry.part, maxSheetPart)
	if err != nil {
		return nil, partError(w.name, "the sheet "+entry.name, err)
	}
	s := &sheet{
		name: w.name + "#" + entry.name, part: part, xml: newParser(part, maxToken),
		strings: &w.strings, styles: &w.styles,
	}
	if err := s.start(); err != nil {
		return nil, err
	}
	r := &Reader{src: s}
	return r, r.readHeader(s.name, want)
}

// choose opens the sheet that is wanted: the one that is named, the preferred
// one, or the only one that is not empty, hidden ones counted. Or it opens each
// that has the columns. Names are compared as Excel does, without case.
func (w *workbook) choose(want choice) ([]*Reader, error) {
	name := want.preferred
	if want.named {
		name = want.sheet
	}
	sheets := slices.Clone(w.sheets)
	if at := slices.IndexFunc(sheets, func(s sheetEntry) bool { return strings.EqualFold(s.name, name) }); at >= 0 {
		sheets = sheets[at : at+1]
	} else if want.named {
		return nil, errorf(w.name, "no sheet %q; there are: %s", want.sheet, list(sheets))
	}
	var all []*Reader
	var full []sheetEntry
	var empty error
	for _, s := range sheets {
		r, err := w.sheet(s, want)
		switch {
		case errors.Is(err, errEmpty):
			empty = cmp.Or(empty, err)
		case err != nil:
			return nil, err
		case r.found || !want.all:
			all, full = append(all, r), append(full, s)
		}
	}
	switch {
	case len(all) == 0 && want.all:
		return nil, errorf(w.name, "no sheet has the columns %s; the sheets are: %s", strings.Join(want.columns, " and "), list(sheets))
	case len(all) == 0:
		return nil, empty
	case len(all) > 1 && !want.all:
		return nil, errorf(w.name, "several sheets are not empty: %s; name the one that counts, such as %s#%s", list(full), w.name, full[0].name)
	}
	return all, nil
}

// list names the sheets, and says which of them a person does not see.
func list(sheets []sheetEntry) string {
	var names []string
	for _, s := range sheets {
		if s.hidden {
			s.name += " (hidden)"
		}
		names = append(names, s.name)
	}
	return strings.Join(names, ", ")
}

func errNotWhole(name string) error {
	return errorf(name, "this is not a whole workbook; download it again")
}

// partError says that a part of a workbook cannot be read.
func partError(name, part string, err error) error {
	switch {
	case errors.Is(err, errTooBig):
		return errorf(name, "%s is too big to be read; delete what is not needed, or save the table as CSV", part)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errDamaged), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm):
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
	return newParser(f, maxSmallPart).decode(v)
}

// relations are the parts that a part refers to, by their id.
type relations struct {
	All []relation `xml:"Relationship"`
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
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

// readSheets reads the list of the worksheets, hidden ones too, in their order, and
// which parts the workbook has.
func (w *workbook) readSheets(name string) (relations, error) {
	root, err := w.relations("")
	main := root.find("officeDocument")
	if w.parts["[content_types].xml"] == nil || err != nil || main == "" || strings.HasSuffix(main, ".bin") {
		return root, errorf(name, "%s", w.other(main))
	}
	var book struct {
		XMLName    xml.Name
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &book); err != nil {
		return root, partError(name, "the list of sheets", err)
	}
	if book.XMLName.Local != "workbook" {
		return root, errorf(name, "%s", w.other(main))
	}
	rels, err := w.relations(main)
	if err != nil {
		return root, partError(name, "the list of sheets", err)
	}
	w.since1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	for _, s := range book.Sheets {
		id := slices.IndexFunc(s.Attrs, func(a xml.Attr) bool { return a.Name.Local == "id" && a.Name.Space != "" })
		if id < 0 {
			return root, errNotWhole(name)
		}
		part := slices.IndexFunc(rels.All, func(r relation) bool { return r.ID == s.Attrs[id].Value })
		if part < 0 {
			return root, errNotWhole(name)
		}
		if strings.HasSuffix(rels.All[part].Type, "/worksheet") { // not a chart
			w.sheets = append(w.sheets, sheetEntry{s.Name, rels.All[part].Target, strings.HasSuffix(strings.ToLower(s.State), "hidden")})
		}
	}
	if len(w.sheets) == 0 {
		return root, errorf(name, "the workbook has no sheet with cells; save the table again as XLSX or CSV")
	}
	return rels, nil
}

// other says what a ZIP file is that is no XLSX workbook, and what to do with it.
// main is its main part, if it has one.
func (w *workbook) other(main string) string {
	switch {
	case strings.HasPrefix(w.small("mimetype"), "application/vnd.oasis.opendocument"):
		return "this is an OpenDocument file (.ods), no XLSX workbook; save the table as XLSX or CSV"
	case strings.HasSuffix(main, ".bin"):
		return "this is a binary workbook (.xlsb), no XLSX workbook; save the table as XLSX or CSV"
	case main != "" || w.parts["index/document.iwa"] != nil: // Word's, PowerPoint's, Apple's
		return "this is a document of an office program, but no XLSX workbook; save the table as XLSX or CSV"
	}
	return "this is a ZIP file, but no XLSX workbook; unpack it and name the table in it"
}

// small is the beginning of a part, "" if there is none.
func (w *workbook) small(part string) string {
	f, err := w.open(part, maxSmallPart)
	if err != nil {
		return ""
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, _ := io.ReadFull(f, head)
	return string(head[:n])
}

// readShared reads what all sheets share: strings and styles.
func (w *workbook) readShared(rels relations) error {
	if name := rels.find("sharedStrings"); name != "" {
		part, err := w.open(name, maxStringPart)
		if err == nil {
			w.strings, err = readStrings(part)
			part.Close()
		}
		if err != nil {
			return partError(w.name, "the list of shared strings", err)
		}
	}
	if name := rels.find("styles"); name != "" {
		part, err := w.open(name, maxSmallPart)
		if err == nil {
			w.styles, err = readStyles(part)
			part.Close()
		}
		if err != nil {
			return partError(w.name, "the list of styles", err)
		}
	}
	w.styles.since1904 = w.since1904
	return nil
}
