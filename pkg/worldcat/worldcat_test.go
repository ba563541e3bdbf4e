package worldcat

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"testing"

	"datasync/pkg/marc"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// asked is answers as WorldCat gives them: "5>7 7>7 9>" are that 5 leads to 7,
// that 7 is current, and that 9 is unknown.
func asked(text string) *Answers {
	a := &Answers{asked: make(map[ocn.Number]answer)}
	for pair := range strings.FieldsSeq(text) {
		n, current, _ := strings.Cut(pair, ">")
		a.asked[ocn.Number(n)] = answer{current: ocn.Number(current)}
	}
	return a
}

func numbersOf(text string) (all []ocn.Number) {
	for n := range strings.FieldsSeq(text) {
		all = append(all, ocn.Number(n))
	}
	return all
}

func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		answers, old string // the new number is 7
		to           Route
		verdict      string
	}{
		{"7> 5>5", "5", Rematch, "new number unknown"},
		{"7>", "", Rematch, "new number unknown"},
		{"7>8 5>8", "5", Stale, "new number is now 8"},
		{"7>8", "", Stale, "new number is now 8"},
		{"7>8 5>7", "5", Stale, "new number is now 8"},
		{"7>7", "", First, "first number"},
		{"7>7 5>7", "5", Merge, "merge"},
		{"7>7 5>7 6>7", "5 6", Merge, "merge"},
		{"7>7 5>7", "7 5", Merge, "merge"},
		{"7>7", "7", Merge, "merge"},
		{"7>7 5>5", "5", Rematch, "other record: 5 still exists"},
		{"7>7 5>7 6>6", "5 6", Rematch, "other record: 6 still exists"},
		{"7>7 6>6", "7 6", Rematch, "other record: 6 still exists"},
		{"7>7 4>9 5>5 6>6", "4 5 6", Rematch, "other record: 5 still exists"},
		{"7>7 5>9", "5", Rematch, "5 is now 9"},
		{"7>7 4> 5>9", "4 5", Rematch, "5 is now 9"},
		{"7>7 5>", "5", Rematch, "old number gone"},
		{"7>7 5>7 6>", "5 6", Rematch, "old number gone"},
	} {
		change := Change{"7", numbersOf(tt.old)}
		if to, verdict, err := change.Decide(asked(tt.answers)); to != tt.to || verdict.Text != tt.verdict || err != nil {
			t.Errorf("old %q, %s: route %d, %q, %v; want %d, %q", tt.old, tt.answers, to, verdict.Text, err, tt.to, tt.verdict)
		}
	}
	for _, tt := range []struct{ answers, old, lacks string }{
		{"5>5", "5", "7"},
		{"7>", "5", "5"}, // although the new one alone would do
		{"7>7 5>7", "5 6", "6"},
	} {
		_, _, err := Change{"7", numbersOf(tt.old)}.Decide(asked(tt.answers))
		if want := "the current number of " + tt.lacks + " is not known; run ocncurrent"; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("old %q, %s: %v, want %s", tt.old, tt.answers, err, want)
		}
	}
}

// The kind of a verdict is what it says, whatever the numbers.
func TestKinds(t *testing.T) {
	for _, tt := range []struct{ answers, old, kind, text string }{
		{"7>", "", "new number unknown", "new number unknown"},
		{"7>8", "", "new number is now N", "new number is now 8"},
		{"7>7", "", "first number", "first number"},
		{"7>7 5>7", "5", "merge", "merge"},
		{"7>7 5>5", "5", "other record: N still exists", "other record: 5 still exists"},
		{"7>7 5>9", "5", "N is now M", "5 is now 9"},
		{"7>7 5>", "5", "old number gone", "old number gone"},
	} {
		_, verdict, err := Change{"7", numbersOf(tt.old)}.Decide(asked(tt.answers))
		if want := (Verdict{tt.kind, tt.text}); verdict != want || err != nil {
			t.Errorf("old %q, %s: %+v, %v; want %+v", tt.old, tt.answers, verdict, err, want)
		}
	}
}

func TestCurrent(t *testing.T) {
	for _, tt := range []struct {
		asked, merged string // merged: "5>7" is that a file has 5 merged into 7
		n, want       ocn.Number
		err           string
	}{
		{"5>6", "", "5", "6", ""},
		{"", "5>7", "5", "7", ""},
		{"", "5>7", "7", "7", ""},
		{"", "5>7 7>8", "5", "8", ""},
		{"", "5>7 5>8 7>8", "5", "8", ""},
		{"5>5", "5>7", "5", "7", ""}, // asked before the merge
		{"5>6", "6>7", "5", "7", ""},
		{"5>", "5>7", "5", "7", ""},
		{"5>", "", "5", "", ""},
		{"5>", "4>7", "5", "", ""},
		{"", "4>7", "5", "", "the current number of 5 is not known"},
		{"", "5>7 7>5", "5", "", "merged into a record that was merged into it; leave out the older file"},
		{"", "5>7 5>8", "5", "", "5 was merged into both 7 and 8; leave out the older file"},
	} {
		a := asked(tt.asked)
		a.merged = make(map[ocn.Number][]ocn.Number)
		for pair := range strings.FieldsSeq(tt.merged) {
			n, current, _ := strings.Cut(pair, ">")
			a.merged[ocn.Number(n)] = append(a.merged[ocn.Number(n)], ocn.Number(current))
			a.merged[ocn.Number(current)] = append(a.merged[ocn.Number(current)], []ocn.Number{}...)
		}
		got, err := a.Current(tt.n)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q, merged %q: Current(%s) = %q, %v; want %q, %q", tt.asked, tt.merged, tt.n, got, err, tt.want, tt.err)
		}
	}
}

// TestRows puts random rows through: each comes out once, with its verdict, and
// without tables of their own all stay in order.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	pick := func(of ...string) string { return of[random.Intn(len(of))] }
	for range 300 {
		answers := asked("1>1 2>3 3>3 4> 5>5 6>7 7>7 8>9 9>9")
		number := func() string { return pick("1", "2", "3", "4", "5", "6", "7", "8", "9") }
		table := "Row\tExisting 035a\tIncoming 035a\tAction\tOCLC Control Number (035a)\tReason\n"
		rows := random.Intn(30)
		for i := range rows {
			table += fmt.Sprintf("%d\t%s\t%s\t%s\t%s\t%s\n", i, pick("", number(), "x"), pick("", number(), number()), pick("match", "unresolved"),
				pick("", number(), number()+"; "+number(), "(DLC)1", "2000#"), pick("", "a reason"))
		}
		run := func(rematch, stale *bytes.Buffer) (Count, string) {
			in, err := tsv.NewReader(strings.NewReader(table), "in")
			if err != nil {
				t.Fatal(err)
			}
			var keep bytes.Buffer
			out := Out{Keep: &keep}
			if rematch != nil {
				out.Rematch, out.Stale = rematch, stale
			}
			n, err := Rows(in, answers, out)
			if err != nil {
				t.Fatal(err)
			}
			return n, keep.String()
		}
		var rematch, stale bytes.Buffer
		n, keep := run(&rematch, &stale)
		lines := func(s string) int { return strings.Count(s, "\n") - 1 }
		if n.Rows() != rows || lines(rematch.String()) != n.Rematch || lines(stale.String()) != n.Stale || lines(keep) != n.Merge+n.First+n.NotAsked {
			t.Fatalf("%d rows: %+v\n%s\n%s\n%s", rows, n, keep, rematch.String(), stale.String())
		}
		seen := make(map[string]bool)
		for _, row := range strings.Split(keep+rematch.String()+stale.String(), "\n") {
			at, _, _ := strings.Cut(row, "\t")
			if at != "" && at != "Row" && seen[at] {
				t.Fatalf("row %s came out twice", at)
			}
			seen[at] = true
		}
		again, all := run(nil, nil)
		if again != n || lines(all) != rows {
			t.Fatalf("%+v, want %+v\n%s", again, n, all)
		}
		for i, row := range strings.Split(strings.TrimSuffix(all, "\n"), "\n")[1:] {
			if !strings.HasPrefix(row, fmt.Sprintf("%d\t", i)) {
				t.Fatalf("row %d is %q", i, row)
			}
		}
	}
}

// Each row goes where its verdict sends it, and the reason tells why.
func TestRoutes(t *testing.T) {
	const header = "Row\tIncoming 035a\tAction\tExisting 035a\tOCLC Control Number (035a)\tReason\tWorldCat\tWorldCat verdict\n"
	answers := asked("7>7 5>7 6>6 8>9 9>9 4>")
	in, err := tsv.NewReader(strings.NewReader("Row\tIncoming 035a\tAction\tExisting 035a\tOCLC Control Number (035a)\tReason\n"+
		"a\t7\tmatch\t6\t5\tx\n"+ // the number of today counts
		"b\t7\tmatch\t6\t(DLC)1\tx\n"+ // else the one that was sent
		"c\t7\tmatch\t\t\t\n"+
		"d\t8\tmatch\t5\t\t\n"+
		"e\t7\tUnresolved\t5\t\t\n"+
		"f\tx\tmatch\t5\t\t\n"+
		"g\t7\tmatch\t5\t2000#\t\n"+
		"h\t7\tmatch\t2000#\t\t\n"+
		"i\t4\tmatch\t5\t\told\n"), "in")
	if err != nil {
		t.Fatal(err)
	}
	var keep, rematch, stale strings.Builder
	n, err := Rows(in, answers, Out{Keep: &keep, Rematch: &rematch, Stale: &stale})
	if err != nil || n != (Count{Merge: 1, First: 1, Rematch: 2, Stale: 1, NotAsked: 4}) {
		t.Errorf("%+v, %v", n, err)
	}
	for _, tt := range []struct{ got, want string }{
		{keep.String(), "a\t7\tmatch\t6\t5\tx\tmerge\tmerge\nc\t7\tmatch\t\t\t\tfirst number\tfirst number\ne\t7\tUnresolved\t5\t\t\t\t\nf\tx\tmatch\t5\t\t\t\t\n" +
			"g\t7\tmatch\t5\t2000#\t\t\t\nh\t7\tmatch\t2000#\t\t\t\t\n"},
		{rematch.String(), "b\t7\tmatch\t6\t(DLC)1\tWorldCat: other record: 6 still exists; x\tother record: 6 still exists\tother record: N still exists\n" +
			"i\t4\tmatch\t5\t\tWorldCat: new number unknown; old\tnew number unknown\tnew number unknown\n"},
		{stale.String(), "d\t8\tmatch\t5\t\tWorldCat: new number is now 9\tnew number is now 9\tnew number is now N\n"},
	} {
		if tt.got != header+tt.want {
			t.Errorf("got\n%swant\n%s", tt.got, header+tt.want)
		}
	}
	// A table without reasons has none; what stays keeps its own.
	for _, tt := range []struct{ in, want string }{
		{"Incoming 035a\tExisting 035a\n7\t6\n", "Incoming 035a\tExisting 035a\tWorldCat\tWorldCat verdict\n7\t6\tother record: 6 still exists\tother record: N still exists\n"},
		{"Incoming 035a\tExisting 035a\tReason\n7\t6\tx\n", "Incoming 035a\tExisting 035a\tReason\tWorldCat\tWorldCat verdict\n7\t6\tx\tother record: 6 still exists\tother record: N still exists\n"},
	} {
		in, err := tsv.NewReader(strings.NewReader(tt.in), "in")
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if _, err := Rows(in, answers, Out{Keep: &out}); err != nil || out.String() != tt.want {
			t.Errorf("%q, %v; want %q", out.String(), err, tt.want)
		}
	}
}

// The reason may stand in the first column.
func TestReasonFirst(t *testing.T) {
	in, err := tsv.NewReader(strings.NewReader("Reason\tIncoming 035a\tExisting 035a\nx\t7\t6\n"), "in")
	if err != nil {
		t.Fatal(err)
	}
	var rematch strings.Builder
	_, err = Rows(in, asked("7>7 6>6"), Out{Keep: io.Discard, Rematch: &rematch})
	if want := "\nWorldCat: other record: 6 still exists; x\t7\t6\tother record: 6 still exists\tother record: N still exists\n"; err != nil || !strings.HasSuffix(rematch.String(), want) {
		t.Errorf("%q, %v; want %q", rematch.String(), err, want)
	}
}

// What is for review already stands first, and the values below it under their names.
func TestBelowReview(t *testing.T) {
	const rowsIn = "Incoming 035a\tExisting 035a\tReason\n7\t6\tx\n7\t5\t\n"
	for _, tt := range []struct{ what, review, want string }{
		{
			"the same columns", "Incoming 035a\tExisting 035a\tReason\tWorldCat\tWorldCat verdict\n1\t2\ty\tmerge\tmerge\n",
			"Incoming 035a\tExisting 035a\tReason\tWorldCat\tWorldCat verdict\n1\t2\ty\tmerge\tmerge\n" +
				"7\t6\tWorldCat: other record: 6 still exists; x\tother record: 6 still exists\tother record: N still exists\n",
		}, {
			"in another order, and others", "Note\treason\tExisting 035a\nn\ty\t2\nm\t\t\n",
			"Note\treason\tExisting 035a\tIncoming 035a\tWorldCat\tWorldCat verdict\nn\ty\t2\t\t\t\nm\t\t\t\t\t\n" +
				"\tWorldCat: other record: 6 still exists; x\t6\t7\tother record: 6 still exists\tother record: N still exists\n",
		}, {
			"no row", "Existing 035a\n",
			"Existing 035a\tIncoming 035a\tReason\tWorldCat\tWorldCat verdict\n" +
				"6\t7\tWorldCat: other record: 6 still exists; x\tother record: 6 still exists\tother record: N still exists\n",
		},
	} {
		in, err := tsv.NewReader(strings.NewReader(rowsIn), "in")
		review, errReview := tsv.NewReader(strings.NewReader(tt.review), "review")
		if err != nil || errReview != nil {
			t.Fatal(err, errReview)
		}
		var rematch strings.Builder
		n, err := Rows(in, asked("7>7 6>6 5>7"), Out{Keep: io.Discard, Rematch: &rematch, Review: review})
		if want := (Count{Merge: 1, Rematch: 1, Before: strings.Count(tt.review, "\n") - 1}); err != nil || rematch.String() != tt.want || n != want {
			t.Errorf("%s: %+v, %v\n%swant\n%s", tt.what, n, err, rematch.String(), tt.want)
		}
	}
	for review, want := range map[string]string{
		"Reason\tx\n1\n":       "review:2: 1 field, but the header has 2",
		"Reason\treason\n":     `review:1: two columns "Reason"; rename or delete one`,
		"Reason\tx\tX\n1\t2\n": "review:2: 2 fields, but the header has 3",
	} {
		in, err := tsv.NewReader(strings.NewReader(rowsIn), "in")
		table, errReview := tsv.NewReader(strings.NewReader(review), "review")
		if err != nil || errReview != nil {
			t.Fatal(err, errReview)
		}
		if _, err := Rows(in, asked("7>7 6>6 5>7"), Out{Keep: io.Discard, Rematch: io.Discard, Review: table}); err == nil || err.Error() != want {
			t.Errorf("%q: %v; want %s", review, err, want)
		}
	}
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

// What cannot be read, asked or written is told.
func TestRowsFail(t *testing.T) {
	full := errors.New("full")
	for _, tt := range []struct {
		in  string
		out Out
		err string
	}{
		{"x\n", Out{Keep: io.Discard}, `in:1: no column "Incoming 035a"; there are: x`},
		{"Incoming 035a\tReason\treason\n", Out{Keep: io.Discard}, `in:1: two columns "Reason"; rename or delete one`},
		{"Incoming 035a\tWorldCat\tWorldCat\n", Out{Keep: io.Discard}, `in:1: two columns "WorldCat"; rename or delete one`},
		{"Incoming 035a\n7\n7\t\n", Out{Keep: io.Discard}, "in:3: 2 fields, but the header has 1"},
		{"Incoming 035a\n7\n77\n", Out{Keep: io.Discard}, "in:3: the current number of 77 is not known; run ocncurrent on this table, and give what it writes with --current"},
		{"Incoming 035a\tExisting 035a\n7\t77\n", Out{Keep: io.Discard}, "in:2: the current number of 77 is not known; run ocncurrent on this table, and give what it writes with --current"},
		{"Incoming 035a\n7\n", Out{Keep: failing{full}}, "full"},
		{"Incoming 035a\n4\n", Out{Keep: io.Discard, Rematch: failing{full}}, "full"},
		{"Incoming 035a\n8\n", Out{Keep: io.Discard, Stale: failing{full}}, "full"},
	} {
		in, err := tsv.NewReader(strings.NewReader(tt.in), "in")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Rows(in, asked("7>7 4> 8>9"), tt.out); err == nil || err.Error() != tt.err {
			t.Errorf("rows of %q: %v; want %s", tt.in, err, tt.err)
		}
	}
}

// Of two answers the later one counts, of two of one moment the last.
func TestAdd(t *testing.T) {
	const header = "OCLC number\tCurrent\tFetched\n"
	for _, tt := range []struct {
		tables []string
		want   string // of 5, or the error
	}{
		{[]string{header + "5\t7\t2025-05-02\n(OCoLC)5\t8\t2025-05-01\n"}, "7"},
		{[]string{header + "5\t7\t2025-05-01\n", header + "5\t8\t2025-05-02\n"}, "8"},
		{[]string{header + "5\t7\t2025-05-01\n5\t8\t2025-05-01\n"}, "8"},
		{[]string{"OCLC number\tCurrent\n5\t7\n5\t\u00a0\n"}, ""},
		{[]string{header + "5\t\t\n6\t7\t\n"}, ""},
		{[]string{header + "5\tx\t\n"}, `table:2: "x" is no OCLC number; take the table as ocncurrent wrote it`},
		{[]string{header + "\t7\t\n"}, `table:2: "" is no OCLC number; take the table as ocncurrent wrote it`},
		{[]string{"OCLC number\tx\n"}, `table:1: no column "Current"; there are: OCLC number, x`},
	} {
		var a Answers
		var err error
		for _, text := range tt.tables {
			in, e := table.NewReader(strings.NewReader(text), "table")
			if e == nil {
				e = a.Add(in)
			}
			err = cmp.Or(err, e)
		}
		got := ""
		if err != nil {
			got = err.Error()
		} else if n, err := a.Current("5"); err != nil {
			t.Error(err)
		} else {
			got = string(n)
		}
		if got != tt.want {
			t.Errorf("%q: %q, want %q", tt.tables, got, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	field := func(tag string, subfields ...string) marc.Field {
		return marc.Field{Tag: tag, Data: "  \x1F" + strings.Join(subfields, "\x1F")}
	}
	control := marc.Field{Tag: "001", Data: "ocm00000007 "}
	for _, tt := range []struct {
		what    string
		fields  []marc.Field
		current ocn.Number
		merged  string
		err     string
	}{
		{"as OCLC has it", []marc.Field{control, field("019", "a5", "a6"), field("035", "a(OCoLC)7", "z(OCoLC)5", "z(OCoLC)6")}, "7", "5 6", ""},
		{"001 alone", []marc.Field{control}, "7", "", ""},
		{"035 alone", []marc.Field{field("035", "a(OCoLC)7", "z(OCoLC)5"), field("035", "a(DLC)8", "z(DLC)9")}, "7", "5", ""},
		{"other subfields", []marc.Field{control, field("019", "b5"), field("035", "b6")}, "7", "", ""},
		{"no number", []marc.Field{{Tag: "001", Data: "991000000015151"}}, "", "", "there is no OCLC number in 001 or 035 $a"},
		{"two numbers", []marc.Field{control, field("035", "a(OCoLC)8")}, "", "", "001 and 035 $a have the OCLC numbers 7 and 8"},
	} {
		current, merged, err := numbers(tt.fields)
		if current != tt.current || fmt.Sprint(merged) != fmt.Sprint(numbersOf(tt.merged)) || err != nil && (tt.err == "" || !strings.HasPrefix(err.Error(), tt.err)) || err == nil && tt.err != "" {
			t.Errorf("%s: %q, %v, %v; want %q, %s, %q", tt.what, current, merged, err, tt.current, tt.merged, tt.err)
		}
	}
}

// FuzzAddMerges reads anything as a file of merges: each number of it has a
// current one, which is its own, or an error says why not.
func FuzzAddMerges(f *testing.F) {
	const merge = "00093nam a2200061   4500001000200000019000600002035002300008\x1E7\x1E  \x1Fa5\x1E  \x1Fa(OCoLC)7\x1Fz(OCoLC)6\x1E\x1D"
	var a Answers
	err := a.AddMerges(strings.NewReader(merge+strings.ReplaceAll(merge, "(OCoLC)6", "(OCoLC)7")), "seed") // one that names itself too
	if current, e := a.Current("7"); err != nil || len(a.merged) != 3 || current != "7" || e != nil {
		f.Fatalf("%v, %v; 7 is now %s, %v", a.merged, err, current, e)
	}
	f.Add(merge)
	f.Fuzz(func(t *testing.T, file string) {
		var a Answers
		_ = a.AddMerges(strings.NewReader(file), "fuzz")
		for n := range a.merged {
			current, err := a.Current(n)
			if err != nil {
				continue
			}
			if again, err := a.Current(current); again != current || err != nil {
				t.Fatalf("%s is now %s, which is now %s, %v", n, current, again, err)
			}
		}
	})
}
