package ocn

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What subfields $a and $z of 035 really hold, and where it was seen.
var subfields = []struct {
	in   string
	want Number // "" means: no OCLC number
	is   string // "foreign", "unreadable" or, of a number and of nothing, ""
}{
	// OCLC, Bibliographic Formats and Standards, 001 and 035.
	{"(OCoLC)60383335", "60383335", ""},
	{"(OCoLC)ocm00012345", "12345", ""},
	{"(OCoLC)ocm00012345 ", "12345", ""},
	{"(OCoLC)ocn123456789", "123456789", ""},
	{"(OCoLC)on1234567890", "1234567890", ""},
	{"ocm00012345 ", "12345", ""},
	{"ocn123456789", "123456789", ""},
	{"on1234567890", "1234567890", ""},

	// Tests of programs of libraries that are public: "(ocolc)ON0055" and the like.
	{"(ocolc)ON0055", "55", ""},
	{"(OCOLC)2000", "2000", ""},
	{"(OCoLC) ocm 00002000", "2000", ""},
	{"(OCoLC)\u00a02000", "2000", ""},
	{" ocm 2000", "2000", ""},
	{"OCM00002000", "2000", ""},
	{"(OCoLC)000000002000", "2000", ""},
	{"(OCoLC)ocm8507219", "8507219", ""},

	// Nothing.
	{"", "", ""},
	{" \u00a0", "", ""},

	// Library of Congress, MARC 21, 035: organization codes.
	{"(CaOTULAS)41063988", "", "foreign"},
	{"(DLC)  2001012345", "", "foreign"},
	{"(DLC)ocm00012345", "", "foreign"},
	{"(CaOOCUL)991000000015151", "", "foreign"},
	{"(ONT)2000", "", "foreign"},

	// Records of Princeton, Bibsys, Illinois, Arizona State, Columbia, LIBRIS and RLIN, in
	// the public tests of their programs.
	{"3358437", "", "foreign"},
	{"158", "", "foreign"},
	{"(NjP)3358437-princetondb", "", "foreign"},
	{"AAL03350414-0001", "", "foreign"},
	{"132580306-47bibsys_network", "", "foreign"},
	{"(EXLNZ-47BIBSYS_NETWORK)71477428985", "", "foreign"},
	{"(NO-TrBIB)001618695", "", "foreign"},
	{"(IU)5273777-uiudb", "", "foreign"},
	{"(AzTeS)b52787461-01asu_inst", "", "foreign"},
	{"(ALA-Ar) 27/10/69", "", "foreign"},
	{"(Aleph)000143423JUL01", "", "foreign"},
	{"(LIBRIS)54738695", "", "foreign"},
	{"(CStRLIN)NJPG0361-S", "", "foreign"},
	{"(NNC)CULASPC:voyager:4079151", "", "foreign"},
	{"(NIC)notisABP6388", "", "foreign"},
	{"(Sirsi) o2000", "", "foreign"},
	{".b12345678", "", "foreign"},
	{".o12345678", "", "foreign"},
	{"b1234567x", "", "foreign"},

	// Stanford's, of its time with Symphony.
	{"(OCoLC-M)17708345", "", "foreign"},
	{"(OCoLC-M)ocn0001234", "", "foreign"},
	{"(OCoLC-I)268882402", "", "foreign"},

	// Numbers of other kinds.
	{"9780306406157", "", "foreign"},
	{"991523164305151", "", "foreign"},
	{"2000#", "", "foreign"},
	{"2000.0", "", "foreign"},
	{"1.52e9", "", "foreign"},
	{"2000; 1999", "", "foreign"},
	{"ocm", "", "foreign"},
	{"on", "", "foreign"},
	{"online 2000", "", "foreign"},
	{"only2000", "", "foreign"},
	{"ocmocn2000", "", "foreign"},
	{"oc2000", "", "foreign"},
	{"OCLC2000", "", "foreign"},
	{"(035)2000", "", "foreign"},
	{"()2000", "", "foreign"},
	{"(2000)", "", "foreign"},
	{"(DLC(OCoLC)2000", "", "foreign"},
	{"(DLC 2000", "", "foreign"},
	{"-", "", "foreign"},
	{"\ufffd", "", "foreign"},

	// FOLIO's tests.
	{"(OCoLC)on. 607TST .001", "", "unreadable"},
	{"(OCoLC)on.000064759", "", "unreadable"},
	{"(OCoLC)on1100023840001116", "", "unreadable"},

	// OCLC's name, right or not, and no number: typed, displayed or converted by hand.
	{"(OCoLC)", "", "unreadable"},
	{"(OCoLC)0", "", "unreadable"},
	{"(OCoLC)2000#", "", "unreadable"},
	{"(OCoLC)2000.0", "", "unreadable"},
	{"(OCoLC)1.52e9", "", "unreadable"},
	{"(OCoLC)2000; (OCoLC)1999", "", "unreadable"},
	{"(OCoLC)2000;", "", "unreadable"},
	{"(OCoLC)2000|z(OCoLC)1999", "", "unreadable"},
	{"(OCoLC)2000, 1999", "", "unreadable"},
	{"(OCoLC)2000 (pbk.)", "", "unreadable"},
	{"(OCoLC)(OCoLC)2000", "", "unreadable"},
	{"(OCoLC)ocmocn2000", "", "unreadable"},
	{"(OCoLC)991523164305151", "", "unreadable"},
	{"(OCoLC)20\ufffd00", "", "unreadable"},
	{"(OCoLC)２０００", "", "unreadable"},
	{"(OCLC)60383335", "", "unreadable"},
	{"(OCLC)ocm00012345", "", "unreadable"},
	{"(oclc) 2000", "", "unreadable"},
	{"(0CoLC)2000", "", "unreadable"},
	{"(OCoLC.)2000", "", "unreadable"},
	{"( OCoLC )2000", "", "unreadable"},
	{"(OCoLC 2000)", "", "unreadable"},
	{"(OCoLC2000 pbk.", "", "unreadable"},
	{"(OCoLC", "", "unreadable"},
	{"((OCoLC)2000)", "", "unreadable"},
	{"( (OCoLC)2000)", "", "unreadable"},
	{"[OCoLC]2000", "", "unreadable"},
	{"<OCoLC>2000", "", "unreadable"},
	{"\u200b(OCoLC)2000", "", "unreadable"},
	{"\ufffd(OCoLC)2000", "", "unreadable"},
	{"\"(OCoLC)2000\"", "", "unreadable"},
	{"(ocm)12345678", "", "unreadable"},
	{"(OCN) 123456789", "", "unreadable"},
	{"(on)1234567890", "", "unreadable"},
	{"(ocm2000)", "", "unreadable"},
	{"ocm2000/1999", "", "unreadable"},
	{"ocm 2000#", "", "unreadable"},
	{"ocn9780306406157", "", "unreadable"},
	{"on0", "", "unreadable"},
	{"ON12345 67890", "", "unreadable"},
	{"'ocm2000", "", "unreadable"},
}

func TestSubfield(t *testing.T) {
	for _, tt := range subfields {
		var want List
		value := strings.TrimSpace(tt.in)
		switch {
		case tt.want != "":
			want.Numbers = []Number{tt.want}
		case tt.is == "foreign":
			want.Foreign = []string{value}
		case tt.is == "unreadable":
			want.Unreadable = []string{value}
		}
		if got := Subfield(tt.in); !equal(got, want) {
			t.Errorf("Subfield(%q) = %q; want %q", tt.in, got, want)
		}
		checkColumn(t, tt.in)
	}
}

func equal(a, b List) bool {
	return slices.Equal(a.Numbers, b.Numbers) && slices.Equal(a.Foreign, b.Foreign) && slices.Equal(a.Unreadable, b.Unreadable)
}

// checkColumn wants what is OCLC's of a record, a number or not to be read, to be that
// in the column to which it goes; and a foreign value to come back as it was.
func checkColumn(t *testing.T, in string) {
	t.Helper()
	l := Subfield(in)
	if len(l.Foreign) > 0 {
		if got := ParseForeign(JoinForeign([]string{l.Foreign[0], "(last)"})); !slices.Equal(got, []string{l.Foreign[0], "(last)"}) && !strings.Contains(in, "；") && l.Foreign[0] != "(last)" {
			t.Errorf("%q comes back from its column as %q", in, got)
		}
		return
	}
	column := ParseList(JoinList([]string{strings.TrimSpace(in), "(OCoLC)77"}))
	n := len(l.Numbers) + len(l.Unreadable)
	if !slices.Equal(column.Numbers[:len(l.Numbers)], l.Numbers) || !slices.Equal(column.Unreadable, l.Unreadable) && !strings.ContainsAny(in, "；，｜") || len(column.Unreadable) != len(l.Unreadable) ||
		len(column.Foreign) > 0 || len(column.Numbers)+len(column.Unreadable) > n+1 {
		t.Errorf("%q is %q in its subfield, but %q in its column", in, l, column)
	}
}

func TestForeign(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		" ;  ; ":                     "",
		"3358437; (DLC)1,2 ; (DLC)|": "3358437 / (DLC)1,2 / (DLC)|",
		"5; 5; 05; a;b":              "5 / 05 / a;b",
		"a； b; c；d":                  "a; b / c；d",
	} {
		if got := joined(ParseForeign(in)); got != want {
			t.Errorf("ParseForeign(%q): %s; want %s", in, got, want)
		}
	}
	if got, want := JoinForeign([]string{"a;b; c", "d, e|"}), "a;b； c; d, e|"; got != want {
		t.Errorf("JoinForeign: %s; want %s", got, want)
	}
	if got := ParseForeign(JoinForeign([]string{";", "a;", ";;"})); !slices.Equal(got, []string{";", "a;", ";;"}) {
		t.Errorf("semicolons alone come back as %q", got)
	}
	list := JoinList([]string{"(OCoLC)a;b", "(OCoLC)c, d|"})
	if want := "(OCoLC)a；b; (OCoLC)c， d｜"; list != want {
		t.Errorf("JoinList: %s; want %s", list, want)
	}
	if got, want := ParseList(list).Unreadable, []string{"(OCoLC)a;b", "(OCoLC)c, d|"}; !slices.Equal(got, want) {
		t.Errorf("ParseList(%q) cannot read %q; want %q", list, got, want)
	}
}

// Each value is one of the three, and stays it in its column.
func FuzzSubfield(f *testing.F) {
	for _, tt := range subfields {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		l := Subfield(in)
		if n := len(l.Numbers) + len(l.Foreign) + len(l.Unreadable); n > 1 || (n == 0) != (strings.TrimSpace(in) == "") {
			t.Fatalf("Subfield(%q) = %q", in, l)
		}
		if len(l.Numbers) > 0 {
			if again := Subfield(fmt.Sprint("(OCoLC)", l.Numbers[0])); !slices.Equal(again.Numbers, l.Numbers) {
				t.Errorf("Subfield(%q) = %q, its number %q", in, l, again)
			}
		}
		checkColumn(t, in)
	})
}
