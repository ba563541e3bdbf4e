package report

import (
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// lastWeeks is how many weeks are shown.
const lastWeeks = 12

// weeksPage shows the last weeks up to this one, of the run's zone.
func weeksPage(r *Run, about About) ([]workbook.Table, error) {
	numbers := []string{column.ToUpdate, column.WereUpdated, column.ForReview, column.NotUpdated, column.Lost}
	zone := r.at.ZoneCode()
	fields := make([]string, 1+len(numbers))
	var of string
	vars := []tsv.Var{tsv.Text(column.Zone, &of), tsv.Text(column.Date, &fields[0])}
	for i, name := range numbers {
		vars = append(vars, tsv.Text(name, &fields[i+1]))
	}
	var rows [][]string
	err := r.each(rundir.Weeks, func(*tsv.Reader) error {
		if strings.EqualFold(of, zone) && (about.Date == "" || fields[0] <= about.Date) {
			rows = append(rows, slices.Clone(fields))
		}
		return nil
	}, vars...)
	t := figures("The last weeks", newList(append([]string{column.Date}, numbers...), rows[max(0, len(rows)-lastWeeks):]), numbers...)
	t.Charts = []workbook.Chart{{Kind: "column", Names: column.Date, Values: numbers, Colours: map[string]string{
		column.ToUpdate: lightGreen, column.WereUpdated: green, column.ForReview: orange, column.NotUpdated: yellow, column.Lost: red,
	}}}
	return []workbook.Table{t}, err
}
