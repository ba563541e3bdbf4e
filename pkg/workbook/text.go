package workbook

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// special tells the bytes that appendText has to look at.
var special = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = true
	}
	for _, c := range []byte("<>&\"_\xEF") { // 0xEF begins U+FFFE and U+FFFF
		t[c] = true
	}
	return t
}()

// appendText appends s as the text of an XML element or attribute.
//
// What XML cannot hold, control characters, U+FFFE and U+FFFF, becomes _xHHHH_,
// as Excel writes and reads it; and the first "_" of a text that only looks
// like that becomes _x005F_, so that it stays what it is. See ST_Xstring in
// ECMA-376 part 1, 22.9.2.19.
func appendText(b []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); i++ {
		if !special[s[i]] {
			continue
		}
		escape, size := "", 1
		switch c := s[i]; {
		case c == '<':
			escape = "&lt;"
		case c == '>':
			escape = "&gt;"
		case c == '&':
			escape = "&amp;"
		case c == '"':
			escape = "&quot;"
		case c == '_':
			if !looksEscaped(s[i:]) {
				continue
			}
			escape = "_x005F_"
		case c == 0xEF:
			if !noncharacter(s[i:]) {
				continue
			}
			size = utf8.RuneLen('\uFFFE')
		}
		b = append(b, s[done:i]...)
		if escape == "" {
			r, _ := utf8.DecodeRuneInString(s[i:])
			b = appendCode(b, r)
		} else {
			b = append(b, escape...)
		}
		done = i + size
		i = done - 1
	}
	return append(b, s[done:]...)
}

func appendCode(b []byte, r rune) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, '_', 'x', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15], '_')
}

// looksEscaped tells whether s begins with what will read as an escape: _xHHHH
// and an underscore, or a character whose own escape begins with one. The four
// are any letters, not only A to F: excelize drops those that are no number.
func looksEscaped(s string) bool {
	if len(s) < len("_xHHHH_") || s[1] != 'x' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s[6] == '_' || s[6] < ' ' || noncharacter(s[6:])
}

func noncharacter(s string) bool {
	return len(s) >= 3 && (s[:3] == "\uFFFE" || s[:3] == "\uFFFF")
}

// units counts UTF-16 code units, in which Excel measures.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// isNumber tells whether s is a plain decimal number that a spreadsheet keeps
// as it is: no leading zero, at most 15 digits, such as 0, 2424, -3 or 99.5.
func isNumber(s string) bool {
	if s != "" && s[0] == '-' && s != "-0" {
		s = s[1:]
	}
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	if whole == len(s) {
		return whole <= 15
	}
	frac := s[whole:]
	return frac[0] == '.' && len(frac) > 1 && digits(frac[1:]) == len(frac)-1 &&
		frac[len(frac)-1] != '0' && whole+len(frac)-1 <= 15
}

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
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
		default:
			switch {
			case 'A' <= r && r <= 'Z':
				n += 12
			case r >= 0x1100: // Hangul is the first script of wide letters
				n += 20
			default:
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
