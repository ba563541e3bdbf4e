package several

import "testing"

func TestHasSeveral(t *testing.T) {
	for in, want := range map[string]bool{
		"":                          false,
		"5":                         false,
		"5; 6":                      true,
		"5;6":                       true,
		"(OCoLC)5; (OCoLC)ocm00005": false, // one number, spelled twice
		"5; (OCoLC-M)6; abc; 0":     false, // the others are no OCLC numbers
		"5; 5; on7":                 true,
	} {
		if got := hasSeveral(in); got != want {
			t.Errorf("hasSeveral(%q) = %t, want %t", in, got, want)
		}
	}
}
