package report

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"datasync/pkg/analytics"
	"datasync/pkg/decision"
	"datasync/pkg/ocn"
	because "datasync/pkg/reason"
	"datasync/pkg/review"
	"datasync/pkg/route"
	foreign "datasync/pkg/table"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
	"datasync/pkg/worldcat"
)

func TestDistinct(t *testing.T) {
	for _, tt := range []struct{ field, want string }{
		{"", ""},
		{"Carleton University", "Carleton University"},
		{"A | B | A", "A | B"},
		{"A|A |  A", "A"},
		{" | A", "A"},
	} {
		if got := strings.Join(distinct(tt.field, "|"), " | "); got != tt.want {
			t.Errorf("distinct(%q) = %q; want %q", tt.field, got, tt.want)
		}
	}
}

func TestSymbols(t *testing.T) {
	for _, tt := range []struct {
		reports string
		want    []string
	}{
		{"CEF", []string{"CEF"}},
		{"CEF,LU$", []string{"CEF", "LU$"}},
		{" CEF , UWO,,CEF", []string{"CEF", "UWO"}},
		{"", []string{"(none)"}},
		{" , ", []string{"(none)"}},
	} {
		if got := symbols(tt.reports); !slices.Equal(got, tt.want) {
			t.Errorf("symbols(%q) = %q; want %q", tt.reports, got, tt.want)
		}
	}
}

func TestFileNames(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct{ symbols, want []string }{
		{[]string{"CEF", "UWO"}, []string{"CEF.xlsx", "UWO.xlsx"}},
		{[]string{"LU$", "LU_"}, []string{"LU_.xlsx", "LU_-2.xlsx"}},
		{[]string{"A$", "A/", "A_", "A_-2"}, []string{"A_.xlsx", "A_-2.xlsx", "A_-3.xlsx", "A_-2-2.xlsx"}},
		{[]string{"CEF", "cef"}, []string{"CEF.xlsx", "cef-2.xlsx"}},
		{[]string{"..", "(none)"}, []string{"__.xlsx", "_none_.xlsx"}},
		{[]string{long, long + "y"}, []string{long[:60] + ".xlsx", long[:60] + "-2.xlsx"}},
	} {
		if got := fileNames(tt.symbols); !slices.Equal(got, tt.want) {
			t.Errorf("fileNames(%.99q) = %.99q; want %.99q", tt.symbols, got, tt.want)
		}
	}
}

// However many words and symbols damaged reports have, the page can be read.
func TestManyLibraries(t *testing.T) {
	a := make(actions)
	for i := range 1000 {
		a.add(fmt.Sprintf("job %d", i), fmt.Sprintf("word %d", i%100), 1)
	}
	a.add("CEF", " Data\u00a0 error", 1)
	a.add("CEF", "data error", 1)
	a.add("CEF", "", 1)
	a.add("CEF", "OCLC Symbol", 1)
	a.add("CEF", "(Others)", 1)
	l := a.libraries()
	if len(l.header) != 1+maxActions+1 || l.len != maxSymbols+1 {
		t.Errorf("%d columns, %d rows", len(l.header), l.len)
	}
	if want := []string{"CEF", "0"}; !slices.Equal(l.row(0)[:2], want) {
		t.Errorf("the library with the most records is not first: %q", l.row(0))
	}
	sum := 0
	for i := range l.len {
		for _, cell := range l.row(i)[1:] {
			n, err := strconv.Atoi(cell)
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
	}
	if sum != 1005 {
		t.Errorf("%d records are counted; want 1005", sum)
	}
	if n := a[tally{"CEF", "data error"}]; n != 2 {
		t.Errorf("%d data errors; want 2", n)
	}
	if n := a[tally{"CEF", none}]; n != 3 {
		t.Errorf("%d without a word; want 3", n)
	}
}

// As many words and symbols as the page has room for are all shown, the most frequent
// first.
func TestLibrariesInFull(t *testing.T) {
	a := make(actions)
	for i := range maxSymbols {
		a.add(fmt.Sprintf("S%02d", i), fmt.Sprintf("word %02d", i%maxActions), 1+i)
	}
	l := a.libraries()
	if l.len != maxSymbols || len(l.header) != 1+maxActions {
		t.Errorf("%d symbols, %q", l.len, l.header)
	}
	for i := range l.len {
		if want := fmt.Sprintf("S%02d", maxSymbols-1-i); l.row(i)[0] != want {
			t.Errorf("row %d is of %s; want %s", i, l.row(i)[0], want)
		}
	}
	if l.header[1] != "word 07" || l.header[12] != "word 08" {
		t.Errorf("%q", l.header)
	}
}

// Numbers that are shared are in order as numbers, and what has no number shares none.
func TestSharedNumbersInOrder(t *testing.T) {
	rows := [][]string{{"Network Id", "Incoming 035a", "Action", "Reports", "Shared with"},
		{"991000000015151", "1000", "match", "CEF", "x"}, {"991000000025151", "999", "match", "CEF", "x"},
		{"991000000995151", "1001", "match", "", "x"}, {"991000000005151", "1000", "create", "LU$,CEF", "x"},
		{"991000000045151", "2", "match", "CEF", ""}, {"991000000055151", "(DLC)3", "match", "CEF", "x"}}
	_, got := cells(t, sheets(t, runDir(t, map[string]string{"bibprocessmerged.tsv": tsvOf(rows...)}), about()))
	var all []string
	for _, row := range got[sheetShared][1:] {
		all = append(all, strings.Join(row, "|"))
	}
	want := []string{
		"999|991000000025151||Carleton University | Laurentian University||to be updated||match",
		"1000|991000000005151|991000000015151|reported by LU$, CEF|Carleton University|same number|to be updated|create|match",
		"1001|991000000995151||reported by (none)||same number||match",
	}
	if !slices.Equal(all, want) {
		t.Errorf("%q; want %q", all, want)
	}
}

func TestCarried(t *testing.T) {
	in := func(rows int) flow { return flow{"carry", "in", "inputs/carried-from-x.txt", 1, rows} }
	for _, tt := range []struct {
		flows []flow
		want  string
	}{
		{nil, ""},
		{[]flow{{"merge", "in", "CEF.txt", 1, 3}, {"merge", "shared", "update.tsv", 1, 3}}, ""},
		{[]flow{in(0)}, "What became of 0 records carried from earlier weeks: 0 0 0 0 0 0"},
		{[]flow{in(1), {"carry", "review", "review.tsv", 1, 1}}, "What became of 1 record carried from earlier weeks: 0 1 0 0 0 0"},
		{[]flow{{"merge", "in", "CEF.txt", 1, 30}, in(9), {"carry", "dropped", "do_not_change.tsv", 1, 1}, {"carry", "protected", "decided_do_not_change.tsv", 1, 2},
			{"carry", "update", "update.tsv", 1, 1}, {"carry", "missing", "missing.tsv", 1, 1}, {"carry", "updated", "updated.tsv", 1, 1},
			{"carry", "institution", "CEFbibprocess.tsv", 2, 3}, {"review", "review", "review.tsv", 1, 5}},
			"What became of 9 records carried from earlier weeks: 1 0 1 3 1 3"},
	} {
		title, l := carried(tt.flows)
		got := title
		if l != nil {
			got += ":"
			for i := range l.len {
				got += " " + l.row(i)[1]
			}
		}
		if got != tt.want {
			t.Errorf("carried(%v) = %q; want %q", tt.flows, got, tt.want)
		}
	}
}

func TestShort(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"CEF.txt", "CEF.txt"},
		{"A/B", "A/B"}, // of an odd job id
		{"lists.xlsx#Sheet 1", "lists.xlsx#Sheet 1"},
		{"OCUL-UWO.1012743.IN.BIB.D20260124.T113000456.UWO-weekly.BibProcessingReport.txt", "OCUL-UWO.10127…gReport.txt"},
		{strings.Repeat("é", 26), strings.Repeat("é", 26)},
		{strings.Repeat("é", 27), strings.Repeat("é", 14) + "…" + strings.Repeat("é", 11)},
	} {
		if got := short(tt.name); got != tt.want {
			t.Errorf("short(%q) = %q; want %q", tt.name, got, tt.want)
		}
	}
}

func TestOwnOutcome(t *testing.T) {
	names := []string{"Existing 035a", "Incoming 035a", "Action", "Conflict"}
	for _, tt := range []struct{ existing, incoming, action, conflict, want string }{
		{"1", "1", "match", "", "same number"},
		{"(OCoLC)ocm0001", "1", "match", "", "same number"},
		{"1", "1", "create", "", "same number"},
		{"1", "2", "match", "", "another number"},
		{"", "2", " Match ", "", "another number"},
		{"1", "2", "unresolved", "", "not matched"},
		{"1", "2", "create", "", "not matched"},
		{"1", "", "match", "", "no number"},
		{"1", "(DLC)2", "match", "", "no number"},
		{"", "", "data error", "", "no number"},
		{"1", "1", "match", "CEF match 1; UWO match 2", "reports disagree"},
	} {
		r := record{file: &header{names, make(map[string]int)}, fields: strings.Join([]string{tt.existing, tt.incoming, tt.action, tt.conflict}, "\t")}
		if got := outcomes[ownOutcome(&r)].name; got != tt.want {
			t.Errorf("existing %q, incoming %q, action %q, conflict %q: %s; want %s", tt.existing, tt.incoming, tt.action, tt.conflict, got, tt.want)
		}
	}
}

// Every reason that the stages give is explained, and no other: they are asked
// about records of all kinds.
func TestEveryReasonIsExplained(t *testing.T) {
	given := map[string]bool{because.Duplicate: true, because.Superseded: true}
	numbers := []string{"", "1", "2", "1; 2", "2000#"}
	for _, current := range numbers {
		for _, before := range numbers {
			for _, listed := range []bool{true, false} {
				for _, other := range []string{"", "1"} {
					row := analytics.Row{Listed: listed, Current: current, Live: &analytics.Live{Other: other}}
					_, why := route.Change{Incoming: "1", Current: before}.Verify(row)
					given[why] = true
				}
			}
		}
		for _, action := range []string{"match", "create", ""} {
			for _, incoming := range []string{"1", "", "x"} {
				for i := range 1 << 6 {
					is := func(bit int, text string) string {
						if i&(1<<bit) == 0 {
							return ""
						}
						return text
					}
					r := route.Record{Existing: "5", Incoming: incoming, Action: action,
						Conflict: is(0, "CEF match 1; UWO match 2"), SharedWith: is(1, "99123; 99456; and 1 more"),
						Severity: is(5, "CRITICAL"), Messages: "Record is sparse.; Invalid", Worst: "Record is sparse."}
					row := analytics.Row{Current: current, Listed: i&4 == 0, Lifecycle: is(3, "Deleted"), Cancelled: is(4, "1"), Changed: i&32 == 0}
					row.Cancelled, row.Live = is(4, "1; 2000#"), &analytics.Live{Other: is(4, "(OCoLC-M)1")}
					if i == 0b111010 {
						row.Live.NotRead = "the answer of Alma has no record for it"
					}
					_, why := r.Decide(row, route.Hold{Shared: i&4 == 0, Critical: i&8 == 0})
					given[why] = true
					_, why = route.Change{Incoming: "1"}.Verify(row)
					given[why] = true
				}
			}
		}
	}
	for _, reason := range decidedReasons(t) {
		given[reason] = true
	}
	for _, said := range worldCatSays(t) {
		given["WorldCat: "+said.Text] = true // as matchroute says it
	}
	all := slices.Concat(explained(t, "reason"), explained(t, "line"), explained(t, "verify"))
	explained := make(map[string]bool)
	for reason := range given {
		for _, part := range parts(reason) {
			i := slices.IndexFunc(all, func(m meaning) bool { return m.explains(part) })
			if i < 0 {
				t.Errorf("the reason %q (of %q) is not explained", part, reason)
				continue
			}
			explained[all[i].word] = true
		}
	}
	for _, m := range all {
		if !explained[m.word] {
			t.Errorf("%q is explained, but no stage says so", m.word)
		}
		if m.says == "" || m.todo == "" {
			t.Errorf("%q is explained by nothing", m.word)
		}
	}
}

// explained are the meanings of words about something.
func explained(t *testing.T, about string) []meaning {
	t.Helper()
	all := meaningsOf(about)
	if len(all) == 0 {
		t.Fatalf("no meanings of %q", about)
	}
	return all
}

// The table of meanings is one, and names sheets that there are.
func TestMeanings(t *testing.T) {
	in, err := tsv.NewReader(strings.NewReader(meanings), "meaning.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(in.Header(), "|"); got != "About|Word|What it says|What to do" {
		t.Errorf("the header is %s", got)
	}
	sheets := regexp.MustCompile("sheet “([^”]*)”")
	seen := make(map[string]int)
	for in.Scan() {
		row := in.Row()
		if before := seen[row[0]+" "+row[1]]; before > 0 {
			t.Errorf("%s %q is in the lines %d and %d", row[0], row[1], before, in.Line())
		}
		seen[row[0]+" "+row[1]] = in.Line()
		for _, named := range sheets.FindAllStringSubmatch(strings.Join(row, " "), -1) {
			if !slices.ContainsFunc(kinds(), func(k kind) bool { return k.name == named[1] }) {
				t.Errorf("line %d names the sheet %q, which is not there", in.Line(), named[1])
			}
		}
	}
	if in.Err() != nil || len(seen) < 50 {
		t.Errorf("%d meanings, %v", len(seen), in.Err())
	}
}

// decidedReasons are those of records that people decided to update.
func decidedReasons(t *testing.T) []string {
	t.Helper()
	open := func(name, text string) *tsv.Reader {
		in, err := tsv.NewReader(strings.NewReader(text), name)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	j, err := decision.Read(open("decisions.tsv", "Network Id\tIncoming 035a\tDecision\tUse number\tNote\n"+
		"991000000015151\t1\tupdate\t\t\n"+
		"991000000025151\t1\tupdate\t2\tseen it\n"+
		"991000000035151\t9\tupdate\t\t\n"+
		"991000000045151\t1\tupdate\t9\t\n"+
		"991000000055151\t1\tupdate\t\t\n"+
		"991000000065151\t1\tlater\t\tseen it\n"+
		"991000000075151\t1\tlater\t\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	const head = "Network Id\tIncoming 035a\tAction\tConflict\tReason\n"
	in := review.In{
		Review: open("review.tsv", head+"991000000015151\t1\tcreate\t\taction create\n991000000025151\t1\tmatch\tx\treports disagree\n"+
			"991000000035151\t1\tcreate\t\taction create\n991000000045151\t1\tcreate\t\taction create\n"),
		Batch: open("batch.tsv", head+"991000000055151\t1\tmatch\t\tnumber is in 035 $z\n991000000065151\t1\tmatch\t\t\n991000000075151\t1\tmatch\t\t\n"),
		Conflicts: open("conflicts.tsv", "Network Id\tOCLC symbol\tAction\tIncoming 035a\n"+
			"991000000025151\tCEF\tmatch\t1\n991000000025151\tUWO\tmatch\t2\n"),
	}
	var out [2]strings.Builder
	if _, _, err := review.Rows(in, j.InForce(), review.Out{Review: &out[0], Update: &out[1], Protect: io.Discard}); err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for i := range out {
		rows := open("out", out[i].String())
		var reason string
		if err := rows.Each(func() error { reasons = append(reasons, reason); return nil }, tsv.Text("Reason", &reason)); err != nil {
			t.Fatal(err)
		}
	}
	return reasons
}

// worldCatSays is what matchroute can say: of answers 5 → 7, 7 → 7, 9 → 9, 3 → 9,
// and 1, which WorldCat does not know.
func worldCatSays(t *testing.T) []worldcat.Verdict {
	t.Helper()
	name := filepath.Join(t.TempDir(), "current.tsv")
	if err := os.WriteFile(name, []byte("OCLC number\tCurrent\n5\t7\n7\t7\n9\t9\n3\t9\n1\t\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	in, err := foreign.Open(name, "")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var answers worldcat.Answers
	if err := answers.Add(in); err != nil {
		t.Fatal(err)
	}
	all := make(map[worldcat.Verdict]bool)
	numbers := []ocn.Number{"1", "3", "5", "7", "9"}
	for _, now := range numbers {
		olds := [][]ocn.Number{nil}
		for _, old := range numbers {
			olds = append(olds, []ocn.Number{old})
		}
		for _, old := range olds {
			_, said, err := worldcat.Change{New: now, Old: old}.Decide(&answers)
			if err != nil {
				t.Fatal(err)
			}
			all[said] = true
		}
	}
	return slices.Collect(maps.Keys(all))
}

// Everything that WorldCat can be said to say is explained and counted under its
// own name, and nothing else.
func TestEveryVerdictIsExplained(t *testing.T) {
	said := make(map[string]bool)
	for _, v := range worldCatSays(t) {
		said[v.Kind] = true
	}
	for _, m := range explained(t, "WorldCat") {
		if !said[m.word] || m.says == "" || m.todo == "" {
			t.Errorf("%q is explained, but nobody says so, or not explained", m.word)
		}
		delete(said, m.word)
	}
	for v := range said {
		t.Errorf("%q is not explained", v)
	}
}

// parts are the remarks that a reason is made of: they are joined by "; ", which
// may also stand in what a remark names.
func parts(reason string) []string {
	var all []string
	for _, part := range strings.Split(reason, "; ") {
		if len(all) > 0 && (strings.Trim(part, "0123456789") == "" || strings.HasSuffix(part, " more")) {
			continue
		}
		all = append(all, part)
	}
	return all
}

// Every sheet and every word of OCLC's that is known is explained, in words.
func TestEverySheetIsExplained(t *testing.T) {
	for _, k := range kinds() {
		if !slices.ContainsFunc(explained(t, "sheet"), func(m meaning) bool { return m.word == k.name }) || k.tab == "" {
			t.Errorf("the sheet %q says nothing of itself", k.name)
		}
		if k.page == nil && (k.empty == "" || k.table == nil && len(k.columns) == 0) {
			t.Errorf("the sheet %q does not say what it shows", k.name)
		}
	}
	actions, sheets := explained(t, "action"), slices.Concat(explained(t, "sheet"), explained(t, "library"))
	for _, m := range slices.Concat(actions, sheets) {
		if m.says == "" || m.todo == "" {
			t.Errorf("%q is explained by nothing", m.word)
		}
	}
	for action := range colours() {
		known := slices.ContainsFunc(actions, func(m meaning) bool { return m.word == action }) ||
			slices.ContainsFunc(outcomes, func(o outcome) bool { return o.name == action })
		if !known {
			t.Errorf("%q has a colour, and no meaning", action)
		}
	}
}

// What a person does now, in order: nothing that is not to be done, and commands that
// are the same wherever the run is.
func TestNext(t *testing.T) {
	empty := map[string]string{"decided_do_not_change.tsv": "Network Id\n", "decisions.tsv": "Network Id\tIncoming 035a\tDecision\n"}
	for _, o := range outcomes[:3] {
		empty[o.files[0]] = "Network Id\n"
	}
	oneStep := map[string]string{"settings.tsv": "Name\tValue\none-step\t--one-step\n", "for_one_step_import_to_NZ.tsv": "001\t035 $a\n"}
	for _, tt := range []struct {
		what    string
		changes map[string]string
		want    []string // the last two cells of each line
	}{
		{"all", nil, []string{
			"4 records for review", " datasync decide -C RUN", "3 update by job", "4 a_to_z_MMSid_for_set.txt", " ", "4 for_import_to_NZ.xlsx",
			" datasync verify -C RUN --doublecheck FILE", " rollback_for_import.xlsx",
			" datasync libraries -C RUN", " --carry RUN --dnu RUN/do_not_update_list.xlsx",
		}},
		{"an import in parts", map[string]string{"for_import_to_NZ.xlsx": "x", "for_import_to_NZ-2.xlsx": "x"}, []string{
			"4 records for review", " datasync decide -C RUN", "3 update by job", "4 a_to_z_MMSid_for_set.txt", " ", "4 for_import_to_NZ.xlsx, for_import_to_NZ-2.xlsx",
			" datasync verify -C RUN --doublecheck FILE", " rollback_for_import.xlsx",
			" datasync libraries -C RUN", " --carry RUN --dnu RUN/do_not_update_list.xlsx",
		}},
		{"in one step", oneStep, []string{
			"4 records for review", " datasync decide -C RUN", " datasync fetch --live -C RUN", "3 update by job",
			"4 for_one_step_import_to_NZ.mrc", " for_one_step_import_to_NZ.xlsx",
			" datasync verify -C RUN --doublecheck FILE", " rollback_for_one_step_import.mrc",
			" datasync libraries -C RUN", " --carry RUN --dnu RUN/do_not_update_list.xlsx",
		}},
		{"nothing", empty, []string{" ", " datasync libraries -C RUN", " --carry RUN --dnu RUN/do_not_update_list.xlsx"}},
	} {
		table, err := read(t, runDir(t, tt.changes)).next()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		steps := 0
		for l := table.Rows; l.Scan(); {
			row := l.Row()
			got = append(got, row[1]+" "+row[2])
			if number, _, ok := strings.Cut(row[0], ". "); ok && row[0] != "" && row[0][0] <= '9' {
				if steps++; number != fmt.Sprint(steps) {
					t.Errorf("%s: step %d is %q", tt.what, steps, row[0])
				}
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n%q; want\n%q", tt.what, got, tt.want)
		}
	}
}

// What people fill in can be filled in, and what is a number or long looks so.
func TestLook(t *testing.T) {
	for name, want := range map[string]workbook.Column{
		"Decision":                   {Choices: []string{"update", "do not change", "later"}, Fill: lightYellow},
		"Note":                       {New: true, Wrap: true, Fill: lightYellow},
		"Records":                    {Number: true},
		"OCLC Control Number (035a)": {Header: "035 $a today", Wrap: true},
		"OCLC Control Number (035z)": {Header: "035 $z today", Wrap: true},
		"Bibliographic Lifecycle":    {Header: "Lifecycle"},
		"Conflict":                   {Wrap: true},
		"Network Id":                 {},
		"Incoming 035a":              {},
	} {
		want.Name = name
		if got := look(name); !reflect.DeepEqual(got, want) {
			t.Errorf("look(%q) = %+v; want %+v", name, got, want)
		}
	}
}

// Titles, remarks and steps are lines of text, not tables with a header.
func TestText(t *testing.T) {
	all, err := read(t, runDir(t, nil)).Sheets(about())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		for i, table := range s.Tables {
			text := len(s.Tables) > 1 && len(table.Rows.Header()) == 1
			if table.Text != text {
				t.Errorf("%s, table %d, %q: Text is %t", s.Name, i, table.Rows.Header(), table.Text)
			}
			for j, c := range table.Columns {
				if s.Name == sheetMeaning && c.Wrap != (j > 0) {
					t.Errorf("%s: Wrap of %s is %t", s.Name, c.Name, c.Wrap)
				}
			}
		}
	}
}

// What is printed of each list is what a person needs on paper.
func TestPaper(t *testing.T) {
	all, err := read(t, runDir(t, nil)).Sheets(about())
	if err != nil {
		t.Fatal(err)
	}
	printed := make(map[string]string)
	for _, s := range all {
		if len(s.Tables) > 1 {
			continue
		}
		var names []string
		for _, c := range s.Tables[0].Columns {
			if c.NoPrint {
				break
			}
			names = append(names, c.Name)
		}
		printed[s.Name] = strings.Join(names, ", ")
	}
	const today = "OCLC Control Number (035a)"
	for sheet, want := range map[string]string{
		sheetUpdate:     "Reason, Network Id, Existing 035a, Incoming 035a, " + today + ", Institution Name",
		sheetUpdated:    "Reason, Network Id, Existing 035a, Incoming 035a, " + today + ", Institution Name",
		sheetReview:     "Decision, Network Id, Use number, Note, Reason, Why not update, Incoming 035a, " + today + ", Conflict",
		sheetProtected:  "Reason, Decision, Use number, Note, Network Id, Existing 035a, Incoming 035a, Action",
		sheetMissing:    "Reason, Network Id, Existing 035a, Incoming 035a, Action, Shared with, Reports",
		sheetConflicts:  "Network Id, OCLC symbol, Action, Incoming 035a, Run, Decided",
		sheetShared:     "Incoming 035a, Network Id, Other Network Id, Held by, Other Held by, Outcome, Other Outcome, Action, Other Action, Decided, Other Decided",
		sheetSeveral:    "Outcome, Network Id, " + today + ", OCLC Control Number (035z), Existing 035a, Incoming 035a, Institution Name",
		sheetDuplicates: "Reason, Network Id, Existing 035a, Incoming 035a, Action, Decided",
		sheetRejects:    "Reason, File, Line, Text",
	} {
		if printed[sheet] != want {
			t.Errorf("%s prints %s; want %s", sheet, printed[sheet], want)
		}
	}
}

// What comes out of a stage is added up, whether or not it is what went in.
func TestStages(t *testing.T) {
	l := stages([]flow{
		{"dnu", "in", "diff.tsv", 1, 9}, {"dnu", "kept", "candidates.tsv", 1, 5}, {"dnu", "dropped", "do_not_change.tsv", 2, 3},
		{"set", "in", "update.tsv", 1, 4},
	})
	var got []string
	for l.Scan() {
		got = append(got, strings.Join(l.Row(), "|"))
	}
	want := []string{"dnu|all|diff.tsv|9|8", "dnu|kept|candidates.tsv||5", "dnu|dropped|2 files||3", "set|all|update.tsv|4|0"}
	if !slices.Equal(got, want) {
		t.Errorf("stages:\n%q\nwant\n%q", got, want)
	}
}
