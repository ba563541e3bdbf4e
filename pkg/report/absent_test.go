package report

import (
	"slices"
	"testing"
)

// The first page says above all numbers of which libraries a report is missing, and the
// sheet of the stages why; of a run that has all, or was not collected, nothing.
func TestAbsentOnPage(t *testing.T) {
	const title = "Reports that this week should have, and has not"
	const header = "Symbol\tLast report\tReason\n"
	for _, tt := range []struct {
		table, said string
		want        []string
	}{
		{"", "", nil},
		{header, "", nil},
		{header + "LU$\t\tits account could not be fetched\nUWO\t2026-01-17\tno report came in the last seven days\n",
			title + ": LU$, UWO. Why is on the sheet “stages”.", []string{
				"Symbol|Last report|Reason",
				"LU$|none|its account could not be fetched",
				"UWO|2026-01-17|no report came in the last seven days",
			}},
	} {
		_, rows := cells(t, sheets(t, runDir(t, map[string]string{"silent.tsv": tt.table}), about()))
		said := ""
		if len(rows[sheetSummary][4]) > 0 {
			said = rows[sheetSummary][4][0]
		}
		if said != tt.said {
			t.Errorf("%q: %q; want %q", tt.table, said, tt.said)
		}
		var got []string
		if slices.ContainsFunc(rows[sheetStages], func(row []string) bool { return len(row) > 0 && row[0] == title }) {
			got = below(rows[sheetStages], title)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q; want %q", tt.table, got, tt.want)
		}
	}
}
