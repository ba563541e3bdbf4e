package bibreport

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

func TestRejects(t *testing.T) {
	const good = "x|" + idA + "|1|2|match\n"
	const five = "want 5: job id, MMS ID, existing OCN, incoming OCN, action"
	for in, want := range map[string]string{
		"a|b\n":                         "2 fields, " + five,
		"just text\n":                   "1 field, " + five,
		"x|" + idA + "|1|2|match|\n":    "6 fields, " + five,
		"x|" + idA + "|1|2||\n":         "6 fields, " + five,
		"x||1|2|match\n":                "there is no MMS ID",
		"x|12|1|2|match\n":              `"12" is no MMS ID, which has 8 to 19 digits`,
		"x|221000000015151|1|2|match\n": "221000000015151 is the id of a holdings record; the MMS ID of a bibliographic record begins with 99",
		"x|9.92E+14|1|2|match\n":        "9.92E+14 is an MMS ID cut short by a spreadsheet; take it from its source again, as text",
		"x|" + idB + "|1|2|caf\xe9\n":   "the line is not UTF-8; take the report as it came from OCLC, or save it as UTF-8",
		"\x00|" + idB + "|1|2|match\n":  "the line holds a NUL byte; the file is damaged, take it from OCLC again",
		"x|" + idB + "|1|2|ma\x00tch\n": "the line holds a NUL byte; the file is damaged, take it from OCLC again",
		"\xa0\n":                        "the line is not UTF-8; take the report as it came from OCLC, or save it as UTF-8",
	} {
		got := merge(t, good+" \n\n"+in)
		text := strings.NewReplacer("\t", " ", "\n", "", "\xe9", "\uFFFD", "\xa0", "\uFFFD").Replace(in)
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

// A file of another kind is an error that says what it is, also where its lines
// are collected.
func TestOtherFiles(t *testing.T) {
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	w.Write([]byte("x"))
	w.Close()
	for in, want := range map[string]string{
		"PK\x03\x04\x14\x00[Content_Types].xml\n\n":                                  "a workbook (.xlsx)",
		"PK\x03\x04\n\x00\x00xl/worksheets/sheet1.xml":                               "a workbook (.xlsx)",
		"PK\x03\x04\x14\x00\nmimetypeapplication/vnd.oasis.opendocument.spreadsheet": "an OpenDocument file (.ods)",
		"PK\x03\x04\x14\x00CEF.txt\nx|" + idA + "|1|2|match\n":                       "a ZIP file; unpack it",
		gz.String():                                      "a gzip file; unpack it",
		"\xd0\xcf\x11\xe0\xa1\xb1":                       "an old workbook",
		"%PDF-1.7\n":                                     "a PDF file",
		"\xff\xfeC\x00E\x00F\x00":                        "text in UTF-16",
		"\xfe\xff\x00C\x00E\x00F":                        "text in UTF-16",
		"<html>\n":                                       "a web page",
		"  <!DOCTYPE html>\n":                            "a web page",
		"C_1_2::bib::3|1|2|3|t|sev|txt\n":                "a bib exception report",
		"odd\nC_1_2::bib::3|1|2|3|t|s|\n":                "a bib exception report",
		"C_1_2::bib::3|1|2|3|t|sev|a|b\n":                "a bib exception report",
		"C_1_2::lbd::3|991000000015151|2|3|LBD_CREATE\n": "an LBD report, about local bibliographic data; take OCLC's bib processing report",
		"C_1_2::lbd::3|991000000015151|2|3\n":            "an LBD report",
		"C_1_2::lbd::3|991000000015151||3|t|sev|txt\n":   "an LBD report",
		"991000000015151\t123\n":                         "a cross-reference report",
		"b12345\tocm00012345\n":                          "a cross-reference report",
		"A\tB\tC\n":                                      "a table",
		"Network Id\tMMS ID\n":                           "a table",
		"\"MMS ID\",\"Title\"\n":                         "a table",
		"MMS ID;Title\n":                                 "a table",
		"991000000015151\n":                              "a list of MMS IDs",
		"MMS ID\n991000000015151\n":                      "a list of MMS IDs",
		"C_1_2::bib::3\t991000000015151\t5\t6\tmatch\n":  "a bib processing report that a spreadsheet saved again",
		"C_1_2::bib::3,991000000015151,5,6,match\n":      "a bib processing report that a spreadsheet saved again",
	} {
		_, err := tryMerge(true, in)
		if err == nil || !strings.Contains(err.Error(), ": this looks like "+want) || !strings.HasPrefix(err.Error(), "1.txt:") {
			t.Errorf("%q: %v; want %s", in, err, want)
		}
	}
	// One line of that kind does not make the file one.
	got := merge(t, "A\tB\nx|"+idA+"|1|2|match\n")
	if got.rejects != "1.txt|1|this looks like a table of another kind; take OCLC's bib processing report|A B\n" {
		t.Errorf("rejects %q", got.rejects)
	}
}

// What a line is that is no report row.
func TestOtherKind(t *testing.T) {
	const (
		saved     = "a bib processing report that a spreadsheet saved again; take it as it came from OCLC"
		exception = "a bib exception report"
		reference = "a cross-reference report"
		table     = "a table of another kind"
	)
	for in, want := range map[string]string{
		"\t<html>":                      "a web page",
		"<a|b|c":                        "a web page",
		"C_1_2::bib::3|1|2|3|t|sev|txt": exception,
		"C_1_2::bib::3|1|2|3|t|sev|a|b": exception,
		"C_1_2::bib::3|1|2|3|t|sev":     "",
		"C_1_2::bib::3|1|2|3":           "",
		"a|b|c|d|e|f|g":                 "",
		"a\tb|c":                        "",
		"C_1_2::bib::3\t1\t2\t3\tmatch": saved,
		"C_1_2::bib::3\t1\t2\tmatch":    table,
		"C_1_2::bib::3,1,2,3,match":     saved,
		"C_1_2::bib::3;1;2;3;match":     saved,
		"C_1_2::bib::3;1;2;3":           table,
		"C_1_2::bib::3;1,2;3,4":         table,
		"a\tb\tc\td\te":                 table,
		"991000000015151\t7":            reference,
		"991000000015151\tx":            reference,
		"b12345\t(OCoLC)7":              reference,
		"b12345\tx":                     table,
		"991000000015151\t7\t8":         table,
		"a,b":                           table,
		"a;b":                           table,
		"991000000015151":               "a list of MMS IDs",
		"C_1_2::bib::3":                 "",
		"just text":                     "",
		"":                              "",
	} {
		if want != "" && want != saved {
			want += takeReport
		}
		if got := otherKind([]byte(in), strings.Count(in, "|")+1); got != want {
			t.Errorf("otherKind(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseJob(t *testing.T) {
	for _, tt := range []struct {
		id, symbol, began string // began is "" for a job id of another form
	}{
		{"CEF_1012688_1748084545832::bib::1989804", "CEF", "2025-05-24T11:02:25Z"},
		{"CEF_1_0::bib::", "CEF", "1970-01-01T00:00:00Z"},
		{"CEF_1_0::bib::007", "CEF", "1970-01-01T00:00:00Z"},
		{"CEF_1_01000::bib::7", "CEF", "1970-01-01T00:00:01Z"},
		{"A_LU$_1_9000::bib::7", "A_LU$", "1970-01-01T00:00:09Z"},
		{"_CEF_1_0::bib::7", "_CEF", "1970-01-01T00:00:00Z"},
		{"_1_0::bib::7", "_1_0::bib::7", ""},
		{"CEF__0::bib::7", "CEF__0::bib::7", ""},
		{"1_0::bib::7", "1_0::bib::7", ""},
		{"CEF_1_::bib::7", "CEF_1_::bib::7", ""},
		{"CEF_1_-5::bib::7", "CEF_1_-5::bib::7", ""},
		{"CEF_1_+5::bib::7", "CEF_1_+5::bib::7", ""},
		{"CEF_1_5x::bib::7", "CEF_1_5x::bib::7", ""},
		{"CEF_1_99999999999999999999::bib::7", "CEF_1_99999999999999999999::bib::7", ""},
		{"CEF_1_5::bib::7x", "CEF_1_5::bib::7x", ""},
		{"CEF_1_5::bib::7::bib::8", "CEF_1_5::bib::7::bib::8", ""},
		{"CEF_1_5", "CEF_1_5", ""},
		{"by\thand", "by hand", ""},
		{"", "", ""},
	} {
		symbol, began, ok := ParseJob(tt.id)
		if symbol != tt.symbol || ok != (tt.began != "") || ok && began.Format(time.RFC3339) != tt.began || newJob(tt.id).run() != tt.began {
			t.Errorf("ParseJob(%q) = %q, %v, %t; want %q, %s", tt.id, symbol, began, ok, tt.symbol, tt.began)
		}
		// As the store keeps it, it comes out again.
		var s store
		if err := s.add(Line{Job: []byte(tt.id)}); err != nil {
			t.Fatal(err)
		}
		if got := string(s.appendJob(nil, 0)); got != strings.ReplaceAll(tt.id, "\t", " ") || s.jobOf(0).symbol != tt.symbol {
			t.Errorf("%q comes out as %q", tt.id, got)
		}
	}
	// The lines of a run share a job.
	var s store
	for _, id := range []string{"C_1_5::bib::1", "C_1_5::bib::2147483647", "C_1_5::bib::2147483648", "C_1_5::bib::02"} {
		if err := s.add(Line{Job: []byte(id)}); err != nil {
			t.Fatal(err)
		}
	}
	if s.entry(0).job != s.entry(1).job || s.entry(1).ordinal != 1<<31-1 || s.entry(2).ordinal != noOrdinal || len(s.jobs.all) != 3 {
		t.Errorf("jobs %+v", s.jobs.all)
	}
}

func TestRejectedTextIsCut(t *testing.T) {
	for n, want := range map[int]string{
		1000:    strings.Repeat("é", 1000),
		1001:    strings.Repeat("é", 1000) + "…",
		450_000: strings.Repeat("é", 1000) + "…",
	} {
		got := merge(t, "x|"+idA+"|1|2|match\n"+strings.Repeat("é", n)+"\n").rejects
		if got != "1.txt|2|1 field, want 5: job id, MMS ID, existing OCN, incoming OCN, action|"+want+"\n" {
			t.Errorf("%d characters: %d bytes, want %d", n, len(got), len(want))
		}
	}
}

func TestLongRow(t *testing.T) {
	row := "x|" + idA + "|1|2|match"
	for n, want := range map[int]Count{
		longest:     {Shared: 1, Duplicate: 1},
		longest + 1: {Shared: 1, Rejected: 1},
	} {
		got := merge(t, row+"\n"+row+strings.Repeat("x", n-len(row))+"\n")
		const why = "1.txt|2|the line holds 32768 bytes, far more than a report row has; the file is damaged, take it from OCLC again|x|"
		if got.count != want || strings.HasPrefix(got.rejects, why) != (want.Rejected == 1) {
			t.Errorf("%d bytes: %+v, %.200s", n, got.count, got.rejects)
		}
	}
}

func TestBrokenSource(t *testing.T) {
	broken := errors.New("broken")
	m := NewMerger(5151, nil)
	if err := m.Read(iotest.ErrReader(broken), "a"); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	if err := m.Read(iotest.TimeoutReader(strings.NewReader(strings.Repeat("x|"+idA+"|1|2|match\n", 1000))), "a"); err == nil || err.Error() != "a:19: timeout" { // 512 bytes are read at first
		t.Errorf("%v, want a:19: timeout", err)
	}
	for _, lines := range []int{10, 1000} {
		long := strings.Repeat("x|"+idA+"|1|2|match\n", lines)
		if err := m.Read(iotest.TimeoutReader(strings.NewReader(long)), "a"); !errors.Is(err, iotest.ErrTimeout) {
			t.Errorf("%d lines: %v, want %v", lines, err, iotest.ErrTimeout)
		}
	}
}

// Whatever cannot be written is told, though all is read.
func TestCannotBeWritten(t *testing.T) {
	broken := errors.New("broken")
	report := "x|" + idA + "|1|2|match\ny|" + idA + "|1|3|match\n" + strings.Repeat(strings.Repeat("x", 1000)+"\n", 100)
	for _, bad := range []string{"shared", "duplicates", "conflicts", "rejects", "zone"} {
		to := func(name string) io.Writer {
			if name == bad {
				return failing{broken}
			}
			return io.Discard
		}
		m := NewMerger(5151, NewRejects(to("rejects")))
		if err := m.Read(strings.NewReader(report+"x|991000000015153|1|2|match\n"), "a"); err != nil {
			t.Fatal(err)
		}
		n, err := m.Write(Out{Shared: to("shared"), Duplicates: to("duplicates"), Conflicts: to("conflicts"),
			Zone: func(mms.Suffix) (*tsv.Writer, error) { return tsv.NewWriter(to("zone"), Header()), nil }})
		if want := (Count{1, 1, 1, 100}); !errors.Is(err, broken) || n != want {
			t.Errorf("%s: %+v, %v; want %+v, %v", bad, n, err, want, broken)
		}
	}
	m := NewMerger(5151, nil)
	if err := m.Read(strings.NewReader("x|991000000015153|1|2|match\n"), "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Write(Out{Shared: io.Discard, Duplicates: io.Discard,
		Zone: func(mms.Suffix) (*tsv.Writer, error) { return nil, broken }}); !errors.Is(err, broken) {
		t.Errorf("no file: %v, want %v", err, broken)
	}
}
