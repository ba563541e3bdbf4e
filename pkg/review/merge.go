package review

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
)

// A Merger takes workbooks into a journal of decisions.
type Merger struct {
	Journal  *decision.Journal // to which rows are added
	Run      string            // the name of the run of which the workbooks are; "" is not known
	Day      string            // of what is added
	Overrule bool              // where somebody else has changed a word meanwhile, the workbook's counts
	Warn     func(error)

	places []string // of the rows added, as in messages
	began  int      // how many rows there were before
}

// Merge takes the workbooks in, one after the other, as if each had been given alone.
// The error tells all that is wrong, in cells and between people; the journal is of no
// use then.
func (m *Merger) Merge(books []Book) error {
	m.began, m.places = m.Journal.Len(), nil
	var bad []error
	for _, b := range books {
		bad = append(bad, b.Wrong, m.take(b))
	}
	return errors.Join(bad...)
}

// take takes in a workbook. Where it was made from this journal, all that is in it and
// was not in force then is its writer's word, a blank cell too. Else it shows nothing,
// and its blank cells say nothing.
func (m *Merger) take(b Book) error {
	no, based, err := m.base(b)
	if err != nil {
		return err
	}
	if !based && b.Wrong == nil && !slices.ContainsFunc(b.Rows, Row.isDecided) {
		return fmt.Errorf("%s: there is no decision in it; write update, do not change or later in the column %s", b.Name, column.Decision)
	}
	var bad []error
	var blank []Row
	ids, of := byRecord(b.Rows)
	for _, id := range ids {
		rows := of[id]
		past := m.Journal.Past(id, no)
		e, place, err := m.say(past, rows, based)
		bad = append(bad, err)
		if err == nil && (!e.Word.Same(past.Now.Word) || e.Note != past.Now.Note) {
			e.Date, e.From = m.Day, b.Name
			m.Journal.Add(e)
			m.places = append(m.places, place)
		}
		if was := m.Journal.Past(id, m.began).Base; !based && was.Choice != decision.None && !slices.ContainsFunc(rows, Row.isDecided) {
			blank = append(blank, rows[0])
		}
	}
	if len(blank) > 0 {
		m.Warn(fmt.Errorf("%s: record %v stays decided: a blank cell says nothing in a workbook that is no report of this run as it is now; the first of %s",
			blank[0].Place, blank[0].ID, count.Of(len(blank), "record")))
	}
	return errors.Join(bad...)
}

// byRecord are the records, in the order of their first rows, and the rows of each.
func byRecord(rows []Row) (ids []mms.ID, of map[mms.ID][]Row) {
	of = make(map[mms.ID][]Row)
	for _, row := range rows {
		if of[row.ID] == nil {
			ids = append(ids, row.ID)
		}
		of[row.ID] = append(of[row.ID], row)
	}
	return ids, of
}

// base is up to which row the workbook showed the journal when it was made. based is
// false where it showed none of it.
func (m *Merger) base(b Book) (no int, based bool, err error) {
	switch {
	case b.Base == decision.Base{}:
	case m.Run != "" && b.Base.Run != m.Run && !m.Overrule:
		return 0, false, fmt.Errorf("%s: this is the report of another run; give it to that one (--overrule takes in what is decided in it)", b.Name)
	case m.Run != "" && b.Base.Run != m.Run:
	case m.Journal.Has(b.Base):
		return b.Base.No, true, nil
	default:
		m.Warn(fmt.Errorf("%s: the decisions that it shows are not those that were made here; what is decided in it counts, and its blank cells say nothing", b.Name))
	}
	return 0, false, nil
}

// say is the record's next row of the journal, or the one in force, after the rows of
// a workbook about it. place is that of the row that counts.
func (m *Merger) say(past decision.Past, rows []Row, based bool) (e decision.Entry, place string, err error) {
	e = past.Now
	var word *Row
	replaces := past.Note == 0 // the note, if nobody has changed it since
	for _, row := range rows {
		if !based {
			row = row.ofOldReport(past.Now)
		}
		saysWord, saysNote := row.news(past)
		switch {
		case !saysWord:
		case word == nil:
			word = &row
		case !word.Word.Same(row.Word):
			return e, "", errTwice(row, word.Word, word.Place)
		}
		switch {
		case saysNote && replaces:
			e.Note, replaces = row.Note, false
		case saysNote:
			e.Note = addNote(e.Note, row.Note)
		}
		if e.Choice == decision.None {
			e.About = row.About
		}
		place = row.Place
	}
	if word != nil {
		if past.Word > 0 {
			if err := m.disagrees(*word, past); err != nil {
				return e, "", err
			}
		}
		e.Word, place = word.Word, word.Place
	}
	return e, place, nil
}

// news tells whether the word and the note of a row are its writer's: they are not
// where they stand as the workbook showed them, or as they are in force. An update
// about another number than the row's was not shown.
func (r Row) news(past decision.Past) (word, note bool) {
	base := past.Base
	if base.IsStale(r.About) {
		base.Word = decision.Word{}
	}
	return !r.Word.Same(base.Word) && !r.Word.Same(past.Now.Word), r.Note != base.Note && r.Note != past.Now.Note
}

// ofOldReport is the row as it is meant if it may stand in a report of version 2. There
// a record that was updated to another number stood with that one alone, so the number
// that the decision is about is that of the word in force.
func (r Row) ofOldReport(now decision.Entry) Row {
	if !r.reported && r.Use != "" && decision.SameNumber(r.About, string(r.Use)) && now.Choice != decision.None {
		r.About = now.About
	}
	return r
}

const sepNote = "; "

// addNote adds a note to one that somebody else has changed meanwhile, or that another
// row says, unless it stands there already.
func addNote(now, note string) string {
	if now == "" {
		return note
	}
	parts := strings.Split(now, sepNote)
	for part := range strings.SplitSeq(note, sepNote) {
		if part != "" && !slices.Contains(parts, part) {
			return now + sepNote + note
		}
	}
	return now
}

// disagrees tells that a row's word is not the one that somebody else has said since
// the workbook was made.
func (m *Merger) disagrees(row Row, past decision.Past) error {
	other := m.Journal.Row(past.Word)
	if past.Word > m.began {
		return errTwice(row, other.Word, m.places[past.Word-m.began-1])
	}
	if m.Overrule {
		return nil
	}
	said := slices.DeleteFunc([]string{other.Date, other.From}, func(part string) bool { return part == "" })
	here, there := told(row.Word, other.Word)
	return fmt.Errorf("%s: record %v: %s here, but since this workbook was made it is %s (%s); agree on one, or give --overrule to let this one count",
		row.Place, row.ID, here, there, cmp.Or(strings.Join(said, ", "), "by hand"))
}

func errTwice(row Row, other decision.Word, place string) error {
	here, there := told(row.Word, other)
	return fmt.Errorf("%s: record %v is decided twice, %s here and %s in %s; leave one", row.Place, row.ID, here, there, place)
}

// told are two words as messages have them: with what they are about, if that is the
// difference.
func told(a, b decision.Word) (string, string) {
	text := func(w decision.Word) string {
		switch {
		case w.Choice == decision.None:
			return "no decision"
		case a.String() == b.String():
			return fmt.Sprintf("%q about %s", w, number(w.About))
		}
		return fmt.Sprintf("%q", w)
	}
	return text(a), text(b)
}

// A MergeCount says what is in force, of how many records, and how it came to be so.
type MergeCount struct {
	InForce                     [decision.Later + 1]int // of each choice; of None there is a note alone
	New, Changed, Undone, Notes int                     // only the note is another
	Turned                      []string                // each record whose decision was changed or taken back, and which of the two
}

// String is the count, with the first of the records whose decision was changed or taken
// back.
func (n MergeCount) String() string {
	update, not, later := n.InForce[decision.Update], n.InForce[decision.DoNotChange], n.InForce[decision.Later]
	text := fmt.Sprintf("%s: %d to update, %d not to change, %d later, %s alone; %d new, %d changed, %d taken back, %s",
		count.Of(update+not+later, "decision"), update, not, later, count.Of(n.InForce[decision.None], "note"),
		n.New, n.Changed, n.Undone, count.Of(n.Notes, "other note"))
	if n.Turned == nil {
		return text
	}
	return text + ": " + count.First(n.Turned, 5, ", ")
}

// Count counts what was taken in.
func (m *Merger) Count() (n MergeCount) {
	for _, e := range m.Journal.InForce() {
		n.InForce[e.Choice]++
	}
	seen := make(map[mms.ID]bool)
	for _, e := range m.Journal.Entries()[m.began:] {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		past := m.Journal.Past(e.ID, m.began)
		switch was, now := past.Base, past.Now; {
		case was.Word.Same(now.Word):
			n.Notes++
		case was.Choice == decision.None:
			n.New++
		case now.Choice == decision.None:
			n.Undone++
			n.Turned = append(n.Turned, e.ID.String()+" taken back")
		default:
			n.Changed++
			n.Turned = append(n.Turned, e.ID.String()+" changed")
		}
	}
	return n
}
