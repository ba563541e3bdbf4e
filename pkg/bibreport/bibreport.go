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
	"fmt"

	"datasync/pkg/count"
	"datasync/pkg/mms"
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
	whole := text
	var f [fields - 1][]byte
	for i := range f {
		end := bytes.IndexByte(text, '|') // not bytes.Cut: that takes a twentieth of a merge more
		if end < 0 {
			return Line{}, errFields(whole)
		}
		f[i], text = text[:end], text[end+1:]
	}
	if bytes.IndexByte(text, '|') >= 0 || bytes.Contains(f[0], []byte(localMark)) {
		return Line{}, errFields(whole)
	}
	id, ok := mms.Parse(f[1])
	if !ok {
		return Line{}, mms.NotID(string(f[1]))
	}
	return Line{f[0], id, f[2], f[3], text}, nil
}

// errFields tells of a line with another number of fields, and which kind of
// file it may be from.
func errFields(text []byte) error {
	n := bytes.Count(text, []byte("|")) + 1
	if kind := otherKind(text, n); kind != "" {
		return &otherFile{kind}
	}
	return fmt.Errorf("%s, want 5: job id, MMS ID, existing OCN, incoming OCN, action", count.Of(n, "field"))
}
