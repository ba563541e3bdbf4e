package table

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// styles tells which numbers are dates.
type styles struct {
	dates     []bool // by the number of the style
	since1904 bool   // days are counted as on old Macs
}

// readStyles reads xl/styles.xml.
func readStyles(part io.Reader) (styles, error) {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := newParser(part, maxSmallPart).decode(&sheet); err != nil {
		return styles{}, err
	}
	custom := make(map[int]bool)
	for _, f := range sheet.Formats {
		custom[f.ID] = isDateFormat(f.Code)
	}
	var s styles
	for _, c := range sheet.Cells {
		is, ok := custom[c.Format]
		if !ok {
			// ECMA-376, 18.8.30: 14 to 22 and 45 to 47 are dates and times, but
			// 46 is a duration; 27 to 36 and 50 to 58 are dates of East Asia.
			f := c.Format
			is = f >= 14 && f <= 22 || f == 45 || f == 47 || f >= 27 && f <= 36 || f >= 50 && f <= 58
		}
		s.dates = append(s.dates, is)
	}
	return s, nil
}

// literal is what of a format is shown as it stands, and colours and locales in
// brackets.
var literal = regexp.MustCompile(`"[^"]*"|\\.|[_*].|\[[^\]]*\]`)

// isDateFormat tells a format such as "dd/mm/yyyy" from one such as "0.00" and
// from that of a duration, "[h]:mm".
func isDateFormat(code string) bool {
	code = strings.ToLower(code)
	for _, elapsed := range []string{"[h", "[m]", "[mm]", "[s"} {
		if strings.Contains(code, elapsed) {
			return false
		}
	}
	code = literal.ReplaceAllString(code, "")
	return code != "general" && strings.ContainsAny(code, "ymdhs")
}

// date is a number of days, in a cell of that style, as a date, a time, or
// both. ok is false if it is none.
func (s *styles) date(style int, days string) (text string, ok bool) {
	if style < 0 || style >= len(s.dates) || !s.dates[style] {
		return "", false
	}
	n, err := strconv.ParseFloat(days, 64)
	if err != nil || !(n >= 0 && n < 2958466) { // 10000-01-01
		return "", false
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case s.since1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n < 60: // Excel holds 1900 for a leap year
		first = first.AddDate(0, 0, 1)
	}
	day := int(n)
	seconds := int((n-float64(day))*86400 + 0.5)
	t := first.AddDate(0, 0, day).Add(time.Duration(seconds) * time.Second)
	switch {
	case seconds == 0:
		return t.Format(time.DateOnly), true
	case day == 0:
		return t.Format(time.TimeOnly), true
	}
	return t.Format(time.DateTime), true
}
