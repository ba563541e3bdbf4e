package message

import (
	"bytes"
	"fmt"
	"io"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

func TestParse(t *testing.T) {
	const head = "CEF_1_2::bib::3|991000000015151|5|7|"
	for _, tt := range []struct {
		in   string
		want message
		err  string
	}{
		{head + "Validation Error|MINOR|1st $e", message{"Validation Error", minor, "1st $e"}, ""},
		{head + "Validation Error|Severe|a|b||c", message{"Validation Error", severe, "a|b||c"}, ""},
		{head + "Validation Error| CRITICAL | Record is sparse. ", message{"Validation Error", critical, "Record is sparse."}, ""},
		{head + "Data Error||crosswalk_error", message{"Data Error", unrated, "crosswalk_error"}, ""},
		{head + "Processing Error||", message{"Processing Error", unrated, ""}, ""},
		{head + "Validation Error|None|x", message{"Validation Error", unrated, "x"}, ""},
		{head + "Validation Error|FATAL|x", message{"Validation Error", unrated, "FATAL: x"}, ""},
		{head + "Validation Error|FATAL|", message{"Validation Error", unrated, "FATAL:"}, ""},
		{"CEF_1_2::bib::3|991000000015151|5|7|match", message{}, "this is a bib processing report; take OCLC's bib exception report, and give this one to bibmerge"},
		{"991000000015151\t1390150001", message{}, "this is a cross-reference report; give it with --xref"},
		{"991000000015151\tx", message{}, "1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"x\t1390150001", message{}, "1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"1|2|3|4|5", message{}, "5 fields, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"x", message{}, "1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
	} {
		e, err := parse(tt.in)
		if got := fmt.Sprint(err); got != tt.err && (err != nil || tt.err != "") {
			t.Errorf("parse(%q): %s; want %s", tt.in, got, tt.err)
		}
		if err == nil && e.message != tt.want {
			t.Errorf("parse(%q) = %+v, want %+v", tt.in, e.message, tt.want)
		}
	}
}

func TestList(t *testing.T) {
	validation := func(s severity, text string) message { return message{validationError, s, text} }
	for _, tt := range []struct {
		in   []message
		want string
	}{
		{nil, ""},
		{[]message{validation(minor, "m"), {"Data Error", unrated, "code"}, validation(severe, "s"), validation(critical, "c")}, "c; s; Data Error: code; m"},
		{[]message{validation(severe, "b"), validation(severe, "a"), validation(severe, "b")}, "a; b"},
		{[]message{{"Processing Error", unrated, ""}, {"", unrated, "x"}}, "Processing Error; x"},
		{[]message{validation(severe, "5"), validation(severe, "4"), validation(severe, "3"), validation(severe, "2"), validation(severe, "1")}, "1; 2; 3; 4; 5"},
		{[]message{validation(severe, "7"), validation(severe, "6"), validation(severe, "5"), validation(severe, "4"), validation(severe, "3"), validation(severe, "2"), validation(critical, "1")}, "1; 2; 3; 4; 5; and 2 more"},
	} {
		first, _, _ := strings.Cut(tt.want, "; ")
		if worst, got := list(slices.Clone(tt.in)); got != tt.want || worst != first {
			t.Errorf("list(%v) = %q, %q, want %q", tt.in, worst, got, tt.want)
		}
	}
}

func TestNormalize(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"1st $e in 22nd 040", "Nth $e in Nth 040"},
		{"Invalid code in Illustrations (008/18-21).", "Invalid code in Illustrations (008/18-21)."},
		{"$6 in 3rd 260 has 12 links to 880-01", "$6 in Nth 260 has N links to 880-N"},
		{"Bibliographic Level (Leader/07) is a", "Bibliographic Level (Leader/07) is a"},
		{"9780123456789 is too long", "N is too long"},
		{"1stable", "Nstable"},
		{"", ""},
	} {
		if got := normalize(tt.in); got != tt.want {
			t.Errorf("normalize(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestRows puts random lines, in random files, beside random rows: each line is
// in one place, and the order of the reports changes no row.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	pick := func(of ...string) string { return of[random.Intn(len(of))] }
	id := func() string { return fmt.Sprintf("9910000000%d5151", random.Intn(20)) }
	for range 200 {
		var reports [3]string
		lines := 0
		for i := range reports {
			for range random.Intn(30) {
				lines++
				reports[i] += pick("CEF", "UWO", "LU$") + "_1_" + pick("5", "6") + "::bib::" + pick("1", "2") + "|" + pick(id(), id(), "", "x") +
					"||" + pick("", "1001", "1002") + "|" + pick("Validation Error", "Data Error") + "|" + pick("MINOR", "SEVERE", "CRITICAL", "") +
					"|" + pick("a", "b|c", "") + pick("\n", "\r\n")
			}
		}
		table := "Network Id\tReports\n"
		for range random.Intn(20) {
			table += id() + "\t" + pick("CEF", "CEF,UWO", "UWO") + "\n"
		}
		read := func(order ...int) (Count, string, int) {
			var x Exceptions
			for _, n := range order {
				if _, err := x.Read(strings.NewReader(reports[n]), fmt.Sprint(n), nil); err != nil {
					t.Fatal(err)
				}
			}
			in, err := tsv.NewReader(strings.NewReader(table), "in")
			if err != nil {
				t.Fatal(err)
			}
			var rows, unmatched bytes.Buffer
			n, err := x.Rows(in, nil, true, Out{&rows, &unmatched})
			if err != nil {
				t.Fatal(err)
			}
			return n, rows.String(), strings.Count(unmatched.String(), "\n") - 1
		}
		n, rows, unmatched := read(0, 1, 2)
		if n.Lines() != lines || n.Unmatched != unmatched || n.Rows != strings.Count(table, "\n")-1 {
			t.Fatalf("%+v of %d lines, %d in unmatched", n, lines, unmatched)
		}
		if _, again, _ := read(2, 0, 1); again != rows {
			t.Fatalf("in another order\n%s\nwant\n%s", again, rows)
		}
	}
}

// TestTallies counts each line without a record, and each record once.
func TestTallies(t *testing.T) {
	var x Exceptions
	for _, line := range []string{
		"A_1_5::bib::1|991000000015151|||Validation Error|MINOR|1st x",
		"A_1_5::bib::1|991000000015151|||Validation Error|MINOR|2nd x",
		"B_1_5::bib::1|991000000015151|||Validation Error|SEVERE|2nd x",
		"A_1_5::bib::2|991000000025151|||Validation Error|MINOR|3rd x",
		"A_1_5::bib::3||||Data Error||",
		"A_1_5::bib::4||||Data Error||",
	} {
		if _, err := x.Read(strings.NewReader(line), "r", nil); err != nil {
			t.Fatal(err)
		}
	}
	var kinds, libraries bytes.Buffer
	if err := x.WriteTallies(&kinds, &libraries); err != nil {
		t.Fatal(err)
	}
	const wantKinds = `OCLC symbol	Severity	Type	Kind	Records	Example	Network Id
A		Data Error		2		
A	MINOR	Validation Error	Nth x	2	1st x	991000000015151
B	SEVERE	Validation Error	Nth x	1	2nd x	991000000015151
`
	const wantLibraries = `OCLC symbol	Records	CRITICAL	SEVERE	MINOR	Without severity
A	4	0	0	2	2
B	1	0	1	0	0
`
	if kinds.String() != wantKinds || libraries.String() != wantLibraries {
		t.Errorf("got\n%s%s", kinds.String(), libraries.String())
	}
}

// FuzzRead reads anything as a report: it is an error, or each of its lines that
// is not blank or heading is a row of the unmatched.
func FuzzRead(f *testing.F) {
	f.Add("CEF_1_2::bib::3|991000000015151|5|7|Validation Error|MINOR|1st $e\r\n\n")
	f.Add("CEF_1_2::bib::3||||Data Error||a|b")
	f.Add("1\n2\n3\n4\n5\n6\n5\t1001\t991000000015151\t2\tRecord is sparse.\tCRITICAL\n")
	f.Add("\xff|\x00|||\t||\r")
	f.Add("CEF_1\n\nCEF_1_2::bib::3|991000000015151|5|7|Validation Error|MINOR|1st $e\nx\n")
	f.Fuzz(func(t *testing.T, report string) {
		fuzzRejects(t, report)
		var x Exceptions
		lines, err := x.Read(strings.NewReader(report), "fuzz", nil)
		if err != nil {
			return
		}
		in, err := tsv.NewReader(strings.NewReader("Network Id\n"), "in")
		if err != nil {
			t.Fatal(err)
		}
		var unmatched bytes.Buffer
		n, err := x.Rows(in, nil, true, Out{io.Discard, &unmatched})
		if err != nil || n.Unmatched != lines || strings.Count(unmatched.String(), "\n") != lines+1 {
			t.Fatalf("%d lines, %+v, %v\n%s", lines, n, err, unmatched.String())
		}
		out, err := tsv.NewReader(&unmatched, "out")
		if err != nil {
			t.Fatal(err)
		}
		for out.Scan() {
		}
		if err := out.Err(); err != nil {
			t.Fatal(err)
		}
		if err := x.WriteTallies(io.Discard, io.Discard); err != nil {
			t.Fatal(err)
		}
	})
}

// fuzzRejects reads a report of which damaged lines are rejected: no line is lost, but
// the heading of former years.
func fuzzRejects(t *testing.T, report string) {
	var x Exceptions
	rejects, isLong := 0, false
	lines, err := x.Read(strings.NewReader(report), "fuzz", func(why *tsv.Error, text string) error {
		rejects++
		isLong = isLong || text == ""
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for l := range strings.Lines(strings.TrimPrefix(report, "\uFEFF")) {
		if strings.TrimSpace(l) != "" {
			all++
		}
	}
	heading := 0
	if x.all != nil && x.all[0].job == "" && strings.Contains(report, "\t") || strings.Contains(report, "\tException Count\t") {
		heading = oldHeading
	}
	if sum := lines + rejects; !isLong && (sum > all || sum < all-heading) {
		t.Fatalf("%d lines of %q: %d exceptions, %d rejects", all, report, lines, rejects)
	}
}

// FuzzCrossReferences reads anything as a report: the numbers are those of MMS
// IDs, and none is empty.
func FuzzCrossReferences(f *testing.F) {
	f.Add("991000000015151\t1390150001\r\n\n")
	f.Add("x\ty")
	f.Fuzz(func(t *testing.T, report string) {
		x := make(CrossReferences)
		if _, err := x.Read(strings.NewReader(report), "unresxrefrpt", nil); err != nil {
			return
		}
		for id, number := range x {
			if _, ok := mms.Parse(id.String()); !ok || number == "" {
				t.Fatalf("%v has %q", id, number)
			}
		}
	})
}

// endless is a file without an end.
type endless string

func (e endless) Read(b []byte) (int, error) { return copy(b, e), nil }

// What is no report is told by its first lines, however long it is.
func TestNoReportEnds(t *testing.T) {
	for _, text := range []string{"a|b\n", "a\tb\n"} {
		var x Exceptions
		if n, err := x.Read(endless(text), "r", nil); err == nil || n != 0 {
			t.Errorf("%q: %d exceptions, %v", text, n, err)
		}
		if n, err := make(CrossReferences).Read(endless("a|b\n"), "r", nil); err == nil || n != 0 {
			t.Errorf("%d references, %v", n, err)
		}
	}
}
