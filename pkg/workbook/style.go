package workbook

import "github.com/xuri/excelize/v2"

// styles are the numbers of the cell formats in a workbook.
type styles struct {
	text, wrapped     int
	link, wrappedLink int
	number            int
	header            int
	title, heading    int // of a page, and of its tables
	line              int // of text on a page
	band              int // of every other row; a conditional format
}

const asText = 49 // the number of the format @

// makeStyles adds the formats to the workbook, always in the same order.
func (f *frame) makeStyles() error {
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	blue := &excelize.Font{Color: "0563C1", Underline: "single"}
	for _, s := range []struct {
		number *int
		style  excelize.Style
	}{
		{&f.style.text, excelize.Style{NumFmt: asText, Alignment: top}},
		{&f.style.wrapped, excelize.Style{NumFmt: asText, Alignment: wrap}},
		{&f.style.link, excelize.Style{NumFmt: asText, Alignment: top, Font: blue}},
		{&f.style.wrappedLink, excelize.Style{NumFmt: asText, Alignment: wrap, Font: blue}},
		{&f.style.number, excelize.Style{Alignment: top}},
		{&f.style.header, excelize.Style{
			NumFmt: asText,
			Font:   &excelize.Font{Bold: true},
			Fill:   ground("D9E2EC"),
			Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "486581"}},
		}},
		{&f.style.title, excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true, Size: 18, Color: "243B53"}}},
		{&f.style.heading, excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true, Size: 13, Color: "243B53"}}},
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

func ground(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
