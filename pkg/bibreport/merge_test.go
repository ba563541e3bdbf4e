package bibreport

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// merged is what a Merger made of reports: tables without headers, the TABs made
// "|".
type merged struct {
	shared, duplicates, conflicts, rejects string
	zones                                  map[mms.Suffix]string
	count                                  Count
}

func merge(tb testing.TB, reports ...string) merged {
	tb.Helper()
	got, err := tryMerge(true, reports...)
	if err != nil {
		tb.Fatalf("merging %.1000q: %v", reports, err)
	}
	return got
}

func tryMerge(collect bool, reports ...string) (merged, error) {
	var shared, duplicates, conflicts, rejects bytes.Buffer
	var bad io.Writer
	if collect {
		bad = &rejects
	}
	m := NewMerger(5151, bad)
	for i, text := range reports {
		if err := m.Read(strings.NewReader(text), fmt.Sprintf("%d.txt", i+1)); err != nil {
			return merged{}, err
		}
	}
	zones := make(map[mms.Suffix]*bytes.Buffer)
	n, err := m.Write(Out{Shared: &shared, Duplicates: &duplicates, Conflicts: &conflicts, Zone: func(s mms.Suffix) (*tsv.Writer, error) {
		zones[s] = new(bytes.Buffer)
		return tsv.NewWriter(zones[s], Header()), nil
	}})
	got := merged{body(&shared), body(&duplicates), body(&conflicts), body(&rejects), make(map[mms.Suffix]string), n}
	for s, zone := range zones {
		got.zones[s] = body(zone)
	}
	return got, err
}

func body(table *bytes.Buffer) string {
	_, rows, _ := strings.Cut(table.String(), "\n")
	return strings.ReplaceAll(rows, "\t", "|")
}

// reportLine makes a report's line; time is when the run of the library began.
func reportLine(symbol string, time int, id, existing, incoming, action string) string {
	return fmt.Sprintf("%s_1012688_%d::bib::7|%s|%s|%s|%s\n", symbol, time, id, existing, incoming, action)
}

const (
	idA = "991000000015151"
	idB = "991000000025151"
)

func TestMergeRules(t *testing.T) {
	for _, tt := range []struct {
		what             string
		reports          []string
		want, duplicates string
	}{
		{
			"a number is written bare, anything else as it came",
			[]string{"x|" + idA + "|(OCoLC) ocm 00012345|(OCoLC-M)007 |match\n"},
			"x|" + idA + "|12345|(OCoLC-M)007 |match|x||\n", "",
		}, {
			"a quote is an ordinary byte, TAB and CR become spaces",
			[]string{"a\"b|" + idA + "|\t1a|2\rb|ma\ttch\r\n"},
			"a\"b|" + idA + "| 1a|2 b|ma tch|a\"b||\n", "",
		}, {
			"identical lines twice are one record",
			[]string{reportLine("CEF", 1, idA, "5", "6", "match") + reportLine("CEF", 1, idA, "5", "6", "match")},
			"CEF_1012688_1::bib::7|" + idA + "|5|6|match|CEF||\n",
			"CEF_1012688_1::bib::7|" + idA + "|5|6|match|duplicate\n",
		}, {
			"the latest run of a symbol counts, wherever it stands",
			[]string{reportLine("CEF", 2, idA, "5", "6", "create") + reportLine("CEF", 1, idA, "5", "7", "match")},
			"CEF_1012688_2::bib::7|" + idA + "|5|6|create|CEF||\n",
			"CEF_1012688_1::bib::7|" + idA + "|5|7|match|superseded\n",
		}, {
			"a job id of another form is its own symbol, with run time 0",
			[]string{"job1|" + idA + "|5|6|match\nCEF_1_x::bib::1|" + idA + "|5|6|match\n_1_2::bib::1|" + idA + "|5|6|match\n"},
			"CEF_1_x::bib::1|" + idA + "|5|6|match|CEF_1_x::bib::1,_1_2::bib::1,job1||\n",
			"job1|" + idA + "|5|6|match|duplicate\n_1_2::bib::1|" + idA + "|5|6|match|duplicate\n",
		}, {
			"a symbol may hold $ and _, an ordinal leading zeros or many digits",
			[]string{"A_LU$_77_1748084545832::bib::007|" + idA + "|5|6|match\nLU$_77_5::bib::12345678901|" + idB + "|1|2|match\n"},
			"A_LU$_77_1748084545832::bib::007|" + idA + "|5|6|match|A_LU$||\nLU$_77_5::bib::12345678901|" + idB + "|1|2|match|LU$||\n", "",
		}, {
			"a TAB in a symbol is a space",
			[]string{"C\tF_1_5::bib::1|" + idA + "|5|6|match\n"},
			"C F_1_5::bib::1|" + idA + "|5|6|match|C F||\n", "",
		}, {
			"numbers of 12 digits, the same number in two records",
			[]string{"x|" + idA + "||00123456789012|match\nx|" + idB + "||123456789012|match\n"},
			"x|" + idA + "||123456789012|match|x||" + idB + "\nx|" + idB + "||123456789012|match|x||" + idA + "\n", "",
		}, {
			"a number of 13 digits is none",
			[]string{"x|" + idA + "|9780306406157|00123456789012345678901|match\nx|" + idB + "||00123456789012345678901|match\n"},
			"x|" + idA + "|9780306406157|00123456789012345678901|match|x||\nx|" + idB + "||00123456789012345678901|match|x||\n", "",
		}, {
			"an unresolved number is shared by none",
			[]string{"x|" + idA + "||5|match\nx|" + idB + "||5| Unresolved - staging\n"},
			"x|" + idA + "||5|match|x||\nx|" + idB + "||5| Unresolved - staging|x||\n", "",
		}, {
			"no number is shared by none, and 0 is no number",
			[]string{"x|" + idA + "|||match\nx|" + idB + "|||match\nx|991000000035151||0|match\nx|991000000045151||0|match\n"},
			"x|" + idA + "|||match|x||\nx|" + idB + "|||match|x||\nx|991000000035151||0|match|x||\nx|991000000045151||0|match|x||\n", "",
		}, {
			"lines of white space alone are skipped",
			[]string{" \n\u00a0\n\t\u3000\r\n\n" + "x|" + idA + "|5|6|match\n \u2003 "},
			"x|" + idA + "|5|6|match|x||\n", "",
		},
	} {
		got := merge(t, tt.reports...)
		if got.shared != tt.want || got.duplicates != tt.duplicates || got.rejects != "" {
			t.Errorf("%s:\n%q\ngot\n%s\nwant\n%s\nduplicates\n%s\nwant\n%s", tt.what, tt.reports, got.shared, tt.want, got.duplicates, tt.duplicates)
		}
	}
}

// Each row comes before those below it as the record's row, whichever is reported
// first.
func TestRecordsRow(t *testing.T) {
	rows := []string{
		reportLine("UWO", 3, idA, "5", "6", " Match "),
		reportLine("CEF", 2, idA, "5", "6", "match"),
		reportLine("CEF", 2, idA, "51", "6", "match"),
		reportLine("CEF", 2, idA, "6", "10", "match"),
		reportLine("CEF", 2, idA, "6", "9", "match"),
		reportLine("CEG", 2, idA, "5", "6", "match"),
		"A|" + idA + "|5|6|MATCH\n", // run time 0
		reportLine("UWO", 3, idA, "5", "6", "create"),
		reportLine("YOU", 1, idA, "5", "6", "data error"),
		reportLine("YOU", 1, idA, "5", "6", "replace"),
		reportLine("ZOU", 9, idA, "5", "6", "Unresolved - staging"),
		reportLine("ZZZ", 1, idA, "5", "6", " unresolved"),
	}
	for i, before := range rows {
		for _, row := range rows[i+1:] {
			first, _, _ := strings.Cut(before, "\n")
			for _, report := range []string{before + row, row + before} {
				if got := merge(t, report); !strings.HasPrefix(got.shared, first+"|") {
					t.Errorf("%s: record %s, want %s", report, got.shared, first)
				}
			}
		}
	}
}

func TestConflict(t *testing.T) {
	many := func(n int) (lines, claims string) {
		var all []string
		for i := range n {
			lines += reportLine(fmt.Sprintf("L%02d", i), 1, idA, "", fmt.Sprint(100+i), "match")
			all = append(all, fmt.Sprintf("L%02d match %d", i, 100+i))
		}
		return lines, strings.Join(all[:min(n, 20)], "; ")
	}
	twenty, claims20 := many(20)
	more, claims22 := many(22)
	for _, tt := range []struct {
		what, report, want string
	}{
		{"one row", reportLine("CEF", 1, idA, "5", "6", "match"), ""},
		{"the same number", reportLine("CEF", 1, idA, "5", "6", "match") + reportLine("UWO", 1, idA, "7", "ocm006", "create"), ""},
		{"none at all", reportLine("CEF", 1, idA, "", "", "match") + reportLine("UWO", 1, idA, "", "0", "create"), ""},
		{
			"two numbers, in byte order",
			reportLine("UWO", 1, idA, "5", "7", "unresolved") + reportLine("CEF", 9, idA, "5", "6", "create"),
			"CEF create 6; UWO unresolved 7",
		},
		{
			"one library against itself in one run",
			reportLine("CEF", 1, idA, "", "7", "match") + reportLine("CEF", 1, idA, "", "10", "match"),
			"CEF match 10; CEF match 7",
		},
		{
			"a number against none",
			reportLine("UWO", 1, idA, "", "7", "match") + reportLine("CEF", 1, idA, "", "", "data error"),
			"CEF data error no number; UWO match 7",
		},
		{
			"a number against what is none",
			reportLine("UWO", 1, idA, "", "7", "match") + reportLine("CEF", 1, idA, "", "9780306406157", "match"),
			"CEF match 9780306406157; UWO match 7",
		},
		{
			"each claim once, the superseded ones not",
			reportLine("CEF", 1, idA, "", "4", "match") + reportLine("CEF", 2, idA, "1", "6", "match") +
				reportLine("CEF", 2, idA, "2", "6", "match") + reportLine("UWO", 1, idA, "", "7", "match"),
			"CEF match 6; UWO match 7",
		},
		{"twenty claims", twenty, claims20},
		{"more than twenty", more, claims22 + "; and 2 more"},
	} {
		for _, report := range []string{tt.report, reversed(tt.report)} {
			got := strings.Split(merge(t, report).shared, "|")
			if got[6] != tt.want {
				t.Errorf("%s: conflict %q, want %q", tt.what, got[6], tt.want)
			}
		}
	}
}

func reversed(lines string) string {
	var b string
	for l := range strings.Lines(lines) {
		b = l + b
	}
	return b
}

// Each claim has a row, whatever the number of them; the records of institutions
// have none.
func TestConflicts(t *testing.T) {
	report := reportLine("UWO", 1748084545832, idB, "5", "7", "unresolved") +
		"job 1|" + idB + "|5|(DLC)1|match\n" +
		"CEF_2_1748084545000::bib::9|" + idB + "|5|6|create\n" +
		"CEF_2_1748084545000::bib::10|" + idB + "|5|6|create\n" +
		"CEF_2_1748084544999::bib::1|" + idB + "|5|8|create\n" +
		reportLine("CEF", 1, idA, "5", "6", "match") +
		reportLine("CEF", 1, "991000000015153", "5", "6", "match") + reportLine("CEF", 1, "991000000015153", "5", "7", "match")
	const want = idB + "|CEF|create|6|2025-05-24T11:02:25Z|CEF_2_1748084545000::bib::10\n" +
		idB + "|UWO|unresolved|7|2025-05-24T11:02:25Z|UWO_1012688_1748084545832::bib::7\n" +
		idB + "|job 1|match|(DLC)1||job 1\n"
	for _, report := range []string{report, reversed(report)} {
		if got := merge(t, report).conflicts; got != want {
			t.Errorf("conflicts\n%s\nwant\n%s", got, want)
		}
	}
}

func TestSharedWithListsFive(t *testing.T) {
	for _, tt := range []struct {
		records int
		want    string // of the record 3
	}{
		{3, "1 2"}, {6, "1 2 4 5 6"}, {7, "1 2 4 5 6 and 1 more"}, {9, "1 2 4 5 6 and 3 more"},
	} {
		var report strings.Builder
		for i := tt.records; i > 0; i-- {
			fmt.Fprintf(&report, "x|99100000000%d5151||5|match\n", i)
		}
		got := merge(t, report.String())
		for row := range strings.Lines(got.shared) {
			if !strings.Contains(row, "35151|") {
				continue
			}
			_, with, _ := strings.Cut(row, "|x||")
			with = strings.NewReplacer("99100000000", "", "5151", "", ";", "", "\n", "").Replace(with)
			if with != tt.want {
				t.Errorf("%d records share a number: %q, want %q", tt.records, with, tt.want)
			}
		}
	}
}

func TestZones(t *testing.T) {
	got := merge(t, "x|991000000015153|1|1|match\nx|"+idA+"|1|1|match\nx|991000000015153|1|1|match\nx|991000000015163|1|2|match\n")
	if got.count != (Count{Shared: 1, Institution: 2, Duplicate: 1}) || len(got.zones) != 2 {
		t.Errorf("count %+v, zones %d", got.count, len(got.zones))
	}
	if row := got.zones[5153]; row != "x|991000000015153|1|1|match|x||\n" {
		t.Errorf("5153: %s", row)
	}
}

func TestIsUnresolved(t *testing.T) {
	for word, want := range map[string]bool{
		"unresolved": true, " Unresolved - staging": true, "UNRESOLVEDX": true, "match": false, "": false, "is unresolved": false,
	} {
		if got := IsUnresolved(word); got != want {
			t.Errorf("IsUnresolved(%q) = %t, want %t", word, got, want)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	var report strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&report, "CEF_1000000_1748084500000::bib::%d|99%09d5151|%d|%d|match\n", i, i*7919%1_000_000_007, 1000+i, 1000+i)
	}
	b.SetBytes(int64(report.Len()))
	b.ReportAllocs()
	for b.Loop() {
		m := NewMerger(5151, nil)
		if err := m.Read(strings.NewReader(report.String()), "CEF.txt"); err != nil {
			b.Fatal(err)
		}
		if _, err := m.Write(Out{Shared: io.Discard, Duplicates: io.Discard}); err != nil {
			b.Fatal(err)
		}
	}
}

// What finding the few keys that are there twice costs, next to a map of all.
func BenchmarkFilter(b *testing.B) {
	const n = 1_000_000
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = 991000000005151 + uint64(i-i/10%2)*10000
	}
	b.Run("filter", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f := newFilter(n)
			for _, k := range keys {
				f.add(k)
			}
			m := make(map[uint64]uint32)
			for i, k := range keys {
				if f.again(k) {
					m[k] = uint32(i)
				}
			}
		}
	})
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := make(map[uint64]uint32)
			for i, k := range keys {
				m[k] = uint32(i)
			}
		}
	})
}

// The lines of a run have one job, whatever their ordinals: a job of its own for
// each line would take more memory than all else.
func TestJobsAreFew(t *testing.T) {
	var report strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&report, "CEF_1_5::bib::%d|%s|1|2|match\nUWO_1_5::bib::%d|%s|1|2|match\n", 1+i, idA, 1+i, idB)
	}
	m := NewMerger(5151, nil)
	if err := m.Read(strings.NewReader(report.String()), "a"); err != nil {
		t.Fatal(err)
	}
	if n := len(m.rows.jobs.all); n != 2 {
		t.Errorf("%d jobs, want 2", n)
	}
}
