package claims

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/bibreport"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

func TestJob(t *testing.T) {
	for _, tt := range []struct{ id, symbol, run string }{
		{"CEF_1012688_1748084545832::bib::1989804", "CEF", "2025-05-24 11:02:25"},
		{"LU$_1_0::bib::1", "LU$", "1970-01-01 00:00:00"},
		{"A_B_1_1748084545999::bib::1", "A_B", "2025-05-24 11:02:25"},
		{"made by hand", "made by hand", ""},
		{"CEF_1012688_1748084545832", "CEF_1012688_1748084545832", ""},
		{"", "", ""},
	} {
		if symbol, run := job(tt.id); symbol != tt.symbol || run != tt.run {
			t.Errorf("job(%q) = %q, %q; want %q, %q", tt.id, symbol, run, tt.symbol, tt.run)
		}
	}
}

// What Rows finds in bibmerge's own tables is what bibmerge says in Conflict.
func TestRowsAgreeWithConflict(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		merged, duplicates := merge(t, randomReport(random))
		var out strings.Builder
		n, err := Rows(table(t, merged), table(t, duplicates), &out)
		if err != nil {
			t.Fatal(err)
		}
		var want []string // "MMS ID: SYMBOL action number"
		records := 0
		for _, row := range rows(merged) {
			if row[6] == "" {
				continue
			}
			records++
			for claim := range strings.SplitSeq(row[6], "; ") {
				want = append(want, row[1]+": "+claim)
			}
		}
		var got []string
		for _, row := range rows(out.String()) {
			got = append(got, row[0]+": "+row[1]+" "+row[3]+" "+cmp.Or(row[4], "no number"))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("claims %q, want %q", got, want)
		}
		if n != (Count{records, len(want)}) {
			t.Errorf("count %+v; want %d records, %d claims", n, records, len(want))
		}
	}
}

// randomReport has few records and libraries, so that they meet.
func randomReport(random *rand.Rand) string {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, "%s_1_%s::bib::%d|9910000%d%s|5|%s|%s\n", pick("A", "B$", "C_D"), pick("1000", "2000"), i,
			random.IntN(5), pick("5151", "5153"), pick("", "7", "(OCoLC)ocm07", "8"), pick("match", "create"))
	}
	return b.String()
}

func merge(t *testing.T, report string) (merged, duplicates string) {
	m := bibreport.NewMerger(5151, nil)
	if err := m.Read(strings.NewReader(report), "report.txt"); err != nil {
		t.Fatal(err)
	}
	var shared, folded strings.Builder
	elsewhere := func(mms.Suffix) (*tsv.Writer, error) { return tsv.NewWriter(io.Discard, bibreport.Header()), nil }
	if _, err := m.Write(bibreport.Out{Shared: &shared, Duplicates: &folded, Zone: elsewhere}); err != nil {
		t.Fatal(err)
	}
	return shared.String(), folded.String()
}

func table(t *testing.T, text string) *tsv.Reader {
	in, err := tsv.NewReader(strings.NewReader(text), "in.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// rows is the rows of a table.
func rows(text string) (all [][]string) {
	for line := range strings.Lines(text) {
		all = append(all, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return all[1:]
}
