package review

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count says where the rows went. Each row is counted once.
type Count struct{ Review, Update, Protect int }

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Review + n.Update + n.Protect }

// Out is where Rows writes; each is a table.
type Out struct{ Review, Update, Protect io.Writer }

// A Record is what a row for review tells of a record.
type Record struct {
	Incoming, Action, Conflict      string
	InAnalytics, Lifecycle, Current string
}

// Refuse says why d cannot update the record, nil if it can: nobody claims the
// number, it is provisional, or the rollback could not take it back.
func (r Record) Refuse(d Decision) error {
	own, _ := ocn.Parse(r.Incoming)
	number := cmp.Or(d.Use, own)
	claims, whole := parseClaims(r.Conflict)
	claims = append(claims, claim{own, bibreport.IsUnresolved(r.Action)})
	claimed, unresolved := false, false
	for _, c := range claims {
		if c.number == number {
			claimed, unresolved = true, unresolved || c.unresolved
		}
	}
	unreadable := analytics.Unreadable(r.Current)
	switch {
	case number == "":
		return fmt.Errorf("%.40q in column %q is no OCLC number", r.Incoming, column.Incoming)
	case strings.EqualFold(strings.TrimSpace(r.InAnalytics), "no"):
		return errors.New("it is " + analytics.Missing + ", so nobody knows what it has in 035 $a")
	case !analytics.InRepository(r.Lifecycle):
		return errors.New("its lifecycle is " + r.Lifecycle)
	case unreadable != "":
		return errors.New(unreadable)
	case !whole:
		return errors.New("the column " + column.Conflict + " does not show all claims, and another one may call the number unresolved")
	case !claimed:
		return fmt.Errorf("no report claims the number %s", number)
	case unresolved:
		return fmt.Errorf("OCLC has not resolved the number %s, it is provisional", number)
	}
	return nil
}

// Rows carries out what l has decided about the rows for review: each goes to one
// table of out, all under the header of in with the column Reason.
//
// The error tells every decision that is refused. warn is told of decisions that do
// not count, because the row has another incoming number now or is not there.
func Rows(in *tsv.Reader, l *List, out Out, warn func(error)) (Count, error) {
	var id mms.ID
	var record Record
	var was string
	if err := in.Bind(tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &record.Incoming), tsv.Text(column.Action, &record.Action),
		tsv.MayText(column.Conflict, &record.Conflict), tsv.MayText(column.InAnalytics, &record.InAnalytics), tsv.MayText(column.Lifecycle, &record.Lifecycle),
		tsv.MayText(column.Current, &record.Current), tsv.MayText(column.Reason, &was),
	); err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Incoming, column.Reason)
	if err != nil {
		return Count{}, err
	}
	var (
		n       Count
		refused []error
		found   = make(map[mms.ID]bool) // the decided records that are there
		stale   []string                // what is wrong with the decisions that are about another number
	)
	review, update, protect := tsv.NewWriter(out.Review, merge.Header), tsv.NewWriter(out.Update, merge.Header), tsv.NewWriter(out.Protect, merge.Header)
	for in.Scan() {
		d := l.decisions[id]
		switch {
		case d.Choice == decision.None:
		case found[id]:
			return n, in.Errorf("record %v is there twice; a decision could not tell which row it is for", id)
		default:
			found[id] = true
			if !l.isAbout(d, record) {
				stale = append(stale, fmt.Sprintf("%v (%s then, %s now)", id, cmp.Or(d.Incoming, bibreport.NoNumber), cmp.Or(record.Incoming, bibreport.NoNumber)))
				d = Decision{}
			}
		}
		w, incoming, reason := review, record.Incoming, was
		switch d.Choice {
		case decision.None, decision.Later:
			n.Review++
		case decision.Update:
			n.Update++
			if err := record.Refuse(d); err != nil {
				refused = append(refused, fmt.Errorf("%s: record %v cannot be updated: %w; choose do not change or later", d.place, d.ID, err))
			}
			w, reason = update, d.reason(record)
			if d.Use != "" {
				incoming = string(d.Use)
			}
		case decision.DoNotChange:
			n.Protect++
			w, reason = protect, d.reason(record)
		}
		if err := w.Write(merge.Row(in.Row(), incoming, reason)); err != nil {
			return n, err
		}
	}
	if err := cmp.Or(in.Err(), errors.Join(refused...), l.check(found, stale, warn)); err != nil {
		return n, err
	}
	return n, cmp.Or(review.Flush(), update.Flush(), protect.Flush())
}

// reason is what the tables say of a record that was decided.
func (d Decision) reason(r Record) string {
	if d.Choice == decision.DoNotChange {
		return strings.Trim(d.Note+", "+d.Date, ", ")
	}
	reason := decided
	if d.Use != "" && !decision.SameNumber(r.Incoming, string(d.Use)) {
		reason += instead + cmp.Or(r.Incoming, bibreport.NoNumber)
	}
	if d.Note != "" {
		reason += ": " + d.Note
	}
	return reason
}

// What the reason of an update is made of.
const (
	decided = "decided by a person"
	instead = ", instead of "
)

// about is the number that the decision in a row of the report is about: that of
// the row or, if its Reason tells that it was updated to another one, the one
// before.
func about(incoming, reason string) string {
	number, updated := strings.CutPrefix(reason, decided+instead)
	if !updated {
		return incoming
	}
	number, _, _ = strings.Cut(number, ": ") // the note
	if number == bibreport.NoNumber {
		return ""
	}
	return number
}

// isAbout tells whether d was made about the number that the record has now.
func (l *List) isAbout(d Decision, r Record) bool {
	// In a report's workbook a record that was updated to another number stands
	// with that one.
	shown := !l.dated && d.Use != "" && decision.SameNumber(d.Incoming, string(d.Use))
	return shown || decision.SameNumber(d.Incoming, r.Incoming)
}

// check tells of the decisions that did not count. A workbook, which has no
// decisions but of this week, is an error if none of its records is there. Not so
// a table of decisions, which are kept: a fresher Analytics report may have sent
// the records elsewhere.
func (l *List) check(found map[mms.ID]bool, stale []string, warn func(error)) error {
	if len(stale) > 0 {
		warn(fmt.Errorf("%s made about another number not counted, for record %s; decide again",
			count.Of(len(stale), "decision"), stale[0]))
	}
	var elsewhere []mms.ID
	for id, d := range l.decisions {
		if d.Choice != decision.None && !found[id] {
			elsewhere = append(elsewhere, id)
		}
	}
	if len(elsewhere) == 0 {
		return nil
	}
	first := l.decisions[slices.MinFunc(elsewhere, mms.Compare)]
	if !l.dated && len(found) == 0 {
		return fmt.Errorf("%s: record %v is not among those for review, nor is any other that was decided; is this the workbook of another week?",
			first.place, first.ID)
	}
	warn(fmt.Errorf("%s not carried out: record %v is not among those for review", count.Of(len(elsewhere), "decision"), first.ID))
	return nil
}
