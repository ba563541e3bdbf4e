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
	all      []exception
	of       map[mms.ID]int32 // index into all of the last line about a record
	files    []string
	messages pool[message]
	symbols  pool[string]
}

// An exception is a line of a report. Its text is a part of the report, which
// is kept as a whole: twice the size of its fields, but nothing to copy.
type exception struct {
	text    string
	id      mms.ID // 0 for none
	message int32  // index into Exceptions.messages
	symbol  int32  // index into Exceptions.symbols
	before  int32  // the line before about the same record, -1 for none
	file    int32  // index into Exceptions.files
	line    int32  // from 1
	old     bool   // of the report of former years
	joined  bool   // there is a row for it
}

// A pool numbers distinct values.
type pool[T comparable] struct {
	all []T
	at  map[T]int32
}

func (p *pool[T]) number(v T) int32 {
	n, ok := p.at[v]
	if !ok {
		if p.at == nil {
			p.at = make(map[T]int32)
		}
		n = int32(len(p.all))
		p.all = append(p.all, v)
		p.at[v] = n
	}
	return n
}

// fields are those of a line, as they came, but for TABs.
type fields struct {
	job, id, sent, number, kind, severity, text string
}

// parse splits a line of an exception report.
func parse(text string) (f fields, err error) {
	at := strings.SplitN(text, "|", 7)
	if len(at) == 7 {
		return fields{at[0], at[1], at[2], at[3], at[4], at[5], at[6]}, nil
	}
	isJob := strings.Contains(text, "::bib::")
	switch {
	case isJob && len(at) == 5:
		return fields{}, errors.New("this is a bib processing report; take OCLC's bib exception report, and give this one to bibmerge")
	case isCrossReference(text):
		return fields{}, errors.New("this is a cross-reference report; give it with --xref")
	}
	return fields{}, fmt.Errorf("%s, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text", count.Of(len(at), "field"))
}

// parseOld splits a line of the report of former years.
func parseOld(text string) (f fields, err error) {
	at := strings.Split(text, "\t")
	if len(at) != 6 {
		return fields{}, fmt.Errorf("%s, want 6: Alma OCN, staging OCN, MMS ID, exception count, description, severity", count.Of(len(at), "field"))
	}
	return fields{sent: at[0], number: at[1], id: at[2], kind: validationError, text: at[4], severity: at[5]}, nil
}

// parse splits the line.
func (e *exception) parse() (fields, error) {
	if e.old {
		return parseOld(e.text)
	}
	return parse(e.text)
}

// oldHeading is how many lines the report of former years has before its first.
const oldHeading = 6

// Read reads an exception report, of either form. Blank lines are skipped. It
// tells how many lines there were: none is no error, for OCLC may have had
// nothing to say.
func (x *Exceptions) Read(src io.Reader, name string) (lines int, err error) {
	var (
		in      = line.NewReader(src)
		before  = len(x.all)
		file    = int32(len(x.files))
		heading error // what would be wrong with the first line, if it were no heading
		old     bool
	)
	x.files = append(x.files, name)
	for in.Scan() {
		text := in.Text()
		if !in.Valid() { // the text quotes the record, which may be what is wrong with it
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		e := exception{text: text, file: file, line: int32(in.Number()), old: old}
		if heading != nil {
			if in.Number() <= oldHeading {
				continue
			}
			e.old = strings.Count(text, "\t") == 5
			if !e.old {
				return 0, heading
			}
			old, heading = true, nil
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if err := x.add(e); err != nil {
			err = &tsv.Error{File: name, Line: in.Number(), Err: err}
			if len(x.all) > before || strings.Contains(text, "|") {
				return 0, err
			}
			heading = err
		}
	}
	if err := in.Err(); err != nil {
		return 0, &tsv.Error{File: name, Line: in.Number() + 1, Err: err}
	}
	return len(x.all) - before, heading
}

// add appends a line.
func (x *Exceptions) add(e exception) error {
	f, err := e.parse()
	if err != nil {
		return err
	}
	e.message = x.messages.number(newMessage(tsv.Clean(f.kind), f.severity, tsv.Clean(f.text)))
	symbol := ""
	if !e.old {
		symbol, _, _ = bibreport.ParseJob(f.job)
	}
	e.symbol = x.symbols.number(symbol)
	e.before = -1
	if id, ok := mms.Parse(f.id); ok {
		if x.of == nil {
			x.of = make(map[mms.ID]int32)
		}
		if n, ok := x.of[id]; ok {
			e.before = n
		}
		e.id = id
		x.of[id] = int32(len(x.all))
	}
	x.all = append(x.all, e)
	return nil
}

// IDs is the record of each line; 0 is none.
func (x *Exceptions) IDs() iter.Seq[mms.ID] {
	return func(yield func(mms.ID) bool) {
		for i := range x.all {
			if !yield(x.all[i].id) {
				return
			}
		}
	}
}

// about is the lines about a record, the last one first.
func (x *Exceptions) about(id mms.ID) iter.Seq[*exception] {
	return func(yield func(*exception) bool) {
		n, ok := x.of[id]
		for ok && n >= 0 {
			e := &x.all[n]
			if !yield(e) {
				return
			}
			n = e.before
		}
	}
}

// maxListed is how many messages a row names before it counts the others.
const maxListed = 5

// list is messages for people: each once, worst first, joined by "; ".
func list(all []message) string {
	var texts []string
	slices.SortFunc(all, compare)
	for _, m := range all {
		if text := m.String(); len(texts) == 0 || texts[len(texts)-1] != text {
			texts = append(texts, text)
		}
	}
	if more := len(texts) - maxListed; more > 0 {
		texts = append(texts[:maxListed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, "; ")
}
