package review

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A MergeCount says what the table of decisions holds, and how it came to be so.
type MergeCount struct {
	Update, DoNotChange, Later int
	New, Changed, Undone       int

	Unkept int // notes of the workbooks beside no decision
}

// Rows is how many rows the table has.
func (n MergeCount) Rows() int { return n.Update + n.DoNotChange + n.Later }

// Merge writes the table of decisions: those of before, in the place of which
// comes what the workbooks say of each record that they list, made on day.
// One that stays as it is keeps its day. The rows are sorted by MMS ID, so that
// the same decisions make the same table.
//
// names are the names of the workbooks. One without a decision, that takes none
// back either, is an error.
func Merge(before *List, workbooks []*List, names []string, day string, out io.Writer) (MergeCount, error) {
	var n MergeCount
	said, err := n.unite(workbooks)
	if err != nil {
		return n, err
	}
	for i, l := range workbooks {
		if !l.decides(before) {
			return n, fmt.Errorf("%s: there is no decision in it; write update, do not change or later in the column %s",
				names[i], column.Decision)
		}
	}
	all := make(map[mms.ID]Decision)
	maps.Copy(all, before.decisions)
	for id, d := range said {
		was, had := all[id]
		had = had && was.Choice != decision.None
		switch d = d.after(was, day); {
		case d.Choice == decision.None && had:
			n.Undone++
		case d.Choice == decision.None:
		case !had:
			n.New++
		case d != was:
			n.Changed++
		}
		all[id] = d
	}
	return n, n.write(all, out)
}

// unite makes one of several workbooks, in which people may have divided the
// records: a word in one counts, even where another has none.
func (n *MergeCount) unite(workbooks []*List) (map[mms.ID]Decision, error) {
	all := make(map[mms.ID]Decision)
	var bad []error
	for _, l := range workbooks {
		for _, id := range slices.SortedFunc(maps.Keys(l.decisions), mms.Compare) {
			d, before := l.decisions[id], all[id]
			switch {
			case before.Choice == decision.None:
				all[id] = d
			case d.Choice != decision.None:
				var err error
				all[id], err = before.unite(d)
				bad = append(bad, err)
			}
			if d.Choice == decision.None && d.Note != "" {
				n.Unkept++
			}
		}
	}
	return all, errors.Join(bad...)
}

// decides tells whether l has a word for a record, or takes back one of before.
func (l *List) decides(before *List) bool {
	for id, d := range l.decisions {
		if d.Choice != decision.None || before.decisions[id].Choice != decision.None {
			return true
		}
	}
	return false
}

// after is what is kept of d, a workbook's word of that day, where was is kept so
// far.
func (d Decision) after(was Decision, day string) Decision {
	// A record that was updated to another number stands in the report with that
	// one, but the decision is about the number that the reports told. A table that
	// lacks the report's column Reason does not tell it.
	if was.Use != "" && decision.SameNumber(d.Incoming, string(was.Use)) {
		d.Incoming = was.Incoming
	}
	if d.same(was) && d.Note == was.Note && decision.SameNumber(d.Incoming, was.Incoming) {
		return was
	}
	d.Date = day
	return d
}

func (n *MergeCount) write(all map[mms.ID]Decision, out io.Writer) error {
	counts := [...]*int{decision.Update: &n.Update, decision.DoNotChange: &n.DoNotChange, decision.Later: &n.Later}
	w := tsv.NewWriter(out, []string{column.NetworkID, column.Incoming, column.Decision, column.Use, column.Note, column.Date})
	for _, id := range slices.SortedFunc(maps.Keys(all), mms.Compare) {
		d := all[id]
		if d.Choice == decision.None {
			continue
		}
		*counts[d.Choice]++
		w.Write([]string{id.String(), d.Incoming, d.Choice.String(), string(d.Use), d.Note, d.Date}) // its error comes again from Flush
	}
	return w.Flush()
}
