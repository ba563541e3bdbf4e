// Package itemset makes the lists that Alma and WorldCat take as text files:
// the MMS IDs for an itemized set, and OCLC numbers.
package itemset

import (
	"cmp"
	"io"
	"strings"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count says what became of the rows.
type Count struct{ Written, Repeated int }

// MMSIDs writes the header and then each distinct MMS ID of the column Network
// Id, one a line, in the order of first appearance.
//
// Alma creates an itemized set from such a file: Ex Libris, "Managing Sets",
// "Adding Members to an Itemized Set from a File"; the heading is MMS ID.
func MMSIDs(in *tsv.Reader, out io.Writer, header string) (Count, error) {
	at, err := in.Columns(column.NetworkID)
	if err != nil {
		return Count{}, err
	}
	var n Count
	var seen idSet
	w := tsv.NewWriter(out, []string{header})
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return n, err
		}
		if !seen.add(id) {
			n.Repeated++
			continue
		}
		n.Written++
		if err := w.End(id.Append(w.Begin())); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), w.Flush())
}

// An idSet is a set of MMS IDs. One of ten million of them takes some 30 MB
// where a Go map would take 400: the IDs of one zone differ in the digits
// before the suffix, so these are kept as a compressed bitmap for each zone.
type idSet map[mms.Suffix]*roaring64.Bitmap

// add adds id. It is false if it was there.
func (s *idSet) add(id mms.ID) bool {
	if *s == nil {
		*s = make(idSet)
	}
	zone := (*s)[id.Suffix()]
	if zone == nil {
		zone = roaring64.New()
		(*s)[id.Suffix()] = zone
	}
	return zone.CheckedAdd(id.InZone())
}

// Numbers writes the header Incoming 035a and then each distinct OCLC number of
// that column, one a line, bare, in the order of first appearance. A field that
// is no OCLC number is an error.
func Numbers(in *tsv.Reader, out io.Writer) (Count, error) {
	at, err := in.Columns(column.Incoming)
	if err != nil {
		return Count{}, err
	}
	var n Count
	seen := make(map[ocn.Number]bool)
	w := tsv.NewWriter(out, []string{column.Incoming})
	for in.Scan() {
		field := in.Row()[at[0]]
		number, ok := ocn.Parse(field)
		if !ok {
			return n, in.Errorf("%q in column %q is no OCLC number", field, column.Incoming)
		}
		if seen[number] {
			n.Repeated++
			continue
		}
		seen[ocn.Number(strings.Clone(string(number)))] = true
		n.Written++
		if err := w.Write([]string{string(number)}); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), w.Flush())
}
