package split

import (
	"io"
	"strings"
	"testing"

	"datasync/pkg/tsv"
)

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

// Each row is in one of the two tables, as it came.
func TestRows(t *testing.T) {
	const header = "x\tIncoming 035a\tExisting 035a\n"
	in, err := tsv.NewReader(strings.NewReader(header+"a\t7\t7\nb\t7\t8\nc\t\t\nd\t9\t009\n"), "in")
	if err != nil {
		t.Fatal(err)
	}
	var differ, same strings.Builder
	n, err := Rows(in, &differ, &same)
	if err != nil || n != (Count{2, 2}) || differ.String() != header+"b\t7\t8\nc\t\t\n" || same.String() != header+"a\t7\t7\nd\t9\t009\n" {
		t.Errorf("%+v, %v\n%s%s", n, err, differ.String(), same.String())
	}
}

// What cannot be read or written is told, and nothing is counted twice.
func TestRowsFail(t *testing.T) {
	for _, tt := range []struct{ in, err string }{
		{"Existing 035a\n7\n", `in:1: no column "Incoming 035a"; there are: Existing 035a`},
		{"Existing 035a\tIncoming 035a\tConflict\tconflict\n", `in:1: two columns "Conflict"; rename or delete one`},
		{"Existing 035a\tIncoming 035a\n7\t7\n7\n", "in:3: 1 field, but the header has 2"},
	} {
		in, err := tsv.NewReader(strings.NewReader(tt.in), "in")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Rows(in, io.Discard, io.Discard); err == nil || err.Error() != tt.err {
			t.Errorf("rows of %q: %v; want %s", tt.in, err, tt.err)
		}
	}
}
