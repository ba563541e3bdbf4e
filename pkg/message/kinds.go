package message

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strconv"

	"datasync/pkg/column"
	"datasync/pkg/pattern"
	"datasync/pkg/tsv"
)

// varying is what makes texts differ that say the same, and what looks like it.
var varying = pattern.Late(`\d+(st|nd|rd|th)\b|[$/]\d+(-\d+)?|\d+`)

// normalize makes one text of those that differ in ordinals and numbers:
//
//	1st $2 in 2nd 655 has 12 characters    Nth $2 in Nth 655 has N characters
//
// A MARC tag (three digits), a subfield code ($2) and a position in a fixed
// field (008/18-21) stay: they say what to mend.
func normalize(text string) string {
	return varying().ReplaceAllStringFunc(text, func(s string) string {
		switch first, last := s[0], s[len(s)-1]; {
		case last > '9':
			return "Nth"
		case first == '$', first == '/', len(s) == 3:
			return s
		}
		return "N"
	})
}

// A group is the lines of one library that say the same but for numbers.
type group struct {
	symbol string
	kind   message // its text normalized
}

// A tally is what there is of a group.
type tally struct {
	group
	records int
	example *exception // the first line
}

// WriteTallies writes two tables. kinds has each kind of message of each library,
// worst first and then the most frequent: how many records have one, and an
// example. libraries has how many records of each library have messages, by the
// worst severity of each. A line without an MMS ID is a record of its own.
func (x *Exceptions) WriteTallies(kinds, libraries io.Writer) error {
	return cmp.Or(writeKinds(kinds, x.tallies()), writeLibraries(libraries, x.libraries()))
}

func writeKinds(out io.Writer, tallies []*tally) error {
	slices.SortFunc(tallies, func(a, b *tally) int {
		return cmp.Or(
			cmp.Compare(a.symbol, b.symbol),
			cmp.Compare(a.kind.severity.rank(), b.kind.severity.rank()),
			cmp.Compare(b.records, a.records),
			compare(a.kind, b.kind),
		)
	})
	w := tsv.NewWriter(out, []string{column.Symbol, column.Severity, column.Type, column.Kind, column.Records, column.Example, column.NetworkID})
	for _, t := range tallies {
		w.Write([]string{t.symbol, t.kind.severity.String(), t.kind.kind, t.kind.text, strconv.Itoa(t.records),
			t.example.text, t.example.id.String()}) // its error comes again from Flush
	}
	return w.Flush()
}

// tallies counts the records of each group.
func (x *Exceptions) tallies() (all []*tally) {
	normal := make(map[string]string) // few texts are distinct
	of := make(map[group]*tally)
	for _, e := range x.all {
		if _, ok := normal[e.text]; !ok {
			normal[e.text] = normalize(e.text)
		}
		g := group{e.symbol, message{e.kind, e.severity, normal[e.text]}}
		if of[g] == nil {
			of[g] = &tally{group: g, example: e}
			all = append(all, of[g])
		}
		e.tally = of[g]
		if e.id == 0 {
			e.tally.records++
		}
	}
	var seen []*tally
	for _, last := range x.of {
		seen = seen[:0]
		for e := last; e != nil; e = e.before {
			if !slices.Contains(seen, e.tally) {
				seen = append(seen, e.tally)
				e.tally.records++
			}
		}
	}
	return all
}

func writeLibraries(out io.Writer, libraries map[string]*[critical + 1]int) error {
	w := tsv.NewWriter(out, []string{column.Symbol, column.Records, critical.String(), severe.String(), minor.String(), "Without severity"})
	for _, symbol := range slices.Sorted(maps.Keys(libraries)) {
		n := libraries[symbol]
		row := []string{symbol, strconv.Itoa(n[critical] + n[severe] + n[minor] + n[unrated])}
		for _, s := range []severity{critical, severe, minor, unrated} {
			row = append(row, strconv.Itoa(n[s]))
		}
		w.Write(row)
	}
	return w.Flush()
}

// libraries counts the records of each library that have messages, by the worst
// severity of each.
func (x *Exceptions) libraries() map[string]*[critical + 1]int {
	all := make(map[string]*[critical + 1]int)
	for _, e := range x.all {
		if all[e.symbol] == nil {
			all[e.symbol] = new([critical + 1]int)
		}
		if e.id == 0 {
			all[e.symbol][e.severity]++
		}
	}
	worst := make(map[string]severity)
	for _, last := range x.of {
		clear(worst)
		for e := last; e != nil; e = e.before {
			worst[e.symbol] = max(worst[e.symbol], e.severity)
		}
		for symbol, s := range worst {
			all[symbol][s]++
		}
	}
	return all
}
