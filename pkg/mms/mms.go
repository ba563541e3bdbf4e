// Package mms reads MMS IDs, by which Ex Libris Alma names its records.
package mms

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	minDigits = 8
	maxDigits = 19
)

// An ID is an MMS ID: 8 to 19 digits, such as 991523164305151. Leading zeros
// count. The zero ID is none.
//
// It is a number of 8 bytes rather than text because a run holds millions of
// them: the number of IDs that are shorter, plus the digits, plus one.
type ID uint64

// Parse reads an MMS ID as it stands in a report, a list or a spreadsheet's
// text cell. White space around it (U+00A0 too) and an apostrophe before it,
// which spreadsheets show or hide, are dropped. ok is false for anything else.
//
// The lengths are those of Ex Libris, "MMS ID": 8 to 19 digits.
func Parse[text string | []byte](s text) (id ID, ok bool) {
	id, ok = parseDigits(s)
	if !ok {
		s := strings.TrimSpace(string(s))
		id, ok = parseDigits(strings.TrimSpace(strings.TrimPrefix(s, "'")))
	}
	return id, ok
}

// NotID says why s, which Parse refused, is no MMS ID.
func NotID(s string) error {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return errors.New("there is no MMS ID")
	case strings.ContainsAny(s, "Ee") && strings.Trim(s, "0123456789.,+-Ee") == "":
		return fmt.Errorf("%.40s is an MMS ID cut short by a spreadsheet; take it from its source again, as text", s)
	}
	return fmt.Errorf("%.40q is no MMS ID, which has 8 to 19 digits", s)
}

func parseDigits[text string | []byte](s text) (ID, bool) {
	if len(s) < minDigits || len(s) > maxDigits {
		return 0, false
	}
	var n uint64
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return ID(n + shorter(len(s)) + 1), true
}

// shorter is the number of IDs of fewer digits. All of them together with
// those of 19 digits are fewer than 2^64.
func shorter(digits int) uint64 {
	var n, power uint64 = 0, 1e8
	for range digits - minDigits {
		n += power
		power *= 10
	}
	return n
}

// digits splits id into its number and how many digits show it.
func (id ID) digits() (n uint64, width int) {
	n = uint64(id) - 1
	power := uint64(1e8)
	for width = minDigits; width < maxDigits && n >= power; width++ {
		n -= power
		power *= 10
	}
	return n, width
}

// Append appends the digits of id to b.
func (id ID) Append(b []byte) []byte {
	if id == 0 {
		return b
	}
	n, width := id.digits()
	var text [maxDigits]byte
	for i := width - 1; i >= 0; i-- {
		text[i] = '0' + byte(n%10)
		n /= 10
	}
	return append(b, text[:width]...)
}

// String is the ID as its digits, "" for none.
func (id ID) String() string { return string(id.Append(nil)) }

// Compare orders IDs as text, as sort does.
func Compare(a, b ID) int { return cmp.Compare(a.String(), b.String()) }

// A Suffix is the last four digits of an ID. They name the zone that owns the
// record: 5151 is the Network Zone of OCUL.
type Suffix uint16

// Suffix is the zone of id. The number of shorter IDs, which is part of id, is a
// multiple of 10,000.
func (id ID) Suffix() Suffix { return Suffix((id - 1) % 1e4) }

// InZone is what tells id from the other IDs with its suffix: a number that is
// the smaller, the smaller the digits before the suffix.
func (id ID) InZone() uint64 { return uint64(id-1) / 1e4 }

// ParseSuffix reads a suffix: exactly four digits, white space around them
// dropped.
func ParseSuffix(s string) (Suffix, error) {
	s = strings.TrimSpace(s)
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || len(s) != 4 || s[0] == '+' {
		return 0, fmt.Errorf("%q is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151", s)
	}
	return Suffix(n), nil
}

// String is the suffix as four digits.
func (s Suffix) String() string { return fmt.Sprintf("%04d", uint16(s)) }
