package message

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"datasync/pkg/bibreport"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// table opens a text as a table.
func table(t testing.TB, text string) *tsv.Reader {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(text), "in")
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// exceptions reads reports, called 1.txt and so on.
func exceptions(t testing.TB, reports ...string) *Exceptions {
	t.Helper()
	x := new(Exceptions)
	for i, text := range reports {
		if _, err := x.Read(strings.NewReader(text), fmt.Sprintf("%d.txt", i+1), nil); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// A line is about a row of its record that its library reports, or with its job id.
func TestIsSubject(t *testing.T) {
	const line = "%s|991000000015151||9|Validation Error|SEVERE|x\n"
	for _, tt := range []struct {
		job string
		row row
		is  bool
	}{
		{"CEF_1_5::bib::1", row{}, true},
		{"CEF_1_5::bib::1", row{reports: "CEF"}, true},
		{"CEF_1_5::bib::1", row{reports: "UWO,CEF"}, true},
		{"CEF_1_5::bib::1", row{reports: "UWO,CEFX"}, false},
		{"CEF_1_5::bib::1", row{reports: "UWO", job: "CEF_1_5::bib::1"}, true},
		{"CEF_1_5::bib::1", row{reports: "UWO", job: "CEF_1_5::bib::12"}, false},
		{"CEF_1_5::bib::12", row{reports: "UWO", job: "CEF_1_5::bib::1"}, false},
		{"CEF_1_5::bib::1", row{job: "CEF_7_6::bib::9"}, true},
		{"CEF_1_5::bib::1", row{job: "UWO_1_5::bib::1"}, false},
		{"", row{reports: "UWO", job: "UWO_1_5::bib::1"}, true},
		{"by hand", row{reports: "UWO,by hand"}, true},
		{"by hand", row{reports: "UWO"}, false},
	} {
		x := exceptions(t, fmt.Sprintf(line, tt.job))
		if got := tt.row.isSubject(x.all[0]); got != tt.is {
			t.Errorf("a line of %q is about %+v: %t, want %t", tt.job, tt.row, got, tt.is)
		}
	}
}

// The provisional number is told where it is news, each once.
func TestStaging(t *testing.T) {
	const line = "CEF_1_5::bib::1|991000000015151|%s|%s|Validation Error|SEVERE|x\n"
	for _, tt := range []struct {
		sent, number   string
		incoming, word string
		xref           string
		want           string
	}{
		{"", "1390150001", "7", "match", "", "1390150001"},
		{"", "(OCoLC)ocm0009", "7", "match", "", "9"},
		{"9", "9", "7", "match", "", ""},
		{"", "7", "7", "match", "", ""},
		{"", "7", "7", "unresolved", "", "7"},
		{"", "x", "7", "match", "", ""},
		{"", "", "", "match", "", ""},
		{"", "10", "7", "match", "9", "10; 9"},
		{"", "9", "7", "match", "9", "9"},
		{"", "", "7", "match", "7", ""},
	} {
		x := exceptions(t, fmt.Sprintf(line, tt.sent, tt.number), fmt.Sprintf(line, tt.sent, tt.number))
		staging := CrossReferences{}
		if tt.xref != "" {
			if _, err := staging.Read(strings.NewReader("991000000015151\t"+tt.xref+"\n"), "BibUnresolvedCrossRefReport", nil); err != nil {
				t.Fatal(err)
			}
		}
		var out strings.Builder
		in := table(t, "Network Id\tIncoming 035a\tAction\n991000000015151\t"+tt.incoming+"\t"+tt.word+"\n")
		n, err := x.Rows(in, staging, false, Out{&out, io.Discard})
		want := "SEVERE\tx\t" + tt.want + "\tx\n"
		if err != nil || n != (Count{Rows: 1, WithMessages: 1, Joined: 2}) || !strings.HasSuffix(out.String(), want) {
			t.Errorf("%+v: %+v, %v\n%s", tt, n, err, out.String())
		}
	}
}

// A minor message is shown only if asked for; the severity counts all.
func TestMinor(t *testing.T) {
	const line = "CEF_1_5::bib::1|991000000015151|||Validation Error|%s|%s\n"
	for _, tt := range []struct {
		withMinor bool
		report    string
		want      string
		with      int
	}{
		{false, fmt.Sprintf(line, "MINOR", "a"), "MINOR\t\t\t", 0},
		{true, fmt.Sprintf(line, "MINOR", "a"), "MINOR\ta\t\ta", 1},
		{false, fmt.Sprintf(line, "MINOR", "a") + fmt.Sprintf(line, "", "b"), "MINOR\tb\t\tb", 1},
		{true, fmt.Sprintf(line, "MINOR", "a") + fmt.Sprintf(line, "SEVERE", "b"), "SEVERE\tb; a\t\tb", 1},
		{true, fmt.Sprintf(line, "MINOR", "a") + fmt.Sprintf(line, "CRITICAL", "b; or c"), "CRITICAL\tb; or c; a\t\tb; or c", 1},
		{false, "", "\t\t\t", 0},
	} {
		var out strings.Builder
		n, err := exceptions(t, tt.report).Rows(table(t, "Network Id\n991000000015151\n"), nil, tt.withMinor, Out{&out, io.Discard})
		if got, _, _ := strings.Cut(out.String()[strings.Index(out.String(), "\n")+1:], "\n"); err != nil || n.WithMessages != tt.with || got != "991000000015151\t"+tt.want {
			t.Errorf("%q: %q, %+v, %v", tt.report, got, n, err)
		}
	}
}

var errBroken = errors.New("broken")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errBroken }

// What cannot be read or written is told.
func TestBroken(t *testing.T) {
	x := exceptions(t, "CEF_1_5::bib::1|991000000015151|||Validation Error|SEVERE|x\n")
	rows := func(out Out) error {
		_, err := x.Rows(table(t, "Network Id\n991000000025151\n"), nil, false, out)
		return err
	}
	_, errReference := CrossReferences{}.Read(iotest.ErrReader(errBroken), "xref", nil)
	_, errRejecting := CrossReferences{}.Read(iotest.ErrReader(errBroken), "xref", bibreport.NewRejects(io.Discard).Take)
	_, errReport := new(Exceptions).Read(iotest.ErrReader(errBroken), "r", bibreport.NewRejects(io.Discard).Take)
	refuse := func(*tsv.Error, string) error { return errBroken }
	_, errOld := new(Exceptions).Read(strings.NewReader(strings.Repeat("x\n", 7)+"5\t1001\t991000000015151\t2\tx\tCRITICAL\n"), "r", refuse)
	full := bibreport.NewRejects(failing{})
	_, errTake := new(Exceptions).Read(strings.NewReader("x|\n"), "r", full.Take)
	for what, err := range map[string]error{
		"rows":                            rows(Out{failing{}, io.Discard}),
		"unmatched":                       rows(Out{io.Discard, failing{}}),
		"kinds":                           x.WriteTallies(failing{}, io.Discard),
		"libraries":                       x.WriteTallies(io.Discard, failing{}),
		"a reference":                     errReference,
		"a reference, with rejects":       errRejecting,
		"a report, with rejects":          errReport,
		"a damaged line behind a heading": errOld,
		"rejects":                         cmp.Or(errTake, full.Flush()),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v, want %v", what, err, errBroken)
		}
	}
	for in, want := range map[string]string{
		"Network Id\n7\n":                            `in:2: "7" is no MMS ID, which has 8 to 19 digits`,
		"Network Id\tx\n991000000015151\n":           "in:2: 1 field, but the header has 2",
		"x\n":                                        `in:1: no column "Network Id"; there are: x`,
		"Network Id\tMessages\tmessages\n":           `in:1: two columns "Messages"; rename or delete one`,
		"Network Id\tAction\tAction\n":               `in:1: two columns "Action"; rename or delete one`,
		"Network Id\tIncoming 035a\tincoming 035A\n": `in:1: two columns "Incoming 035a"; rename or delete one`,
	} {
		if _, err := x.Rows(table(t, in), nil, false, Out{io.Discard, io.Discard}); err == nil || err.Error() != want {
			t.Errorf("rows of %q: %v; want %s", in, err, want)
		}
	}
}

// A report tells its lines, or what it is instead, with the line.
func TestRead(t *testing.T) {
	const (
		good    = "CEF_1_5::bib::1|991000000015151|||Validation Error|SEVERE|x\n"
		heading = "1\n\n3\n4\ta\tb\tc\td\te\n5\nAlma OCN\tStaging OCN\tMMS ID\tException Count\tDescription\tSeverity\n"
		old     = "5\t1001\t991000000015151\t2\tRecord is sparse.\tCRITICAL\n"
	)
	for _, tt := range []struct {
		what, report string
		lines        int
		err          string
	}{
		{"empty", "", 0, ""},
		{"blank lines", "\n \n\u00a0\n", 0, ""},
		{"two lines", good + "\n" + good, 2, ""},
		{"a damaged line", good + "CEF|x\n", 0, "r:2: 2 fields, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"a damaged first line", "CEF|x\n" + good, 0, "r:1: 2 fields, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"of former years", heading + old + "\n" + old, 2, ""},
		{"with a line of six fields in the heading", heading[:len(heading)-1] + "\n" + old, 1, ""},
		{"of former years, a line more", heading + "\n" + old, 1, ""},
		{"of former years, damaged", heading + old + "x\n", 0, "r:8: 1 field, want 6: Alma OCN, staging OCN, MMS ID, exception count, description, severity"},
		{"of former years, without an exception", heading, 0, ""},
		{"of former years, damaged at once", heading + "x\n" + old, 0, "r:1: 1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"of today in the sixth line", strings.Repeat("x\n", 5) + good, 0, "r:1: 1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"six lines of another file", strings.Repeat("x\n", 6), 0, "r:1: 1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"seven lines of another file", strings.Repeat("x\n", 7), 0, "r:1: 1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"another form in the seventh line", strings.Repeat("x\n", 6) + good, 0, "r:1: 1 field, want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"},
		{"a line that is too long", good + strings.Repeat("x", 2<<20), 0, "r:2: the line is longer than 1048576 bytes; is this the right file?"},
	} {
		var x Exceptions
		lines, err := x.Read(strings.NewReader(tt.report), "r", nil)
		if lines != tt.lines || err != nil && err.Error() != tt.err || (err == nil) != (tt.err == "") {
			t.Errorf("%s: %d lines, %v; want %d, %s", tt.what, lines, err, tt.lines, tt.err)
		}
		if err == nil && len(x.IDs()) != lines {
			t.Errorf("%s: the records %v of %d lines", tt.what, x.IDs(), lines)
		}
	}
	// A report does not spoil the next, nor what was read before it.
	x := exceptions(t, good, heading+old, good)
	if len(x.all) != 3 || x.all[1].line != 7 || x.all[1].file != "2.txt" || x.all[1].symbol != "" || x.all[2].symbol != "CEF" || x.all[2].before != x.all[1] {
		t.Errorf("%+v", x.all)
	}
	x = exceptions(t, "CEF_1_5::bib::1|991000000015151|||Validation Error|SEVERE|caf\xe9\t1\n")
	if got := x.all[0].text; got != "caf\uFFFD 1" {
		t.Errorf("text %q", got)
	}
}

// Where lines are rejected, a report never ends the reading: each line is an
// exception, a reject, or part of the heading of former years.
func TestReadRejects(t *testing.T) {
	const (
		good    = "CEF_1_5::bib::1|991000000015151|||Validation Error|SEVERE|x\n"
		heading = "1\n\n3\n4\ta\tb\tc\td\te\n5\nAlma OCN\tStaging OCN\tMMS ID\tException Count\tDescription\tSeverity\n"
		old     = "5\t1001\t991000000015151\t2\tRecord is sparse.\tCRITICAL\n"
		want7   = ", want 7: job id, MMS ID, number sent, OCLC number, type, severity, text"
		want6   = ", want 6: Alma OCN, staging OCN, MMS ID, exception count, description, severity"
	)
	for _, tt := range []struct {
		what, report string
		exceptions   int
		rejects      string // LINE REASON, and the text where it matters
	}{
		{"empty", "", 0, ""},
		{"a damaged line", good + "CEF|x\n\n" + good, 2, "2 2 fields" + want7},
		{"a damaged first line", "CEF|x\n" + good + "y\n", 1, "1 2 fields" + want7 + "\n3 1 field" + want7},
		{"a first line cut short, which might be a heading", "CEF_1\n" + good + old + good, 2, "1 1 field" + want7 + "\n3 1 field" + want7},
		{"seven of them", strings.Repeat("CEF_1\n", 7) + good, 1, "1 1 field" + want7 + strings.Repeat("\nN 1 field"+want7, 6)},
		{"a damaged first line, which is no heading", "CEF|x\n\n\n\n\n\n" + old, 0, "1 2 fields" + want7 + "\n7 1 field" + want7},
		{"of former years", heading + old + "x\n" + old, 2, "8 1 field" + want6},
		{"of former years, damaged at once", heading + "x\ny\tz\n" + old + good, 1, "7 1 field" + want6 + "\n8 2 fields" + want6 + "\n10 1 field" + want6},
		{"of former years, without an exception", heading, 0, ""},
		{"of former years, with nothing but a damaged one", heading + "x\n", 0, "7 1 field" + want6},
		{"a bib processing report", "CEF_1_2::bib::1|991000000015151|5|7|match\n", 0,
			"1 this is a bib processing report; take OCLC's bib exception report, and give this one to bibmerge"},
		{"words", "x\ny\n", 0, "1 1 field" + want7 + "\n2 1 field" + want7},
		{"a line that is too long", good + strings.Repeat("x", 2<<20) + "\n" + good, 1,
			"2 the line is longer than 1048576 bytes; is this the right file? (from here on the file was not read)"},
	} {
		var x Exceptions
		var got []string
		n, err := x.Read(strings.NewReader(tt.report), "r", func(why *tsv.Error, line string) error {
			number := fmt.Sprint(why.Line)
			if tt.what == "seven of them" && why.Line > 1 {
				number = "N"
			}
			if why.File != "r" || line == "" && !strings.Contains(tt.what, "too long") || line != "" && strings.Split(tt.report, "\n")[why.Line-1] != line {
				t.Errorf("%s: %s:%d %q", tt.what, why.File, why.Line, line)
			}
			got = append(got, number+" "+why.Err.Error())
			return nil
		})
		if n != tt.exceptions || len(x.all) != n || err != nil || strings.Join(got, "\n") != tt.rejects {
			t.Errorf("%s: %d exceptions, %v, rejects\n%s\nwant %d\n%s", tt.what, n, err, strings.Join(got, "\n"), tt.exceptions, tt.rejects)
		}
	}
}

// The lines that cannot be read are a table, the first of them told.
func TestRejects(t *testing.T) {
	var out strings.Builder
	rejects := bibreport.NewRejects(&out)
	x := make(CrossReferences)
	n, err := x.Read(strings.NewReader("y\n991000000015151\t9\n"+strings.Repeat("é", 1001)+"\n"), "a\tb.unresxref", rejects.Take)
	if n != 1 || err != nil || rejects.Flush() != nil || rejects.N != 2 || len(x) != 1 {
		t.Errorf("%d references, %v, %d rejects, %v", n, err, rejects.N, x)
	}
	const why = "this is no line of a cross-reference report: MMS ID, TAB, OCLC number"
	want := "File\tLine\tReason\tText\na b.unresxref\t1\t" + why + "\ty\na b.unresxref\t3\t" + why + "\t" + strings.Repeat("é", 1000) + "…\n"
	if out.String() != want || rejects.First.Error() != "a\tb.unresxref:1: "+why {
		t.Errorf("%v\n%swant\n%s", rejects.First, out.String(), want)
	}
	if n, err := x.Read(strings.NewReader("x\t9\n"), "xref", rejects.Take); n != 0 || err != nil || rejects.N != 2 {
		t.Errorf("a report without a reference: %d, %v, %d rejects", n, err, rejects.N)
	}
}

func TestReadCrossReferences(t *testing.T) {
	const id, unresolved = "991000000015151", "x.BibUnresolvedCrossRefReport.txt"
	for _, tt := range []struct {
		name, report string
		want         string // the number of id
		err          string
	}{
		{unresolved, id + "\t1390150001\n", "1390150001", ""},
		{"UNRESXREFRPT", " " + id + "\t(OCoLC)ocm0009 \r\n", "9", ""},
		{"dir/unresxrefrpt", id + "\t9\n\n" + id + "\t10\n", "10", ""},
		{"unresolved/xrefrpt", id + "\t9\n", "", ""}, // the name of a folder
		{"BibCrossRefReport", id + "\t9\n", "", ""},
		{unresolved, "", "", ""},
		{unresolved, id + "\t\nx\t9\n" + id + "\t9\n", "9", ""},
		{unresolved, "x\ty\nx\t9\n", "", "NAME:2: no line of the file has an MMS ID, TAB, and an OCLC number; is this a cross-reference report?"},
		{unresolved, id + "\tx\n", "", "NAME:1: no line of the file has an MMS ID, TAB, and an OCLC number; is this a cross-reference report?"},
		{unresolved, id + "\t9\nx\n", "9", "NAME:2: this is no line of a cross-reference report: MMS ID, TAB, OCLC number"},
		{unresolved, id + "\t9\t9\n", "", "NAME:1: this is no line of a cross-reference report: MMS ID, TAB, OCLC number"},
		{unresolved, "CEF_1_5::bib::1|" + id + "|||Validation Error|SEVERE|x\n", "", "NAME:1: this is a bib exception report; give it with --exceptions"},
		{unresolved, id + "\t9\n" + strings.Repeat("x", 2<<20), "9", "NAME:2: the line is longer than 1048576 bytes; is this the right file?"},
	} {
		x := make(CrossReferences)
		_, err := x.Read(strings.NewReader(tt.report), tt.name, nil)
		want := strings.Replace(tt.err, "NAME", tt.name, 1)
		if got := x[mms.ID(991000000015151)]; string(got) != tt.want || err != nil && err.Error() != want || (err == nil) != (want == "") {
			t.Errorf("%s: %.80q: %q, %v; want %q, %s", tt.name, tt.report, got, err, tt.want, want)
		}
	}
}
