package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/institution"
	"datasync/pkg/ocn"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/workbook"
)

// A Library is the workbook of one OCLC symbol.
type Library struct {
	Symbol string
	File   string // its name, such as CEF.xlsx
	Rows   int
	Sheets []workbook.Sheet
}

// maxLibraries is how many workbooks are made at most. Each job id that is not
// of OCLC's form is a symbol of its own, and a damaged report has thousands.
const maxLibraries = 500

// ownOutcome is what can be said of a record of a library's own zone, which nobody
// changes but the library: an index into outcomes. The differences come first.
func ownOutcome(r *record) int {
	incoming := r.named(column.Incoming)
	_, isNumber := ocn.Parse(incoming)
	switch {
	case r.named(column.Conflict) != "":
		return own
	case isNumber && ocn.Same(r.named(column.Existing), incoming):
		return own + 4
	case !isNumber:
		return own + 3
	case !bibreport.IsMatch(r.named(column.Action)):
		return own + 2
	}
	return own + 1
}

// Libraries is the workbooks of the libraries, sorted by symbol.
func (r *Run) Libraries(about About) ([]Library, error) {
	right, errRight := r.tableOf(same, rundir.Same)
	zones, errZones := r.zones()
	if err := cmp.Or(errRight, errZones); err != nil {
		return nil, err
	}
	tables, err := r.byOutcome(right)
	if err != nil {
		return nil, err
	}
	shared, zone, again := byLibrary(tables...), byLibrary(zones), byLibrary(&r.returning)
	symbols := slices.AppendSeq(slices.Collect(maps.Keys(shared)), maps.Keys(zone))
	slices.Sort(symbols)
	symbols = slices.Compact(symbols)
	if n := len(symbols); n > maxLibraries {
		return nil, fmt.Errorf("%d OCLC symbols in the reports: too many for a workbook each; job ids that are not of OCLC's form count as symbols: are the reports damaged?", n)
	}
	made := []string{column.Outcome, column.ToDo}
	fill := func(rec *record, row []string) {
		row[0], row[1] = outcomes[rec.outcome].name, r.inZone(outcomes[rec.outcome].todo)
	}
	fillShared := func(rec *record, row []string) {
		fill(rec, row)
		row[2], row[3] = rec.today()
	}
	var libraries []Library
	for i, file := range fileNames(symbols) {
		symbol := symbols[i]
		sheets := []workbook.Sheet{
			r.libraryPage(symbol, shared[symbol], zone[symbol], about),
			sharedKind.list(show(shared[symbol], append(made, column.Current, column.Cancelled), fillShared, tables...), about),
		}
		if r.at.OtherZone() == "" {
			sheets = append(sheets, ownKind.list(show(zone[symbol], made, fill, zones), about))
		}
		if again[symbol] != nil {
			sheets = append(sheets, repeatsKind.list(show(again[symbol], nil, nil, &r.returning), about))
		}
		sheets = append(sheets, r.libraryMeanings(sheets))
		libraries = append(libraries, Library{symbol, file, len(shared[symbol]) + len(zone[symbol]), sheets})
	}
	return libraries, nil
}

// libraryMeanings is the sheet of what the sheets of a library mean, and the words there.
func (r *Run) libraryMeanings(sheets []workbook.Sheet) workbook.Sheet {
	there := slices.DeleteFunc(meaningsOf("library"), func(m meaning) bool {
		return !slices.ContainsFunc(sheets, func(s workbook.Sheet) bool { return s.Name == m.word })
	})
	tables := []workbook.Table{explain("The sheets", "Sheet", there), explain("The reasons", column.Reason, meaningsOf("reason"))}
	if r.has(rundir.Verified) {
		tables = append(tables, explain("The reasons after the load", column.Reason, meaningsOf("verify")))
	}
	tables = append(tables, explain("OCLC's words", column.Action, meaningsOf("action")))
	return workbook.Sheet{Name: sheetMeaning, Tab: blue, Tables: r.inZones(tables...)}
}

// zones reads the records of the libraries' own zones. In a run of such a zone the others
// are not theirs.
func (r *Run) zones() (*table, error) {
	files, err := r.at.Files(rundir.Zones)
	if err != nil || r.at.OtherZone() != "" {
		return &table{}, err
	}
	t, err := r.tableOf(own, files...)
	if err != nil {
		return nil, err
	}
	for _, rec := range t.records {
		rec.outcome = ownOutcome(rec)
	}
	t.sort()
	return t, nil
}

// byLibrary are the records of tables that each library reported, in order.
func byLibrary(tables ...*table) map[string][]*record {
	all := make(map[string][]*record)
	for _, t := range tables {
		for _, rec := range t.records {
			for _, symbol := range symbols(rec.named(column.Reports)) {
				all[symbol] = append(all[symbol], rec)
			}
		}
	}
	return all
}

// The sheets of a library's workbook.
var (
	sharedKind  = kind{name: "shared records", tab: green, columns: sheet.Library, empty: "No shared record was reported."}
	ownKind     = kind{name: "own records", tab: blue, columns: sheet.Library, empty: "No record of your own zone was reported."}
	repeatsKind = kind{name: sheetRepeats, tab: yellow, columns: sheet.Repeats}
)

// fileNames are the names of the workbooks of symbols, no two of them one file
// even where case in names does not count.
func fileNames(symbols []string) []string {
	taken := make(map[string]bool)
	var names []string
	for _, symbol := range symbols {
		base := fmt.Sprintf("%.60s", institution.Institution{Code: symbol}.FileName()) // a whole job id may be of any length
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = base + "-" + strconv.Itoa(n)
		}
		taken[strings.ToLower(name)] = true
		names = append(names, name+".xlsx")
	}
	return names
}

// What became of the records of a library, after the load too, and the first page of its
// workbook, which counts them.

// byOutcome are the tables of the shared records, those first that a library is to see
// first. The records that were to be updated are, once verify looked, in those of what it
// found.
func (r *Run) byOutcome(right *table) ([]*table, error) {
	if !r.has(rundir.Verified) {
		return slices.Concat(r.tables, []*table{right}), nil
	}
	var found []*table
	for outcome := lost; outcome <= updated; outcome++ {
		t, err := r.tableOf(outcome, outcomes[outcome].files...)
		if err != nil {
			return nil, err
		}
		found = append(found, t.without([]string{column.CurrentNow, column.CancelledNow, column.OtherCancelledNow, column.ReasonBefore}))
	}
	return slices.Concat(found[:2], r.tables[1:], []*table{found[2], right}), nil
}

// today are what 035 $a and 035 $z hold of a record, as far as is known: after the load
// that is what verify found.
func (r *record) today() (current, cancelled string) {
	if r.outcome >= lost {
		return r.named(column.CurrentNow), r.named(column.CancelledNow)
	}
	return r.named(column.Current), r.named(column.Cancelled)
}

// libraryPage is the first page of a library's workbook, of its shared and its own records.
func (r *Run) libraryPage(symbol string, shared, zone []*record, about About) workbook.Sheet {
	title := about.title(symbol+": what became of your records", ", report of ")
	state := "The load into Alma has not been checked yet. After that this page says which records it updated."
	if r.has(rundir.Verified) {
		state = "The load into Alma has been checked: each record is told as it is after it."
	}
	right := slices.IndexFunc(shared, func(rec *record) bool { return rec.outcome == same })
	if right < 0 {
		right = len(shared)
	}
	head := text(title, fmt.Sprintf("OCLC reported %s of yours: %d in %s, %d in your own zone.",
		count.Of(len(shared)+len(zone), "record"), len(shared), networkZone, len(zone)),
		fmt.Sprintf("In %s %d have the number that OCLC told; what became of the other %d is below.", networkZone, len(shared)-right, right), state)
	tables := []workbook.Table{head, r.inShort(append(shared[:len(shared):len(shared)], zone...))}
	if right > 0 {
		became := fates("Shared records with another number", shared[:right])
		became.Charts = pie(colours())
		tables = append(tables, became)
	}
	if len(zone) > 0 {
		tables = append(tables, fates("Own records", zone))
	}
	return workbook.Sheet{Name: sheetSummary, Tab: blue, Tables: r.inZones(tables...)}
}

// inShort is what a library wants to know first.
func (r *Run) inShort(records []*record) workbook.Table {
	counts := make(map[int]int)
	needed := 0
	for _, rec := range records {
		counts[rec.outcome]++
		if outcomes[rec.outcome].needs {
			needed++
		}
	}
	rows := [][]string{{"reported", strconv.Itoa(len(records))}}
	told := []int{0, 1}
	if r.has(rundir.Verified) {
		told = []int{updated, notUpdated, lost, 1}
	}
	for _, outcome := range told {
		rows = append(rows, []string{outcomes[outcome].name, strconv.Itoa(counts[outcome])})
	}
	rows = append(rows, []string{"needs you: see " + column.ToDo, strconv.Itoa(needed)})
	return figures("In short", newList([]string{"Your records", column.Records}, rows), column.Records)
}

// fates is how many of the records have each outcome, in their order.
func fates(title string, records []*record) workbook.Table {
	var rows [][]string
	n := 0
	for i, rec := range records {
		n++
		if i == len(records)-1 || records[i+1].outcome != rec.outcome {
			rows = append(rows, []string{outcomes[rec.outcome].name, strconv.Itoa(n), outcomes[rec.outcome].todo})
			n = 0
		}
	}
	t := figures(title, newList([]string{column.Outcome, column.Records, column.ToDo}, rows), column.Records)
	t.Columns[2].Wrap = true
	return t
}
