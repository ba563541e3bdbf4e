package bibreport

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// merged is what a Merger made of reports: tables without headers, the TABs made
// "|".
type merged struct {
	shared, duplicates, conflicts, rejects, actions string
	zones                                           map[mms.Suffix]string
	count                                           Count
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
	var shared, duplicates, conflicts, rejects, actions bytes.Buffer
	var bad *Rejects
	if collect {
		bad = NewRejects(&rejects)
	}
	m := NewMerger(5151, bad)
	for i, text := range reports {
		if err := m.Read(strings.NewReader(text), fmt.Sprintf("%d.txt", i+1)); err != nil {
			return merged{}, err
		}
	}
	zones := make(map[mms.Suffix]*bytes.Buffer)
	n, err := m.Write(Out{Shared: &shared, Duplicates: &duplicates, Conflicts: &conflicts, Actions: &actions, Zone: func(s mms.Suffix) (*tsv.Writer, error) {
		zones[s] = new(bytes.Buffer)
		return tsv.NewWriter(zones[s], Header()), nil
	}})
	got := merged{body(&shared), body(&duplicates), body(&conflicts), body(&rejects), body(&actions), make(map[mms.Suffix]string), n}
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
			"a job id may be a number, or nothing",
			[]string{"123|" + idA + "|5|6|match\n|" + idA + "|5|6|match\n"},
			"|" + idA + "|5|6|match|,123||\n", "123|" + idA + "|5|6|match|duplicate\n",
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
			[]string{"x|" + idA + "|1000000000000|00123456789012345678901|match\nx|" + idB + "||00123456789012345678901|match\nx|991000000035151||1000000000000|match\nx|991000000045151||1000000000000|match\n"},
			"x|" + idA + "|1000000000000|00123456789012345678901|match|x||\nx|" + idB + "||00123456789012345678901|match|x||\n" +
				"x|991000000035151||1000000000000|match|x||\nx|991000000045151||1000000000000|match|x||\n", "",
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

func TestIsMatch(t *testing.T) {
	for word, want := range map[string]bool{
		"match": true, " Match ": true, "MATCH\u00a0": true, "matched": false, "no match": false, "create": false, "unresolved": false, "": false,
	} {
		if got := IsMatch(word); got != want {
			t.Errorf("IsMatch(%q) = %t, want %t", word, got, want)
		}
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

// A report has a dozen words for actions; another file may have one in each line.
func TestTooManyActions(t *testing.T) {
	var report strings.Builder
	for i := range 1 << 16 {
		fmt.Fprintf(&report, "x|%s|1|2|%d\n", idA, i)
	}
	if _, err := tryMerge(false, report.String()); err != nil {
		t.Error(err)
	}
	_, err := tryMerge(false, report.String()+"x|"+idA+"|1|2|more\n")
	if err == nil || err.Error() != "1.txt:65537: more than 65536 different actions; is this a bib processing report?" {
		t.Errorf("%v", err)
	}
}
