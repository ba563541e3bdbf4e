package spoiled

import "testing"

func TestScientific(t *testing.T) {
	for in, want := range map[string]bool{
		"9.92E+14": true, "9,92e14": true, "2e+03": true, "1E9": true, "-1.5e-7": true, "9.91000000015151E14": true,
		"": false, "E": false, "e5": false, ".e5": false, "2e": false, "2e+": false, "2e5x": false, "12345": false, "1 e5": false, "2e5e5": false,
		"ae5": false, "2-3e5": false,
	} {
		if got := Scientific(in); got != want {
			t.Errorf("Scientific(%q) = %t, want %t", in, got, want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{ // "" means: no
		"2000.0": "2000", "991523164305151.00": "991523164305151", "0.0": "0",
		"": "", "2000": "", "2000.": "", ".0": "", "2000.5": "", "2.000.0": "", "-1.0": "", "2000,0": "", "x.0": "",
	} {
		if got, ok := Decimal(in); got != want || ok != (want != "") {
			t.Errorf("Decimal(%q) = %q, %t; want %q", in, got, ok, want)
		}
	}
}
