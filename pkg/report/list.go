package report

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/workbook"
)

// A list is rows that do not come from a file as they are. It implements
// workbook.Rows.
type list struct {
	header []string
	len    int
	row    func(i int) []string // valid until the next call
	next   int
}

func newList(header []string, rows [][]string) *list {
	return &list{header: header, len: len(rows), row: func(i int) []string { return rows[i] }}
}

// Header implements workbook.Rows.
func (l *list) Header() []string { return l.header }

// Scan implements workbook.Rows.
func (l *list) Scan() bool {
	l.next++
	return l.next <= l.len
}

// Row implements workbook.Rows.
func (l *list) Row() []string { return l.row(l.next - 1) }

// Err implements workbook.Rows.
func (l *list) Err() error { return nil }

// Errorf implements workbook.Rows.
func (l *list) Errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }

// holds are the columns in which something stands.
func (l *list) holds() map[string]bool {
	all := make(map[string]bool)
	for i := range l.len {
		for at, field := range l.row(i) {
			if field != "" {
				all[l.header[at]] = true
			}
		}
	}
	return all
}

// text is lines of text under a title.
func text(title string, lines ...string) workbook.Table {
	var rows [][]string
	for _, line := range lines {
		rows = append(rows, []string{line})
	}
	return workbook.Table{Rows: newList([]string{title}, rows), Text: true}
}

// figures is a table of a page, of which the named columns hold numbers.
func figures(title string, rows workbook.Rows, numbers ...string) workbook.Table {
	t := workbook.Table{Title: title, Rows: rows}
	for _, name := range rows.Header() {
		t.Columns = append(t.Columns, workbook.Column{Name: name, Number: has(numbers, name)})
	}
	return t
}

// counted is how many records came to each outcome, which rows say with the sheet that has
// them, and a picture of it, unless there are none.
func counted(title string, rows [][]string, colours map[string]string) workbook.Table {
	t := figures(title, newList([]string{column.Outcome, column.Records, "Sheet"}, rows), column.Records)
	t.Columns[2].Link = workbook.ToSheet
	if slices.ContainsFunc(rows, func(row []string) bool { return row[1] != "0" }) {
		t.Charts = pie(colours)
	}
	return t
}

// pie is the picture of a table of outcomes.
func pie(colours map[string]string) []workbook.Chart {
	return []workbook.Chart{{Kind: "pie", Names: column.Outcome, Values: []string{column.Records}, Colours: colours}}
}

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
