package workbook

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A frame is all of a workbook but its rows, as excelize makes it.
type frame struct {
	file   *excelize.File
	style  styles
	sheets int
}

// styles are the numbers of the cell formats.
type styles struct{ text, number, header, band int }

func newFrame() (*frame, error) {
	f := &frame{file: excelize.NewFile()}
	err := f.file.SetDocProps(&excelize.DocProperties{
		Created: "1980-01-01T00:00:00Z", Modified: "1980-01-01T00:00:00Z", Creator: "mkxlsx",
	})
	if err != nil {
		return nil, err
	}
	return f, f.makeStyles()
}

const asText = 49 // the number of the format @

func (f *frame) makeStyles() error {
	top := &excelize.Alignment{Vertical: "top"}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&f.style.text, excelize.Style{NumFmt: asText, Alignment: top}},
		{&f.style.number, excelize.Style{Alignment: top}},
		{&f.style.header, excelize.Style{
			NumFmt: asText,
			Font:   &excelize.Font{Bold: true},
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E2EC"}},
			Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "486581"}},
		}},
	} {
		var err error
		if *s.to, err = f.file.NewStyle(&s.style); err != nil {
			return err
		}
	}
	var err error
	f.style.band, err = f.file.NewConditionalStyle(&excelize.Style{
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F6F9"}},
	})
	return err
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
	return content, err
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

// begin adds a sheet to the workbook. part is the name of its part of the zip
// file, and head what stands there before the rows.
func (f *frame) begin(name string, columns []column) (part string, head []byte, err error) {
	f.sheets++
	if f.sheets == 1 {
		err = f.file.SetSheetName("Sheet1", name)
	} else {
		_, err = f.file.NewSheet(name)
	}
	steps := []func() error{
		func() error { return err },
		func() error { return f.file.SetSheetDimension(name, "") }, // not yet known
		func() error { return f.freeze(name) },
		func() error { return f.setColumns(name, columns) },
		func() error { return f.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: new(true)}) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return "", nil, err
		}
	}
	head, _, err = f.cut()
	return f.part(), head, err
}

// part is the name of the last sheet's part of the zip file.
func (f *frame) part() string { return "xl/worksheets/sheet" + strconv.Itoa(f.sheets) + ".xml" }

// cut is what stands in the last sheet's part before and after the rows.
func (f *frame) cut() (head, tail []byte, err error) {
	parts, err := f.parts()
	if err != nil {
		return nil, nil, err
	}
	head, tail, ok := bytes.Cut(parts[f.part()], []byte("<sheetData></sheetData>"))
	if !ok {
		return nil, nil, fmt.Errorf("excelize made no sheet without rows")
	}
	return append(head[:len(head):len(head)], "<sheetData>"...), append([]byte("</sheetData>"), tail...), nil
}

func (f *frame) freeze(name string) error {
	return f.file.SetPanes(name, &excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	})
}

// Widths of columns, in characters.
const (
	minWidth = 8
	maxWidth = 60
	padding  = 2 // of a cell
	arrow    = 3 // that opens the filter
)

func (f *frame) setColumns(name string, columns []column) error {
	for i, c := range columns {
		width := max(c.width+padding, units(c.Header)+padding+arrow)
		at := letters(i)
		if err := f.file.SetColWidth(name, at, at, float64(min(max(width, minWidth), maxWidth))); err != nil {
			return err
		}
	}
	// So that what is typed into an empty cell is text, too.
	return f.file.SetColStyle(name, "A:"+letters(len(columns)-1), f.style.text)
}

// end makes what stands after the rows of the last sheet. rows is their number,
// with the header.
func (f *frame) end(name string, columns []column, rows int) (tail []byte, err error) {
	last := letters(len(columns)-1) + strconv.Itoa(rows)
	steps := []func() error{
		func() error { return f.filter(name, "A1:"+last) },
		func() error {
			return f.file.AddIgnoredErrors(name, "A1:"+last, excelize.IgnoredErrorsNumberStoredAsText)
		},
		func() error { return f.print(name) },
	}
	if rows > 1 {
		steps = append(steps, func() error { return f.band(name, "A2:"+last) })
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	_, tail, err = f.cut()
	return tail, err
}

func quote(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// filter puts a filter on the header.
func (f *frame) filter(name, cells string) error {
	if err := f.file.AutoFilter(name, cells, nil); err != nil {
		return err
	}
	// Excelize 2.11 does not double an apostrophe in the sheet's name, and
	// Excel repairs such a workbook.
	names := f.file.WorkBook.DefinedNames.DefinedName
	ref := &names[len(names)-1].Data
	*ref = quote(name) + (*ref)[strings.LastIndexByte(*ref, '!'):]
	return nil
}

// band gives every other row a light ground: as a condition, so that it stays
// in place when the rows are sorted.
func (f *frame) band(name, cells string) error {
	return f.file.SetConditionalFormat(name, cells, []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: "MOD(ROW(),2)=1", Format: &f.style.band},
	})
}

// print makes the sheet fit on paper: landscape, as wide as the page, the
// header on each page, and its number.
func (f *frame) print(name string) error {
	const margin = 0.4 // inches
	layout := excelize.PageLayoutOptions{Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: new(0)}
	margins := excelize.PageLayoutMarginsOptions{
		Left: new(margin), Right: new(margin), Top: new(margin), Bottom: new(2 * margin),
		Header: new(margin), Footer: new(margin),
	}
	for _, err := range []error{
		f.file.SetPageMargins(name, &margins),
		f.file.SetPageLayout(name, &layout),
		f.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L&A&RPage &P of &N"}),
		f.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quote(name) + "!$1:$1", Scope: name}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
