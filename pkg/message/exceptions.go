package message

import (
	"cmp"
	"errors"
	"fmt"
	"io"
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

// Read reads an exception report, of either form. Blank lines are skipped. It
// tells how many exceptions there were: none is no error, for OCLC may have had
// nothing to say.
func (x *Exceptions) Read(src io.Reader, name string, reject Reject) (exceptions int, err error) {
	in := line.NewReader(src)
	r := report{name: name, reject: reject}
	for in.Scan() {
		text := in.Text()
		if strings.TrimSpace(text) == "" {
			continue
		}
		if !in.Valid() { // the text quotes the record, which may be what is wrong with it
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		e, err := r.line(in.Number(), text)
		if err != nil {
			return 0, err
		}
		if e != nil {
			e.file, e.line = name, int32(in.Number())
			x.add(e)
			exceptions++
		}
	}
	if err := cmp.Or(r.end(), readError(in, name, reject)); err != nil {
		return 0, err
	}
	return exceptions, nil
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

// A report is an exception report being read. Which of the two forms it has is told
// by the first line that can be read: until then its lines may be the heading of a
// report of former years, or damaged.
type report struct {
	name   string
	reject Reject
	parse  func(string) (*exception, error) // nil: the form is not known yet
	before []unread                         // the lines until then
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

// An unread is a line that is no exception in today's form.
type unread struct {
	number int
	text   string
}

// line reads a line. It is nil where there is no exception in it.
func (r *report) line(number int, text string) (*exception, error) {
	if r.parse != nil {
		e, err := r.parse(text)
		if err != nil {
			return nil, r.take(unread{number, text}, err)
		}
		return e, nil
	}
	e, err := parse(text)
	if err == nil {
		return e, r.settle(parse, 0)
	}
	r.before = append(r.before, unread{number, text})
	if number > oldHeading {
		if e, err := parseOld(text); err == nil {
			r.before = r.before[:len(r.before)-1]
			return e, r.settle(parseOld, oldHeading)
		}
	}
	if len(r.before) == 1 && strings.Contains(text, "|") || number > oldHeading && r.reject == nil {
		return nil, r.settle(parse, 0) // this is no heading
	}
	return nil, nil
}

// settle is called where the form of the report is known: all lines before are damaged,
// but for a heading of so many lines.
func (r *report) settle(parse func(string) (*exception, error), heading int) error {
	r.parse = parse
	for _, l := range r.before {
		if l.number <= heading {
			continue
		}
		_, why := parse(l.text)
		if err := r.take(l, why); err != nil {
			return err
		}
	}
	return nil
}

// end is called after the last line. A heading alone is a report in which OCLC has
// nothing to say.
func (r *report) end() error {
	switch {
	case r.parse != nil:
		return nil
	case slices.ContainsFunc(r.before, func(l unread) bool { return strings.Contains(l.text, "\tException Count\t") }):
		return r.settle(parseOld, oldHeading)
	}
	return r.settle(parse, 0)
}

func (r *report) take(l unread, why error) error {
	return r.reject.take(&tsv.Error{File: r.name, Line: l.number, Err: why}, l.text)
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
	return worst, count.List(texts[:min(len(texts), maxListed)], "; ", len(texts))
}
