package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// actions are how many records each library's own reports have, by OCLC's action.
type actions map[tally]int

// A tally is what is counted of a library.
type tally struct{ symbol, action string }

// readActions reads the table that bibmerge made of the libraries' own reports. The
// merged rows do not tell: each is that of one library, whoever reports it too.
func (r *Run) readActions() error {
	var symbol, action, records string
	r.actions = make(actions)
	return r.each(rundir.Actions, func(in *tsv.Reader) error {
		n, err := strconv.Atoi(records)
		if err != nil {
			return in.Errorf("%q is no number of records", records)
		}
		r.actions.add(symbol, action, n)
		return nil
	}, tsv.Text(column.Symbol, &symbol), tsv.Text(column.Action, &action), tsv.Text(column.Records, &records))
}

// add adds n records of a library.
func (a actions) add(symbol, action string, n int) {
	action = strings.ToLower(strings.Join(strings.Fields(action), " "))
	if action == "" || tsv.SameName(action, column.Symbol) || action == others { // these are columns already
		action = none
	}
	a[tally{cmp.Or(symbol, none), action}] += n
}

// How many columns and rows of the table of libraries can be read, and drawn. In
// a damaged report each line may have a symbol and a word of its own.
const (
	maxActions = 12
	maxSymbols = 20
	others     = "(others)"
)

// libraries is how many records each library reported, with a column for each
// action, the most frequent first.
func (a actions) libraries() *list {
	rows := most(a.by(func(t tally) string { return t.symbol }), maxSymbols)
	columns := most(a.by(func(t tally) string { return t.action }), maxActions)
	sums := make(map[tally]int)
	for t, n := range a {
		sums[tally{orOthers(t.symbol, rows), orOthers(t.action, columns)}] += n
	}
	var all [][]string
	for _, symbol := range rows {
		row := []string{symbol}
		for _, action := range columns {
			row = append(row, strconv.Itoa(sums[tally{symbol, action}]))
		}
		all = append(all, row)
	}
	return newList(slices.Concat([]string{column.Symbol}, columns), all)
}

// by is how many records were reported, by what of is of their tally.
func (a actions) by(of func(tally) string) map[string]int {
	sums := make(map[string]int)
	for t, n := range a {
		sums[of(t)] += n
	}
	return sums
}

// most are the names with the highest counts, and others if these are not all.
func most(counts map[string]int, n int) []string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	if len(names) > n {
		names = append(names[:n:n], others)
	}
	return names
}

// orOthers is which of the names stands for one.
func orOthers(name string, names []string) string {
	if slices.Contains(names, name) {
		return name
	}
	return others
}
