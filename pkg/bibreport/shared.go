package bibreport

import (
	"cmp"
	"slices"
	"strconv"

	"datasync/pkg/mms"
)

// maxListed is how many records Shared with names before it counts the others.
const maxListed = 5

// A sharing is the shared records whose incoming number other shared records have
// too, by number, then by MMS ID:
//
//	{7, 99…15151} {7, 99…35151} {12, 99…25151} {12, 99…45151} {12, 99…55151}
type sharing []holder

// A holder is a record and the incoming number of its row, entry n.
type holder struct {
	number value
	id     mms.ID
	n      uint32
}

// findSharing finds the records that share a number, and marks their rows.
func (m *Merger) findSharing() sharing {
	s := &m.rows
	repeated := newFilter(s.n)
	for _, e := range s.entries() {
		if m.mayShare(e) {
			repeated.add(uint64(e.incoming))
		}
	}
	var all sharing
	for n, e := range s.entries() {
		if repeated.again(uint64(e.incoming)) && m.mayShare(e) {
			all = append(all, holder{e.incoming, e.id, n})
		}
	}
	slices.SortFunc(all, func(a, b holder) int {
		if a.number != b.number { // as nearly all are
			return cmp.Compare(a.number, b.number)
		}
		return mms.Compare(a.id, b.id)
	})
	for i := 1; i < len(all); i++ {
		if all[i-1].number == all[i].number {
			s.entry(all[i-1].n).mark |= shares
			s.entry(all[i].n).mark |= shares
		}
	}
	return slices.DeleteFunc(all, func(h holder) bool { return s.entry(h.n).mark&shares == 0 })
}

// mayShare tells whether an entry is the row of a shared record, with a number
// that is not provisional.
func (m *Merger) mayShare(e *entry) bool {
	return e.outcome == own && e.id.Suffix() == m.nz && e.incoming.isNumber() &&
		m.rows.actions.all[e.action].rank != rankUnresolved
}

// appendOthers appends the other records with the number of id: their MMS IDs,
// sorted, joined by "; ", at most five, then "and N more".
func (s sharing) appendOthers(b []byte, number value, id mms.ID) []byte {
	first := func(v value) int {
		at, _ := slices.BinarySearchFunc(s, v, func(h holder, v value) int { return cmp.Compare(h.number, v) })
		return at
	}
	group := s[first(number):first(number+1)]
	listed := 0
	for _, h := range group[:min(len(group), maxListed+1)] { // one more, since it does not list itself
		if h.id == id || listed == maxListed {
			continue
		}
		if listed > 0 {
			b = append(b, "; "...)
		}
		b = h.id.Append(b)
		listed++
	}
	return appendMore(b, len(group)-1-listed)
}

// appendMore appends how many a list does not name, if any.
func appendMore(b []byte, more int) []byte {
	if more <= 0 {
		return b
	}
	b = append(b, "; and "...)
	b = strconv.AppendInt(b, int64(more), 10)
	return append(b, " more"...)
}
