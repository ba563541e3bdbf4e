package dnu

import (
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// template is what stands in the list that people are given to fill in.
const template = "Add your MMS ID here"

// A reading is a sheet read as a list whose MMS IDs stand in one of its columns:
//
//   - A blank cell, and that of the template, is passed over, unless an MMS ID
//     stands elsewhere in its row: an error.
//   - Other text without a digit is a warning.
//   - A cell with digits that is no MMS ID, and a formula's error, is an error.
type reading struct {
	at, reason int // columns
	entries    []Entry
	strays     []stray
	warnings   []error
	without    error // the first row that is none of the template's and has no MMS ID
	zones      Zones // of all MMS IDs in the column
	err        error // the first one, which ends it
}

// A listSheet is a sheet as it was read, by each of its columns of MMS IDs: which one
// counts is not known before the rows are, and a pipe comes once.
type listSheet struct {
	name     string
	readings []*reading
	links    []stray
}

// read reads a sheet.
func read(in *table.Reader) (*listSheet, error) {
	columns, err := in.FindIDs()
	if err != nil {
		return nil, err
	}
	reason, err := findReason(in)
	if err != nil {
		return nil, err
	}
	s := &listSheet{name: in.Name()}
	for _, at := range columns {
		s.readings = append(s.readings, &reading{at: at, reason: reason, zones: make(Zones)})
	}
	for in.Scan() {
		for _, r := range s.readings {
			r.row(in)
		}
	}
	s.links = links(in, in)
	return s, in.Err()
}

// undecided tells whether the rows' zones say which column counts.
func (s *listSheet) undecided() bool { return len(s.readings) > 1 && len(s.readings[1].zones) > 0 }

// choose is the first reading with an MMS ID of one of the zones, or where there is none
// the first.
func (s *listSheet) choose(zones Zones) *reading {
	for _, r := range s.readings {
		for zone := range zones {
			if r.zones[zone] {
				return r
			}
		}
	}
	return s.readings[0]
}

func (r *reading) row(in *table.Reader) {
	cell := in.Field(r.at)
	if !strings.ContainsFunc(cell, unicode.IsDigit) && !in.Failed(r.at) {
		if r.err == nil {
			r.err = r.passOver(in, cell)
			r.strays = beside(r.strays, in, r.at, 0)
		}
		return
	}
	id, err := in.MMSID(r.at)
	if err == nil {
		r.zones[id.Suffix()] = true
	}
	if r.err != nil {
		return
	}
	if r.err = err; err == nil {
		r.entries = append(r.entries, Entry{id, strings.Clone(in.Field(r.reason)), in.Place(r.at), in.From(r.at)})
		r.strays = beside(r.strays, in, r.at, id)
	}
}

// passOver passes over a row without a digit in its cell.
func (r *reading) passOver(in *table.Reader, cell string) error {
	if err := r.elsewhere(in); err != nil {
		return err
	}
	if tsv.SameName(cell, template) {
		return nil
	}
	if r.without == nil {
		r.without = in.Errorf(r.at, "%.40q is no MMS ID, and no other row of the list has one; the MMS IDs must stand in the column %q or %q, or in the first one",
			cell, column.NetworkID, column.MMSID)
	}
	if strings.TrimSpace(cell) != "" {
		r.warnings = append(r.warnings, in.Errorf(r.at, "%.40q is skipped, since it is no MMS ID", cell))
	}
	return nil
}

// elsewhere is the error of a row whose MMS ID does not stand in the column that is
// read.
func (r *reading) elsewhere(in *table.Reader) error {
	for other, name := range in.Header() {
		if field := in.Field(other); other != r.at && table.LooksLikeID(field) {
			return in.Errorf(other, "%.40q stands in the column %q, but the list is read from the column %q, where this row has no MMS ID; put it there",
				field, name, in.Header()[r.at])
		}
	}
	return nil
}
