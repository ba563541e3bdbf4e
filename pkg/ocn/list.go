package ocn

import (
	"slices"
	"strings"
	"unicode"

	"datasync/pkg/spoiled"
)

// A List is what a field of 035 $a or 035 $z holds: each distinct value once, in
// order.
type List struct {
	Numbers []Number
	// Foreign are the values of other systems: they begin with another prefix in
	// brackets, such as (DLC)2001012345.
	Foreign []string
	// Unreadable are all others. Each may be an OCLC number that somebody wrote
	// in a way of their own, such as 2000# or (OCLC)2000: a person has to look.
	Unreadable []string
}

// ParseList reads a field of OCLC numbers separated by ";", as Alma Analytics
// writes them, by "," or by "|", with optional spaces. Empty values are nothing.
func ParseList(field string) List {
	var l List
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(field, "|", ";|"), func(c rune) bool { return c == ';' || c == ',' }) {
		text, piped := strings.CutPrefix(part, "|")
		value := strings.TrimSpace(text)
		n, ok := Parse(value)
		switch {
		case value == "":
		case ok:
			l.Numbers = append(l.Numbers, n)
		case isForeign(value):
			l.Foreign = append(l.Foreign, value)
		case piped && strings.HasPrefix(text, value):
			l.Unreadable = append(l.Unreadable, "|"+value) // |a2000 is a subfield: it is told as it stands there
		default:
			l.Unreadable = append(l.Unreadable, value)
		}
	}
	return List{distinct(l.Numbers), distinct(l.Foreign), distinct(l.Unreadable)}
}

// distinct drops all but the first of equal values. A map, since there are
// records with thousands of them.
func distinct[T comparable](values []T) []T {
	if len(values) < 2 {
		return values
	}
	seen := make(map[T]bool, len(values))
	return slices.DeleteFunc(values, func(v T) bool {
		known := seen[v]
		seen[v] = true
		return known
	})
}

// isForeign tells whether a value begins with the prefix of another system in
// brackets. One without a letter but O, C and L is OCLC's, misspelt, such as
// "(0CoLC)2000"; and none are the brackets around the number, "(OCoLC 2000)", or
// around OCLC's own, "((OCoLC)2000)".
func isForeign(value string) bool {
	if value[0] != '(' {
		return false
	}
	prefix, rest, closed := strings.Cut(value[1:], ")")
	if !closed || strings.Contains(prefix, "(") || rest == "" && strings.ContainsAny(prefix, "0123456789") {
		return false
	}
	return strings.ContainsFunc(prefix, func(c rune) bool {
		return unicode.IsLetter(c) && !strings.ContainsRune("OoCcLl", c)
	})
}

// Has tells whether n is in the list.
func (l List) Has(n Number) bool { return slices.Contains(l.Numbers, n) }

// Damaged is the error of a field in which a spreadsheet or a program has
// spoiled an OCLC number: 1.52E+09 has lost its last digits, and 2000.0 was made
// a decimal. It is nil for any other field, readable or not. A table that holds
// such a number has to be exported again, since others in it may have changed
// without a trace.
func Damaged(field string) error {
	if !strings.ContainsAny(field, "Ee.") { // nearly all
		return nil
	}
	for value := range strings.FieldsFuncSeq(field, func(c rune) bool { return c == ';' || c == '|' }) {
		for _, value := range append([]string{value}, strings.Split(value, ",")...) { // 1,52E+09 too
			if err := spoiled.Check(cutPrefixes(value), "OCLC number"); err != nil {
				return err
			}
		}
	}
	return nil
}
