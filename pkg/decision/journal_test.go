package decision

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

const one, two, three mms.ID = 991000000015151, 991000000025151, 991000000035151

const head = "No\tNetwork Id\tIncoming 035a\tDecision\tUse number\tNote\tDate\tFrom"

// journal is one of these rows, whose fields are separated by commas.
func journal(t *testing.T, header string, rows ...string) (*Journal, error) {
	t.Helper()
	text := strings.ReplaceAll(strings.Join(append([]string{header}, rows...), "\n")+"\n", ",", "\t")
	in, err := tsv.NewReader(strings.NewReader(text), "decisions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return Read(in)
}

// written is a journal as its file, with commas for TABs.
func written(t *testing.T, j *Journal) string {
	t.Helper()
	var out strings.Builder
	if err := j.Write(&out); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(out.String(), "\t", ",")
}

var commas = strings.ReplaceAll(head, "\t", ",")

// What is read is written again as it stood, and only numbered where it was not.
func TestRead(t *testing.T) {
	for _, tt := range []struct {
		what, header string
		rows         []string
		want         string // the rows as they are written
		inForce      map[mms.ID]Entry
	}{
		{"a header alone", head, nil, "", nil},
		{"the last row of a record is in force", head, []string{
			"1,991000000015151,7,later,,x,2026-01-01,a.xlsx", "2,991000000025151,8,update,9,,2026-01-01,a.xlsx", "3,991000000015151,7,do not change,,,2026-01-02,b.xlsx",
		}, "1,991000000015151,7,later,,x,2026-01-01,a.xlsx\n2,991000000025151,8,update,9,,2026-01-01,a.xlsx\n3,991000000015151,7,do not change,,,2026-01-02,b.xlsx\n",
			map[mms.ID]Entry{one: {one, Word{DoNotChange, "7", ""}, "", "2026-01-02", "b.xlsx"}, two: {two, Word{Update, "8", "9"}, "", "2026-01-01", "a.xlsx"}}},
		{"an empty decision takes back", head, []string{"1,991000000015151,7,later,,,,", "2,991000000015151,7,,,,,"},
			"1,991000000015151,7,later,,,,\n2,991000000015151,7,,,,,\n", nil},
		{"a note is left", head, []string{"1,991000000015151,7,later,,x,,", "2,991000000015151,7,,, y ,,"},
			"1,991000000015151,7,later,,x,,\n2,991000000015151,7,,, y ,,\n", map[mms.ID]Entry{one: {one, Word{About: "7"}, "y", "", ""}}},
		{"rows added by hand", head, []string{",'991000000015151,7, LATER ,,,,", ",991000000025151,007,Update,(OCoLC)09,,,"},
			"1,'991000000015151,7, LATER ,,,,\n2,991000000025151,007,Update,(OCoLC)09,,,\n",
			map[mms.ID]Entry{one: {one, Word{Later, "7", ""}, "", "", ""}, two: {two, Word{Update, "007", "9"}, "", "", ""}}},
		{"of version 2", "Network Id,Incoming 035a,Decision,Use number,Note,Date", []string{"991000000015151,7,update,,seen,2025-06-01", "991000000025151,,later,,,2025-06-01"},
			"1,991000000015151,7,update,,seen,2025-06-01,\n2,991000000025151,,later,,,2025-06-01,\n",
			map[mms.ID]Entry{one: {one, Word{Update, "7", ""}, "seen", "2025-06-01", ""}, two: {two, Word{Later, "", ""}, "", "2025-06-01", ""}}},
		{"columns of one's own", "Mine,Decision,Network Id,incoming  035a,Yours", []string{"a,later,991000000015151,7,b"},
			"1,991000000015151,7,later,,,,,a,b\n", map[mms.ID]Entry{one: {one, Word{Later, "7", ""}, "", "", ""}}},
	} {
		j, err := journal(t, tt.header, tt.rows...)
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		_, rows, _ := strings.Cut(written(t, j), "\n")
		if rows != tt.want || !maps.Equal(j.InForce(), tt.inForce) || j.Len() != len(tt.rows) {
			t.Errorf("%s: %d rows\n%s%+v\nwant\n%s%+v", tt.what, j.Len(), rows, j.InForce(), tt.want, tt.inForce)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	const row = "1,991000000015151,7,later,,,,"
	for _, tt := range []struct{ header, row, want string }{
		{head, "3,991000000025151,7,later,,,,", `decisions.tsv:3: No is "3" where 2 comes next: rows are only added, at the end; put back what was there, and leave the No of a row of your own empty`},
		{head, "1,991000000025151,7,later,,,,", `decisions.tsv:3: No is "1" where 2 comes next`},
		{head, "x,991000000025151,7,later,,,,", `decisions.tsv:3: No is "x" where 2 comes next`},
		{head, "2,991000000025151,7,yes,,,,", `decisions.tsv:3: "yes" is no decision; choose update, do not change or later`},
		{head, "2,991000000025151,7,update,8#,,,", `decisions.tsv:3: "8#" in column "Use number" is no OCLC number`},
		{head, "2,12,7,later,,,,", `decisions.tsv:3: "12" is no MMS ID`},
		{head, "2,x", "decisions.tsv:3: 2 fields, but the header has 8"},
		{"Network Id\tDecision", "", `decisions.tsv:1: no column "Incoming 035a"; there are: Network Id, Decision`},
		{"Network Id\tIncoming 035a", "", `decisions.tsv:1: no column "Decision"; there are: Network Id, Incoming 035a`},
		{head + "\tno", "", `decisions.tsv:1: two columns "No"; rename or delete one`},
		{head + "\tMine\tmine", "", `decisions.tsv:1: two columns "Mine"; rename or delete one`},
	} {
		rows := []string{row, tt.row}
		if tt.row == "" {
			rows = nil
		}
		if _, err := journal(t, tt.header, rows...); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s, %s: %v; want %s", tt.header, tt.row, err, tt.want)
		}
	}
}

// What is added comes out as a row like the others, and to add changes no row before it.
func TestAdd(t *testing.T) {
	j, err := journal(t, head+"\tMine", "1,991000000015151,7,later,,,,,m")
	if err != nil {
		t.Fatal(err)
	}
	before := written(t, j)
	j.Add(Entry{two, Word{Update, "no number", "8"}, "a note", "2026-01-26", "ann.xlsx"})
	if got, want := written(t, j), before+"2,991000000025151,no number,update,8,a note,2026-01-26,ann.xlsx,\n"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	var empty Journal
	if got := written(t, &empty); got != commas+"\n" || len(empty.InForce()) > 0 || empty.Past(one, 0) != (Past{Base: Entry{ID: one}, Now: Entry{ID: one}}) {
		t.Errorf("the zero journal is %q", got)
	}
	empty.Add(Entry{ID: one})
	empty.Add(Entry{ID: one, From: "my\tlist\r\n.xlsx"}) // what a file may be called, and a field may not hold
	if got, want := written(t, &empty), commas+"\n1,991000000015151,,,,,,\n2,991000000015151,,,,,,my list  .xlsx\n"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

func TestPast(t *testing.T) {
	j, err := journal(t, head,
		"1,991000000015151,7,later,,,,", "2,991000000025151,8,later,,,,", "3,991000000015151,7,later,,x,,",
		"4,991000000015151,7,update,,x,,", "5,991000000015151,7,,,x,,", "6,991000000015151,7,,,,,", "7,991000000015151,8,,,,,")
	if err != nil {
		t.Fatal(err)
	}
	of := func(no int) Entry {
		if no == 0 {
			return Entry{ID: one}
		}
		return j.Row(no)
	}
	for _, tt := range []struct{ no, base, word, note int }{
		{0, 0, 5, 6}, {1, 1, 5, 6}, {2, 1, 5, 6}, {3, 3, 5, 6}, {4, 4, 5, 6}, {5, 5, 0, 6}, {6, 6, 0, 0}, {7, 7, 0, 0},
	} {
		if got, want := j.Past(one, tt.no), (Past{of(tt.base), of(7), tt.word, tt.note}); got != want {
			t.Errorf("seen from %d: %+v; want %+v", tt.no, got, want)
		}
	}
	if got := j.Past(two, 2); got != (Past{Base: j.Row(2), Now: j.Row(2)}) {
		t.Errorf("of another record: %+v", got)
	}
}

// A base is known again by all that stands up to its row, and by nothing else.
func TestBase(t *testing.T) {
	rows := []string{"1,991000000015151,7,later,,,,", "2,991000000025151,8,later,,,,", "3,991000000015151,7,,,,,"}
	j, err := journal(t, head, rows...)
	if err != nil {
		t.Fatal(err)
	}
	short, err := journal(t, head, rows[:2]...)
	if err != nil {
		t.Fatal(err)
	}
	base := short.Base("run")
	// The last is what sha256sum says of the file.
	if want := (Base{"run", 2, "812018c8cabfd06878c013b03904d62dff3121c9f61fd814e2914bfab97732e9"}); base != want {
		t.Errorf("%+v; want %+v", base, want)
	}
	other, err := journal(t, head, append([]string{"1,991000000015151,7,later,,y,,"}, rows[1:]...)...)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what string
		j    *Journal
		base Base
		want bool
	}{
		{"its own", short, base, true},
		{"one that goes on", j, base, true},
		{"one with fewer rows", short, j.Base(""), false},
		{"another one", other, base, false},
		{"of no row", j, new(Journal).Base(""), true},
		{"none", j, Base{}, false},
	} {
		if tt.j.Has(tt.base) != tt.want {
			t.Errorf("%s: %t", tt.what, !tt.want)
		}
	}
}

func TestCarry(t *testing.T) {
	j, err := journal(t, head+"\tMine", "1,991000000015151,7,,,,,,m")
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := journal(t, head,
		"1,991000000015151,7,later,,,2026-01-01,a.xlsx", // the run has a row about it
		"2,991000000025151,8,update,,,2026-01-01,a.xlsx",
		"3,991000000025151,8,later,,ask,2026-01-02,b.xlsx",
		"4,991000000035151,9,later,,,2026-01-02,b.xlsx",
		"5,991000000035151,9,do not change,,,2026-01-03,b.xlsx",
		"6,991000000045151,9,later,,,2026-01-03,b.xlsx",
		"7,991000000045151,9,,,,2026-01-04,b.xlsx", // taken back
		"8,991000000055151,9,,,a note,2026-01-04,")
	if err != nil {
		t.Fatal(err)
	}
	want := written(t, j) + "2,991000000025151,8,later,,ask,2026-01-02,b.xlsx,\n3,991000000055151,9,,,a note,2026-01-04,,\n"
	for range 2 { // again it adds nothing
		j.Carry(earlier)
		if got := written(t, j); got != want {
			t.Errorf("%s; want %s", got, want)
		}
	}
}

func TestProtected(t *testing.T) {
	j, err := journal(t, head, "1,991000000035151,7,do not change,,rare,2026-01-01,", "2,991000000015151,7,do not change,,,2026-01-02,",
		"3,991000000025151,7,do not change,,,,", "4,991000000025151,7,later,,,,", "5,991000000045151,7,do not change,,by hand,,")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	const want = "MMS ID\tReason\n991000000015151\t2026-01-02\n991000000035151\trare, 2026-01-01\n991000000045151\tby hand\n"
	if err := j.Protected(&out); err != nil || out.String() != want {
		t.Errorf("%v\n%s; want\n%s", err, out.String(), want)
	}
	if err := j.Protected(full{}); err == nil {
		t.Error("a full disk is no error")
	}
	if err := j.Write(full{}); err == nil {
		t.Error("a full disk is no error of the journal")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestPutsOff(t *testing.T) {
	for _, tt := range []struct {
		e    Entry
		want bool
	}{
		{Entry{}, false},
		{Entry{Note: "x"}, true},
		{Entry{Word: Word{Choice: Later}}, true},
		{Entry{Word: Word{Choice: Update}, Note: "x"}, false},
		{Entry{Word: Word{Choice: DoNotChange}, Note: "x"}, false},
	} {
		if tt.e.PutsOff() != tt.want {
			t.Errorf("%+v: %t", tt.e, !tt.want)
		}
	}
}

// A run is known by its zone and its reports, in whatever order they are given.
func TestRunName(t *testing.T) {
	a, b := strings.Repeat("a", 64), strings.Repeat("b", 64)
	seen := make(map[string]string)
	for _, tt := range []struct {
		what, zone string
		reports    []string
		like       string
	}{
		{"two", "", []string{a, b}, "two"},
		{"in another order", "", []string{b, a}, "two"},
		{"one twice", "", []string{b, a, b}, "two"},
		{"one", "", []string{a}, "one"},
		{"none", "", nil, "none"},
		{"of another zone", "CEF", []string{a, b}, "of another zone"},
	} {
		name := RunName(tt.zone, tt.reports)
		if like, there := seen[name]; there && like != tt.like || !there && tt.like != tt.what || len(name) != 64 {
			t.Errorf("%s: %s, as %s", tt.what, name, like)
		}
		seen[name] = tt.like
	}
	// printf 'CEF\na\nb\n' | sha256sum
	const want = "eac06cae7da49fe2964d11de706e19f07ebf0e9ad32e50333f35aad7fc78ce14"
	if got := RunName("CEF", []string{"b", "a"}); got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if reports := []string{b, a}; RunName("", reports) == "" || !slices.Equal(reports, []string{b, a}) {
		t.Error("the reports are in another order now")
	}
}

// What a report tells of itself is read back, and what is no such sheet is told.
func TestReadBase(t *testing.T) {
	base := Base{"run", 12, "sum"}
	for _, tt := range []struct {
		text string
		want Base
		err  string
	}{
		{strings.Join(BaseColumns(), "\t") + "\n" + strings.Join(base.Row(), "\t") + "\n", base, ""},
		{"Journal\tNo\tRun\n sum \t 12 \trun\u00a0\n", base, ""},
		{"Run\tNo\tJournal\nrun\t0\tsum\n", Base{"run", 0, "sum"}, ""}, // made before anybody decided
		{"Run\tNo\tJournal\n", Base{}, "base:1: there is no row"},
		{"Run\tNo\tJournal\nrun\t1e3\tsum\n", Base{}, `base:2: "1e3" is no number of a row`},
		{"Run\tNo\tJournal\nrun\t-1\tsum\n", Base{}, `base:2: "-1" is no number of a row`},
		{"Run\tNo\tJournal\nrun\n", Base{}, "base:2: 1 field, but the header has 3"},
		{"Run\tNo\nrun\t1\n", Base{}, `base:1: no column "Journal"; there are: Run, No`},
	} {
		in, err := table.NewReader(strings.NewReader(tt.text), "base")
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadBase(in)
		if got != tt.want || err != nil && !strings.HasPrefix(err.Error(), tt.err) || (err == nil) != (tt.err == "") {
			t.Errorf("%q: %+v, %v; want %+v, %s", tt.text, got, err, tt.want, tt.err)
		}
	}
}
