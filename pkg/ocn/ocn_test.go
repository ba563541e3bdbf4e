package ocn

import (
	"slices"
	"strings"
	"testing"
)

var parseCases = []struct {
	in   string
	want Number // "" means: not a number
}{
	{"12345", "12345"},
	{"(OCoLC)ocm00012345", "12345"},
	{"(OCoLC)12345", "12345"},
	{"(ocolc)OCN12345", "12345"},
	{"on1234567890", "1234567890"},
	{"ocn012345", "12345"},
	{"ocm00012345 ", "12345"}, // OCLC pads ocm numbers with a space
	{"\u00a00012345\t", "12345"},
	{"(OCoLC) ocm 00012345", "12345"},
	{"(OCoLC)\u00a0ON\t12345", "12345"},
	{"123456789012", "123456789012"},
	{"00000000123456789012", "123456789012"},
	{"1234567890123", ""},
	{"991523164305151", ""},
	{"9780306406157", ""},
	{"(OCoLC)12345 6", ""},
	{"(OCoLC-M) 12345", ""},
	{"( OCoLC)12345", ""},
	{"", ""},
	{"0", ""},
	{"000", ""},
	{"(OCoLC)", ""},
	{"ocm", ""},
	{"(OCoLC)ocm000", ""},
	{"(OCoLC-M)12345", ""},
	{"(DLC)12345", ""},
	{"oc12345", ""},
	{"ocmocn12345", ""},
	{"12345.0", ""},
	{"9.92E+14", ""}, // what a spreadsheet makes of a long number
	{"-12345", ""},
	{"12 345", ""},
	{"１２３", ""},
}

func TestParse(t *testing.T) {
	for _, tt := range parseCases {
		got, ok := Parse(tt.in)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Parse(%q) = %q, %t; want %q, %t", tt.in, got, ok, tt.want, tt.want != "")
		}
	}
}

func TestBare(t *testing.T) {
	for in, want := range map[string]string{
		"(OCoLC)ocm00012345": "12345", "12345": "12345", "": "", "0": "0", "(OCoLC-M)007 ": "(OCoLC-M)007 ",
	} {
		if got := Bare(in); got != want {
			t.Errorf("Bare(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"12345", "(OCoLC)ocm00012345", true},
		{"12345", "12346", false},
		{"12345", "123450", false},
		{"", "", false},
		{"0", "00", false},
		{"x", "x", false},
		{"12345", "", false},
	} {
		if got := Same(tt.a, tt.b); got != tt.want || Same(tt.b, tt.a) != tt.want {
			t.Errorf("Same(%q, %q) = %t, want %t", tt.a, tt.b, got, tt.want)
		}
	}
}

// A number read back is itself, and none starts with 0 or holds anything but digits.
func FuzzParse(f *testing.F) {
	for _, tt := range parseCases {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		n, ok := Parse(in)
		if !ok {
			if n != "" {
				t.Errorf("Parse(%q) = %q without ok", in, n)
			}
			return
		}
		if n == "" || len(n) > MaxDigits || n[0] == '0' || strings.Trim(string(n), "0123456789") != "" {
			t.Errorf("Parse(%q) = %q", in, n)
		}
		for _, spelling := range []string{string(n), "(OCoLC)ocm000" + string(n), " on" + string(n)} {
			if again, ok := Parse(spelling); !ok || again != n {
				t.Errorf("Parse(%q) = %q, %t; want %q", spelling, again, ok, n)
			}
		}
		if !slices.Equal(ParseList(in+"; "+string(n)).Numbers, []Number{n}) {
			t.Errorf("ParseList(%q twice) is not the one number", in)
		}
	})
}
