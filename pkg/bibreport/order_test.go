package bibreport

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// randomReports is reports in which few records, numbers and runs meet often:
// several existing numbers, provisional ones, reruns, ties, identical lines,
// records of institutions, job ids of another form.
func randomReports(r *rand.Rand) []string {
	one := func(all ...string) string { return all[r.IntN(len(all))] }
	var reports []string
	for range 2 + r.IntN(4) {
		var b strings.Builder
		for range 1 + r.IntN(30) {
			id := fmt.Sprintf("9910000000%02d515%s", r.IntN(12), one("1", "1", "3"))
			job := fmt.Sprintf("%s_%d_%d::bib::%s", one("CEF", "UWO", "LU$"), r.IntN(2), 1+r.IntN(3), one("1", "2", "07"))
			row := "|" + strings.Join([]string{id, one("", "5", "6", "(DLC)1"),
				one("", "0", "7", "8", "(OCoLC)ocm00000009", "9", "(DLC)1", "9780306406157"),
				one("match", "match", " Match ", "create", "unresolved", "Unresolved - staging", "data error")}, "|") + "\n"
			b.WriteString(cmp.Or(one("", "", "", "by hand"), job) + row)
			if r.IntN(5) == 0 {
				b.WriteString(one(" ", "") + "half\n")
			}
		}
		b.WriteString(reportLine("CEF", 2, idA, "5", "6", "match"))
		reports = append(reports, b.String())
	}
	return reports
}

// Shuffled reports, and the lines in them, change the order of rows and nothing
// else.
func TestOrderDecidesNothing(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		reports := randomReports(r)
		want := sorted(merge(t, reports...))
		for range 3 {
			r.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
			for i := range reports {
				lines := slices.Collect(strings.Lines(reports[i]))
				r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
				reports[i] = strings.Join(lines, "")
			}
			if got := sorted(merge(t, reports...)); got != want {
				t.Fatalf("seed %d:\n%s\nin another order\n%s", seed, want, got)
			}
		}
	}
}

// sorted is all tables, the rows of each sorted, the places of rejects left out.
func sorted(m merged) string {
	all := []string{m.shared, m.duplicates, m.conflicts, m.zones[5153], m.actions}
	for row := range strings.Lines(m.rejects) {
		all = append(all, strings.SplitN(row, "|", 3)[2])
	}
	for i, table := range all {
		all[i] = strings.Join(slices.Sorted(strings.Lines(table)), "")
	}
	slices.Sort(all[5:])
	return strings.Join(all, "\n")
}

// Every row comes out once, and the records once each.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(60) {
		reports := randomReports(rand.New(rand.NewPCG(seed, 2)))
		got := merge(t, reports...)
		all := strings.Join(reports, "")
		if in := strings.Count(all, "\n"); got.count.Rows() != in || strings.Count(got.rejects, "\n") != got.count.Rejected {
			t.Fatalf("seed %d: %d rows in, count %+v", seed, in, got.count)
		}
		var in, out []string
		for row := range strings.Lines(strings.ReplaceAll(all, "(OCoLC)ocm00000009", "9")) {
			if strings.Contains(row, "|") {
				in = append(in, strings.TrimSuffix(row, "\n"))
			}
		}
		for row := range strings.Lines(got.shared + got.duplicates + got.zones[5153]) {
			out = append(out, strings.Join(strings.Split(strings.TrimSuffix(row, "\n"), "|")[:5], "|"))
		}
		slices.Sort(in)
		slices.Sort(out)
		if !slices.Equal(in, out) {
			t.Fatalf("seed %d: rows in\n%s\nout\n%s", seed, strings.Join(in, "\n"), strings.Join(out, "\n"))
		}
		records := make(map[string]bool)
		for row := range strings.Lines(got.shared + got.zones[5153]) {
			id := strings.Split(row, "|")[1]
			if records[id] {
				t.Fatalf("seed %d: record %s twice", seed, id)
			}
			records[id] = true
		}
	}
}

// Each shared record is counted once for each library that reports it.
func TestActionsAddUp(t *testing.T) {
	for seed := range uint64(60) {
		got := merge(t, randomReports(rand.New(rand.NewPCG(seed, 3)))...)
		want := make(map[string]int)
		for row := range strings.Lines(got.shared) {
			for symbol := range strings.SplitSeq(strings.Split(row, "|")[5], ",") {
				want[symbol]++
			}
		}
		sums := make(map[string]int)
		for row := range strings.Lines(got.actions) {
			at := strings.Split(strings.TrimSpace(row), "|")
			n, err := strconv.Atoi(at[2])
			if err != nil || n < 1 {
				t.Errorf("seed %d: row %q", seed, row)
			}
			sums[at[0]] += n
		}
		if !maps.Equal(sums, want) {
			t.Fatalf("seed %d: %v, want %v, of\n%s", seed, sums, want, got.shared)
		}
	}
}

// One record with very many claims, by as many libraries: minutes, were each compared
// with each.
func TestRecordOfManyClaims(t *testing.T) {
	const claims = 100_000
	var report strings.Builder
	for i := range claims {
		report.WriteString(reportLine(fmt.Sprintf("L%05d", i%50_000), 1, idA, "5", fmt.Sprint(1+i), "match"))
	}
	got := merge(t, report.String())
	row := strings.Split(got.shared, "|")
	if n := strings.Count(got.conflicts, "\n"); n != claims || !strings.HasSuffix(row[6], "; and 99980 more") || strings.Count(row[5], ",") != 49_999 {
		t.Errorf("%d claims, conflict %q", n, row[6])
	}
}

// More rows than a block of the store: 60,000 records, each twice or once, and two
// for each number.
func TestMergeMany(t *testing.T) {
	const records, rows = 60_000, 100_000
	id := func(i int) string { return fmt.Sprintf("99%09d5151", i%records*7919%1_000_003) }
	var report strings.Builder
	for i := range rows {
		fmt.Fprintf(&report, "x|%s||%d|match\n", id(i), 1+i%records%(records/2))
	}
	got := merge(t, report.String())
	if got.count != (Count{Shared: records, Duplicate: rows - records}) {
		t.Fatalf("count %+v", got.count)
	}
	i := 0
	for row := range strings.Lines(got.shared) {
		if want := fmt.Sprintf("x|%s||%d|match|x||%s\n", id(i), 1+i%(records/2), id(i+records/2)); row != want {
			t.Fatalf("row %d is %q, want %q", i, row, want)
		}
		i++
	}
}

// Each line that is not blank is counted once, whatever the file.
func FuzzMerge(f *testing.F) {
	f.Add("CEF_1012688_1748084545832::bib::1989804|992851109505151|60383335|60383335|match")
	f.Add("x|'99000000| ocm01|0|\"")
	f.Add("x|99000000\u00a0|1|2|a\tb\r")
	f.Add("a|b\n<html>\nx|99000000|1|2|m\n")
	f.Add("x|99000000|1|2|m\nx|99000000|1|3|m\n\u00a0\n_1_2::bib::|99000001|1|3|unresolved")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := tryMerge(true, text)
		if err != nil {
			return
		}
		lines := 0
		for l := range strings.Lines(strings.TrimPrefix(text, "\uFEFF")) {
			if strings.TrimSpace(l) != "" {
				lines++
			}
		}
		if got.count.Rows() != lines {
			t.Errorf("%d lines of %q, count %+v", lines, text, got.count)
		}
	})
}
