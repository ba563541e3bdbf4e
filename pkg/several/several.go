// Package several finds the records with several OCLC numbers in 035 $a.
package several

import (
	"io"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count says where the rows went. Each row is counted once.
type Count struct{ Several, Others int }

// Rows copies the rows of the tables whose 035 $a holds two or more different
// OCLC numbers, in order. All tables have one header.
func Rows(tables []*tsv.Reader, out io.Writer) (Count, error) {
	first := tables[0]
	for _, in := range tables {
		if !slices.EqualFunc(in.Header(), first.Header(), sameName) {
			return Count{}, in.Errorf("the columns are not those of the first table; there are: %s; wanted: %s",
				strings.Join(in.Header(), ", "), strings.Join(first.Header(), ", "))
		}
	}
	var n Count
	w := tsv.NewWriter(out, first.Header())
	for _, in := range tables {
		if err := n.add(in, w); err != nil {
			return n, err
		}
	}
	return n, w.Flush()
}

func (n *Count) add(in *tsv.Reader, w *tsv.Writer) error {
	at, err := in.Columns(column.Current)
	if err != nil {
		return err
	}
	for in.Scan() {
		if !hasSeveral(in.Row()[at[0]]) {
			n.Others++
			continue
		}
		n.Several++
		if err := w.Write(in.Row()); err != nil {
			return err
		}
	}
	return in.Err()
}

// hasSeveral tells whether a field of 035 $a holds different OCLC numbers.
func hasSeveral(current string) bool { return len(ocn.ParseList(current).Numbers) > 1 }

// sameName compares names of columns as all commands do.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
