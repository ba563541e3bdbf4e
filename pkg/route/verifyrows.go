package route

import (
	"cmp"
	"io"
	"slices"

	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A VerifyCount is how many rows came to each outcome, and how many of those Verified
// have a number of before nowhere any more: Gone.
type VerifyCount [outcomes + 1]int

// Gone is no outcome, but a place in a VerifyCount.
const Gone = outcomes

// Rows is how many rows came in.
func (n VerifyCount) Rows() int {
	sum := 0
	for _, rows := range n[:outcomes] {
		sum += rows
	}
	return sum
}

// NotUpdated is how many are neither verified nor lost.
func (n VerifyCount) NotUpdated() int { return n.Rows() - n[Verified] - n[Lost] }

// VerifyOut is where VerifyRows writes; each is a table. The last two may be nil.
type VerifyOut struct {
	Verified, NotUpdated, Lost io.Writer

	Repair        io.Writer // what can be repaired, once more
	RepairWithout io.Writer // those of them that have no OCLC number now; nil: to Repair
}

// VerifyRows copies each row of in to the table of its outcome: first why it is there
// and what the report says of the record now, then what the row said.
func VerifyRows(in *tsv.Reader, report *analytics.Report, out VerifyOut) (n VerifyCount, err error) {
	var id mms.ID
	var change Change
	var lead leading
	if err := in.Bind(tsv.ID(column.NetworkID, &id), tsv.Text(column.NetworkID, &lead.id), tsv.Text(column.Incoming, &change.Incoming),
		tsv.Text(column.Current, &change.Current), tsv.MayText(column.Cancelled, &change.Cancelled),
		tsv.MayText(column.Reports, &lead.reports), tsv.MayText(column.Institution, &lead.institution)); err != nil {
		return n, err
	}
	rest, err := findRest(in)
	if err != nil {
		return n, err
	}
	tables := out.tables(append(lead.names(report.Others), rest.names...))
	for in.Scan() {
		row := report.Rows[id]
		var outcome Outcome
		outcome, lead.reason = change.Verify(row)
		n[outcome]++
		if outcome == Verified && lead.reason != "" {
			n[Gone]++
		}
		lead.incoming = change.Incoming
		found := rest.append(lead.values(row, report.Others), in.Row())
		for _, table := range tables[outcome] {
			if err := table.Write(found); err != nil {
				return n, err
			}
		}
	}
	err = in.Err()
	for _, table := range slices.Concat(tables[:]...) {
		err = cmp.Or(err, table.Flush())
	}
	return n, err
}

// tables are those to which a row of each outcome goes. Those that the job and the
// import, done again, may put right go to be repaired too.
func (out VerifyOut) tables(header []string) [outcomes][]*tsv.Writer {
	table := func(w io.Writer) *tsv.Writer { return tsv.NewWriter(cmp.Or(w, io.Discard), header) }
	verified, notUpdated, lost, repair := table(out.Verified), table(out.NotUpdated), table(out.Lost), table(out.Repair)
	without := repair // of those that have no OCLC number now
	if out.RepairWithout != nil {
		without = table(out.RepairWithout)
	}
	return [...][]*tsv.Writer{
		Verified:   {verified},
		Absent:     {notUpdated},
		NotRead:    {notUpdated},
		Unreadable: {notUpdated},
		Bare:       {notUpdated},
		Lost:       {lost, without},
		None:       {notUpdated, without},
		Old:        {notUpdated, repair},
		Beside:     {notUpdated, repair},
	}
}

// leading are the first columns of what is found: what people look at.
type leading struct{ reason, id, incoming, reports, institution string }

func (leading) names(others bool) []string {
	names := []string{column.Reason, column.NetworkID, column.Incoming, column.CurrentNow, column.CancelledNow}
	if others {
		names = append(names, column.OtherCancelledNow)
	}
	return append(names, column.Reports, column.Institution)
}

// values are what stands in them. A table from almabibs does not know who holds the
// record.
func (l leading) values(now analytics.Row, others bool) []string {
	values := []string{l.reason, l.id, l.incoming, now.Current, now.Cancelled}
	if others {
		values = append(values, now.OtherCancelled())
	}
	return append(values, l.reports, cmp.Or(l.institution, now.Institution))
}

// rest are the other columns of the rows, in order.
type rest struct {
	names []string
	at    []int
}

// findRest finds them. Reason is called Reason before; of a table that was verified
// already, what was found then makes room for what is found now.
func findRest(in *tsv.Reader) (r rest, err error) {
	var before, reason int
	if err := in.Bind(tsv.May(column.ReasonBefore, &before), tsv.May(column.Reason, &reason)); err != nil {
		return r, err
	}
	leads := append(leading{}.names(true), column.ReasonBefore)
	for i, name := range in.Header() {
		switch {
		case i == before, i == reason && before < 0:
			r.names, r.at = append(r.names, column.ReasonBefore), append(r.at, i)
		case !slices.ContainsFunc(leads, func(lead string) bool { return tsv.SameName(lead, name) }):
			r.names, r.at = append(r.names, name), append(r.at, i)
		}
	}
	return r, nil
}

// append appends the fields of a row that belong there.
func (r rest) append(fields, row []string) []string {
	for _, i := range r.at {
		fields = append(fields, row[i])
	}
	return fields
}
