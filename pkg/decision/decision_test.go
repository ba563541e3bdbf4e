package decision

import (
	"slices"
	"testing"
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
		{"", "no number", true},
		{"no number", "No Number ", true},
		{"no number", "7", false},
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

func TestWord(t *testing.T) {
	update := Word{Choice: Update, About: "7"}
	for _, tt := range []struct {
		a, b Word
		want bool
	}{
		{Word{}, Word{}, true},
		{Word{}, Word{About: "7"}, true},
		{Word{Choice: Later, About: "7"}, Word{Choice: Later, About: "8", Use: "9"}, true},
		{Word{Choice: Later}, Word{Choice: DoNotChange}, false},
		{update, Word{Choice: Later, About: "7"}, false},
		{update, update, true},
		{update, Word{Choice: Update, About: "(OCoLC)ocm0007"}, true},
		{update, Word{Choice: Update, About: "8"}, false},
		{update, Word{Choice: Update, About: "7", Use: "8"}, false},
		{Word{Choice: Update}, Word{Choice: Update, About: "no number"}, true},
		{Word{Choice: Update, About: "(DLC)7"}, Word{Choice: Update, About: " (DLC)7"}, true},
		{Word{Choice: Update, About: "(DLC)7"}, Word{Choice: Update, About: "(DLC)07"}, false},
	} {
		if tt.a.Same(tt.b) != tt.want || tt.b.Same(tt.a) != tt.want {
			t.Errorf("%+v and %+v are the same: %t; want %t", tt.a, tt.b, !tt.want, tt.want)
		}
	}
	for _, tt := range []struct {
		word     Word
		incoming string
		stale    bool
		text     string
	}{
		{Word{}, "7", false, ""},
		{Word{Choice: DoNotChange, About: "8", Use: "9"}, "7", false, "do not change"},
		{Word{Choice: Later, About: "8"}, "7", false, "later"},
		{update, "007", false, "update"},
		{update, "8", true, "update"},
		{update, "", true, "update"},
		{Word{Choice: Update, Use: "8"}, "no number", false, "update to 8"},
	} {
		if tt.word.IsStale(tt.incoming) != tt.stale || tt.word.String() != tt.text {
			t.Errorf("%+v, beside %q: stale %t, %q; want %t, %q", tt.word, tt.incoming, !tt.stale, tt.word, tt.stale, tt.text)
		}
	}
}
