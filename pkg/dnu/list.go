package dnu

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Sheet is the sheet of a workbook that holds the list, where it has one of
// that name.
const Sheet = "Do_not_change"

// template is what stands in the list that people are given to fill in.
const template = "Add your MMS ID here"

// An Entry is a row of a list.
type Entry struct {
	ID     mms.ID
	Reason string // as the list gives it, or ""
	Place  string // such as Do_not_change.xlsx#Do_not_change!A12
}

// A List is the records that must not be changed, of one table or of several. The
// zero List is empty.
type List struct {
	tables  [][]Entry         // as they were read
	reasons map[mms.ID]string // the first one that is not empty
}

// Add adds the records of a table. Whatever in it may have been meant to protect a
// record and does not is an error, or is told to warn:
//
//   - A blank cell, and that of the template, is passed over, unless an MMS ID
//     stands elsewhere in its row: an error.
//   - Other text without a digit is a warning.
//   - A cell with digits that is no MMS ID, and a formula's error, is an error.
//   - So is a list with rows, the template's aside, but no MMS ID.
func (l *List) Add(in *table.Reader, warn func(error)) error {
	at, err := in.IDColumn()
	if err != nil {
		return err
	}
	var reason int
	if err := in.Locate(tsv.May(column.Reason, &reason)); err != nil {
		return err
	}
	var entries []Entry
	var without error // the first row that is none of the template's and has no MMS ID
	for in.Scan() {
		cell := in.Field(at)
		if strings.ContainsFunc(cell, unicode.IsDigit) || in.Failed(at) {
			id, err := in.MMSID(at)
			if err != nil {
				return err
			}
			entries = append(entries, Entry{id, strings.Clone(in.Field(reason)), in.Place(at)})
			continue
		}
		if err := elsewhere(in, at); err != nil {
			return err
		}
		if tsv.SameName(cell, template) {
			continue
		}
		if without == nil {
			without = in.Errorf(at, "%.40q is no MMS ID, and no other row of the list has one; the MMS IDs must stand in the column %q or %q, or in the first one",
				cell, column.NetworkID, column.MMSID)
		}
		if strings.TrimSpace(cell) != "" {
			warn(in.Errorf(at, "%.40q is skipped, since it is no MMS ID", cell))
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	if len(entries) == 0 {
		return without
	}
	l.tables = append(l.tables, entries)
	if l.reasons == nil {
		l.reasons = make(map[mms.ID]string)
	}
	for _, e := range entries {
		l.reasons[e.ID] = cmp.Or(l.reasons[e.ID], e.Reason)
	}
	return nil
}

// elsewhere is the error of a row whose MMS ID does not stand in the column at.
func elsewhere(in *table.Reader, at int) error {
	for other, name := range in.Header() {
		if field := in.Field(other); other != at && table.LooksLikeID(field) {
			return in.Errorf(other, "%.40q stands in the column %q, but the list is read from the column %q, where this row has no MMS ID; put it there",
				field, name, in.Header()[at])
		}
	}
	return nil
}

// Len is how many entries there are. A record may have several.
func (l *List) Len() int { return len(slices.Concat(l.tables...)) }

// Write writes each entry, as a table that is itself a list.
func (l *List) Write(out io.Writer) error {
	w := tsv.NewWriter(out, []string{column.MMSID, column.Reason, column.From})
	for _, e := range slices.Concat(l.tables...) {
		w.Write([]string{e.ID.String(), e.Reason, e.Place})
	}
	return w.Flush() // the first error of any Write
}

// checkZones looks for entries that can protect nothing, since they are of none of
// the zones that the rows are of: MMS IDs of an Institution Zone, or such as were
// cut short. It counts them and tells the first to warn. A table of nothing else
// is an error.
func (l *List) checkZones(zones map[mms.Suffix]bool, warn func(error)) (other int, err error) {
	if len(zones) == 0 {
		return 0, nil // there is nothing to compare with
	}
	var first Entry
	for _, entries := range l.tables {
		before := other
		for _, e := range entries {
			if zones[e.ID.Suffix()] {
				continue
			}
			if other++; other == 1 {
				first = e
			}
		}
		if n := other - before; n == len(entries) {
			return other, fmt.Errorf("%s: %v, like each entry of this list, ends in the digits of another zone than the rows do: they end in %s; list the MMS IDs of the Network Zone (%q in Analytics)",
				entries[0].Place, entries[0].ID, endings(zones), column.NetworkID)
		}
	}
	if other > 0 {
		warn(fmt.Errorf("%s: %v protects nothing, since it ends in the digits of another zone than the rows, %s; it is the first of %s",
			first.Place, first.ID, endings(zones), count.Of(other, "entry of this kind")))
	}
	return other, nil
}

// endings are the suffixes of the zones, the first few of them.
func endings(zones map[mms.Suffix]bool) string {
	const most = 5
	all := slices.Sorted(maps.Keys(zones))
	text := make([]string, min(len(all), most))
	for i := range text {
		text[i] = all[i].String()
	}
	if len(all) > most {
		text = append(text, "…")
	}
	return strings.Join(text, ", ")
}
