package alma

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/column"
	"datasync/pkg/marc"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// text is a field as a person reads it.
func (f Field) text() string {
	s := strings.Join(append([]string{""}, f.Cancelled...), " $z ")
	if f.Number != "" {
		s = "$a " + f.Number + s
	}
	return strings.TrimSpace(s)
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		what        string
		now, before Values
		want        string
	}{
		{"nothing before", Values{}, Values{}, "$a (OCoLC)7"},
		{"an old number", Values{Current: "5"}, Values{}, "$a (OCoLC)7 $z (OCoLC)5"},
		{"several, of $a first", Values{Current: "ocm0005; (OCoLC)6", Cancelled: "4 | 5, 3"}, Values{}, "$a (OCoLC)7 $z (OCoLC)5 $z (OCoLC)6 $z (OCoLC)4 $z (OCoLC)3"},
		{"the new one is there already", Values{Current: "5; 7", Cancelled: "(OCoLC)007"}, Values{}, "$a (OCoLC)7 $z (OCoLC)5"},
		{"other systems' 035 $a stay where they are", Values{Current: "(DLC)5; (OCoLC-M)6"}, Values{}, "$a (OCoLC)7"},
		{"what cannot be read, and other systems' 035 $z", Values{"5", "(DLC)1; 2000#; 4; 2000#", "a, b;c; 3358437; ; (DLC)1"}, Values{},
			"$a (OCoLC)7 $z (OCoLC)5 $z (OCoLC)4 $z 2000# $z (DLC)1 $z a, b;c $z 3358437"},
		{"the new number as another system's", Values{Other: "7; (OCoLC)7x"}, Values{}, "$a (OCoLC)7 $z 7 $z (OCoLC)7x"},
		{"now, and then before", Values{"5", "4", "x"}, Values{"6; 5", "3; 4; 7; 1#", "y; x"},
			"$a (OCoLC)7 $z (OCoLC)5 $z (OCoLC)4 $z (OCoLC)6 $z (OCoLC)3 $z x $z 1# $z y"},
	} {
		if got := New("7", tt.now, tt.before).text(); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.what, got, tt.want)
		}
	}
}

func TestOld(t *testing.T) {
	for _, tt := range []struct {
		what  string
		today Values
		want  string // the fields, joined by |
	}{
		{"no number", Values{}, ""},
		{"none of OCLC's", Values{"(DLC)5", "2000#; (DLC)6", "x"}, ""},
		{"one", Values{Current: "ocm005"}, "$a (OCoLC)5"},
		{"all of $z in the first", Values{"5; 6; 5", "4; 5; 2000#; (DLC)1", "a, b; (DLC)1"}, "$a (OCoLC)5 $z (OCoLC)4 $z (OCoLC)5 $z 2000# $z (DLC)1 $z a, b|$a (OCoLC)6"},
		{"in $z alone", Values{"(DLC)1", "4; 3; 2000#", ""}, "$z (OCoLC)4 $z (OCoLC)3 $z 2000#"},
	} {
		var got []string
		for _, f := range Old(tt.today) {
			got = append(got, f.text())
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.what, got, tt.want)
		}
	}
}

// A record with many numbers: minutes, were each compared with each.
func TestNewManyNumbers(t *testing.T) {
	if got := len(New("7", Values{Cancelled: numbers(50_000)}, Values{Cancelled: numbers(50_000)}).Cancelled); got != 50_000 {
		t.Errorf("%d numbers", got)
	}
}

// numbers is n OCLC numbers in a field.
func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d; ", 1_000_000_000+i)
	}
	return b.String()
}

const verified = "Network Id\tIncoming 035a\t035 $a now\t035 $z now\tOther 035z now\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tOther 035z\n"

// What several rows, in several tables, tell of a record is one: the order of the
// records is that of their first rows.
func TestChanges(t *testing.T) {
	const head = "Network Id\tIncoming 035a\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n"
	all, n, err := Changes(tables(t,
		head+"991000000015151\t7\t5\t4\n991000000025151\t8\t\t\n991000000015151\tocm7\t6\t\n",
		verified+"991000000035151\t9\t2\t\tx\t3\t1\ty\n991000000035151\t9\t\t2\t\t\t\t\n991000000025151\t8\t\t\t\t1\t\t\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	text := func(all iter.Seq[Record]) (s []string) {
		for r := range all {
			line := r.ID.String()
			for _, f := range r.Fields {
				line += " | " + f.text()
			}
			s = append(s, line)
		}
		return s
	}
	if got, want := text(records(all, Change.Gets)), []string{
		"991000000015151 | $a (OCoLC)7 $z (OCoLC)5 $z (OCoLC)6 $z (OCoLC)4",
		"991000000025151 | $a (OCoLC)8 $z (OCoLC)1",
		"991000000035151 | $a (OCoLC)9 $z (OCoLC)2 $z (OCoLC)3 $z (OCoLC)1 $z x $z y",
	}; !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got, want := text(records(all, Change.Had)), []string{
		"991000000015151 | $a (OCoLC)5 $z (OCoLC)4 | $a (OCoLC)6",
		"991000000035151 | $a (OCoLC)2 $z (OCoLC)2 $z x",
	}; !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if want := (ChangeCount{Written: 3, Repeated: 3, Without: 1}); n != want || n.TakeBack() != 2 {
		t.Errorf("%+v, want %+v", n, want)
	}
}

func TestChangesErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Network Id\tIncoming 035a\tOCLC Control Number (035a)\n", `1.tsv:1: no column "OCLC Control Number (035z)"; there are: Network Id, Incoming 035a, OCLC Control Number (035a)`},
		{"Network Id\t035 $a now\t035 $A now\n", `1.tsv:1: two columns "035 $a now"; rename or delete one`},
		{strings.Replace(verified, "035 $z now", "z", 1), `1.tsv:1: no column "035 $z now"; there are: `},
		{verified + "991000000015151\t7\t5#\t\t\t\t\t\n", "1.tsv:2: record 991000000015151: 035 $a holds 5#, which cannot be read; correct the record in Alma, or take it out of the table: its number could not be put back"},
		{verified + "991000000015151\t7\t\t\t\t\t\t\n991000000015151\t8\t\t\t\t\t\t\n", "1.tsv:3: record 991000000015151 has two incoming numbers, 7 and 8; leave one"},
		{verified + "991000000015151\tx\t\t\t\t\t\t\n", `1.tsv:2: "x" in column "Incoming 035a" is no OCLC number; the record would lose its number`},
		{verified + "1\t7\t\t\t\t\t\t\n", `1.tsv:2: "1" is no MMS ID, which has 8 to 19 digits`},
		{verified + "991000000015151\t7\t\t\t\t5#\t\t\n", ""}, // what it had before is gone: nothing can be done about it
	} {
		_, _, err := Changes(tables(t, tt.text))
		if (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: %v\nwant %s", tt.text, err, tt.want)
		}
	}
}

// What was written comes back, from MARC as it was and from columns in fields of one
// number, the first with all of $z.
func TestReadBack(t *testing.T) {
	text := "Network Id\tIncoming 035a\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n" +
		"991000000015151\t7\t5; 6\t4; x\n991000000025151\t8\t\t\n991000000035151\t9\t\t3\n"
	all, _, err := Changes(tables(t, text))
	if err != nil {
		t.Fatal(err)
	}
	var files, columns [2]strings.Builder
	next := func(i int) func() io.Writer { return func() io.Writer { return &files[i] } }
	if _, err := MARC(tables(t, text), 2, next(0), next(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := OneStep(tables(t, text), &columns[0], &columns[1]); err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]Record{slices.Collect(records(all, Change.Gets)), slices.Collect(records(all, Change.Had))} {
		var got []Record
		if err := ReadMARC(marc.NewReader(strings.NewReader(files[i].String()), "x.mrc"), func(r Record) error {
			got = append(got, r)
			return nil
		}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("MARC: %q, %v; want %q", got, err, want)
		}
		got = nil
		in := tables(t, columns[i].String())[0]
		c, err := FindColumns(in.Header())
		if err != nil {
			t.Fatal(err)
		}
		var id mms.ID
		err = in.Each(func() error { got = append(got, c.Record(id, in.Field)); return nil }, tsv.ID(column.Import001, &id))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("columns: %q, %v; want %q", got, err, want)
		}
	}
}

func TestReadMARCErrors(t *testing.T) {
	id := marc.Field{Tag: "001", Data: "991000000015151"}
	for _, tt := range []struct {
		fields []marc.Field
		want   string
	}{
		{[]marc.Field{id}, ""},
		{nil, "x.mrc: record 1: there is no MMS ID"},
		{[]marc.Field{{Tag: "035", Data: "  \x1Fa7"}}, "x.mrc: record 1: there is no MMS ID"},
		{[]marc.Field{{Tag: "001", Data: "7"}}, `x.mrc: record 1: "7" is no MMS ID, which has 8 to 19 digits`},
		{[]marc.Field{id, id}, `x.mrc: record 1: its field 001 "991000000015151" has no place in an import of OCLC numbers`},
		{[]marc.Field{id, {Tag: "245", Data: "  \x1Fax"}}, `x.mrc: record 1: its field 245 "  \x1fax" has no place in an import of OCLC numbers`},
		{[]marc.Field{id, {Tag: "035", Data: "  \x1Fa7\x1Fa8"}}, `x.mrc: record 1: its field 035 "  \x1fa7\x1fa8" has no place in an import of OCLC numbers`},
	} {
		var b strings.Builder
		w := marc.NewWriter(&b)
		if err := cmp.Or(w.Write(tt.fields...), w.Flush()); err != nil {
			t.Fatal(err)
		}
		err := ReadMARC(marc.NewReader(strings.NewReader(b.String()), "x.mrc"), func(Record) error { return nil })
		if (err == nil) != (tt.want == "") || err != nil && err.Error() != tt.want {
			t.Errorf("%q: %v, want %s", tt.fields, err, tt.want)
		}
	}
	stop := errors.New("stop")
	var b strings.Builder
	w := marc.NewWriter(&b)
	w.Write(id)
	w.Flush()
	if err := ReadMARC(marc.NewReader(strings.NewReader(b.String()), "x.mrc"), func(Record) error { return stop }); err != stop {
		t.Errorf("%v, want %v", err, stop)
	}
	if err := ReadMARC(marc.NewReader(strings.NewReader("x"), "x.mrc"), nil); err == nil || !strings.HasPrefix(err.Error(), "x.mrc: record 1: the file ends") {
		t.Errorf("a damaged file: %v", err)
	}
}

func TestFindColumns(t *testing.T) {
	for _, tt := range []struct {
		header, want string // the error
		columns      Columns
	}{
		{"001|035 $a", "", Columns{0, []int{1}, nil}},
		{"035 $z|035 $A|001|035 $a (2)|035 $z|035  $z (3)", "", Columns{2, []int{1, 3}, []int{0, 4, 5}}},
		{"035 $a|035 $z", `no columns "001" and "035 $a"; there are: 035 $a, 035 $z`, Columns{}},
		{"001|035 $z", `no columns "001" and "035 $a"; there are: 001, 035 $z`, Columns{}},
		{"001|001|035 $a", `column "001" has no place in an import of OCLC numbers`, Columns{}},
		{"001|035 $a|245 $a", `column "245 $a" has no place in an import of OCLC numbers`, Columns{}},
	} {
		c, err := FindColumns(strings.Split(tt.header, "|"))
		if (err == nil) != (tt.want == "") || err != nil && err.Error() != tt.want || err == nil && !reflect.DeepEqual(c, tt.columns) {
			t.Errorf("%s: %+v, %v; want %+v, %s", tt.header, c, err, tt.columns, tt.want)
		}
	}
}

// A record that MARC cannot hold is named; its columns can.
func TestTooLongForMARC(t *testing.T) {
	long := "Network Id\tIncoming 035a\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000015151\t7\t\t" + numbers(1000) + "\n"
	discard := func() io.Writer { return io.Discard }
	_, err := MARC(tables(t, long), 10, discard, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "record 991000000015151: its field 035 has 19") ||
		!strings.HasSuffix(err.Error(), " bytes, but MARC takes 9999; take it out of the table (of a run: decide \"do not change\" for it in a table with Network Id and Decision), and change it by hand in Alma") {
		t.Errorf("%v", err)
	}
	if _, err := MARC(tables(t, long), 10, nil, discard); err == nil {
		t.Error("the rollback is no shorter")
	}
	if _, err := OneStep(tables(t, long), io.Discard, io.Discard); err != nil {
		t.Error(err)
	}
	control := "Network Id\tIncoming 035a\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tOther 035z\n991000000015151\t7\t\t\tx\x1Fz\n"
	if _, err := MARC(tables(t, control), 10, discard, nil); err == nil || !strings.HasPrefix(err.Error(), `record 991000000015151: 035 $z holds "x\x1fz", with a control character`) {
		t.Errorf("%v", err)
	}
}

// table100k is a week of 100,000 records, each with two numbers of before.
func table100k() string {
	var text strings.Builder
	text.WriteString("Network Id\tIncoming 035a\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tOther 035z\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "99%09d5151\t%d\t(OCoLC)%d\t(OCoLC)ocm%08d\t\n", i, 1_000_000+i, 2_000_000+i, 3_000_000+i)
	}
	return text.String()
}

func BenchmarkMARC(b *testing.B) {
	text := table100k()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	discard := func() io.Writer { return io.Discard }
	for b.Loop() {
		if _, err := MARC(tables(b, text), 20_000, discard, discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOneStep(b *testing.B) {
	text := table100k()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := OneStep(tables(b, text), io.Discard, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
