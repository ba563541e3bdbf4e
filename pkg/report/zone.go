package report

import (
	"strings"

	"datasync/pkg/workbook"
)

// networkZone is what our own words call the zone whose records are shared; in a run of
// another zone they are told of that.
const networkZone = "the Network Zone"

// inZone is a text as it is of the zone of the run, such as the zone CEF.
func (r *Run) inZone(text string) string {
	code := r.at.OtherZone()
	if code == "" {
		return text
	}
	return strings.NewReplacer(networkZone, "the zone "+code, "of the libraries' own zones", "of other zones", ", 0 in your own zone", "").Replace(text)
}

// inZones does the same to the tables of a page.
func (r *Run) inZones(tables ...workbook.Table) []workbook.Table {
	for i, t := range tables {
		tables[i].Title, tables[i].Rows = r.inZone(t.Title), named{t.Rows, r}
	}
	return tables
}

// named is rows of which each cell is a text in the zone of the run.
type named struct {
	workbook.Rows
	run *Run
}

func (n named) Header() []string { return n.all(n.Rows.Header()) }

func (n named) Row() []string { return n.all(n.Rows.Row()) }

func (n named) all(cells []string) []string {
	told := make([]string, len(cells))
	for i, cell := range cells {
		told[i] = n.run.inZone(cell)
	}
	return told
}
