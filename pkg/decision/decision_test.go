package decision

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

func TestParseChoice(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Choice
		ok   bool
	}{
		{"", Later, true},
		{" \u00a0", Later, true},
		{"later", Later, true},
		{"update", Update, true},
		{" UPDATE ", Update, true},
		{"Do  not\u00a0change", DoNotChange, true},
		{"yes", Later, false},
		{"updated", Later, false},
		{"donotchange", Later, false},
	} {
		got, err := ParseChoice(tt.in)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("ParseChoice(%q) = %v, %v; want %v, ok %t", tt.in, got, err, tt.want, tt.ok)
		}
	}
}

func TestCheckUpdate(t *testing.T) {
	for _, tt := range []struct {
		incoming, action string
		ok               bool
	}{
		{"7", "match", true},
		{"(OCoLC)ocm07", "create", true},
		{"7", "", true},
		{"", "create", false},
		{"0", "match", false},
		{"(OCoLC-M)7", "match", false},
		{"7", "unresolved", false},
		{"7", " Unresolved", false},
	} {
		if err := (Record{tt.incoming, tt.action}).CheckUpdate(); (err == nil) != tt.ok {
			t.Errorf("number %q, action %q: %v; want ok %t", tt.incoming, tt.action, err, tt.ok)
		}
	}
}

func TestCheckNumber(t *testing.T) {
	for _, tt := range []struct {
		record, cell string
		ok           bool
	}{
		{"7", "7", true},
		{"7", "007", true}, // a spreadsheet may format it
		{"", " ", true},
		{"(OCoLC-M)7", "(OCoLC-M)7", true},
		{"7", "8", false},
		{"7", "", false},
		{"", "7", false},
		{"abc", "abd", false},
	} {
		if err := (Record{Incoming: tt.record}).CheckNumber(tt.cell); (err == nil) != tt.ok {
			t.Errorf("%q where %q is wanted: %v; want ok %t", tt.cell, tt.record, err, tt.ok)
		}
	}
}

func TestReason(t *testing.T) {
	for _, tt := range []struct {
		d    Decision
		want string
	}{
		{Decision{Choice: Update, Note: "", Day: "2025-06-02"}, "decided by a person"},
		{Decision{Choice: Update, Note: "seen it", Day: "2025-06-02"}, "decided by a person: seen it"},
		{Decision{Choice: DoNotChange, Note: "", Day: "2025-06-02"}, "2025-06-02"},
		{Decision{Choice: DoNotChange, Note: "rare", Day: "2025-06-02"}, "2025-06-02 rare"},
	} {
		if got := tt.d.reason(); got != tt.want {
			t.Errorf("reason of %+v: %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestUnite(t *testing.T) {
	for _, tt := range []struct {
		a, b Decision
		note string
		ok   bool
	}{
		{Decision{Choice: Update, Note: "", Day: "2025-06-02"}, Decision{Choice: Update, Note: "x", Day: "2025-06-02"}, "x", true},
		{Decision{Choice: Update, Note: "x", Day: "2025-06-02"}, Decision{Choice: Update, Note: "x", Day: "2025-06-02"}, "x", true},
		{Decision{Choice: Update, Note: "x", Day: "2025-06-02"}, Decision{Choice: Update, Note: "", Day: "2025-06-02"}, "x", true},
		{Decision{Choice: Update, Note: "x", Day: "2025-06-02"}, Decision{Choice: Update, Note: "y", Day: "2025-06-02"}, "x; y", true},
		{Decision{Choice: Update, Note: "", Day: "2025-06-02"}, Decision{Choice: Later, Note: "", Day: "2025-06-02"}, "", false},
		{Decision{Choice: Update, Note: "", Day: "2025-06-02"}, Decision{Choice: DoNotChange, Note: "", Day: "2025-06-02"}, "", false},
	} {
		got, err := tt.a.unite(tt.b)
		if got.Note != tt.note || (err == nil) != tt.ok {
			t.Errorf("%+v and %+v: %+v, %v; want note %q, ok %t", tt.a, tt.b, got, err, tt.note, tt.ok)
		}
	}
}

func review(t *testing.T, text string) *Review {
	in, err := tsv.NewReader(strings.NewReader(text), "review.tsv")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadReview(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t *testing.T, name string) *table.Reader {
	in, err := table.Open(name, Sheet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

// An error tells the workbook's sheet and cell.
func TestDecideTellsTheCell(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tt := range []struct {
		row  []string // Decision, Incoming 035a, Network Id, Note
		want string
	}{
		{[]string{"update", "7", "991000000015151", "x"}, ""},
		{[]string{"", "", "", "a remark"}, ""},
		{[]string{"", "nothing to review", "", ""}, ""},
		{[]string{"yes", "7", "991000000015151", ""}, `REVIEWED.xlsx#records for review!A2: "yes" is no decision; choose update, do not change or later`},
		{[]string{"update", "", "991000000025151", ""}, `REVIEWED.xlsx#records for review!A2: the record cannot be updated: "" in column "Incoming 035a" is no OCLC number; choose do not change or later`},
		{[]string{"update", "8", "991000000015151", ""}, `REVIEWED.xlsx#records for review!B2: the workbook has the number "8", the run has "7"; put it back, since only the decision counts`},
		{[]string{"", "7", "991000000095151", ""}, `REVIEWED.xlsx#records for review!C2: the record is not among those for review; is this the workbook of this run?`},
		{[]string{"update", "", "", ""}, `REVIEWED.xlsx#records for review!C2: there is no MMS ID`},
	} {
		save(t, "REVIEWED.xlsx", [][]string{{"Decision", "Incoming 035a", "Network Id", "Note"}, tt.row})
		r := review(t, "Network Id\tIncoming 035a\tAction\n991000000015151\t7\tmatch\n991000000025151\t\tcreate\n")
		err := r.Decide(open(t, "REVIEWED.xlsx"), "2025-06-02")
		if got := fmt.Sprint(err); got != tt.want && (err != nil || tt.want != "") {
			t.Errorf("row %q: %v\nwant %s", tt.row, got, tt.want)
		}
	}
}

// save makes a workbook in which the decisions are on the second sheet.
func save(t *testing.T, name string, rows [][]string) {
	f := excelize.NewFile()
	if _, err := f.NewSheet(Sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow(Sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
}

// Each row for review comes out once, where its decision sends it.
func TestWrite(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	name := filepath.Join(t.TempDir(), "decisions.tsv")
	for range 100 {
		in, decisions := "Network Id\tIncoming 035a\tAction\n", "Network Id\tIncoming 035a\tDecision\n"
		want := make(map[Choice][]string)
		for i := range 20 {
			id, choice := fmt.Sprintf("9910000000%02d5151", i), Choice(random.IntN(3))
			in += id + "\t7\tcreate\n"
			if choice != Later || random.IntN(2) == 0 {
				decisions += id + "\t7\t" + choice.String() + "\n"
			}
			want[choice] = append(want[choice], id)
		}
		if err := os.WriteFile(name, []byte(decisions), 0o666); err != nil {
			t.Fatal(err)
		}
		r := review(t, in)
		if err := r.Decide(open(t, name), "2025-06-02"); err != nil {
			t.Fatal(err)
		}
		var later, update, dnu strings.Builder
		n, err := r.Write(Out{&later, &update, &dnu})
		if err != nil {
			t.Fatal(err)
		}
		for choice, text := range map[Choice]string{Later: later.String(), Update: update.String(), DoNotChange: dnu.String()} {
			if got := ids(text); !slices.Equal(got, want[choice]) {
				t.Fatalf("%v: %q, want %q", choice, got, want[choice])
			}
		}
		if n != (Count{len(want[Later]), len(want[Update]), len(want[DoNotChange])}) {
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
