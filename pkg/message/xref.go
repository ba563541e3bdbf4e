package message

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"datasync/pkg/line"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// CrossReferences are the provisional numbers of records that OCLC has not
// resolved.
type CrossReferences map[mms.ID]ocn.Number

// Read reads a cross-reference report. Only that of unresolved records has
// provisional numbers: the other one is read to see that it is one, and tells
// nothing that the rows do not have. The last report counts.
//
// Lines about a record without an MMS ID, or with no number, are passed over. It
// tells how many others there were. A report that has lines, and none of these, is an
// error, unless damaged ones are rejected.
func (x CrossReferences) Read(src io.Reader, name string, reject Reject) (references int, err error) {
	in := line.NewReader(src)
	provisional := isUnresolved(name)
	for l := range lines(in) {
		id, number, ok := cutReference(l.text)
		switch {
		case !ok:
			if err := reject.take(&tsv.Error{File: name, Line: l.number, Err: errNoReference(l.text)}, l.text); err != nil {
				return 0, err
			}
			continue
		case id == 0, number == "":
			continue
		}
		references++
		if provisional {
			x[id] = ocn.Number(strings.Clone(string(number)))
		}
	}
	if err := readError(in, name, reject); err != nil {
		return 0, err
	}
	if references == 0 && in.Number() > 0 && reject == nil {
		return 0, &tsv.Error{File: name, Line: in.Number(), Err: errors.New("no line of the file has an MMS ID, TAB, and an OCLC number; is this a cross-reference report?")}
	}
	return references, nil
}

// isUnresolved tells the report of unresolved records by the name that OCLC gave
// it: BibUnresolvedCrossRefReport, in former years unresxrefrpt.
func isUnresolved(name string) bool {
	name = strings.ToLower(filepath.Base(name))
	return strings.Contains(name, "unresolved") || strings.Contains(name, "unresxref")
}

// cutReference cuts a line of a cross-reference report. ok is false for a line of
// another form; either part may be missing.
func cutReference(text string) (id mms.ID, number ocn.Number, ok bool) {
	left, right, ok := strings.Cut(text, "\t")
	id, _ = mms.Parse(left)
	number, _ = ocn.Parse(right)
	return id, number, ok && !strings.Contains(right, "\t")
}

func errNoReference(text string) error {
	if _, err := parse(text); err == nil {
		return errors.New("this is a bib exception report; give it with --exceptions")
	}
	return errors.New("this is no line of a cross-reference report: MMS ID, TAB, OCLC number")
}
