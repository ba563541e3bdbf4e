// Package ocn reads OCLC numbers and tells whether two are the same.
//
// A number stands in a column of OCLC numbers, where it needs no prefix: ParseList;
// or in a subfield of 035 of a MARC record, beside the numbers of all systems, where
// only the prefix tells: Subfield.
package ocn

import "strings"

// A Number is an OCLC number as its digits without leading zeros, 1 to 12 of
// them, such as "12345" for (OCoLC)ocm00012345. Two numbers are the same when
// they are equal. "" is no number.
type Number string

// MaxDigits is how many digits a number may have. None has more than 10 yet; an
// ISBN has 13 and an MMS ID mostly 15 to 18, and each is found in the wrong column.
const MaxDigits = 12

// Parse reads an OCLC number as it stands in 035 $a, in a report or in a
// spreadsheet: an optional "(OCoLC)", an optional "ocm", "ocn" or "on", both in
// any case, then digits, with optional white space around each. ok is false for
// anything else, among it 0, a number of more than 12 digits, and every other
// prefix, such as "(OCoLC-M)".
//
// The prefixes are those of OCLC's Bibliographic Formats and Standards, 001.
func Parse(s string) (n Number, ok bool) {
	if n, ok = parseDigits(s); !ok { // what few are
		n, ok = parseDigits(cutPrefixes(s))
	}
	return n, ok
}

func parseDigits(s string) (Number, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", false
		}
	}
	s = strings.TrimLeft(s, "0")
	if s == "" || len(s) > MaxDigits {
		return "", false
	}
	return Number(s), true
}

// prefixes are those of a number without brackets: see Parse.
var prefixes = [...]string{"ocm", "ocn", "on"}

// cutPrefixes is what stands behind the prefixes, for a number its digits.
func cutPrefixes(s string) string {
	s = cutPrefix(strings.TrimSpace(s), "(OCoLC)")
	for _, prefix := range prefixes {
		if rest := cutPrefix(s, prefix); len(rest) < len(s) {
			return rest
		}
	}
	return s
}

// cutPrefix drops prefix, in any case, and the white space behind it from s if
// it is there.
func cutPrefix(s, prefix string) string {
	if at := min(len(prefix), len(s)); strings.EqualFold(s[:at], prefix) {
		return strings.TrimSpace(s[at:])
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
	x, ok := Parse(a)
	y, _ := Parse(b)
	return ok && x == y
}
