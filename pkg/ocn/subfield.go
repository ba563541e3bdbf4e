package ocn

import (
	"strings"
	"unicode"
)

// Subfield reads $a or $z of a field 035 of a MARC record, such as
// "(OCoLC)ocm00012345". There the numbers of all systems stand, often without a
// prefix, so an OCLC number is one with (OCoLC), ocm, ocn or on. What begins with
// OCLC's name in brackets, right or misspelt, or with ocm, ocn or on and a digit, and
// is no number, is unreadable: (OCoLC)2000#, (OCLC)2000, ocm2000/1999. All else is
// foreign, bare digits too: 3358437 is the number of an earlier catalogue.
//
// The list has the one value, none of an empty subfield.
func Subfield(text string) List {
	value := strings.TrimSpace(text)
	n, ok := Parse(value)
	switch {
	case value == "":
		return List{}
	case ok && !isDigit(value[0]):
		return List{Numbers: []Number{n}}
	case namesOCLC(value):
		return List{Unreadable: []string{value}}
	}
	return List{Foreign: []string{value}}
}

// namesOCLC tells whether a value of 035 that is no number begins as OCLC's do. What
// cannot be seen, and punctuation, may stand before it; a bracket may be missing, or
// be of another kind, such as "[OCoLC]2000".
func namesOCLC(value string) bool {
	begins := strings.TrimLeftFunc(value, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !isOpen(c)
	})
	name := strings.TrimLeftFunc(begins, func(c rune) bool { return isOpen(c) || unicode.IsSpace(c) })
	if len(name) < len(begins) { // in brackets
		return isOCLC(letters(inBrackets(name)))
	}
	digits := cutPrefixes(begins)
	return len(digits) < len(begins) && digits != "" && isDigit(digits[0])
}

// inBrackets is what stands in the brackets that opened before s: up to where they
// shut or, where they do not, to the first digit.
func inBrackets(s string) string {
	end := strings.IndexFunc(s, func(c rune) bool { return unicode.In(c, unicode.Pe) || c == '>' })
	if end < 0 {
		end = strings.IndexFunc(s, unicode.IsDigit)
	}
	if end < 0 {
		return s
	}
	return s[:end]
}

// JoinList joins values of 035 as a field of a column of OCLC numbers, for ParseList.
// What would separate a value there is written in full width, so that the value
// stays one and what cannot be read stays so: "(OCoLC)2000；1999". ParseList undoes that.
func JoinList(values []string) string { return join(values, wide.Replace) }

var (
	wide   = strings.NewReplacer(";", "；", ",", "，", "|", "｜")
	narrow = strings.NewReplacer("；", ";", "，", ",", "｜", "|")
)

// JoinForeign joins foreign values as a field of a table, for ParseForeign. They may hold
// anything: "; " in one becomes "； " there, and ";" alone "；".
func JoinForeign(values []string) string {
	return join(values, func(value string) string {
		if strings.Trim(value, ";") == "" { // it would be no value
			return wide.Replace(value)
		}
		return strings.ReplaceAll(value, separator, "； ")
	})
}

// ParseForeign reads a field of foreign values of 035, bare digits among them,
// separated by "; ", each once and as it stood in the record.
func ParseForeign(field string) []string {
	var all []string
	for value := range strings.SplitSeq(field, separator) {
		switch value = strings.TrimSpace(value); {
		case strings.Trim(value, separator) == "":
		case strings.Trim(value, "；") == "":
			all = append(all, narrow.Replace(value))
		default:
			all = append(all, strings.ReplaceAll(value, "； ", separator))
		}
	}
	return distinct(all)
}

const separator = "; "

func join(values []string, one func(string) string) string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = one(value)
	}
	return strings.Join(all, separator)
}

// isOpen tells an opening bracket of any kind.
func isOpen(c rune) bool { return unicode.In(c, unicode.Ps) || c == '<' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
