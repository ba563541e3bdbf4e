package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/summary"
	"datasync/pkg/workbook"
)

// The first page: what came in, what became of it, what to do next.

func summaryPage(r *Run, about About) ([]workbook.Table, error) {
	stages, lines, err := r.stages()
	if err != nil {
		return nil, err
	}
	inputs, reports, err := r.inputs()
	if err != nil {
		return nil, err
	}
	protection, err := r.protection()
	if err != nil {
		return nil, err
	}
	title := newList("OCLC numbers in the Network Zone")
	of := ""
	if about.Date != "" {
		of = " of " + about.Date
	}
	title.add(fmt.Sprintf("Report%s: %s of %s, about %s that the libraries share", of,
		count.Of(lines, "line"), count.Of(reports, "report"), count.Of(r.merged.records, "record")))
	optional, err := r.optionalTables()
	if err != nil {
		return nil, err
	}
	became, libraries := r.became(), r.merged.libraries()
	tables := []workbook.Table{
		{Rows: title, Text: true},
		{
			Title: "What became of the records with another number", Rows: became, Columns: numbers(became, column.Records),
			Charts: []workbook.Chart{{Kind: "pie", Names: column.Outcome, Values: []string{column.Records}, Colours: colours()}},
		}, {
			Title: "Records that each library reported, by OCLC's action", Rows: libraries, Columns: numbers(libraries, libraries.header[1:]...),
			Charts: []workbook.Chart{{Kind: "bar", Names: column.Symbol, Values: libraries.header[1:], Colours: colours()}},
		},
	}
	tables = append(tables, optional...)
	return append(tables, []workbook.Table{
		{Title: "Stage by stage: the rows that go in come out", Rows: stages, Columns: numbers(stages, "Rows in", "Rows out")},
		{Title: "The inputs", Rows: inputs, Columns: numbers(inputs, column.Bytes)},
		{Rows: protection, Text: true},
		{Rows: r.next(about), Text: true},
	}...), nil
}

// numbers are the columns of a table of which some hold numbers.
func numbers(l *list, names ...string) []workbook.Column {
	var all []workbook.Column
	for _, name := range l.header {
		all = append(all, workbook.Column{Name: name, Number: slices.Contains(names, name)})
	}
	return all
}

// colours are those of the sheets, for what they show: of the outcomes, and of
// OCLC's words by what they lead to.
func colours() map[string]string {
	all := map[string]string{
		"match": green, "create": blue, "replace": lightBlue, "field transfer": yellow,
		"unresolved": orange, "data error": red, "processing error": grey,
	}
	for _, o := range outcomes {
		all[o.name] = o.colour
	}
	return all
}

// became is what became of the records whose number differs.
func (r *Run) became() *list {
	l := newList(column.Outcome, column.Records, "Sheet")
	for i, o := range outcomes {
		l.add(o.name, strconv.Itoa(len(r.outcomes[i].records)), o.sheet)
	}
	return l
}

const summaryFile = "summary.tsv" // of mksummary

// A flow is the rows of a stage that go in, or have one outcome.
type flow struct {
	stage, outcome, file string
	files, rows          int
}

// stages is the table that balances: for each stage a row of what went in and
// what came out, and below it a row for each outcome. lines are those of the
// reports, which went into the first stage.
func (r *Run) stages() (l *list, lines int, err error) {
	flows, err := r.flows()
	if err != nil {
		return nil, 0, err
	}
	came := make(map[string]int) // out of each stage
	for _, f := range flows {
		if f.outcome != summary.In {
			came[f.stage] += f.rows
		}
	}
	l = newList(column.Stage, column.Outcome, column.File, "Rows in", "Rows out")
	for _, f := range flows {
		file := f.file
		if f.files > 1 {
			file = count.Of(f.files, "file")
		}
		switch {
		case f.outcome != summary.In:
			l.add(f.stage, f.outcome, file, "", strconv.Itoa(f.rows))
		default:
			l.add(f.stage, "all", file, strconv.Itoa(f.rows), strconv.Itoa(came[f.stage]))
		}
		if f.outcome == summary.In && f.stage == flows[0].stage {
			lines += f.rows
		}
	}
	return l, lines, nil
}

// flows reads the table of mksummary. Files of one outcome are added up.
func (r *Run) flows() ([]*flow, error) {
	in, err := r.table(summaryFile)
	if err != nil {
		return nil, err
	}
	at, err := in.Columns(column.Stage, column.Outcome, column.File, column.Rows)
	if err != nil {
		return nil, err
	}
	var flows []*flow
	for in.Scan() {
		row := in.Row()
		n, err := strconv.Atoi(row[at[3]])
		if err != nil {
			return nil, in.Errorf("%q is no number of rows", row[at[3]])
		}
		i := slices.IndexFunc(flows, func(f *flow) bool { return f.stage == row[at[0]] && f.outcome == row[at[1]] })
		if i < 0 {
			i = len(flows)
			flows = append(flows, &flow{row[at[0]], row[at[1]], filepath.Base(row[at[2]]), 0, 0})
		}
		flows[i].files++
		flows[i].rows += n
	}
	if len(flows) == 0 && in.Err() == nil {
		return nil, in.Errorf("the summary has no rows")
	}
	return flows, in.Err()
}

// inputs are the files that the run was made from. reports is how many of them
// are OCLC's.
func (r *Run) inputs() (l *list, reports int, err error) {
	in, err := r.table(summary.Manifest)
	if err != nil {
		return nil, 0, err
	}
	at, err := in.Columns(column.Kind, column.GivenAs, column.Bytes)
	if err != nil {
		return nil, 0, err
	}
	l = newList(column.Kind, column.Bytes, column.GivenAs)
	for in.Scan() {
		row := in.Row()
		if row[at[0]] == "report" {
			reports++
		}
		l.add(strings.Clone(row[at[0]]), strings.Clone(row[at[2]]), short(row[at[1]]))
	}
	return l, reports, in.Err()
}

// short is the name of a file as it was given, without its folder and, if it is
// too long for the page, without its middle.
func short(name string) string {
	const begin, end = 14, 11
	name = filepath.Base(name)
	if r := []rune(name); len(r) > begin+1+end {
		return string(r[:begin]) + "…" + string(r[len(r)-end:])
	}
	return strings.Clone(name)
}

// protection says what the do-not-update list did.
func (r *Run) protection() (*list, error) {
	in, err := r.table(summary.Entries)
	if err != nil {
		return nil, err
	}
	at, err := in.Columns(column.MMSID)
	if err != nil {
		return nil, err
	}
	entries, foreign := 0, 0
	for in.Scan() {
		id, err := in.MMSID(at[0])
		if err != nil {
			return nil, err
		}
		entries++
		if !r.merged.zones[id.Suffix()] {
			foreign++
		}
	}
	l := newList("Protection")
	if entries == 0 {
		l.add("No record is protected: there was no do-not-update list, or it had no entry.")
		return l, in.Err()
	}
	l.add(fmt.Sprintf("The do-not-update list has %s, and holds back %s of this week.",
		count.Of(entries, "entry"), count.Of(r.listed, "record")))
	if foreign > 0 {
		l.add(fmt.Sprintf("Entries that can never protect a shared record, since their ids are of another zone: %d. Put the ids of the Network Zone there.", foreign))
	}
	return l, in.Err()
}
