package tsv

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"datasync/pkg/mms"
)

func read(in string) (header []string, rows [][]string, err error) {
	r, err := NewReader(strings.NewReader(in), "in.tsv")
	if err != nil {
		return nil, nil, err
	}
	for r.Scan() {
		rows = append(rows, slices.Clone(r.Row()))
	}
	return r.Header(), rows, r.Err()
}

func TestReader(t *testing.T) {
	for _, tt := range []struct{ in, want string }{ // fields joined by ",", rows by "/"
		{"A\tB\n1\t2\n", "A,B/1,2"},
		{"A\tB\n1\t2", "A,B/1,2"},
		{"\uFEFFA\tB\r\n1\t2\r\n", "A,B/1,2"},
		{"A\tB\n", "A,B"},
		{"A\tB", "A,B"},
		{"A\tB\n\t\n", "A,B/,"},
		{"A\n\n1\n", "A//1"},
		{"A\tB\n\"1\t=2\"\n", "A,B/\"1,=2\""},
		{"A\tB\n 007 \té\n", "A,B/ 007 ,é"},
		{"A\tB\na\rb\t2\n", "A,B/a b,2"},
		{"A\tB\n\t\b\b\b\b\b\b\b\b\n1234567\tÉÉÉÉ\bÉÉÉÉ\n12345678\t\n\t12345678\n", "A,B/,\b\b\b\b\b\b\b\b/1234567,ÉÉÉÉ\bÉÉÉÉ/12345678,/,12345678"}, // what differs from a TAB in one bit
		{"A\tB\na\x00b\t2\n", "A,B/a\x00b,2"},
	} {
		header, rows, err := read(tt.in)
		got := strings.Join(header, ",")
		for _, row := range rows {
			got += "/" + strings.Join(row, ",")
		}
		if err != nil || got != tt.want {
			t.Errorf("reading %q: %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestReaderErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "in.tsv:1: the file is empty; a header line of column names is wanted",
		"\uFEFF":                             "in.tsv:1: the file is empty; a header line of column names is wanted",
		"A\tB\n1\t2\n1\n":                    "in.tsv:3: 1 field, but the header has 2",
		"A\tB\n1\t2\t3\n":                    "in.tsv:2: 3 fields, but the header has 2",
		"A\tB\n1\t\t\n":                      "in.tsv:2: 3 fields, but the header has 2",
		"A\tB\n\n":                           "in.tsv:2: 1 field, but the header has 2",
		"A\tB\n1\tcaf\xe9\n":                 "in.tsv:2: the line is not UTF-8; save the file as UTF-8 and run again",
		"PK\x03\x04\x14\x00\x00sheet1.xml\n": "in.tsv:1: this is a workbook or a ZIP file; save the table as UTF-8 text with TABs between the columns",
		"PK\x03\x04\x14\x00\xff\n":           "in.tsv:1: this is a workbook or a ZIP file; save the table as UTF-8 text with TABs between the columns",
		"\x1F\x8B\x08\n":                     "in.tsv:1: this is a gzip file; unpack it",
		"\xFF\xFEA\x00\t\x00\n\x00":          "in.tsv:1: this is UTF-16, which spreadsheets call Unicode text; save the table as UTF-8 text with TABs between the columns",
		"\xFE\xFF\x00A\x00\n":                "in.tsv:1: this is UTF-16, which spreadsheets call Unicode text; save the table as UTF-8 text with TABs between the columns",
		"A\n\xFF\xFE\n":                      "in.tsv:2: the line is not UTF-8; save the file as UTF-8 and run again",
		"A\n" + long() + "\nB":               "in.tsv:2: the line is longer than 1048576 bytes; is this the right file?",
	} {
		if _, _, err := read(in); err == nil || err.Error() != want {
			t.Errorf("reading %.20q: %v; want %s", in, err, want)
		}
	}
}

func long() string { return strings.Repeat("x", 2<<20) }

// Names are compared as a person would.
func TestFind(t *testing.T) {
	for _, tt := range []struct {
		header string
		at     int
	}{
		{"OCLC Control Number (035a)", 0},
		{"x\toclc control NUMBER (035A)", 1},
		{"\u00a0OCLC\u00a0Control  Number\u00a0 (035a) ", 0},
		{"OCLC Control\nNumber\r\n(035a)", 0},
		{"OCLC Control Number(035a)", -1},
		{"OCLCControl Number (035a)", -1},
		{"OCLC Control\u200bNumber (035a)", -1},
		{"", -1},
	} {
		at, err := Find(strings.Split(tt.header, "\t"), "OCLC Control Number (035a)")
		if at != tt.at || err != nil {
			t.Errorf("Find in %q = %d, %v; want %d", tt.header, at, err, tt.at)
		}
	}
	if _, err := Find([]string{"MMS  ID", "mms\u00a0id"}, "MMS ID"); err == nil || err.Error() != `two columns "MMS ID"; rename or delete one` {
		t.Errorf("a doubled column: %v", err)
	}
}

// Who saved a table as CSV, or quoted, learns that and not which names there are.
func TestLocate(t *testing.T) {
	header := []string{"Network Id", "B", "b"}
	for _, tt := range []struct {
		name string
		want func(string, *int) Var
		at   int
		err  string
	}{
		{"network  id", Need, 0, ""},
		{"Network Id", May, 0, ""},
		{"A", May, -1, ""},
		{"A", Need, -1, `no column "A"; there are: Network Id, B, b`},
		{"B", Need, -1, `two columns "B"; rename or delete one`},
		{"B", May, -1, `two columns "B"; rename or delete one`},
	} {
		first, at := 7, 7
		err := Locate(header, May("network id", &first), tt.want(tt.name, &at))
		if first != 0 || at != tt.at || err != nil && err.Error() != tt.err || (err == nil) != (tt.err == "") {
			t.Errorf("%s: at %d and %d, %v; want 0 and %d, %s", tt.name, first, at, err, tt.at, tt.err)
		}
	}
}

// Scan sets what is bound, row by row, and stops at an MMS ID that is none.
func TestBind(t *testing.T) {
	r, err := NewReader(strings.NewReader("B\tMMS ID\ta\tC\tc\n1\t'99123456\t2\t\t\n\t99123457\t3\t\t\n4\t5\t6\t\t\n7\t99123458\t8\t\t\n"), "in.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var id, again mms.ID
	a, b, none := "old", "old", "old"
	if err := errors.Join(r.Bind(Text("A", &a), ID("mms id", &id)), r.Bind(MayText("B", &b), MayText("D", &none), ID("MMS ID", &again))); err != nil {
		t.Fatal(err)
	}
	var got []string
	for r.Scan() {
		got = append(got, strings.Join([]string{a, b, none, id.String(), again.String()}, ","))
		if len(got) == 2 { // as little of a row is split as is wanted, and all of it can be
			got = append(got, strings.Join(r.Row(), ","))
		}
	}
	if all := strings.Join(got, "/"); all != "2,1,,99123456,99123456/3,,,99123457,99123457/,99123457,3,," {
		t.Errorf("bound: %s", all)
	}
	if err := r.Err(); err == nil || err.Error() != `in.tsv:4: "5" is no MMS ID, which has 8 to 19 digits` {
		t.Errorf("a bad MMS ID: %v", err)
	}
	for _, tt := range []struct {
		v   Var
		err string
	}{
		{Text("D", &a), `in.tsv:1: no column "D"; there are: B, MMS ID, a, C, c`},
		{ID("D", &id), `in.tsv:1: no column "D"; there are: B, MMS ID, a, C, c`},
		{MayText("C", &a), `in.tsv:1: two columns "C"; rename or delete one`},
	} {
		if err := r.Bind(tt.v); err == nil || err.Error() != tt.err {
			t.Errorf("Bind: %v; want %s", err, tt.err)
		}
	}
}

func TestEach(t *testing.T) {
	for _, tt := range []struct{ table, column, want, err string }{
		{"a\tb\n1\t2\n3\t4\n", "b", "24", ""},
		{"a\tb\n1\t2\n", "a", "1", ""},
		{"b\n", "b", "", ""},
		{"a\n1\n", "b", "", `in.tsv:1: no column "b"; there are: a`},
		{"b\n1\n2\n2\t2\n3\n", "b", "12", "in.tsv:4: 2 fields, but the header has 1"},
		{"b\n1\nstop\n3\n", "b", "1", "stopped"},
	} {
		r, err := NewReader(strings.NewReader(tt.table), "in.tsv")
		if err != nil {
			t.Fatal(err)
		}
		var text, got string
		err = r.Each(func() error {
			if text == "stop" {
				return errors.New("stopped")
			}
			got += text
			return nil
		}, Text(tt.column, &text))
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
			t.Errorf("Each of %q: %q, %v; want %q, %s", tt.table, got, err, tt.want, tt.err)
		}
	}
}

func TestMissingColumn(t *testing.T) {
	const csv = `in.tsv:1: no column "Action": the header looks like CSV; save the table as text with TABs between the columns`
	const quoted = `in.tsv:1: no column "Action": names are in quotation marks, as LibreOffice Calc may write them; save the table as text with TABs and without quoting`
	for header, want := range map[string]string{
		"CEF_1_1::bib::1|99|1, 2||match": `in.tsv:1: no column "Action": this looks like a report of OCLC, not a table; run bibmerge on it first`,
		"Network Id,Action":              csv,
		`"Network Id","Action"`:          csv,
		"Network Id;Action":              csv,
		"\"Network Id\"\t\"Action\"":     quoted,
		"Network Id\t \"Action, now\"":   quoted,
		`"Action"`:                       quoted,
		"Network Id\tAct,ion;":           `in.tsv:1: no column "Action"; there are: Network Id, Act,ion;`,
		"Network Id":                     `in.tsv:1: no column "Action"; there are: Network Id`,
		"5\" disk":                       `in.tsv:1: no column "Action"; there are: 5" disk`,
	} {
		r, err := NewReader(strings.NewReader(header+"\n"), "in.tsv")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Bind(Need("Action", new(int))); err == nil || err.Error() != want {
			t.Errorf("header %q: %v; want %s", header, err, want)
		}
	}
}

func TestWriterReportsTheFirstError(t *testing.T) {
	broken := errors.New("disk full")
	w := NewWriter(failing{broken}, []string{"A"})
	for range bufferSize {
		if err := w.Write([]string{"value"}); err != nil {
			break
		}
	}
	if err := w.Flush(); !errors.Is(err, broken) {
		t.Errorf("Flush = %v, want %v", err, broken)
	}
	if err := w.Write([]string{"more"}); !errors.Is(err, broken) {
		t.Errorf("Write after an error = %v, want %v", err, broken)
	}
	w = NewWriter(&bytes.Buffer{}, []string{"A", "B"})
	if w.Write([]string{"1"}) == nil || w.Flush() == nil {
		t.Error("a row with too few fields was written")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestReaderReportsTheSource(t *testing.T) {
	if _, err := NewReader(iotest.ErrReader(errors.New("broken")), "x"); err == nil || err.Error() != "x:1: broken" {
		t.Errorf("NewReader of a broken source: %v", err)
	}
}

// A row is copied as it stands, whatever of it was looked at, under a header as long.
func TestCopy(t *testing.T) {
	for _, bound := range []string{"", "A", "B"} {
		r, err := NewReader(strings.NewReader("A\tB\tC\n1\t\t\"\n\ta\rb\t\n"), "in.tsv")
		if err != nil {
			t.Fatal(err)
		}
		var field string
		if err := r.Bind(MayText(bound, &field)); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w, short := NewWriter(&out, r.Header()), NewWriter(&bytes.Buffer{}, []string{"A"})
		for r.Scan() {
			if w.Copy(r) != nil || short.Copy(r) == nil {
				t.Error("the fields were not counted")
			}
		}
		if err := errors.Join(r.Err(), w.Flush()); err != nil || out.String() != "A\tB\tC\n1\t\t\"\n\ta b\t\n" {
			t.Errorf("copied as %q, %v", out.String(), err)
		}
	}
}

func TestMerge(t *testing.T) {
	m, err := NewMerge([]string{"A", "reason ", "B"}, "Reason", "New")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(m.Header, ","); got != "A,reason ,B,New" {
		t.Errorf("header %s", got)
	}
	if got := strings.Join(m.Row([]string{"1", "old", "3"}, "why", "4"), ","); got != "1,why,3,4" {
		t.Errorf("row %s", got)
	}
}

func TestMergeOfTwoOfAName(t *testing.T) {
	r, err := NewReader(strings.NewReader("A\ta \n"), "in.tsv")
	if err != nil {
		t.Fatal(err)
	}
	const want = `in.tsv:1: two columns "A"; rename or delete one`
	if m, err := r.Merge("B", "A"); m != nil || err == nil || err.Error() != want {
		t.Errorf("Merge: %v; want %s", err, want)
	}
}

// After an error, and at the end, nothing more is read.
func TestScanEnds(t *testing.T) {
	for _, in := range []string{"A\n1\t2\n3\n", "A\n"} {
		r, err := NewReader(strings.NewReader(in), "in.tsv")
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if r.Scan() {
				t.Errorf("%q: read %q", in, r.Row())
			}
		}
	}
}

// A flush with nothing to write writes nothing.
func TestFlush(t *testing.T) {
	var calls writes
	w := NewWriter(&calls, []string{"A"})
	for range 3 {
		if err := w.Flush(); err != nil || calls != 1 {
			t.Errorf("Flush: %v, %d writes", err, calls)
		}
	}
}

type writes int

func (w *writes) Write(p []byte) (int, error) {
	*w++
	return len(p), nil
}

func TestClean(t *testing.T) {
	if got := Clean("a\tb\r\nc\x00\"="); got != "a b  c\x00\"=" {
		t.Errorf("Clean = %q", got)
	}
}

// A table that can be read is written as it was, and read again it is the same.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{"", "A\tB\n1\t2\n", "A\n\n", "\uFEFFA\r\nb\r", "A\tB\n1\n", "A\n\xff\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		header, rows, err := read(in)
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := NewWriter(&out, header)
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		h, again, err := read(out.String())
		if strings.HasPrefix(header[0], "\uFEFF") { // a second mark would be taken for the first
			return
		}
		if err != nil || !slices.Equal(h, header) || !slices.EqualFunc(rows, again, slices.Equal) {
			t.Errorf("%q was written as %q", in, out.String())
		}
	})
}

func BenchmarkReader(b *testing.B) {
	in := "Network Id\tExisting\tIncoming\tAction\n" + strings.Repeat("991523164305151\t1520924209\t1520924209\tmatch\n", 100_000)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := NewReader(strings.NewReader(in), "in.tsv")
		if err != nil {
			b.Fatal(err)
		}
		for r.Scan() {
		}
		if r.Err() != nil {
			b.Fatal(r.Err())
		}
	}
}
