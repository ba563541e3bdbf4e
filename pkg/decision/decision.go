// Package decision carries out what a person chose for the records for review.
package decision

import (
	"errors"
	"fmt"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/ocn"
)

// Sheet is the sheet of the report's workbook that holds the decisions.
const Sheet = "records for review"

// A Choice is what a person chose for a record.
type Choice int

// The choices.
const (
	Later       Choice = iota // stays for review
	Update                    // gets its incoming number
	DoNotChange               // goes onto the do-not-update list
)

// words are the choices as people read and write them.
var words = [...]string{Later: "later", Update: "update", DoNotChange: "do not change"}

func (c Choice) String() string { return words[c] }

// ParseChoice reads the cell of a decision: "update", "do not change" or
// "later", in any case and with any space; an empty one is later.
func ParseChoice(s string) (Choice, error) {
	word := strings.Join(strings.Fields(s), " ")
	if word == "" {
		return Later, nil
	}
	for c, w := range words {
		if strings.EqualFold(word, w) {
			return Choice(c), nil
		}
	}
	return Later, fmt.Errorf("%.40q is no decision; choose update, do not change or later", s)
}

// A Record is a record for review.
type Record struct{ Incoming, Action string }

// CheckUpdate says why the record cannot be updated, nil if it can. Where the
// reports disagree its own number is the one that counts: a person saw them all.
func (r Record) CheckUpdate() error {
	_, ok := ocn.Parse(r.Incoming)
	switch {
	case !ok:
		return fmt.Errorf("the record cannot be updated: %.40q in column %q is no OCLC number; choose do not change or later",
			r.Incoming, column.Incoming)
	case bibreport.IsUnresolved(r.Action):
		return fmt.Errorf("the record cannot be updated: OCLC has not resolved it, and its number %s is provisional; choose do not change or later",
			r.Incoming)
	}
	return nil
}

// CheckNumber says that a person edited the incoming number, which nobody would
// look at: nil if the workbook's cell still has that of the record.
func (r Record) CheckNumber(cell string) error {
	if cell == r.Incoming || ocn.Same(cell, r.Incoming) || strings.TrimSpace(cell)+strings.TrimSpace(r.Incoming) == "" {
		return nil
	}
	return fmt.Errorf("the workbook has the number %.40q, the run has %.40q; put it back, since only the decision counts",
		cell, r.Incoming)
}

// A Decision is the choice for a record, and the note to it, if there is one.
type Decision struct {
	Choice Choice
	Note   string
	Day    string // when it was made, such as 2025-05-26
}

// unite makes one of the decisions of two rows about one record.
func (d Decision) unite(other Decision) (Decision, error) {
	if d.Choice != other.Choice {
		return d, fmt.Errorf("the record has two decisions, %v here and %v in a row above; leave one", other.Choice, d.Choice)
	}
	switch {
	case d.Note == "":
		d.Note = other.Note
	case other.Note != "" && other.Note != d.Note:
		d.Note += "; " + other.Note
	}
	return d, nil
}

// reason is what the tables say of a record that was decided.
func (d Decision) reason() string {
	switch {
	case d.Choice == DoNotChange:
		return strings.TrimSpace(d.Day + " " + d.Note)
	case d.Note == "":
		return byPerson
	}
	return byPerson + ": " + d.Note
}

const byPerson = "decided by a person"

var errUnknown = errors.New("the record is not among those for review; is this the workbook of this run?")
