// Package alma makes the files that Alma reads: the members of an itemized set,
// and the rows of the import that gives records their new OCLC number, or puts
// the old ones back.
package alma

import (
	"cmp"
	"io"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A SetCount says what became of the rows. Each row is counted once.
type SetCount struct{ Written, Repeated int }

// Set writes the header and then each distinct value of the column called name,
// one a line, in the order of first appearance: MMS IDs and incoming OCLC numbers
// bare, anything else as it stands. A row without one is an error.
//
// Alma creates an itemized set from such a file of MMS IDs: Ex Libris, "Managing
// Sets", "Adding Members to an Itemized Set from a File"; the heading is MMS ID.
func Set(tables []*tsv.Reader, name, header string, out io.Writer) (SetCount, error) {
	var n SetCount
	seen := make(map[value]struct{})
	w := tsv.NewWriter(out, []string{header})
	for _, in := range tables {
		read, err := valueReader(in, name)
		if err != nil {
			return n, err
		}
		for in.Scan() {
			v, err := read()
			if err != nil {
				return n, err
			}
			if _, again := seen[v]; again {
				n.Repeated++
				continue
			}
			v.text = strings.Clone(v.text)
			seen[v] = struct{}{}
			n.Written++
			if err := w.End(append(v.id.Append(w.Begin()), v.text...)); err != nil {
				return n, err
			}
		}
		if err := in.Err(); err != nil {
			return n, err
		}
	}
	return n, w.Flush()
}

// A value is an MMS ID or, without one, a text: an ID takes no memory of its own,
// and sets of millions of them are made.
type value struct {
	id   mms.ID
	text string
}

// valueReader is a function that tells the value of the current row in a column.
func valueReader(in *tsv.Reader, name string) (func() (value, error), error) {
	columns, err := in.Columns(name)
	if err != nil {
		return nil, err
	}
	at := columns[0]
	var special [3]int // columns whose values are of one kind, -1 where there is none
	for i, name := range []string{column.NetworkID, column.MMSID, column.Incoming} {
		var twice error
		special[i], twice = in.Optional(name)
		err = cmp.Or(err, twice)
	}
	switch at {
	case special[0], special[1]:
		return func() (value, error) {
			id, err := in.MMSID(at)
			return value{id: id}, err
		}, err
	case special[2]:
		return func() (value, error) {
			number, err := incoming(in, at)
			return value{text: string(number)}, err
		}, err
	}
	return func() (value, error) {
		text := strings.TrimSpace(in.Row()[at])
		if text == "" {
			return value{}, in.Errorf("there is nothing in column %q", name)
		}
		return value{text: text}, nil
	}, err
}

// incoming is the OCLC number that the record of the current row is to get.
func incoming(in *tsv.Reader, at int) (ocn.Number, error) {
	number, ok := ocn.Parse(in.Row()[at])
	if !ok {
		return "", in.Errorf("%.40q in column %q is no OCLC number; the record would lose its number", in.Row()[at], column.Incoming)
	}
	return number, nil
}
