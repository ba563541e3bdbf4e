package bibreport

import (
	"slices"
	"strconv"
	"sync"

	"datasync/pkg/mms"
)

// maxListed is how many records Shared with names before it counts the others.
const maxListed = 5

// sharing knows the shared records of a run that have one incoming number.
type sharing map[value]*group

// A group is the records with one incoming number: the first of their MMS IDs
// in order, one more than are listed since none lists itself, and how many
// there are.
type group struct {
	ids   []mms.ID
	count int
}

func (g *group) add(id mms.ID) {
	at, _ := slices.BinarySearchFunc(g.ids, id, mms.Compare)
	g.ids = slices.Insert(g.ids, at, id)
	g.ids = g.ids[:min(len(g.ids), maxListed+1)]
	g.count++
}

// newSharing groups the shared records by the incoming number of their rows.
// Rows with the action unresolved are left out: theirs is a provisional number.
func (m *Merger) newSharing() sharing {
	groups := make(sharing)
	var mu sync.Mutex // guards groups; few records share a number
	number := func(e *entry) (uint64, bool) { return uint64(e.incoming), e.fate == own && m.sharesNumber(e) }
	m.rows.inShares(number, func(n, first uint32) {
		if first == n {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		e := m.rows.entry(n)
		g := groups[e.incoming]
		if g == nil {
			g = new(group)
			g.add(m.rows.entry(first).id)
			groups[e.incoming] = g
		}
		g.add(e.id)
	})
	return groups
}

// sharesNumber tells whether a record's row counts for Shared with.
func (m *Merger) sharesNumber(e *entry) bool {
	return e.id.Suffix() == m.nz && !m.rows.actions.all[e.action].unresolved && m.rows.isNumber(e.incoming)
}

// appendOthers appends the records of the group but for id: their MMS IDs,
// sorted, joined by "; ", at most five, then "and N more".
func (g *group) appendOthers(b []byte, id mms.ID) []byte {
	listed := 0
	for _, other := range g.ids {
		if other == id || listed == maxListed {
			continue
		}
		if listed > 0 {
			b = append(b, "; "...)
		}
		b = other.Append(b)
		listed++
	}
	if more := g.count - 1 - listed; more > 0 {
		b = append(b, "; and "...)
		b = strconv.AppendInt(b, int64(more), 10)
		b = append(b, " more"...)
	}
	return b
}
