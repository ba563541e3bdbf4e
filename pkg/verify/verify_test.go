package verify

import (
	"testing"

	"datasync/pkg/analytics"
)

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		incoming string
		row      *analytics.Row
		want     Outcome
		reason   string
	}{
		{"7", &analytics.Row{Current: "(OCoLC)ocm07"}, Verified, ""},
		{"7", &analytics.Row{Current: "5; 7"}, Verified, "035 $a holds other numbers"},
		{"7", &analytics.Row{Current: "5"}, NotUpdated, "035 $a does not hold the new number"},
		{"7", nil, NotUpdated, "not in the Analytics report"},
		{"7", &analytics.Row{Current: "", Cancelled: "5"}, Lost, "no OCLC number in 035 $a"},
		{"7", &analytics.Row{Current: "(OCoLC-M)7"}, Lost, "no OCLC number in 035 $a"},
		{"", &analytics.Row{Current: "5"}, NotUpdated, "035 $a does not hold the new number"},
	} {
		if got, reason := Judge(tt.incoming, tt.row); got != tt.want || reason != tt.reason {
			t.Errorf("Judge(%q, %+v) = %d, %q; want %d, %q", tt.incoming, tt.row, got, reason, tt.want, tt.reason)
		}
	}
}
