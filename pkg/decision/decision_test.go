package decision

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Choice
		ok   bool
	}{
		{"", None, true},
		{" \u00a0", None, true},
		{"later", Later, true},
		{"update", Update, true},
		{" UPDATE ", Update, true},
		{"Do  not\u00a0change", DoNotChange, true},
		{"yes", None, false},
		{"updated", None, false},
		{"donotchange", None, false},
	} {
		got, err := Parse(tt.in)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("Parse(%q) = %v, %v; want %v, ok %t", tt.in, got, err, tt.want, tt.ok)
		}
	}
}

// What can be chosen is what is read.
func TestWords(t *testing.T) {
	if got, want := Words(), []string{"update", "do not change", "later"}; !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
	for i, want := range []Choice{Update, DoNotChange, Later} {
		if got, err := Parse(Words()[i]); got != want || err != nil || got.String() != Words()[i] {
			t.Errorf("Parse(%q) = %v, %v; want %v", Words()[i], got, err, want)
		}
	}
}

func TestSameNumber(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"7", "7", true},
		{"7", "(OCoLC)ocm0007", true},
		{"7", "8", false},
		{"", "", true},
		{"", " \u00a0", true},
		{"x", " x", true},
		{"x", "X", false},
		{"7", "", false},
		{"0", "00", false}, // no numbers
	} {
		if got := SameNumber(tt.a, tt.b); got != tt.want {
			t.Errorf("SameNumber(%q, %q) = %t; want %t", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestRead(t *testing.T) {
	const one, two mms.ID = 991000000015151, 991000000025151
	for _, tt := range []struct {
		table string
		want  map[mms.ID]Row
		err   string
	}{
		{"Network Id\tIncoming 035a\tDecision\n", nil, ""},
		{"Network Id\tIncoming 035a\tDecision\n991000000015151\t7\tLater\n991000000025151\t\t\n",
			map[mms.ID]Row{one: {Choice: Later, Incoming: "7"}, two: {}}, ""},
		{"Note\tDecision\tUse number\tIncoming 035a\tNetwork Id\nx y\tUPDATE\t8\t(OCoLC)7\t'991000000015151\n",
			map[mms.ID]Row{one: {Update, "(OCoLC)7", "8", "x y"}}, ""},
		{"Network Id\tIncoming 035a\tDecision\n991000000015151\t7\tlater\n991000000015151\t8\tdo not change\n",
			map[mms.ID]Row{one: {Choice: DoNotChange, Incoming: "8"}}, ""},

		{"Network Id\tDecision\n", nil, `decisions.tsv:1: no column "Incoming 035a"; there are: Network Id, Decision`},
		{"Network Id\tIncoming 035a\n", nil, `decisions.tsv:1: no column "Decision"; there are: Network Id, Incoming 035a`},
		{"Network Id\tIncoming 035a\tDecision\n991000000015151\t7\tlater\n991000000025151\t7\tyes\n", nil,
			`decisions.tsv:3: "yes" is no decision; choose update, do not change or later`},
		{"Network Id\tIncoming 035a\tDecision\n1\t7\tlater\n", nil, `decisions.tsv:2: "1" is no MMS ID`},
		{"Network Id\tIncoming 035a\tDecision\nx\n", nil, `decisions.tsv:2: 1 field, but the header has 3`},
	} {
		in, err := tsv.NewReader(strings.NewReader(tt.table), "decisions.tsv")
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(in)
		if err != nil && !strings.HasPrefix(err.Error(), tt.err) || (err == nil) != (tt.err == "") || err == nil && !maps.Equal(got, tt.want) {
			t.Errorf("%q: %v, %v; want %v, %s", tt.table, got, err, tt.want, tt.err)
		}
	}
}
