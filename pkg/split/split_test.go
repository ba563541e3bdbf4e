package split

import "testing"

func TestDiffers(t *testing.T) {
	for _, tt := range []struct {
		existing, incoming, conflict string
		want                         bool
	}{
		{"7", "7", "", false},
		{"(OCoLC)ocm00000007", "7", "", false},
		{"7", "8", "", true},
		{"7", "70", "", true},
		{"", "7", "", true},
		{"7", "", "", true},
		{"", "", "", true},
		{"(DLC)7", "(DLC)7", "", true},
		{"0", "0", "", true},
		{"7", "7", "CEF match 7; UWO match 8", true},
	} {
		if got := Differs(tt.existing, tt.incoming, tt.conflict); got != tt.want {
			t.Errorf("Differs(%q, %q, %q) = %t, want %t", tt.existing, tt.incoming, tt.conflict, got, tt.want)
		}
	}
}
