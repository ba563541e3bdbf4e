// Package dnulist makes one do-not-update list of several, and of the records
// that a person decided not to change.
package dnulist

import (
	"cmp"
	"io"
	"maps"
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/dnu"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A Count says how many records the lists had, how many are new, and how many
// of those that were to be added the lists had already.
type Count struct{ Listed, Added, Known int }

// A Merger makes one list. Each record is in it once, with the first reason that
// is not empty.
type Merger struct {
	list  dnu.List
	order []mms.ID
	count Count
}

// NewMerger returns a Merger with the records of the given lists: list by list,
// within each by MMS ID.
func NewMerger(lists ...dnu.List) *Merger {
	m := &Merger{list: make(dnu.List)}
	for _, list := range lists {
		for _, id := range slices.SortedFunc(maps.Keys(list), mms.Compare) {
			m.put(id, list[id])
		}
	}
	m.count.Listed = len(m.order)
	return m
}

// put puts a record on the list. It is false if the record was there.
func (m *Merger) put(id mms.ID, reason string) bool {
	before, listed := m.list[id]
	if !listed {
		m.order = append(m.order, id)
	}
	m.list[id] = cmp.Or(before, reason)
	return !listed
}

// Add adds the records of a table with the columns Network Id and Reason, in its
// order.
func (m *Merger) Add(in *tsv.Reader) error {
	at, err := in.Columns(column.NetworkID, column.Reason)
	if err != nil {
		return err
	}
	for in.Scan() {
		row := in.Row()
		id, ok := mms.Parse(row[at[0]])
		if !ok {
			return in.Errorf("%v", mms.NotID(row[at[0]]))
		}
		if m.put(id, row[at[1]]) {
			m.count.Added++
		} else {
			m.count.Known++
		}
	}
	return in.Err()
}

// Write writes the list as a table with the columns MMS ID and Reason, which
// dnufilter takes as a list.
func (m *Merger) Write(out io.Writer) (Count, error) {
	w := tsv.NewWriter(out, []string{column.MMSID, column.Reason})
	for _, id := range m.order {
		if err := w.Write([]string{id.String(), m.list[id]}); err != nil {
			return m.count, err
		}
	}
	return m.count, w.Flush()
}
