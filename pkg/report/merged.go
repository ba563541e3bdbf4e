package report

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// A merged is what the report tells of the table of all shared records, which is
// read once and not held.
type merged struct {
	conflicts int                 // records of which the reports disagree
	zones     map[mms.Suffix]bool // in which the records' ids end
	sharing   []sharing           // those with a number that others have too
}

// A sharing is a record that shares its incoming number.
type sharing struct {
	number  ocn.Number
	id      mms.ID
	reports string // who reported it
	action  string // OCLC's word for what it did
}

func (r *Run) readMerged() error {
	var (
		id                                        mms.ID
		incoming, action, reports, with, conflict string
	)
	m := merged{zones: make(map[mms.Suffix]bool)}
	err := r.each(rundir.Merged, func(*tsv.Reader) error {
		m.zones[id.Suffix()] = true
		if conflict != "" {
			m.conflicts++
		}
		if with == "" {
			return nil
		}
		if number, ok := ocn.Parse(incoming); ok {
			number = ocn.Number(strings.Clone(string(number))) // else it and the others would hold the blocks of the file
			m.sharing = append(m.sharing, sharing{number, id, strings.Clone(reports), strings.Clone(action)})
		}
		return nil
	}, tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &incoming), tsv.Text(column.Action, &action),
		tsv.Text(column.Reports, &reports), tsv.MayText(column.SharedWith, &with), tsv.MayText(column.Conflict, &conflict))
	slices.SortStableFunc(m.sharing, func(a, b sharing) int {
		return cmp.Or(
			cmp.Compare(len(a.number), len(b.number)), // as numbers: there are no leading zeros
			cmp.Compare(a.number, b.number),
			mms.Compare(a.id, b.id))
	})
	r.merged = m
	return err
}

const none = "(none)" // what stands for an empty name

// symbols are the different OCLC symbols of a field Reports, such as CEF,UWO.
func symbols(reports string) []string {
	if all := distinct(reports, ","); all != nil {
		return all
	}
	return []string{none}
}
