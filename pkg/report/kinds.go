package report

import (
	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/workbook"
)

// Names of the sheets.
const (
	sheetSummary    = "summary"
	sheetUpdate     = "update by job"
	sheetUpdated    = "updated records"
	sheetReview     = "records for review"
	sheetProtected  = "do_not_change"
	sheetMissing    = "not in analytics"
	sheetConflicts  = "conflicts"
	sheetShared     = "shared numbers"
	sheetSeveral    = "several in 035a"
	sheetMessages   = "messages"
	sheetRepeats    = "keeps coming back"
	sheetDuplicates = "duplicates"
	sheetRejects    = "rejects"
	sheetWeeks      = "weeks"
	sheetStages     = "stages"
	sheetMeaning    = "what it means"
)

// Colours of tabs and charts. Green is changed by the batch, orange needs a
// person, grey is left as it is, yellow is worth knowing.
const (
	blue       = "4472C4"
	lightBlue  = "9DC3E6"
	green      = "70AD47"
	lightGreen = "A9D18E"
	orange     = "ED7D31"
	peach      = "F4B183"
	grey       = "A5A5A5"
	yellow     = "FFC000"
	red        = "C00000"

	lightYellow = "FFF2CC" // of cells to fill in
	lightRed    = "FFC7CE" // of records without a number
)

// Files of a run that are not always there.
const (
	messagesFile  = "messages.tsv"            // each kind of message, from addmessages
	byLibraryFile = "messages_by_library.tsv" // how many records have messages
)

// ofAnalytics are columns that say nothing of a record that the Analytics report does not
// have, unless Alma was asked too.
var ofAnalytics = []string{column.Current, column.Cancelled, column.Lifecycle, column.Institution}

// kinds are the sheets of the report, in order. What they say stands in meaning.tsv.
func kinds() []kind {
	return []kind{
		{name: sheetSummary, tab: blue, page: summaryPage, whole: true},
		{name: sheetUpdate, tab: green, rows: decidable(sheetUpdate), columns: sheet.Update, empty: "No record is to be updated by the job."},
		{name: sheetUpdated, tab: lightGreen, rows: decidable(sheetUpdated), columns: sheet.Update, empty: "No record had its new number already."},
		{name: sheetReview, tab: orange, table: reviewTable, empty: "Nothing needs a decision."},
		{name: sheetProtected, tab: grey, rows: decidable(sheetProtected), columns: sheet.Protected, empty: "No record is on the do-not-update list."},
		{name: sheetMissing, tab: peach, rows: decidable(sheetMissing, ofAnalytics...), columns: sheet.Missing, empty: "Analytics knows all records."},
		{name: sheetConflicts, tab: yellow, rows: decidedOf(rundir.Conflicts), columns: sheet.Conflicts, empty: "The reports agree on every record."},
		{name: sheetShared, tab: yellow, table: sharedTable, empty: "No two records have one number."},
		{name: sheetSeveral, tab: yellow, rows: severalNumbers, columns: sheet.Several, empty: "No record has several OCLC numbers in 035 $a."},
		{name: sheetMessages, tab: yellow, file: messagesFile, rows: rowsOf(messagesFile), columns: sheet.Messages, empty: "OCLC has no message about the records."},
		{name: sheetRepeats, tab: yellow, file: rundir.Returning, rows: repeats, columns: sheet.Repeats, empty: "No record keeps coming back."},
		{name: sheetDuplicates, tab: grey, rows: decidedOf(rundir.Duplicates), columns: sheet.Duplicates, empty: "No line was folded into another."},
		{name: sheetRejects, tab: red, rows: rowsOf(rundir.Rejects), columns: sheet.Rejects, empty: "Every line of the reports could be read."},
		{name: sheetWeeks, tab: blue, page: weeksPage, file: rundir.Weeks},
		{name: sheetStages, tab: grey, page: stagesPage},
		{name: sheetMeaning, tab: blue, page: meaningPage},
	}
}

// rowsOf shows the rows of a file as they come: there may be millions of them.
func rowsOf(file string) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) { return r.table(file) }
}

// decidedOf is rowsOf, with what was decided of their records.
func decidedOf(file string) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) {
		in, err := r.table(file)
		if err != nil {
			return nil, err
		}
		return r.decided(in)
	}
}

// several are the records with several OCLC numbers in 035 $a, in the order of
// outcomes.
func (r *Run) several() (records []*record) {
	for _, t := range r.mayHaveSeveral() {
		for _, rec := range t.records {
			if len(ocn.ParseList(rec.named(column.Current)).Numbers) > 1 {
				records = append(records, rec)
			}
		}
	}
	return records
}

func (r *Run) mayHaveSeveral() []*table {
	return []*table{r.of(sheetUpdate), r.of(sheetReview), r.of(sheetUpdated)}
}

func severalNumbers(r *Run) (workbook.Rows, error) {
	return show(r.several(), []string{column.Outcome}, func(rec *record, row []string) { row[0] = outcomes[rec.outcome].name }, r.mayHaveSeveral()...), nil
}

// repeats shows the records that keep coming back, in the order of the file.
func repeats(r *Run) (workbook.Rows, error) {
	return show(r.returning.records, nil, nil, &r.returning), nil
}
