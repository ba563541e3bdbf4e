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
		{"12345678", "12345678"},
		{"00000000", "00000000"},
		{"00012345678", "00012345678"},
		{"9999999999999999999", "9999999999999999999"},
		{" 991523164305151\t", "991523164305151"},
		{"\u00a0991523164305151\u00a0", "991523164305151"},
		{"'991523164305151", "991523164305151"},
		{" ' 991523164305151", "991523164305151"},
		{"", ""},
		{"1234567", ""},
		{"12345678901234567890", ""},
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

func TestSuffix(t *testing.T) {
	for in, want := range map[string]string{
		"991523164305151": "5151", "991000000000000042": "0042", "00000000": "0000", "9999999999999999999": "9999",
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
	texts := []string{"99152316", "991523164305151", "9915231643051512", "0099152316", "9915231", "992000000"}
	var ids []ID
	for _, s := range texts {
		if id, ok := Parse(s); ok {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, Compare)
	var got []string
	for _, id := range ids {
		got = append(got, id.String())
	}
	want := "0099152316 99152316 991523164305151 9915231643051512 992000000"
	if strings.Join(got, " ") != want {
		t.Errorf("sorted: %s; want %s", strings.Join(got, " "), want)
	}
}

// What Parse accepts comes out as its digits, and no two texts are one ID.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"991523164305151", "'00000000", "9999999999999999999", "9.92E+14", "\u00a012345678"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		id, ok := Parse(in)
		if !ok {
			if id != 0 {
				t.Errorf("Parse(%q) = %v without ok", in, id)
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
