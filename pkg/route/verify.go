package route

import (
	"slices"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/ocn"
	"datasync/pkg/reason"
)

// An Outcome is what became of a record that was to be changed.
type Outcome int

// The outcomes. All but Verified and Lost are of records that are not updated.
const (
	Verified   Outcome = iota // its new number is the only OCLC number in 035 $a
	Absent                    // the fresh report lacks it
	NotRead                   // Alma's answer for it cannot be read
	Unreadable                // 035 $a holds a value that cannot be read
	Bare                      // it holds the number, or one of before, without a prefix
	Lost                      // it had an OCLC number and has none any more
	None                      // it had none and has none
	Old                       // the new number is not there
	Beside                    // others are there too
	outcomes
)

// A Change is what a record was to get, and what it had before.
type Change struct {
	Incoming  string // the new number
	Current   string // 035 $a before
	Cancelled string // 035 $z before
}

// Verify tells what became of a record, and why it is not verified. row is its row of a
// fresh Analytics report, one that is not Listed if it has none. Of one that is verified
// why says which numbers of before it has nowhere any more, or is "".
func (c Change) Verify(row analytics.Row) (o Outcome, why string) {
	number, _ := ocn.Parse(c.Incoming)
	before := ocn.ParseList(c.Current).Numbers
	now, unreadable := row.Numbers(), analytics.Unreadable(row.Current)
	var others []string // beside the new number
	for _, n := range now {
		if n != number {
			others = append(others, string(n))
		}
	}
	switch {
	case !row.Listed:
		return Absent, reason.NotInReport
	case row.NotRead() != "":
		return NotRead, row.NotRead()
	case unreadable != "":
		return Unreadable, unreadable
	case len(now) == 0:
		return without(row, before, number)
	case len(others) == len(now):
		return Old, reason.Old
	case len(others) > 0:
		return Beside, reason.Of(reason.Beside, strings.Join(others, "; "))
	}
	return Verified, c.gone(row)
}

// without tells what became of a record that has no OCLC number now. One that holds the
// digits of a number has not lost it.
func without(row analytics.Row, before []ocn.Number, number ocn.Number) (o Outcome, why string) {
	if bare := bareDigits(row.Foreign(), append(before, number)); bare != "" {
		return Bare, reason.Of(reason.Bare, bare)
	}
	if len(before) > 0 {
		return Lost, reason.Lost
	}
	return None, reason.NoneBefore
}

// bareDigits is the first of values that is the digits of one of numbers, "" if none is.
func bareDigits(values []string, numbers []ocn.Number) string {
	for _, value := range values {
		if n, ok := ocn.Parse(value); ok && slices.Contains(numbers, n) {
			return value
		}
	}
	return ""
}

// gone says which numbers of before stand neither in 035 $a nor in 035 $z, in whatever
// spelling: the job should have moved them to $z.
func (c Change) gone(row analytics.Row) string {
	before := ocn.ParseList(c.Current + ";" + c.Cancelled).Numbers
	now := ocn.ParseList(row.Current + ";" + row.Cancelled)
	var reasons []string
	for _, n := range before {
		bare := bareDigits(append(row.Foreign(), ocn.ParseForeign(row.OtherCancelled())...), []ocn.Number{n})
		if !now.Has(n) && bare == "" {
			reasons = append(reasons, reason.Of(reason.Gone, string(n)))
		}
	}
	return strings.Join(reasons, "; ")
}
