// Package route decides which records may be changed by batch and which need a
// person; and, afterwards, which were changed.
package route

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/ocn"
	"datasync/pkg/reason"
)

// A Route is where a record goes.
type Route int

// The routes.
const (
	Batch   Route = iota // to be changed by batch
	Updated              // has its new number already
	Review               // needs a person
	Missing              // the Analytics report does not tell
)

// A Record is what the merged reports say of a record.
type Record struct {
	Existing   string // OCLC number in the record that was sent, "" if none is known
	Incoming   string // OCLC number that it resolved to
	Action     string // OCLC's word for what it did
	Conflict   string // the claims of the reports, where they disagree
	SharedWith string // other records with the same incoming number
	Severity   string // of OCLC's messages about it: CRITICAL, SEVERE, MINOR or ""
	Messages   string // the worst first, joined by "; "
	Worst      string // the first of them alone, "" where only Messages tell
}

// Hold is what goes to review though it might be changed by batch.
type Hold struct {
	Shared   bool // records that share their number with others
	Critical bool // records about which OCLC has a critical message
}

// Decide is the rule table of actionroute: the first rule that applies. row is
// the record's row of the Analytics report, one that is not Listed if it has none.
// why says why the record goes there; for Batch it is what a person should
// know, or "".
func (r Record) Decide(row analytics.Row, hold Hold) (to Route, why string) {
	incoming, isNumber := ocn.Parse(r.Incoming)
	unreadable := analytics.Unreadable(row.Current)
	switch {
	case r.Conflict != "":
		return Review, reason.Disagree
	case !bibreport.IsMatch(r.Action):
		return Review, reason.Of(reason.Action, cmp.Or(strings.TrimSpace(r.Action), "(empty)"))
	case !isNumber:
		return Review, reason.NoIncoming
	case !row.Listed:
		return Missing, reason.NotInAnalytics
	case row.NotRead() != "":
		return Review, reason.NotRead
	case !analytics.InRepository(row.Lifecycle):
		return Review, reason.Of(reason.Lifecycle, row.Lifecycle)
	case unreadable != "":
		return Review, unreadable
	case slices.Equal(row.Numbers(), []ocn.Number{incoming}):
		return Updated, reason.Already
	case hold.Shared && r.SharedWith != "":
		return Review, reason.Of(reason.Shared, r.SharedWith)
	case hold.Critical && r.critical() != "":
		return Review, r.critical()
	}
	return Batch, r.notes(incoming, row)
}

// critical is the worst of OCLC's messages about the record if it is a critical
// one, else "". A table made by hand may have all in one column.
func (r Record) critical() string {
	if r.Severity != "CRITICAL" {
		return ""
	}
	return strings.TrimSpace(reason.Of(reason.Critical, cmp.Or(r.Worst, r.Messages)))
}

// notes is what a person should know of a record that is changed by batch.
func (r Record) notes(incoming ocn.Number, row analytics.Row) string {
	related, unreadable, critical := strings.Join(row.Related(), ", "), row.UnreadableCancelled(), r.critical()
	var notes []string
	for _, note := range []struct {
		applies bool
		text    string
	}{
		{r.holdsOthers(row), reason.HoldsOthers},
		{ocn.ParseList(row.Cancelled).Has(incoming), reason.WasCancelled},
		{r.SharedWith != "", reason.Of(reason.Shared, r.SharedWith)},
		{related != "", reason.Of(reason.AlsoHolds, related)},
		{unreadable != "", unreadable},
		{critical != "", critical},
		{row.Changed, reason.ChangedSince},
	} {
		if note.applies {
			notes = append(notes, note.text)
		}
	}
	return strings.Join(notes, "; ")
}

// holdsOthers tells whether 035 $a, which is not just the incoming number, is not
// simply what the report says either: it holds several, or another one, because
// the record was changed since it was sent.
func (r Record) holdsOthers(row analytics.Row) bool {
	numbers := row.Numbers()
	existing, known := ocn.Parse(r.Existing)
	return len(numbers) > 1 || len(numbers) == 1 && known && numbers[0] != existing
}
