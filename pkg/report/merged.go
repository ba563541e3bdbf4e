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
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return nil, err
		}
		row := in.Row()
		m.records++
		m.zones[id.Suffix()] = true
		m.count(row[at[3]], strings.ToLower(strings.TrimSpace(row[at[2]])))
		if number, ok := ocn.Parse(row[at[1]]); ok && in.Field(with) != "" {
			m.sharing = append(m.sharing, sharing{number, id, strings.Clone(row[at[2]]), strings.Clone(row[at[3]])})
		}
	}
	slices.SortStableFunc(m.sharing, func(a, b sharing) int {
		return cmp.Or(
			cmp.Compare(len(a.number), len(b.number)), // as numbers: there are no leading zeros
			cmp.Compare(a.number, b.number),
			mms.Compare(a.id, b.id))
	})
	return m, in.Err()
}

// count counts a record for each library that reported it.
func (m *merged) count(reports, action string) {
	for _, symbol := range symbols(reports) {
		if n, ok := m.counts[tally{symbol, action}]; ok { // the strings are held
			m.counts[tally{symbol, action}] = n + 1
		} else {
			m.counts[tally{strings.Clone(symbol), strings.Clone(action)}] = 1
		}
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

// libraries is how many records each library reported, with a column for each
// action.
func (m *merged) libraries() *list {
	all, actions := make(map[string]bool), make(map[string]bool)
	for c := range m.counts {
		all[c.symbol], actions[c.action] = true, true
	}
	header := []string{column.Symbol}
	for _, action := range slices.Sorted(maps.Keys(actions)) {
		header = append(header, cmp.Or(action, none))
	}
	l := newList(header...)
	for _, symbol := range slices.Sorted(maps.Keys(all)) {
		row := []string{symbol}
		for _, action := range slices.Sorted(maps.Keys(actions)) {
			row = append(row, strconv.Itoa(m.counts[tally{symbol, action}]))
		}
		l.add(row...)
	}
	return l
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
				known[id] = &t.records[i]
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
