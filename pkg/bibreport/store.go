package bibreport

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// An entry is a line of a report in 40 bytes without a pointer, about half of
// its text, so that tens of millions fit in memory and the garbage collector
// has nothing to look at in them.
type entry struct {
	id                 mms.ID
	existing, incoming value
	job                uint32 // index into store.jobs
	ordinal            uint32
	next               uint32 // the next entry of the same record, 0 for none
	action             uint16 // index into store.actions
	fate               fate
	head               bool // the first entry of its record
}

// A fate says what becomes of an entry.
type fate uint8

const (
	folded     fate = iota // into the record's row
	own                    // is the record's row
	superseded             // by a later run
)

// A value is a field for an OCLC number: 0 if it is empty, the number itself, or
// for any other text textFlag and an index into store.texts.
type value uint64

const textFlag value = 1 << 63

// noOrdinal is the ordinal of a job id whose text is all in its job.
const noOrdinal = 1<<32 - 1

// A job is what the job ids of one run have in common.
type job struct {
	text  string // the job id up to its ordinal, or all of it
	run   run
	isRun bool // false for a job id of another form
}

// A store holds the lines of all reports in order. Entries are numbered from 1.
type store struct {
	blocks  [][]entry
	n       uint32
	jobs    pool[job]
	actions pool[action]
	texts   pool[string]
}

type action struct {
	text              string
	match, unresolved bool
}

// A pool numbers distinct texts.
type pool[T any] struct {
	all []T
	at  map[string]int
}

// number is the number of the text s; what is kept for it is made by value.
func (p *pool[T]) number(s []byte, value func(string) T) int {
	if i, ok := p.at[string(s)]; ok {
		return i
	}
	if p.at == nil {
		p.at = make(map[string]int)
	}
	text := string(s)
	p.at[text] = len(p.all)
	p.all = append(p.all, value(text))
	return len(p.all) - 1
}

const (
	blockBits = 16
	blockSize = 1 << blockBits
)

// add appends a line.
func (s *store) add(l Line) error {
	action := s.actions.number(l.Action, newAction)
	if action > math.MaxUint16 {
		return fmt.Errorf("more than %d different actions; is this a bib processing report?", math.MaxUint16)
	}
	if s.n&(blockSize-1) == 0 {
		s.blocks = append(s.blocks, make([]entry, blockSize))
	}
	s.n++
	e := s.entry(s.n)
	e.id = l.ID
	e.existing = s.value(l.Existing)
	e.incoming = s.value(l.Incoming)
	e.job, e.ordinal = s.job(l.Job)
	e.action = uint16(action)
	return nil
}

func (s *store) entry(n uint32) *entry { return &s.blocks[(n-1)>>blockBits][(n-1)&(blockSize-1)] }

func newAction(text string) action {
	word := strings.TrimSpace(text)
	return action{tsv.Clean(text), strings.EqualFold(word, "match"), strings.EqualFold(word, "unresolved")}
}

// value keeps a field for an OCLC number.
func (s *store) value(field []byte) value {
	if n, ok := digits(field, ocn.MaxDigits); ok && n > 0 { // what nearly all fields are
		return value(n)
	}
	if len(field) == 0 {
		return 0
	}
	text := clean(field)
	if number, ok := ocn.Parse(text); ok {
		n, _ := digits([]byte(number), ocn.MaxDigits)
		return value(n)
	}
	return textFlag | value(s.texts.number([]byte(text), strings.Clone))
}

// digits reads a number of at most limit digits.
func digits(s []byte, limit int) (n uint64, ok bool) {
	if len(s) == 0 || len(s) > limit {
		return 0, false
	}
	for _, c := range s {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

// isNumber tells whether v is an OCLC number. Two are the same if v is.
func (s *store) isNumber(v value) bool { return v != 0 && v&textFlag == 0 }

// claim is v as a claim about the OCLC number: v itself, or 0 for none.
func (s *store) claim(v value) value {
	if s.isNumber(v) {
		return v
	}
	return 0
}

func (s *store) appendValue(b []byte, v value) []byte {
	switch {
	case v == 0:
		return b
	case v&textFlag == 0:
		return strconv.AppendUint(b, uint64(v), 10)
	}
	return append(b, s.texts.all[v&^textFlag]...)
}

const jobMark = "::bib::"

// job splits a job id into what it shares with the others of its run, and its
// ordinal.
func (s *store) job(field []byte) (shared, ordinal uint32) {
	at := len(field)
	for at > 0 && field[at-1]-'0' <= 9 {
		at--
	}
	n, ok := digits(field[at:], 9)
	if !ok || field[at] == '0' || !bytes.HasSuffix(field[:at], []byte(jobMark)) {
		return uint32(s.jobs.number(field, newJob)), noOrdinal
	}
	if last := len(s.jobs.all) - 1; last >= 0 && s.jobs.all[last].isRun && s.jobs.all[last].text == string(field[:at]) {
		return uint32(last), uint32(n) // what nearly all lines of a report are
	}
	if _, ok := parseRun(string(field[:at-len(jobMark)])); !ok {
		return uint32(s.jobs.number(field, newJob)), noOrdinal
	}
	return uint32(s.jobs.number(field[:at], newJob)), uint32(n)
}

func newJob(text string) job {
	id, ordinal, ok := strings.Cut(text, jobMark)
	if r, isRun := parseRun(id); ok && isRun && strings.Trim(ordinal, "0123456789") == "" {
		return job{tsv.Clean(text), r, true}
	}
	return job{tsv.Clean(text), run{symbol: tsv.Clean(text)}, false}
}

// run is the run that entry n is from.
func (s *store) run(n uint32) run { return s.jobs.all[s.entry(n).job].run }

// appendLine appends the five fields of entry n, with TABs between them.
func (s *store) appendLine(b []byte, n uint32) []byte {
	e := s.entry(n)
	b = append(b, s.jobs.all[e.job].text...)
	if e.ordinal != noOrdinal {
		b = strconv.AppendUint(b, uint64(e.ordinal), 10)
	}
	b = e.id.Append(append(b, '\t'))
	b = s.appendValue(append(b, '\t'), e.existing)
	b = s.appendValue(append(b, '\t'), e.incoming)
	b = append(b, '\t')
	return append(b, s.actions.all[e.action].text...)
}
