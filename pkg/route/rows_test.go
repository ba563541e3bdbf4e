package route

import (
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
		if got := strings.Join(tt.n.Warnings(&tt.report), "\n"); got != tt.want {
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

// Each row of an update is in the table of its verdict.
func TestVerifyRows(t *testing.T) {
	report := &analytics.Report{Rows: map[mms.ID]analytics.Row{
		991000000015151: {Listed: true, Current: "7"},
		991000000025151: {Listed: true, Current: "7; 5"},
		991000000035151: {Listed: true},
		991000000055151: {Listed: true, Current: "5"},
	}}
	var update strings.Builder
	update.WriteString("Network Id\tIncoming 035a\tOCLC Control Number (035a)\n")
	for _, id := range []string{"991000000015151", "991000000025151", "991000000035151", "991000000045151", "991000000055151"} {
		update.WriteString(id + "\t7\t5\n")
	}
	var verified, notUpdated, lost strings.Builder
	n, err := VerifyRows(table(t, update.String()), report, VerifyOut{&verified, &notUpdated, &lost})
	if want := (VerifyCount{Verified: 1, NotUpdated: 3, Lost: 1, Absent: 1, Beside: 1}); err != nil || n != want || n.Rows() != 5 {
		t.Errorf("%+v, %v; want %+v", n, err, want)
	}
	var reasons []string
	for _, out := range []string{verified.String(), notUpdated.String(), lost.String()} {
		for row := range strings.Lines(out) {
			fields := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
			reasons = append(reasons, fields[0][max(0, len(fields[0])-5):]+" "+fields[len(fields)-1])
		}
	}
	want := []string{"rk Id Reason", "15151 ", "rk Id Reason", "25151 new number beside 5", "45151 not in the report", "55151 old number",
		"rk Id Reason", "35151 no OCLC number in 035 $a"}
	if !slices.Equal(reasons, want) {
		t.Errorf("%q\nwant %q", reasons, want)
	}
}
