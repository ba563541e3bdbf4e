package message

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/count"
	"datasync/pkg/line"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// Exceptions are the lines of exception reports. The zero value has none.
type Exceptions struct {
	all []*exception
	of  map[mms.ID]*exception // the last line about a record
}

// An exception is a line of a report. Its texts are parts of the report, which
// is kept as a whole: twice their size, but nothing to copy.
type exception struct {
	job, record, sent, number string // as they came; record is where the MMS ID stands
	message
	id     mms.ID // 0 for none
	symbol string // of the library, "" if the line does not tell it
	file   string
	before *exception // the line before about the same record
	tally  *tally     // of its group: see tallies
	line   int32      // from 1
	joined bool       // there is a row for it
}

// parse reads a line of an exception report.
func parse(text string) (*exception, error) {
	at := strings.SplitN(text, "|", 7)
	switch {
	case len(at) == 7:
		return &exception{job: at[0], record: at[1], sent: at[2], number: at[3], message: newMessage(at[4], at[5], at[6])}, nil
	case len(at) == 5 && strings.Contains(text, "::bib::"):
		return nil, errors.New("this is a bib processing report; take OCLC's bib exception report, and give this one to bibmerge")
	}
	if id, number, _ := cutReference(text); id != 0 && number != "" {
		return nil, errors.New("this is a cross-reference report; give it with --xref")
	}
	return nil, fmt.Errorf("%s, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text", count.Of(len(at), "field"))
}

// parseOld reads a line of the report of former years.
func parseOld(text string) (*exception, error) {
	at := strings.Split(text, "\t")
	if len(at) != 6 {
		return nil, fmt.Errorf("%s, want 6: Alma OCN, staging OCN, MMS ID, exception count, description, severity", count.Of(len(at), "field"))
	}
	return &exception{sent: at[0], number: at[1], record: at[2], message: newMessage(validationError, at[5], at[4])}, nil
}

// oldHeading is how many lines the report of former years has before its first.
const oldHeading = 6

// A numbered is a line of a report.
type numbered struct {
	number int // from 1
	text   string
}

// lines are the lines that are not blank.
func lines(in *line.Reader) iter.Seq[numbered] {
	return func(yield func(numbered) bool) {
		for in.Scan() {
			text := in.Text()
			if !in.Valid() { // the text quotes the record, which may be what is wrong with it
				text = strings.ToValidUTF8(text, "\uFFFD")
			}
			if strings.TrimSpace(text) != "" && !yield(numbered{in.Number(), text}) {
				return
			}
		}
	}
}

// Read reads an exception report, of either form. Blank lines are skipped. It
// tells how many exceptions there were: none is no error, for OCLC may have had
// nothing to say.
func (x *Exceptions) Read(src io.Reader, name string, reject Reject) (exceptions int, err error) {
	var (
		in      = line.NewReader(src)
		f       *form      // nil: it is not known yet
		waiting []numbered // the lines till it is
	)
	take := func() error {
		for _, l := range waiting {
			if l.number <= f.heading {
				continue
			}
			e, err := f.parse(l.text)
			if err == nil {
				e.file, e.line = name, int32(l.number)
				x.add(e)
				exceptions++
			} else if err := reject.take(&tsv.Error{File: name, Line: l.number, Err: err}, l.text); err != nil {
				return err
			}
		}
		waiting = waiting[:0]
		return nil
	}
	for l := range lines(in) {
		if waiting = append(waiting, l); f == nil {
			f = formOf(l, len(waiting) == 1, reject == nil)
		}
		if f != nil {
			if err := take(); err != nil {
				return 0, err
			}
		}
	}
	if f == nil {
		f = formOfNone(waiting)
	}
	if err := take(); err != nil {
		return 0, err
	}
	if err := readError(in, name, reject); err != nil {
		return 0, err
	}
	return exceptions, nil
}

// A form of a report is how its lines are read, and how many lines of heading are in front
// of them.
type form struct {
	parse   func(string) (*exception, error)
	heading int
}

var today, former = &form{parse, 0}, &form{parseOld, oldHeading}

// formOf tells by a line, and whether it is the first, which form the report has; nil is
// not known yet. Lines before the first that can be read are damaged. If strict is set,
// nothing may be damaged, and the first lines are enough to tell.
func formOf(l numbered, isFirst, strict bool) *form {
	if _, err := parse(l.text); err == nil {
		return today
	}
	if _, err := parseOld(l.text); err == nil && l.number > oldHeading {
		return former
	}
	if isFirst && strings.Contains(l.text, "|") || strict && l.number > oldHeading {
		return today // this is no heading
	}
	return nil
}

// formOfNone is the form of a report no line of which can be read. A heading alone is one
// of former years in which OCLC has nothing to say.
func formOfNone(all []numbered) *form {
	if slices.ContainsFunc(all, func(l numbered) bool { return strings.Contains(l.text, "\tException Count\t") }) {
		return former
	}
	return today
}

// readError is the error that ended the reading of a report. A line that is too long
// to be read is a damaged one, of a report of which the rest is not read.
func readError(in *line.Reader, name string, reject Reject) error {
	if in.Err() == nil {
		return nil
	}
	err := &tsv.Error{File: name, Line: in.Number() + 1, Err: in.Err()}
	if reject == nil || !errors.Is(err, line.ErrTooLong) {
		return err
	}
	err.Err = fmt.Errorf("%w (from here on the file was not read)", err.Err)
	return reject(err, "")
}

// A Reject takes a line that cannot be read, with its place and what is wrong. Where
// a report is read without one, the first such line is an error.
type Reject func(why *tsv.Error, line string) error

// take hands a line over, or returns what is wrong with it.
func (r Reject) take(why *tsv.Error, line string) error {
	if r == nil {
		return why
	}
	return r(why, line)
}

// add appends a line.
func (x *Exceptions) add(e *exception) {
	e.symbol, _, _ = bibreport.ParseJob(e.job)
	if id, ok := mms.Parse(e.record); ok {
		if x.of == nil {
			x.of = make(map[mms.ID]*exception)
		}
		e.id, e.before = id, x.of[id]
		x.of[id] = e
	}
	x.all = append(x.all, e)
}

// IDs is the record of each line; 0 is none.
func (x *Exceptions) IDs() (all []mms.ID) {
	for _, e := range x.all {
		all = append(all, e.id)
	}
	return all
}

// maxListed is how many messages a row names before it counts the others.
const maxListed = 5

// list is messages for people: the worst, and each once, worst first, joined by
// "; ".
func list(all []message) (worst, text string) {
	slices.SortFunc(all, compare)
	var texts []string
	for _, m := range all {
		texts = append(texts, m.String())
	}
	texts = slices.Compact(texts)
	if texts != nil {
		worst = texts[0]
	}
	return worst, count.First(texts, maxListed, "; ")
}
