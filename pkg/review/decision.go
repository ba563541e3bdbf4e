// Package review keeps what people decide about the records for review, and
// carries it out.
package review

import (
	"fmt"
	"strings"

	"datasync/pkg/mms"
	"datasync/pkg/ocn"
)

// A Choice is what a person chose for a record.
type Choice int

// The choices.
const (
	None        Choice = iota // no word yet, or no longer
	Update                    // the record gets its number
	DoNotChange               // it goes onto the do-not-update list
	Later                     // it stays for review
)

// words are the choices as people read and write them.
var words = [...]string{None: "", Update: "update", DoNotChange: "do not change", Later: "later"}

func (c Choice) String() string { return words[c] }

// ParseChoice reads the cell of a decision: "update", "do not change" or
// "later", in any case and with any space, or nothing.
func ParseChoice(s string) (Choice, error) {
	word := strings.Join(strings.Fields(s), " ")
	for c, w := range words {
		if strings.EqualFold(word, w) {
			return Choice(c), nil
		}
	}
	return None, fmt.Errorf("%.40q is no decision; choose update, do not change or later", s)
}

// A Decision is what a person chose for a record.
type Decision struct {
	ID       mms.ID
	Incoming string // the number that the reports told of it then
	Choice   Choice
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
	if d.Choice != None && !sameNumber(d.Incoming, other.Incoming) {
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
	case d.Choice == None:
		return "none"
	case d.Use != "":
		return fmt.Sprintf("%v to %s", d.Choice, d.Use)
	}
	return d.Choice.String()
}

// sameNumber tells whether two cells hold one number, or else the same text.
func sameNumber(a, b string) bool {
	return ocn.Same(a, b) || strings.TrimSpace(a) == strings.TrimSpace(b)
}
