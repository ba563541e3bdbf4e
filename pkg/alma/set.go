// Package alma makes the files that Alma reads: the members of an itemized set,
// and the rows of the import that gives records their new OCLC number, or puts
// the old ones back. There are two ways to load them: a job that empties 035 $a and
// an import that fills it (Set, Import), or one import whose profile replaces 035
// (OneStep, MARC), between which no record is without a number.
package alma

import (
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
	isID := tsv.SameName(name, column.NetworkID) || tsv.SameName(name, column.MMSID)
	isNumber := tsv.SameName(name, column.Incoming)
	ids, texts := make(map[mms.ID]struct{}), make(map[string]struct{}) // those that were written
	w := tsv.NewWriter(out, []string{header})
	for _, in := range tables {
		var id mms.ID
		var text string
		field := tsv.Text(name, &text)
		if isID {
			field = tsv.ID(name, &id)
		}
		err := in.Each(func() error {
			switch text = strings.TrimSpace(text); {
			case isNumber:
				number, err := incoming(in, text)
				if err != nil {
					return err
				}
				text = string(number)
			case text == "" && !isID:
				return in.Errorf("there is nothing in column %q", name)
			}
			before := len(ids) + len(texts)
			if isID {
				ids[id] = struct{}{}
			} else if _, again := texts[text]; !again {
				texts[strings.Clone(text)] = struct{}{}
			}
			if len(ids)+len(texts) == before {
				n.Repeated++
				return nil
			}
			n.Written++
			return w.End(append(id.Append(w.Begin()), text...))
		}, field)
		if err != nil {
			return n, err
		}
	}
	return n, w.Flush()
}

// incoming reads the OCLC number that the record of the current row is to get.
func incoming(in *tsv.Reader, text string) (ocn.Number, error) {
	number, ok := ocn.Parse(text)
	if !ok {
		return "", in.Errorf("%.40q in column %q is no OCLC number; the record would lose its number", text, column.Incoming)
	}
	return number, nil
}
