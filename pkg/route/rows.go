package route

import (
	"cmp"
	"io"
	"slices"
	"time"

	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
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

// Out is where Rows writes; each is a table.
type Out struct{ Batch, Updated, Review, Missing io.Writer }

// Rows copies each row of in to the table of its route, with what the Analytics
// report says of the record and the reason.
func Rows(in *tsv.Reader, report *analytics.Report, out Out, hold Hold) (Count, error) {
	r, err := newReader(in)
	if err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(slices.Concat(added, []string{column.InAnalytics, column.Reason})...)
	if err != nil {
		return Count{}, err
	}
	var n Count
	tables := map[Route]*tsv.Writer{
		Batch:   tsv.NewWriter(out.Batch, merge.Header),
		Updated: tsv.NewWriter(out.Updated, merge.Header),
		Review:  tsv.NewWriter(out.Review, merge.Header),
		Missing: tsv.NewWriter(out.Missing, merge.Header),
	}
	counts := map[Route]*int{Batch: &n.Batch, Updated: &n.Updated, Review: &n.Review, Missing: &n.Missing}
	for in.Scan() {
		id, err := in.MMSID(r.id)
		if err != nil {
			return n, err
		}
		row := report.Rows[id]
		inAnalytics := "yes"
		if !row.Listed {
			inAnalytics = "no"
			n.Absent++
		}
		if _, began, ok := bibreport.ParseJob(in.Field(r.job)); ok && began.After(n.Newest) {
			n.Newest = began
		}
		to, reason := r.record().Decide(row, hold)
		*counts[to]++
		if err := tables[to].Write(merge.Row(in.Row(), append(values(row), inAnalytics, reason)...)); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), tables[Batch].Flush(), tables[Updated].Flush(), tables[Review].Flush(), tables[Missing].Flush())
}

// added are the columns that a row gets from the Analytics report.
var added = []string{column.Current, column.Cancelled, column.Lifecycle, column.Institution}

// values are what stands in them.
func values(row analytics.Row) []string {
	return []string{row.Current, row.Cancelled, row.Lifecycle, row.Institution}
}

// A reader takes records out of the rows of a table.
type reader struct {
	in                                                  *tsv.Reader
	id, incoming, action, existing, conflict, with, job int
	severity, messages                                  int
}

func newReader(in *tsv.Reader) (*reader, error) {
	r := &reader{in: in}
	err := in.Locate(
		tsv.Need(column.NetworkID, &r.id), tsv.Need(column.Incoming, &r.incoming), tsv.Need(column.Action, &r.action),
		tsv.May(column.Existing, &r.existing), tsv.May(column.Conflict, &r.conflict), tsv.May(column.SharedWith, &r.with),
		tsv.May(column.JobID, &r.job), tsv.May(column.Severity, &r.severity), tsv.May(column.Messages, &r.messages),
	)
	return r, err
}

func (r *reader) record() Record {
	return Record{
		Existing:   r.in.Field(r.existing),
		Incoming:   r.in.Field(r.incoming),
		Action:     r.in.Field(r.action),
		Conflict:   r.in.Field(r.conflict),
		SharedWith: r.in.Field(r.with),
		Severity:   r.in.Field(r.severity),
		Messages:   r.in.Field(r.messages),
	}
}
