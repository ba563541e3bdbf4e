// Package ocn reads OCLC numbers and tells whether two are the same.
package ocn

import (
	"slices"
	"strings"
)

// A Number is an OCLC number as its digits without leading zeros, such as
// "12345" for (OCoLC)ocm00012345. Two numbers are the same when they are equal.
// "" is no number.
type Number string

// Parse reads an OCLC number as it stands in 035 $a, in a report or in a
// spreadsheet: an optional "(OCoLC)", an optional "ocm", "ocn" or "on", both in
// any case, then digits. Space around it is ignored. ok is false for anything
// else, among it 0 and every other prefix, such as "(OCoLC-M)".
//
// The prefixes are those of OCLC's Bibliographic Formats and Standards, 001.
func Parse(s string) (n Number, ok bool) {
	s = strings.TrimSpace(s)
	s = cutPrefix(s, "(OCoLC)")
	for _, prefix := range [...]string{"ocm", "ocn", "on"} {
		if rest := cutPrefix(s, prefix); len(rest) < len(s) {
			s = rest
			break
		}
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", false
		}
	}
	s = strings.TrimLeft(s, "0")
	return Number(s), s != ""
}

// cutPrefix drops prefix, in any case, from s if it is there.
func cutPrefix(s, prefix string) string {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):]
	}
	return s
}

// Bare is the field s of a report as it is written: a valid OCLC number as its
// digits, anything else as it came.
func Bare(s string) string {
	if n, ok := Parse(s); ok {
		return string(n)
	}
	return s
}

// Same tells whether a and b are one OCLC number in whatever spelling. Two
// fields that are no numbers are never the same.
func Same(a, b string) bool {
	if a == b && isPlain(a) { // what nearly all pairs are
		return true
	}
	x, ok := Parse(a)
	if !ok {
		return false
	}
	y, ok := Parse(b)
	return ok && x == y
}

// isPlain tells whether s is an OCLC number as Parse would return it.
func isPlain(s string) bool {
	if s == "" || s[0] == '0' {
		return false
	}
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// A List is the distinct numbers of a field, in order, and what in it is no
// OCLC number.
type List struct {
	Numbers []Number
	Others  []string
}

// ParseList reads a field of numbers separated by ";" with optional spaces, as
// Alma Analytics writes 035 $a and 035 $z. Empty items are nothing.
func ParseList(s string) List {
	var l List
	for item := range strings.SplitSeq(s, ";") {
		item = strings.TrimSpace(item)
		n, ok := Parse(item)
		switch {
		case ok && !l.Has(n):
			l.Numbers = append(l.Numbers, n)
		case !ok && item != "":
			l.Others = append(l.Others, item)
		}
	}
	return l
}

// Has tells whether n is in the list.
func (l List) Has(n Number) bool { return slices.Contains(l.Numbers, n) }
