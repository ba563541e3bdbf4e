// Package dnu drops the records on the do-not-update list.
//
// The list is kept by people, and each mistake in it is a record that gets a
// number it must not get. So no protection is lost in silence: whatever in a
// list does not protect a record is an error or a warning, with its cell.
package dnu

import (
	"cmp"
	"io"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A Count says where the rows went, each of them counted once.
type Count struct{ Kept, Dropped int }

// Zones are the suffixes of the zones that own the rows: mostly one, that of the
// Network Zone.
type Zones map[mms.Suffix]bool

// Rows copies each row of in whose Network Id is not on the list to kept, the
// others with the list's reason in the column Reason to dropped. The list must be
// settled; it is to be judged then.
func Rows(in *tsv.Reader, list *List, kept, dropped io.Writer) (Count, error) {
	var id mms.ID
	if err := in.Bind(tsv.ID(column.NetworkID, &id)); err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Reason)
	if err != nil {
		return Count{}, err
	}
	var n Count
	list.zones = make(Zones)
	k, d := tsv.NewWriter(kept, in.Header()), tsv.NewWriter(dropped, merge.Header)
	for in.Scan() {
		list.zones[id.Suffix()] = true
		if reason, isListed := list.reasons[id]; isListed {
			n.Dropped++
			list.among[id] = true
			err = d.Write(merge.Row(in.Row(), reason))
		} else {
			n.Kept++
			err = k.Copy(in)
		}
		if err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), k.Flush(), d.Flush())
}
