// Package mms reads MMS IDs, by which Ex Libris Alma names its bibliographic
// records.
package mms

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"datasync/pkg/spoiled"
)

const (
	minDigits = 8
	maxDigits = 19
)

// An ID is the MMS ID of a bibliographic record as a number, such as
// 991523164305151. It has 8 to 19 digits, of which the first two are 99: so none
// begins with zeros that the number would not show. The zero ID is none.
type ID uint64

// Parse reads an MMS ID as it stands in a report, a list or a spreadsheet's
// text cell. White space around it (U+00A0 too) and an apostrophe before it,
// which spreadsheets show or hide, are dropped. ok is false for anything else.
//
// The lengths are those of Ex Libris, "MMS ID", the first digits those of its
// page "Record Numbers".
func Parse[text string | []byte](s text) (id ID, ok bool) {
	id, ok = parseDigits(s)
	if !ok {
		id, ok = parseDigits(trim(string(s)))
	}
	return id, ok
}

func trim(s string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "'"))
}

func parseDigits[text string | []byte](s text) (ID, bool) {
	if len(s) < minDigits || len(s) > maxDigits || s[0] != '9' || s[1] != '9' {
		return 0, false
	}
	var n uint64 // 19 digits fit
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return ID(n), true
}

// NotID says why s, which Parse refused, is no MMS ID.
func NotID(s string) error {
	s = trim(s)
	if s == "" {
		return errors.New("there is no MMS ID")
	}
	if err := spoiled.Check(s, "MMS ID"); err != nil {
		return err
	}
	if len(s) < minDigits || len(s) > maxDigits || strings.Trim(s, "0123456789") != "" {
		return fmt.Errorf("%.40q is no MMS ID, which has 8 to 19 digits", s)
	}
	if what := others[s[:2]]; what != "" && len(s) >= 13 { // one of fewer digits may as well be an OCLC number
		return fmt.Errorf("%s is the id of %s; the MMS ID of a bibliographic record begins with 99", s, what)
	}
	return fmt.Errorf("%s is no MMS ID of a bibliographic record, which begins with 99", s)
}

// others are what Alma names with the ids that begin so: see "Record Numbers" of Ex
// Libris.
var others = map[string]string{
	"11": "a published record",
	"12": "a digital representation",
	"13": "a digital file",
	"21": "a published record",
	"22": "a holdings record",
	"23": "an item",
	"51": "a published record",
	"53": "an electronic portfolio",
	"61": "an electronic collection",
	"62": "an electronic service",
	"71": "a published record",
	"81": "a collection",
	"98": "an authority record",
}

// Append appends the digits of id to b.
func (id ID) Append(b []byte) []byte {
	if id == 0 {
		return b
	}
	return strconv.AppendUint(b, uint64(id), 10)
}

// String is the ID as its digits, "" for none.
func (id ID) String() string { return string(id.Append(nil)) }

// Compare orders IDs as text, as sort does.
func Compare(a, b ID) int {
	var left, right [maxDigits]byte
	return bytes.Compare(a.Append(left[:0]), b.Append(right[:0]))
}

// A Suffix is the last four digits of an ID. They name the zone that owns the
// record: 5151 is the Network Zone of OCUL.
type Suffix uint16

// Suffix is the zone of id.
func (id ID) Suffix() Suffix { return Suffix(id % 1e4) }

// ParseSuffix reads a suffix: exactly four digits, white space around them
// dropped.
func ParseSuffix(s string) (Suffix, error) {
	s = strings.TrimSpace(s)
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || len(s) != 4 {
		return 0, fmt.Errorf("%q is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151", s)
	}
	return Suffix(n), nil
}

// String is the suffix as four digits.
func (s Suffix) String() string { return fmt.Sprintf("%04d", uint16(s)) }
