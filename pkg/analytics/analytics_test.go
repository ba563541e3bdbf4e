package analytics

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"datasync/pkg/mms"
	"datasync/pkg/table"
)

const header = "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\tInstitution Name\n"

// read reads parts of a report, each a text.
func read(t *testing.T, parts ...string) (*Report, error) {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i, text := range parts {
		name := filepath.Join(dir, fmt.Sprint("part", i))
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return Read(names, table.Open)
}

func id(t *testing.T, s string) mms.ID {
	id, ok := mms.Parse(s)
	if !ok {
		t.Fatal(s)
	}
	return id
}

// Several rows for a record are one, each distinct value once, in order.
func TestReadUnites(t *testing.T) {
	for _, tt := range []struct {
		what  string
		parts []string // of the record; a line each
		want  Row
	}{
		{"one row stays as it is", []string{"5;6 ; 5\t7\tIn Repository\tA | A"}, Row{"5;6 ; 5", "7", "In Repository", "A | A", true, false}},
		{"the same again", []string{"5\t\tIn Repository\tA", "5\t\tIn Repository\tA"}, Row{"5", "", "In Repository", "A", true, false}},
		{"numbers", []string{"5; 6\t\t\t", "6;7\t8\t\t", "\t9; 8\t\t"}, Row{"5; 6; 7", "8; 9", "", "", true, false}},
		{"spellings are values", []string{"(OCoLC)5\t\t\t", "5\t\t\t"}, Row{"(OCoLC)5; 5", "", "", "", true, false}},
		{"institutions", []string{"\t\t\tCarleton | York", "\t\t\tYork | Brock"}, Row{"", "", "", "Carleton | York | Brock", true, false}},
		{"lifecycles", []string{"\t\tIn Repository\t", "\t\tDeleted\t"}, Row{"", "", "In Repository; Deleted", "", true, false}},
	} {
		text := header
		var each []string
		for _, p := range tt.parts {
			text += "991000000015151\t" + p + "\n"
			each = append(each, header+"991000000015151\t"+p+"\n")
		}
		for _, parts := range [][]string{{text}, each} {
			r, err := read(t, parts...)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Rows[id(t, "991000000015151")]; got != tt.want || len(r.Rows) != 1 {
				t.Errorf("%s: %+v, want %+v", tt.what, got, tt.want)
			}
		}
	}
}

// The time of a record with many rows grows with the rows, not with their square:
// 4,000 of them once took 21 seconds.
func TestReadManyRowsOfARecord(t *testing.T) {
	var text strings.Builder
	text.WriteString(header)
	for i := range 20_000 {
		fmt.Fprintf(&text, "991000000015151\t%d\t%d\tIn Repository\tLibrary %d\n", 1_000_000+i, 2_000_000+i, i)
	}
	began := time.Now()
	r, err := read(t, text.String())
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("20,000 rows took %v", took)
	}
	if got := len(r.Rows[id(t, "991000000015151")].Numbers()); got != 20_000 {
		t.Errorf("%d numbers", got)
	}
}

// A column that is needed, a damaged id, a damaged number: each tells its place.
func TestReadErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Network Id\tOCLC Control Number (035a)\nx\t5\n", `no column "OCLC Control Number (035z)"`},
		{header + "9.91E+14\t5\t\t\t\n", ":2: 9.91E+14 is an MMS ID cut short"},
		{header + "991000000015151\t5; 1.52E+09\t\t\t\n", ":2: 1.52E+09 is an OCLC number cut short"},
		{header + "991000000015151\t5\t1,5E+9\t\t\n", ":2: 1,5E+9 is an OCLC number cut short"},
		{header + "991000000015151\t2000.0\t\t\t\n", ":2: 2000.0 is an OCLC number made a decimal"},
	} {
		if _, err := read(t, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v; want %s", tt.text, err, tt.want)
		}
	}
	if _, err := Read([]string{"none"}, table.Open); err == nil || err.Error() != "none: no such file" {
		t.Errorf("no file: %v", err)
	}
	r, err := read(t, strings.ReplaceAll(header, "\tBibliographic Lifecycle\tInstitution Name", "")+"991000000015151\t(DLC)2E3\t\n")
	if want := (Row{Current: "(DLC)2E3", Listed: true}); err != nil || r.Rows[id(t, "991000000015151")] != want {
		t.Errorf("without the columns that may be absent: %+v, %v", r, err)
	}
}

func TestUnreadable(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"5; (DLC)2000":        "",
		"2000#":               "035 $a holds 2000#, which cannot be read",
		"5; 1000 2000; |a7":   "035 $a holds 1000 2000; |a7, which cannot be read",
		"(OCLC)2000; (OCLC)2": "035 $a holds (OCLC)2000; (OCLC)2, which cannot be read",
	} {
		if got := Unreadable(in); got != want {
			t.Errorf("Unreadable(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestInRepository(t *testing.T) {
	for in, want := range map[string]bool{
		"In Repository": true, "": true, " in repository ": true, "Deleted": false, "In Repository; Deleted": false,
	} {
		if got := InRepository(in); got != want {
			t.Errorf("InRepository(%q) = %t, want %t", in, got, want)
		}
	}
}

// What is live replaces what the report says, and a change is known.
func TestOverlay(t *testing.T) {
	listed := Row{"5", "4", "In Repository", "A", true, false}
	for _, tt := range []struct {
		what         string
		report, live string // a row; "" for none
		want         Row
	}{
		{"only the report", "5\t4\tIn Repository\tA", "", listed},
		{"the same, spelt in another way", "5\t4\tIn Repository\tA", "(OCoLC)5; (DLC)1\t4\tin repository\t", Row{"(OCoLC)5; (DLC)1", "4", "in repository", "A", true, false}},
		{"in another order", "5;6\t\t\tA", "6; 5\t\t\tB", Row{"6; 5", "", "", "A", true, false}},
		{"another number", "5\t4\tIn Repository\tA", "7\t5\tIn Repository\t", Row{"7", "5", "In Repository", "A", true, true}},
		{"no number any more", "5\t4\tIn Repository\tA", "\t5\tIn Repository\t", Row{"", "5", "In Repository", "A", true, true}},
		{"one that cannot be read", "5\t\t\t", "5;6#\t\t\t", Row{"5;6#", "", "", "", true, true}},
		{"deleted", "5\t4\tIn Repository\tA", "5\t4\tDeleted\t", Row{"5", "4", "Deleted", "A", true, true}},
		{"no lifecycle told", "5\t4\tDeleted\tA", "5\t4\t\t", Row{"5", "4", "Deleted", "A", true, false}},
		{"only live", "", "5\t4\tIn Repository\tB", Row{"5", "4", "In Repository", "", false, false}},
	} {
		read := func(row string) *Report {
			text := header
			if row != "" {
				text += "991000000015151\t" + row + "\n"
			}
			r, err := read(t, text)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r := read(tt.report)
		r.Overlay(read(tt.live))
		if got := r.Rows[id(t, "991000000015151")]; got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.what, got, tt.want)
		}
	}
}

// The report is as old as its oldest row.
func TestAsOf(t *testing.T) {
	for _, tt := range []struct {
		times   [2]string
		want    string // in UTC
		undated string
	}{
		{[2]string{"", ""}, "0001-01-01 00:00:00", ""},
		{[2]string{"2025-05-26", ""}, "2025-05-26 23:59:59", ""},
		{[2]string{"2025-05-26 13:45:00", "2025-05-25T23:00:00Z"}, "2025-05-25 23:00:00", ""},
		{[2]string{"2025-05-26T00:30:00+02:00", "2025-05-26T01:00:00"}, "2025-05-25 22:30:00", ""},
		{[2]string{"5/6/2025", "2025-05-26"}, "2025-05-26 23:59:59", "5/6/2025"},
		{[2]string{"5/6/2025", ""}, "0001-01-01 00:00:00", "5/6/2025"},
		{[2]string{"2025-05-27", "2025-05-26"}, "2025-05-26 23:59:59", ""},
		{[2]string{"2025-05-26", "2025-05-27"}, "2025-05-26 23:59:59", ""},
		{[2]string{" 2025-05-26 ", "2025-05-26 23:59:58"}, "2025-05-26 23:59:58", ""},
	} {
		text := strings.TrimSuffix(header, "\n") + "\tdata updated  as of\n"
		for i, when := range tt.times {
			text += fmt.Sprintf("99100000%d015151\t5\t\t\t\t%s\n", i, when)
		}
		r, err := read(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.AsOf.Format(time.DateTime); got != tt.want || r.Undated != tt.undated {
			t.Errorf("%q: as of %s, undated %q; want %s, %q", tt.times, got, r.Undated, tt.want, tt.undated)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString(header)
	for i := range 100_000 {
		fmt.Fprintf(&text, "99%09d5151\t%d\t\tIn Repository\tCarleton University | Western University\n", i, 1_000_000+i)
	}
	name := filepath.Join(b.TempDir(), "report")
	if err := os.WriteFile(name, []byte(text.String()), 0o666); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := Read([]string{name}, table.Open); err != nil {
			b.Fatal(err)
		}
	}
}
