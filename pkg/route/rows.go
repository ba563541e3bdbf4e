package route

import (
	"cmp"
	"io"
	"time"

	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A Count says where the rows went. Each row is counted once.
type Count struct {
	Batch, Updated, Review, Missing int

	Absent int       // of all these, the ones that the Analytics report lacks
	Newest time.Time // when the newest run began that a row is from; zero if none tells
}

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Batch + n.Updated + n.Review + n.Missing }

// Warn tells what of the rows looks as if the report were not of this week.
func (n Count) Warn(report *analytics.Report, warn func(format string, args ...any)) {
	const minute = "2006-01-02 15:04 UTC"
	if 2*n.Absent > n.Rows() {
		warn("%s of %d not in the Analytics report; is this the Analytics report of another week?", count.Of(n.Absent, "record"), n.Rows())
	}
	if !report.AsOf.IsZero() && report.AsOf.Before(n.Newest) {
		warn("the Analytics report is of %s, older than OCLC's newest run of %s; export it again",
			report.AsOf.Format(minute), n.Newest.Format(minute))
	}
	if report.Undated != "" {
		warn("%.40q in the Analytics report cannot be read as a time; whether it is older than OCLC's runs was not checked", report.Undated)
	}
}

// Out is where Rows writes; each is a table.
type Out struct{ Batch, Updated, Review, Missing io.Writer }

// Rows copies each row of in to the table of its route, with what the Analytics
// report says of the record and the reason.
func Rows(in *tsv.Reader, report *analytics.Report, out Out, hold Hold) (Count, error) {
	var id mms.ID
	var job string
	var record Record
	var others int
	if err := in.Bind(tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &record.Incoming), tsv.Text(column.Action, &record.Action),
		tsv.MayText(column.Existing, &record.Existing), tsv.MayText(column.Conflict, &record.Conflict), tsv.MayText(column.SharedWith, &record.SharedWith),
		tsv.MayText(column.JobID, &job), tsv.MayText(column.Severity, &record.Severity), tsv.MayText(column.Messages, &record.Messages),
		tsv.MayText(column.Worst, &record.Worst), tsv.May(column.OtherCancelled, &others),
	); err != nil {
		return Count{}, err
	}
	names := []string{column.Current, column.Cancelled, column.Lifecycle, column.Institution, column.InAnalytics}
	isLive := report.Others || others >= 0 // what stands there already is of another day
	if isLive {
		names = append(names, column.OtherCancelled)
	}
	merge, err := in.Merge(append(names, column.Reason)...)
	if err != nil {
		return Count{}, err
	}
	var n Count
	tables := [...]*tsv.Writer{
		Batch:   tsv.NewWriter(out.Batch, merge.Header),
		Updated: tsv.NewWriter(out.Updated, merge.Header),
		Review:  tsv.NewWriter(out.Review, merge.Header),
		Missing: tsv.NewWriter(out.Missing, merge.Header),
	}
	counts := [...]*int{Batch: &n.Batch, Updated: &n.Updated, Review: &n.Review, Missing: &n.Missing}
	var fields []string
	for in.Scan() {
		row := report.Rows[id]
		inAnalytics := "yes"
		if !row.Listed {
			inAnalytics = "no"
			n.Absent++
		}
		if _, began, ok := bibreport.ParseJob(job); ok && began.After(n.Newest) {
			n.Newest = began
		}
		to, reason := record.Decide(row, hold)
		*counts[to]++
		fields = append(fields[:0], row.Current, row.Cancelled, row.Lifecycle, row.Institution, inAnalytics)
		if isLive {
			fields = append(fields, row.OtherCancelled())
		}
		fields = append(fields, reason)
		if err := tables[to].Write(merge.Row(in.Row(), fields...)); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), tables[Batch].Flush(), tables[Updated].Flush(), tables[Review].Flush(), tables[Missing].Flush())
}
