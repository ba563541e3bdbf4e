package history

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// Weeks are what became of the records of each date and zone, in numbers. The zero value
// has none.
type Weeks struct{ all []weekly }

// A weekly is a date of a zone.
type weekly struct {
	date, zone string
	records    map[outcome]int
}

// told are the columns of numbers, and the outcomes that each counts.
var told = []struct {
	name     string
	outcomes []outcome
}{
	{column.ToUpdate, []outcome{update}},
	{column.WereUpdated, []outcome{verified}},
	{column.ForReview, []outcome{review, later}},
	{column.NotUpdated, []outcome{notUpdated}},
	{column.Lost, []outcome{lost}},
}

// begin begins a run. It takes the place of an earlier one of its date and zone, which is
// a copy of it, or was given up.
func (w *Weeks) begin(r *Run) {
	zone := r.at.ZoneCode()
	w.all = slices.DeleteFunc(w.all, func(other weekly) bool { return other.date == r.Date && strings.EqualFold(other.zone, zone) })
	w.all = append(w.all, weekly{r.Date, zone, make(map[outcome]int)})
}

// add adds a record of the run that was begun last.
func (w *Weeks) add(o outcome) { w.all[len(w.all)-1].records[o]++ }

// Write writes a row for each date and zone, in the order of the dates.
func (w *Weeks) Write(out io.Writer) error {
	header := []string{column.Date, column.Zone}
	for _, t := range told {
		header = append(header, t.name)
	}
	table := tsv.NewWriter(out, header)
	for _, week := range w.all {
		row := []string{week.date, week.zone}
		for _, t := range told {
			n := 0
			for _, o := range t.outcomes {
				n += week.records[o]
			}
			row = append(row, strconv.Itoa(n))
		}
		table.Write(row)
	}
	return table.Flush() // the first error of any Write
}
