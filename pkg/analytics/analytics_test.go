package analytics

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
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
	return Read(names, ofZone, table.Open)
}

// ofZone tells that the records looked for are of the zone 5153.
func ofZone() (map[mms.Suffix]bool, error) { return map[mms.Suffix]bool{5153: true}, nil }

// Of the columns Network Id and MMS Id the one counts whose id is of the zone of the
// records.
func TestReadZone(t *testing.T) {
	const own, shared, elsewhere = "991000000305153", "991000000015151", "991000000305163"
	for _, tt := range []struct{ header, ids, want string }{
		{"Network Id\tMMS Id", shared + "\t" + own, own},
		{"MMS Id\tNetwork Id", own + "\t" + shared, own},
		{"MMS Id\tNetwork Id", shared + "\t" + own, own},
		{"Network Id\tMMS Id", "\t" + own, own},
		{"Network Id\tMMS Id", shared + "\t" + elsewhere, shared},
		{"Network Id\tMMS Id", shared + "\t", shared},
		{"Network Id\tMMS Id", own + "\t9.91E+14", own},
		{"Network Id\tMMS Id", shared + "\t9.91E+14", ":2: 9.91E+14 is an MMS ID cut short"},
		{"Network Id\tMMS Id", "\t" + elsewhere, ":2: there is no MMS ID"},
		{"mms id\tTitle", elsewhere + "\tx", elsewhere},
		{"Network Id\tTitle", shared + "\tx", shared},
		{"Title\tOCLC", "x\t5", `no column "Network Id"; there are: Title, OCLC, `},
	} {
		text := tt.header + "\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n" + tt.ids + "\t5\t\n"
		r, err := read(t, text)
		if err != nil {
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q: %v, want %s", text, err, tt.want)
			}
		} else if parsed, ok := mms.Parse(tt.want); !ok || !r.Rows[parsed].Listed || len(r.Rows) != 1 {
			t.Errorf("%q: %v, want %s", text, r.Rows, tt.want)
		}
	}
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
		{"one row stays as it is", []string{"5;6 ; 5\t7\tIn Repository\tA | A"}, Row{Current: "5;6 ; 5", Cancelled: "7", Lifecycle: "In Repository", Institution: "A | A", Listed: true}},
		{"the same again", []string{"5\t\tIn Repository\tA", "5\t\tIn Repository\tA"}, Row{Current: "5", Lifecycle: "In Repository", Institution: "A", Listed: true}},
		{"numbers", []string{"5; 6\t\t\t", "6;7\t8\t\t", "\t9; 8\t\t"}, Row{Current: "5; 6; 7", Cancelled: "8; 9", Listed: true}},
		{"spellings are values", []string{"(OCoLC)5\t\t\t", "5\t\t\t"}, Row{Current: "(OCoLC)5; 5", Listed: true}},
		{"institutions", []string{"\t\t\tCarleton | York", "\t\t\tYork | Brock"}, Row{Institution: "Carleton | York | Brock", Listed: true}},
		{"lifecycles", []string{"\t\tIn Repository\t", "\t\tDeleted\t"}, Row{Lifecycle: "In Repository; Deleted", Listed: true}},
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
			if got := r.Rows[id(t, "991000000015151")]; !reflect.DeepEqual(got, tt.want) || len(r.Rows) != 1 {
				t.Errorf("%s: %+v, want %+v", tt.what, got, tt.want)
			}
		}
	}
}

// A record with many rows, of which 4,000 once took 21 seconds: time grew with their square.
func TestReadManyRowsOfARecord(t *testing.T) {
	var text strings.Builder
	text.WriteString(header)
	for i := range 20_000 {
		fmt.Fprintf(&text, "991000000015151\t%d\t%d\tIn Repository\tLibrary %d\n", 1_000_000+i, 2_000_000+i, i)
	}
	r, err := read(t, text.String())
	if err != nil {
		t.Fatal(err)
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
	if _, err := Read([]string{"none"}, ofZone, table.Open); err == nil || err.Error() != "none: no such file" {
		t.Errorf("no file: %v", err)
	}
	r, err := read(t, strings.ReplaceAll(header, "\tBibliographic Lifecycle\tInstitution Name", "")+"991000000015151\t(DLC)2E3\t\n")
	if want := (Row{Current: "(DLC)2E3", Listed: true}); err != nil || !reflect.DeepEqual(r.Rows[id(t, "991000000015151")], want) {
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
	listed := Row{Current: "5", Cancelled: "4", Lifecycle: "In Repository", Institution: "A", Listed: true}
	for _, tt := range []struct {
		what         string
		report, live string // a row; "" for none
		want         Row
	}{
		{"only the report", "5\t4\tIn Repository\tA", "", listed},
		{"the same, spelt in another way", "5\t4\tIn Repository\tA", "(OCoLC)5; (DLC)1\t4\tin repository\t", Row{Current: "(OCoLC)5; (DLC)1", Cancelled: "4", Lifecycle: "in repository", Institution: "A", Listed: true}},
		{"in another order", "5;6\t\t\tA", "6; 5\t\t\tB", Row{Current: "6; 5", Institution: "A", Listed: true}},
		{"another number", "5\t4\tIn Repository\tA", "7\t5\tIn Repository\t", Row{Current: "7", Cancelled: "5", Lifecycle: "In Repository", Institution: "A", Listed: true, Changed: true}},
		{"no number any more", "5\t4\tIn Repository\tA", "\t5\tIn Repository\t", Row{Cancelled: "5", Lifecycle: "In Repository", Institution: "A", Listed: true, Changed: true}},
		{"one that cannot be read", "5\t\t\t", "5;6#\t\t\t", Row{Current: "5;6#", Listed: true, Changed: true}},
		{"deleted", "5\t4\tIn Repository\tA", "5\t4\tDeleted\t", Row{Current: "5", Cancelled: "4", Lifecycle: "Deleted", Institution: "A", Listed: true, Changed: true}},
		{"no lifecycle told", "5\t4\tDeleted\tA", "5\t4\t\t", Row{Current: "5", Cancelled: "4", Lifecycle: "Deleted", Institution: "A", Listed: true}},
		{"only live", "", "5\t4\tIn Repository\tB", Row{Current: "5", Cancelled: "4", Lifecycle: "In Repository"}},
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
		if got := r.Rows[id(t, "991000000015151")]; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.what, got, tt.want)
		}
	}
}

// The report is as old as its oldest row.
func TestAsOf(t *testing.T) {
	for _, tt := range []struct {
		times   [2]string
		want    string // of here, or with Z of UTC
		undated string
	}{
		{[2]string{"", ""}, "", ""},
		{[2]string{"2025-05-26", ""}, "2025-05-26 23:59:59", ""},
		{[2]string{"2025-05-27 13:45:00", "2025-05-25T23:00:00Z"}, "2025-05-25 23:00:00Z", ""},
		{[2]string{"2025-05-26T00:30:00+02:00", "2025-05-27T01:00:00"}, "2025-05-25 22:30:00Z", ""},
		{[2]string{"5/6/2025", "2025-05-26"}, "2025-05-26 23:59:59", "5/6/2025"},
		{[2]string{"5/6/2025", ""}, "", "5/6/2025"},
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
		want, ok := parseTime(strings.Replace(tt.want, "Z", "+00:00", 1), time.Local)
		if utc, err := time.Parse("2006-01-02 15:04:05Z", tt.want); err == nil {
			want, ok = utc, true
		}
		if !r.AsOf.Equal(want) || ok == r.AsOf.IsZero() || r.Undated != tt.undated {
			t.Errorf("%q: as of %s, undated %q; want %s, %q", tt.times, r.AsOf, r.Undated, tt.want, tt.undated)
		}
	}
}

// A day is one where the user is: in Toronto it ends when it is already the next in
// Greenwich.
func TestParseTime(t *testing.T) {
	toronto := time.FixedZone("EDT", -4*60*60)
	for in, want := range map[string]string{
		"2025-05-26":                "2025-05-27T03:59:59Z",
		"2025-05-26 22:00:00":       "2025-05-27T02:00:00Z",
		"2025-05-26T22:00:00":       "2025-05-27T02:00:00Z",
		"2025-05-26T22:00:00Z":      "2025-05-26T22:00:00Z",
		"2025-05-26T22:00:00+02:00": "2025-05-26T20:00:00Z",
		"26.5.2025":                 "",
		"":                          "",
	} {
		got, ok := parseTime(in, toronto)
		if text := got.Format(time.RFC3339); ok != (want != "") || ok && text != want {
			t.Errorf("parseTime(%q) = %s, %t; want %s", in, text, ok, want)
		}
	}
}

const live = "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tOther 035a\tOther 035z\tNot read\tFetched\n"

// A table of records as they are now: what is of other systems stands apart, and what
// cannot be read is told.
func TestReadLive(t *testing.T) {
	for _, tt := range []struct {
		row, what string
		want      Row // or the error
		err       string
	}{
		{"(OCoLC)5\t(OCoLC)4\t3358437; (DLC)1\t12345\t\t2026-01-24T00:00:00Z", "a record of several systems",
			Row{Current: "(OCoLC)5", Cancelled: "(OCoLC)4", Live: &Live{Other: "3358437; (DLC)1", OtherCancelled: "12345"}}, ""},
		{"\t\t\t\tthere is no record in it\t", "not read", Row{Live: &Live{NotRead: "there is no record in it"}}, ""},
		{"(OCoLC)2000.0; ocm1.5e9\t(OCoLC)1e5\t\t\t\t", "what a record holds is not spoiled by a spreadsheet",
			Row{Current: "(OCoLC)2000.0; ocm1.5e9", Cancelled: "(OCoLC)1e5"}, ""},
		{"(OCoLC)5; 2000.0\t\t\t\t\t", "but a bare one is", Row{}, "2000.0 is an OCLC number made a decimal"},
	} {
		r, err := read(t, live+"991000000015151\t"+tt.row+"\n")
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v; want %s", tt.what, err, tt.err)
			}
			continue
		}
		tt.want.Listed = true
		if err != nil || !reflect.DeepEqual(r.Rows[id(t, "991000000015151")], tt.want) || !r.Fetched || !r.Others {
			t.Errorf("%s: %+v, %v; want %+v", tt.what, r, err, tt.want)
		}
	}
	r, err := read(t, live+"991000000015151\t\t\t5\t6\tx\t\n991000000015151\t\t\t5; 7\t8\ty\t\n")
	if want := (Row{Listed: true, Live: &Live{Other: "5; 7", OtherCancelled: "6; 8", NotRead: "x; y"}}); err != nil || !reflect.DeepEqual(r.Rows[id(t, "991000000015151")], want) {
		t.Errorf("several rows: %+v, %v; want %+v", r.Rows, err, want)
	}
	if r, err := read(t, header); err != nil || r.Fetched || r.Others {
		t.Errorf("an Analytics report: %+v, %v", r, err)
	}
}

// What is live replaces the values of other systems too, but a record that is not
// read leaves what the report says.
func TestOverlayLive(t *testing.T) {
	const report = "991000000015151\t5; (OCoLC-M)6\t4\tIn Repository\tA\n"
	for row, want := range map[string]Row{
		"(OCoLC)5\t\t(OCoLC-I)8\t9\t\t": {Current: "(OCoLC)5", Live: &Live{Other: "(OCoLC-I)8", OtherCancelled: "9"}},
		"\t\t\t\tcut short\t":           {Current: "5; (OCoLC-M)6", Cancelled: "4", Live: &Live{NotRead: "cut short"}},
	} {
		r, err := read(t, header+report)
		if err != nil {
			t.Fatal(err)
		}
		now, err := read(t, live+"991000000015151\t"+row+"\n")
		if err != nil {
			t.Fatal(err)
		}
		r.Overlay(now)
		want.Lifecycle, want.Institution, want.Listed = "In Repository", "A", true
		if got := r.Rows[id(t, "991000000015151")]; !reflect.DeepEqual(got, want) || !r.Fetched || !r.Others {
			t.Errorf("%q: %+v, want %+v", row, got, want)
		}
	}
}

// Which values of other systems people may take for the record's number.
func TestRelated(t *testing.T) {
	for _, tt := range []struct {
		row  Row
		want string
	}{
		{Row{Current: "5; (OCoLC-M)6; (DLC)7"}, "(OCoLC-M)6"},
		{Row{Current: "(OCoLC)5", Live: &Live{Other: "3358437; (OCoLC-I)8; (OCoLC-M)6"}}, "(OCoLC-I)8 (OCoLC-M)6"},
		{Row{Current: "5", Cancelled: "(OCoLC-M)6", Live: &Live{Other: "(DLC)7"}}, ""},
	} {
		if got := strings.Join(tt.row.Related(), " "); got != tt.want {
			t.Errorf("related of %+v: %s; want %s", tt.row, got, tt.want)
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
		if _, err := Read([]string{name}, nil, table.Open); err != nil {
			b.Fatal(err)
		}
	}
}
