package route

import (
	"testing"

	"datasync/pkg/analytics"
)

func TestVerify(t *testing.T) {
	in := func(current string) analytics.Row { return analytics.Row{Listed: true, Current: current} }
	live := func(current, cancelled, other, otherCancelled string) analytics.Row {
		return analytics.Row{Listed: true, Current: current, Cancelled: cancelled, Live: &analytics.Live{Other: other, OtherCancelled: otherCancelled}}
	}
	for _, tt := range []struct {
		incoming, before, beforeZ string
		row                       analytics.Row
		want                      Outcome
		reason                    string
	}{
		{"7", "", "", in("7"), Verified, ""},
		{"7", "5", "", live("(OCoLC)ocm07", "5", "", ""), Verified, ""},
		{"7", "5", "", live("7; (DLC)5; on007", "(OCoLC)5", "", ""), Verified, ""},
		{"7", "5; 7; (DLC)6", "4; 5#", live("7", "(OCoLC)4; 5", "", ""), Verified, ""},
		{"7", "5; 6", "4", in("7"), Verified, "5 is not in 035 $z; 6 is not in 035 $z; 4 is not in 035 $z"},
		{"7", "5; 6", "5", live("7", "6", "", ""), Verified, "5 is not in 035 $z"},
		{"7", "5; 6", "", live("7", "5", "", "006"), Verified, ""},
		{"7", "5; 6", "", live("7", "5", "6", ""), Verified, ""},
		{"7", "5; 6", "", live("7", "5", "(DLC)6", "(DLC)6"), Verified, "6 is not in 035 $z"},
		{"7", "", "7", in("7"), Verified, ""},

		{"7", "5", "", analytics.Row{}, Absent, "not in the report"},
		{"7", "5", "", analytics.Row{Current: "7"}, Absent, "not in the report"},
		{"7", "5", "", analytics.Row{Listed: true, Live: &analytics.Live{NotRead: "cut short"}}, NotRead, "cut short"},
		{"7", "5", "", analytics.Row{Listed: true, Current: "7", Live: &analytics.Live{NotRead: "cut short"}}, NotRead, "cut short"},

		{"7", "5", "", in("5"), Old, "old number"},
		{"7", "5", "", in("5; 9"), Old, "old number"},
		{"7", "5", "", in("9"), Old, "old number"},
		{"", "5", "", in("5"), Old, "old number"},
		{"7", "5", "", live("5", "", "7", ""), Old, "old number"},
		{"7", "5", "", in("5; 7"), Beside, "new number beside 5"},
		{"7", "5", "", in("9;7 | (OCoLC)5"), Beside, "new number beside 9; 5"},

		{"7", "5", "", in("7#"), Unreadable, "035 $a holds 7#, which cannot be read"},
		{"7", "5", "", in("7; |a5"), Unreadable, "035 $a holds |a5, which cannot be read"},
		{"7", "5", "", live("(OCLC)7", "", "7", ""), Unreadable, "035 $a holds (OCLC)7, which cannot be read"},

		{"7", "", "", in(""), None, "no number, as before"},
		{"7", "(DLC)5", "", in("(DLC)5"), None, "no number, as before"},
		{"7", "", "5", live("", "5", "5; 3358437", ""), None, "no number, as before"},
		{"7", "5", "", in(""), Lost, "no OCLC number in 035 $a"},
		{"7", "5; 7", "", live("", "5", "", "7"), Lost, "no OCLC number in 035 $a"},
		{"7", "5", "", in("(OCoLC-M)7"), Lost, "no OCLC number in 035 $a"},
		{"7", "5", "", live("", "", "3358437; (DLC)7", ""), Lost, "no OCLC number in 035 $a"},
		{"7", "5", "", live("", "", "3358437; 0007", ""), Bare, "035 $a holds 0007 without (OCoLC)"},
		{"7", "5; 6", "", live("", "", "(DLC)1; 6", ""), Bare, "035 $a holds 6 without (OCoLC)"},
		{"7", "", "", live("", "", "7", ""), Bare, "035 $a holds 7 without (OCoLC)"},
	} {
		got, reason := Change{tt.incoming, tt.before, tt.beforeZ}.Verify(tt.row)
		if got != tt.want || reason != tt.reason {
			t.Errorf("%q, before %q and %q, now %+v: outcome %d, %q; want %d, %q", tt.incoming, tt.before, tt.beforeZ, tt.row, got, reason, tt.want, tt.reason)
		}
	}
}
