package bibreport

import (
	"cmp"
	"slices"

	"datasync/pkg/count"
	"datasync/pkg/mms"
)

// maxListed is how many records Shared with names before it counts the others.
const maxListed = 5

// findSharing finds the records that share a number, and marks their rows. They
// are by number, then by MMS ID:
//
//	{7, 99…15151} {7, 99…35151} {12, 99…25151} {12, 99…45151} {12, 99…55151}
func (m *Merger) findSharing() []member {
	s := &m.rows
	all := s.groups(func(e *entry) uint64 {
		if m.mayShare(e) {
			return uint64(e.incoming)
		}
		return 0
	})
	for rest := all; len(rest) > 0; {
		g := firstGroup(rest)
		rest = rest[len(g):]
		slices.SortFunc(g, func(a, b member) int { return mms.Compare(s.entry(a.n).id, s.entry(b.n).id) })
		for _, h := range g {
			s.entry(h.n).shares = true
		}
	}
	return all
}

// mayShare tells whether an entry is the row of a shared record, with a number
// that is not provisional.
func (m *Merger) mayShare(e *entry) bool {
	return e.outcome == own && e.id.Suffix() == m.nz && e.incoming.isNumber() &&
		m.rows.actions.all[e.action].rank != rankUnresolved
}

// appendOthers appends the other records with the number of e: their MMS IDs,
// sorted, joined by "; ", at most five, then "and N more".
func (w *writer) appendOthers(b []byte, e *entry) []byte {
	first := func(number value) int {
		at, _ := slices.BinarySearchFunc(w.sharing, uint64(number), func(m member, key uint64) int { return cmp.Compare(m.key, key) })
		return at
	}
	group := w.sharing[first(e.incoming):first(e.incoming+1)]
	var others []string
	for _, m := range group[:min(len(group), maxListed+1)] { // one more, since it does not list itself
		if id := w.rows.entry(m.n).id; id != e.id {
			others = append(others, id.String())
		}
	}
	return append(b, count.List(others[:min(len(others), maxListed)], "; ", len(group)-1)...)
}
