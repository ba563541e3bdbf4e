package table

import (
	"slices"
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/pattern"
	"datasync/pkg/spoiled"
	"datasync/pkg/tsv"
)

// IDColumns are the names of the column in which the MMS IDs of a list stand.
var IDColumns = []string{column.NetworkID, column.MMSID}

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

// FindIDs finds the columns in which the MMS IDs of a list may stand: those of IDColumns
// that there are, in that order, else the first one. It is an error if the first row
// looks like a record of the list: taken for the header it would be lost.
func (r *Reader) FindIDs() (all []int, err error) {
	const remedy = "put a row with %q above it"
	for at, name := range r.Header() {
		if LooksLikeID(name) {
			return nil, r.Errorf(at, "the first row holds %.40q where the header should be; "+remedy, name, column.MMSID)
		}
	}
	for _, name := range IDColumns {
		var at int
		if err := r.Bind(tsv.May(name, &at)); err != nil {
			return nil, err
		}
		if at >= 0 {
			all = append(all, at)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	switch name := r.Header()[0]; {
	case name == "":
		return nil, r.Errorf(0, "the first column has no header; name the column of the MMS IDs %q", column.MMSID)
	case r.Failed(0), strings.ContainsFunc(name, unicode.IsDigit) && !strings.ContainsFunc(name, unicode.IsLetter):
		return nil, r.Errorf(0, "the first row holds %.40q where the header should be; "+remedy, name, column.MMSID)
	}
	return []int{0}, nil
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
	switch kind := r.cell(at).kind; {
	case kind == cut:
		return r.Errorf(at, "%.40s is an %s cut short by the spreadsheet; format the column as text and enter it again", r.Field(at), what)
	case kind == date:
		return r.Errorf(at, "%.40s is a date, no %s; format the column as text and enter it again", r.Field(at), what)
	case r.Failed(at):
		return r.Errorf(at, "%.40s is the error of a formula, no %s; enter the %s itself", r.Field(at), what, what)
	}
	return nil
}

// formulaError is the text of a formula's error in whatever language: #N/A, #REF!,
// #DIV/0!, #NOM ?, #¡VALOR!, #ÜBERLAUF!.
var formulaError = pattern.Late(`^\s*#[¡¿]*[\p{Lu}/0_]+[!?\s\p{Z}]*$`)

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
