// Package bibreport reads OCLC's bib processing reports and merges them by MMS
// ID.
//
// A report answers one file that a library sent to OCLC's data sync. It has no
// header; a line has five fields separated by "|":
//
//	CEF_1012688_1748084545832::bib::1989804|992851109505151|60383335|60383335|match
//
// They are the job id, the MMS ID, the OCLC number in the record that was sent,
// the OCLC number that it resolved to (either may be empty), and the action. "|"
// and TAB are the only special bytes; a quote is an ordinary one.
package bibreport

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

const fields = 5

// A Line is the fields of a report's line, as they came.
type Line struct {
	Job                        []byte
	ID                         mms.ID
	Existing, Incoming, Action []byte
}

// ParseLine splits a line of a report. The error says why it is no report row,
// with no place; what it is part of a report of another kind is said too.
func ParseLine(text []byte) (l Line, err error) {
	var at [fields][]byte
	rest := text
	for i := range fields - 1 {
		end := bytes.IndexByte(rest, '|')
		if end < 0 {
			return Line{}, errFields(text)
		}
		at[i], rest = rest[:end], rest[end+1:]
	}
	if bytes.IndexByte(rest, '|') >= 0 {
		return Line{}, errFields(text)
	}
	id, ok := mms.Parse(at[1])
	if !ok {
		return Line{}, mms.NotID(string(at[1]))
	}
	return Line{Job: at[0], ID: id, Existing: at[2], Incoming: at[3], Action: rest}, nil
}

// errFields tells of a line with another number of fields, and which kind of
// file it may be from.
func errFields(text []byte) error {
	const want = "want 5: job id, MMS ID, existing OCN, incoming OCN, action"
	n := bytes.Count(text, []byte("|")) + 1
	if kind := otherKind(text, n); kind != "" {
		return fmt.Errorf("this looks like %s; take OCLC's bib processing report", kind)
	}
	if n == 1 {
		return errors.New("1 field, " + want)
	}
	return fmt.Errorf("%d fields, %s", n, want)
}

// otherKind recognizes by its shape a line of a file that is taken for a bib
// processing report by mistake: "" for none that is known.
//
// The shapes of OCLC's other reports are those of its page "Data sync
// collection reports": the exception report has 7 fields, the last three a type,
// a severity and a text; the cross-reference reports have the library's own
// number, TAB, and the OCLC number.
func otherKind(text []byte, n int) string {
	start := bytes.ToLower(bytes.TrimSpace(text))
	isJob := bytes.Contains(text, []byte("::bib::"))
	left, right, tab := bytes.Cut(text, []byte("\t"))
	switch {
	case bytes.HasPrefix(start, []byte("<")):
		return "a web page"
	case bytes.HasPrefix(start, []byte("pk\x03\x04")):
		return "a workbook or ZIP file"
	case isJob && n == 7:
		return "a bib exception report"
	case n == 1 && tab && !isJob:
		_, number := ocn.Parse(string(right))
		_, id := mms.Parse(left)
		if number || id {
			return "a cross-reference report"
		}
		return "a table of another kind"
	}
	return ""
}

// A run is what a job id tells of the run of data sync that a row is from:
//
//	SYMBOL_COLLECTION_EPOCHMS::bib::ORDINAL
//
// such as CEF_1012688_1748084545832::bib::1989804. A symbol may hold "$" and
// "_".
type run struct {
	symbol string // OCLC symbol of the library
	time   int64  // when the run began, in ms since 1970
}

// parseRun reads a job id without its ordinal and "::bib::". A job id of
// another form is its own symbol, with run time 0.
func parseRun(job string) (r run, ok bool) {
	end := strings.LastIndexByte(job, '_')
	if end < 0 {
		return run{}, false
	}
	symbolEnd := strings.LastIndexByte(job[:end], '_')
	if symbolEnd <= 0 || symbolEnd == end-1 {
		return run{}, false
	}
	epoch := job[end+1:]
	time, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil || epoch[0] < '0' {
		return run{}, false
	}
	return run{job[:symbolEnd], time}, true
}

// ParseJob reads a job id: the OCLC symbol of the library, and when the run
// began, in UTC. A job id of another form is its own symbol; ok is false.
func ParseJob(job string) (symbol string, began time.Time, ok bool) {
	j := newJob(job)
	return j.run.symbol, time.UnixMilli(j.run.time).UTC(), j.isRun
}

// IsUnresolved tells whether OCLC's word for what it did is unresolved: the
// record's incoming number is a provisional one.
func IsUnresolved(word string) bool { return newAction(word).unresolved }

// clean is the field of a report as it can be a field of a table.
func clean(field []byte) string { return tsv.Clean(string(field)) }
