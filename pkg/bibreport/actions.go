package bibreport

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// A libraryAction is what OCLC did with a record that one library sent, as numbers
// in the store: a job of that library, and the action.
type libraryAction struct {
	job    uint32
	action uint16
}

// actions counts the shared records by what each library's own report says of
// them. Neighbours in a report mostly have one job and one action: the counter of
// the last one is kept at hand, since a look into the map for each record would take
// longer than all else here.
type actions struct {
	counts map[libraryAction]*int
	last   libraryAction
	n      *int // the counter of last; nil: none yet
}

// add counts the record once for each library that reports it: by its row
// of the latest run, and of several such by the one that would be the record's row.
func (a *actions) add(r *record, s *store) {
	if len(r.current) > 1 && len(r.current) != len(r.latest) { // else there is one row for each library
		slices.SortFunc(r.current, func(x, y uint32) int {
			return cmp.Or(strings.Compare(s.jobOf(x).symbol, s.jobOf(y).symbol), s.compare(x, y))
		})
	}
	for i, n := range r.current {
		if i > 0 && s.jobOf(n).symbol == s.jobOf(r.current[i-1]).symbol {
			continue
		}
		e := s.entry(n)
		a.count(libraryAction{e.job, e.action})
	}
}

func (a *actions) count(of libraryAction) {
	if a.n == nil || of != a.last {
		a.last, a.n = of, a.counts[of]
		if a.n == nil {
			a.n = new(int)
			a.counts[of] = a.n
		}
	}
	*a.n++
}

// write writes a row for each library and action, in byte order: what several runs
// of one library counted, or words of one spelling, are added up.
func (a *actions) write(out io.Writer, s *store) error {
	type key struct{ symbol, action string }
	sums := make(map[key]int)
	for of, n := range a.counts {
		sums[key{s.jobs.all[of.job].symbol, s.actions.all[of.action].text}] += *n
	}
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b key) int {
		return cmp.Or(strings.Compare(a.symbol, b.symbol), strings.Compare(a.action, b.action))
	})
	w := tsv.NewWriter(out, []string{column.Symbol, column.Action, column.Records})
	for _, k := range keys {
		w.Write([]string{k.symbol, k.action, strconv.Itoa(sums[k])}) // its error comes again from Flush
	}
	return w.Flush()
}
