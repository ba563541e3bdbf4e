package review

import (
	"testing"

	"datasync/pkg/decision"
)

func TestUnite(t *testing.T) {
	for _, tt := range []struct {
		a, b Decision
		note string
		err  string
	}{
		{Decision{Choice: decision.Update}, Decision{Choice: decision.Update, Note: "x"}, "x", ""},
		{Decision{Choice: decision.Update, Note: "x"}, Decision{Choice: decision.Update, Note: "x"}, "x", ""},
		{Decision{Choice: decision.Update, Note: "x"}, Decision{Choice: decision.Update}, "x", ""},
		{Decision{Choice: decision.Update, Note: "x"}, Decision{Choice: decision.Update, Note: "y"}, "x; y", ""},
		{Decision{}, Decision{}, "", ""},
		{Decision{Incoming: "7"}, Decision{Incoming: "8"}, "", ""},
		{Decision{Choice: decision.Later, Incoming: "7"}, Decision{Choice: decision.Later, Incoming: "(OCoLC)007"}, "", ""},
		{Decision{Choice: decision.Update, Incoming: "7"}, Decision{Choice: decision.Update, Incoming: "8"}, "",
			`B: record 991000000015151 is decided about two numbers, "8" here and "7" in A; leave one`},
		{Decision{Choice: decision.Update}, Decision{Choice: decision.Later}, "", "B: record 991000000015151 has two decisions, later here and update in A; leave one"},
		{Decision{Choice: decision.Update}, Decision{}, "", "B: record 991000000015151 has two decisions, none here and update in A; leave one"},
		{Decision{Choice: decision.Update, Use: "7"}, Decision{Choice: decision.Update, Use: "8"}, "",
			"B: record 991000000015151 has two decisions, update to 8 here and update to 7 in A; leave one"},
	} {
		tt.a.place, tt.b.place = "A", "B"
		tt.a.ID, tt.b.ID = id(t, "991000000015151"), id(t, "991000000015151")
		got, err := tt.a.unite(tt.b)
		if err != nil && err.Error() != tt.err || (err == nil) != (tt.err == "") || err == nil && got.Note != tt.note {
			t.Errorf("%+v and %+v: %+v, %v; want note %q, error %s", tt.a, tt.b, got, err, tt.note, tt.err)
		}
	}
}

func TestReason(t *testing.T) {
	own := Record{Incoming: "7"}
	for _, tt := range []struct {
		d    Decision
		r    Record
		want string
	}{
		{Decision{Choice: decision.Update, Date: "2025-06-02"}, own, "decided by a person"},
		{Decision{Choice: decision.Update, Note: "seen it", Date: "2025-06-02"}, own, "decided by a person: seen it"},
		{Decision{Choice: decision.Update, Use: "8", Note: "seen it"}, own, "decided by a person, instead of 7: seen it"},
		{Decision{Choice: decision.Update, Use: "7"}, own, "decided by a person"},
		{Decision{Choice: decision.Update, Use: "8"}, Record{}, "decided by a person, instead of no number"},
		{Decision{Choice: decision.DoNotChange, Date: "2025-06-02"}, own, "2025-06-02"},
		{Decision{Choice: decision.DoNotChange, Note: "rare", Date: "2025-06-02"}, own, "rare, 2025-06-02"},
		{Decision{Choice: decision.DoNotChange, Note: "rare"}, own, "rare"},
	} {
		got := tt.d.reason(tt.r)
		if got != tt.want {
			t.Errorf("reason of %+v: %q, want %q", tt.d, got, tt.want)
		}
		shown := tt.r.Incoming
		if tt.d.Use != "" {
			shown = string(tt.d.Use)
		}
		if number := about(shown, got); number != tt.r.Incoming {
			t.Errorf("%q beside %q is about %q, want %q", got, shown, number, tt.r.Incoming)
		}
	}
}

// To which number a record may be updated, and why not.
func TestRefuse(t *testing.T) {
	const claims = "CEF create 7; LU$ data error no number; UWO field transfer 8; UWO unresolved 9"
	for _, tt := range []struct {
		what string
		r    Record
		use  string
		want string // the error
	}{
		{"its own", Record{Incoming: "(OCoLC)ocm07", Action: "create"}, "", ""},
		{"its own, said again", Record{Incoming: "7", Action: "create"}, "7", ""},
		{"its own, of several", Record{Incoming: "7", Conflict: claims}, "", ""},
		{"another's", Record{Incoming: "7", Conflict: claims}, "8", ""},
		{"another's where it has none", Record{Conflict: claims}, "8", ""},
		{"in the report", Record{Incoming: "7", InAnalytics: "yes", Lifecycle: "In Repository", Current: "5; (DLC)1"}, "", ""},
		{"hand-made, nothing known", Record{Incoming: "7"}, "", ""},

		{"none", Record{}, "", `"" in column "Incoming 035a" is no OCLC number`},
		{"none, 0", Record{Incoming: "0"}, "", `"0" in column "Incoming 035a" is no OCLC number`},
		{"other system's", Record{Incoming: "(OCoLC-M)7"}, "", `"(OCoLC-M)7" in column "Incoming 035a" is no OCLC number`},
		{"nobody's", Record{Incoming: "7"}, "8", "no report claims the number 8"},
		{"nobody's, of several", Record{Incoming: "7", Conflict: claims}, "70", "no report claims the number 70"},
		{"its own is unresolved", Record{Incoming: "7", Action: " Unresolved"}, "", "OCLC has not resolved the number 7, it is provisional"},
		{"unresolved - staging", Record{Incoming: "7", Action: "unresolved - staging"}, "", "OCLC has not resolved the number 7, it is provisional"},
		{"another's is unresolved", Record{Incoming: "7", Conflict: claims}, "9", "OCLC has not resolved the number 9, it is provisional"},
		{"one calls it unresolved, one not", Record{Incoming: "9", Action: "match", Conflict: claims}, "", "OCLC has not resolved the number 9, it is provisional"},
		{"a symbol with spaces", Record{Incoming: "7", Conflict: "by hand 3 unresolved 8; CEF match 7"}, "8", "OCLC has not resolved the number 8, it is provisional"},
		{"not all claims shown", Record{Incoming: "7", Conflict: claims + "; and 3 more"}, "", "the column Conflict does not show all claims, and another one may call the number unresolved"},
		{"not in the report", Record{Incoming: "7", InAnalytics: "No"}, "", "it is not in the Analytics report, so nobody knows what it has in 035 $a"},
		{"deleted", Record{Incoming: "7", InAnalytics: "yes", Lifecycle: "In Repository; Deleted"}, "", "its lifecycle is In Repository; Deleted"},
		{"035 $a cannot be read", Record{Incoming: "7", Current: "5#"}, "", "035 $a holds 5#, which cannot be read"},
	} {
		err := tt.r.Refuse(Decision{Choice: decision.Update, Use: number(tt.use)})
		if err != nil && err.Error() != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s: %v, want %s", tt.what, err, tt.want)
		}
	}
}
