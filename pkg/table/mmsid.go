package table

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"datasync/pkg/mms"
)

// Spreadsheets keep 15 digits of a number and make the others 0.
const exactDigits = 15

// MMSID is the MMS ID in a cell of the current row. A number of more than 15
// digits and one in scientific notation, as a number or as text, have lost
// digits: they are errors, and so is whatever else is no MMS ID.
func (r *Reader) MMSID(at int) (mms.ID, error) {
	if at < 0 {
		return 0, r.Errorf(at, "there is no MMS ID")
	}
	cell := strings.TrimSpace(r.row.cells[at])
	switch r.row.kind(at) {
	case number:
		if _, digits := integer(cell); digits > exactDigits {
			return 0, r.errCutShort(at, cell)
		}
		if !isScientific(cell) {
			cell = writeOut(cell)
		}
	case date:
		return 0, r.Errorf(at, "%s is a date, no MMS ID; format the column as text and enter it again", cell)
	case failed:
		return 0, r.Errorf(at, "%.40s is the error of a formula, no MMS ID; enter the MMS ID itself", cell)
	}
	if id, ok := mms.Parse(cell); ok {
		return id, nil
	}
	return 0, r.noID(at, cell)
}

func (r *Reader) errCutShort(at int, cell string) error {
	return r.Errorf(at, "%.40s is an MMS ID cut short by the spreadsheet; format the column as text and enter it again", cell)
}

// noID says why a cell is no MMS ID.
func (r *Reader) noID(at int, cell string) error {
	if isScientific(cell) {
		return r.errCutShort(at, cell)
	}
	if odd := strings.IndexFunc(cell, isOdd); odd >= 0 && strings.ContainsFunc(cell, unicode.IsDigit) {
		char := []rune(cell[odd:])[0]
		return r.Errorf(at, "%.40q holds the character %U, which is no digit; type the MMS ID again", cell, char)
	}
	if whole, zeros, ok := strings.Cut(cell, "."); ok && strings.Trim(zeros, "0") == "" {
		if _, ok := mms.Parse(whole); ok {
			return r.Errorf(at, "%.40s is an MMS ID made a decimal number by a program; format the column as text and enter it again", cell)
		}
	}
	return r.Errorf(at, "%w", mms.NotID(cell))
}

// isOdd tells characters that cannot be seen or that look like an ASCII one:
// U+200B, full-width digits, dashes. Letters can be seen.
func isOdd(c rune) bool { return (c < ' ' || c > '~') && !unicode.IsLetter(c) }

// isScientific tells 9.92E+14 and 9,92e14, as a number or as text.
func isScientific(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E")
	if !ok {
		return false
	}
	_, err := strconv.Atoi(exponent)
	return err == nil && mantissa != "" && strings.Trim(mantissa, "0123456789.,+-") == "" && strings.ContainsAny(mantissa, "0123456789")
}

// LooksLikeID tells text that begins with an MMS ID, or with what a spreadsheet
// made of one: 991523164305151, "991523164305151 - keep", 9.92E+14. Such a cell is
// no name of a column and no title.
func LooksLikeID(s string) bool {
	words := strings.FieldsFunc(s, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("'\"(=;,|", c) })
	return slices.ContainsFunc(words, func(word string) bool {
		digits := len(word) - len(strings.TrimLeft(word, "0123456789"))
		return strings.HasPrefix(word, "99") && digits >= 8 || isScientific(word)
	})
}

// writeOut is a number as stored in a workbook, but an integer that a
// spreadsheet keeps exactly as its digits.
func writeOut(v string) string {
	v = strings.TrimSpace(v)
	if text, digits := integer(v); digits > 0 && digits <= exactDigits {
		return text
	}
	return v
}

// integer is a number as its digits. digits is how many there are, which may be
// more than 15; the text is "" then. It is 0 if v is no integer.
func integer(v string) (text string, digits int) {
	if len(v) <= exactDigits && v != "" && strings.Trim(v, "0123456789") == "" && v[0] != '0' {
		return v, len(v) // as nearly all are
	}
	unsigned, negative := strings.CutPrefix(v, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(unsigned), "E")
	shift := 0
	if exponent != "" {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift < -400 || shift > 400 { // a double is less than 1E309
			return "", 0
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := whole + fraction
	if all == "" || strings.Trim(all, "0123456789") != "" {
		return "", 0
	}
	point := len(whole) + shift // where it stands in all
	point -= len(all) - len(strings.TrimLeft(all, "0"))
	all = strings.Trim(all, "0")
	switch {
	case all == "":
		return "0", 1
	case len(all) > point:
		return "", 0
	case point > exactDigits:
		return "", point
	}
	text = all + strings.Repeat("0", point-len(all))
	if negative {
		text = "-" + text
	}
	return text, point
}
