package report

import (
	"slices"
	"testing"
)

// The first page says above all numbers of which libraries a report is missing; of a run
// that has all, or was not collected, nothing.
func TestAbsentOnPage(t *testing.T) {
	const title = "Reports that this week should have, and has not"
	const header = "Symbol\tLast report\tReason\n"
	for _, tt := range []struct {
		table string
		want  []string
	}{
		{"", nil},
		{header, nil},
		{header + "LU$\t\tits account could not be fetched\nUWO\t2026-01-17\tno report came in the last seven days\n", []string{
			title,
			"LU$: its account could not be fetched; its last report: none.",
			"UWO: no report came in the last seven days; its last report: 2026-01-17.",
		}},
	} {
		_, rows := cells(t, sheets(t, runDir(t, map[string]string{"silent.tsv": tt.table}), about()))
		var got []string
		for _, row := range rows[sheetSummary] {
			if len(row) > 0 && (row[0] == title || got != nil) {
				got = append(got, row[0])
			} else if len(row) == 0 && got != nil {
				break
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q; want %q", tt.table, got, tt.want)
		}
	}
}
