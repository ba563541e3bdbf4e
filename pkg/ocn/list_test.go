package ocn

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What columns of OCLC numbers really hold, and what becomes of it. A value that is
// damaged is unreadable too, wherever it is not an error of the table.
//
// The spellings of a number are those of OCLC's Bibliographic Formats and Standards,
// 001 and 035; of OCLC's reports of May 2025; and of what programs of libraries that
// are public are tested with, among them Princeton's, Stanford's, FOLIO's. What cannot
// be read is what people type and what programs make of numbers: remarks, MARC
// subfield codes as they are displayed, ISBNs and MMS IDs in the wrong column,
// prefixes from memory, values joined by hand, and the numbers of spreadsheets.
var spellings = []struct {
	in                           string
	numbers, foreign, unreadable string // joined by " / "
	damaged                      string // the value that a spreadsheet has spoiled
}{
	// One number.
	{in: "2000", numbers: "2000"},
	{in: " 2000 ", numbers: "2000"},
	{in: "\u00a02000\u00a0", numbers: "2000"},
	{in: "00002000", numbers: "2000"},
	{in: "(OCoLC)2000", numbers: "2000"},
	{in: "(ocolc)2000", numbers: "2000"},
	{in: "(OCOLC)2000", numbers: "2000"},
	{in: "(OCoLC) 2000", numbers: "2000"},
	{in: "(OCoLC)\u00a02000", numbers: "2000"},
	{in: "(OCoLC)ocm00002000", numbers: "2000"},
	{in: "(OCoLC)ocm00002000 ", numbers: "2000"},
	{in: "(OCoLC) ocm 00002000", numbers: "2000"},
	{in: "(OCoLC)ocn000002000", numbers: "2000"},
	{in: "(OCoLC)on1234567890", numbers: "1234567890"},
	{in: "ocm2000", numbers: "2000"},
	{in: "ocm 00002000", numbers: "2000"},
	{in: "OCM00002000", numbers: "2000"},
	{in: "Ocn 2000", numbers: "2000"},
	{in: "ON2000", numbers: "2000"},
	{in: "123456789012", numbers: "123456789012"},

	// Several, or one several times.
	{in: "2000; 1999", numbers: "2000 / 1999"},
	{in: "2000;1999", numbers: "2000 / 1999"},
	{in: "2000, 1999", numbers: "2000 / 1999"},
	{in: "2000 | 1999", numbers: "2000 / 1999"},
	{in: "(OCoLC)2000|(OCoLC)1999", numbers: "2000 / 1999"},
	{in: "(OCoLC)2000; ocm00002000 ; 2000", numbers: "2000"},
	{in: ";; 2000 ;|,", numbers: "2000"},
	{in: "|2000", numbers: "2000"},

	// None.
	{in: ""},
	{in: " \u00a0;, | "},

	// Other systems.
	{in: "(DLC)2000", foreign: "(DLC)2000"},
	{in: "(DLC) 2000", foreign: "(DLC) 2000"},
	{in: "(OCoLC-M)2000", foreign: "(OCoLC-M)2000"},
	{in: "(ONT)2000", foreign: "(ONT)2000"},
	{in: "(CaOnON)2000", foreign: "(CaOnON)2000"},
	{in: "(CaOOCUL)991000000015151; (CaOOCUL)991000000015151", foreign: "(CaOOCUL)991000000015151"},
	{in: "(Sirsi) o2000", foreign: "(Sirsi) o2000"},
	{in: "(NL)", foreign: "(NL)"},
	{in: "(É)2000", foreign: "(É)2000"},
	{in: "(DLC)2E3", foreign: "(DLC)2E3"},
	{in: "(DLC)2000; (OCoLC)1999; (DLC)1", numbers: "1999", foreign: "(DLC)2000 / (DLC)1"},

	// Not to be read by a program.
	{in: "2000#", unreadable: "2000#"},
	{in: "#2000", unreadable: "#2000"},
	{in: "2000.", unreadable: "2000."},
	{in: "2000.5", unreadable: "2000.5"},
	{in: "1.520.924", unreadable: "1.520.924"},
	{in: "-2000", unreadable: "-2000"},
	{in: "+2000", unreadable: "+2000"},
	{in: "\"2000\"", unreadable: "\"2000\""},
	{in: "'2000", unreadable: "'2000"},
	{in: "|a2000", unreadable: "|a2000"},
	{in: "|a2000|z1999", unreadable: "|a2000 / |z1999"},
	{in: "2000 |a 1999", numbers: "2000", unreadable: "|a 1999"},
	{in: "1999 | a2000", numbers: "1999", unreadable: "a2000"},
	{in: "$a2000", unreadable: "$a2000"},
	{in: "$$a(OCoLC)2000", unreadable: "$$a(OCoLC)2000"},
	{in: "‡a2000", unreadable: "‡a2000"},
	{in: "(OCLC)2000", unreadable: "(OCLC)2000"},
	{in: "(OCLC) 2000", unreadable: "(OCLC) 2000"},
	{in: "(OCL)2000", unreadable: "(OCL)2000"},
	{in: "(ocm)12345678", unreadable: "(ocm)12345678"},
	{in: "(OCN) 123456789", unreadable: "(OCN) 123456789"},
	{in: "(on)1234567890", unreadable: "(on)1234567890"},
	{in: "( Ocm )2000", unreadable: "( Ocm )2000"},
	{in: "( OCoLC )2000", unreadable: "( OCoLC )2000"},
	{in: "()2000", unreadable: "()2000"},
	{in: "(OCoLC2000", unreadable: "(OCoLC2000"},
	{in: "(DLC 2000", unreadable: "(DLC 2000"},
	{in: "(2000)", unreadable: "(2000)"},
	{in: "(ocm2000) ", unreadable: "(ocm2000)"},
	{in: "(OCoLC 2000)", unreadable: "(OCoLC 2000)"},
	{in: "((OCoLC)2000", unreadable: "((OCoLC)2000"},
	{in: "((OCoLC)2000)", unreadable: "((OCoLC)2000)"},
	{in: "(DLC(OCoLC)2000", unreadable: "(DLC(OCoLC)2000"},
	{in: "(0CoLC)2000", unreadable: "(0CoLC)2000"},
	{in: "(OCoLC.)2000", unreadable: "(OCoLC.)2000"},
	{in: "(035)2000", unreadable: "(035)2000"},
	{in: "OCoLC)2000", unreadable: "OCoLC)2000"},
	{in: "OCoLC 2000", unreadable: "OCoLC 2000"},
	{in: "OCLC2000", unreadable: "OCLC2000"},
	{in: "[OCoLC]2000", unreadable: "[OCoLC]2000"},
	{in: "(OCoLC)(OCoLC)2000", unreadable: "(OCoLC)(OCoLC)2000"},
	{in: "ocmocn2000", unreadable: "ocmocn2000"},
	{in: "oc2000", unreadable: "oc2000"},
	{in: "DLC2000", unreadable: "DLC2000"},
	{in: "1000 2000", unreadable: "1000 2000"}, // two lines: a field holds no LF, it became a space
	{in: "2 000", unreadable: "2 000"},
	{in: "2000 (pbk.)", unreadable: "2000 (pbk.)"},
	{in: "2000-1", unreadable: "2000-1"},
	{in: "2000/1999", unreadable: "2000/1999"},
	{in: "２０００", unreadable: "２０００"},
	{in: "2000\u200b", unreadable: "2000\u200b"},
	{in: "(OCoLC)", unreadable: "(OCoLC)"},
	{in: "ocm", unreadable: "ocm"},
	{in: "0", unreadable: "0"},
	{in: "n/a", unreadable: "n/a"},
	{in: "9780306406157", unreadable: "9780306406157"},
	{in: "991523164305151", unreadable: "991523164305151"},
	{in: "2000#; 2000#; 2000", numbers: "2000", unreadable: "2000#"},

	// Spoiled.
	{in: "2000.0", unreadable: "2000.0", damaged: "2000.0"},
	{in: "2000.00", unreadable: "2000.00", damaged: "2000.00"},
	{in: "(OCoLC)2000.0", unreadable: "(OCoLC)2000.0", damaged: "2000.0"},
	{in: "ocm 2000.0 ", unreadable: "ocm 2000.0", damaged: "2000.0"},
	{in: "2e+03", unreadable: "2e+03", damaged: "2e+03"},
	{in: "2E3", unreadable: "2E3", damaged: "2E3"},
	{in: "1.52e+09", unreadable: "1.52e+09", damaged: "1.52e+09"},
	{in: "1.52E9", unreadable: "1.52E9", damaged: "1.52E9"},
	{in: "1,52E+09", numbers: "1", unreadable: "52E+09", damaged: "1,52E+09"},
	{in: "(DLC)7; 2000, 1.52E+09", numbers: "2000", foreign: "(DLC)7", unreadable: "1.52E+09", damaged: "1.52E+09"},
}

func TestParseList(t *testing.T) {
	for _, tt := range spellings {
		l := ParseList(tt.in)
		got := fmt.Sprint(joined(l.Numbers), "; ", joined(l.Foreign), "; ", joined(l.Unreadable))
		if want := fmt.Sprint(tt.numbers, "; ", tt.foreign, "; ", tt.unreadable); got != want {
			t.Errorf("ParseList(%q): %s; want %s", tt.in, got, want)
		}
		err := Damaged(tt.in)
		if (err != nil) != (tt.damaged != "") || err != nil && !strings.HasPrefix(err.Error(), tt.damaged+" is an OCLC number ") {
			t.Errorf("Damaged(%q) = %v; want %q", tt.in, err, tt.damaged)
		}
	}
}

func TestDamagedSaysHow(t *testing.T) {
	for in, want := range map[string]string{
		"2e3":    "2e3 is an OCLC number cut short by a spreadsheet; take it from its source again, as text",
		"2000.0": "2000.0 is an OCLC number made a decimal number by a program; take it from its source again, as text",
	} {
		if err := Damaged(in); err.Error() != want {
			t.Errorf("Damaged(%q): %v; want %s", in, err, want)
		}
	}
}

// Which foreign values people may take for the record's number.
func TestRelated(t *testing.T) {
	for in, want := range map[string]string{
		"5; (DLC)6; (OCoLC-M)7; (ocolc-I) 8; 9#":  "(OCoLC-M)7 / (ocolc-I) 8",
		"(OCoLCM)7":                               "(OCoLCM)7",
		"(OCoLC)7; (OCLC)7; (OCL-M)7; (DLC)OCoLC": "",
		"(OCoL": "", "": "",
	} {
		if got := joined(ParseList(in).Related()); got != want {
			t.Errorf("related of %q: %s; want %s", in, got, want)
		}
	}
}

func joined[T ~string](values []T) string {
	var all []string
	for _, v := range values {
		all = append(all, string(v))
	}
	return strings.Join(all, " / ")
}

// A record may hold very many numbers.
func TestParseListOfMany(t *testing.T) {
	var field strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&field, "%d; ", 1+i%100_000)
	}
	if n := len(ParseList(field.String()).Numbers); n != 100_000 {
		t.Errorf("%d numbers, want 100000", n)
	}
}

// Each value of a field is in the list; a list that is written again reads the
// same.
func FuzzParseList(f *testing.F) {
	for _, tt := range spellings {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		l := ParseList(in)
		var all []string
		for _, n := range l.Numbers {
			all = append(all, string(n))
		}
		all = append(append(all, l.Foreign...), l.Unreadable...)
		if strings.ContainsAny(in, "；，｜") {
			return // what stands for a separator is one again
		}
		if got := ParseList(strings.Join(all, ";")); !slices.Equal(got.Numbers, l.Numbers) ||
			!slices.Equal(got.Foreign, l.Foreign) || !slices.Equal(got.Unreadable, l.Unreadable) {
			t.Errorf("ParseList(%q) = %q; again %q", in, l, got)
		}
		empty := strings.TrimFunc(in, func(c rune) bool { return strings.ContainsRune(";,|", c) || strings.TrimSpace(string(c)) == "" }) == ""
		if empty != (len(all) == 0) {
			t.Errorf("ParseList(%q) = %q", in, l)
		}
	})
}
