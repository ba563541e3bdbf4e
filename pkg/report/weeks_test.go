package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The last twelve weeks of the run's zone up to the report's day are shown, and drawn.
func TestWeeksPage(t *testing.T) {
	table := "lost\tZone\tDate\tto be updated\tupdated\tfor review\tnot updated\n"
	var want []string
	for n := range 20 { // 4 weeks too early, 4 of another zone, the last is the report's
		day, zone := fmt.Sprintf("2026-01-%02d", 12+n), "UWO"
		if n > 3 && n < 8 {
			zone = "NZ"
		} else if n > 7 {
			want = append(want, fmt.Sprintf("%s|%d|%d|3|4|5", day, n, 100+n))
		}
		table += fmt.Sprintf("5\t%s\t%s\t%d\t%d\t3\t4\n", zone, day, n, 100+n)
	}
	table += "5\tUWO\t2026-02-01\t1\t1\t1\t1\n"
	book := sheets(t, runDir(t, map[string]string{"weeks.tsv": table, "settings.tsv": "Name\tValue\nzone\tuwo\n"}), about())
	_, rows := cells(t, book)
	got := below(rows[sheetWeeks], "The last weeks")
	if want = slices.Insert(want, 0, "Date|to be updated|updated|for review|not updated|lost"); !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
	if link := below(rows[sheetSummary], "What else needs a person, and where the rest is"); !slices.Contains(link, "This week beside those before||weeks") {
		t.Errorf("the first page does not name the sheet: %q", strings.Join(link, "; "))
	}
}
