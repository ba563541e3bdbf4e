package bibreport

import (
	"slices"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A record is the entries of one MMS ID. It is used again for the next one.
type record struct {
	all  []uint32 // in the order in which they came
	left []uint32 // those not superseded
	own  uint32   // the record's row

	latest map[string]int64 // of each symbol, the time of its latest run
}

// gather collects the entries of the record that begins with head, and decides
// their fates.
func (r *record) gather(s *store, head uint32) {
	r.all = append(r.all[:0], head)
	if s.entry(head).next == 0 { // what nearly all records are
		r.left, r.own = r.all, head
		return
	}
	for n := s.entry(head).next; n != 0; n = s.entry(n).next {
		r.all = append(r.all, n)
	}
	slices.Sort(r.all)
	r.left = r.leftOf(s)
	r.own = ownRow(s, r.left)
}

// leftOf is the entries that no later run of the same symbol supersedes.
func (r *record) leftOf(s *store) []uint32 {
	if r.latest == nil {
		r.latest = make(map[string]int64)
	}
	clear(r.latest)
	for _, n := range r.all {
		run := s.run(n)
		if t, ok := r.latest[run.symbol]; !ok || run.time > t {
			r.latest[run.symbol] = run.time
		}
	}
	var left []uint32
	for _, n := range r.all {
		if run := s.run(n); run.time == r.latest[run.symbol] {
			left = append(left, n)
		}
	}
	return left
}

// ownRow is the row of a record among those that are left: the first with the
// action match, else the first.
func ownRow(s *store, left []uint32) uint32 {
	for _, n := range left {
		if s.actions.all[s.entry(n).action].match {
			return n
		}
	}
	return left[0]
}

// link chains the entries of each record.
func (m *Merger) link() {
	id := func(e *entry) (uint64, bool) { return uint64(e.id), true }
	m.rows.inShares(id, func(n, first uint32) {
		head, e := m.rows.entry(first), m.rows.entry(n)
		if first == n {
			e.head = true
			return
		}
		// Next to the head, not last: the end of a long chain would have to be
		// looked for.
		e.next, head.next = head.next, n
	})
}

// settle decides the fate of each row.
func (m *Merger) settle() {
	m.link()
	var r record
	for n := uint32(1); n <= m.rows.n; n++ {
		e := m.rows.entry(n)
		switch {
		case !e.head:
		case e.next == 0:
			e.fate = own
		default:
			r.gather(&m.rows, n)
			for _, n := range r.all {
				m.rows.entry(n).fate = superseded
			}
			for _, n := range r.left {
				m.rows.entry(n).fate = folded
			}
			m.rows.entry(r.own).fate = own
		}
	}
}

// agree tells whether the rows left name one incoming OCLC number, or all none.
func (r *record) agree(s *store) bool {
	first := s.claim(s.entry(r.left[0]).incoming)
	for _, n := range r.left[1:] {
		if s.claim(s.entry(n).incoming) != first {
			return false
		}
	}
	return true
}

// appendConflict appends each distinct claim of the rows left, as "SYMBOL action
// number" joined by "; ", if they disagree.
func (r *record) appendConflict(b []byte, s *store) []byte {
	if r.agree(s) {
		return b
	}
	type claim struct {
		symbol string
		action uint16
		number value
	}
	seen := make(map[claim]bool)
	for _, n := range r.left {
		e := s.entry(n)
		c := claim{s.run(n).symbol, e.action, e.incoming}
		if seen[c] {
			continue
		}
		if len(seen) > 0 {
			b = append(b, "; "...)
		}
		seen[c] = true
		b = append(b, c.symbol...)
		b = append(b, ' ')
		b = append(b, s.actions.all[c.action].text...)
		b = append(b, ' ')
		if c.number == 0 {
			b = append(b, "no number"...)
		}
		b = s.appendValue(b, c.number)
	}
	return b
}

// appendReports appends the symbols that report the record, in the order of
// first appearance, joined by ",".
func (r *record) appendReports(b []byte, s *store) []byte {
	if len(r.all) == 1 {
		return append(b, s.run(r.all[0]).symbol...)
	}
	seen := make(map[string]bool)
	for _, n := range r.all {
		symbol := s.run(n).symbol
		if seen[symbol] {
			continue
		}
		if len(seen) > 0 {
			b = append(b, ',')
		}
		seen[symbol] = true
		b = append(b, symbol...)
	}
	return b
}

// Why a row is not its record's own. A superseded one claims nothing any more.
const (
	Duplicate  = "duplicate"
	Superseded = "superseded"
)

// A writer writes what became of the rows.
type writer struct {
	rows       *store
	nz         mms.Suffix
	sharing    sharing
	shared     *tsv.Writer
	duplicates *tsv.Writer
	zones      map[mms.Suffix]*tsv.Writer
	newZone    func(mms.Suffix) (*tsv.Writer, error)
	count      Count
	record     record
}

// write writes entry n if it is a duplicate, and its record if it is the first
// of it.
func (w *writer) write(n uint32) error {
	e := w.rows.entry(n)
	if e.fate != own {
		w.count.Duplicate++
		reason := Duplicate
		if e.fate == superseded {
			reason = Superseded
		}
		b := w.rows.appendLine(w.duplicates.Begin(), n)
		b = append(b, '\t')
		if err := w.duplicates.End(append(b, reason...)); err != nil {
			return err
		}
	}
	if e.head {
		return w.writeRecord(n)
	}
	return nil
}

func (w *writer) writeRecord(head uint32) error {
	out, err := w.out(w.rows.entry(head).id.Suffix())
	if err != nil {
		return err
	}
	r := &w.record
	r.gather(w.rows, head)
	b := w.rows.appendLine(out.Begin(), r.own)
	b = r.appendReports(append(b, '\t'), w.rows)
	b = r.appendConflict(append(b, '\t'), w.rows)
	b = append(b, '\t')
	if own := w.rows.entry(r.own); own.id.Suffix() == w.nz && !w.rows.actions.all[own.action].unresolved {
		if g := w.sharing[own.incoming]; g != nil {
			b = g.appendOthers(b, own.id)
		}
	}
	return out.End(b)
}

// out is the table for records of a zone.
func (w *writer) out(zone mms.Suffix) (*tsv.Writer, error) {
	if zone == w.nz {
		w.count.Shared++
		return w.shared, nil
	}
	w.count.Institution++
	out := w.zones[zone]
	if out == nil {
		var err error
		if out, err = w.newZone(zone); err != nil {
			return nil, err
		}
		w.zones[zone] = out
	}
	return out, nil
}
