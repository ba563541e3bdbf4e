package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// The first page: what came in, what became of it, what to do next.

func summaryPage(r *Run, about About) ([]workbook.Table, error) {
	flows, errFlows := r.flows()
	inputs, reports := r.inputs()
	protection, errProtection := r.protection()
	optional, errOptional := r.optional(flows)
	actions, errActions := r.actions()
	absent, errAbsent := r.absent()
	if err := cmp.Or(errFlows, errProtection, errOptional, errActions, errAbsent); err != nil {
		return nil, err
	}
	of := ""
	if about.Date != "" {
		of = " of " + about.Date
	}
	title := fmt.Sprintf("Report%s: %s of %s, about %s that the libraries share", of,
		count.Of(flows[0].rows, "line"), count.Of(reports, "report"), count.Of(r.merged.records, "record"))
	became := figures("What became of the records with another number", r.became(), column.Records)
	became.Charts = []workbook.Chart{{Kind: "pie", Names: column.Outcome, Values: []string{column.Records}, Colours: colours()}}
	counts := actions.libraries()
	libraries := figures("Records that each library reported, by OCLC's action", counts, counts.header[1:]...)
	libraries.Charts = []workbook.Chart{{Kind: "bar", Names: column.Symbol, Values: counts.header[1:], Colours: colours()}}
	return slices.Concat(
		[]workbook.Table{text("OCLC numbers in the Network Zone", title)},
		absent,
		[]workbook.Table{became, libraries},
		optional,
		[]workbook.Table{
			figures("Stage by stage: the rows that go in come out", stages(flows), "Rows in", "Rows out"),
			figures("The inputs", inputs, column.Bytes),
			protection,
			r.next(about),
		}), nil
}

// absent says of which libraries the run lacks a report that it should have; nil is
// none.
func (r *Run) absent() ([]workbook.Table, error) {
	if !r.has(rundir.Absent) {
		return nil, nil
	}
	var symbol, last, reason string
	var lines []string
	err := r.each(rundir.Absent, func(*tsv.Reader) error {
		if last == "" {
			last = "none"
		}
		lines = append(lines, fmt.Sprintf("%s: %s; its last report: %s.", symbol, reason, last))
		return nil
	}, tsv.Text(column.Library, &symbol), tsv.Text(column.LastReport, &last), tsv.Text(column.Reason, &reason))
	if err != nil || lines == nil {
		return nil, err
	}
	return []workbook.Table{text("Reports that this week should have, and has not", lines...)}, nil
}

// colours are those of the sheets, for what they show: of the outcomes, and of
// OCLC's words by what they lead to.
func colours() map[string]string {
	all := map[string]string{
		"match": green, "create": blue, "replace": lightBlue, "field transfer": yellow,
		"unresolved": orange, "data error": red, "processing error": grey,
	}
	for _, o := range outcomes[:same] {
		all[o.name] = o.colour
	}
	return all
}

// became is what became of the records whose number differs.
func (r *Run) became() *list {
	var rows [][]string
	for i, t := range r.tables {
		rows = append(rows, []string{outcomes[i].name, strconv.Itoa(len(t.records)), outcomes[i].sheet})
	}
	return newList([]string{column.Outcome, column.Records, "Sheet"}, rows)
}

const summaryFile = "summary.tsv" // of mksummary

// A flow is the rows of a stage that go in, or have one outcome.
type flow struct {
	stage, outcome, file string
	files, rows          int
}

// flows reads the table of mksummary, which begins with the lines of the reports that
// go in. Files of one outcome are added up.
func (r *Run) flows() (flows []flow, err error) {
	var f flow
	var rows string
	err = r.each(summaryFile, func(in *tsv.Reader) error {
		n, err := strconv.Atoi(rows)
		if err != nil {
			return in.Errorf("%q is no number of rows", rows)
		}
		i := slices.IndexFunc(flows, func(other flow) bool { return other.stage == f.stage && other.outcome == f.outcome })
		if i < 0 {
			i = len(flows)
			flows = append(flows, flow{f.stage, f.outcome, filepath.Base(f.file), 0, 0})
		}
		flows[i].files++
		flows[i].rows += n
		return nil
	}, tsv.Text(column.Stage, &f.stage), tsv.Text(column.Outcome, &f.outcome), tsv.Text(column.File, &f.file), tsv.Text(column.Rows, &rows))
	if err == nil && flows == nil {
		err = fmt.Errorf("%s:1: the summary has no rows", filepath.Join(r.dir, summaryFile))
	}
	return flows, err
}

// stages is the table that balances: for each stage a row of what went in and
// what came out, and below it a row for each outcome.
func stages(flows []flow) *list {
	came := make(map[string]int) // out of each stage
	for _, f := range flows {
		if f.outcome != rundir.In {
			came[f.stage] += f.rows
		}
	}
	var rows [][]string
	for _, f := range flows {
		file := f.file
		if f.files > 1 {
			file = count.Of(f.files, "file")
		}
		row := []string{f.stage, f.outcome, file, "", strconv.Itoa(f.rows)}
		if f.outcome == rundir.In {
			row = []string{f.stage, "all", file, strconv.Itoa(f.rows), strconv.Itoa(came[f.stage])}
		}
		rows = append(rows, row)
	}
	return newList([]string{column.Stage, column.Outcome, column.File, "Rows in", "Rows out"}, rows)
}

// inputs are the files that the run was made from. reports is how many of them
// are OCLC's.
func (r *Run) inputs() (l *list, reports int) {
	var rows [][]string
	for _, in := range r.at.Inputs {
		if in.Kind == rundir.Report || in.Kind == rundir.Carried {
			reports++
		}
		rows = append(rows, []string{in.Kind, in.Bytes, short(in.Given)})
	}
	return newList([]string{column.Kind, column.Bytes, column.GivenAs}, rows), reports
}

// short is the name of a file as it was given, without its folder and, if it is
// too long for the page, without its middle.
func short(name string) string {
	const begin, end = 14, 11
	name = filepath.Base(name)
	if r := []rune(name); len(r) > begin+1+end {
		return string(r[:begin]) + "…" + string(r[len(r)-end:])
	}
	return name
}

// protection says what the do-not-update list did.
func (r *Run) protection() (workbook.Table, error) {
	var id mms.ID
	entries, foreign := 0, 0
	err := r.each(rundir.Entries, func(*tsv.Reader) error {
		entries++
		if !r.merged.zones[id.Suffix()] {
			foreign++
		}
		return nil
	}, tsv.ID(column.MMSID, &id))
	lines := []string{fmt.Sprintf("The do-not-update list has %s, and holds back %s of this week.",
		count.Of(entries, "entry"), count.Of(r.listed, "record"))}
	if entries == 0 {
		lines = []string{"No record is protected: there was no do-not-update list, or it had no entry."}
	}
	if foreign > 0 {
		lines = append(lines, fmt.Sprintf("Entries that can never protect a shared record, since their ids are of another zone: %d. Put the ids of the Network Zone there.", foreign))
	}
	return text("Protection", lines...), err
}
