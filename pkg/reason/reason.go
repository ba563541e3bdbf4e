// Package reason spells why a row is where it is, each reason once. In its constants X
// stands for what a reason names, and … for a note that may follow.
//
// Each is explained to people in pkg/report/meaning.tsv, and in the manual of the command
// that gives it, which the comment of the constants names; a test looks for them there.
package reason

import "strings"

// actionroute says these of records.
const (
	Disagree       = "reports disagree"
	Action         = "action X"
	NoIncoming     = "no incoming number"
	NotInAnalytics = "not in the Analytics report"
	NotRead        = "Alma's answer for the record cannot be read"
	Lifecycle      = "lifecycle X"
	Unreadable     = "035 $a holds X, which cannot be read"
	Already        = "already in 035 $a"
	Shared         = "number shared with X"
	HoldsOthers    = "035 $a holds other numbers"
	WasCancelled   = "number is in 035 $z"
	AlsoHolds      = "035 $a also holds X"
	UnreadableZ    = "035 $z holds X, which cannot be read"
	Critical       = "OCLC: CRITICAL X"
	ChangedSince   = "changed since the report"
)

// matchroute says this of numbers.
const WorldCat = "WorldCat: X"

// reviewroute says these of what people decided.
const (
	DecidedAbout = "decided about X"
	Cannot       = "cannot be updated: X"
	PutOff       = "put off…"
	Decided      = "decided by a person…"
)

// bibmerge says these of lines.
const (
	Duplicate  = "duplicate"
	Superseded = "superseded"
)

// verifyupdate says these of records after the batch.
const (
	NotInReport = "not in the report"
	Bare        = "035 $a holds X without (OCoLC)"
	Lost        = "no OCLC number in 035 $a"
	NoneBefore  = "no number, as before"
	Old         = "old number"
	Beside      = "new number beside X"
	Gone        = "X is not in 035 $z"
)

// Of is a reason of something.
func Of(form, what string) string { return strings.Replace(form, "X", what, 1) }

// Noted is a reason with a note, "" if there is none.
func Noted(form, note string) string {
	if note != "" {
		note = ": " + note
	}
	return strings.Replace(form, "…", note, 1)
}
