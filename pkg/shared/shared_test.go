package shared

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/analytics"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

func TestCompare(t *testing.T) {
	id := func(s string) mms.ID { id, _ := mms.Parse(s); return id }
	sorted := []record{ // each before the next
		{number: "9", id: id("991000000095151")},
		{number: "10", id: id("991000000015151")},
		{number: "10", id: id("991000000025151")},
		{number: "11", id: id("991000000015151")},
		{number: "1000000000", id: id("991000000015151")},
	}
	for i, a := range sorted {
		for j, b := range sorted {
			if got, want := compare(a, b), min(max(i-j, -1), 1); got != want {
				t.Errorf("compare(%v, %v) = %d, want %d", a, b, got, want)
			}
		}
	}
}

// Each row with a value in Shared with comes out once, numbers ascending.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		in := "Network Id\tIncoming 035a\tAction\tShared with\n"
		var want []string // "number, MMS ID"
		distinct := make(map[ocn.Number]bool)
		const records = 30
		for i := range records {
			id, number := fmt.Sprintf("9910000000%02d5151", i), fmt.Sprint(1+random.IntN(20))
			with := ""
			if random.IntN(2) == 0 {
				with = "x"
				want = append(want, fmt.Sprintf("%2s, %s", number, id))
				distinct[ocn.Number(number)] = true
			}
			in += fmt.Sprintf("%s\t0%s\tmatch\t%s\n", id, number, with)
		}
		slices.Sort(want)
		r, err := tsv.NewReader(strings.NewReader(in), "in.tsv")
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		n, err := Rows(r, new(analytics.Report), &out)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(out.String()) {
			fields := strings.Split(line, "\t")
			got = append(got, fmt.Sprintf("%2s, %s", fields[0], fields[1]))
		}
		if got = got[1:]; !slices.Equal(got, want) {
			t.Fatalf("rows %q, want %q", got, want)
		}
		if n != (Count{records, len(want), len(distinct)}) {
			t.Errorf("count %+v of %d rows, %d groups", n, len(want), len(distinct))
		}
	}
}
