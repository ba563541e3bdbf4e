package workbook

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/pattern"
	"datasync/pkg/tsv"
)

// A frame is all of a workbook but its rows, made by excelize. This file is the
// whole seam to it.
//
// Why not all by excelize: its own writer of many rows takes ten times as long
// and twenty times the memory, see BenchmarkStreamWriter. Why not all by us:
// formats, charts, drop-down lists and the parts that name each other are much
// to get wrong, and Excel offers to repair a workbook without saying why.
//
// So excelize makes sheets without rows, we take its bytes apart at their empty
// element sheetData, and the rows are written in between (rows.go):
//
//	<worksheet …><sheetPr>…<sheetViews>…<cols>…</cols>   excelize, from add
//	<sheetData>
//	<row r="1"><c r="A1" s="6" t="inlineStr">…           ours
//	</sheetData>
//	<autoFilter …/>…                                     excelize, from finish
//	<hyperlinks>…</hyperlinks>                           ours: excelize is slow at many
//	<pageMargins …/>…</worksheet>                        excelize
//
// What stands before the rows has to be known before the first is written, what
// stands behind them, such as the range of the filter, after the last. So
// excelize writes all that it has between two sheets: once more than there are
// sheets, at half a millisecond each.
//
// It relies on this:
//
//   - SetZipWriter hands out the parts, and a File can be written, changed and
//     written again;
//   - the n-th sheet is the part xl/worksheets/sheetN.xml, and its relationships
//     are xl/worksheets/_rels/sheetN.xml.rels;
//   - a sheet without rows holds <sheetData></sheetData> once, declares the
//     prefix r of a link's address, and has <pageMargins where links end;
//   - [Content_Types].xml has an element for each part, in whatever order;
//   - NewStyle numbers the formats from 1, and a cell names the number in s="…";
//   - the part docProps/core.xml is taken as it stands in File.Pkg, and
//     the newest defined name is the last in File.WorkBook.DefinedNames.
//
// TestExcelize compares all parts with testdata/excelize.txtar, so that a new
// version of excelize cannot change a workbook unseen.
type frame struct {
	file *excelize.File
	band int   // the format of every other row
	err  error // the first one
}

func newFrame() *frame {
	f := &frame{file: excelize.NewFile()}
	// Not SetDocProps: ExcelJS knows coreProperties only by the prefix that
	// excelize leaves out.
	f.file.Pkg.Store("docProps/core.xml", []byte(core))
	f.makeStyles()
	return f
}

// keep keeps the first error.
func (f *frame) keep(err error) {
	if f.err == nil {
		f.err = err
	}
}

// core says who made the workbook, always at the same time, for equal bytes.
const core = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
	`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
	`<dc:creator>datasync</dc:creator>` +
	`<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>` +
	`<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>`

// parts are the parts of the workbook's zip file, by name.
func (f *frame) parts() map[string][]byte {
	p := make(kept)
	f.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return p })
	f.keep(f.file.Write(io.Discard))
	content := make(map[string][]byte, len(p))
	for name, buf := range p {
		content[name] = buf.Bytes()
	}
	const types = "[Content_Types].xml"
	content[types] = sortTypes(content[types])
	return content
}

var typeElement = pattern.Late(`<(Default|Override) [^>]*></(Default|Override)>`)

// sortTypes sorts the elements of the part that lists the types of all parts:
// excelize takes some from a map, in another order each time.
func sortTypes(part []byte) []byte {
	elements := typeElement().FindAll(part, -1)
	slices.SortFunc(elements, bytes.Compare)
	head, _, _ := bytes.Cut(part, []byte("<Default "))
	return slices.Concat(head, bytes.Join(elements, nil), []byte("</Types>"))
}

// kept is an excelize.ZipWriter that keeps the parts it is given. Not the zip
// file: to compress it and to read it again takes longer than all the rest.
type kept map[string]*bytes.Buffer

func (p kept) Create(name string) (io.Writer, error) {
	p[name] = new(bytes.Buffer)
	return p[name], nil
}

func (p kept) AddFS(fs.FS) error { return nil }
func (p kept) Close() error      { return nil }

// add begins a sheet: what stands before its rows.
func (f *frame) add(s *sheet) {
	name := s.Name
	if s.index == 1 {
		f.keep(f.file.SetSheetName("Sheet1", name))
	} else {
		_, err := f.file.NewSheet(name)
		f.keep(err)
	}
	if s.Hidden {
		f.keep(f.file.SetSheetVisible(name, false))
	}
	f.keep(f.file.SetSheetDimension(name, "")) // not yet known
	for i, width := range s.widths {
		at := letters(i)
		f.keep(f.file.SetColWidth(name, at, at, float64(width)))
		if s.columns != nil { // so that what is typed into an empty cell is text, too
			style := styleText
			if s.columns[i].Wrap {
				style = styleWrapped
			}
			f.keep(f.file.SetColStyle(name, at, style))
		}
	}
	props := excelize.SheetPropsOptions{FitToPage: new(true)}
	if s.Tab != "" {
		props.TabColorRGB = new("FF" + s.Tab) // opaque
	}
	f.keep(f.file.SetSheetProps(name, &props))
	f.setPage(s)
	if s.columns == nil {
		f.keep(f.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: new(false)}))
		return
	}
	f.keep(f.file.SetPanes(name, &excelize.Panes{
		Freeze: true, XSplit: s.kept(), YSplit: 1, TopLeftCell: letters(s.kept()) + "2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	}))
}

// kept is how many columns stay in place.
func (s *sheet) kept() (n int) {
	for i, c := range s.columns {
		if c.Keep {
			n = i + 1
		}
	}
	return n
}

// noRows is where the rows of a sheet belong.
const noRows = "<sheetData></sheetData>"

// tail is what stands in a sheet without rows behind them: before the links, and behind
// them, from the margins on, which each sheet has.
func tail(part []byte) (before, behind []byte, err error) {
	_, tail, ok := bytes.Cut(part, []byte(noRows))
	at := bytes.Index(tail, []byte("<pageMargins"))
	if !ok || at < 0 {
		return nil, nil, fmt.Errorf("excelize made a sheet in another way than expected: %.200s", part)
	}
	return tail[:at], tail[at:], nil
}

// finish gives a list what reaches over all its rows, which are written.
func (f *frame) finish(s *sheet) {
	f.print(s)
	f.filter(s)
	f.keep(f.file.AddIgnoredErrors(s.Name, s.cells(1), excelize.IgnoredErrorsNumberStoredAsText))
	if s.rows > 1 {
		f.stripes(s)
		f.choices(s)
	} else if s.Empty != "" {
		f.note(s)
	}
}

func quote(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// filter puts a filter on the header.
func (f *frame) filter(s *sheet) {
	if f.keep(f.file.AutoFilter(s.Name, s.cells(1), nil)); f.err != nil {
		return
	}
	// Excelize 2.11 does not double an apostrophe in the sheet's name, and
	// Excel repairs such a workbook.
	names := f.file.WorkBook.DefinedNames.DefinedName
	ref := &names[len(names)-1].Data
	*ref = quote(s.Name) + (*ref)[strings.LastIndexByte(*ref, '!'):]
}

// stripes gives every other row a light ground, but for columns with one of their own: as
// a condition, so that the stripes stay where they are when the rows are sorted.
func (f *frame) stripes(s *sheet) {
	var striped []string
	for i := 0; i < len(s.columns); i++ {
		from := i
		for i < len(s.columns) && s.columns[i].Fill == "" {
			i++
		}
		if i > from {
			striped = append(striped, fmt.Sprintf("%s2:%s%d", letters(from), letters(i-1), s.rows))
		}
	}
	if striped != nil {
		f.keep(f.file.SetConditionalFormat(s.Name, strings.Join(striped, " "), []excelize.ConditionalFormatOptions{
			{Type: "formula", Criteria: "MOD(ROW(),2)=1", Format: &f.band},
		}))
	}
}

// choices gives the cells of a column a drop-down list.
func (f *frame) choices(s *sheet) {
	for i, c := range s.columns {
		list := excelize.NewDataValidation(true)
		switch {
		case c.List != "":
			list.SetSqrefDropList(s.formula(c.List))
		case len(c.Choices) > 0:
			f.keep(list.SetDropList(c.Choices))
		default:
			continue
		}
		list.SetSqref(fmt.Sprintf("%s2:%[1]s%d", letters(i), s.rows))
		list.SetError(excelize.DataValidationErrorStyleStop, "Not in the list", "Choose one of the list, or leave the cell empty.")
		f.keep(f.file.AddDataValidation(s.Name, list))
	}
}

// formula is one of Column.List for the first row; a spreadsheet makes that of the others
// from it, wherever they are sorted to.
func (s *sheet) formula(list string) string {
	var names []string
	for i, c := range s.columns {
		names = append(names, "{"+c.Name+"}", "$"+letters(i)+"2")
	}
	return strings.NewReplacer(names...).Replace(list)
}

// noteRow is where the note of an empty list begins; it is two rows high.
const noteRow = 3

// note says in an empty list that it is empty: in a box and not in a cell, so
// that it is no row for those who read the sheet again.
func (f *frame) note(s *sheet) {
	f.keep(f.file.AddShape(s.Name, &excelize.Shape{
		Cell: "A" + strconv.Itoa(noteRow), Type: "rect", Width: 360, Height: 36,
		Line:      excelize.LineOptions{Type: excelize.LineSolid, Width: 0.75, Fill: ground("BCCCDC")},
		Fill:      ground("F3F6F9"),
		Paragraph: []excelize.RichTextRun{{Text: s.Empty, Font: font(11, excelize.Font{Italic: true, Color: dark})}},
	}))
}

// print gives a list what is printed of it: the header on each page, and the
// columns for paper.
func (f *frame) print(s *sheet) {
	name := quote(s.Name)
	f.keep(f.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: name + "!$1:$1", Scope: s.Name}))
	if n := printed(s.columns); n > 0 && n < len(s.columns) {
		last := s.rows
		if last == 1 && s.Empty != "" {
			last = noteRow + 1
		}
		area := fmt.Sprintf("%s!$A$1:$%s$%d", name, letters(n-1), last)
		f.keep(f.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: area, Scope: s.Name}))
	}
}

// setPage makes a sheet fit on paper: landscape, as wide as the page, with the
// page's number, and a whole one on one page.
func (f *frame) setPage(s *sheet) {
	const margin = 0.4 // inches
	name, pages := s.Name, 0
	if s.Whole {
		pages = 1
	}
	f.keep(cmp.Or(
		f.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
			Left: new(margin), Right: new(margin), Top: new(margin), Bottom: new(1.5 * margin),
			Header: new(margin), Footer: new(margin),
		}),
		f.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: &pages}),
		f.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L&A&RPage &P of &N"}),
	))
}

// draw puts a chart to the right of a page's tables, from the given row on.
func (f *frame) draw(s *sheet, row int, chart *excelize.Chart) {
	f.keep(f.file.AddChart(s.Name, letters(len(s.widths))+strconv.Itoa(row), chart))
}

// Sizes of a chart, in pixels; a row of a sheet has 20, and 18 by what excelize says.
const (
	chartWidth  = 460
	chartHeight = 260
	barHeight   = 18
	columnWidth = 65
	rowHeight   = 20
	excelizeRow = 18
)

var palette = []string{"4C78A8", "F58518", "54A24B", "E45756", "72B7B2", "EECA3B", "B279A2", "9D755D", "BAB0AC", "FF9DA6"}

// chart draws the rows of the source, below the header in the given row of a
// sheet.
func (s *source) chart(c Chart, sheet string, header int) (*excelize.Chart, error) {
	fill := func(i int, name string) excelize.Fill {
		return ground(cmp.Or(c.Colours[name], palette[i%len(palette)]))
	}
	names, err := s.shown(c.Names)
	if err != nil {
		return nil, err
	}
	last := header + len(s.drawn)
	text := *font(11, excelize.Font{Color: dark}) // on paper 8
	chart := &excelize.Chart{
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: s.Title, Font: font(12, excelize.Font{Bold: true, Color: dark})}}},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: chartHeight},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: &text},
	}
	for i, name := range c.Values {
		at, err := s.shown(name)
		if err != nil {
			return nil, err
		}
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name:       cells(sheet, at, header, header),
			Categories: cells(sheet, names, header+1, last),
			Values:     cells(sheet, at, header+1, last),
			Fill:       fill(i, name),
			DataLabel:  excelize.ChartDataLabel{Font: text},
		})
	}
	if len(c.Values) == 1 {
		chart.Legend.Position = "none"
	}
	switch c.Kind {
	case "pie":
		chart.Type, chart.Legend.Position = excelize.Pie, "right"
		chart.PlotArea = excelize.ChartPlotArea{ShowVal: true}
		for i, row := range s.drawn {
			chart.Series[0].DataPoint = append(chart.Series[0].DataPoint, excelize.ChartDataPoint{Index: i, Fill: fill(i, s.columns[names].value(row))})
		}
	case "column":
		chart.Type = excelize.ColStacked
		chart.Dimension.Width = uint(max(chartWidth, columnWidth*len(s.drawn)))
	case "bar":
		chart.Type = excelize.BarStacked
		chart.Dimension.Height = uint(max(chartHeight, 90+barHeight*len(s.drawn)))
		// The first row at the top, and the numbers at the bottom.
		chart.XAxis.ReverseOrder, chart.YAxis.TickLabelPosition = true, excelize.ChartTickLabelHigh
		chart.XAxis.TickLabelSkip = 1 // each has its name
	}
	chart.XAxis.Font, chart.YAxis.Font, chart.YAxis.MajorGridLines = text, text, true
	chart.YAxis.Minimum = new(float64) // else a bar may begin where others nearly end
	return chart, nil
}

// shown is where a column of the table is shown.
func (s *source) shown(name string) (int, error) {
	at := slices.IndexFunc(s.columns, func(c Column) bool { return tsv.SameName(c.Name, name) })
	if at < 0 {
		return at, s.Rows.Errorf("the chart wants the column %q, which is not shown", name)
	}
	return at, nil
}

// cells names cells of one column for a chart: 'summary'!$B$4:$B$9.
func cells(sheet string, at, from, to int) string {
	ref := fmt.Sprintf("%s!$%s$%d", quote(sheet), letters(at), from)
	if to > from {
		ref += fmt.Sprintf(":$%s$%d", letters(at), to)
	}
	return ref
}

// The numbers of the cell formats, in the order of makeStyles.
const (
	styleText = 1 + iota
	styleWrapped
	styleLink
	styleWrappedLink
	styleNumber
	styleHeader
	styleNumberHeader
	styleTitle   // of a page
	styleHeading // of its tables
	styleLine    // of text on a page
)

const asText = 49 // the number of the format @

// makeStyles adds the formats to the workbook.
func (f *frame) makeStyles() {
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	right := &excelize.Alignment{Horizontal: "right", Vertical: "top", Indent: 1} // text may stand beside it
	numberHeader := &excelize.Alignment{Horizontal: "right", Indent: 1}
	link := font(11, excelize.Font{Color: "0563C1", Underline: "single"})
	bold := font(11, excelize.Font{Bold: true})
	under := []excelize.Border{{Type: "bottom", Style: 1, Color: "486581"}}
	for i, style := range []excelize.Style{
		styleText:         {NumFmt: asText, Alignment: top},
		styleWrapped:      {NumFmt: asText, Alignment: wrap},
		styleLink:         {NumFmt: asText, Alignment: top, Font: link},
		styleWrappedLink:  {NumFmt: asText, Alignment: wrap, Font: link},
		styleNumber:       {Alignment: right},
		styleHeader:       {NumFmt: asText, Font: bold, Fill: ground("D9E2EC"), Border: under},
		styleNumberHeader: {NumFmt: asText, Font: bold, Fill: ground("D9E2EC"), Border: under, Alignment: numberHeader},
		styleTitle:        {NumFmt: asText, Font: font(18, excelize.Font{Bold: true, Color: dark})},
		styleHeading:      {NumFmt: asText, Font: font(13, excelize.Font{Bold: true, Color: dark})},
		styleLine:         {NumFmt: asText},
	} {
		id, err := f.file.NewStyle(&style)
		if f.keep(err); id != i {
			f.keep(fmt.Errorf("excelize gives the format %d the number %d", i, id))
		}
	}
	var err error
	f.band, err = f.file.NewConditionalStyle(&excelize.Style{Fill: ground("F3F6F9")})
	f.keep(err)
}

// filled is the number of a format that is another one on a ground of this colour.
func (f *frame) filled(format int, colour string) int {
	if colour == "" {
		return format
	}
	style, err := f.file.GetStyle(format)
	if f.keep(err); f.err != nil {
		return format
	}
	style.Fill, style.Border = ground(colour), []excelize.Border{{Type: "bottom", Style: 1, Color: "D9D9D9"}} // there are no stripes
	format, err = f.file.NewStyle(style)                                                                      // excelize knows it again
	f.keep(err)
	return format
}

const dark = "243B53" // of headings

// font is f in the font of all cells, in points.
func font(size float64, f excelize.Font) *excelize.Font {
	f.Family, f.Size = "Calibri", size
	return &f
}

func ground(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
