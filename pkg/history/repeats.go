package history

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unique"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// Repeats are the records of many runs, some of which come again. What is kept of
// a record does not grow with the runs that it is in, but for its numbers, each of
// which is kept when it changes. The zero value has none.
type Repeats struct {
	Of string // a run directory: only of its records is anything kept; "" is of all

	own     map[mms.ID]bool // the records of that
	records map[mms.ID]*record
}

// A record is what is known of a record over the runs so far.
type record struct {
	id mms.ID

	seen, conflict, unresolved, putOff weeks

	first   string // date
	updated bool   // it was to be changed
	again   bool   // it came again since
	flipped bool   // a number came back after another
	numbers []string
	reports unique.Handle[string] // of the last run
}

// A weeks counts the dates on which something was so.
type weeks struct {
	n    int
	last string // date
}

func (w *weeks) add(date string, is bool) {
	if is && w.last != date {
		w.n++
		w.last = date
	}
}

// only notes which records the run Of has, if it is among the runs.
func (s *Repeats) only(runs []*Run) error {
	s.own = make(map[mms.ID]bool)
	for _, r := range runs {
		if r.at.Name != s.Of {
			continue
		}
		if err := r.rows(func(record row) error { s.own[record.id] = true; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// add adds a record of the run of a date, which is none before that of the call
// before.
func (s *Repeats) add(date string, r row) {
	if s.Of != "" && !s.own[r.id] {
		return
	}
	if s.records == nil {
		s.records = make(map[mms.ID]*record)
	}
	a := s.records[r.id]
	if a == nil {
		a = &record{id: r.id, first: date}
		a.addNumber(r.existing)
		s.records[r.id] = a
	}
	a.add(date, r)
	a.reports = unique.Make(r.reports) // a copy, which does not hold a block of the file
}

func (a *record) add(today string, r row) {
	// A library's next report may still be about the record as it was: one that
	// has its number by now has not come again.
	a.again = a.again || a.updated && a.seen.last != today && r.outcome != updated
	a.updated = a.updated || r.outcome == update || r.outcome == verified
	a.seen.add(today, true)
	a.conflict.add(today, r.isConflict)
	a.unresolved.add(today, r.isProvisional)
	a.putOff.add(today, r.outcome == later || r.outcome == review || r.outcome == missing)
	if !r.isProvisional {
		a.addNumber(r.incoming)
	}
}

// addNumber notes the number of the record if it is another than the one before.
func (a *record) addNumber(text string) {
	number, ok := ocn.Parse(text)
	n, count := string(number), len(a.numbers)
	if !ok || count > 0 && a.numbers[count-1] == n {
		return
	}
	a.flipped = a.flipped || slices.Contains(a.numbers, n)
	a.numbers = append(a.numbers, strings.Clone(n)) // else it would hold a block of the file
}

// kind is how the record keeps coming back: the first rule that applies, and its
// place among them.
func (a *record) kind() (rank int, why string) {
	switch {
	case a.flipped:
		return 0, "flip-flop"
	case a.again:
		return 1, "came again after update"
	case a.conflict.n > 1:
		return 2, fmt.Sprintf("in conflict %d weeks", a.conflict.n)
	case a.unresolved.n > 1:
		return 3, fmt.Sprintf("unresolved %d weeks", a.unresolved.n)
	case a.putOff.n > 1:
		return 4, fmt.Sprintf("put off %d weeks", a.putOff.n)
	}
	return 5, "again"
}

// Write writes the records that were in the runs of more than one date, in the
// order of their kinds, and of each kind those of the most weeks first. It tells
// how many there are.
func (s *Repeats) Write(out io.Writer) (int, error) {
	type repeat struct {
		*record
		rank int
		why  string
	}
	var all []repeat
	for _, a := range s.records {
		if a.seen.n > 1 {
			rank, why := a.kind()
			all = append(all, repeat{a, rank, why})
		}
	}
	slices.SortFunc(all, func(a, b repeat) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.seen.n, a.seen.n), mms.Compare(a.id, b.id))
	})
	w := tsv.NewWriter(out, []string{column.NetworkID, column.Weeks, column.First, column.Last, column.Numbers, column.Kind, column.Reports})
	for _, a := range all {
		w.Write([]string{a.id.String(), strconv.Itoa(a.seen.n), a.first, a.seen.last, a.path(), a.why, a.reports.Value()})
	}
	return len(all), w.Flush() // the first error of any Write
}

// path is the numbers of the record over time: 1 → 2 → 1.
func (a *record) path() string { return strings.Join(a.numbers, " → ") }
