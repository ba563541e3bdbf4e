package workbook

import (
	"bytes"
	"strings"
	"testing"
)

func TestAppendText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":               "plain",
		`a<b>&"c`:             "a&lt;b&gt;&amp;&quot;c",
		"a\x01b\x00":          "a_x0001_b_x0000_",
		"\uFFFE\uFFFFé\uFEFF": "_xFFFE__xFFFF_é\uFEFF",
		"_x0041_":             "_x005F_x0041_",
		"_x0041_x0042_":       "_x005F_x0041_x005F_x0042_",
		"_x0041\x02":          "_x005F_x0041_x0002_",
		"a_b _x00_ _X0041_":   "a_b _x00_ _X0041_",
		"_":                   "_",
		"_x":                  "_x",
	} {
		if got := string(appendText(nil, in)); got != want {
			t.Errorf("appendText(%q) = %q; want %q", in, got, want)
		}
	}
}

// Space at an end would be lost without a word to the reader of the XML.
func TestSpace(t *testing.T) {
	var out bytes.Buffer
	if _, err := Write(&out, list("x", table(t, "A", " a", "b ", "c d"))); err != nil {
		t.Fatal(err)
	}
	sheet := string(part(t, out.Bytes(), "xl/worksheets/sheet1.xml"))
	for _, want := range []string{`<t xml:space="preserve"> a</t>`, `<t xml:space="preserve">b </t>`, `<t>c d</t>`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s in %s", want, sheet)
		}
	}
}

func TestUnits(t *testing.T) {
	for in, want := range map[string]int{"": 0, "a": 1, "é": 1, "\uFFFF": 1, "\U00010000": 2, "a😀b": 4} {
		if got := units(in); got != want {
			t.Errorf("units(%q) = %d; want %d", in, got, want)
		}
	}
}

func TestIsNumber(t *testing.T) {
	for in, want := range map[string]bool{
		"0": true, "7": true, "2424": true, "-3": true, "99.5": true, "0.25": true, "123456789012345": true,
		"": false, "-": false, "007": false, "-0": false, "1e5": false, "1.": false, ".5": false, "1.50": false,
		"+1": false, " 1": false, "1234567890123456": false, "1,000": false, "12345678.12345678": false, "=1": false,
	} {
		if got := isNumber(in); got != want {
			t.Errorf("isNumber(%q) = %t", in, got)
		}
	}
}

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  int
	}{
		{"", 10, 1}, {"ab cd", 5, 1}, {"ab cd", 4, 2}, {"ab cd ef", 5, 2}, {"abcdehgkopq", 5, 3}, {"a abcdehgkopq b", 5, 4}, {"é é é", 5, 1},
		{"00 0 0", 5, 1}, {"00000", 5, 1}, {"000000", 5, 2}, {"iiii llll", 5, 1}, {"MMMM", 5, 2}, {"漢字漢字", 8, 1}, {"漢字漢字", 7, 2},
	} {
		if got := lines(tt.text, tt.width); got != tt.want {
			t.Errorf("lines(%q, %d) = %d; want %d", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestMeasure(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "0123456789": 10, "Carleton University": 16, "iiii": 2, "WWWW": 6, "ABCD": 5, "((((": 3, "é": 1, "ჿ": 1, "ᄀ": 2, "漢": 2, "😀": 2,
	} {
		if got := measure(text); got != want {
			t.Errorf("measure(%q) = %d; want %d", text, got, want)
		}
	}
}
