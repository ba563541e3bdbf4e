// Package decision holds what a person can decide about a record for review, and
// reads the table of it: decisions.tsv of a run, which mkdecisions writes.
package decision

import (
	"fmt"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
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

// SameNumber tells whether two cells hold one number, or else the same text: a
// decision counts while the record's incoming number is the one that it was made
// about.
func SameNumber(a, b string) bool {
	return ocn.Same(a, b) || strings.TrimSpace(a) == strings.TrimSpace(b)
}

// A Row is what the table says of a record.
type Row struct {
	Choice   Choice
	Incoming string // the number that the reports told of it then
	Use      string // another number to update it to, or ""
	Note     string
}

// Read reads the table. Of two rows about a record the last one counts.
func Read(in *tsv.Reader) (map[mms.ID]Row, error) {
	var id mms.ID
	var word string
	var r Row
	all := make(map[mms.ID]Row)
	err := in.Each(func() (err error) {
		if r.Choice, err = Parse(word); err != nil {
			return in.Errorf("%w", err)
		}
		all[id] = r
		return nil
	}, tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &r.Incoming), tsv.Text(column.Decision, &word),
		tsv.MayText(column.Use, &r.Use), tsv.MayText(column.Note, &r.Note))
	return all, err
}
