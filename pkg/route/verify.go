package route

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Verdict is what became of a record that was to be changed.
type Verdict int

// The verdicts.
const (
	Verified   Verdict = iota // its new number is the only one
	NotUpdated                // it is not, or the report does not tell
	Lost                      // it had an OCLC number and has none any more
)

const beside = "new number beside "

// Verify tells what became of a record whose number should be incoming now, and
// why it is not verified. before is its 035 $a as it was, row its row of a fresh
// Analytics report, one that is not Listed if it has none.
func Verify(incoming, before string, row analytics.Row) (v Verdict, reason string) {
	number, _ := ocn.Parse(incoming)
	numbers, unreadable := row.Numbers(), analytics.Unreadable(row.Current)
	var others []string
	for _, n := range numbers {
		if n != number {
			others = append(others, string(n))
		}
	}
	hadNumber := len(ocn.ParseList(before).Numbers) > 0
	switch {
	case !row.Listed:
		return NotUpdated, "not in the report"
	case unreadable != "":
		return NotUpdated, unreadable
	case len(numbers) == 0 && hadNumber:
		return Lost, "no OCLC number in 035 $a"
	case len(numbers) == 0:
		return NotUpdated, "no number, as before"
	case len(others) == len(numbers):
		return NotUpdated, "old number"
	case len(others) > 0:
		return NotUpdated, beside + strings.Join(others, "; ")
	}
	return Verified, ""
}

// A VerifyCount says where the rows went. Each row is counted once.
type VerifyCount struct {
	Verified, NotUpdated, Lost int

	Absent int // of those not updated, the ones that the report lacks
	Beside int // of those not updated, the ones with an old number beside the new one
}

// Rows is how many rows came in.
func (n VerifyCount) Rows() int { return n.Verified + n.NotUpdated + n.Lost }

// VerifyOut is where VerifyRows writes; each is a table.
type VerifyOut struct{ Verified, NotUpdated, Lost io.Writer }

// VerifyRows copies each row of in to the table of its verdict, with what the
// report says of the record now and the reason.
func VerifyRows(in *tsv.Reader, report *analytics.Report, out VerifyOut) (VerifyCount, error) {
	var n VerifyCount
	var id mms.ID
	var incoming, before string
	if err := in.Bind(tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &incoming), tsv.Text(column.Current, &before)); err != nil {
		return n, err
	}
	merge, err := in.Merge(slices.Concat(added, []string{column.Reason})...)
	if err != nil {
		return n, err
	}
	tables := map[Verdict]*tsv.Writer{
		Verified:   tsv.NewWriter(out.Verified, merge.Header),
		NotUpdated: tsv.NewWriter(out.NotUpdated, merge.Header),
		Lost:       tsv.NewWriter(out.Lost, merge.Header),
	}
	counts := map[Verdict]*int{Verified: &n.Verified, NotUpdated: &n.NotUpdated, Lost: &n.Lost}
	for in.Scan() {
		row := report.Rows[id]
		verdict, reason := Verify(incoming, before, row)
		*counts[verdict]++
		switch {
		case !row.Listed:
			n.Absent++
		case strings.HasPrefix(reason, beside):
			n.Beside++
		}
		if err := tables[verdict].Write(merge.Row(in.Row(), append(values(row), reason)...)); err != nil {
			return n, err
		}
	}
	return n, cmp.Or(in.Err(), tables[Verified].Flush(), tables[NotUpdated].Flush(), tables[Lost].Flush())
}
