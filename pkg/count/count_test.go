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

func TestList(t *testing.T) {
	for _, tt := range []struct {
		texts []string
		n     int
		want  string
	}{
		{nil, 0, ""},
		{[]string{"a"}, 1, "a"},
		{[]string{"a", "b"}, 2, "a; b"},
		{[]string{"a", "b"}, 3, "a; b; and 1 more"},
		{[]string{"a"}, 30, "a; and 29 more"},
	} {
		all := append(tt.texts, "", "")[:len(tt.texts)] // with room behind, which List leaves alone
		if got := List(all, "; ", tt.n); got != tt.want || all[:len(all)+1][len(all)] != "" {
			t.Errorf("List(%q, %d) = %q, want %q", tt.texts, tt.n, got, tt.want)
		}
	}
}

func TestFirst(t *testing.T) {
	for _, tt := range []struct {
		most int
		want string
	}{{1, "a, and 2 more"}, {2, "a, b, and 1 more"}, {3, "a, b, c"}, {4, "a, b, c"}} {
		all := []string{"a", "b", "c"}
		if got := First(all, tt.most, ", "); got != tt.want || all[2] != "c" {
			t.Errorf("First(%d) = %q, want %q; left %q", tt.most, got, tt.want, all)
		}
	}
}
