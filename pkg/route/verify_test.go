package route

import (
	"testing"

	"datasync/pkg/analytics"
)

func TestVerify(t *testing.T) {
	in := func(current string) analytics.Row { return analytics.Row{Listed: true, Current: current} }
	for _, tt := range []struct {
		incoming, before string
		row              analytics.Row
		want             Verdict
		reason           string
	}{
		{"7", "5", in("(OCoLC)ocm07"), Verified, ""},
		{"7", "5", in("7; (DLC)5; on007"), Verified, ""},
		{"7", "", in("7"), Verified, ""},
		{"7", "5", analytics.Row{}, NotUpdated, "not in the report"},
		{"7", "5", in("5"), NotUpdated, "old number"},
		{"7", "5", in("5; 9"), NotUpdated, "old number"},
		{"7", "5", in("9"), NotUpdated, "old number"},
		{"7", "5", in("5; 7"), NotUpdated, "new number beside 5"},
		{"7", "5", in("9;7 | (OCoLC)5"), NotUpdated, "new number beside 9; 5"},
		{"7", "", in(""), NotUpdated, "no number, as before"},
		{"7", "(DLC)5", in("(DLC)5"), NotUpdated, "no number, as before"},
		{"7", "5", in("7#"), NotUpdated, "035 $a holds 7#, which cannot be read"},
		{"7", "5", in("7; |a5"), NotUpdated, "035 $a holds |a5, which cannot be read"},
		{"7", "5", in(""), Lost, "no OCLC number in 035 $a"},
		{"7", "5; 7", analytics.Row{Listed: true, Cancelled: "5"}, Lost, "no OCLC number in 035 $a"},
		{"7", "5", in("(OCoLC-M)7"), Lost, "no OCLC number in 035 $a"},
		{"", "5", in("5"), NotUpdated, "old number"},
	} {
		if got, reason := Verify(tt.incoming, tt.before, tt.row); got != tt.want || reason != tt.reason {
			t.Errorf("Verify(%q, %q, %+v) = %d, %q; want %d, %q", tt.incoming, tt.before, tt.row, got, reason, tt.want, tt.reason)
		}
	}
}
