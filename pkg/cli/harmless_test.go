package cli

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"Büro, 東京 😀, a\u00a0b, \u200b": "Büro, 東京 😀, a\u00a0b, \u200b",
		"a\nb\r\nc\rd\te\r\n\n":        "a b c d e  ",
		"\x1b[31mred\x1b[0m":           `\x1b[31mred\x1b[0m`,
		"\x1b]8;;https://x\a":          `\x1b]8;;https://x\a`,
		"\x00\b\v\f\x7f":               `\x00\b\v\f\x7f`,
		"\u0085\u009b31m":              `\u0085\u009b31m`, // control characters of ISO 6429
		"\x9b31m, caf\xe9, \xc3":       `\x9b31m, caf\xe9, \xc3`,
		"cod.\u202exslx\u2066\u200f":   `cod.\u202exslx\u2066\u200f`,
		"a\u2028b\u2029":               `a\u2028b\u2029`,
		`a\x1b`:                        `a\x1b`,
		"\ufffd":                       "\ufffd", // which is text, and no byte that is none
	} {
		if got := harmless(in); got != want {
			t.Errorf("harmless(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever a name holds, its message is one line of text that moves nothing.
func FuzzHarmless(f *testing.F) {
	f.Add("\x1b[2J\r\n\xff\u202e")
	f.Fuzz(func(t *testing.T, in string) {
		out := harmless(in)
		if !utf8.ValidString(out) {
			t.Errorf("%q is no UTF-8", out)
		}
		for _, c := range out {
			if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
				t.Errorf("%q holds %q", out, c)
			}
		}
		if harmless(out) != out {
			t.Errorf("%q changes again", out)
		}
	})
}
