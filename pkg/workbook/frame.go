package workbook

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A frame is all of a workbook but its rows, as excelize makes it.
type frame struct {
	file  *excelize.File
	style styles
}

func newFrame() (*frame, error) {
	f := &frame{file: excelize.NewFile()}
	return f, cmp.Or(
		f.file.SetDocProps(&excelize.DocProperties{
			Created: "1980-01-01T00:00:00Z", Modified: "1980-01-01T00:00:00Z", Creator: "mkxlsx",
		}),
		f.makeStyles(),
	)
}

// parts are the parts of the workbook's zip file, by name.
func (f *frame) parts() (map[string][]byte, error) {
	p := make(parts)
	f.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return p })
	err := f.file.Write(io.Discard)
	content := make(map[string][]byte, len(p))
	for name, buf := range p {
		content[name] = buf.Bytes()
	}
	const types = "[Content_Types].xml"
	content[types] = sortTypes(content[types])
	return content, err
}

var typeElement = regexp.MustCompile(`<(Default|Override) [^>]*></(Default|Override)>`)

// sortTypes sorts the elements of the part that lists the types of all parts:
// excelize takes some from a map, in another order each time.
func sortTypes(part []byte) []byte {
	elements := typeElement.FindAll(part, -1)
	slices.SortFunc(elements, bytes.Compare)
	head, _, _ := bytes.Cut(part, []byte("<Default "))
	return slices.Concat(head, bytes.Join(elements, nil), []byte("</Types>"))
}

// parts is an excelize.ZipWriter that keeps what it is given. Not the zip
// file: to compress it and to read it again takes longer than all the rest.
type parts map[string]*bytes.Buffer

func (p parts) Create(name string) (io.Writer, error) {
	p[name] = new(bytes.Buffer)
	return p[name], nil
}

func (p parts) AddFS(fs.FS) error { return nil }
func (p parts) Close() error      { return nil }

// begin adds a sheet to the workbook. head is what stands in its part of the
// zip file before the rows.
func (f *frame) begin(s *form) (head []byte, err error) {
	name := s.sheet.Name
	if s.number == 1 {
		err = f.file.SetSheetName("Sheet1", name)
	} else {
		_, err = f.file.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	props := excelize.SheetPropsOptions{FitToPage: new(true)}
	if s.sheet.Tab != "" {
		props.TabColorRGB = new("FF" + s.sheet.Tab) // opaque
	}
	err = cmp.Or(
		f.file.SetSheetDimension(name, ""), // not yet known
		f.setColumns(s),
		f.file.SetSheetProps(name, &props),
	)
	if err == nil && s.columns != nil {
		err = f.freeze(name)
	}
	if err == nil && s.columns == nil {
		err = f.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: new(false)})
	}
	if err != nil {
		return nil, err
	}
	parts, err := f.parts()
	if err != nil {
		return nil, err
	}
	head, _, err = cut(parts[s.part()])
	return append(head[:len(head):len(head)], "<sheetData>"...), err
}

// cut is what stands in a sheet without rows before and after them.
func cut(part []byte) (head, tail []byte, err error) {
	head, tail, ok := bytes.Cut(part, []byte("<sheetData></sheetData>"))
	if !ok {
		err = fmt.Errorf("excelize made a sheet in another way than expected: %.200s", part)
	}
	return head, tail, err
}

func (f *frame) setColumns(s *form) error {
	for i, width := range s.widths {
		if err := f.file.SetColWidth(s.sheet.Name, letters(i), letters(i), float64(width)); err != nil {
			return err
		}
	}
	for i, c := range s.columns {
		style := f.style.text // so that what is typed into an empty cell is text, too
		if c.Wrap {
			style = f.style.wrapped
		}
		if err := f.file.SetColStyle(s.sheet.Name, letters(i), style); err != nil {
			return err
		}
	}
	return nil
}

func (f *frame) freeze(name string) error {
	return f.file.SetPanes(name, &excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	})
}

// end finishes a sheet. tail is what stands in its part after the rows, and
// rels is the part with its relationships, nil if it has none.
func (f *frame) end(s *form) (tail, rels []byte, err error) {
	err = f.print(s)
	if err == nil && s.columns != nil {
		err = f.list(s)
	}
	if err == nil {
		err = f.draw(s)
	}
	if err != nil {
		return nil, nil, err
	}
	parts, err := f.parts()
	if err != nil {
		return nil, nil, err
	}
	_, tail, err = cut(parts[s.part()])
	return append([]byte("</sheetData>"), tail...), parts[s.relsPart()], err
}

// list gives a list what reaches over all its rows.
func (f *frame) list(s *form) error {
	err := cmp.Or(
		f.filter(s),
		f.file.AddIgnoredErrors(s.sheet.Name, s.cells(1), excelize.IgnoredErrorsNumberStoredAsText),
	)
	if s.rows == 1 || err != nil {
		return cmp.Or(err, f.note(s))
	}
	return cmp.Or(f.band(s), f.choices(s))
}

func quote(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// filter puts a filter on the header.
func (f *frame) filter(s *form) error {
	if err := f.file.AutoFilter(s.sheet.Name, s.cells(1), nil); err != nil {
		return err
	}
	// Excelize 2.11 does not double an apostrophe in the sheet's name, and
	// Excel repairs such a workbook.
	names := f.file.WorkBook.DefinedNames.DefinedName
	ref := &names[len(names)-1].Data
	*ref = quote(s.sheet.Name) + (*ref)[strings.LastIndexByte(*ref, '!'):]
	return nil
}

// band gives every other row a light ground: as a condition, so that the
// stripes stay where they are when the rows are sorted.
func (f *frame) band(s *form) error {
	return f.file.SetConditionalFormat(s.sheet.Name, s.cells(2), []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "MOD(ROW(),2)=1", Format: &f.style.band},
	})
}

// choices gives the cells of a column a drop-down list.
func (f *frame) choices(s *form) error {
	for i, c := range s.columns {
		if len(c.Choices) == 0 {
			continue
		}
		list := excelize.NewDataValidation(true)
		list.SetSqref(fmt.Sprintf("%s2:%[1]s%d", letters(i), s.rows))
		list.SetError(excelize.DataValidationErrorStyleStop, "Not in the list", "Choose one of the list, or leave the cell empty.")
		err := cmp.Or(list.SetDropList(c.Choices), f.file.AddDataValidation(s.sheet.Name, list))
		if err != nil {
			return err
		}
	}
	return nil
}

// note says in an empty list that it is empty: in a box and not in a cell, so
// that it is no row for those who read the sheet again.
func (f *frame) note(s *form) error {
	if s.sheet.Empty == "" {
		return nil
	}
	return f.file.AddShape(s.sheet.Name, &excelize.Shape{
		Cell: "A3", Type: "rect", Width: 360, Height: 36,
		Line:      excelize.LineOptions{Type: excelize.LineSolid, Width: 0.75, Fill: ground("BCCCDC")},
		Fill:      ground("F3F6F9"),
		Paragraph: []excelize.RichTextRun{{Text: s.sheet.Empty, Font: font(11, excelize.Font{Italic: true, Color: dark})}},
	})
}

// print makes the sheet fit on paper: landscape, as wide as the page, the
// header of a list on each page, and the page's number.
func (f *frame) print(s *form) error {
	const margin = 0.4 // inches
	name := s.sheet.Name
	margins := excelize.PageLayoutMarginsOptions{
		Left: new(margin), Right: new(margin), Top: new(margin), Bottom: new(2 * margin),
		Header: new(margin), Footer: new(margin),
	}
	layout := excelize.PageLayoutOptions{Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: new(0)}
	err := cmp.Or(
		f.file.SetPageMargins(name, &margins),
		f.file.SetPageLayout(name, &layout),
		f.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L&A&RPage &P of &N"}),
	)
	if s.columns == nil || err != nil {
		return err
	}
	titles := excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quote(name) + "!$1:$1", Scope: name}
	area := excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: s.printed(), Scope: name}
	if area.RefersTo == "" {
		return f.file.SetDefinedName(&titles)
	}
	return cmp.Or(f.file.SetDefinedName(&titles), f.file.SetDefinedName(&area))
}
