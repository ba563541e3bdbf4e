package table

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// A workbook is an XLSX file. It is read with archive/zip and encoding/xml; see
// sheet for why not with excelize.
type workbook struct {
	name      string
	parts     map[string]*zip.File // by partName
	sheets    []sheetEntry
	strings   sharedStrings
	dates     []bool // which styles are those of dates
	since1904 bool   // days are counted as on old Macs
}

type sheetEntry struct {
	name, part string
	hidden     bool
}

// openWorkbook reads what the sheets of a workbook share.
func openWorkbook(file sized, name string) (*workbook, error) {
	w := &workbook{name: name, parts: make(map[string]*zip.File)}
	z, err := zip.NewReader(file, file.Size())
	if err != nil {
		return nil, damaged(name, err)
	}
	for _, f := range z.File {
		w.parts[partName(f.Name)] = f
	}
	if w.parts["[content_types].xml"] == nil {
		return nil, errorf(name, "this is a ZIP file, or an OpenDocument file (.ods), but no XLSX workbook; save the table as XLSX or CSV, or unpack the ZIP file")
	}
	if err := w.readSheets(); err != nil {
		return nil, damaged(name, err)
	}
	return w, nil
}

// partName is the name of a part as all programs understand it.
func partName(name string) string {
	return strings.ToLower(path.Join("/", strings.ReplaceAll(name, `\`, "/")))[1:]
}

// sheet opens a sheet as a table.
func (w *workbook) sheet(entry sheetEntry, want choice) (*Reader, error) {
	s := &sheet{name: w.name + "#" + entry.name, entry: entry, book: w}
	var err error
	if s.xml, err = w.open(entry.part); err != nil {
		return nil, damaged(s.name, err)
	}
	s.xml.formulas = want.each
	if _, err := s.xml.find("sheetData", ""); err != nil {
		return nil, damaged(s.name, err)
	}
	r := &Reader{src: s, called: w.name, name: s.name, sheet: entry.name}
	return r, r.readHeader(want)
}

// choose opens the sheet that is wanted: the one that is named, the preferred
// one, the only one that is not empty, hidden ones counted, or else the only one that
// has one of the columns. Or it opens each that has all of them, or each that is not
// empty. Names are compared as Excel does, without case.
func (w *workbook) choose(want choice) ([]*Reader, error) {
	name := cmp.Or(want.only, want.preferred)
	if want.named {
		name = want.sheet
	}
	sheets := w.sheets
	if at := slices.IndexFunc(sheets, func(s sheetEntry) bool { return strings.EqualFold(s.name, name) }); at >= 0 {
		sheets = sheets[at : at+1]
	} else if want.only != "" {
		return nil, nil
	} else if want.named {
		return nil, errorf(w.name, "no sheet %q; there are: %s", want.sheet, list(sheets))
	}
	var all, known []*Reader
	var empty error
	for _, s := range sheets {
		r, err := w.sheet(s, want)
		switch {
		case errors.Is(err, errEmpty):
			empty = cmp.Or(empty, err)
		case err != nil:
			return nil, err
		case r.found:
			all, known = append(all, r), append(known, r)
		case !want.all:
			all = append(all, r)
		}
	}
	switch {
	case len(all) == 0 && want.all:
		return nil, errorf(w.name, "no sheet has the columns %s; the sheets are: %s", strings.Join(want.columns, " and "), list(sheets))
	case len(all) == 0:
		return nil, empty
	case len(all) == 1 || want.all || want.each:
		return all, nil
	case len(known) == 1:
		return known, nil
	case len(known) > 1:
		return nil, errorf(w.name, "several sheets have the column %s: %s", strings.Join(want.columns, " or "), Proposal(known))
	}
	return nil, errorf(w.name, "several sheets are not empty: %s", Proposal(all))
}

// summaryOfNumbers is a sheet that Apple Numbers puts in front of a workbook that it
// exports. It says what the others are, and no table is in it.
const summaryOfNumbers = "Export Summary"

// Proposal names the sheets of a workbook of which a person is to name one, and says
// how. That which Apple Numbers put in front is not proposed beside others.
func Proposal(of []*Reader) string {
	var sheets []sheetEntry
	for _, r := range of {
		if s := r.src.(*sheet).entry; s.name != summaryOfNumbers {
			sheets = append(sheets, s)
		}
	}
	if len(sheets) == 0 {
		sheets = []sheetEntry{of[0].src.(*sheet).entry}
	}
	return fmt.Sprintf("%s; name the one that counts, such as %s#%s", list(sheets), of[0].called, sheets[0].name)
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

// open opens a part. It need not be closed.
func (w *workbook) open(part string) (*parser, error) {
	f := w.parts[partName(part)]
	if f == nil {
		return nil, errBroken
	}
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	return newParser(in), nil
}

// decode reads all of a small part into v.
func (w *workbook) decode(part string, v any) error {
	p, err := w.open(part)
	if err != nil {
		return err
	}
	return p.xml.Decode(v)
}

// A relation is a part that another one refers to.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"` // an address, of two kinds that end alike
	Target string `xml:"Target,attr"`
	part   string // the target as a path in the zip
}

// relations reads those of a part, which need have none.
func (w *workbook) relations(of string) ([]relation, error) {
	dir, file := path.Split(of)
	part := dir + "_rels/" + file + ".rels"
	if w.parts[partName(part)] == nil {
		return nil, nil
	}
	var r struct {
		All []relation `xml:"Relationship"`
	}
	err := w.decode(part, &r)
	for i, rel := range r.All {
		r.All[i].Type, r.All[i].part = path.Base(rel.Type), rel.Target
		if !strings.HasPrefix(rel.Target, "/") {
			r.All[i].part = path.Join(dir, strings.ReplaceAll(rel.Target, `\`, "/"))
		}
	}
	return r.All, err
}

// find is the part of the first relation of that type, "" if there is none.
func find(rels []relation, kind string) string {
	for _, rel := range rels {
		if rel.Type == kind {
			return rel.part
		}
	}
	return ""
}

// readSheets reads the list of the worksheets, hidden ones too, in their order, and
// what they share.
func (w *workbook) readSheets() error {
	root, err := w.relations("")
	if err != nil {
		return err
	}
	main := find(root, "officeDocument")
	var book struct {
		XMLName    xml.Name `xml:"workbook"`
		Properties struct {
			Since1904 bool `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &book); err != nil {
		return err
	}
	rels, err := w.relations(main)
	if err != nil {
		return err
	}
	w.since1904 = book.Properties.Since1904
	for _, s := range book.Sheets {
		at := slices.IndexFunc(rels, func(r relation) bool { return r.ID == s.ID })
		if at < 0 {
			return errBroken
		}
		if rels[at].Type == "worksheet" { // not a chart
			w.sheets = append(w.sheets, sheetEntry{s.Name, rels[at].part, strings.HasSuffix(strings.ToLower(s.State), "hidden")})
		}
	}
	if len(w.sheets) == 0 {
		return fault("it has no sheet with cells")
	}
	if part := find(rels, "sharedStrings"); part != "" {
		if err := w.readStrings(part); err != nil {
			return err
		}
	}
	if part := find(rels, "styles"); part != "" {
		return w.readStyles(part)
	}
	return nil
}
