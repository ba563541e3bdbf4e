package dnu

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// An Entry is a row of a list.
type Entry struct {
	ID     mms.ID
	Reason string // as the list gives it, or ""
	Place  string // such as Do_not_change.xlsx#Do_not_change!A12, as in messages
	From   string // the same with the file's path
}

// A Sheet is a sheet that was read as a list, or a text file.
type Sheet struct {
	Name    string // such as Do_not_change.xlsx#2025
	Entries int
}

// A List is the records that must not be changed, of one table or of several: they are
// added, then settled, and judged when the rows have passed. The zero List is empty.
type List struct {
	Sheets  []Sheet // that were read, once it is settled
	tables  []*listTable
	reasons map[mms.ID]string // of each record the first one that is not empty
	among   map[mms.ID]bool   // the records that are among the rows
	zones   Zones             // of the rows
}

// A listTable is a table as it was read.
type listTable struct {
	sheets  []*listSheet
	entries []Entry // once it is settled
	strays  []stray
}

// Add adds the records of a table, of which these are the sheets that are not empty: see
// table.Names.OpenEach. Each that has one of table.IDColumns is read as a list, and one
// without if it is the only one; the others are looked through.
func (l *List) Add(sheets []*table.Reader) error {
	if err := isReport(sheets); err != nil {
		return err
	}
	known := slices.IndexFunc(sheets, (*table.Reader).Known)
	if known < 0 && len(sheets) > 1 {
		return fmt.Errorf("%s: no sheet has a column %q or %q; several sheets are not empty: %s",
			sheets[0].File(), column.NetworkID, column.MMSID, table.Proposal(sheets))
	}
	list := sheets[max(known, 0)] // such as is read
	var t listTable
	for _, in := range sheets {
		if in != list && !in.Known() {
			if err := t.look(in, list); err != nil {
				return err
			}
			continue
		}
		s, err := read(in)
		if err != nil {
			return err
		}
		t.sheets = append(t.sheets, s)
	}
	l.tables = append(l.tables, &t)
	return nil
}

// Undecided tells whether the rows' zones say which column of a sheet has its MMS IDs.
func (l *List) Undecided() bool {
	return slices.ContainsFunc(l.tables, func(t *listTable) bool { return slices.ContainsFunc(t.sheets, (*listSheet).undecided) })
}

// Settle settles which records are on the list. The zones are those of the rows, which
// count if it is undecided. Whatever in a list may have been meant to protect a record
// and does not is an error, or is told to warn: see reading. So is a list with rows,
// the template's aside, but no MMS ID.
func (l *List) Settle(zones Zones, warn func(error)) error {
	l.reasons, l.among = make(map[mms.ID]string), make(map[mms.ID]bool)
	for _, t := range l.tables {
		var without error // the first row that is none of the template's and has no MMS ID
		for _, s := range t.sheets {
			r := s.choose(zones)
			for _, warning := range r.warnings {
				warn(warning)
			}
			if r.err != nil {
				return r.err
			}
			without = cmp.Or(without, r.without)
			t.entries = append(t.entries, r.entries...)
			t.strays = slices.Concat(t.strays, r.strays, s.links)
			l.Sheets = append(l.Sheets, Sheet{s.name, len(r.entries)})
		}
		if len(t.entries) == 0 && without != nil {
			return without
		}
		for _, e := range t.entries {
			l.reasons[e.ID] = cmp.Or(l.reasons[e.ID], e.Reason)
		}
	}
	return nil
}

// Len is how many entries there are. A record may have several.
func (l *List) Len() (n int) {
	for _, t := range l.tables {
		n += len(t.entries)
	}
	return n
}

// Write writes each entry, as a table that is itself a list, with what it protects:
// it is to be called after Rows.
func (l *List) Write(out io.Writer) error {
	w := tsv.NewWriter(out, []string{column.MMSID, column.Reason, column.From, column.Protects})
	for _, t := range l.tables {
		for _, e := range t.entries {
			w.Write([]string{e.ID.String(), e.Reason, tsv.Clean(e.From), l.protects(e.ID)})
		}
	}
	return w.Flush() // the first error of any Write
}

// protects says whether an entry protects a row. Without rows nothing is of another
// zone.
func (l *List) protects(id mms.ID) string {
	switch {
	case l.among[id]:
		return "yes"
	case l.ofOtherZone(id):
		return column.OtherZone
	}
	return "no row"
}

func (l *List) ofOtherZone(id mms.ID) bool { return len(l.zones) > 0 && !l.zones[id.Suffix()] }

// reportSheets are sheets of the report that mkreport writes. No list has sheets of
// these names.
var reportSheets = []string{"update by job", "updated records", "records for review", "not in analytics", "datasync"}

// isReport is the error of a report of ours: its records are those of the week.
func isReport(sheets []*table.Reader) error {
	for _, in := range sheets {
		if slices.ContainsFunc(reportSheets, func(name string) bool { return strings.EqualFold(name, in.Sheet()) }) {
			return fmt.Errorf("%s: this is a report of the week, which has the sheet %q, and no do-not-update list; give do_not_update_list.xlsx of the same run",
				in.File(), in.Sheet())
		}
	}
	return nil
}

// findReason finds the column Reason, -1 if there is none. Without it the Analytics report
// is no list: in its columns all records stand.
func findReason(in *table.Reader) (reason int, err error) {
	var current, lifecycle int
	if err := in.Bind(tsv.May(column.Current, &current), tsv.May(column.Lifecycle, &lifecycle), tsv.May(column.Reason, &reason)); err != nil {
		return reason, err
	}
	if at := max(current, lifecycle); at >= 0 && reason < 0 {
		return reason, in.Errorf(at, "this is the Analytics report, which has the column %q, and no do-not-update list; give it with --doublecheck, or if it is a list add the column %q",
			in.Header()[at], column.Reason)
	}
	return reason, nil
}
