// Package decision holds what people decide about records, and the journal of it:
// decisions.tsv of a run, which mkdecisions writes.
package decision

import (
	"fmt"
	"strings"

	"datasync/pkg/bibreport"
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

// Words are the choices that a person has.
func Words() []string { return words[None+1:] }

// Parse reads the cell of a decision: "update", "do not change" or "later", in any
// case and with any space, or nothing.
func Parse(s string) (Choice, error) {
	word := strings.Join(strings.Fields(s), " ")
	for c, w := range words {
		if strings.EqualFold(word, w) {
			return Choice(c), nil
		}
	}
	return None, fmt.Errorf("%.40q is no decision; choose update, do not change or later", s)
}

// A Word is what a person decided.
type Word struct {
	Choice Choice
	About  string     // the number that the reports told of the record then; "" is none
	Use    ocn.Number // another one to update it to, or ""
}

// Same tells whether both decide the same: of an update the numbers count too.
func (w Word) Same(other Word) bool {
	if w.Choice != Update || other.Choice != Update {
		return w.Choice == other.Choice
	}
	return w.Use == other.Use && SameNumber(w.About, other.About)
}

// IsStale tells an update that was made about another number than the reports tell
// now. It does not count, and has to be decided again.
func (w Word) IsStale(incoming string) bool {
	return w.Choice == Update && !SameNumber(w.About, incoming)
}

// String is the word as a person would tell it: "update to 8", or "" for none.
func (w Word) String() string {
	if w.Choice == Update && w.Use != "" {
		return fmt.Sprintf("%v to %s", w.Choice, w.Use)
	}
	return w.Choice.String()
}

// SameNumber tells whether two cells hold one number, or else the same text, where
// "no number" is as good as nothing.
func SameNumber(a, b string) bool { return ocn.Same(a, b) || told(a) == told(b) }

// told is a cell of a number that is none.
func told(number string) string {
	number = strings.TrimSpace(number)
	if strings.EqualFold(number, bibreport.NoNumber) {
		return ""
	}
	return number
}
