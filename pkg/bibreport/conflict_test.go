package bibreport

import (
	"fmt"
	"strings"
	"testing"
)

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
			"one number, which one library's report matches and another's calls unresolved",
			reportLine("UWO", 1, idA, "5", "7", " Unresolved - staging") + reportLine("CEF", 9, idA, "5", "7", "match"),
			"CEF match 7; UWO  Unresolved - staging 7",
		},
		{
			"one number, which both call unresolved, in their words",
			reportLine("UWO", 1, idA, "5", "7", "Unresolved - staging") + reportLine("CEF", 9, idA, "5", "7", "unresolved"),
			"",
		},
		{
			"none, and one of them unresolved",
			reportLine("UWO", 1, idA, "5", "", "unresolved") + reportLine("CEF", 9, idA, "5", "0", "match"),
			"CEF match 0; UWO unresolved no number",
		},
		{
			"it was unresolved, and the latest run of that library matches it",
			reportLine("UWO", 1, idA, "5", "7", "unresolved") + reportLine("UWO", 2, idA, "5", "7", "match") + reportLine("CEF", 9, idA, "5", "7", "match"),
			"",
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

// A record about which 22 libraries make 22 claims: Conflict names 20, the table has
// all.
func TestRecordOf22Claims(t *testing.T) {
	var report string
	for i := range 22 {
		report += reportLine(fmt.Sprintf("L%02d", i), 1, idA, "5", fmt.Sprint(100+i), "match")
	}
	got := merge(t, report)
	if conflict := strings.Split(got.shared, "|")[6]; strings.Count(conflict, "; ") != 20 || !strings.HasSuffix(conflict, "L19 match 119; and 2 more") {
		t.Errorf("conflict %q", conflict)
	}
	if n := strings.Count(got.conflicts, "\n"); n != 22 || !strings.Contains(got.conflicts, "|L21|match|121|") {
		t.Errorf("%d claims\n%s", n, got.conflicts)
	}
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
