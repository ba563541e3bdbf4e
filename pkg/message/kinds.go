package message

import (
	"cmp"
	"io"
	"regexp"
	"slices"
	"strconv"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// varying is what makes texts differ that say the same, and what looks like it.
var varying = regexp.MustCompile(`\d+(st|nd|rd|th)\b|[$/]\d+(-\d+)?|\d+`)

// normalize makes one text of those that differ in ordinals and numbers:
//
//	1st $2 in 2nd 655 has 12 characters    Nth $2 in Nth 655 has N characters
//
// A MARC tag (three digits), a subfield code ($2) and a position in a fixed
// field (008/18-21) stay: they say what to mend.
func normalize(text string) string {
	return varying.ReplaceAllStringFunc(text, func(s string) string {
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

// A library is how many records of a library have messages, by their worst
// severity.
type library struct {
	symbol string
	worst  [critical + 1]int
}

// WriteTallies writes two tables. kinds has each kind of message of each library,
// worst first and then the most frequent: how many records have one, and an
// example. libraries has how many records of each library have messages, by the
// worst severity of each. A line without an MMS ID is a record of its own.
func (x *Exceptions) WriteTallies(kinds, libraries io.Writer) error {
	tallies, counts := x.tally()
	return cmp.Or(x.writeKinds(kinds, tallies), writeLibraries(libraries, counts))
}

func (x *Exceptions) writeKinds(out io.Writer, tallies []tally) error {
	slices.SortFunc(tallies, func(a, b tally) int {
		return cmp.Or(
			cmp.Compare(a.symbol, b.symbol),
			cmp.Compare(a.kind.severity.rank(), b.kind.severity.rank()),
			cmp.Compare(b.records, a.records),
			compare(a.kind, b.kind),
		)
	})
	w := tsv.NewWriter(out, []string{column.Symbol, column.Severity, column.Type, column.Kind, column.Records, column.Example, column.NetworkID})
	for _, t := range tallies {
		err := w.Write([]string{t.symbol, t.kind.severity.String(), t.kind.kind, t.kind.text, strconv.Itoa(t.records),
			x.messages.all[t.example.message].text, t.example.id.String()})
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func writeLibraries(out io.Writer, libraries []library) error {
	slices.SortFunc(libraries, func(a, b library) int { return cmp.Compare(a.symbol, b.symbol) })
	w := tsv.NewWriter(out, []string{column.Symbol, column.Records, critical.String(), severe.String(), minor.String(), "Without severity"})
	for _, l := range libraries {
		row := []string{l.symbol, strconv.Itoa(l.worst[critical] + l.worst[severe] + l.worst[minor] + l.worst[unrated])}
		for _, s := range []severity{critical, severe, minor, unrated} {
			row = append(row, strconv.Itoa(l.worst[s]))
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return w.Flush()
}

// tally counts the records of each group and of each library.
func (x *Exceptions) tally() ([]tally, []library) {
	// Of the few distinct messages each is normalized once.
	kinds := make([]message, len(x.messages.all))
	for i, m := range x.messages.all {
		kinds[i] = message{m.kind, m.severity, normalize(m.text)}
	}
	var (
		groups    pool[group]
		groupOf   = make([]int32, len(x.all)) // of each line
		tallies   []tally
		libraries = make([]library, len(x.symbols.all))
	)
	for i, symbol := range x.symbols.all {
		libraries[i].symbol = symbol
	}
	for i := range x.all {
		e := &x.all[i]
		g := group{x.symbols.all[e.symbol], kinds[e.message]}
		groupOf[i] = groups.number(g)
		if len(tallies) < len(groups.all) {
			tallies = append(tallies, tally{group: g, example: e})
		}
		if e.id == 0 {
			tallies[groupOf[i]].records++
			libraries[e.symbol].worst[g.kind.severity]++
		}
	}
	for _, last := range x.of {
		var of []int32
		worst := make(map[int32]severity)
		for n := last; n >= 0; n = x.all[n].before {
			e := &x.all[n]
			of = append(of, groupOf[n])
			worst[e.symbol] = max(worst[e.symbol], x.messages.all[e.message].severity)
		}
		slices.Sort(of)
		for _, g := range slices.Compact(of) {
			tallies[g].records++
		}
		for symbol, s := range worst {
			libraries[symbol].worst[s]++
		}
	}
	return tallies, libraries
}
