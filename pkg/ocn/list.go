package ocn

import (
	"slices"
	"strings"
	"unicode"

	"datasync/pkg/spoiled"
)

// A List is what 035 $a or 035 $z of a record hold: each distinct value once, in
// order.
type List struct {
	Numbers []Number
	// Foreign are the values of other systems, such as (DLC)2001012345.
	Foreign []string
	// Unreadable may each be an OCLC number that somebody wrote in a way of their
	// own, such as (OCoLC)2000# or (OCLC)2000: a person has to look.
	Unreadable []string
}

// ParseList reads a field of a column of OCLC numbers: those of the reports, of Alma
// Analytics, of what people make. They are separated by ";", as Analytics writes
// them, by "," or by "|", with optional spaces. Empty values are nothing. A value
// that is no number is foreign if it begins with another prefix in brackets; any
// other one, such as 2000#, is unreadable, since the column is to hold OCLC numbers.
//
// What a record itself holds is read in another way: see Subfield.
func ParseList(field string) List {
	if n, ok := Parse(field); ok { // nearly all
		return List{Numbers: []Number{n}}
	}
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
			l.Unreadable = append(l.Unreadable, narrow.Replace(value))
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
// brackets. One that is OCLC's name, misspelt, such as "(0CoLC)2000", is not that of
// another; and none are brackets around the number, "(OCoLC 2000)", or around the
// whole, "((OCoLC)2000)".
func isForeign(value string) bool {
	if value[0] != '(' {
		return false
	}
	prefix, rest, closed := strings.Cut(value[1:], ")")
	if !closed || strings.Contains(prefix, "(") || rest == "" && strings.ContainsAny(prefix, "0123456789") {
		return false
	}
	return letters(prefix) != "" && !namesOCLC(value)
}

// isOCLC tells whether letters are OCLC's name, right or misspelt: O, C and L alone,
// or the prefix of its numbers.
func isOCLC(letters string) bool {
	is := func(prefix string) bool { return strings.EqualFold(letters, prefix) }
	return slices.ContainsFunc(prefixes[:], is) || letters != "" && strings.Trim(letters, "OoCcLl") == ""
}

// letters is s without all else.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) {
			return c
		}
		return -1
	}, s)
}

// Has tells whether n is in the list.
func (l List) Has(n Number) bool { return slices.Contains(l.Numbers, n) }

// Related are the foreign values whose prefix begins with OCLC's name, in any case,
// such as (OCoLC-M)2000: whoever looks at the record may take them for its number.
func (l List) Related() []string {
	const name = "(OCoLC"
	var all []string
	for _, value := range l.Foreign {
		if len(value) >= len(name) && strings.EqualFold(value[:len(name)], name) {
			all = append(all, value)
		}
	}
	return all
}

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
