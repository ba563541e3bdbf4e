// Package analytics reads the Alma Analytics report OCLC-doublecheck: what the
// records of the Network Zone have in 035 today.
package analytics

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
)

// A Row is what the report says of a record. Where the report has several rows
// for it, each field holds every distinct value once, in order.
type Row struct {
	Current     string // OCLC numbers in 035 $a, joined by "; "
	Cancelled   string // OCLC numbers in 035 $z, joined by "; "
	Lifecycle   string // "In Repository"; others, joined by "; ", may come
	Institution string // who holds the record, joined by " | "
}

// What there is to say of a record, wherever it is said.
const (
	Missing     = "not in the Analytics report"
	HoldsOthers = "035 $a holds other numbers"
)

// How the report joins several values in a field.
const (
	sepNumber      = "; "
	sepInstitution = " | "
)

// A Report is the rows by MMS ID.
type Report map[mms.ID]Row

// Read reads the parts of a report, each opened with open.
func Read(parts []string, open func(name, sheet string, columns ...string) (*table.Reader, error)) (Report, error) {
	r := make(Report)
	for _, name := range parts {
		in, err := open(name, "", column.NetworkID)
		if err != nil {
			return nil, err
		}
		if err := cmp.Or(r.Add(in), in.Close()); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Add adds the rows of a table with the columns Network Id, OCLC Control Number
// (035a) and OCLC Control Number (035z). Bibliographic Lifecycle and Institution
// Name may be absent.
func (r Report) Add(in *table.Reader) error {
	var at [5]int
	for i, name := range []string{column.NetworkID, column.Current, column.Cancelled} {
		var err error
		if at[i], err = in.Column(name); err != nil {
			return err
		}
	}
	for i, name := range []string{column.Lifecycle, column.Institution} {
		var err error
		if at[3+i], err = in.Optional(name); err != nil {
			return err
		}
	}
	same := make(interned)
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return err
		}
		for _, at := range at[1:3] {
			if number := cutShort(in.Field(at)); number != "" {
				return in.Errorf(at, "%s is an OCLC number cut short by a spreadsheet; export the report again", number)
			}
		}
		row := Row{
			Current:     strings.Clone(in.Field(at[1])),
			Cancelled:   strings.Clone(in.Field(at[2])),
			Lifecycle:   same.text(in.Field(at[3])),
			Institution: same.text(in.Field(at[4])),
		}
		if before, ok := r[id]; ok {
			row = before.unite(row)
		}
		r[id] = row
	}
	return in.Err()
}

// cutShort is the number in a field that a spreadsheet wrote as 1.52E+09, without
// its last digits, or "". Passed over, it would be missing from the rollback.
func cutShort(field string) string {
	if !strings.Contains(field, "E+") { // nearly all
		return ""
	}
	for item := range strings.SplitSeq(field, strings.TrimSpace(sepNumber)) {
		item = strings.TrimSpace(item)
		if strings.Contains(item, "E+") && strings.Trim(item, "0123456789.,E+") == "" {
			return item
		}
	}
	return ""
}

// interned keeps one copy of each text: there are few lifecycles, and not many
// combinations of institutions, in very many rows.
type interned map[string]string

func (t interned) text(s string) string {
	kept, ok := t[s]
	if !ok {
		kept = strings.Clone(s)
		t[kept] = kept
	}
	return kept
}

func (a Row) unite(b Row) Row {
	return Row{
		Current:     unite(a.Current, b.Current, sepNumber),
		Cancelled:   unite(a.Cancelled, b.Cancelled, sepNumber),
		Lifecycle:   unite(a.Lifecycle, b.Lifecycle, sepNumber),
		Institution: unite(a.Institution, b.Institution, sepInstitution),
	}
}

// unite joins the distinct values of two fields, in order.
func unite(a, b, sep string) string {
	var values []string
	for _, field := range []string{a, b} {
		for value := range strings.SplitSeq(field, strings.TrimSpace(sep)) {
			value = strings.TrimSpace(value)
			if value != "" && !slices.Contains(values, value) {
				values = append(values, value)
			}
		}
	}
	return strings.Join(values, sep)
}

// Numbers is the OCLC numbers in 035 $a.
func (a Row) Numbers() []ocn.Number { return ocn.ParseList(a.Current).Numbers }

// InRepository tells whether the record is in the repository, as far as the
// report tells: a lifecycle other than In Repository, such as Deleted, says no.
func (a Row) InRepository() bool {
	for value := range strings.SplitSeq(a.Lifecycle, strings.TrimSpace(sepNumber)) {
		value = strings.TrimSpace(value)
		if value != "" && !strings.EqualFold(value, "In Repository") {
			return false
		}
	}
	return true
}
