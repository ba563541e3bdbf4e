package spoiled

import "testing"

func TestScientific(t *testing.T) {
	for in, want := range map[string]bool{
		"9.92E+14": true, "9,92e14": true, "2e+03": true, "1E9": true, "-1.5e-7": true, "9.91000000015151E14": true,
		"1.520.000e3": true, ".5e3": true, "+-1e5": true, "1e99999999999999999999": true,
		"": false, "E": false, "e5": false, ".e5": false, "2e": false, "2e+": false, "2e5x": false, "12345": false, "1 e5": false, "2e5e5": false,
		"ae5": false, "2-3e5": false, "x1e5": false, "1e5\n": false,
	} {
		if got := Scientific(in); got != want {
			t.Errorf("Scientific(%q) = %t, want %t", in, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	const decimal = " is an MMS ID made a decimal number by a program; take it from its source again, as text"
	for in, want := range map[string]string{ // "" means: it is not spoiled
		"2000.0": "2000.0" + decimal, "991523164305151.00": "991523164305151.00" + decimal, "0.0": "0.0" + decimal,
		"9.92E+14": "9.92E+14 is an MMS ID cut short by a spreadsheet; take it from its source again, as text",
		"":         "", "2000": "", "2000.": "", ".0": "", "2000.5": "", "2.000.0": "", "-1.0": "", "2000,0": "", "x.0": "",
	} {
		got := ""
		if err := Check(in, "MMS ID"); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("Check(%q) = %q; want %q", in, got, want)
		}
	}
}
