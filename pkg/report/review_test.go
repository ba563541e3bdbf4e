package report

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book is the report of a run, as a file.
func book(t *testing.T, changes map[string]string) *excelize.File {
	t.Helper()
	return asFile(t, sheets(t, runDir(t, changes), about()))
}

// asFile is a workbook as a spreadsheet opens it.
func asFile(t *testing.T, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// linksOf are the addresses of a sheet's cells that have one, by MMS ID and column, each
// without what comes before the number.
func linksOf(t *testing.T, f *excelize.File, sheet string) map[string]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	id := slices.Index(rows[0], "Network Id")
	all := make(map[string]string)
	for r, row := range rows[1:] {
		for c := range row {
			cell, _ := excelize.CoordinatesToCellName(c+1, r+2)
			if has, to, err := f.GetCellHyperLink(sheet, cell); err != nil {
				t.Fatal(err)
			} else if has {
				all[row[id]+" "+rows[0][c]] = strings.TrimPrefix(to, "https://search.worldcat.org/title/")
			}
		}
	}
	return all
}

// Where the reports disagree, each number that they claim has a cell, from which Use
// number takes its list. Today's number, the old one and the claimed ones lead to
// WorldCat, but for provisional ones and where a cell has several.
func TestReviewSheet(t *testing.T) {
	f := book(t, map[string]string{"conflicts.tsv": file(t, "conflicts.tsv") + tsvOf(
		[]string{"991000000045151", "LU$", "unresolved", "2043", "", ""}, []string{"991000000045151", "LU_", "match", "2042", "", ""})})
	rows, err := f.GetRows(sheetReview)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"Network Id":     {"991000000105151", "991000000065151", "991000000055151", "991000000045151"},
		"Why not update": {"its lifecycle is Deleted", "OCLC has not resolved the number 2061, it is provisional", "", ""},
		"Claim 1":        {"", "", "", "2041"},
		"Claim 2":        {"", "", "", "2042"},
	} {
		if got := columnOf(t, rows, name); !slices.Equal(got, want) {
			t.Errorf("%s: %q; want %q", name, got, want)
		}
	}
	want := map[string]string{
		"991000000105151 Incoming 035a": "2101", "991000000105151 Existing 035a": "2100", "991000000105151 035 $a today": "2100",
		"991000000065151 Existing 035a": "2060", "991000000065151 035 $a today": "2060", // 2061 is provisional
		"991000000055151 Incoming 035a": "2051", "991000000055151 Existing 035a": "2050", // it has two numbers today
		"991000000045151 Incoming 035a": "2041", "991000000045151 Existing 035a": "2040", "991000000045151 035 $a today": "2040",
		"991000000045151 Claim 1": "2041", "991000000045151 Claim 2": "2042",
	}
	if got := linksOf(t, f, sheetReview); !maps.Equal(got, want) {
		t.Errorf("links %v; want %v", got, want)
	}
	letter := func(name string) string {
		at, _ := excelize.ColumnNumberToName(slices.Index(rows[0], name) + 1)
		return "$" + at + "2"
	}
	var got []string
	lists, err := f.GetDataValidations(sheetReview)
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		got = append(got, list.Sqref+" "+list.Formula1)
	}
	wantLists := []string{
		"A2:A5 IF(" + letter("Why not update") + `="",'datasync'!$D$2:$D$4,'datasync'!$D$3:$D$4)`,
		"C2:C5 OFFSET(" + letter("Claim 1") + ",0,0,1,MAX(1,COUNTA(" + letter("Claim 1") + ":" + letter("Claim 2") + ")))",
	}
	if !slices.Equal(got, wantLists) {
		t.Errorf("lists %q; want %q", got, wantLists)
	}
	if words, err := f.GetRows("datasync"); err != nil || words[1][3] != "update" || words[2][3] != "do not change" || words[3][3] != "later" {
		t.Errorf("the lists have %q, %v", words, err)
	}
	if panes, err := f.GetPanes(sheetReview); err != nil || panes.XSplit != 2 || rows[0][0] != "Decision" || rows[0][1] != "Network Id" {
		t.Errorf("%d columns stay of %q, %v", panes.XSplit, rows[0], err)
	}
}

// What is empty throughout stands behind all else, unless people fill it in.
func TestEmptyColumnsGoRight(t *testing.T) {
	r := read(t, runDir(t, map[string]string{"review.tsv": tsvOf(
		[]string{"network id", "Existing 035a", "Incoming 035a", "Action", "Reason", "Conflict", "Messages", "Shelf", "Shelf mark"},
		[]string{"991000000015151", "1", "2", "create", "action create", "", "", "", "Z 12"},
		[]string{"991000000025151", "1", "3", "create", "action create", "", "x", "", ""},
	)}))
	table, err := reviewTable(r, about())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range table.Columns {
		name := c.Name
		if !c.NoPrint {
			name = "+" + name
		}
		got = append(got, name)
	}
	want := []string{"+Decision", "+Network Id", "+Use number", "+Note", "+Reason", "+Incoming 035a", "Existing 035a", "Action", "Messages", "Shelf mark",
		"Why not update", "Conflict", "Shelf"}
	if !slices.Equal(got, want) {
		t.Errorf("%q; want %q (+ is printed)", got, want)
	}
}

// A record can be updated where one of the numbers that are claimed can be loaded.
func TestChoices(t *testing.T) {
	rows := [][]string{{"Network Id", "Existing 035a", "Incoming 035a", "Action", "Conflict", "Bibliographic Lifecycle", "OCLC Control Number (035a)"}}
	claims := [][]string{{"Network Id", "Action", "Incoming 035a"}}
	for _, tt := range []struct {
		incoming, action, lifecycle, current string
		claims                               []string // action and number
		refused, numbers                     string
	}{
		{"2", "create", "", "1", nil, "", ""},
		{"2", "unresolved", "", "1", nil, "OCLC has not resolved the number 2, it is provisional", ""},
		{"x", "match", "", "1", nil, `"x" in column "Incoming 035a" is no OCLC number`, ""},
		{"2", "match", "Deleted", "1", []string{"match 2", "match 3"}, "its lifecycle is Deleted", "2 3"},
		{"2", "match", "", "1#", nil, "035 $a holds 1#, which cannot be read", ""},
		{"2", "match", "", "1", []string{"match 2", "unresolved 4", "match 3", "create 3"}, "", "2 3"},
		{"2", "unresolved", "", "1", []string{"match 2", "unresolved 2"}, "OCLC has not resolved the number 2, it is provisional", ""},
		{"x", "match", "", "1", []string{"match x", "match 3"}, "", "3"},
	} {
		id := "99" + strings.Repeat("0", 9-len(rows)/10) + string(rune('0'+len(rows))) + "5151"
		conflict := strings.Join(tt.claims, "; ")
		rows = append(rows, []string{id, "1", tt.incoming, tt.action, conflict, tt.lifecycle, tt.current})
		for _, claim := range tt.claims {
			action, number, _ := strings.Cut(claim, " ")
			claims = append(claims, []string{id, action, number})
		}
		r := read(t, runDir(t, map[string]string{"review.tsv": tsvOf(rows[0], rows[len(rows)-1]), "conflicts.tsv": tsvOf(claims...)}))
		records := r.of(sheetReview).records
		all, most, err := r.choices(records)
		if err != nil {
			t.Fatal(err)
		}
		c := all[records[0]]
		var numbers []string
		for _, n := range c.claims {
			numbers = append(numbers, string(n))
		}
		if got := strings.Join(numbers, " "); got != tt.numbers || c.refused != tt.refused || most != len(numbers) {
			t.Errorf("%s %s of %q: claims %q, refused %q; want %q, %q", tt.action, tt.incoming, tt.claims, got, c.refused, tt.numbers, tt.refused)
		}
	}
}
