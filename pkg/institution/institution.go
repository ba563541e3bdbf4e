// Package institution knows the members of a consortium by the suffix of their
// MMS IDs.
package institution

import (
	_ "embed" // the table of OCUL
	"fmt"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/pattern"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// NetworkZone is the code in a table of the row that names the suffix of the
// shared records.
const NetworkZone = "NZ"

// Columns are those of a table of institutions that it must have.
var Columns = []string{column.Code, column.Suffix}

// An Institution is a member of the consortium, or its Network Zone.
type Institution struct {
	Code   string // its OCLC symbol or the like, such as "CEF"
	Suffix mms.Suffix
	Name   string
}

// A Table is the institutions of a consortium, in its own order.
type Table []Institution

//go:embed institutions.tsv
var ocul string

// OCUL is the table of the Ontario Council of University Libraries, with its
// Network Zone.
func OCUL() (Table, error) {
	in, err := table.NewReader(strings.NewReader(ocul), "institutions.tsv", Columns...)
	if err != nil {
		return nil, err
	}
	return Read(in)
}

// Read reads a table with the columns Code, Suffix and, if need be, Name.
func Read(in *table.Reader) (Table, error) {
	var code, suffix, name int
	if err := in.Bind(tsv.Need(column.Code, &code), tsv.Need(column.Suffix, &suffix), tsv.May(column.Name, &name)); err != nil {
		return nil, err
	}
	var t Table
	for in.Scan() {
		if err := t.add(in.Field(code), in.Field(suffix), in.Field(name)); err != nil {
			return nil, in.Errorf(suffix, "%v", err)
		}
	}
	return t, in.Err()
}

func (t *Table) add(code, suffix, name string) error {
	s, err := mms.ParseSuffix(suffix)
	if err != nil {
		return err
	}
	code = strings.TrimSpace(code)
	if code == "" {
		return fmt.Errorf("the suffix %v has no code", s)
	}
	if other, ok := t.Find(s); ok {
		return fmt.Errorf("%s and %s have the same suffix %v", other.Code, code, s)
	}
	*t = append(*t, Institution{code, s, strings.TrimSpace(name)})
	return nil
}

// Find finds the institution whose records end in suffix.
func (t Table) Find(suffix mms.Suffix) (Institution, bool) {
	for _, i := range t {
		if i.Suffix == suffix {
			return i, true
		}
	}
	return Institution{}, false
}

// Zone is the suffix of the records of an institution, by its code in any case: that
// of the shared records is NetworkZone.
func (t Table) Zone(code string) (mms.Suffix, bool) {
	for _, i := range t {
		if strings.EqualFold(i.Code, code) {
			return i.Suffix, true
		}
	}
	return 0, false
}

var unfit = pattern.Late(`^-|[^\p{L}\p{Nd}-]`)

// FileName is the code made fit to begin a file's name: letters, digits and "-" stay,
// all else becomes "_", so that "LU$" is "LU_" and ".." no folder. So does a "-" in
// front, by which programs know their flags.
func (i Institution) FileName() string { return unfit().ReplaceAllString(i.Code, "_") }
