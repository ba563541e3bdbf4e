package workbook

import (
	"io"
	"strings"
	"testing"
)

func TestCheckNames(t *testing.T) {
	for _, tt := range []struct{ names, want string }{
		{"DIFF|SAME|update by job|O'Neil|é (2)", ""},
		{"0123456789012345678901234567890", ""},
		{"01234567890123456789012345678901", `sheet name "01234567890123456789012345678901": it has 32 characters, Excel takes 31`},
		{"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", `sheet name "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀": it has 32 characters, Excel takes 31`},
		{"", `sheet name "": Excel wants at least one character`},
		{"a/b", `sheet name "a/b": Excel forbids [ ] : * ? / \`},
		{"[a]", `sheet name "[a]": Excel forbids [ ] : * ? / \`},
		{"a'", `sheet name "a'": Excel forbids an apostrophe at the begin and the end`},
		{"History", `sheet name "History": Excel keeps this name for itself`},
		{"a\x01", `sheet name "a\x01": it holds a control character`},
		{"a\xff", `sheet name "a\xff": it is not UTF-8`},
		{"Straße|STRASSE|É|é", `two sheets "é"`},
	} {
		got := ""
		var sheets []Sheet
		for _, name := range strings.Split(tt.names, "|") {
			sheets = append(sheets, Sheet{Name: name})
		}
		if err := CheckNames(sheets...); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("CheckNames(%q) = %s; want %s", tt.names, got, tt.want)
		}
	}
	if _, err := Write(io.Discard, list("a/b", table(t, "A"))); err == nil {
		t.Error("Write took a/b for a name")
	}
}

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{
		{"", 0, ""},
		{"abc", 3, "abc"},
		{"abc", 2, "ab"},
		{"aé", 1, "a"},
		{"a\U0001F4D6b", 2, "a"}, // a book is two code units
		{"a\U0001F4D6b", 3, "a\U0001F4D6"},
		{strings.Repeat("é", 10_000_000), 9_999_999, strings.Repeat("é", 9_999_999)}, // at once
	} {
		if got := shorten(tt.s, tt.n); got != tt.want {
			t.Errorf("shorten(%.20q, %d) = %.20q; want %.20q", tt.s, tt.n, got, tt.want)
		}
	}
}
