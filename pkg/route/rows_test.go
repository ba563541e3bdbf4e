package route

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"datasync/pkg/analytics"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

func table(t *testing.T, text string) *tsv.Reader {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(text), "in")
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Each row is in the table of its route, with what the report says of its record.
func TestRows(t *testing.T) {
	report := &analytics.Report{Rows: map[mms.ID]analytics.Row{
		991000000015151: {Listed: true, Current: "5", Cancelled: "7", Lifecycle: "In Repository", Institution: "A | B"},
		991000000025151: {Listed: true, Current: "7"},
		991000000035151: {Listed: true, Current: "5", Lifecycle: "Deleted"},
		991000000045151: {Current: "9"}, // live only
	}}
	in := table(t, "Reason\tNetwork Id\tIncoming 035a\tAction\tJobID\n"+
		"old\t991000000015151\t7\tmatch\tCEF_1_1748084545832::bib::1\n"+
		"old\t991000000025151\t7\tmatch\tCEF_1_1748084545000::bib::1\n"+
		"old\t991000000035151\t7\tmatch\tCEF_1_x::bib::1\n"+
		"old\t991000000045151\t7\tmatch\t\n"+
		"old\t991000000055151\t7\tcreate\tUWO_1_1748084545831::bib::1\n")
	var batch, updated, review, missing strings.Builder
	n, err := Rows(in, report, Out{&batch, &updated, &review, &missing}, Hold{})
	want := Count{Batch: 1, Updated: 1, Review: 2, Missing: 1, Absent: 2, Newest: time.UnixMilli(1748084545832).UTC()}
	if err != nil || n != want {
		t.Errorf("%+v, %v; want %+v", n, err, want)
	}
	const header = "Reason\tNetwork Id\tIncoming 035a\tAction\tJobID\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\tInstitution Name\tIn Analytics\n"
	for _, tt := range []struct{ got, want string }{
		{batch.String(), "number is in 035 $z\t991000000015151\t7\tmatch\tCEF_1_1748084545832::bib::1\t5\t7\tIn Repository\tA | B\tyes\n"},
		{updated.String(), "already in 035 $a\t991000000025151\t7\tmatch\tCEF_1_1748084545000::bib::1\t7\t\t\t\tyes\n"},
		{review.String(), "lifecycle Deleted\t991000000035151\t7\tmatch\tCEF_1_x::bib::1\t5\t\tDeleted\t\tyes\n" +
			"action create\t991000000055151\t7\tcreate\tUWO_1_1748084545831::bib::1\t\t\t\t\tno\n"},
		{missing.String(), "not in the Analytics report\t991000000045151\t7\tmatch\t\t9\t\t\t\tno\n"},
	} {
		if tt.got != header+tt.want {
			t.Errorf("got\n%swant\n%s", tt.got, header+tt.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	newest := time.Date(2025, 5, 26, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		n      Count
		report analytics.Report
		want   string
	}{
		{Count{}, analytics.Report{}, ""},
		{Count{Batch: 2, Missing: 2, Absent: 2, Newest: newest}, analytics.Report{AsOf: newest}, ""},
		{Count{Batch: 2, Missing: 3, Absent: 3}, analytics.Report{AsOf: newest},
			"3 records of 5 not in the Analytics report; is this the Analytics report of another week?"},
		{Count{Review: 1, Absent: 1}, analytics.Report{},
			"1 record of 1 not in the Analytics report; is this the Analytics report of another week?"},
		{Count{Newest: newest.Add(time.Minute)}, analytics.Report{AsOf: newest},
			"the Analytics report is of 2025-05-26 10:00 UTC, older than OCLC's newest run of 2025-05-26 10:01 UTC; export it again"},
		{Count{Newest: newest}, analytics.Report{Undated: "soon"},
			`"soon" in the Analytics report cannot be read as a time; whether it is older than OCLC's runs was not checked`},
	} {
		var all []string
		tt.n.Warn(&tt.report, func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) })
		if got := strings.Join(all, "\n"); got != tt.want {
			t.Errorf("warnings of %+v and %+v:\n%s\nwant\n%s", tt.n, tt.report, got, tt.want)
		}
	}
}

// Bad rows and columns are told with their place.
func TestRowsFail(t *testing.T) {
	for _, tt := range []struct{ in, err string }{
		{"Network Id\tIncoming 035a\n", `in:1: no column "Action"; there are: Network Id, Incoming 035a`},
		{"Network Id\tIncoming 035a\tAction\tReason\tReason\n", `in:1: two columns "Reason"; rename or delete one`},
		{"Network Id\tIncoming 035a\tAction\n991000000015151\t7\tmatch\n7\t7\tmatch\n", `in:3: "7" is no MMS ID, which has 8 to 19 digits`},
	} {
		if _, err := Rows(table(t, tt.in), new(analytics.Report), Out{io.Discard, io.Discard, io.Discard, io.Discard}, Hold{}); err == nil || err.Error() != tt.err {
			t.Errorf("rows of %q: %v; want %s", tt.in, err, tt.err)
		}
	}
}

// Each row of an update is in the table of its outcome, and what can be repaired once
// more; what people look at stands first, and the row's own columns follow.
func TestVerifyRows(t *testing.T) {
	report := &analytics.Report{Others: true, Rows: map[mms.ID]analytics.Row{
		991000000015151: {Listed: true, Current: "7", Cancelled: "5", Live: &analytics.Live{OtherCancelled: "12345"}, Institution: "now"},
		991000000025151: {Listed: true, Current: "7; 5"},
		991000000035151: {Listed: true},
		991000000055151: {Listed: true, Current: "5"},
		991000000065151: {Listed: true},
		991000000075151: {Listed: true, Live: &analytics.Live{Other: "7"}},
		991000000085151: {Listed: true, Live: &analytics.Live{NotRead: "cut short"}},
		991000000095151: {Listed: true, Current: "7#"},
	}}
	const header = "X\tInstitution Name\tincoming 035A\tReason\tOCLC Control Number (035a)\tNetwork Id\tOther 035z now\tReports\n"
	var update strings.Builder
	update.WriteString(header)
	for i, before := range []string{"5", "5", "5", "5", "5", "", "5", "5", "5"} {
		fmt.Fprintf(&update, "x%d\tA%[1]d\t7\twas\t%s\t'9910000000%[1]d5151\told\tCEF\n", i+1, before)
	}
	row := func(i int, reason, now, before string) string {
		return fmt.Sprintf("%s\t'9910000000%d5151\t7\t%s\tCEF\tA%[2]d\tx%[2]d\twas\t%[4]s\n", reason, i, now, before)
	}
	var out [5]strings.Builder
	n, err := VerifyRows(table(t, update.String()), report, VerifyOut{&out[0], &out[1], &out[2], &out[3], &out[4]})
	want := VerifyCount{Verified: 1, Absent: 1, NotRead: 1, Unreadable: 1, Bare: 1, Lost: 1, None: 1, Old: 1, Beside: 1}
	if err != nil || n != want || n.Rows() != 9 || n.NotUpdated() != 7 {
		t.Errorf("%v, %v; want %v", n, err, want)
	}
	const first = "Reason\tNetwork Id\tIncoming 035a\t035 $a now\t035 $z now\tOther 035z now\tReports\tInstitution Name\tX\tReason before\tOCLC Control Number (035a)\n"
	beside, old := row(2, "new number beside 5", "7; 5\t\t", "5"), row(5, "old number", "5\t\t", "5")
	lost, none := row(3, "no OCLC number in 035 $a", "\t\t", "5"), row(6, "no number, as before", "\t\t", "")
	for i, want := range []string{
		row(1, "", "7\t5\t12345", "5"),
		beside + row(4, "not in the report", "\t\t", "5") + old + none + row(7, "035 $a holds 7 without (OCoLC)", "\t\t", "5") +
			row(8, "cut short", "\t\t", "5") + row(9, "035 $a holds 7#, which cannot be read", "7#\t\t", "5"),
		lost,
		beside + old,
		lost + none,
	} {
		if got := out[i].String(); got != first+want {
			t.Errorf("table %d:\n%swant\n%s", i, got, first+want)
		}
	}

	// Without a table of their own, those without a number are repaired like the others.
	var repair strings.Builder
	if _, err := VerifyRows(table(t, update.String()), report, VerifyOut{Repair: &repair}); err != nil || repair.String() != first+beside+lost+old+none {
		t.Errorf("to repair: %v\n%swant\n%s", err, repair.String(), first+beside+lost+old+none)
	}

	// What was verified can be verified again, and an Analytics report knows who holds it.
	report.Others = false
	report.Rows[991000000025151] = analytics.Row{Listed: true, Current: "7", Cancelled: "5", Institution: "now"}
	again := first + strings.ReplaceAll(beside, "\tA2\t", "\t\t")
	var verified strings.Builder
	if _, err := VerifyRows(table(t, again), report, VerifyOut{Verified: &verified}); err != nil {
		t.Error(err)
	}
	if want := strings.Replace(first, "Other 035z now\t", "", 1) + "\t'991000000025151\t7\t7\t5\tCEF\tnow\tx2\twas\t5\n"; verified.String() != want {
		t.Errorf("again:\n%swant\n%s", verified.String(), want)
	}
}

// A table that cannot be written is told, whichever it is.
func TestVerifyRowsCannotBeWritten(t *testing.T) {
	full := errors.New("full")
	report := &analytics.Report{Rows: map[mms.ID]analytics.Row{991000000015151: {Listed: true}}}
	for i := range 5 {
		writers := slices.Repeat([]io.Writer{io.Discard}, 5)
		writers[i] = failing{full}
		out := VerifyOut{writers[0], writers[1], writers[2], writers[3], writers[4]}
		for _, rows := range []int{0, 20_000} {
			text := "Network Id\tIncoming 035a\tOCLC Control Number (035a)\n" + strings.Repeat("991000000015151\t7\t5\n", rows)
			if _, err := VerifyRows(table(t, text), report, out); err != full {
				t.Errorf("table %d, %d rows: %v", i, rows, err)
			}
		}
	}
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }
