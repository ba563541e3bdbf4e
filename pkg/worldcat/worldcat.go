// Package worldcat tells whether a record got a new OCLC number because OCLC
// merged two of its records, or because OCLC matched it to another record.
//
// WorldCat knows: it has each record under one current number, to which the
// numbers of the records that were merged into it lead. If the old number leads
// to the new one, the records were merged. If the old number is its own current
// one, its record is still there, and the new number is another record's.
package worldcat

import (
	"cmp"
	"fmt"

	"datasync/pkg/ocn"
)

// A Route is what the verdict about a record is, which decides where it goes.
type Route int

// The routes.
const (
	NotAsked Route = iota // there is nothing to ask
	First                 // it had no number before
	Merge                 // OCLC merged its records
	Rematch               // its new number may be another record's
	Stale                 // its new number is not the current one any more
)

// A Change is what is asked: the new number of a record, and those it has so far.
type Change struct {
	New ocn.Number
	Old []ocn.Number
}

// Decide is the rule table of matchroute: the first rule that applies. An error
// is about a number that the answers lack or do not agree on: without all of them
// there is no verdict.
func (c Change) Decide(answers *Answers) (to Route, verdict string, err error) {
	current, err := answers.Current(c.New)
	if err != nil {
		return 0, "", err
	}
	var still, moved, gone string // of old numbers that do not lead to the new one: what is said of the first
	for _, n := range c.Old {
		now, err := answers.Current(n)
		switch {
		case err != nil:
			return 0, "", err
		case now == c.New:
		case now == n:
			still = cmp.Or(still, fmt.Sprintf("other record: %s still exists", n))
		case now == "":
			gone = "old number gone"
		default:
			moved = cmp.Or(moved, fmt.Sprintf("%s is now %s", n, now))
		}
	}
	other := cmp.Or(still, moved, gone)
	switch {
	case current == "":
		return Rematch, "new number unknown", nil
	case current != c.New:
		return Stale, fmt.Sprintf("new number is now %s", current), nil
	case len(c.Old) == 0:
		return First, "first number", nil
	case other != "":
		return Rematch, other, nil
	}
	return Merge, "merge", nil
}
