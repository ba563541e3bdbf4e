// Package dnu drops the records on the do-not-update list.
package dnu

import (
	"cmp"
	"io"
	"strings"
	"unicode"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Sheet is the sheet of a workbook that holds the list, where it has one of
// that name.
const Sheet = "Do_not_change"

// Columns are those in which the MMS IDs may stand, the first that there is. A
// list without any has them in its first column.
var Columns = []string{column.NetworkID, column.MMSID}

// A List is the records that must not be changed, each with the reason that the
// list gives, or "".
type List map[mms.ID]string

// Add adds the records of a table: its first column holds MMS IDs under a
// header; the column Reason, if there is one, says why. skipped is called for
// each row whose first cell holds no digit, such as the template's "Add your MMS
// ID here". A cell with digits that is no MMS ID is an error, since a protection
// would be lost.
func (l List) Add(in *table.Reader, skipped func(place error)) error {
	first := in.Header()[0]
	if first == "" {
		return in.Errorf(0, "the first column has no header; the MMS IDs must stand in the first column, under a header")
	}
	if _, ok := mms.Parse(first); ok {
		return in.Errorf(0, "the first row holds the MMS ID %s where the header should be; put a row with \"MMS ID\" above it", first)
	}
	reason, err := in.Optional(column.Reason)
	if err != nil {
		return err
	}
	for in.Scan() {
		cell := in.Field(0)
		if !strings.ContainsFunc(cell, unicode.IsDigit) {
			skipped(in.Errorf(0, "%q is skipped, since it is no MMS ID", cell))
			continue
		}
		id, err := in.MMSID(0)
		if err != nil {
			return err
		}
		if l[id] == "" {
			l[id] = strings.Clone(in.Field(reason))
		}
	}
	return in.Err()
}

// A Count says where the rows went. Each row is counted once.
type Count struct{ Kept, Dropped int }

// Rows copies each row of in whose Network Id is not on the list to kept, the
// others with the list's reason in the column Reason to dropped.
func Rows(in *tsv.Reader, list List, kept, dropped io.Writer) (Count, error) {
	at, err := in.Columns(column.NetworkID)
	if err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Reason)
	if err != nil {
		return Count{}, err
	}
	var n Count
	k, d := tsv.NewWriter(kept, in.Header()), tsv.NewWriter(dropped, merge.Header)
	for in.Scan() {
		row := in.Row()
		id, err := in.MMSID(at[0])
		if err != nil {
			return n, err
		}
		reason, listed := list[id]
		if listed {
			n.Dropped++
			err = d.Write(merge.Row(row, reason))
		} else {
			n.Kept++
			err = k.Write(row)
		}
		if err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), k.Flush(), d.Flush())
}
