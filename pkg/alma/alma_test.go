package alma

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// tables opens texts as tables, called 1.tsv and so on.
func tables(t testing.TB, texts ...string) []*tsv.Reader {
	t.Helper()
	var all []*tsv.Reader
	for i, text := range texts {
		in, err := tsv.NewReader(strings.NewReader(text), fmt.Sprintf("%d.tsv", i+1))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, in)
	}
	return all
}

func TestSet(t *testing.T) {
	const head = "Network Id\tincoming 035A\tAction\n"
	for _, tt := range []struct {
		column string
		texts  []string
		want   string // or the error
		n      SetCount
	}{
		{"Network Id", []string{head}, "H\n", SetCount{}},
		{"Network Id", []string{head + "'991000000015151 \t7\tmatch\n991000000025151\t\t\n", head + "991000000015151\t8\t\n"},
			"H\n991000000015151\n991000000025151\n", SetCount{2, 1}},
		{"network id", []string{head + "9.91E+14\t7\t\n"}, "1.tsv:2: 9.91E+14 is an MMS ID cut short", SetCount{}},
		{"Network Id", []string{head, head + "\t7\t\n"}, "2.tsv:2: there is no MMS ID", SetCount{}},
		{"Incoming 035a", []string{head + "991000000015151\t(OCoLC)0007\t\n991000000025151\t7\t\n991000000025151\t70\t\n"}, "H\n7\n70\n", SetCount{2, 1}},
		{"Incoming 035a", []string{head + "991000000015151\t1.52e9\t\n"}, `1.tsv:2: "1.52e9" in column "Incoming 035a" is no OCLC number`, SetCount{}},
		{"Incoming 035a", []string{head + "991000000015151\t\t\n"}, `1.tsv:2: "" in column "Incoming 035a" is no OCLC number`, SetCount{}},
		{"Action", []string{head + "\t\t match\n\t\tcreate\n\t\tmatch\n"}, "H\nmatch\ncreate\n", SetCount{2, 1}},
		{"Action", []string{head + "991000000015151\t7\t\u00a0\n"}, `1.tsv:2: there is nothing in column "Action"`, SetCount{}},
		{"MMS ID", []string{"MMS ID\n2200000001\n"}, "1.tsv:2:", SetCount{}},
		{"MMS ID", []string{head}, `1.tsv:1: no column "MMS ID"`, SetCount{}},
		{"mms  id", []string{"MMS ID\n'991000000015151\n991000000015151\n"}, "H\n991000000015151\n", SetCount{1, 1}},
		{"MMS ID", []string{"MMS ID\tNetwork Id\tNetwork Id\n991000000015151\t\t\n"}, "H\n991000000015151\n", SetCount{1, 0}},
		{"Network Id", []string{"Network Id\tnetwork id\n"}, `1.tsv:1: two columns "Network Id"; rename or delete one`, SetCount{}},
		{"Network Id", []string{head + "991000000015151\n"}, "1.tsv:2: 1 field, but the header has 3", SetCount{}},
	} {
		var out bytes.Buffer
		n, err := Set(tables(t, tt.texts...), tt.column, "H", &out)
		if err != nil {
			if !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%s of %q: %v\nwant %s", tt.column, tt.texts, err, tt.want)
			}
			continue
		}
		if out.String() != tt.want || n != tt.n {
			t.Errorf("%s of %q: %q, %+v; want %q, %+v", tt.column, tt.texts, out.String(), n, tt.want, tt.n)
		}
	}
}

func TestImport(t *testing.T) {
	const head = "Network Id\tIncoming 035a\tOCLC Control Number (035a)\n"
	const head2 = "001\t035 $a\n"
	for _, tt := range []struct {
		what               string
		texts              []string
		importing, putBack string // or the error
		n                  ImportCount
	}{
		{"nothing", []string{head}, head2, head2, ImportCount{}},
		{"bare, each number once", []string{head + "991000000015151\t(OCoLC)0007\t(OCoLC)0005; 6;(DLC)9 | 5\n991000000025151\t8\t\n"},
			head2 + "991000000015151\t7\n991000000025151\t8\n", head2 + "991000000015151\t5\n991000000015151\t6\n", ImportCount{2, 0, 2}},
		{"a record again, in another table", []string{head + "991000000015151\t7\t5\n", head + "991000000015151\tocm7\t6, 5\n"},
			head2 + "991000000015151\t7\n", head2 + "991000000015151\t5\n991000000015151\t6\n", ImportCount{1, 1, 2}},
		{"two numbers", []string{head + "991000000015151\t7\t5\n991000000015151\t8\t5\n"},
			"1.tsv:3: record 991000000015151 has two incoming numbers, 7 and 8; leave one", "", ImportCount{}},
		{"no number", []string{head + "991000000015151\t0\t5\n"},
			`1.tsv:2: "0" in column "Incoming 035a" is no OCLC number; the record would lose its number`, "", ImportCount{}},
		{"an MMS ID for a number", []string{head + "991000000015151\t991000000015151\t5\n"},
			`1.tsv:2: "991000000015151" in column "Incoming 035a" is no OCLC number; the record would lose its number`, "", ImportCount{}},
		{"no record", []string{head + "\t7\t5\n"}, "1.tsv:2: there is no MMS ID", "", ImportCount{}},
		{"foreign values are left", []string{head + "991000000015151\t7\t(DLC)5\n"}, head2 + "991000000015151\t7\n", head2, ImportCount{1, 0, 0}},
		{"half a row", []string{head, head + "991000000015151\t7\n"}, "2.tsv:2: 2 fields, but the header has 3", "", ImportCount{}},
		{"no column to take back from", []string{"Network Id\tIncoming 035a\n"}, `1.tsv:1: no column "OCLC Control Number (035a)"; there are: Network Id, Incoming 035a`, "", ImportCount{}},
		{"what was verified", []string{"035 $a now\tNetwork Id\tIncoming 035a\tOCLC Control Number (035a)\n5; 6\t991000000015151\t7\t8\n"},
			head2 + "991000000015151\t7\n", head2 + "991000000015151\t5\n991000000015151\t6\n", ImportCount{1, 0, 2}},
		{"what was verified, in two columns", []string{"Network Id\tIncoming 035a\t035 $a now\t035 $A now\n"}, `1.tsv:1: two columns "035 $a now"; rename or delete one`, "", ImportCount{}},
		{"035 $a cannot be read", []string{head + "991000000015151\t7\t5; 2000#\n"},
			"1.tsv:2: record 991000000015151: 035 $a holds 2000#, which cannot be read; correct the record in Alma, or take it out of the table: its number could not be put back", "", ImportCount{}},
	} {
		var out, rollback bytes.Buffer
		n, err := Import(tables(t, tt.texts...), &out, &rollback)
		if err != nil {
			if err.Error() != tt.importing {
				t.Errorf("%s: %v\nwant %s", tt.what, err, tt.importing)
			}
			continue
		}
		if out.String() != tt.importing || rollback.String() != tt.putBack || n != tt.n {
			t.Errorf("%s: %q, %q, %+v; want %q, %q, %+v", tt.what, out.String(), rollback.String(), n, tt.importing, tt.putBack, tt.n)
		}
	}
}

// Without a rollback nobody needs to know what 035 $a holds.
func TestImportWithoutRollback(t *testing.T) {
	for _, text := range []string{"Network Id\tIncoming 035a\n991000000015151\t7\n", "Network Id\tIncoming 035a\t" + column.Current + "\n991000000015151\t7\t#\n"} {
		var out bytes.Buffer
		n, err := Import(tables(t, text), &out, nil)
		if err != nil || out.String() != "001\t035 $a\n991000000015151\t7\n" || n != (ImportCount{Written: 1}) {
			t.Errorf("%q: %q, %+v, %v", text, out.String(), n, err)
		}
	}
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

// A full disk is told, by whichever file and at whichever row it shows.
func TestCannotBeWritten(t *testing.T) {
	full := errors.New("full")
	for _, rows := range []int{0, 1, 10_000} {
		var text strings.Builder
		text.WriteString("Network Id\tIncoming 035a\tOCLC Control Number (035a)\n")
		for i := range rows {
			fmt.Fprintf(&text, "99%08d5151\t7\t5\n", i)
		}
		texts := strings.ReplaceAll(strings.ReplaceAll(text.String(), "\t5\n", "\t5\t\n"), "(035a)\n", "(035a)\tOCLC Control Number (035z)\n")
		for what, err := range map[string]error{
			"set":          second(Set(tables(t, text.String()), column.NetworkID, "H", failing{full})),
			"import":       second(Import(tables(t, text.String()), failing{full}, io.Discard)),
			"rollback":     second(Import(tables(t, text.String()), io.Discard, failing{full})),
			"one step":     second(OneStep(tables(t, texts), failing{full}, io.Discard)),
			"its way back": second(OneStep(tables(t, texts), io.Discard, failing{full})),
		} {
			if err != full {
				t.Errorf("%s of %d rows: %v, want %v", what, rows, err, full)
			}
		}
		if rows > 0 { // MARC of none is an empty file
			for what, err := range map[string]error{
				"MARC":         second(MARC(tables(t, texts), 6, func() io.Writer { return failing{full} }, nil)),
				"its way back": second(MARC(tables(t, texts), 6, nil, func() io.Writer { return failing{full} })),
			} {
				if err != full {
					t.Errorf("%s of %d rows: %v, want %v", what, rows, err, full)
				}
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

func BenchmarkSet(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	text.WriteString("Network Id\n")
	for range 1_000_000 {
		fmt.Fprintf(&text, "99%09d5151\n", random.IntN(1e9))
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Set(tables(b, text.String()), column.NetworkID, column.MMSID, new(bytes.Buffer)); err != nil {
			b.Fatal(err)
		}
	}
}
