// Package review keeps what people decide about the records for review, and
// carries it out.
package review

import (
	"fmt"

	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
)

// A Decision is what a person chose for a record.
type Decision struct {
	ID       mms.ID
	Incoming string // the number that the reports told of it then
	Choice   decision.Choice
	Use      ocn.Number // another one to update it to, or ""
	Note     string
	Date     string // such as 2025-05-26; "" in a workbook

	place string // of the cell, as in messages
}

// same tells whether both choose the same for a record, whatever the note and the
// day.
func (d Decision) same(other Decision) bool { return d.Choice == other.Choice && d.Use == other.Use }

// unite makes one of the decisions of two rows about one record.
func (d Decision) unite(other Decision) (Decision, error) {
	if !d.same(other) {
		return d, fmt.Errorf("%s: record %v has two decisions, %s here and %s in %s; leave one",
			other.place, d.ID, other.words(), d.words(), d.place)
	}
	if d.Choice != decision.None && !decision.SameNumber(d.Incoming, other.Incoming) {
		return d, fmt.Errorf("%s: record %v is decided about two numbers, %q here and %q in %s; leave one",
			other.place, d.ID, other.Incoming, d.Incoming, d.place)
	}
	switch {
	case d.Note == "":
		d.Note = other.Note
	case other.Note != "" && other.Note != d.Note:
		d.Note += "; " + other.Note
	}
	return d, nil
}

// words are the decision as a person would tell it.
func (d Decision) words() string {
	switch {
	case d.Choice == decision.None:
		return "none"
	case d.Use != "":
		return fmt.Sprintf("%v to %s", d.Choice, d.Use)
	}
	return d.Choice.String()
}
