// Package message reads what OCLC says of the records it was sent, and puts it
// beside the rows of a table.
//
// A bib exception report answers one file that a library sent to OCLC's data
// sync. It has no header; a line has seven fields separated by "|", and there
// may be several lines for a record:
//
//	CEF_1012688_1748084545832::bib::1989804|991000000015151||1390150034|Validation Error|MINOR|1st $2 in 1st 655 is …
//
// They are the job id, the MMS ID, the OCLC number in the record that was sent,
// the OCLC number, here mostly a provisional one of the staging area, the type,
// the severity, and the text. Any but the job id and the type may be empty, and
// the text may hold more "|".
//
// The report bibdetailexcpt of former years has six lines of heading and six
// fields separated by TAB: Alma OCN, Staging OCN, MMS ID, Exception Count,
// Description, Severity. It does not tell the library.
//
// A cross-reference report has two fields separated by TAB: the MMS ID and the
// OCLC number. That of unresolved records has provisional numbers, and differs
// in nothing but the name of the file.
package message

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/tsv"
)

// A severity is how grave a message is to OCLC, which has four levels for
// validation errors: Critical, Severe, Minor, None ("Data sync processing").
// Data errors and processing errors have none.
type severity uint8

const (
	unrated severity = iota
	minor
	severe
	critical
)

// severities are they as OCLC writes them.
var severities = []string{"", "MINOR", "SEVERE", "CRITICAL"}

func (s severity) String() string { return severities[s] }

// rank orders messages, worst first. One without severity is worse than a minor
// one: OCLC could not use the record, while a minor error stops nothing.
func (s severity) rank() int { return [...]int{critical: 0, severe: 1, unrated: 2, minor: 3}[s] }

// A message is what a line says, whichever record it is about.
type message struct {
	kind     string // such as "Validation Error"
	severity severity
	text     string // may be empty
}

// newMessage reads the last fields of a line. A severity that is not known is
// kept, in front of the text.
func newMessage(kind, level, text string) message {
	m := message{kind: strings.TrimSpace(tsv.Clean(kind)), text: strings.TrimSpace(tsv.Clean(text))}
	level = strings.TrimSpace(level)
	if i := slices.Index(severities, strings.ToUpper(level)); i >= 0 {
		m.severity = severity(i)
	} else if !strings.EqualFold(level, "NONE") {
		m.text = strings.TrimSpace(level + ": " + m.text)
	}
	return m
}

const validationError = "Validation Error"

// String is the message for people: its text, which in other than validation
// errors is a mere code, so the type goes before it.
func (m message) String() string {
	switch {
	case m.text == "":
		return m.kind
	case m.kind == "" || m.kind == validationError:
		return m.text
	}
	return m.kind + ": " + m.text
}

// compare orders messages, worst first, then by their text: not by their order
// in the reports, so that it does not matter in which order these are given.
func compare(a, b message) int {
	return cmp.Or(
		cmp.Compare(a.severity.rank(), b.severity.rank()),
		cmp.Compare(a.String(), b.String()),
		cmp.Compare(a.kind, b.kind),
	)
}
