package report

import (
	"cmp"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// The records that have one incoming number, two side by side: candidates for merging, or
// twins with good reason. Of three and more the first stands beside each of the others.

func sharedTable(r *Run, about About) (workbook.Table, error) {
	known := r.sharers()
	said, err := r.live(known)
	if err != nil {
		return workbook.Table{}, err
	}
	names := slices.DeleteFunc(slices.Clone(sheet.Shared), func(name string) bool {
		return len(said) == 0 && (name == column.Title || name == column.Modified) || len(r.inForce) == 0 && name == column.Decided
	})
	header := sheet.Pairs(names)
	all := r.merged.sharing
	var rows [][]string
	var first, second map[string]string
	for i, s := range all {
		if i > 0 && s.number == all[i-1].number {
			second = r.sharer(s, known, said)
		} else {
			first, second = r.sharer(s, known, said), nil
			if i+1 < len(all) && s.number == all[i+1].number {
				continue // it stands beside each of the others
			}
		}
		row := []string{string(s.number)}
		for _, name := range names {
			row = append(row, first[name], second[name])
		}
		rows = append(rows, row)
	}
	columns := shown(header, header, about)
	for i := range columns {
		c := &columns[i]
		base := strings.TrimPrefix(c.Name, column.Other+" ")
		c.Wrap = look(base).Wrap
		c.NoPrint = len(said) > 0 && slices.Index(names, base) > slices.Index(names, column.Modified)
	}
	return workbook.Table{Rows: newList(header, rows), Cut: true, Columns: columns}, nil
}

// sharers are the records that share a number, as far as their rows are held.
func (r *Run) sharers() map[mms.ID]*record {
	known := make(map[mms.ID]*record)
	for _, s := range r.merged.sharing {
		known[s.id] = nil
	}
	for _, t := range r.tables {
		for _, rec := range t.records {
			if _, ok := known[rec.id]; ok {
				known[rec.id] = rec
			}
		}
	}
	return known
}

// sharer is what is told of a record that shares its number, by column. Who holds it is
// known where Analytics was asked about it; else who reported it is.
func (r *Run) sharer(s sharing, known map[mms.ID]*record, said map[mms.ID]answer) map[string]string {
	holders, outcome := "", outcomes[same].name
	if rec := known[s.id]; rec != nil {
		holders, outcome = rec.named(column.Institution), outcomes[rec.outcome].name
	}
	return map[string]string{
		column.NetworkID: s.id.String(), column.HeldBy: cmp.Or(holders, "reported by "+strings.Join(symbols(s.reports), ", ")), column.Outcome: outcome, column.Action: s.action,
		column.Title: said[s.id].title, column.Modified: said[s.id].modified, column.Decided: r.inForce[s.id].Word.String(),
	}
}

// An answer is what Alma said of a record when it was asked for it as it is now.
type answer struct{ title, modified string }

// live is what Alma said of the records that share a number.
func (r *Run) live(known map[mms.ID]*record) (map[mms.ID]answer, error) {
	all := make(map[mms.ID]answer)
	for _, in := range r.at.OfKind(rundir.Live) {
		var id mms.ID
		var a answer
		if err := r.each(in.File, func(*tsv.Reader) error {
			if _, shares := known[id]; shares && a != (answer{}) {
				all[id] = a
			}
			return nil
		}, tsv.ID(column.NetworkID, &id), tsv.MayText(column.Title, &a.title), tsv.MayText(column.Modified, &a.modified)); err != nil {
			return nil, err
		}
	}
	return all, nil
}
