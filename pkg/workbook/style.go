package workbook

import "github.com/xuri/excelize/v2"

// styles are the numbers of the cell formats in a workbook.
type styles struct {
	text, wrapped     int
	link, wrappedLink int
	number            int
	header            int
	numberHeader      int
	title, heading    int // of a page, and of its tables
	line              int // of text on a page
	band              int // of every other row; a conditional format
}

const asText = 49 // the number of the format @

// makeStyles adds the formats to the workbook, always in the same order.
func (f *frame) makeStyles() error {
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	right := &excelize.Alignment{Horizontal: "right"}
	link := excelize.Font{Color: "0563C1", Underline: "single"}
	bold := excelize.Font{Bold: true}
	under := []excelize.Border{{Type: "bottom", Style: 1, Color: "486581"}}
	for _, s := range []struct {
		number *int
		style  excelize.Style
	}{
		{&f.style.text, excelize.Style{NumFmt: asText, Alignment: top}},
		{&f.style.wrapped, excelize.Style{NumFmt: asText, Alignment: wrap}},
		{&f.style.link, excelize.Style{NumFmt: asText, Alignment: top, Font: font(11, link)}},
		{&f.style.wrappedLink, excelize.Style{NumFmt: asText, Alignment: wrap, Font: font(11, link)}},
		{&f.style.number, excelize.Style{Alignment: top}},
		{&f.style.header, excelize.Style{NumFmt: asText, Font: font(11, bold), Fill: ground("D9E2EC"), Border: under}},
		{&f.style.numberHeader, excelize.Style{NumFmt: asText, Font: font(11, bold), Fill: ground("D9E2EC"), Border: under, Alignment: right}},
		{&f.style.title, excelize.Style{NumFmt: asText, Font: font(18, excelize.Font{Bold: true, Color: dark})}},
		{&f.style.heading, excelize.Style{NumFmt: asText, Font: font(13, excelize.Font{Bold: true, Color: dark})}},
		{&f.style.line, excelize.Style{NumFmt: asText}},
	} {
		var err error
		if *s.number, err = f.file.NewStyle(&s.style); err != nil {
			return err
		}
	}
	var err error
	f.style.band, err = f.file.NewConditionalStyle(&excelize.Style{Fill: ground("F3F6F9")})
	return err
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
