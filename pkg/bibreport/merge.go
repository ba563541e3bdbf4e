package bibreport

import (
	"cmp"
	"io"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/reason"
	"datasync/pkg/tsv"
)

// A Merger merges reports, one row per MMS ID. Read reads them, Write writes
// what became of their rows.
type Merger struct {
	nz      mms.Suffix
	rows    store
	rejects *Rejects
	count   Count
}

// A Count says where the rows of the reports went. Each row is counted once.
type Count struct{ Shared, Institution, Duplicate, Rejected int }

// Rows is how many rows came in.
func (c Count) Rows() int { return c.Shared + c.Institution + c.Duplicate + c.Rejected }

// NewMerger returns a Merger for which records with the suffix nz are shared.
// Lines that are no report rows go to rejects; if it is nil, the first one is an error.
func NewMerger(nz mms.Suffix, rejects *Rejects) *Merger { return &Merger{nz: nz, rejects: rejects} }

// Read reads a report. A report without one valid row is an error.
func (m *Merger) Read(src io.Reader, name string) error {
	in := NewReader(src, name)
	for in.Scan() {
		row, err := in.Row()
		if err == nil {
			err = m.rows.add(row)
		}
		switch {
		case err == nil:
			continue
		case m.rejects == nil:
			return in.Place(err)
		}
		m.count.Rejected++
		m.rejects.Take(in.Place(err), string(in.Bytes())) // its error comes again from Flush
	}
	return in.Err()
}

// Out is where Write writes; each is a table.
type Out struct {
	Shared     io.Writer
	Duplicates io.Writer
	Conflicts  io.Writer // the claims about the shared records in conflict; nil is nowhere
	Actions    io.Writer // how many shared records each library's own reports have, by action; nil is nowhere
	// Zone gives the file of the records with a suffix other than that of the
	// shared ones. It is called once for each suffix that records have; two
	// suffixes may have one file.
	Zone func(mms.Suffix) (*tsv.Writer, error)
}

// Header is the columns of the merged records.
func Header() []string {
	return []string{column.JobID, column.NetworkID, column.Existing, column.Incoming, column.Action,
		column.Reports, column.Conflict, column.SharedWith}
}

// Write writes one row per record, in the order of first appearance, and each
// row that was folded into one or superseded to out.Duplicates.
func (m *Merger) Write(out Out) (Count, error) {
	m.rows.resolve()
	w := &writer{
		Merger:     m,
		newZone:    out.Zone,
		sharing:    m.findSharing(),
		shared:     tsv.NewWriter(out.Shared, Header()),
		duplicates: tsv.NewWriter(out.Duplicates, append(Header()[:fields:fields], column.Reason)),
		conflicts: tsv.NewWriter(cmp.Or(out.Conflicts, io.Discard), []string{column.NetworkID, column.Symbol, column.Action,
			column.Incoming, column.Run, column.JobID}),
		zones:   make(map[mms.Suffix]*tsv.Writer),
		actions: actions{counts: make(map[libraryAction]*int)},
	}
	for n := range m.rows.n {
		if err := w.write(n, m.rows.entry(n)); err != nil {
			return m.count, err
		}
	}
	err := cmp.Or(w.shared.Flush(), w.duplicates.Flush(), w.conflicts.Flush())
	for _, zone := range w.zones {
		err = cmp.Or(err, zone.Flush())
	}
	if m.rejects != nil {
		err = cmp.Or(err, m.rejects.Flush())
	}
	return m.count, cmp.Or(err, w.actions.write(cmp.Or(out.Actions, io.Discard), &m.rows))
}

// A writer writes what became of the rows.
type writer struct {
	*Merger
	newZone                       func(mms.Suffix) (*tsv.Writer, error)
	sharing                       []member
	shared, duplicates, conflicts *tsv.Writer
	zones                         map[mms.Suffix]*tsv.Writer
	actions                       actions
	record                        record
}

// write writes entry n if it is a duplicate, and its record if it is the first
// of it.
func (w *writer) write(n uint32, e *entry) error {
	if e.outcome != own {
		w.count.Duplicate++
		why := reason.Duplicate
		if e.outcome == superseded { // it claims nothing any more
			why = reason.Superseded
		}
		b := w.rows.appendLine(w.duplicates.Begin(), n, '\t')
		w.duplicates.End(append(append(b, '\t'), why...)) // its error, as all of a Writer, comes again from Flush
	}
	if e.group == later {
		return nil
	}
	return w.writeRecord(n, e.id.Suffix())
}

// writeRecord writes the record whose first entry is n, and the claims about it if
// it is a shared one in conflict.
func (w *writer) writeRecord(first uint32, zone mms.Suffix) error {
	out, isShared := w.shared, zone == w.nz
	if isShared {
		w.count.Shared++
	} else {
		w.count.Institution++
		if w.zones[zone] == nil {
			var err error
			if w.zones[zone], err = w.newZone(zone); err != nil {
				return err
			}
		}
		out = w.zones[zone]
	}
	r := &w.record
	r.collect(&w.rows, first)
	claims := r.claims(&w.rows)
	b := w.rows.appendLine(out.Begin(), r.own, '\t')
	b = r.appendReports(append(b, '\t'), &w.rows)
	b = append(appendClaims(append(b, '\t'), claims), '\t')
	if e := w.rows.entry(r.own); e.shares {
		b = w.appendOthers(b, e)
	}
	out.End(b)
	if isShared {
		w.rows.writeClaims(w.conflicts, claims)
		w.actions.add(r, &w.rows)
	}
	return nil
}
