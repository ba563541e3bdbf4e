package decision

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// An Entry is a row of the journal: what somebody said of a record.
type Entry struct {
	ID mms.ID
	Word
	Note string
	Date string // such as 2025-05-26
	From string // the workbook, as it was given
}

// PutsOff tells whether the record is held back until somebody decides: by the word
// later, or by a note alone.
func (e Entry) PutsOff() bool { return e.Choice == Later || e.Choice == None && e.Note != "" }

// Says tells whether there is a word or a note in the entry.
func (e Entry) Says() bool { return e.Choice != None || e.Note != "" }

// Protection is the reason of a record that was decided do not change: the note and
// the day.
func (e Entry) Protection() string {
	if e.Note == "" || e.Date == "" {
		return e.Note + e.Date
	}
	return e.Note + ", " + e.Date
}

// A Journal is all that was said, in order. Rows are only added, and the last row of
// a record is in force. The zero Journal has no row.
type Journal struct {
	entries []Entry
	lines   []string         // the rows as they are written
	of      map[mms.ID][]int // the rows about each record, as indexes
	others  []string         // columns that people added
}

// columns are those of the journal, in order.
var columns = []string{column.No, column.NetworkID, column.Incoming, column.Decision, column.Use, column.Note, column.Date, column.From}

// Read reads a journal. In a row that somebody added by hand No, Date and From may be
// empty; a table without the columns No and From, of an earlier version, counts as a
// journal whose rows are numbered in order. Columns that people added stay, behind the
// others.
func Read(in *tsv.Reader) (*Journal, error) {
	var e Entry
	var no, word, use, note string
	j := new(Journal)
	for _, name := range in.Header() {
		if !slices.ContainsFunc(columns, func(known string) bool { return tsv.SameName(known, name) }) {
			j.others = append(j.others, name)
		}
	}
	fields := make([]string, len(columns)+len(j.others))
	var vars []tsv.Var
	for i, name := range j.header() {
		vars = append(vars, tsv.MayText(name, &fields[i]))
	}
	vars = append(vars, tsv.MayText(column.No, &no), tsv.ID(column.NetworkID, &e.ID), tsv.Text(column.Incoming, &e.About), tsv.Text(column.Decision, &word),
		tsv.MayText(column.Use, &use), tsv.MayText(column.Note, &note), tsv.MayText(column.Date, &e.Date), tsv.MayText(column.From, &e.From))
	return j, in.Each(func() (err error) {
		if e.Choice, err = Parse(word); err == nil {
			e.Use, err = parseUse(use)
		}
		if err != nil {
			return in.Errorf("%w", err)
		}
		row := slices.Clone(fields)
		row[0] = strconv.Itoa(j.Len() + 1)
		if no = strings.TrimSpace(no); no != "" && no != row[0] {
			return in.Errorf("%s is %.20q where %s comes next: rows are only added, at the end; put back what was there, and leave the %[1]s of a row of your own empty",
				column.No, no, row[0])
		}
		e.Note = strings.TrimSpace(note)
		j.add(e, row)
		return nil
	}, vars...)
}

func parseUse(cell string) (ocn.Number, error) {
	if strings.TrimSpace(cell) == "" {
		return "", nil
	}
	n, ok := ocn.Parse(cell)
	if !ok {
		return "", fmt.Errorf("%.40q in column %q is no OCLC number", cell, column.Use)
	}
	return n, nil
}

func (j *Journal) header() []string { return slices.Concat(columns, j.others) }

func (j *Journal) add(e Entry, row []string) {
	if j.of == nil {
		j.of = make(map[mms.ID][]int)
	}
	j.of[e.ID] = append(j.of[e.ID], len(j.entries))
	j.entries = append(j.entries, e)
	j.lines = append(j.lines, strings.Join(row, "\t")+"\n")
}

// Add adds a row at the end. A file may be called what a field cannot hold.
func (j *Journal) Add(e Entry) {
	e.From = tsv.Clean(e.From)
	row := make([]string, len(columns)+len(j.others))
	copy(row, []string{strconv.Itoa(j.Len() + 1), e.ID.String(), e.About, e.Choice.String(), string(e.Use), e.Note, e.Date, e.From})
	j.add(e, row)
}

// Len is the number of rows, which is the No of the last one.
func (j *Journal) Len() int { return len(j.entries) }

// Write writes the journal.
func (j *Journal) Write(out io.Writer) error {
	_, err := io.WriteString(out, j.text(j.Len()))
	return err
}

// text is the file from its header to the row with that No.
func (j *Journal) text(no int) string {
	return strings.Join(j.header(), "\t") + "\n" + strings.Join(j.lines[:no], "")
}

// sum is the SHA-256 of text.
func (j *Journal) sum(no int) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(j.text(no)))) }

// InForce is what is in force of each record of which somebody said something.
func (j *Journal) InForce() map[mms.ID]Entry {
	all := make(map[mms.ID]Entry, len(j.of))
	for id, rows := range j.of {
		if e := j.entries[rows[len(rows)-1]]; e.Says() {
			all[id] = e
		}
	}
	return all
}

// A Past is what a journal says of a record, seen from a row of it.
type Past struct {
	Base Entry // in force at that row
	Now  Entry // in force
	// The rows after it that last changed the word and the note, as their No: 0 is none.
	Word, Note int
}

// Past is what the journal says of a record, seen from the row with that No; 0 is
// before the first.
func (j *Journal) Past(id mms.ID, no int) Past {
	p := Past{Base: Entry{ID: id}, Now: Entry{ID: id}}
	for _, i := range j.of[id] {
		e := j.entries[i]
		if i < no {
			p.Base = e
		} else {
			if !e.Word.Same(p.Now.Word) {
				p.Word = i + 1
			}
			if e.Note != p.Now.Note {
				p.Note = i + 1
			}
		}
		p.Now = e
	}
	return p
}

// Row is the row with that No.
func (j *Journal) Row(no int) Entry { return j.entries[no-1] }

// Entries are the rows, in order.
func (j *Journal) Entries() []Entry { return j.entries }

// Carry adds what an earlier run left open: each word later, and each note without a
// word, that is in force there, with its day. Of a record of which j has a row, that
// stands.
func (j *Journal) Carry(earlier *Journal) {
	for i, e := range earlier.entries {
		rows := earlier.of[e.ID]
		if last := rows[len(rows)-1]; i == last && e.PutsOff() && j.of[e.ID] == nil {
			j.Add(e)
		}
	}
}

// Protected writes the records for which do not change is in force, sorted by MMS ID, as
// a do-not-update list.
func (j *Journal) Protected(out io.Writer) error {
	w := tsv.NewWriter(out, []string{column.MMSID, column.Reason})
	inForce := j.InForce()
	for _, id := range slices.SortedFunc(maps.Keys(inForce), mms.Compare) {
		if e := inForce[id]; e.Choice == DoNotChange {
			w.Write([]string{id.String(), e.Protection()}) // its error comes again from Flush
		}
	}
	return w.Flush()
}
