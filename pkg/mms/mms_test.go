package mms

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ in, want string }{ // want "" means: not an MMS ID
		{"991523164305151", "991523164305151"},
		{"992851109505151153", "992851109505151153"},
		{"99000000", "99000000"},
		{"9999999999999999999", "9999999999999999999"},
		{" 991523164305151\t", "991523164305151"},
		{"\u00a0991523164305151\u00a0", "991523164305151"},
		{"'991523164305151", "991523164305151"},
		{" ' 991523164305151", "991523164305151"},
		{"", ""},
		{"'", ""},
		{"9900000", ""},
		{"99000000000000000000", ""},
		{"12345678", ""},
		{"00991523164305151", ""},
		{"221523164305151", ""},
		{"981523164305151", ""},
		{"919523164305151", ""},
		{"9.92E+14", ""},
		{"991523164305151.0", ""},
		{"+991523164305151", ""},
		{"''991523164305151", ""},
		{"991523164305151'", ""},
		{"991523 164305151", ""},
		{"\u200b991523164305151", ""}, // zero-width space
		{"９９１５２３１６４３０５１５１", ""}, // full-width digits
		{"Add your MMS ID here", ""},
	} {
		got, ok := Parse(tt.in)
		if got.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("Parse(%q) = %v, %t; want %q, %t", tt.in, got, ok, tt.want, tt.want != "")
		}
	}
}

func TestNotID(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "there is no MMS ID",
		" \u00a0":              "there is no MMS ID",
		"'":                    "there is no MMS ID",
		"9.92E+14":             "9.92E+14 is an MMS ID cut short by a spreadsheet; take it from its source again, as text",
		"991523164305151.0":    "991523164305151.0 is an MMS ID made a decimal number by a program; take it from its source again, as text",
		" '221523164305151":    "221523164305151 is the id of a holdings record; the MMS ID of a bibliographic record begins with 99",
		"231523164305151":      "231523164305151 is the id of an item; the MMS ID of a bibliographic record begins with 99",
		"531523164305151":      "531523164305151 is the id of an electronic portfolio; the MMS ID of a bibliographic record begins with 99",
		"811523164305151":      "811523164305151 is the id of a collection; the MMS ID of a bibliographic record begins with 99",
		"981523164305151":      "981523164305151 is the id of an authority record; the MMS ID of a bibliographic record begins with 99",
		"711523164305151":      "711523164305151 is the id of a published record; the MMS ID of a bibliographic record begins with 99",
		"2215231643051":        "2215231643051 is the id of a holdings record; the MMS ID of a bibliographic record begins with 99",
		"221523164305":         "221523164305 is no MMS ID of a bibliographic record, which begins with 99",
		"121523164305151":      "121523164305151 is the id of a digital representation; the MMS ID of a bibliographic record begins with 99",
		"22152316":             "22152316 is no MMS ID of a bibliographic record, which begins with 99",
		"2215231643051510000":  "2215231643051510000 is the id of a holdings record; the MMS ID of a bibliographic record begins with 99",
		"22152316430515100000": `"22152316430515100000" is no MMS ID, which has 8 to 19 digits`,
		"2215231":              `"2215231" is no MMS ID, which has 8 to 19 digits`,
		"22152316x":            `"22152316x" is no MMS ID, which has 8 to 19 digits`,
		"2223924209":           "2223924209 is no MMS ID of a bibliographic record, which begins with 99",
		"9780306406157":        "9780306406157 is no MMS ID of a bibliographic record, which begins with 99",
		"2000.0":               "2000.0 is an MMS ID made a decimal number by a program; take it from its source again, as text",
		"2000.5":               `"2000.5" is no MMS ID, which has 8 to 19 digits`,
		"Add your":             `"Add your" is no MMS ID, which has 8 to 19 digits`,
	} {
		if got := NotID(in); got.Error() != want {
			t.Errorf("NotID(%q): %v; want %s", in, got, want)
		}
	}
}

func TestSuffix(t *testing.T) {
	for in, want := range map[string]string{
		"991523164305151": "5151", "991000000000000042": "0042", "99000000": "0000", "9999999999999999999": "9999",
	} {
		id, _ := Parse(in)
		if got := id.Suffix().String(); got != want {
			t.Errorf("Suffix of %s = %s, want %s", in, got, want)
		}
	}
	for _, bad := range []string{"", "515", "51510", "-151", "+151", "51a1"} {
		if got, err := ParseSuffix(bad); err == nil {
			t.Errorf("ParseSuffix(%q) = %v, want an error", bad, got)
		}
	}
	if got, err := ParseSuffix(" 0042 "); err != nil || got != 42 {
		t.Errorf("ParseSuffix(0042) = %v, %v; want 0042", got, err)
	}
}

func TestCompareIsThatOfText(t *testing.T) {
	texts := []string{"99152316", "991523164305151", "9915231643051512", "9916231600", "992000000"}
	var ids []ID
	for _, s := range texts {
		id, ok := Parse(s)
		if !ok {
			t.Fatal(s)
		}
		ids = append(ids, id)
	}
	slices.SortFunc(ids, Compare)
	var got []string
	for _, id := range ids {
		got = append(got, id.String())
	}
	want := "99152316 991523164305151 9915231643051512 9916231600 992000000"
	if strings.Join(got, " ") != want {
		t.Errorf("sorted: %s; want %s", strings.Join(got, " "), want)
	}
}

// What Parse accepts comes out as its digits, and no two texts are one ID.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"991523164305151", "'99000000", "9999999999999999999", "9.92E+14", "\u00a0229152316"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		id, ok := Parse(in)
		if !ok {
			if id != 0 {
				t.Errorf("Parse(%q) = %v without ok", in, id)
			}
			if NotID(in) == nil {
				t.Errorf("NotID(%q) gives no reason", in)
			}
			return
		}
		digits := strings.Trim(strings.TrimSpace(in), "'")
		if strings.TrimSpace(digits) != id.String() {
			t.Errorf("Parse(%q) = %v", in, id)
		}
		if again, ok := Parse(id.String()); !ok || again != id {
			t.Errorf("Parse(%v) = %v, %t", id, again, ok)
		}
	})
}
