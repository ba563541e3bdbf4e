package report

import (
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/workbook"
)

// The columns of records: what a person needs on paper, then the others.
var (
	updateColumns = []string{
		column.Reason, column.NetworkID, column.Existing, column.Incoming, column.Current,
		column.Institution, offPaper, column.Cancelled, column.Decision, column.Use, column.Note, column.Action, column.Conflict,
		column.SharedWith, column.Reports, column.Severity, column.Messages, column.WorldCat, column.Lifecycle, column.InAnalytics, column.JobID,
	}
	reviewColumns = []string{
		column.Reason, column.Decision, column.Use, column.Note, column.NetworkID, column.Incoming,
		column.Current, column.Conflict, offPaper, column.Existing, column.Cancelled, column.Institution, column.Action,
		column.SharedWith, column.Reports, column.Severity, column.Messages, column.WorldCat, column.Lifecycle, column.InAnalytics, column.JobID,
	}
	// Of a record that was protected before anybody asked Analytics, less is known.
	protectedColumns = []string{
		column.Reason, column.Decision, column.Use, column.Note, column.NetworkID, column.Existing, column.Incoming,
		column.Action, offPaper, column.Institution, column.Conflict, column.SharedWith, column.Reports,
		column.Severity, column.Messages, column.WorldCat, column.JobID,
	}
	missingColumns = []string{
		column.Reason, column.NetworkID, column.Existing, column.Incoming, column.Action, column.SharedWith,
		column.Reports, offPaper, column.Current, column.Cancelled, column.Lifecycle, column.Institution, column.Conflict, column.Severity, column.Messages, column.JobID,
	}
	severalColumns = []string{
		column.Outcome, column.NetworkID, column.Current, column.Cancelled, column.Existing, column.Incoming,
		column.Institution, offPaper, column.Reason, column.Action, column.Reports,
	}
)

// recordsOf shows the records of one outcome.
func recordsOf(sheet string) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) {
		t := r.of(sheet)
		return newView(t.records, nil, t), nil
	}
}

// missing shows the records that the Analytics report does not have. Of what it
// would say there is nothing, unless Alma was asked too.
func missing(r *Run) (workbook.Rows, error) {
	t := r.of(sheetMissing)
	v := newView(t.records, nil, t)
	for _, name := range []string{column.Current, column.Cancelled, column.Lifecycle, column.Institution} {
		if !slices.ContainsFunc(t.records, func(rec *record) bool { return rec.named(name) != "" }) {
			v.drop(name)
		}
	}
	return v, nil
}

// several shows the records with several OCLC numbers in 035 $a.
func several(r *Run) (workbook.Rows, error) {
	var records []*record
	var tables []*table
	for _, sheet := range []string{sheetUpdate, sheetReview, sheetUpdated} {
		t := r.of(sheet)
		tables = append(tables, t)
		for _, rec := range t.records {
			if len(ocn.ParseList(rec.named(column.Current)).Numbers) > 1 {
				records = append(records, rec)
			}
		}
	}
	v := newView(records, []string{column.Outcome}, tables...)
	v.fill = func(rec *record, row []string) { row[0] = rec.table.outcome }
	return v, nil
}
