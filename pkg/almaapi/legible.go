package almaapi

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"datasync/pkg/pattern"
)

const unknown = "\ufffd"

// legible is an answer of Alma without the characters that XML forbids, be they raw
// or written as &#x1f;: records that came from other systems hold such, and Alma
// sends them as they are. Each becomes U+FFFD, and so does what is no UTF-8.
//
// Which are allowed is told by the W3C, "Extensible Markup Language 1.0", 2.2.
func legible(body []byte) []byte {
	if bytes.Contains(body, []byte("&#")) {
		body = reference().ReplaceAllFunc(body, func(ref []byte) []byte {
			digits, base := string(ref[2:len(ref)-1]), 10
			if digits[0] == 'x' {
				digits, base = digits[1:], 16
			}
			n, err := strconv.ParseUint(digits, base, 31)
			if err != nil || !isAllowed(rune(n)) {
				return []byte(unknown)
			}
			return ref
		})
	}
	if clean(body) {
		return body
	}
	return bytes.Map(func(c rune) rune {
		if isAllowed(c) {
			return c
		}
		return utf8.RuneError
	}, body)
}

var reference = pattern.Late(`&#(?:[0-9]+|x[0-9A-Fa-f]+);`)

// clean tells whether text holds nothing but UTF-8 that XML allows.
func clean(text []byte) bool {
	return utf8.Valid(text) && !bytes.ContainsFunc(text, func(c rune) bool { return !isAllowed(c) })
}

func isAllowed(c rune) bool {
	switch {
	case c < ' ':
		return c == '\t' || c == '\n' || c == '\r'
	case c < 0xD800:
		return true
	}
	return 0xE000 <= c && c <= 0xFFFD || 0x10000 <= c && c <= 0x10FFFF
}
