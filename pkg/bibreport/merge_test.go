package bibreport

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// merged is what Merge made of reports.
type merged struct {
	shared, duplicates, rejects string
	zones                       map[string]*bytes.Buffer
	count                       Count
}

func merge(tb testing.TB, reports ...string) merged {
	tb.Helper()
	got, err := tryMerge(true, reports...)
	if err != nil {
		tb.Fatalf("merging %q: %v", reports, err)
	}
	return got
}

func tryMerge(collect bool, reports ...string) (merged, error) {
	got := merged{zones: make(map[string]*bytes.Buffer)}
	var shared, duplicates, rejects bytes.Buffer
	var bad io.Writer
	if collect {
		bad = &rejects
	}
	m := NewMerger(5151, bad)
	for i, text := range reports {
		if err := m.Read(strings.NewReader(text), fmt.Sprintf("%d.txt", i+1)); err != nil {
			return got, err
		}
	}
	n, err := m.Write(Out{Shared: &shared, Duplicates: &duplicates, Zone: func(s mms.Suffix) (*tsv.Writer, error) {
		got.zones[s.String()] = new(bytes.Buffer)
		return tsv.NewWriter(got.zones[s.String()], Header()), nil
	}})
	got.shared, got.duplicates, got.rejects, got.count = body(shared.String()), body(duplicates.String()), body(rejects.String()), n
	return got, err
}

// body is a table without its header, the TABs made "|".
func body(table string) string {
	_, rows, _ := strings.Cut(table, "\n")
	return strings.ReplaceAll(rows, "\t", "|")
}

// line makes a report's line; job is a symbol and a run's time.
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
			[]string{"x|" + idA + "|(OCoLC)ocm00012345|(OCoLC-M)007 |match\n"},
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
			"the first match is the record's row",
			[]string{reportLine("CEF", 9, idA, "5", "6", "create"), reportLine("UWO", 1, idA, "5", "6", " Match ")},
			"UWO_1012688_1::bib::7|" + idA + "|5|6| Match |CEF,UWO||\n",
			"CEF_1012688_9::bib::7|" + idA + "|5|6|create|duplicate\n",
		}, {
			"else the first, and a conflict names each claim",
			[]string{reportLine("CEF", 9, idA, "5", "6", "create"), reportLine("UWO", 1, idA, "5", "7", "unresolved")},
			"CEF_1012688_9::bib::7|" + idA + "|5|6|create|CEF,UWO|CEF create 6; UWO unresolved 7|\n",
			"UWO_1012688_1::bib::7|" + idA + "|5|7|unresolved|duplicate\n",
		}, {
			"one library against itself in one run is a conflict",
			[]string{reportLine("CEF", 1, idA, "", "6", "match") + reportLine("CEF", 1, idA, "", "7", "match")},
			"CEF_1012688_1::bib::7|" + idA + "||6|match|CEF|CEF match 6; CEF match 7|\n",
			"CEF_1012688_1::bib::7|" + idA + "||7|match|duplicate\n",
		}, {
			"a number against none is a conflict, two spellings are not",
			[]string{reportLine("CEF", 1, idA, "", "", "data error") + reportLine("CEF", 1, idB, "", "ocm0012", "match"),
				reportLine("UWO", 1, idA, "", "7", "match") + reportLine("UWO", 1, idB, "", "12", "match")},
			"UWO_1012688_1::bib::7|" + idA + "||7|match|CEF,UWO|CEF data error no number; UWO match 7|\n" +
				"CEF_1012688_1::bib::7|" + idB + "||12|match|CEF,UWO||\n",
			"CEF_1012688_1::bib::7|" + idA + "|||data error|duplicate\nUWO_1012688_1::bib::7|" + idB + "||12|match|duplicate\n",
		}, {
			"a job id of another form is its own symbol, with run time 0",
			[]string{"job1|" + idA + "|5|6|match\nCEF_1_x::bib::1|" + idA + "|5|6|match\n_1_2::bib::1|" + idA + "|5|6|match\n"},
			"job1|" + idA + "|5|6|match|job1,CEF_1_x::bib::1,_1_2::bib::1||\n",
			"CEF_1_x::bib::1|" + idA + "|5|6|match|duplicate\n_1_2::bib::1|" + idA + "|5|6|match|duplicate\n",
		}, {
			"a symbol may hold $ and _, an ordinal leading zeros or many digits",
			[]string{"A_LU$_77_1748084545832::bib::007|" + idA + "|5|6|match\nLU$_77_5::bib::12345678901|" + idB + "|1|2|match\n"},
			"A_LU$_77_1748084545832::bib::007|" + idA + "|5|6|match|A_LU$||\nLU$_77_5::bib::12345678901|" + idB + "|1|2|match|LU$||\n", "",
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
			[]string{"x|" + idA + "||5|match\nx|" + idB + "||5|Unresolved\n"},
			"x|" + idA + "||5|match|x||\nx|" + idB + "||5|Unresolved|x||\n", "",
		}, {
			"no number is shared by none, and 0 is no number",
			[]string{"x|" + idA + "|||match\nx|" + idB + "|||match\nx|991000000035151||0|match\nx|991000000045151||0|match\n"},
			"x|" + idA + "|||match|x||\nx|" + idB + "|||match|x||\nx|991000000035151||0|match|x||\nx|991000000045151||0|match|x||\n", "",
		},
	} {
		got := merge(t, tt.reports...)
		if got.shared != tt.want || got.duplicates != tt.duplicates || got.rejects != "" {
			t.Errorf("%s:\n%q\ngot\n%s\nwant\n%s\nduplicates\n%s\nwant\n%s", tt.what, tt.reports, got.shared, tt.want, got.duplicates, tt.duplicates)
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
	if row := body(got.zones["5153"].String()); row != "x|991000000015153|1|1|match|x||\n" {
		t.Errorf("5153: %s", row)
	}
}

func TestRejects(t *testing.T) {
	const good = "x|" + idA + "|1|2|match\n"
	const five = "want 5: job id, MMS ID, existing OCN, incoming OCN, action"
	for in, want := range map[string]string{
		"a|b\n":                           "2 fields, " + five,
		"just text\n":                     "1 field, " + five,
		"x|" + idA + "|1|2|match|\n":      "6 fields, " + five,
		"x||1|2|match\n":                  "there is no MMS ID",
		"x|12|1|2|match\n":                `"12" is no MMS ID, which has 8 to 19 digits`,
		"x|9.92E+14|1|2|match\n":          "9.92E+14 is an MMS ID cut short by a spreadsheet; take it from its source again, as text",
		"x|" + idB + "|1|2|caf\xe9\n":     "the line is not UTF-8; take the report as it came from OCLC, or save it as UTF-8",
		"x|" + idB + "|1|2|ma\x00tch\n":   "the line holds a NUL byte; the file is damaged, take it from OCLC again",
		"991000000015151\t123\n":          "this looks like a cross-reference report; take OCLC's bib processing report",
		"<html>\n":                        "this looks like a web page; take OCLC's bib processing report",
		"C_1_2::bib::3|1|2|3|t|sev|txt\n": "this looks like a bib exception report; take OCLC's bib processing report",
		"A\tB\tC\n":                       "this looks like a table of another kind; take OCLC's bib processing report",
	} {
		got := merge(t, good+" \n\n"+in)
		text := strings.NewReplacer("\t", " ", "\n", "", "\xe9", "\uFFFD").Replace(in)
		wantRow := "1.txt|4|" + want + "|" + text + "\n"
		if got.rejects != wantRow || got.count != (Count{Shared: 1, Rejected: 1}) {
			t.Errorf("%q: rejects %q, want %q", in, got.rejects, wantRow)
		}
		if _, err := tryMerge(false, good+"\n\n"+in); err == nil || err.Error() != "1.txt:4: "+want {
			t.Errorf("%q without rejects: %v, want %s", in, err, want)
		}
		if _, err := tryMerge(true, good, in); err == nil || err.Error() != "2.txt:1: "+want+"; no line of the file is a report row" {
			t.Errorf("%q alone: %v", in, err)
		}
	}
	for in, want := range map[string]string{
		"":                                "1.txt:1: the report is empty; take it from OCLC again",
		" \n ":                            "1.txt:1: the report is empty; take it from OCLC again",
		good + strings.Repeat("x", 2<<20): "1.txt:2: the line is longer than 1048576 bytes; is this the right file?",
	} {
		if _, err := tryMerge(true, in); err == nil || err.Error() != want {
			t.Errorf("%.20q: %v, want %s", in, err, want)
		}
	}
}

// randomReports is three reports in which few records, numbers and runs meet
// often.
func randomReports(r *rand.Rand) []string {
	actions := []string{"match", "match", "match", "create", "unresolved", "data error"}
	numbers := []string{"", "0", "7", "8", "(OCoLC)ocm00000009", "9", "(DLC)1"}
	var reports []string
	for _, symbol := range []string{"CEF", "UWO", "LU$"} {
		var b strings.Builder
		for range 1 + r.IntN(30) {
			id := fmt.Sprintf("9910000000%02d515%d", r.IntN(12), 1+2*r.IntN(2))
			b.WriteString(reportLine(symbol, 1+r.IntN(3), id, "5", numbers[r.IntN(len(numbers))], actions[r.IntN(len(actions))]))
		}
		reports = append(reports, b.String())
	}
	return reports
}

// Every row comes out once, the records once each, whatever the order of the
// reports; which records are in conflict does not depend on it.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		reports := randomReports(r)
		got := merge(t, reports...)
		if in := strings.Count(strings.Join(reports, ""), "\n"); got.count.Rows() != in {
			t.Fatalf("seed %d: %d rows in, count %+v", seed, in, got.count)
		}
		if want, out := canonical(strings.Join(reports, "")), canonical(firstFive(got)); want != out {
			t.Fatalf("seed %d: rows in\n%s\nout\n%s", seed, want, out)
		}
		slices.Reverse(reports)
		if a, b := conflicts(got), conflicts(merge(t, reports...)); a != b {
			t.Fatalf("seed %d: conflicts %s, in other order %s", seed, a, b)
		}
	}
}

// firstFive is all rows of all tables, as lines of a report.
func firstFive(m merged) string {
	all := m.shared + m.duplicates
	for _, zone := range m.zones {
		all += body(zone.String())
	}
	var b strings.Builder
	for row := range strings.Lines(all) {
		b.WriteString(strings.Join(strings.Split(strings.TrimSuffix(row, "\n"), "|")[:5], "|") + "\n")
	}
	return b.String()
}

func canonical(lines string) string {
	all := strings.Split(strings.ReplaceAll(lines, "(OCoLC)ocm00000009", "9"), "\n")
	sort.Strings(all)
	return strings.Join(all, "\n")
}

// conflicts is the records in conflict, sorted.
func conflicts(m merged) string {
	all := m.shared
	for _, zone := range m.zones {
		all += body(zone.String())
	}
	var ids []string
	for row := range strings.Lines(all) {
		if f := strings.Split(row, "|"); f[6] != "" {
			ids = append(ids, f[1])
		}
	}
	sort.Strings(ids)
	return strings.Join(ids, " ")
}

// A line that is a report row comes out of Merge with the same five fields.
func FuzzMerge(f *testing.F) {
	f.Add("CEF_1012688_1748084545832::bib::1989804|992851109505151|60383335|60383335|match")
	f.Add("x|'99000000| ocm01|0|\"")
	f.Add("x|99000000\u00a0|1|2|a\tb\r")
	f.Add("a|b\n<html>\nx|99000000|1|2|m\n")
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

// More rows than one goroutine indexes: 60,000 records, each twice or once, and
// two for each number.
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

func BenchmarkIndex(b *testing.B) {
	const n = 1_000_000
	keys := make([]uint64, n+1)
	for i := range keys {
		keys[i] = 991000000005151 + uint64(i)*10000
	}
	b.Run("index", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x := newIndex(n, func(n uint32) uint64 { return keys[n] })
			for i := uint32(1); i <= n; i++ {
				x.first(i, keys[i])
			}
		}
	})
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := make(map[uint64]uint32)
			for i := uint32(1); i <= n; i++ {
				if _, ok := m[keys[i]]; !ok {
					m[keys[i]] = i
				}
			}
		}
	})
}
