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
	records    map[string]int // by the column that counts them
}

// told are the columns of numbers.
var told = []string{column.ToUpdate, column.WereUpdated, column.ForReview, column.NotUpdated, column.Lost}

// toldIn is the column that counts an outcome; others are not told.
var toldIn = map[outcome]string{
	update: column.ToUpdate, verified: column.WereUpdated, review: column.ForReview, later: column.ForReview,
	notUpdated: column.NotUpdated, lost: column.Lost,
}

// begin begins a run. It takes the place of an earlier one of its date and zone, which is
// a copy of it, or was given up.
func (w *Weeks) begin(r *Run) {
	zone := r.at.ZoneCode()
	w.all = slices.DeleteFunc(w.all, func(other weekly) bool { return other.date == r.Date && strings.EqualFold(other.zone, zone) })
	w.all = append(w.all, weekly{r.Date, zone, make(map[string]int)})
}

// add adds a record of the run that was begun last.
func (w *Weeks) add(o outcome) { w.all[len(w.all)-1].records[toldIn[o]]++ }

// Write writes a row for each date and zone, in the order of the dates.
func (w *Weeks) Write(out io.Writer) error {
	table := tsv.NewWriter(out, append([]string{column.Date, column.Zone}, told...))
	for _, week := range w.all {
		row := []string{week.date, week.zone}
		for _, name := range told {
			row = append(row, strconv.Itoa(week.records[name]))
		}
		table.Write(row)
	}
	return table.Flush() // the first error of any Write
}
