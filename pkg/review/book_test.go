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
	"datasync/pkg/table"
)

// readFile reads a workbook.
func readFile(t testing.TB, name string) Book {
	t.Helper()
	sheets, err := table.Names{}.OpenAll(name, column.NetworkID, column.Decision)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheets[0].Close() })
	b := Book{Name: name}
	b.Read(sheets)
	return b
}

// readText reads a text, as if it were in a file.
func readText(t testing.TB, name, text string) Book {
	t.Helper()
	in, err := table.NewReader(strings.NewReader(text), name, column.NetworkID, column.Decision)
	if err != nil {
		t.Fatal(err)
	}
	b := Book{Name: name}
	b.Read([]*table.Reader{in})
	return b
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
			{"update", "", "", "991000000045151", "1.52E+09"},
			{"", "8", "", "991000000065151", "7"}},
		"do_not_change": {head,
			{"do not change", "", "", "991000000055151", "7"}},
		"no numbers": {{"Decision", "Network Id"},
			{"update", "991000000075151"},
			{"later", "991000000085151"}},
		"reported": {{"Decision", "Network Id", "Incoming 035a", "Reported 035a"},
			{"update", "991000000095151", "7", "1.52E+09"}},
	})
	b := readFile(t, "REPORT.xlsx")
	want := []string{
		`REPORT.xlsx#records for review!A2: "yes" is no decision; choose update, do not change or later`,
		`REPORT.xlsx#records for review!B3: record 991000000025151: "x7" is no OCLC number; the reports say 7`,
		`REPORT.xlsx#records for review!D4: there is no MMS ID`,
		`REPORT.xlsx#records for review!D8: 9.91E+14 is an MMS ID cut short by a spreadsheet; take it from its source again, as text`,
		`REPORT.xlsx#records for review!E9: 1.52E+09 is an OCLC number cut short by a spreadsheet; take it from its source again, as text`,
		`REPORT.xlsx#records for review!B10: record 991000000065151 has the number "8" and no decision; choose update, or empty the cell`,
		`REPORT.xlsx#reported!D2: 1.52E+09 is an OCLC number cut short by a spreadsheet; take it from its source again, as text`,
		`REPORT.xlsx#no numbers!A2: an update is about a number, and the sheet has no column "Incoming 035a"`,
	}
	got := strings.Split(fmt.Sprint(b.Wrong), "\n")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	var places []string
	for _, row := range b.Rows {
		places = append(places, row.ID.String()+" "+row.Place)
	}
	slices.Sort(places)
	if want := []string{"991000000035151 REPORT.xlsx#records for review!A7", "991000000055151 REPORT.xlsx#do_not_change!A2", "991000000085151 REPORT.xlsx#no numbers!A3"}; !slices.Equal(places, want) {
		t.Errorf("%q; want %q", places, want)
	}
}

// What a row says: the columns stand in any order, and Reported 035a has the number of a
// record that was updated to another one.
func TestReadRows(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string // the rows
		err  string
	}{
		{"Network Id\tDecision\n991000000015151\t\n", " about : , false", ""},
		{"Incoming 035a\tNote\tDecision\tNetwork Id\n7\t x \tUPDATE\t'991000000015151\n", "update about 7: x, false", ""},
		{"Network Id\tDecision\tUse number\tReported 035a\tIncoming 035a\n991000000015151\tupdate\t(OCoLC)08\t7\t8\n", "update to 8 about 7: , true", ""},
		{"Network Id\tDecision\tUse number\tReported 035a\tIncoming 035a\n991000000015151\tupdate\t8\tno number\t8\n", "update to 8 about no number: , true", ""},
		{"Network Id\tDecision\tReported 035a\tIncoming 035a\n991000000015151\tupdate\t\t8\n", "update about 8: , true", ""},
		{"Reported 035a\tNetwork Id\tDecision\n8\t991000000015151\tupdate\n", "update about 8: , true", ""},
		{"Network Id\tDecision\tIncoming 035a\n991000000015151\tlater\t1e9\n", "later about 1e9: , false", ""},
		{"Network Id\tDecision\nsee above\t\n", "", ""},
		{"Network Id\tDecision\n9x\t\n", "", `book:2: "9x" is no MMS ID, which has 8 to 19 digits`},
		{"Network Id\tDecision\nsee above\tyes\n", "", `book:2: "yes" is no decision; choose update, do not change or later` + "\n" +
			`book:2: "see above" is no MMS ID, which has 8 to 19 digits`},
		{"Network Id\tDecision\tDecision\n", "", `book:1: two columns "Decision"; rename or delete one`},
		{"Network Id\tDecision\n991000000015151\tupdate\n991000000025151\tlater\n", "later about : , false", `book:2: an update is about a number, and the sheet has no column "Incoming 035a"`},
		{"Network Id\tDecision\tIncoming 035a\tUse number\n991000000015151\tupdate\t7\t8x\n", "", `book:2: record 991000000015151: "8x" is no OCLC number; the reports say 7`},
		{"Network Id\tDecision\tIncoming 035a\tUse number\tConflict\n991000000015151\tupdate\t7\t8x\tCEF match 7; UWO match 8\n", "",
			`book:2: record 991000000015151: "8x" is no OCLC number; the reports say CEF match 7; UWO match 8`},
		{"Network Id\tDecision\tUse number\n991000000015151\tlater\t8x\n", "", `book:2: record 991000000015151: "8x" is no OCLC number`},
		{"Network Id\tDecision\tIncoming 035a\tUse number\n991000000015151\tlater\t7\t1e9\n", "", "book:2: 1e9 is an OCLC number cut short by a spreadsheet; take it from its source again, as text"},
		{"Network Id\tDecision\nx\n", "", "book:2: 1 field, but the header has 2; correct the line, or save the table as XLSX"},
	} {
		b := readText(t, "book", tt.text)
		got := ""
		for _, row := range b.Rows {
			got += fmt.Sprintf("%v about %s: %s, %t", row.Word, row.About, row.Note, row.reported)
		}
		if got != tt.want || b.Wrong != nil && b.Wrong.Error() != tt.err || b.Wrong == nil && tt.err != "" {
			t.Errorf("%q: %q, %v\nwant %q, %s", tt.text, got, b.Wrong, tt.want, tt.err)
		}
	}
}

// A sheet that cannot be read hides no other.
func TestReadEverySheet(t *testing.T) {
	t.Chdir(t.TempDir())
	rows := [][]string{{"Network Id", "Decision", "Incoming 035a", "Note", "note"}, {"991000000015151", "update"}}
	clitest.SaveWorkbook(t, "BOOK.xlsx", map[string][][]string{"A": rows, "B": rows, "C": {{"Network Id", "Decision"}, {"991000000025151", "later"}}})
	b := readFile(t, "BOOK.xlsx")
	for _, sheet := range []string{"A", "B"} {
		if !strings.Contains(fmt.Sprint(b.Wrong), "BOOK.xlsx#"+sheet+"!A1: two columns") {
			t.Errorf("sheet %s: %v", sheet, b.Wrong)
		}
	}
	if len(b.Rows) != 1 || b.Rows[0].Choice != decision.Later {
		t.Errorf("%+v", b.Rows)
	}
}

// In whatever order the columns stand, a table tells the same.
func TestReadAnyOrder(t *testing.T) {
	table := [][]string{
		{"Decision", "Network Id", "Use number", "Note", "Reason", "Incoming 035a", "Reported 035a", "Claim 1"},
		{"update", "991000000015151", "8", "the serial", "reports disagree", "7", "", "8"},
		{"do not change", "991000000025151", "", "", "action create", "9", "", ""},
		{"update", "991000000035151", "11", "", "decided by a person", "11", "10", "11"},
		{"", "991000000045151", "", "ask", "action create", "12", "", ""},
	}
	tell := func(order []int) string {
		var text strings.Builder
		for _, row := range table {
			var fields []string
			for _, at := range order {
				fields = append(fields, row[at])
			}
			text.WriteString(strings.Join(fields, "\t") + "\n")
		}
		b := readText(t, "report.tsv", text.String())
		var said []string
		for _, row := range b.Rows {
			said = append(said, fmt.Sprintf("%v %v about %q: %q", row.ID, row.Word, row.About, row.Note))
		}
		return fmt.Sprint(strings.Join(said, "\n"), b.Wrong)
	}
	want := `991000000015151 update to 8 about "7": "the serial"
991000000025151 do not change about "9": ""
991000000035151 update to 11 about "10": ""
991000000045151  about "12": "ask"<nil>`
	r := rand.New(rand.NewPCG(1, 0))
	for range 20 {
		order := r.Perm(len(table[0]))
		if got := tell(order); got != want {
			t.Errorf("columns %v:\n%s\nwant\n%s", order, got, want)
		}
	}
}
