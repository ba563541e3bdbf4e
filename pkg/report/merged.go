package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unique"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/summary"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// A merged is what the report tells of the table of all shared records, which is
// read once and not held.
type merged struct {
	records int
	counts  map[tally]int       // how many records each library reported, by action
	zones   map[mms.Suffix]bool // in which the records' ids end
	sharing []sharing           // those with a number that others have too
}

// A tally is what is counted of a library.
type tally struct{ symbol, action string }

// A sharing is a record that shares its incoming number.
type sharing struct {
	number ocn.Number
	id     mms.ID
	tally  // of which the symbol may be several, as in Reports
}

func (r *Run) readMerged() (*merged, error) {
	var (
		id             mms.ID
		incoming, with string
		t              tally // as the fields stand
	)
	m := &merged{counts: make(map[tally]int), zones: make(map[mms.Suffix]bool)}
	written := make(map[unique.Handle[tally]]int) // of which there are few
	err := r.each(summary.Merged, func(*tsv.Reader) error {
		m.records++
		m.zones[id.Suffix()] = true
		same := unique.Make(t) // whose strings hold no block of the file
		written[same]++
		if with == "" {
			return nil
		}
		if number, ok := ocn.Parse(incoming); ok {
			m.sharing = append(m.sharing, sharing{number, id, same.Value()})
		}
		return nil
	}, tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &incoming), tsv.Text(column.Action, &t.action),
		tsv.Text(column.Reports, &t.symbol), tsv.MayText(column.SharedWith, &with))
	for t, n := range written {
		m.count(t.Value(), n)
	}
	slices.SortStableFunc(m.sharing, func(a, b sharing) int {
		return cmp.Or(
			cmp.Compare(len(a.number), len(b.number)), // as numbers: there are no leading zeros
			cmp.Compare(a.number, b.number),
			mms.Compare(a.id, b.id))
	})
	return m, err
}

// count counts n records for each library that reported them.
func (m *merged) count(t tally, n int) {
	action := strings.ToLower(strings.Join(strings.Fields(t.action), " "))
	if action == "" || tsv.SameName(action, column.Symbol) || action == others { // these are columns already
		action = none
	}
	for _, symbol := range symbols(t.symbol) {
		m.counts[tally{symbol, action}] += n
	}
}

const none = "(none)" // what stands for an empty name

// symbols are the different OCLC symbols of a field Reports, such as CEF,UWO.
func symbols(reports string) []string {
	if all := distinct(reports, ","); all != nil {
		return all
	}
	return []string{none}
}

// How many columns and rows of the table of libraries can be read, and drawn. In
// a damaged report each line may have a symbol and a word of its own.
const (
	maxActions = 12
	maxSymbols = 60
	others     = "(others)"
)

// libraries is how many records each library reported, with a column for each
// action, the most frequent first.
func (m *merged) libraries() *list {
	symbols, actions := make(map[string]int), make(map[string]int)
	for t, n := range m.counts {
		symbols[t.symbol] += n
		actions[t.action] += n
	}
	rows, symbolOf := most(symbols, maxSymbols)
	columns, actionOf := most(actions, maxActions)
	sums := make(map[tally]int)
	for t, n := range m.counts {
		sums[tally{symbolOf(t.symbol), actionOf(t.action)}] += n
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

// most are the names with the highest counts, and others if these are not all. of is
// which of them stands for a name.
func most(counts map[string]int, n int) (names []string, of func(name string) string) {
	names = slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	if len(names) > n {
		names = append(names[:n:n], others)
	}
	return names, func(name string) string {
		if slices.Contains(names, name) {
			return name
		}
		return others
	}
}

// sharedNumbers puts the records side by side that have one incoming number:
// candidates for merging. Who holds a record is known where Analytics was asked
// about it; else who reported it is.
func sharedNumbers(r *Run) (workbook.Rows, error) {
	known := make(map[mms.ID]*record)
	for _, s := range r.merged.sharing {
		known[s.id] = nil
	}
	for _, t := range r.tables {
		for _, rec := range t.records {
			id, _ := mms.Parse(rec.id)
			if _, ok := known[id]; ok {
				known[id] = rec
			}
		}
	}
	var rows [][]string
	for _, s := range r.merged.sharing {
		holders, outcome := "", outcomes[same]
		if rec := known[s.id]; rec != nil {
			holders, outcome = rec.named(column.Institution), outcomes[rec.outcome]
		}
		if holders == "" {
			holders = "reported by " + strings.Join(symbols(s.symbol), ", ")
		}
		rows = append(rows, []string{string(s.number), s.id.String(), holders, s.action, outcome.name})
	}
	return newList([]string{column.Incoming, column.NetworkID, column.HeldBy, column.Action, column.Outcome}, rows), nil
}
