package bibreport

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// An outcome says what becomes of an entry.
type outcome uint8

const (
	own        outcome = iota // is its record's row
	folded                    // into the record's row
	superseded                // by a later run of the same library
)

// resolve finds the entries of each record, and decides their outcomes.
//
//	entries   0: 99…15151  1: 99…25151  2: 99…15151  3: 99…15151
//	repeated  0 2 3
func (s *store) resolve() {
	s.repeated = s.groups(func(e *entry) uint64 { return uint64(e.id) })
	var r record
	for at := 0; at < len(s.repeated); at += len(r.all) {
		first := s.repeated[at].n
		s.entry(first).group = uint32(at) + 1
		r.collect(s, first)
		for i, m := range r.all {
			e := s.entry(m.n)
			e.outcome = superseded
			if i > 0 {
				e.group = later
			}
		}
		for _, n := range r.current {
			s.entry(n).outcome = folded
		}
		s.entry(r.own).outcome = own
	}
}

// A record is the entries of one MMS ID. It is used again for the next one.
type record struct {
	all     []member // none where there is but one
	current []uint32 // those not superseded
	own     uint32   // the record's row

	latest  map[string]int64 // of each symbol, the time of its latest run
	symbols []string         // all of them, sorted
}

// collect collects the entries of the record whose first one is given, and chooses
// its row.
func (r *record) collect(s *store, first uint32) {
	r.all, r.current, r.own = nil, append(r.current[:0], first), first
	if at := s.entry(first).group; at > 0 {
		r.all = firstGroup(s.repeated[at-1:])
		r.findCurrent(s)
		r.own = slices.MinFunc(r.current, s.compare)
	}
}

// findCurrent finds the entries that no later run of the same symbol supersedes.
func (r *record) findCurrent(s *store) {
	if r.latest == nil {
		r.latest = make(map[string]int64)
	}
	clear(r.latest)
	for _, m := range r.all {
		job := s.jobOf(m.n)
		r.latest[job.symbol] = max(r.latest[job.symbol], job.began)
	}
	r.current = r.current[:0]
	for _, m := range r.all {
		if job := s.jobOf(m.n); job.began == r.latest[job.symbol] {
			r.current = append(r.current, m.n)
		}
	}
}

// compare orders the current entries of a record: the first one is its row. Those
// that are equal are written alike, so the order in which the reports are given
// does not matter.
func (s *store) compare(a, b uint32) int {
	c := cmp.Or(cmp.Compare(s.actionOf(a).rank, s.actionOf(b).rank), cmp.Compare(s.jobOf(b).began, s.jobOf(a).began))
	if c == 0 {
		c = s.compareText(a, b)
	}
	return c
}

// compareText compares the five fields, in byte order. NUL, which no line holds,
// stands between them: a field sorts before those that it begins.
func (s *store) compareText(a, b uint32) int {
	var left, right [128]byte
	return bytes.Compare(s.appendLine(left[:0], a, 0), s.appendLine(right[:0], b, 0))
}

// appendReports appends the symbols that report the record, in byte order, joined
// by ",".
func (r *record) appendReports(b []byte, s *store) []byte {
	if r.all == nil {
		return append(b, s.jobOf(r.own).symbol...)
	}
	r.symbols = slices.AppendSeq(r.symbols[:0], maps.Keys(r.latest))
	slices.Sort(r.symbols)
	for _, symbol := range r.symbols {
		b = append(append(b, symbol...), ',')
	}
	return b[:len(b)-1]
}
