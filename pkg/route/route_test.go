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
	in := func(current string) *analytics.Row {
		return &analytics.Row{Current: current, Lifecycle: "In Repository"}
	}
	for _, tt := range []struct {
		what   string
		record Record
		row    *analytics.Row
		hold   bool
		to     Route
		reason string
	}{
		{"1 conflict", with(func(r *Record) { r.Conflict = "CEF match 7; UWO match 8"; r.Action = "create" }), nil, false, Review, "reports disagree"},
		{"2 action", with(func(r *Record) { r.Action = " field transfer "; r.Incoming = "" }), nil, false, Review, "action field transfer"},
		{"2 no action", with(func(r *Record) { r.Action = "" }), in("5"), false, Review, "action (empty)"},
		{"2 not, other case", with(func(r *Record) { r.Action = " MATCH" }), in("5"), false, Batch, ""},
		{"3 empty incoming", with(func(r *Record) { r.Incoming = "" }), nil, false, Review, "no incoming number"},
		{"3 incoming 0", with(func(r *Record) { r.Incoming = "000" }), in("5"), false, Review, "no incoming number"},
		{"3 other system's", with(func(r *Record) { r.Incoming = "(OCoLC-M)7" }), in("5"), false, Review, "no incoming number"},
		{"4 not in the report", match, nil, true, Missing, "not in the Analytics report"},
		{"5 deleted", match, &analytics.Row{Current: "7", Lifecycle: "Deleted"}, false, Review, "lifecycle Deleted"},
		{"5 one of several", match, &analytics.Row{Lifecycle: "In Repository; Deleted"}, false, Review, "lifecycle In Repository; Deleted"},
		{"5 not, unknown", match, &analytics.Row{Current: "5"}, false, Batch, ""},
		{"5 not, other case", match, &analytics.Row{Current: "5", Lifecycle: " in repository"}, false, Batch, ""},
		{"6 the only one", match, in("7"), true, Updated, "already in 035 $a"},
		{"6 in several spellings", match, in("(OCoLC)ocm00000007; 7;on7"), false, Updated, "already in 035 $a"},
		{"6 not, among others", match, in("5; 7"), false, Batch, "035 $a holds other numbers"},
		{"7 held", with(func(r *Record) { r.SharedWith = "991" }), in("5"), true, Review, "number shared with 991"},
		{"8 shared", with(func(r *Record) { r.SharedWith = "991" }), in("5"), false, Batch, "number shared with 991"},
		{"8 nothing to know", match, in("(OCoLC)5"), false, Batch, ""},
		{"8 no number yet", match, in(""), false, Batch, ""},
		{"8 several", match, in("5; 9"), false, Batch, "035 $a holds other numbers"},
		{"8 changed since", match, in("9"), false, Batch, "035 $a holds other numbers"},
		{"8 existing unknown", with(func(r *Record) { r.Existing = "" }), in("9"), false, Batch, ""},
		{"8 in 035 $z", match, &analytics.Row{Current: "5", Cancelled: "(OCoLC)8; (OCoLC)07"}, false, Batch, "number is in 035 $z"},
		{"8 all", with(func(r *Record) { r.SharedWith = "991; 992" }), &analytics.Row{Current: "5;6", Cancelled: "7"}, false, Batch,
			"035 $a holds other numbers; number is in 035 $z; number shared with 991; 992"},
	} {
		if to, reason := tt.record.Decide(tt.row, tt.hold); to != tt.to || reason != tt.reason {
			t.Errorf("%s: route %d, %q; want %d, %q", tt.what, to, reason, tt.to, tt.reason)
		}
	}
}
