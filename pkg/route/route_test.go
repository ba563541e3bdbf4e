package route

import (
	"testing"

	"datasync/pkg/analytics"
)

func TestDecide(t *testing.T) {
	match := Record{Existing: "5", Incoming: "7", Action: "match"}
	with := func(change func(*Record)) Record {
		r := match
		change(&r)
		return r
	}
	in := func(current string) analytics.Row {
		return analytics.Row{Current: current, Lifecycle: "In Repository", Listed: true}
	}
	var absent analytics.Row
	for _, tt := range []struct {
		what   string
		record Record
		row    analytics.Row
		hold   bool
		to     Route
		reason string
	}{
		{"1 conflict", with(func(r *Record) { r.Conflict = "CEF match 7; UWO match 8"; r.Action = "create" }), absent, false, Review, "reports disagree"},
		{"2 action", with(func(r *Record) { r.Action = " field transfer "; r.Incoming = "" }), absent, false, Review, "action field transfer"},
		{"2 no action", with(func(r *Record) { r.Action = "" }), in("5"), false, Review, "action (empty)"},
		{"2 not, other case", with(func(r *Record) { r.Action = " MATCH" }), in("5"), false, Batch, ""},
		{"3 empty incoming", with(func(r *Record) { r.Incoming = "" }), absent, false, Review, "no incoming number"},
		{"3 incoming 0", with(func(r *Record) { r.Incoming = "000" }), in("5"), false, Review, "no incoming number"},
		{"3 other system's", with(func(r *Record) { r.Incoming = "(OCoLC-M)7" }), in("5"), false, Review, "no incoming number"},
		{"4 not in the report", match, absent, true, Missing, "not in the Analytics report"},
		{"5 deleted", match, analytics.Row{Listed: true, Current: "7", Lifecycle: "Deleted"}, false, Review, "lifecycle Deleted"},
		{"5 one of several", match, analytics.Row{Listed: true, Lifecycle: "In Repository; Deleted"}, false, Review, "lifecycle In Repository; Deleted"},
		{"5 not, unknown", match, analytics.Row{Listed: true, Current: "5"}, false, Batch, ""},
		{"5 not, other case", match, analytics.Row{Listed: true, Current: "5", Lifecycle: " in repository"}, false, Batch, ""},
		{"4 only live", match, analytics.Row{Current: "7", Lifecycle: "In Repository"}, false, Missing, "not in the Analytics report"},
		{"4a not read", match, analytics.Row{Listed: true, Current: "7", Lifecycle: "Deleted", Live: &analytics.Live{NotRead: "cut short"}}, true, Review, "Alma's answer for the record cannot be read"},
		{"4 before 4a", match, analytics.Row{Live: &analytics.Live{NotRead: "cut short"}}, false, Missing, "not in the Analytics report"},
		{"5 before 6", match, analytics.Row{Listed: true, Current: "7#", Lifecycle: "Deleted"}, false, Review, "lifecycle Deleted"},
		{"6 cannot be read", match, in("2000#"), true, Review, "035 $a holds 2000#, which cannot be read"},
		{"6 beside the number", match, in("7; (OCLC)7;|a2000"), false, Review, "035 $a holds (OCLC)7; |a2000, which cannot be read"},
		{"6 two in two lines", match, in("1000 2000"), false, Review, "035 $a holds 1000 2000, which cannot be read"},
		{"6 not, in 035 $z", match, analytics.Row{Listed: true, Current: "5", Cancelled: "2000#; 8; (OCLC)9"}, false, Batch,
			"035 $z holds 2000#; (OCLC)9, which cannot be read"},
		{"6 (ocm) is OCLC's", match, in("(ocm)5"), false, Review, "035 $a holds (ocm)5, which cannot be read"},
		{"6 not, an earlier catalogue's", match, analytics.Row{Listed: true, Current: "(OCoLC)5", Live: &analytics.Live{Other: "3358437; (NjP)3358437-princetondb"}}, false, Batch, ""},
		{"7 foreign values aside", match, in("(DLC)2000; (OCoLC) 7; (OCoLC-M)5"), false, Updated, "already in 035 $a"},
		{"7 the only one", match, in("7"), true, Updated, "already in 035 $a"},
		{"7 in several spellings", match, in("(OCoLC)ocm00000007; 7;on7"), false, Updated, "already in 035 $a"},
		{"7 not, among others", match, in("5; 7"), false, Batch, "035 $a holds other numbers"},
		{"8 held", with(func(r *Record) { r.SharedWith = "991" }), in("5"), true, Review, "number shared with 991"},
		{"8 critical", with(func(r *Record) {
			r.Severity, r.Messages, r.Worst = "CRITICAL", "Record is sparse; or not.; and more", "Record is sparse; or not."
		}), in("5"), true, Review, "OCLC: CRITICAL Record is sparse; or not."},
		{"8 critical, by hand", with(func(r *Record) { r.Severity, r.Messages = "CRITICAL", "Record is sparse.; and more" }), in("5"), true, Review, "OCLC: CRITICAL Record is sparse.; and more"},
		{"8 critical, without a word", with(func(r *Record) { r.Severity = "CRITICAL" }), in("5"), true, Review, "OCLC: CRITICAL"},
		{"8 not, severe", with(func(r *Record) { r.Severity, r.Messages = "SEVERE", "Record is sparse." }), in("5"), true, Batch, ""},
		{"9 critical", with(func(r *Record) { r.Severity, r.Messages = "CRITICAL", "Record is sparse." }), in("5; 9"), false, Batch,
			"035 $a holds other numbers; OCLC: CRITICAL Record is sparse."},
		{"7 before critical", with(func(r *Record) { r.Severity, r.Messages = "CRITICAL", "Record is sparse." }), in("7"), true, Updated, "already in 035 $a"},
		{"9 shared", with(func(r *Record) { r.SharedWith = "991" }), in("5"), false, Batch, "number shared with 991"},
		{"9 nothing to know", match, in("(OCoLC)5"), false, Batch, ""},
		{"9 no number yet", match, in(""), false, Batch, ""},
		{"9 several", match, in("5; 9"), false, Batch, "035 $a holds other numbers"},
		{"9 changed since", match, in("9"), false, Batch, "035 $a holds other numbers"},
		{"9 existing unknown", with(func(r *Record) { r.Existing = "" }), in("9"), false, Batch, ""},
		{"9 in 035 $z", match, analytics.Row{Listed: true, Current: "5", Cancelled: "(OCoLC)8; (OCoLC)07"}, false, Batch, "number is in 035 $z"},
		{"9 foreign ones only", match, in("(DLC)5"), false, Batch, ""},
		{"9 that look like OCLC's", match, in("(DLC)5; (OCoLC-M)9; (ocolc-I)9"), false, Batch, "035 $a also holds (OCoLC-M)9, (ocolc-I)9"},
		{"9 that look like OCLC's, live", match, analytics.Row{Listed: true, Current: "(OCoLC)5", Live: &analytics.Live{Other: "7; (OCoLC-M)7"}}, false, Batch, "035 $a also holds (OCoLC-M)7"},
		{"9 changed live", match, analytics.Row{Listed: true, Current: "5", Changed: true}, false, Batch, "changed since the report"},
		{"9 all", with(func(r *Record) { r.SharedWith, r.Severity, r.Messages = "991; 992", "CRITICAL", "Record is sparse." }),
			analytics.Row{Listed: true, Current: "5;6", Cancelled: "7; 7#", Changed: true, Live: &analytics.Live{Other: "(OCoLC-M)8"}}, false, Batch,
			"035 $a holds other numbers; number is in 035 $z; number shared with 991; 992; 035 $a also holds (OCoLC-M)8; " +
				"035 $z holds 7#, which cannot be read; OCLC: CRITICAL Record is sparse.; changed since the report"},
	} {
		if to, reason := tt.record.Decide(tt.row, Hold{Shared: tt.hold, Critical: tt.hold}); to != tt.to || reason != tt.reason {
			t.Errorf("%s: route %d, %q; want %d, %q", tt.what, to, reason, tt.to, tt.reason)
		}
	}
}
