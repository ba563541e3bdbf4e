package bibreport

import (
	"strconv"
	"strings"
	"time"

	"datasync/pkg/tsv"
)

// A job is what the job ids of one run of data sync have in common.
//
//	CEF_1012688_1748084545832::bib::1989804
//	└┬┘ └──┬──┘ └─────┬─────┘       └──┬──┘
//	symbol collection began, in ms     ordinal of the record
//
// The symbol is that of the library at OCLC; it may hold "$" and "_". A job id of
// another form is its own symbol, and began at 0.
type job struct {
	text   string // the job id up to its ordinal, or all of it
	symbol string
	began  int64 // ms since 1970, UTC
	isRun  bool  // false for a job id of another form
}

const (
	jobMark   = "::bib::"
	localMark = "::lbd::" // of a report about local bibliographic data
)

// newJob reads a job id, with its ordinal or without.
func newJob(text string) job {
	text = tsv.Clean(text)
	run, ordinal, ok := strings.Cut(text, jobMark)
	if ok && strings.Trim(ordinal, "0123456789") == "" {
		if symbol, began, ok := parseRun(run); ok {
			return job{text, symbol, began, true}
		}
	}
	return job{text: text, symbol: text}
}

// parseRun reads SYMBOL_COLLECTION_EPOCHMS.
func parseRun(run string) (symbol string, began int64, ok bool) {
	rest, epoch := cutLast(run)
	symbol, collection := cutLast(rest)
	began, err := strconv.ParseInt(epoch, 10, 64)
	if symbol == "" || collection == "" || err != nil || epoch[0] < '0' { // a sign
		return "", 0, false
	}
	return symbol, began, true
}

// cutLast cuts s around its last "_"; before is "" if there is none.
func cutLast(s string) (before, after string) {
	at := strings.LastIndexByte(s, '_')
	return s[:max(at, 0)], s[at+1:]
}

// ParseJob reads a job id: the OCLC symbol of the library, and when the run
// began, in UTC. A job id of another form is its own symbol; ok is false.
func ParseJob(id string) (symbol string, began time.Time, ok bool) {
	j := newJob(id)
	return j.symbol, time.UnixMilli(j.began).UTC(), j.isRun
}

// run is when the run began, such as 2025-05-24T11:02:25Z, "" where the job id
// does not tell it.
func (j job) run() string {
	if !j.isRun {
		return ""
	}
	return time.UnixMilli(j.began).UTC().Format(time.RFC3339)
}
