package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

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
	number          ocn.Number
	id              mms.ID
	action, reports string
}

func (r *Run) readMerged() (*merged, error) {
	in, err := r.table(summary.Merged)
	if err != nil {
		return nil, err
	}
	at, err := in.Columns(column.NetworkID, column.Incoming, column.Action, column.Reports)
	if err != nil {
		return nil, err
	}
	with, err := in.Optional(column.SharedWith)
	if err != nil {
		return nil, err
	}
	m := &merged{counts: make(map[tally]int), zones: make(map[mms.Suffix]bool)}
	written := make(map[tally]int) // as the fields stand, of which there are few
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return nil, err
		}
		row := in.Row()
		m.records++
		m.zones[id.Suffix()] = true
		if field := (tally{row[at[3]], row[at[2]]}); written[field] > 0 {
			written[field]++
		} else {
			written[tally{strings.Clone(field.symbol), strings.Clone(field.action)}] = 1
		}
		if in.Field(with) == "" {
			continue
		}
		if number, ok := ocn.Parse(row[at[1]]); ok {
			m.sharing = append(m.sharing, sharing{number, id, strings.Clone(row[at[2]]), strings.Clone(row[at[3]])})
		}
	}
	for field, n := range written {
		m.count(field.symbol, field.action, n)
	}
	slices.SortStableFunc(m.sharing, func(a, b sharing) int {
		return cmp.Or(
			cmp.Compare(len(a.number), len(b.number)), // as numbers: there are no leading zeros
			cmp.Compare(a.number, b.number),
			mms.Compare(a.id, b.id))
	})
	return m, in.Err()
}

// count counts n records for each library that reported them.
func (m *merged) count(reports, action string, n int) {
	action = strings.ToLower(strings.Join(strings.Fields(action), " "))
	if action == "" || tsv.SameName(action, column.Symbol) || action == others { // these are columns already
		action = none
	}
	for _, symbol := range symbols(reports) {
		m.counts[tally{symbol, action}] += n
	}
}

const none = "(none)" // what stands for an empty name

// symbols are the different OCLC symbols of a field Reports, such as CEF,UWO.
func symbols(reports string) []string {
	var all []string
	for symbol := range strings.SplitSeq(reports, ",") {
		if symbol = strings.TrimSpace(symbol); symbol != "" && !slices.Contains(all, symbol) {
			all = append(all, symbol)
		}
	}
	if all == nil {
		return []string{none}
	}
	return all
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
	for c, n := range m.counts {
		symbols[c.symbol] += n
		actions[c.action] += n
	}
	rows, columns := most(symbols, maxSymbols), most(actions, maxActions)
	at := func(names []string, name string) int {
		if i := slices.Index(names, name); i >= 0 {
			return i
		}
		return len(names) - 1 // others
	}
	counts := make([][]int, len(rows))
	for i := range counts {
		counts[i] = make([]int, len(columns))
	}
	for c, n := range m.counts {
		counts[at(rows, c.symbol)][at(columns, c.action)] += n
	}
	l := newList(append([]string{column.Symbol}, columns...)...)
	for i, symbol := range rows {
		row := []string{symbol}
		for _, n := range counts[i] {
			row = append(row, strconv.Itoa(n))
		}
		l.add(row...)
	}
	return l
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

// sharedNumbers puts the records side by side that have one incoming number:
// candidates for merging. Who holds a record is known where Analytics was asked
// about it; else who reported it is.
func sharedNumbers(r *Run) (workbook.Rows, error) {
	l := newList(column.Incoming, column.NetworkID, column.HeldBy, column.Action, column.Outcome)
	known := make(map[mms.ID]*record)
	for _, s := range r.merged.sharing {
		known[s.id] = nil
	}
	for _, t := range r.outcomes {
		for i := range t.records {
			id, _ := mms.Parse(t.records[i].id)
			if _, ok := known[id]; ok {
				known[id] = t.records[i]
			}
		}
	}
	for _, s := range r.merged.sharing {
		holders, outcome := "", unchanged
		if rec := known[s.id]; rec != nil {
			holders, outcome = distinct(rec.named(column.Institution), " | "), rec.table.outcome
		}
		if holders == "" {
			holders = "reported by " + strings.Join(symbols(s.reports), ", ")
		}
		l.add(string(s.number), s.id.String(), holders, s.action, outcome)
	}
	return l, nil
}
