package workbook

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"datasync/pkg/pattern"
)

// lookalike is what will be read as an escape: _xHHHH_, or _xHHHH before a character
// whose own escape begins with "_". The four are any letters, not only A to F:
// excelize drops those that are no number.
var lookalike = pattern.Late(`^_x[0-9A-Za-z]{4}[_\x00-\x1F\x{FFFE}\x{FFFF}]`)

// appendText appends s as the text of an XML element or attribute.
//
// What XML cannot hold, control characters, U+FFFE and U+FFFF, becomes _xHHHH_,
// as Excel writes and reads it; and the first "_" of a text that only looks
// like that becomes _x005F_, so that it stays what it is. See ST_Xstring in
// ECMA-376 part 1, 22.9.2.19.
func appendText(b []byte, s string) []byte {
	if isPlain(s) { // nearly all
		return append(b, s...)
	}
	done := 0
	for i, r := range s {
		var escape string
		switch r {
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '&':
			escape = "&amp;"
		case '"':
			escape = "&quot;"
		case '_':
			if !strings.HasPrefix(s[i:], "_x") || !lookalike().MatchString(s[i:]) {
				continue
			}
			escape = "_x005F_"
		default:
			if r >= ' ' && r != '\uFFFE' && r != '\uFFFF' {
				continue
			}
			escape = fmt.Sprintf("_x%04X_", r)
		}
		b = append(append(b, s[done:i]...), escape...)
		done = i + utf8.RuneLen(r)
	}
	return append(b, s[done:]...)
}

// isPlain tells text in which nothing needs to be escaped.
func isPlain(s string) bool {
	for i := range len(s) {
		if maybeEscaped[s[i]] {
			return false
		}
	}
	return true
}

// maybeEscaped are the bytes with which begins what appendText escapes: U+FFFE and U+FFFF
// begin with EF.
var maybeEscaped = func() (all [256]bool) {
	for c := range all {
		all[c] = c < ' ' || strings.ContainsRune("<>&\"_", rune(c)) || c == 0xEF
	}
	return all
}()

// units counts UTF-16 code units, in which Excel measures.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

var decimal = pattern.Late(`^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$`)

// isNumber tells whether s is a plain decimal number that a spreadsheet keeps
// as it is: no leading zero, at most 15 digits, such as 0, 2424, -3 or 99.5.
func isNumber(s string) bool {
	return decimal().MatchString(s) && len(strings.NewReplacer("-", "", ".", "").Replace(s)) <= 15
}

// tenths is the width of s in the font of all cells, Calibri, in tenths of a
// digit.
func tenths(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case ' ', '.', ',', ':', ';', '\'', 'i', 'j', 'l', 'I':
			n += 5
		case '!', '"', '(', ')', '-', '/', '[', ']', 'f', 'r', 't', 'J':
			n += 7
		case 'a', 'c', 'g', 'k', 's', 'v', 'x', 'y', 'z', 'F', 'L', 'S':
			n += 9
		case '%', '&', '@', 'm', 'w', 'M', 'W':
			n += 15
		case 'A', 'B', 'C', 'D', 'E', 'G', 'H', 'K', 'N', 'O', 'P', 'Q', 'R', 'T', 'U', 'V', 'X', 'Y', 'Z':
			n += 12
		default:
			n += 10
			if r >= 0x1100 { // Hangul is the first script of wide letters
				n += 10
			}
		}
	}
	return n
}

// measure is the width of s in digits, the unit of a column's width.
func measure(s string) int { return (tenths(s) + 9) / 10 }

// lines is the number of lines that s takes when it is broken at spaces to fit
// the width, in digits.
func lines(s string, width int) int {
	n, at := 1, 0
	width *= 10
	for word := range strings.FieldsSeq(s) {
		length := tenths(word)
		switch {
		case at == 0:
			at = length
		case at+tenths(" ")+length > width:
			n++
			at = length
		default:
			at += tenths(" ") + length
		}
		for ; at > width; at -= width {
			n++
		}
	}
	return n
}
