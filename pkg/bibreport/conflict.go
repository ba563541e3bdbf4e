package bibreport

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/count"
	"datasync/pkg/tsv"
)

// maxClaims is how many claims Conflict names before it counts the others.
const maxClaims = 20

// NoNumber stands in Conflict where a library claims none.
const NoNumber = "no number"

// A claim is what a library says of a record.
type claim struct {
	text string // "SYMBOL action number"
	n    uint32 // an entry that says so
}

// claims is the distinct claims of the record's current rows, in byte order, if
// they disagree; else none.
func (r *record) claims(s *store) []claim {
	if r.agree(s) {
		return nil
	}
	claims := make([]claim, len(r.current))
	for i, n := range r.current {
		number := string(s.appendValue(nil, s.entry(n).incoming))
		claims[i] = claim{s.jobOf(n).symbol + " " + s.actionOf(n).text + " " + cmp.Or(number, NoNumber), n}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(strings.Compare(a.text, b.text), s.compareText(a.n, b.n))
	})
	return slices.CompactFunc(claims, func(a, b claim) bool { return a.text == b.text })
}

// agree tells whether the current rows name one incoming OCLC number, or all
// none, and whether all or none call it unresolved: the number that one library's
// report matched is a provisional one in the report of another.
func (r *record) agree(s *store) bool {
	number := func(n uint32) value {
		if v := s.entry(n).incoming; v.isNumber() {
			return v
		}
		return 0
	}
	isProvisional := func(n uint32) bool { return s.actionOf(n).rank == rankUnresolved }
	first := r.current[0]
	return !slices.ContainsFunc(r.current[1:], func(n uint32) bool {
		return number(n) != number(first) || isProvisional(n) != isProvisional(first)
	})
}

// appendClaims appends the claims for the column Conflict.
func appendClaims(b []byte, claims []claim) []byte {
	var texts []string
	for _, c := range claims[:min(len(claims), maxClaims)] {
		texts = append(texts, c.text)
	}
	return append(b, count.List(texts, "; ", len(claims))...)
}

// writeClaims writes the claims as rows of --conflicts.
func (s *store) writeClaims(w *tsv.Writer, claims []claim) {
	for _, c := range claims {
		e, job := s.entry(c.n), s.jobOf(c.n)
		w.Write([]string{e.id.String(), job.symbol, s.actionOf(c.n).text, string(s.appendValue(nil, e.incoming)),
			job.run(), string(s.appendJob(nil, c.n))})
	}
}
