package review

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/cli/clitest"
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// choices are the words of a cell, and none.
var choices = []decision.Choice{decision.None, decision.Update, decision.DoNotChange, decision.Later}

func id(t testing.TB, s string) mms.ID {
	id, ok := mms.Parse(s)
	if !ok {
		t.Fatalf("%q is no MMS ID", s)
	}
	return id
}

func number(s string) ocn.Number {
	n, _ := ocn.Parse(s)
	return n
}

// list reads decisions from a file.
func list(t testing.TB, name string) (*List, error) {
	sheets, err := table.OpenAll(name, column.NetworkID, column.Decision)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { sheets[0].Close() })
	return Read(sheets)
}

// read reads decisions from a text, as if it were in a file.
func read(t testing.TB, name, text string) (*List, error) {
	t.Helper()
	in, err := table.NewReader(strings.NewReader(text), name, column.NetworkID, column.Decision)
	if err != nil {
		t.Fatal(err)
	}
	return Read([]*table.Reader{in})
}

// Every sheet with decisions is read, and every bad cell is told with its place.
func TestReadTellsEveryCell(t *testing.T) {
	t.Chdir(t.TempDir())
	head := []string{"Decision", "Use number", "Note", "Network Id", "Incoming 035a"}
	clitest.SaveWorkbook(t, "REPORT.xlsx", map[string][][]string{
		"summary": {{"Run of", "2025-05-26"}},
		"records for review": {head,
			{"yes", "", "", "991000000015151", "7"},
			{"Update", "x7", "", "991000000025151", "7"},
			{"UPDATE", "", "", "", "7"},
			{"", "", "a remark"},
			{"", "", "", "nothing to review"},
			{"later", "8", "ask CEF", "991000000035151", "7"},
			{"", "", "", "9.91E+14", "7"},
			{"update", "", "", "991000000045151", "1.52E+09"}},
		"do_not_change": {head,
			{"do not change", "", "", "991000000035151", "7"},
			{"do not change", "", "", "991000000055151", "7"}},
	})
	l, err := list(t, "REPORT.xlsx")
	want := []string{
		`REPORT.xlsx#records for review!A2: "yes" is no decision; choose update, do not change or later`,
		`REPORT.xlsx#records for review!B3: record 991000000025151: "x7" is no OCLC number`,
		`REPORT.xlsx#records for review!D4: there is no MMS ID`,
		`REPORT.xlsx#records for review!D8: 9.91E+14 is an MMS ID cut short by a spreadsheet`,
		`REPORT.xlsx#records for review!E9: 1.52E+09 is an OCLC number cut short by a spreadsheet`,
		`REPORT.xlsx#records for review!A7: record 991000000035151 has two decisions`, // or do_not_change!A2, where that sheet comes first
	}
	lines := strings.Split(fmt.Sprint(err), "\n")
	for _, w := range want[:5] {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, w) }) {
			t.Errorf("not told: %s", w)
		}
	}
	if !strings.Contains(fmt.Sprint(err), "record 991000000035151 has two decisions") || len(lines) != len(want) {
		t.Errorf("%d lines, want %d:\n%v", len(lines), len(want), err)
	}
	decided := 0
	for _, d := range l.decisions {
		if d.Choice != decision.None {
			decided++
		}
	}
	if decided != 2 { // 35, which is there twice, and 55
		t.Errorf("%d decided, want 2", decided)
	}
}

// A table of decisions is told by its column Date, wherever that stands; without a
// decision nobody needs the numbers.
func TestReadKinds(t *testing.T) {
	for _, tt := range []struct {
		text  string
		dated bool
		err   string
	}{
		{"Date\tNetwork Id\tDecision\tIncoming 035a\n2025-06-01\t991000000015151\tupdate\t7\n", true, ""},
		{"Network Id\tDecision\tIncoming 035a\tDate\n", true, ""},
		{"Incoming 035a\tNetwork Id\tDecision\n7\t991000000015151\tupdate\n", false, ""},
		{"Network Id\tDecision\n991000000015151\t\n", false, ""},
		{"Network Id\tDecision\n991000000015151\t\n991000000025151\tlater\n991000000035151\tyes\n", false,
			`book:1: no column "Incoming 035a"; there are: Network Id, Decision`},
		{"Network Id\tDecision\nsee above\t\n9x\t\n", false, `book:3: "9x" is no MMS ID, which has 8 to 19 digits`},
		{"Network Id\tDecision\nsee above\tyes\n", false, `book:2: "yes" is no decision; choose update, do not change or later` + "\n" +
			`book:2: "see above" is no MMS ID, which has 8 to 19 digits`},
		{"Network Id\tDecision\tDecision\n", false, `book:1: two columns "Decision"; rename or delete one`},
		{"Network Id\tDecision\tIncoming 035a\tUse number\n991000000015151\tupdate\t7\t8x\n991000000015151\t\t1e9\t8x\n", false,
			`book:2: record 991000000015151: "8x" is no OCLC number`},
	} {
		l, err := read(t, "book", tt.text)
		if err != nil && err.Error() != tt.err || (err == nil) != (tt.err == "") || tt.err == "" && l.dated != tt.dated {
			t.Errorf("%q: dated %t, %v; want %t, %s", tt.text, l.dated, err, tt.dated, tt.err)
		}
	}
}

// The columns stand in any order, and a sheet that cannot be read hides no other.
func TestReadColumns(t *testing.T) {
	l, err := read(t, "book.csv", "Incoming 035a,Note,Decision,Network Id\n7,x,update,991000000015151\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Decision{ID: id(t, "991000000015151"), Incoming: "7", Choice: decision.Update, Note: "x"}
	got := l.decisions[want.ID]
	if got.place = ""; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	t.Chdir(t.TempDir())
	for _, bad := range [][]string{
		{"Network Id", "Decision", "Incoming 035a", "Note", "note"},
		{"Network Id", "Decision"}, // and no number
	} {
		rows := [][]string{bad, {"991000000015151", "update"}}
		clitest.SaveWorkbook(t, "BOOK.xlsx", map[string][][]string{"A": rows, "B": rows, "C": rows})
		_, err := list(t, "BOOK.xlsx")
		for _, sheet := range []string{"A", "B", "C"} {
			if !strings.Contains(fmt.Sprint(err), "BOOK.xlsx#"+sheet+"!A") {
				t.Errorf("columns %q of sheet %s: %v", bad, sheet, err)
			}
		}
	}
}

// merge is the table of decisions after workbooks, each a text of rows under the
// header Network Id, Incoming 035a, Decision, Use number, Note.
func merge(t testing.TB, before, day string, books ...string) (string, MergeCount, error) {
	t.Helper()
	was := new(List)
	if before != "" {
		var err error
		if was, err = read(t, "decisions.tsv", before); err != nil {
			t.Fatal(err)
		}
	}
	var lists []*List
	var names []string
	for i, text := range books {
		l, err := read(t, "book.tsv", "Network Id\tIncoming 035a\tDecision\tUse number\tNote\n"+text)
		if err != nil {
			t.Fatal(err)
		}
		lists, names = append(lists, l), append(names, fmt.Sprint("BOOK", i+1))
	}
	var out strings.Builder
	n, err := Merge(was, lists, names, day, &out)
	return out.String(), n, err
}

func TestMerge(t *testing.T) {
	const (
		head   = "Network Id\tIncoming 035a\tDecision\tUse number\tNote\tDate\n"
		before = head +
			"991000000015151\t7\tupdate\t\tseen\t2025-06-01\n" +
			"991000000025151\t7\tupdate\t8\t\t2025-06-01\n" +
			"991000000035151\t\tdo not change\t\t\t2025-06-01\n"
	)
	without := func(row string) string { return strings.Replace(before, row, "", 1) }
	with := func(old, row string) string { return strings.Replace(before, old, row, 1) }
	for _, tt := range []struct {
		what, before string
		books        []string
		want         string // or the error
		n            MergeCount
	}{
		{"the first", "", []string{"991000000025151\t8\tLATER\t\task\n991000000015151\t7\tUpdate\t(OCoLC)08\t\n991000000035151\t7\t\t\t\n"},
			head + "991000000015151\t7\tupdate\t8\t\tDAY\n991000000025151\t8\tlater\t\task\tDAY\n", MergeCount{1, 0, 1, 2, 0, 0, 0}},
		{"the same again", before, []string{"991000000015151\t7\tupdate\t\tseen\n991000000035151\t\tdo not change\t\t\n"}, before, MergeCount{2, 1, 0, 0, 0, 0, 0}},
		{"the same, in another spelling", before, []string{"991000000015151\t007\tUPDATE\t\t seen \n"}, before, MergeCount{2, 1, 0, 0, 0, 0, 0}},
		{"one that it does not list stays", before, []string{"991000000005151\t7\tlater\t\t\n"},
			head + "991000000005151\t7\tlater\t\t\tDAY\n" + strings.TrimPrefix(before, head), MergeCount{2, 1, 1, 1, 0, 0, 0}},
		{"changed", before, []string{"991000000015151\t7\tdo not change\t\tseen\n"},
			with("update\t\tseen\t2025-06-01", "do not change\t\tseen\tDAY"), MergeCount{1, 2, 0, 0, 1, 0, 0}},
		{"another note", before, []string{"991000000015151\t7\tupdate\t\t\n"}, with("update\t\tseen\t2025-06-01", "update\t\t\tDAY"), MergeCount{2, 1, 0, 0, 1, 0, 0}},
		{"about another number", before, []string{"991000000015151\t70\tupdate\t\tseen\n"},
			with("7\tupdate\t\tseen\t2025-06-01", "70\tupdate\t\tseen\tDAY"), MergeCount{2, 1, 0, 0, 1, 0, 0}},
		{"about another number, where one was used", before, []string{"991000000025151\t70\tupdate\t8\t\n"},
			with("7\tupdate\t8\t\t2025-06-01", "70\tupdate\t8\t\tDAY"), MergeCount{2, 1, 0, 0, 1, 0, 0}},
		{"about no number", before, []string{"991000000015151\t\tupdate\t\tseen\n"},
			with("7\tupdate\t\tseen\t2025-06-01", "\tupdate\t\tseen\tDAY"), MergeCount{2, 1, 0, 0, 1, 0, 0}},
		{"taken back, nothing else", before, []string{"991000000015151\t7\t\t\tseen\n"}, without("991000000015151\t7\tupdate\t\tseen\t2025-06-01\n"), MergeCount{1, 1, 0, 0, 0, 1, 1}},
		{"as the report shows it after the update", before, []string{"991000000025151\t8\tupdate\t8\t\n"}, before, MergeCount{2, 1, 0, 0, 0, 0, 0}},
		{"and the number changed there", before, []string{"991000000025151\t8\tupdate\t9\t\n"},
			with("update\t8\t\t2025-06-01", "update\t9\t\tDAY"), MergeCount{2, 1, 0, 0, 1, 0, 0}},
		{"and its own chosen there", before, []string{"991000000025151\t8\tupdate\t\t\n"},
			with("update\t8\t\t2025-06-01", "update\t\t\tDAY"), MergeCount{2, 1, 0, 0, 1, 0, 0}},
		{"divided between two people", "", []string{"991000000015151\t7\tupdate\t\t\n991000000025151\t7\t\t\t\n", "991000000015151\t7\t\t\t\n991000000025151\t7\tlater\t\t\n"},
			head + "991000000015151\t7\tupdate\t\t\tDAY\n991000000025151\t7\tlater\t\t\tDAY\n", MergeCount{1, 0, 1, 2, 0, 0, 0}},
		{"a note and no decision", "", []string{"991000000015151\t7\tupdate\t\t\n991000000025151\t7\t\t\task\n991000000035151\t7\t\t\t\n", "991000000015151\t7\t\t\tmine\n991000000045151\t7\tlater\t\t\n"},
			head + "991000000015151\t7\tupdate\t\t\tDAY\n991000000045151\t7\tlater\t\t\tDAY\n", MergeCount{1, 0, 1, 2, 0, 0, 2}},
		{"two people agree", "", []string{"991000000015151\t7\tupdate\t\ta\n", "991000000015151\t7\tupdate\t\tb\n"},
			head + "991000000015151\t7\tupdate\t\ta; b\tDAY\n", MergeCount{1, 0, 0, 1, 0, 0, 0}},

		{"two people disagree", "", []string{"991000000015151\t7\tupdate\t\t\n", "991000000015151\t7\tlater\t\t\n"}, "two decisions, later here and update in", MergeCount{}},
		{"no decision", before, []string{"991000000045151\t7\t\t\tnote\n"}, "BOOK1: there is no decision in it", MergeCount{}},
		{"no decision in the second", "", []string{"991000000045151\t7\tlater\t\t\n", "991000000045151\t7\t\t\t\n"}, "BOOK2: there is no decision in it", MergeCount{}},
	} {
		got, n, err := merge(t, tt.before, "DAY", tt.books...)
		if err != nil {
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %v\nwant %s", tt.what, err, tt.want)
			}
			continue
		}
		if got != tt.want || n != tt.n {
			t.Errorf("%s: %+v\n%s\nwant %+v\n%s", tt.what, n, got, tt.n, tt.want)
		}
	}
}

// The same workbook again makes the same table, on whatever day, and each record
// has the last word that lists it.
func TestMergeIsIdempotent(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 1))
		kept := ""
		last := make(map[string]string)
		for day := range 4 {
			book := ""
			for i := range 12 {
				if random.IntN(2) == 0 {
					continue
				}
				id, word := fmt.Sprintf("99100000%02d05151", i), choices[random.IntN(len(choices))].String()
				book += fmt.Sprintf("%s\t7\t%s\t%s\t%s\n", id, word, [...]string{"", "8"}[random.IntN(2)], [...]string{"", "x"}[random.IntN(2)])
				last[id] = word
			}
			once, _, err := merge(t, kept, fmt.Sprintf("2025-06-0%d", day+1), book)
			if err != nil { // no decision in it
				continue
			}
			twice, _, err := merge(t, once, "2025-07-01", book)
			if err != nil && !strings.Contains(err.Error(), "no decision") || err == nil && twice != once {
				t.Errorf("seed %d: %v\n%s\nthen\n%s", seed, err, once, twice)
			}
			kept = once
		}
		if kept == "" {
			continue
		}
		l, err := read(t, "kept.tsv", kept)
		if err != nil {
			t.Fatal(err)
		}
		for record, d := range l.decisions {
			if d.Choice.String() != last[record.String()] {
				t.Errorf("seed %d: record %v is %v, the last word was %q", seed, record, d.Choice, last[record.String()])
			}
		}
	}
}

// Each row for review comes out once, in order, where its decision sends it.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		in, decisions := "Network Id\tIncoming 035a\tAction\n", "Network Id\tIncoming 035a\tDecision\tDate\n"
		want := make(map[decision.Choice][]string)
		for i := range 20 {
			id, choice, about := fmt.Sprintf("9910000000%02d5151", i), choices[random.IntN(len(choices))], "7"
			in += id + "\t7\tcreate\n"
			if random.IntN(5) == 0 {
				about = "8"
			}
			decisions += id + "\t" + about + "\t" + choice.String() + "\t2025-06-01\n"
			if choice == decision.None || about == "8" {
				choice = decision.Later
			}
			want[choice] = append(want[choice], id)
		}
		l, err := read(t, "decisions.tsv", decisions)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := tsv.NewReader(strings.NewReader(in), "review.tsv")
		if err != nil {
			t.Fatal(err)
		}
		var later, update, protect strings.Builder
		n, err := Rows(rows, l, Out{&later, &update, &protect}, func(error) {})
		if err != nil {
			t.Fatal(err)
		}
		for choice, text := range map[decision.Choice]string{decision.Later: later.String(), decision.Update: update.String(), decision.DoNotChange: protect.String()} {
			if got := ids(text); !slices.Equal(got, want[choice]) {
				t.Fatalf("%v: %q, want %q", choice, got, want[choice])
			}
		}
		if n != (Count{len(want[decision.Later]), len(want[decision.Update]), len(want[decision.DoNotChange])}) {
			t.Errorf("count %+v", n)
		}
	}
}

// ids is the first fields of the rows of a table.
func ids(text string) (all []string) {
	for line := range strings.Lines(text) {
		id, _, _ := strings.Cut(line, "\t")
		all = append(all, id)
	}
	return all[1:]
}
