package bibreport

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/mms"
)

// What Grep prints, and what it prints inverted, is the report.
func TestGrepLosesNothing(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 3))
		report := randomReports(r)[0]
		ids := make(map[mms.ID]bool)
		for i := range 12 {
			if id, ok := mms.Parse(fmt.Sprintf("9910000000%02d5151", i)); ok && r.IntN(2) == 0 {
				ids[id] = true
			}
		}
		var n, m GrepCount
		found, others := grep(t, &n, report, ids, false), grep(t, &m, report, ids, true)
		if n.Printed != m.Others || m.Printed != n.Others || n.Unreadable != m.Unreadable || len(found) != n.Printed || len(others) != m.Printed {
			t.Fatalf("seed %d: %+v, inverted %+v", seed, n, m)
		}
		for _, l := range found {
			if row, err := ParseLine([]byte(strings.TrimSuffix(l, "\n"))); err != nil || !ids[row.ID] {
				t.Errorf("seed %d: %q is printed", seed, l)
			}
		}
		want := slices.Sorted(strings.Lines(report))
		if got := slices.Sorted(slices.Values(slices.Concat(found, others))); !slices.Equal(got, want) {
			t.Errorf("seed %d: %q, want %q", seed, got, want)
		}
	}
}

func grep(t *testing.T, n *GrepCount, report string, ids map[mms.ID]bool, invert bool) []string {
	var b strings.Builder
	if err := n.Grep(NewReader(strings.NewReader(report), "r"), ids, invert, &b, func(error) {}); err != nil {
		t.Fatal(err)
	}
	return slices.Collect(strings.Lines(b.String()))
}

// The first unreadable line of each report is told, and no further one.
func TestGrepTellsOnce(t *testing.T) {
	var n GrepCount
	var told []string
	for _, name := range []string{"a", "b"} {
		in := NewReader(strings.NewReader("x|"+idA+"|1|2|match\nhalf|a\nhalf|b\n"), name)
		if err := n.Grep(in, nil, false, io.Discard, func(err error) { told = append(told, err.Error()[:4]) }); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(told, " "); got != "a:2: b:2:" || n.Unreadable != 4 {
		t.Errorf("told %q, %d unreadable", got, n.Unreadable)
	}
}

func TestGrepFails(t *testing.T) {
	const report = "x|" + idA + "|1|2|match\n"
	var n GrepCount
	broken := failing{io.ErrClosedPipe}
	if err := n.Grep(NewReader(strings.NewReader(report), "r"), nil, true, broken, nil); err != io.ErrClosedPipe {
		t.Errorf("%v, want %v", err, io.ErrClosedPipe)
	}
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }
