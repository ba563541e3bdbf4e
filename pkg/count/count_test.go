package count

import "testing"

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		n    int
		noun string
		want string
	}{
		{0, "row", "0 rows"},
		{1, "row", "1 row"},
		{2, "row", "2 rows"},
		{1, "entry", "1 entry"},
		{2, "entry", "2 entries"},
		{2, "batch", "2 batches"},
		{2, "suffix", "2 suffixes"},
		{2, "kept answer", "2 kept answers"},
		{1, "row for review", "1 row for review"},
		{2, "row for review", "2 rows for review"},
		{2, "entry of this week", "2 entries of this week"},
	} {
		if got := Of(tt.n, tt.noun); got != tt.want {
			t.Errorf("Of(%d, %q) = %q, want %q", tt.n, tt.noun, got, tt.want)
		}
	}
}
