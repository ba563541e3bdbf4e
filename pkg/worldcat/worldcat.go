// Package worldcat tells whether a record got a new OCLC number because OCLC
// merged two of its records, or because OCLC matched it to another record.
//
// WorldCat knows: it has each record under one current number, to which the
// numbers of the records that were merged into it lead. If the old number leads
// to the new one, the records were merged. If the old number is its own current
// one, its record is still there, and the new number is another record's.
package worldcat

import (
	"fmt"
	"slices"

	"datasync/pkg/ocn"
)

// A Route is where a record goes.
type Route int

// The routes.
const (
	Keep    Route = iota // the record stays with the others
	Rematch              // its new number may be another record's
	Stale                // its new number is not the current one any more
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
	now := make([]ocn.Number, len(c.Old)) // the current number of each old one
	for i, n := range c.Old {
		if now[i], err = answers.Current(n); err != nil {
			return 0, "", err
		}
	}
	other := func(n ocn.Number) bool { return n != c.New }
	still := slices.IndexFunc(c.Old, func(n ocn.Number) bool { return other(n) && now[slices.Index(c.Old, n)] == n })
	third := slices.IndexFunc(now, func(n ocn.Number) bool { return other(n) && n != "" })
	switch {
	case current == "":
		return Rematch, "new number unknown", nil
	case current != c.New:
		return Stale, fmt.Sprintf("new number is now %s", current), nil
	case len(c.Old) == 0:
		return Keep, "first number", nil
	case !slices.ContainsFunc(now, other):
		return Keep, "merge", nil
	case still >= 0:
		return Rematch, fmt.Sprintf("other record: %s still exists", c.Old[still]), nil
	case third >= 0:
		return Rematch, fmt.Sprintf("%s is now %s", c.Old[third], now[third]), nil
	}
	return Rematch, "old number gone", nil
}
