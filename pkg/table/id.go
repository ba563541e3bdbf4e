package table

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/spoiled"
)

// IDColumns are the names of the column in which the MMS IDs of a list stand.
var IDColumns = []string{column.NetworkID, column.MMSID}

// Spreadsheets keep 15 digits of a number and make the others 0.
const exactDigits = 15

// MMSID is the MMS ID in a cell of the current row. One in which a spreadsheet has
// spoiled it is an error: a number of more than 15 digits, and scientific
// notation or a decimal as text; so is whatever else is no MMS ID.
func (r *Reader) MMSID(at int) (mms.ID, error) {
	if err := r.spoiled(at, "MMS ID"); err != nil {
		return 0, err
	}
	cell := r.Field(at)
	id, ok := mms.Parse(cell)
	if ok {
		return id, nil
	}
	if hidden := strings.IndexFunc(strings.TrimSpace(cell), isLookalike); hidden >= 0 && strings.ContainsFunc(cell, unicode.IsDigit) {
		char := []rune(strings.TrimSpace(cell)[hidden:])[0]
		return 0, r.Errorf(at, "%.40q holds the character %U, which is no digit; type the MMS ID again", cell, char)
	}
	return 0, r.Errorf(at, "%w", mms.NotID(cell))
}

// IDColumn finds the column of the MMS IDs of a list: the first of IDColumns that
// there is, else the first one. It is an error if the first row looks like a record
// of the list: taken for the header it would be lost.
func (r *Reader) IDColumn() (int, error) {
	for at, name := range r.Header() {
		if _, ok := mms.Parse(name); ok {
			return 0, r.Errorf(at, "the first row holds the MMS ID %s where the header should be; put a row with %q above it", name, column.MMSID)
		}
	}
	for _, name := range IDColumns {
		if at, err := r.Optional(name); at >= 0 || err != nil {
			return at, err
		}
	}
	switch name := r.Header()[0]; {
	case name == "":
		return 0, r.Errorf(0, "the first column has no header; name the column of the MMS IDs %q", column.MMSID)
	case r.Failed(0), LooksLikeID(name), strings.ContainsFunc(name, unicode.IsDigit) && !strings.ContainsFunc(name, unicode.IsLetter):
		return 0, r.Errorf(0, "the first row holds %.40q where the header should be; put a row with %q above it", name, column.MMSID)
	}
	return 0, nil
}

// OCLCNumbers is a cell of OCLC numbers of the current row, "" at -1. One in which
// a spreadsheet has spoiled a number is an error, as for MMSID: passed over, the
// number would be missing from all that is made of the table.
func (r *Reader) OCLCNumbers(at int) (string, error) {
	if err := r.spoiled(at, "OCLC number"); err != nil {
		return "", err
	}
	field := r.Field(at)
	if err := ocn.Damaged(field); err != nil {
		return "", r.Errorf(at, "%w", err)
	}
	return field, nil
}

// spoiled says why a cell that is not text cannot hold what it should; nil if it
// can.
func (r *Reader) spoiled(at int, what string) error {
	switch kind := r.row.kind(at); {
	case kind == number:
		if _, digits := integer(r.Field(at)); digits > exactDigits {
			return r.Errorf(at, "%.40s is an %s cut short by the spreadsheet; format the column as text and enter it again", r.Field(at), what)
		}
	case kind == date:
		return r.Errorf(at, "%.40s is a date, no %s; format the column as text and enter it again", r.Field(at), what)
	case r.Failed(at):
		return r.Errorf(at, "%.40s is the error of a formula, no %s; enter the %s itself", r.Field(at), what, what)
	}
	return nil
}

// isFormulaError tells the text of a formula's error in whatever language: #N/A,
// #REF!, #DIV/0!, #NOM ?, #¡VALOR!, #ÜBERLAUF!.
func isFormulaError(s string) bool {
	name, ok := strings.CutPrefix(strings.TrimSpace(s), "#")
	name = strings.TrimRight(strings.TrimLeft(name, "¡¿"), "!? \u00a0")
	return ok && name != "" && !strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsUpper(c) && !strings.ContainsRune("/0_", c) })
}

// isLookalike tells characters that cannot be seen or that look like an ASCII
// one: U+200B, full-width digits, dashes. Letters can be seen.
func isLookalike(c rune) bool { return (c < ' ' || c > '~') && !unicode.IsLetter(c) }

// LooksLikeID tells text that begins with an MMS ID, or with what a spreadsheet
// made of one: 991523164305151, "991523164305151 - keep", 9.92E+14. Such a cell is
// no name of a column and no title.
func LooksLikeID(s string) bool {
	words := strings.FieldsFunc(s, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("'\"(=;,|", c) })
	return slices.ContainsFunc(words, func(word string) bool {
		digits := len(word) - len(strings.TrimLeft(word, "0123456789"))
		return strings.HasPrefix(word, "99") && digits >= 8 || spoiled.Scientific(word)
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
