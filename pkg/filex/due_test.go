package filex

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a week takes of the ledger. A row is a name's begin, its day, its bytes and its
// SHA-256.
func TestDue(t *testing.T) {
	type row struct {
		name, day string
		bytes     int64
		sum       string
	}
	for _, tt := range []struct {
		what             string
		rows             []row
		since            string // "" is the first day of a week of 2026-01-31
		take, empty, old string
	}{
		{"nothing", nil, "", "", "", ""},
		{"new", []row{{"A", "20260124", 6, "1"}}, "", "A", "", ""},
		{"in a run", []row{{"A", "20260124", 6, "had"}}, "", "", "", ""},
		{"thirty days old, and a day more", []row{{"A", "20260101", 6, "1"}, {"B", "20251231", 6, "2"}}, "", "A", "", "B"},
		{"old, and asked for", []row{{"A", "20251231", 6, "1"}}, "2025-12-31", "A", "", ""},
		{"later than asked for", []row{{"A", "20260124", 6, "1"}, {"B", "20260125", 6, "2"}}, "2026-01-25", "B", "", "A"},
		{"old, and in a run", []row{{"A", "20251231", 6, "had"}}, "", "", "", ""},
		{"empty, of which another is in a run", []row{{"A", "20260124", 0, "had"}}, "", "", "A", ""},
		{"empty and old", []row{{"A", "20251231", 0, "1"}}, "", "", "", ""},
		{"came twice", []row{{"A", "20260124", 6, "1"}, {"B", "20260124", 6, "1"}}, "", "A", "", ""},
		{"came twice, once long ago", []row{{"A", "20251231", 6, "1"}, {"B", "20260124", 6, "1"}}, "", "B", "", "A"},
		{"in whatever order", []row{{"B", "20260124", 6, "2"}, {"A", "20260124", 6, "1"}}, "", "A B", "", ""},
		{"a name of a person's", []row{{"A", "", 6, "1"}}, "", "", "", "A"},
	} {
		var l Ledger
		for _, r := range tt.rows {
			name := r.name + "-CEF.1.IN.BIB.D" + r.day + ".T1.x.BibProcessingReport.txt"
			if r.day == "" {
				name = r.name + "-by hand.txt"
			}
			l.reports = append(l.reports, Report{Name: name, Bytes: r.bytes, SHA256: r.sum})
		}
		since := FirstDay(today)
		if tt.since != "" {
			since = date(tt.since)
		}
		begins := func(reports []Report) string {
			var names []string
			for _, r := range reports {
				begin, _, _ := strings.Cut(r.Name, "-")
				names = append(names, begin)
			}
			return strings.Join(names, " ")
		}
		got := l.Due(func(sum string) []string {
			if sum == "had" {
				return []string{"had"}
			}
			return nil
		}, since)
		if take, empty, old := begins(got.Take), begins(got.Empty), begins(got.Old); take != tt.take || empty != tt.empty || old != tt.old {
			t.Errorf("%s: take %q, empty %q, old %q; want %q, %q, %q", tt.what, take, empty, old, tt.take, tt.empty, tt.old)
		}
	}
}

// Messages that come again in a later week are others, byte for byte the same though they
// be; the numbers of a bib processing report are not.
func TestDueAgain(t *testing.T) {
	const end = "-CEF.1.IN.BIB.D20260124.T1.x."
	l := Ledger{reports: []Report{
		{Name: "A" + end + "BibProcessingReport.txt", Bytes: 6, SHA256: "had"},
		{Name: "B" + end + "BibUnresolvedCrossRefReport.txt", Bytes: 6, SHA256: "had"},
		{Name: "C" + end + "BibExceptionReport.txt", Bytes: 6, SHA256: "had"},
		{Name: "D" + end + "BibCrossRefReport.txt", Bytes: 6, SHA256: "had"},
	}}
	due := l.Due(func(string) []string { return []string{"C" + end + "BibExceptionReport.txt", "other.txt"} }, FirstDay(today))
	if len(due.Take) != 1 || due.Take[0].Name != "B"+end+"BibUnresolvedCrossRefReport.txt" {
		t.Errorf("%v", due.Take) // D has the bytes of B
	}
}

// A report that lies there without a row is told: its row may have been lost.
func TestUnknown(t *testing.T) {
	dir := t.TempDir()
	const name = "O-CEF.1.IN.BIB.D20260124.T1.x.BibProcessingReport.txt"
	for _, file := range []string{name, "P" + name, "notes.txt", LedgerName} {
		if err := os.WriteFile(filepath.Join(dir, file), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	l := Ledger{names: map[string]bool{name: true}}
	if got, err := l.Unknown(dir); err != nil || !slices.Equal(got, []string{"P" + name}) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := l.Unknown(filepath.Join(dir, "none")); err != nil || got != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// Two calls do not give the same reports to two weeks.
func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reports")
	first, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); err == nil || !strings.Contains(err.Error(), "another call is giving the reports there to a week; wait for it") {
		t.Errorf("%v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); err != nil {
		t.Error(err)
	}
}

// Each library is told once a reason, with the day of its last bib processing report.
func TestAbsent(t *testing.T) {
	l := &Ledger{reports: []Report{
		{Name: "O-CEF.1.IN.BIB.D20260124.T1.x.BibProcessingReport.txt", Symbol: "CEF"},
		{Name: "O-CEF.1.IN.BIB.D20260117.T1.x.BibProcessingReport.txt", Symbol: "CEF"},
		{Name: "O-CEF.1.IN.BIB.D20260130.T1.x.BibExceptionReport.txt", Symbol: "CEF"},
	}}
	r := &Result{
		Silent: []Absence{{"UWO", date("2026-01-17"), wasSilent}},
		Faults: []*Fault{{Symbols: []string{"LU$", "CEF"}, Text: "down"}, {Symbols: []string{"CEF"}, Text: "a file of it"}},
	}
	var got strings.Builder
	if err := WriteAbsent(&got, r.Absent(l)); err != nil {
		t.Fatal(err)
	}
	const want = "Symbol\tLast report\tReason\n" +
		"CEF\t2026-01-24\tits account could not be fetched, or not all of it\n" +
		"LU$\t\tits account could not be fetched, or not all of it\n" +
		"UWO\t2026-01-17\tno report came in the last seven days\n"
	if got.String() != want {
		t.Errorf("%s\nwant\n%s", &got, want)
	}
}
