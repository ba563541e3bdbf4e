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

// A Count says where the rows went, each of them counted once, and of how many
// entries the list is.
type Count struct {
	Kept, Dropped int
	Entries       int
	OtherZone     int // entries that are of no zone that a row is of
}

// Rows copies each row of in whose Network Id is not on the list to kept, the
// others with the list's reason in the column Reason to dropped. Entries that can
// protect nothing are told to warn; see checkZones.
func Rows(in *tsv.Reader, list *List, kept, dropped io.Writer, warn func(error)) (Count, error) {
	var id mms.ID
	if err := in.Bind(tsv.ID(column.NetworkID, &id)); err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Reason)
	if err != nil {
		return Count{}, err
	}
	n := Count{Entries: list.Len()}
	zones := make(map[mms.Suffix]bool)
	k, d := tsv.NewWriter(kept, in.Header()), tsv.NewWriter(dropped, merge.Header)
	for in.Scan() {
		zones[id.Suffix()] = true
		reason, listed := list.reasons[id]
		if listed {
			n.Dropped++
			err = d.Write(merge.Row(in.Row(), reason))
		} else {
			n.Kept++
			err = k.Write(in.Row())
		}
		if err != nil {
			return n, err
		}
	}
	if err := cmp.Or(in.Err(), k.Flush(), d.Flush()); err != nil {
		return n, err
	}
	n.OtherZone, err = list.checkZones(zones, warn)
	return n, err
}
