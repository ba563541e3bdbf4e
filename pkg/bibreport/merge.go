package bibreport

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/line"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A Merger merges reports, one row per MMS ID. Read reads them, Write writes
// what became of their rows.
type Merger struct {
	nz      mms.Suffix
	rows    store
	rejects *tsv.Writer
	count   Count
}

// A Count says where the rows of the reports went. Each row is counted once.
type Count struct{ Shared, Institution, Duplicate, Rejected int }

// Rows is how many rows came in.
func (c Count) Rows() int { return c.Shared + c.Institution + c.Duplicate + c.Rejected }

// NewMerger returns a Merger for which records with the suffix nz are shared.
// Lines that are no report rows are written to rejects, as a table; if it is
// nil, the first one is an error.
func NewMerger(nz mms.Suffix, rejects io.Writer) *Merger {
	m := &Merger{nz: nz}
	if rejects != nil {
		m.rejects = tsv.NewWriter(rejects, []string{column.File, column.Line, column.Reason, column.Text})
	}
	return m
}

// Read reads a report. Blank lines are skipped. A report without one valid row
// is an error.
func (m *Merger) Read(src io.Reader, name string) error {
	lines := line.NewReader(src)
	before := m.rows.n
	var firstBad error
	for lines.Scan() {
		err := m.readLine(lines)
		if err == nil {
			continue
		}
		err = &tsv.Error{File: name, Line: lines.Number(), Err: err}
		if firstBad == nil {
			firstBad = err
		}
		if m.rejects == nil {
			return err
		}
		if err := m.reject(name, lines, err); err != nil {
			return err
		}
	}
	switch {
	case lines.Err() != nil:
		return &tsv.Error{File: name, Line: lines.Number() + 1, Err: lines.Err()}
	case m.rows.n > before:
		return nil
	case firstBad != nil:
		return fmt.Errorf("%w; no line of the file is a report row", firstBad)
	}
	return &tsv.Error{File: name, Line: 1, Err: errors.New("the report is empty; take it from OCLC again")}
}

func (m *Merger) readLine(lines *line.Reader) error {
	text := lines.Bytes()
	switch {
	case isBlank(text):
		return nil
	case !lines.Valid():
		return errors.New("the line is not UTF-8; take the report as it came from OCLC, or save it as UTF-8")
	case bytes.IndexByte(text, 0) >= 0:
		return errors.New("the line holds a NUL byte; the file is damaged, take it from OCLC again")
	}
	l, err := ParseLine(text)
	if err != nil {
		return err
	}
	return m.rows.add(l)
}

func isBlank(text []byte) bool {
	return len(text) == 0 || text[0] <= ' ' && strings.TrimSpace(string(text)) == ""
}

func (m *Merger) reject(name string, lines *line.Reader, err error) error {
	m.count.Rejected++
	text := strings.ToValidUTF8(tsv.Clean(string(lines.Bytes())), "\uFFFD")
	reason := errors.Unwrap(err).Error()
	return m.rejects.Write([]string{tsv.Clean(name), strconv.Itoa(lines.Number()), reason, text})
}

// Out is where Write writes; each is a table.
type Out struct {
	Shared     io.Writer
	Duplicates io.Writer
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
	m.settle()
	w := &writer{
		rows:       &m.rows,
		nz:         m.nz,
		sharing:    m.newSharing(),
		shared:     tsv.NewWriter(out.Shared, Header()),
		duplicates: tsv.NewWriter(out.Duplicates, append(Header()[:fields:fields], column.Reason)),
		zones:      make(map[mms.Suffix]*tsv.Writer),
		newZone:    out.Zone,
		count:      m.count,
	}
	for n := uint32(1); n <= m.rows.n; n++ {
		if err := w.write(n); err != nil {
			return w.count, err
		}
	}
	err := cmp.Or(w.shared.Flush(), w.duplicates.Flush())
	for _, zone := range w.zones {
		err = cmp.Or(err, zone.Flush())
	}
	if m.rejects != nil {
		err = cmp.Or(err, m.rejects.Flush())
	}
	return w.count, err
}
