package workbook

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"datasync/pkg/tsv"
)

func TestRepeated(t *testing.T) {
	for _, tt := range []struct{ header, want string }{
		{"035 $z", "035 $z"},
		{"035 $z (2)", "035 $z"},
		{"035 $z (9)", "035 $z"},
		{"035 $z (10)", "035 $z"},
		{"035 $z (123)", "035 $z"},
		{"035 $z (1)", "035 $z (1)"}, // the first has no number
		{"035 $z (0)", "035 $z (0)"},
		{"035 $z (02)", "035 $z (02)"},
		{"035 $z (2) (3)", "035 $z (2)"},
		{"035 $z(2)", "035 $z(2)"},
		{"035 $z (2) ", "035 $z (2) "},
		{"OCLC Control Number (035a)", "OCLC Control Number (035a)"},
		{"(2)", "(2)"},
		{"", ""},
	} {
		if got := Repeated(tt.header); got != tt.want {
			t.Errorf("Repeated(%q) = %q, want %q", tt.header, got, tt.want)
		}
	}
}

func tableOf(t *testing.T, name, text string, columns ...Column) Table {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(text), name)
	if err != nil {
		t.Fatal(err)
	}
	if columns == nil {
		columns = All(in)
	}
	return Table{Rows: in, Columns: columns}
}

// The rows of tables come one below the other, each value under its header.
func TestJoin(t *testing.T) {
	for _, tt := range []struct {
		what   string
		tables []Table
		want   string // rows, values joined by ","
	}{
		{"one", []Table{tableOf(t, "a", "A\tB\n1\t2\n")}, "1,2"},
		{"two, and one without rows", []Table{tableOf(t, "a", "A\tB\n1\t2\n"), tableOf(t, "b", "a\tB\n"), tableOf(t, "c", "A\tB\n3\t4\n5\t6\n")}, "1,2 3,4 5,6"},
		{"the first without rows", []Table{tableOf(t, "a", "A\n"), tableOf(t, "b", "A\n1\n")}, "1"},
		{"none has rows", []Table{tableOf(t, "a", "A\n"), tableOf(t, "b", "A\n")}, ""},
		{"in another order", []Table{
			tableOf(t, "a", "A\tB\n1\t2\n", Column{Name: "B"}, Column{Name: "A", Header: "X"}),
			tableOf(t, "b", "C\tA\tB\n9\t1\t2\n", Column{Name: "B"}, Column{Name: "A", Header: "X"}),
		}, "2,1 2,1"},
		{"one lacks a column for people", []Table{
			tableOf(t, "a", "A\tNote\n1\tn\n", Column{Name: "Note", New: true}, Column{Name: "A"}),
			tableOf(t, "b", "A\n2\n", Column{Name: "Note", New: true}, Column{Name: "A"}),
		}, "n,1 ,2"},
	} {
		one, err := Join(tt.tables...)
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		var got []string
		for one.Rows.Scan() {
			var values []string
			for i := range one.Columns {
				values = append(values, one.Columns[i].value(one.Rows.Row()))
			}
			got = append(got, strings.Join(values, ","))
		}
		if strings.Join(got, " ") != tt.want || one.Rows.Err() != nil {
			t.Errorf("%s: %q, %v; want %s", tt.what, got, one.Rows.Err(), tt.want)
		}
	}
}

func TestJoinFails(t *testing.T) {
	a := "A\tB\n1\t2\n"
	for _, tt := range []struct {
		table Table
		want  string
	}{
		{tableOf(t, "b", "A\n1\n"), "b:1: the columns A are not those of the table with which it is to be one sheet: A, B; choose the same with --column"},
		{tableOf(t, "b", "B\tA\n1\t2\n"), "b:1: the columns B, A are not those "},
		{tableOf(t, "b", "A\tB\tC\n"), "b:1: the columns A, B, C are not those "},
		{tableOf(t, "b", "A\tB\n", Column{Name: "A"}, Column{Name: "X"}), `b:1: no column "X"; there are: A, B`},
	} {
		if _, err := Join(tableOf(t, "a", a), tt.table); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%v; want %s", err, tt.want)
		}
	}
	// A damaged table ends the sheet, with its own place, and the next is not begun.
	one, err := Join(tableOf(t, "a", a), tableOf(t, "b", "A\tB\n1\n"), tableOf(t, "c", a))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for one.Rows.Scan() {
		rows++
	}
	if err := one.Rows.Err(); rows != 1 || err == nil || err.Error() != "b:2: 1 field, but the header has 2" {
		t.Errorf("%d rows, %v", rows, err)
	}
	if err := one.Rows.Errorf("x"); err.Error() != "b:2: x" {
		t.Error(err)
	}
	broken := errors.New("broken")
	in, err := tsv.NewReader(io.MultiReader(strings.NewReader("A\tB\n"), iotest.ErrReader(broken)), "d")
	if err != nil {
		t.Fatal(err)
	}
	one, err = Join(tableOf(t, "a", a), Table{Rows: in, Columns: All(in)})
	if err != nil {
		t.Fatal(err)
	}
	for one.Rows.Scan() {
	}
	if !errors.Is(one.Rows.Err(), broken) || !slices.Equal(one.Rows.Header(), []string{"A", "B"}) {
		t.Errorf("%v, %q", one.Rows.Err(), one.Rows.Header())
	}
}
