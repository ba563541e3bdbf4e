package analytics

import "testing"

func TestUnite(t *testing.T) {
	for _, tt := range []struct{ a, b, sep, want string }{
		{"5", "5", sepNumber, "5"},
		{"5; 6", "6;7", sepNumber, "5; 6; 7"},
		{"", "7", sepNumber, "7"},
		{"5", "", sepNumber, "5"},
		{"(OCoLC)5", "5", sepNumber, "(OCoLC)5; 5"},
		{"Carleton University | York University", "York University | Brock University", sepInstitution,
			"Carleton University | York University | Brock University"},
	} {
		if got := unite(tt.a, tt.b, tt.sep); got != tt.want {
			t.Errorf("unite(%q, %q) = %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestInRepository(t *testing.T) {
	for in, want := range map[string]bool{
		"In Repository": true, "": true, " in repository ": true, "Deleted": false, "In Repository; Deleted": false,
	} {
		if got := (Row{Lifecycle: in}).InRepository(); got != want {
			t.Errorf("InRepository of %q = %t, want %t", in, got, want)
		}
	}
}

func TestCutShort(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "5; 6": "", "1.52E+09": "1.52E+09", "(OCoLC)5; 1,5E+9": "1,5E+9", "(CaE+)7": "", "OCE+5": "",
	} {
		if got := cutShort(in); got != want {
			t.Errorf("cutShort(%q) = %q, want %q", in, got, want)
		}
	}
}
