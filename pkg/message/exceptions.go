package message

import (
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
// tells how many lines there were: none is no error, for OCLC may have had
// nothing to say.
func (x *Exceptions) Read(src io.Reader, name string) (lines int, err error) {
	in := line.NewReader(src)
	read := parse
	var heading error // what would be wrong with the first line, if it were no heading
	for in.Scan() {
		text := in.Text()
		if heading != nil && in.Number() <= oldHeading || strings.TrimSpace(text) == "" {
			continue
		}
		if !in.Valid() { // the text quotes the record, which may be what is wrong with it
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		e, err := read(text)
		if err != nil {
			err = &tsv.Error{File: name, Line: in.Number(), Err: err}
			switch {
			case heading != nil && lines == 0: // nor is it one of the other form
				return 0, heading
			case lines > 0, strings.Contains(text, "|"):
				return 0, err
			}
			heading, read = err, parseOld
			continue
		}
		e.file, e.line = name, int32(in.Number())
		x.add(e)
		lines++
	}
	if err := in.Err(); err != nil {
		return 0, &tsv.Error{File: name, Line: in.Number() + 1, Err: err}
	}
	if lines > 0 {
		heading = nil
	}
	return lines, heading
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

// list is messages for people: each once, worst first, joined by "; ".
func list(all []message) string {
	slices.SortFunc(all, compare)
	var texts []string
	for _, m := range all {
		texts = append(texts, m.String())
	}
	texts = slices.Compact(texts)
	return count.List(texts[:min(len(texts), maxListed)], "; ", len(texts))
}
