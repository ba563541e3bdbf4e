package review

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/ocn"
	"datasync/pkg/reason"
)

// A Record is what is known of a record that is for review or for the batch.
type Record struct {
	Incoming, Action, Conflict      string
	InAnalytics, Lifecycle, Current string
	Reason                          string // why it is there

	Batch  bool // it is for the batch, unless somebody decides otherwise
	Listed bool // the do-not-update list has it
	Claims []Claim
}

// A Route is where a row goes.
type Route int

// The routes.
const (
	ToReview Route = iota
	ToUpdate
	ToProtect
)

// A Fate is what becomes of a row.
type Fate struct {
	Route    Route
	Decision string // as it is told, "" where it does not count
	Incoming string // the number to update it to, or the one that the reports tell
	Reported string // the latter, where another took its place
	Reason   string
	Wrong    error // why the decision is not carried out, nil if it is
}

// Resolve carries out what is in force of the record. What can no longer be carried
// out leaves it for a person.
func (r Record) Resolve(e decision.Entry) Fate {
	f := Fate{Decision: e.Choice.String(), Incoming: r.Incoming, Reason: r.Reason}
	switch {
	case e.Choice == decision.DoNotChange:
		f.Route, f.Reason = ToProtect, e.Protection()
	case e.IsStale(r.Incoming):
		f.Decision, f.Reason = "", reason.Of(reason.DecidedAbout, number(e.About))
		f.Wrong = fmt.Errorf("is %s, and the reports tell %s now; decide again", f.Reason, number(r.Incoming))
	case e.Choice == decision.Update:
		return r.update(e, f)
	case r.Batch && e.PutsOff():
		f.Reason = reason.Noted(reason.PutOff, e.Note)
	case r.Batch:
		f.Route = ToUpdate
	}
	return f
}

func (r Record) update(e decision.Entry, f Fate) Fate {
	if err := r.Refuse(e.Use); err != nil {
		f.Reason = after(reason.Of(reason.Cannot, err.Error()), r.Reason)
		f.Wrong = fmt.Errorf("cannot be updated: %w", err)
		return f
	}
	f.Route, f.Reason = ToUpdate, reason.Noted(reason.Decided, e.Note)
	if r.Batch {
		f.Reason = after(f.Reason, r.Reason)
	}
	if use := string(e.Use); use != "" && !decision.SameNumber(r.Incoming, use) {
		f.Incoming, f.Reported = use, number(r.Incoming)
	}
	return f
}

// number is a cell of a number, as it is told.
func number(cell string) string { return cmp.Or(strings.TrimSpace(cell), bibreport.NoNumber) }

// after is a reason before the one that it was.
func after(why, was string) string {
	if was == "" {
		return why
	}
	return why + "; " + was
}

// Refuse says why the record cannot be updated, to its own number or to use: nil if
// it can. Nobody claims the number, it is provisional, the record is protected, or the
// rollback could not take it back.
func (r Record) Refuse(use ocn.Number) error {
	own, _ := ocn.Parse(r.Incoming)
	number := cmp.Or(use, own)
	claims := append(slices.Clone(r.Claims), Claim{own, bibreport.IsUnresolved(r.Action)})
	is := func(c Claim) bool { return c.Number == number }
	unreadable := analytics.Unreadable(r.Current)
	switch {
	case number == "" && strings.TrimSpace(r.Incoming) == "":
		return errors.New("OCLC gave it no number")
	case number == "":
		return fmt.Errorf("%.40q in column %q is no OCLC number", r.Incoming, column.Incoming)
	case strings.EqualFold(strings.TrimSpace(r.InAnalytics), "no"):
		return errors.New("it is " + reason.NotInAnalytics + ", so nobody knows what it has in 035 $a")
	case !analytics.InRepository(r.Lifecycle):
		return errors.New("its lifecycle is " + r.Lifecycle)
	case r.Listed:
		return errListed
	case unreadable != "":
		return errors.New(unreadable)
	case strings.TrimSpace(r.Conflict) != "" && len(r.Claims) == 0:
		return errors.New("the reports disagree, and --conflicts does not have what each says of it")
	case !slices.ContainsFunc(claims, is):
		return fmt.Errorf("no report claims the number %s, %s", number, claimed(claims))
	case slices.ContainsFunc(claims, func(c Claim) bool { return is(c) && c.Unresolved }):
		return fmt.Errorf("OCLC has not resolved the number %s, it is provisional", number)
	}
	return nil
}

// What is wrong with an update of a record that is neither for review nor for the batch.
var (
	errListed  = errors.New("the list protects it; take it off the list")
	errNowhere = errors.New("it is neither for review nor in the batch; does it have its number already?")
)
