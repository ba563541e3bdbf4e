package table

import (
	"math"
	"strconv"
	"strings"
	"time"

	"datasync/pkg/pattern"
)

// readStyles reads which styles are those of dates, from xl/styles.xml.
func (w *workbook) readStyles(part string) error {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &sheet); err != nil {
		return err
	}
	custom := make(map[int]bool)
	for _, f := range sheet.Formats {
		custom[f.ID] = isDateFormat(f.Code)
	}
	for _, c := range sheet.Cells {
		is, ok := custom[c.Format]
		if !ok {
			// ECMA-376, 18.8.30: 14 to 22 and 45 to 47 are dates and times, but
			// 46 is a duration; 27 to 36 and 50 to 58 are dates of East Asia.
			f := c.Format
			is = f >= 14 && f <= 22 || f == 45 || f == 47 || f >= 27 && f <= 36 || f >= 50 && f <= 58
		}
		w.dates = append(w.dates, is)
	}
	return nil
}

var (
	elapsed = pattern.Late(`\[(h+|m+|s+)\]`)
	// literal is what of a format is shown as it stands, and colours and locales in
	// brackets.
	literal = pattern.Late(`"[^"]*"|\\.|[_*].|\[[^\]]*\]`)
)

// isDateFormat tells a format such as "dd/mm/yyyy" from one such as "0.00" and
// from that of a duration, "[h]:mm".
func isDateFormat(code string) bool {
	code = strings.ToLower(code)
	return !elapsed().MatchString(code) && strings.ContainsAny(literal().ReplaceAllString(code, ""), "ymdhs")
}

// date is a number of days, in a cell of that style, as a date, a time, or both. ok is
// false if it is none.
func (w *workbook) date(style, days string) (text string, ok bool) {
	at, _ := strconv.Atoi(style) // none is style 0
	if at < 0 || at >= len(w.dates) || !w.dates[at] {
		return "", false
	}
	n, err := strconv.ParseFloat(days, 64)
	if err != nil || !(n >= 0 && n < 2958466) { // 10000-01-01
		return "", false
	}
	n -= 25569 // from 1899-12-30 to 1970-01-01
	if w.since1904 {
		n += 1462
	}
	t := time.Unix(int64(math.Round(n*24*60*60)), 0).UTC()
	text = strings.TrimPrefix(t.Format(time.DateTime), "1899-12-30 ")
	return strings.TrimSuffix(text, " 00:00:00"), true
}
