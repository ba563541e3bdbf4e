package sorted

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"datasync/pkg/tsv"
)

func sort(t *testing.T, text string, by ...string) (string, int) {
	in, err := tsv.NewReader(strings.NewReader(text), "in.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	n, err := Rows([]*tsv.Reader{in}, &out, by...)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), n
}

func TestRows(t *testing.T) {
	const in = "A\tB\nb\t1\na\t2\nb\t10\n\t3\na\t1\n"
	for _, tt := range []struct{ by, want string }{ // columns by ",", rows by "/"
		{"A", "A,B/,3/a,2/a,1/b,1/b,10"},
		{"b", "A,B/b,1/a,1/b,10/a,2/,3"},
		{"A,B", "A,B/,3/a,1/a,2/b,1/b,10"},
		{"B,A", "A,B/a,1/b,1/b,10/a,2/,3"},
	} {
		got, n := sort(t, in, strings.Split(tt.by, ",")...)
		got = strings.NewReplacer("\t", ",", "\n", "/").Replace(strings.TrimSuffix(got, "\n"))
		if got != tt.want || n != 5 {
			t.Errorf("by %s: %s, %d rows; want %s", tt.by, got, n, tt.want)
		}
	}
}

// Each row comes out once, and the rows of one value keep their order.
func TestRowsKeepTheirOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		in := "A\tB\n"
		want := make([]string, 9) // the rows of each value of A
		for i := range 200 {
			a := random.IntN(len(want))
			row := fmt.Sprintf("%d\t%d\n", a, i)
			in += row
			want[a] += row
		}
		if out, n := sort(t, in, "A"); out != "A\tB\n"+strings.Join(want, "") || n != 200 {
			t.Fatalf("%q came out as %q, %d rows", in, out, n)
		}
	}
}
