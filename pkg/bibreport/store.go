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

// A store holds the lines of all reports in order, each as an entry. What many
// lines have in common stands once:
//
//	CEF_1012688_1748084545832::bib::1989804|992851109505151|(OCoLC)ocm0007||match
//	└────────── jobs[0] ──────────┘└ordinal┘└──── id ─────┘└ existing: 7 ┘ ^└─ actions[0]
//	                                                                incoming: 0
//
// Entries are numbered from 0.
type store struct {
	blocks  [][]entry
	n       uint32
	jobs    pool[job]
	actions pool[action]
	texts   pool[string]

	filter   *filter  // of groups: for all keys the same memory
	repeated []member // the entries of each record that has several, and a few others: see resolve
}

// An entry is a line in 40 bytes without a pointer, about half of its text, so
// that tens of millions fit in memory and the garbage collector has nothing to
// look at in them.
type entry struct {
	id                 mms.ID
	existing, incoming value
	job                uint32 // index into store.jobs
	ordinal            uint32
	group              uint32 // of the first entry of a record that has several: where they begin in store.repeated, from 1
	action             uint16 // index into store.actions
	outcome            outcome
	shares             bool // other records may have its incoming number too
}

// later is the group of an entry that is not the first one of its record.
const later = math.MaxUint32

// A value is a field for an OCLC number: 0 if it is empty, the number itself, or
// for any other text textFlag and an index into store.texts.
type value uint64

const textFlag value = 1 << 63

func (v value) isNumber() bool { return v != 0 && v&textFlag == 0 }

// noOrdinal is the ordinal of a job id whose text is all in its job.
const noOrdinal = 1<<32 - 1

// An action is OCLC's word for what it did.
type action struct {
	text string
	rank int // of its rows among those of a record: see compare
}

const (
	rankMatch = iota
	rankOther
	rankUnresolved // theirs is a provisional number
)

func newAction(text string) action {
	word := strings.ToLower(strings.TrimSpace(text))
	switch {
	case word == "match":
		return action{tsv.Clean(text), rankMatch}
	case strings.HasPrefix(word, "unresolved"):
		return action{tsv.Clean(text), rankUnresolved}
	}
	return action{tsv.Clean(text), rankOther}
}

// IsMatch tells whether OCLC's word for what it did is match.
func IsMatch(word string) bool { return newAction(word).rank == rankMatch }

// IsUnresolved tells whether OCLC's word for what it did begins with unresolved:
// the record's incoming number is a provisional one.
func IsUnresolved(word string) bool { return newAction(word).rank == rankUnresolved }

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

const blockSize = 1 << 13

// add appends a line.
func (s *store) add(l Line) error {
	action := s.actions.number(l.Action, newAction)
	if action > math.MaxUint16 {
		return fmt.Errorf("more than %d different actions; is this a bib processing report?", math.MaxUint16+1)
	}
	if s.n%blockSize == 0 {
		s.blocks = append(s.blocks, make([]entry, blockSize))
	}
	e := s.entry(s.n)
	s.n++
	e.id = l.ID
	e.existing = s.value(l.Existing)
	e.incoming = s.value(l.Incoming)
	e.job, e.ordinal = s.job(l.Job)
	e.action = uint16(action)
	return nil
}

func (s *store) entry(n uint32) *entry { return &s.blocks[n/blockSize][n%blockSize] }

func (s *store) jobOf(n uint32) *job { return &s.jobs.all[s.entry(n).job] }

func (s *store) actionOf(n uint32) *action { return &s.actions.all[s.entry(n).action] }

// digits is the number that field, of at most max digits, is; 0 if it is none. It is not
// strconv's: with that a merge takes a tenth more (BenchmarkMerge).
func digits(field []byte, max int) (n uint64) {
	if len(field) > max {
		return 0
	}
	for _, c := range field {
		if c-'0' > 9 {
			return 0
		}
		n = n*10 + uint64(c-'0')
	}
	return n
}

// value keeps a field for an OCLC number.
func (s *store) value(field []byte) value {
	if n := digits(field, ocn.MaxDigits); n > 0 { // what nearly all fields are
		return value(n)
	}
	if len(field) == 0 {
		return 0
	}
	text := tsv.Clean(string(field))
	if number, ok := ocn.Parse(text); ok {
		return s.value([]byte(number))
	}
	return textFlag | value(s.texts.number([]byte(text), strings.Clone))
}

func (s *store) appendValue(b []byte, v value) []byte {
	switch {
	case v == 0:
		return b
	case v.isNumber():
		return strconv.AppendUint(b, uint64(v), 10)
	}
	return append(b, s.texts.all[v&^textFlag]...)
}

// job splits a job id into what it shares with the others of its run, and its
// ordinal.
func (s *store) job(field []byte) (shared, ordinal uint32) {
	at := len(field)
	for at > 0 && field[at-1]-'0' <= 9 {
		at--
	}
	run, last := field[:at], field[at:]
	if n := digits(last, 10); n > 0 && n < 1<<31 && last[0] != '0' && bytes.HasSuffix(run, []byte(jobMark)) {
		if i := s.jobs.number(run, newJob); s.jobs.all[i].isRun {
			return uint32(i), uint32(n)
		}
	}
	return uint32(s.jobs.number(field, newJob)), noOrdinal
}

// appendLine appends the five fields of entry n, with separators between them.
func (s *store) appendLine(b []byte, n uint32, separator byte) []byte {
	e := s.entry(n)
	b = s.appendJob(b, n)
	b = e.id.Append(append(b, separator))
	b = s.appendValue(append(b, separator), e.existing)
	b = s.appendValue(append(b, separator), e.incoming)
	b = append(b, separator)
	return append(b, s.actionOf(n).text...)
}

func (s *store) appendJob(b []byte, n uint32) []byte {
	b = append(b, s.jobOf(n).text...)
	if e := s.entry(n); e.ordinal != noOrdinal {
		b = strconv.AppendUint(b, uint64(e.ordinal), 10)
	}
	return b
}
