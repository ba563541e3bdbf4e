package review

import (
	"fmt"
	"testing"

	"datasync/pkg/ocn"
)

// claims are what reports tell of a record: "7", "9?" for a provisional number, "-" for
// none.
func claims(texts ...string) (all []Claim) {
	for _, text := range texts {
		n, _ := ocn.Parse(text[:1])
		all = append(all, Claim{n, len(text) > 1})
	}
	return all
}

// What becomes of a row, by what is in force of its record.
func TestResolve(t *testing.T) {
	const review, update, protect = "review", "update", "protect"
	for _, tt := range []struct {
		what    string
		r       Record
		inForce string
		want    string // route, decision, Incoming 035a, Reported 035a, reason
		wrong   string
	}{
		{"none", Record{Incoming: "7", Reason: "action create"}, "", "review||7||action create", ""},
		{"later", Record{Incoming: "7", Reason: "action create"}, "later 8 (ask)", "review|later|7||action create", ""},
		{"a note alone", Record{Incoming: "7", Reason: "action create"}, "(ask)", "review||7||action create", ""},
		{"do not change", Record{Incoming: "7", Reason: "action create"}, "do not change 8 (rare)", "protect|do not change|7||rare, 2026-01-26", ""},
		{"do not change, no note", Record{Incoming: "7", Reason: "action create"}, "do not change", "protect|do not change|7||2026-01-26", ""},
		{"update", Record{Incoming: "7", Reason: "action create"}, "update 007 (seen)", "update|update|7||decided by a person: seen", ""},
		{"update, no note", Record{Incoming: "(OCoLC)7", Reason: "action create"}, "update 7", "update|update|(OCoLC)7||decided by a person", ""},
		{"update to another", Record{Incoming: "7", Reason: "reports disagree", Conflict: "x", Claims: claims("7", "8")}, "update 7>8", "update|update|8|7|decided by a person", ""},
		{"update to one where there is none", Record{Conflict: "x", Claims: claims("-", "8")}, "update >8", "update|update|8|no number|decided by a person", ""},
		{"update to its own", Record{Incoming: "007"}, "update 7>7", "update|update|007||decided by a person", ""},
		{"update about another", Record{Incoming: "7", Reason: "action create"}, "update 8 (seen)", "review||7||decided about 8",
			"is decided about 8, and the reports tell 7 now; decide again"},
		{"update about none", Record{Incoming: "7", Reason: "action create"}, "update", "review||7||decided about no number",
			"is decided about no number, and the reports tell 7 now; decide again"},
		{"update about one, none now", Record{Reason: "no incoming number"}, "update 7", "review||||decided about 7",
			"is decided about 7, and the reports tell no number now; decide again"},
		{"update that cannot be", Record{Incoming: "7", Reason: "lifecycle Deleted", Lifecycle: "Deleted"}, "update 7", "review|update|7||cannot be updated: its lifecycle is Deleted; lifecycle Deleted",
			"cannot be updated: its lifecycle is Deleted"},
		{"update to another that cannot be", Record{Incoming: "7"}, "update 7>8", "review|update|7||cannot be updated: no report claims the number 8, they claim 7",
			"cannot be updated: no report claims the number 8, they claim 7"},

		{"of the batch: none", Record{Batch: true, Incoming: "7"}, "", "update||7||", ""},
		{"of the batch: none, a reason", Record{Batch: true, Incoming: "7", Reason: "number is in 035 $z"}, "", "update||7||number is in 035 $z", ""},
		{"of the batch: later", Record{Batch: true, Incoming: "7", Reason: "number is in 035 $z"}, "later 9 (ask)", "review|later|7||put off: ask", ""},
		{"of the batch: later, no note", Record{Batch: true, Incoming: "7"}, "later 7", "review|later|7||put off", ""},
		{"of the batch: a note alone", Record{Batch: true, Incoming: "7"}, "(ask)", "review||7||put off: ask", ""},
		{"of the batch: do not change", Record{Batch: true, Incoming: "7", Reason: "number is in 035 $z"}, "do not change", "protect|do not change|7||2026-01-26", ""},
		{"of the batch: update", Record{Batch: true, Incoming: "7"}, "update 7 (seen)", "update|update|7||decided by a person: seen", ""},
		{"of the batch: update, a reason", Record{Batch: true, Incoming: "7", Reason: "number is in 035 $z"}, "update 7", "update|update|7||decided by a person; number is in 035 $z", ""},
		{"of the batch: update about another", Record{Batch: true, Incoming: "7", Reason: "number is in 035 $z"}, "update 8", "review||7||decided about 8",
			"is decided about 8, and the reports tell 7 now; decide again"},
		{"of the batch: update to one that nobody claims", Record{Batch: true, Incoming: "7"}, "update 7>8", "review|update|7||cannot be updated: no report claims the number 8, they claim 7",
			"cannot be updated: no report claims the number 8, they claim 7"},
	} {
		e := entry(t, one, tt.inForce)
		if tt.inForce != "" {
			e.Date = "2026-01-26"
		}
		f := tt.r.Resolve(e)
		got := fmt.Sprintf("%s|%s|%s|%s|%s", [...]string{ToReview: review, ToUpdate: update, ToProtect: protect}[f.Route], f.Decision, f.Incoming, f.Reported, f.Reason)
		if got != tt.want || f.Wrong != nil && f.Wrong.Error() != tt.wrong || f.Wrong == nil && tt.wrong != "" {
			t.Errorf("%s: %s, %v\nwant %s, %s", tt.what, got, f.Wrong, tt.want, tt.wrong)
		}
	}
}

// To which number a record may be updated, and why not.
func TestRefuse(t *testing.T) {
	all := claims("7", "-", "8", "9?")
	for _, tt := range []struct {
		what string
		r    Record
		use  ocn.Number
		want string // the error
	}{
		{"its own", Record{Incoming: "(OCoLC)ocm07", Action: "create"}, "", ""},
		{"its own, said again", Record{Incoming: "7", Action: "create"}, "7", ""},
		{"its own, of several", Record{Incoming: "7", Conflict: "x", Claims: all}, "", ""},
		{"another's", Record{Incoming: "7", Conflict: "x", Claims: all}, "8", ""},
		{"another's where it has none", Record{Conflict: "x", Claims: all}, "8", ""},
		{"in the report", Record{Incoming: "7", InAnalytics: "yes", Lifecycle: "In Repository", Current: "5; (DLC)1"}, "", ""},
		{"hand-made, nothing known", Record{Incoming: "7"}, "", ""},

		{"none", Record{}, "", "OCLC gave it no number"},
		{"none, 0", Record{Incoming: "0"}, "", `"0" in column "Incoming 035a" is no OCLC number`},
		{"other system's", Record{Incoming: "(OCoLC-M)7"}, "", `"(OCoLC-M)7" in column "Incoming 035a" is no OCLC number`},
		{"nobody's", Record{Incoming: "7"}, "8", "no report claims the number 8, they claim 7"},
		{"nobody's, of several", Record{Incoming: "7", Conflict: "x", Claims: all}, "70", "no report claims the number 70, they claim 7, 8 and 9"},
		{"nobody's, and there is none", Record{}, "8", "no report claims the number 8, they claim none"},
		{"its own is unresolved", Record{Incoming: "7", Action: " Unresolved"}, "", "OCLC has not resolved the number 7, it is provisional"},
		{"unresolved - staging", Record{Incoming: "7", Action: "unresolved - staging"}, "", "OCLC has not resolved the number 7, it is provisional"},
		{"another's is unresolved", Record{Incoming: "7", Conflict: "x", Claims: all}, "9", "OCLC has not resolved the number 9, it is provisional"},
		{"one calls it unresolved, one not", Record{Incoming: "9", Action: "match", Conflict: "x", Claims: all}, "", "OCLC has not resolved the number 9, it is provisional"},
		{"a conflict, and nobody's claims", Record{Incoming: "7", Conflict: "CEF match 7; UWO match 8"}, "8", "the reports disagree, and --conflicts does not have what each says of it"},
		{"a conflict, its own, and nobody's claims", Record{Incoming: "7", Conflict: "CEF match 7; UWO match 8"}, "", "the reports disagree, and --conflicts does not have what each says of it"},
		{"claims without a word of a conflict", Record{Incoming: "7", Claims: all}, "8", ""},
		{"not in the report", Record{Incoming: "7", InAnalytics: "No"}, "", "it is not in the Analytics report, so nobody knows what it has in 035 $a"},
		{"deleted", Record{Incoming: "7", InAnalytics: "yes", Lifecycle: "In Repository; Deleted"}, "", "its lifecycle is In Repository; Deleted"},
		{"035 $a cannot be read", Record{Incoming: "7", Current: "5#"}, "", "035 $a holds 5#, which cannot be read"},
		{"on the list", Record{Incoming: "7", Listed: true}, "", "the list protects it; take it off the list"},
	} {
		err := tt.r.Refuse(tt.use)
		if err != nil && err.Error() != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s: %v, want %s", tt.what, err, tt.want)
		}
	}
}
