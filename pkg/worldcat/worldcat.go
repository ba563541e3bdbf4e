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
	"strings"

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

// A Verdict is what WorldCat says of a record. The zero value says nothing.
type Verdict struct {
	Kind string // such as "N is now M": by it verdicts are counted
	Text string // the kind with the numbers, such as "5 is now 9": for people
}

// The kinds of verdicts. N and M stand for numbers.
const (
	isUnknown   = "new number unknown"
	isStale     = "new number is now N"
	isFirst     = "first number"
	isMerge     = "merge"
	isThere     = "other record: N still exists"
	isElsewhere = "N is now M"
	isGone      = "old number gone"
)

// say is the verdict of a kind, with its numbers.
func say(kind string, n, m ocn.Number) Verdict {
	return Verdict{kind, strings.NewReplacer("N", string(n), "M", string(m)).Replace(kind)}
}

// Decide is the rule table of matchroute: the first rule that applies. An error
// is about a number that the answers lack or do not agree on: without all of them
// there is no verdict.
func (c Change) Decide(answers *Answers) (Route, Verdict, error) {
	current, err := answers.Current(c.New)
	if err != nil {
		return 0, Verdict{}, err
	}
	var still, moved, gone Verdict // of old numbers that do not lead to the new one: what is said of the first
	for _, n := range c.Old {
		now, err := answers.Current(n)
		switch {
		case err != nil:
			return 0, Verdict{}, err
		case now == c.New:
		case now == n:
			still = cmp.Or(still, say(isThere, n, ""))
		case now == "":
			gone = say(isGone, "", "")
		default:
			moved = cmp.Or(moved, say(isElsewhere, n, now))
		}
	}
	other := cmp.Or(still, moved, gone)
	switch {
	case current == "":
		return Rematch, say(isUnknown, "", ""), nil
	case current != c.New:
		return Stale, say(isStale, current, ""), nil
	case len(c.Old) == 0:
		return First, say(isFirst, "", ""), nil
	case other.Kind != "":
		return Rematch, other, nil
	}
	return Merge, say(isMerge, "", ""), nil
}
