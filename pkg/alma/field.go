package alma

import (
	"slices"
	"strings"

	"datasync/pkg/ocn"
)

// A Field is a field 035 with OCLC numbers of a record, as it stands in Alma:
//
//	035 $a (OCoLC)7 $z (OCoLC)5 $z (OCoLC)6
type Field struct {
	Number    string // $a; "" is none
	Cancelled []string
}

// Values are what a record has in 035, as the columns of a table have it.
type Values struct {
	Current   string // 035 $a: OCLC Control Number (035a)
	Cancelled string // 035 $z: OCLC Control Number (035z)
	Other     string // $z of other systems, in the fields whose $a is OCLC's: Other 035z
}

// sepOther is how almabibs joins values of other systems, which may hold any of the
// characters that separate OCLC numbers.
const sepOther = "; "

// and is the values of two rows about a record.
func (v Values) and(w Values) Values {
	return Values{v.Current + ";" + w.Current, v.Cancelled + ";" + w.Cancelled, v.Other + sepOther + w.Other}
}

// clone lets go of the line of which v is a part.
func (v Values) clone() Values {
	return Values{strings.Clone(v.Current), strings.Clone(v.Cancelled), strings.Clone(v.Other)}
}

// New is the field 035 that a record gets in one step, in the place of those whose
// $a is OCLC's, which go with all that they hold. So it has in $z each other number
// that the record has now or, if it was verified, had before, and behind them what
// in 035 $z cannot be read or is of another system, as it stands. Each is there
// once.
//
// A $z of another field stays there too, so the record has it twice. That does no
// harm; to lose one would.
func New(number ocn.Number, now, before Values) Field {
	f := Field{Number: oclc(number)}
	var others []string
	for _, v := range []Values{now, before} {
		current, cancelled := ocn.ParseList(v.Current), ocn.ParseList(v.Cancelled)
		for _, n := range slices.Concat(current.Numbers, cancelled.Numbers) {
			if n != number {
				f.Cancelled = append(f.Cancelled, oclc(n))
			}
		}
		others = append(others, v.others(cancelled)...)
	}
	f.Cancelled = distinct(append(f.Cancelled, others...))
	return f
}

// Old are the fields 035 that put back what a record has today: one for each number
// in $a, the first of them with all that stands in $z. With numbers in $z alone it
// is one field of these. A record without any OCLC number has none.
func Old(today Values) []Field {
	current, cancelled := ocn.ParseList(today.Current), ocn.ParseList(today.Cancelled)
	if len(current.Numbers)+len(cancelled.Numbers) == 0 {
		return nil
	}
	fields := make([]Field, max(1, len(current.Numbers)))
	for i, n := range current.Numbers {
		fields[i].Number = oclc(n)
	}
	for _, n := range cancelled.Numbers {
		fields[0].Cancelled = append(fields[0].Cancelled, oclc(n))
	}
	fields[0].Cancelled = distinct(append(fields[0].Cancelled, today.others(cancelled)...))
	return fields
}

// others are the values in 035 $z, cancelled, that are no OCLC numbers.
func (v Values) others(cancelled ocn.List) []string {
	return slices.Concat(cancelled.Unreadable, cancelled.Foreign, ocn.ParseForeign(v.Other))
}

// oclc is a number as it stands in 035.
func oclc(n ocn.Number) string { return "(OCoLC)" + string(n) }

// distinct drops all but the first of equal values.
func distinct(values []string) []string {
	if len(values) < 2 { // of most records
		return values
	}
	seen := make(map[string]bool, len(values))
	return slices.DeleteFunc(values, func(v string) bool {
		known := seen[v]
		seen[v] = true
		return known
	})
}
