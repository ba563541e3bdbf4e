package report

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/institution"
	"datasync/pkg/ocn"
	"datasync/pkg/summary"
	"datasync/pkg/workbook"
)

// A Library is the workbook of one OCLC symbol.
type Library struct {
	Symbol string
	File   string // its name, such as CEF.xlsx
	Rows   int
	Sheets []workbook.Sheet
}

// unchanged is the outcome of a shared record whose number is right.
const unchanged = "same number"

// maxLibraries is how many workbooks are made at most. Each job id that is not
// of OCLC's form is a symbol of its own, and a damaged report has thousands.
const maxLibraries = 500

// reported is what one library reported, by outcome.
type reported struct {
	shared []*record
	own    [][]*record // of each of ownOutcomes
}

// ownOutcomes are what can be said of a record of a library's own zone, which
// nobody changes but the library. The differences come first.
var ownOutcomes = []struct{ name, todo string }{
	{"reports disagree", "Look the numbers in Conflict up in WorldCat, and put the right one into 035 $a."},
	{"another number", "Look the number in Incoming 035a up in WorldCat. If it is the right one, put it into 035 $a of your record."},
	{"not matched", "See Action in the sheet “" + sheetMeaning + "”. Do not put the number into the record before you have looked it up in WorldCat."},
	{"no number", "OCLC gave no number. See Action in the sheet “" + sheetMeaning + "”."},
	{unchanged, "Nothing."},
}

// ownOutcome is which of ownOutcomes applies to a record.
func ownOutcome(r *record) int {
	incoming := r.named(column.Incoming)
	_, isNumber := ocn.Parse(incoming)
	switch {
	case r.named(column.Conflict) != "":
		return 0
	case isNumber && ocn.Same(r.named(column.Existing), incoming):
		return 4
	case !isNumber:
		return 3
	case !bibreport.IsMatch(r.named(column.Action)):
		return 2
	}
	return 1
}

// Libraries is the workbooks of the libraries, sorted by symbol.
func (r *Run) Libraries(about About) ([]Library, error) {
	same, own, err := r.rest()
	if err != nil {
		return nil, err
	}
	all := make(map[string]*reported)
	give := func(rec *record, where func(*reported) *[]*record) {
		for _, symbol := range symbols(rec.named(column.Reports)) {
			lib := all[symbol]
			if lib == nil {
				lib = &reported{own: make([][]*record, len(ownOutcomes))}
				all[symbol] = lib
			}
			list := where(lib)
			*list = append(*list, rec)
		}
	}
	shared := append(slices.Clone(r.outcomes), same)
	for _, t := range shared {
		for i := range t.records {
			give(t.records[i], func(lib *reported) *[]*record { return &lib.shared })
		}
	}
	for i := range own.records {
		rec := own.records[i]
		outcome := ownOutcome(rec)
		rec.reason = "" // it has none: the order is that of the ids
		give(rec, func(lib *reported) *[]*record { return &lib.own[outcome] })
	}
	if len(all) > maxLibraries {
		return nil, fmt.Errorf("%d OCLC symbols in the reports: too many for a workbook each; job ids that are not of OCLC's form count as symbols: are the reports damaged?", len(all))
	}
	repeats, err := r.repeatsOf()
	if err != nil {
		return nil, err
	}
	var libraries []Library
	files := fileNames(slices.Sorted(maps.Keys(all)))
	for i, symbol := range slices.Sorted(maps.Keys(all)) {
		lib := all[symbol]
		libraries = append(libraries, Library{symbol, files[i], lib.rows(), lib.sheets(about, shared, own, repeats[symbol])})
	}
	return libraries, nil
}

// rest reads the records that the report itself does not show: those whose number
// is right, and those of the libraries' own zones.
func (r *Run) rest() (same, own *table, err error) {
	same = &table{rank: len(outcomes), outcome: unchanged}
	in, err := r.table(summary.Same)
	if err != nil {
		return nil, nil, err
	}
	if err := same.read(in); err != nil {
		return nil, nil, err
	}
	own = &table{}
	zones, err := filepath.Glob(filepath.Join(escape(r.dir), summary.Zones))
	if err != nil {
		return nil, nil, err
	}
	for _, zone := range zones {
		in, err := r.table(filepath.Base(zone))
		if err != nil {
			return nil, nil, err
		}
		if err := own.read(in); err != nil {
			return nil, nil, err
		}
	}
	return same, own, nil
}

// escape makes a path mean itself in a pattern.
func escape(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

func (lib *reported) rows() int {
	n := len(lib.shared)
	for _, records := range lib.own {
		n += len(records)
	}
	return n
}

// Names of the sheets of a library's workbook.
const (
	sheetLibrary = "shared records"
	sheetOwn     = "own records"
)

var librarySheets = []meaning{
	{
		sheetLibrary,
		"The records of the Network Zone that your library reported to OCLC this week, and what became of each. Those with another number come first.",
		"See the column What to do.",
	}, {
		sheetOwn,
		"The records of your own zone in the report, which nobody changes but you.",
		"See the column What to do.",
	},
}

var libraryColumns = []string{
	column.Outcome, column.Reason, column.ToDo,
	column.NetworkID, column.Existing, column.Incoming, column.Action, offPaper, column.Current,
	column.Conflict, column.SharedWith, column.Cancelled, column.Institution, column.Reports,
	column.Severity, column.Messages, column.WorldCat, column.Lifecycle, column.InAnalytics, column.JobID,
}

// sheets are those of a library's workbook. repeats are its records that keep
// coming back; nil are none.
func (lib *reported) sheets(about About, shared []*table, own *table, repeats *list) []workbook.Sheet {
	s := newView(lib.shared, []string{column.Outcome, column.ToDo}, shared...)
	s.fill = func(rec *record, row []string) {
		row[0], row[1] = rec.table.outcome, "Nothing: OCLC's number is ours."
		if rec.table.rank < len(outcomes) {
			row[1] = outcomes[rec.table.rank].library
		}
	}
	o := newView(nil, []string{column.Outcome, column.ToDo}, own)
	for _, records := range lib.own {
		o.records = append(o.records, sorted(records)...)
	}
	o.fill = func(rec *record, row []string) {
		outcome := ownOutcomes[ownOutcome(rec)]
		row[0], row[1] = outcome.name, outcome.todo
	}
	linked := make([]bool, len(about.Links)) // what the report told already, or had no column for
	meaning := []workbook.Table{explain("The sheets", "Sheet", librarySheets), explain("The reasons", column.Reason, reasons), explain("OCLC's words", column.Action, actions)}
	sheets := []workbook.Sheet{
		{
			Name: sheetLibrary, Tab: green, Empty: "No shared record was reported.",
			Tables: []workbook.Table{{Rows: s, Cut: true, Columns: columns(s.header, libraryColumns, about.Links, linked)}},
		}, {
			Name: sheetOwn, Tab: blue, Empty: "No record of your own zone was reported.",
			Tables: []workbook.Table{{Rows: o, Cut: true, Columns: columns(o.header, libraryColumns, about.Links, linked)}},
		},
	}
	if repeats != nil {
		sheets = append(sheets, workbook.Sheet{
			Name: sheetRepeats, Tab: yellow,
			Tables: []workbook.Table{{Rows: repeats, Cut: true, Columns: columns(repeats.header, repeatColumns, about.Links, linked)}},
		})
	}
	return append(sheets, workbook.Sheet{Name: sheetMeaning, Tab: blue, Tables: meaning})
}

// fileNames are the names of the workbooks of symbols, no two of them one file
// even where case in names does not count.
func fileNames(symbols []string) []string {
	const longest = 60 // a symbol that is a whole job id may be of any length
	taken := make(map[string]bool)
	var names []string
	for _, symbol := range symbols {
		base := institution.Institution{Code: symbol}.FileName()
		letters := []rune(base)
		base = string(letters[:min(len(letters), longest)])
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = base + "-" + strconv.Itoa(n)
		}
		taken[strings.ToLower(name)] = true
		names = append(names, name+".xlsx")
	}
	return names
}
