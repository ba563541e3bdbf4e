package report

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/rogpeppe/go-internal/txtar"

	"datasync/pkg/workbook"
)

// tsvOf is a table as text.
func tsvOf(rows ...[]string) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.String()
}

// file is the text of a file of testdata/run.txtar.
func file(t *testing.T, name string) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/run.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	t.Fatalf("testdata/run.txtar has no %s", name)
	return ""
}

// makeAll makes all that mkreport does of a run directory.
func makeAll(dir string, open func(string) (io.Reader, error)) error {
	r, err := Read(dir, open)
	if err != nil {
		return err
	}
	all, err := r.Sheets(about())
	if err != nil {
		return err
	}
	if _, err := workbook.Write(io.Discard, all...); err != nil {
		return err
	}
	_, err = r.Libraries(about())
	return err
}

// No file of the run is opened twice, for the report and the libraries together: that is
// told, since people name a file twice by mistake.
func TestFilesAreReadOnce(t *testing.T) {
	opened := make(map[string]int)
	r, err := Read(runDir(t, optional(t)), func(name string) (io.Reader, error) {
		opened[name]++
		return open(name)
	})
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.Sheets(about())
	if err != nil {
		t.Fatal(err)
	}
	write(t, all)
	if _, err := r.Libraries(about()); err != nil {
		t.Fatal(err)
	}
	for name, n := range opened {
		if n != 1 {
			t.Errorf("%s is opened %d times", filepath.Base(name), n)
		}
	}
}

// What is no directory is told.
func TestReadNoDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.xlsx")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + ".d"} {
		if _, err := Read(name, open); fmt.Sprint(err) != name+": there is no such directory; name that of a run" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file that is not there is named, and the stage that makes it.
func TestMissingFile(t *testing.T) {
	for _, tt := range []struct{ file, remedy string }{
		{"bibprocessmerged.tsv", "datasync merge -C DIR' first"},
		{"duplicates.tsv", "datasync merge -C DIR' first"},
		{"conflicts.tsv", "datasync merge -C DIR' first"},
		{"rejects.tsv", "datasync merge -C DIR' first"},
		{"actions.tsv", "datasync merge -C DIR' first"},
		{"same.tsv", "datasync split -C DIR' first"},
		{"do_not_change.tsv", "datasync dnu -C DIR' first"},
		{"do_not_update_entries.tsv", "datasync dnu -C DIR' first"},
		{"updated.tsv", "datasync route -C DIR' first"},
		{"missing.tsv", "datasync route -C DIR' first"},
		{"review.tsv", "datasync review -C DIR' first"},
		{"decisions.tsv", "datasync review -C DIR' first"},
		{"decided_do_not_change.tsv", "datasync review -C DIR' first"},
		{"update.tsv", "datasync review -C DIR' first"},
		{"summary.tsv", "datasync report -C DIR', which makes it first"},
		{"manifest.tsv", "is this the directory of a run?"},
	} {
		dir := runDir(t, map[string]string{tt.file: ""})
		err := makeAll(dir, open)
		if err == nil {
			t.Errorf("without %s: no error", tt.file)
			continue
		}
		got := strings.ReplaceAll(err.Error(), dir, "DIR")
		if !strings.HasPrefix(got, filepath.Join("DIR", tt.file)+": no such file; ") || !strings.HasSuffix(got, tt.remedy) {
			t.Errorf("without %s: %s", tt.file, got)
		}
	}
}

// What is wrong in a file is told with its place.
func TestDamagedFile(t *testing.T) {
	header, row := "Network Id\tIncoming 035a\n", "991000000015151\t1\n"
	for _, tt := range []struct{ file, text, want string }{
		{"update.tsv", "Title\nx\n", `update.tsv:1: no column "Network Id"; there are: Title`},
		{"update.tsv", "Network Id\tNote\tnote\n", `update.tsv:1: two columns "Note"; rename or delete one`},
		{"update.tsv", header + row + "x\n", "update.tsv:3: 1 field, but the header has 2"},
		{"decided_do_not_change.tsv", "Network Id\tReports\treports\n", `decided_do_not_change.tsv:1: two columns "Reports"; rename or delete one`},
		{"bibprocessmerged.tsv", header, `bibprocessmerged.tsv:1: no column "Action"`},
		{"bibprocessmerged.tsv", "Network Id\tIncoming 035a\tAction\tReports\nx\t1\tmatch\tCEF\n", "bibprocessmerged.tsv:2: "},
		{"actions.tsv", "OCLC symbol\tAction\tRecords\nCEF\tmatch\tmany\n", `actions.tsv:2: "many" is no number of records`},
		{"actions.tsv", "OCLC symbol\tAction\n", `actions.tsv:1: no column "Records"`},
		{"decisions.tsv", header, `decisions.tsv:1: no column "Decision"`},
		{"decisions.tsv", "Network Id\tIncoming 035a\tDecision\n12\t1\tupdate\n", "decisions.tsv:2: "},
		{"summary.tsv", "Stage\tOutcome\tFile\tRows\n", "summary.tsv:1: the summary has no rows"},
		{"summary.tsv", "Stage\tOutcome\tFile\tRows\nmerge\tin\tx\tmany\n", `summary.tsv:2: "many" is no number of rows`},
		{"do_not_update_entries.tsv", "MMS ID\n991\n", "do_not_update_entries.tsv:2: "},
		{"duplicates.tsv", "JobID\tReason\nx\n", "duplicates.tsv:2: 1 field, but the header has 2"},
		{"keeps_coming_back.tsv", "Network Id\n", `keeps_coming_back.tsv:1: no column "Reports"; there are: Network Id`},
		{"keeps_coming_back.tsv", "Network Id\tReports\na\n", "keeps_coming_back.tsv:2: 1 field"},
		{"keeps_coming_back.tsv", "Reports\n", `keeps_coming_back.tsv:1: no column "Network Id"`},
		{"weeks.tsv", "Date\tZone\tto be updated\n", `weeks.tsv:1: no column "updated"`},
		{"weeks.tsv", "Date\tZone\tto be updated\tupdated\tfor review\tnot updated\tlost\n2026-01-31\tNZ\n", "weeks.tsv:2: 2 fields"},
		{"messages_by_library.tsv", "\xff\n", "messages_by_library.tsv:1: the line is not UTF-8"},
		{"messages_by_library.tsv", "OCLC symbol\tRecords\nCEF\n", "messages_by_library.tsv:2: 1 field, but"},
		{"CEFbibprocess.tsv", "JobID\n", `CEFbibprocess.tsv:1: no column "Network Id"`},
	} {
		err := makeAll(runDir(t, map[string]string{tt.file: tt.text}), open)
		if err == nil || !strings.HasPrefix(filepath.Base(err.Error()), tt.want) {
			t.Errorf("%s %q: %v; want %s", tt.file, tt.text, err, tt.want)
		}
	}
}

// The libraries' workbooks, made without the report, tell of a damaged file too.
func TestDamagedFileOfLibraries(t *testing.T) {
	for _, tt := range []struct{ file, text string }{
		{"same.tsv", "Title\n"},
		{"UWObibprocess.tsv", "Network Id\nx\ty\n"},
		{"UWObibprocess.tsv", "\xff\n"},
		{"keeps_coming_back.tsv", "Reports\na\tb\n"},
		{"keeps_coming_back.tsv", "Title\n"},
	} {
		r, err := Read(runDir(t, map[string]string{tt.file: tt.text}), open)
		if err == nil {
			_, err = r.Libraries(about())
		}
		if err == nil || !strings.HasPrefix(filepath.Base(err.Error()), tt.file+":") {
			t.Errorf("%s %q: %v", tt.file, tt.text, err)
		}
	}
}

// A file that cannot be opened is an error, whichever it is.
func TestUnreadableFile(t *testing.T) {
	dir := runDir(t, optional(t))
	files := map[string]bool{}
	if err := makeAll(dir, func(name string) (io.Reader, error) {
		files[name] = true
		return open(name)
	}); err != nil {
		t.Fatal(err)
	}
	for file := range files {
		denied := errors.New("permission denied")
		for what, reader := range map[string]func() (io.Reader, error){
			"cannot be opened": func() (io.Reader, error) { return nil, denied },
			"cannot be read":   func() (io.Reader, error) { return iotest.ErrReader(denied), nil },
		} {
			err := makeAll(dir, func(name string) (io.Reader, error) {
				if name == file {
					return reader()
				}
				return open(name)
			})
			if !errors.Is(err, denied) {
				t.Errorf("%s %s: %v", filepath.Base(file), what, err)
			}
		}
	}
}

// In the libraries' workbooks too a long value is cut, and the symbol may stand in
// any column.
func TestLongValuesOfLibraries(t *testing.T) {
	long := strings.Repeat("x", 40_000)
	row := func(id string) string {
		return "Reports\tNetwork Id\tMine\nCEF\t" + id + "\t" + long + "\n"
	}
	all, err := read(t, runDir(t, map[string]string{
		"same.tsv": row("991000000015151"), "CEFbibprocess.tsv": row("991000000000015153"), "keeps_coming_back.tsv": row("991000000015151"),
	})).Libraries(about())
	if err != nil {
		t.Fatal(err)
	}
	_, rows := cells(t, write(t, all[0].Sheets))
	for _, sheet := range []string{sharedKind.name, ownKind.name, sheetRepeats} {
		values := columnOf(t, rows[sheet], "Mine")
		if !slices.ContainsFunc(values, func(value string) bool { return len(value) > 30_000 }) {
			t.Errorf("%s: no long value is left", sheet)
		}
	}
}

// column is what stands in a column of a sheet, below its header.
func columnOf(t *testing.T, rows [][]string, name string) []string {
	t.Helper()
	at := slices.Index(rows[0], name)
	if at < 0 {
		t.Fatalf("no column %q; there are: %q", name, rows[0])
	}
	var all []string
	for _, row := range rows[1:] {
		value := ""
		if at < len(row) {
			value = row[at]
		}
		all = append(all, value)
	}
	return all
}

// Every row of every table is on its sheet once, whatever the rows are.
func TestEveryRowIsShown(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 0))
		id := 0
		table := func(sheet string, want map[string][]string) string {
			rows := [][]string{{"Network Id", "Incoming 035a", "Reason", "OCLC Control Number (035a)", "Mine", "Action"}}
			for range r.IntN(6) {
				id++
				row := []string{fmt.Sprintf("99%09d5151", id), fmt.Sprint(r.IntN(9)), []string{"", "b", "a"}[r.IntN(3)],
					[]string{"1; 2", "1", ""}[r.IntN(3)], fmt.Sprintf("mine %d", id), "match"}
				rows = append(rows, row)
				want[sheet] = append(want[sheet], row[4])
				if strings.Contains(row[3], ";") && sheet != sheetProtected && sheet != sheetMissing {
					want[sheetSeveral] = append(want[sheetSeveral], row[4])
				}
			}
			return tsvOf(rows...)
		}
		want := make(map[string][]string)
		changes := make(map[string]string)
		for _, o := range outcomes[:same] {
			for _, file := range o.files {
				changes[file] = table(o.sheet, want)
			}
		}
		changes["duplicates.tsv"] = table(sheetDuplicates, want)
		changes["conflicts.tsv"] = table(sheetConflicts, want)
		changes["rejects.tsv"] = table(sheetRejects, want)
		_, rows := cells(t, sheets(t, runDir(t, changes), about()))
		for _, sheet := range []string{sheetUpdate, sheetUpdated, sheetReview, sheetProtected, sheetMissing,
			sheetConflicts, sheetSeveral, sheetDuplicates, sheetRejects} {
			got := columnOf(t, rows[sheet], "Mine")
			slices.Sort(got)
			all := slices.Sorted(slices.Values(want[sheet]))
			if sheet == sheetSeveral { // duplicates and the like are on no other sheet
				all = slices.DeleteFunc(all, func(row string) bool { return !slices.Contains(got, row) })
			}
			if !slices.Equal(got, all) {
				t.Errorf("seed %d, sheet %q: %q; want %q", seed, sheet, got, all)
			}
		}
	}
}

// Each library has each record that its report named once, in its workbook and in
// no other's.
func TestEveryRecordIsWithItsLibraries(t *testing.T) {
	libraries := []string{"CEF", "LU$", "UWO", "LU_"}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		id := 0
		want := make(map[string][]string) // by symbol
		table := func() string {
			rows := [][]string{{"Network Id", "Existing 035a", "Incoming 035a", "Action", "Conflict", "Reports"}}
			for range r.IntN(6) {
				id++
				var reports []string
				for _, symbol := range libraries {
					if r.IntN(2) == 0 {
						reports = append(reports, symbol)
					}
				}
				if reports == nil {
					reports = libraries[:1]
				}
				row := []string{fmt.Sprintf("99%09d5151", id), fmt.Sprint(r.IntN(2)), fmt.Sprint(r.IntN(2)),
					[]string{"match", "create"}[r.IntN(2)], []string{"", "CEF match 1"}[r.IntN(2)], strings.Join(reports, ",")}
				rows = append(rows, row)
				for _, symbol := range reports {
					want[symbol] = append(want[symbol], row[0])
				}
			}
			return tsvOf(rows...)
		}
		changes := map[string]string{"same.tsv": table(), "CEFbibprocess.tsv": table(), "UWObibprocess.tsv": table(), "UNKNOWNbibprocess.tsv": table()}
		for _, o := range outcomes[:same] {
			for _, file := range o.files {
				changes[file] = table()
			}
		}
		all, err := read(t, runDir(t, changes)).Libraries(about())
		if err != nil {
			t.Fatal(err)
		}
		for _, lib := range all {
			_, rows := cells(t, write(t, lib.Sheets))
			got := append(columnOf(t, rows[sharedKind.name], "Network Id"), columnOf(t, rows[ownKind.name], "Network Id")...)
			slices.Sort(got)
			if !slices.Equal(got, slices.Sorted(slices.Values(want[lib.Symbol]))) {
				t.Errorf("seed %d, %s: %q; want %q", seed, lib.Symbol, got, want[lib.Symbol])
			}
			if lib.Rows != len(got) {
				t.Errorf("seed %d, %s: %d rows told, %d there", seed, lib.Symbol, lib.Rows, len(got))
			}
			delete(want, lib.Symbol)
		}
		if len(want) > 0 {
			t.Errorf("seed %d: no workbook for %v", seed, want)
		}
	}
}

// Differences come before the records whose number is right.
func TestDifferencesComeFirst(t *testing.T) {
	all, err := read(t, runDir(t, nil)).Libraries(about())
	if err != nil {
		t.Fatal(err)
	}
	order := []string{"to be updated", "for review", "not in analytics", "do not change", "updated already", "same number"}
	own := []string{"reports disagree", "another number", "not matched", "no number", "same number"}
	for _, lib := range all {
		_, rows := cells(t, write(t, lib.Sheets))
		for sheet, order := range map[string][]string{sharedKind.name: order, ownKind.name: own} {
			got := columnOf(t, rows[sheet], "Outcome")
			if !slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) }) {
				t.Errorf("%s, %s: %q", lib.Symbol, sheet, got)
			}
		}
	}
}

// Sheets of records are sorted by reason, then by MMS ID.
func TestOrder(t *testing.T) {
	_, rows := cells(t, sheets(t, runDir(t, map[string]string{"missing.tsv": tsvOf(
		[]string{"Network Id", "Reason"},
		[]string{"991000000035151", "b"}, []string{"991000000025151", "b"}, []string{"991000000045151", ""}, []string{"991000000015151", "a"},
	)}), about()))
	want := []string{"991000000045151", "991000000015151", "991000000025151", "991000000035151"}
	if got := columnOf(t, rows[sheetMissing], "Network Id"); !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
}

// A table has the columns that it needs, and nothing more: what the report shows
// is less, and no error.
func TestFewColumns(t *testing.T) {
	short := "Network Id\tIncoming 035a\n991000000015151\t7\n"
	changes := map[string]string{"same.tsv": short, "CEFbibprocess.tsv": short}
	for _, o := range outcomes[:same] {
		for _, file := range o.files {
			changes[file] = short
		}
	}
	dir := runDir(t, changes)
	_, rows := cells(t, sheets(t, dir, about()))
	if got, want := strings.Join(rows[sheetReview][0], "|"), "Decision|Network Id|Use number|Note|Incoming 035a|Why not update"; got != want {
		t.Errorf("%s: %s; want %s", sheetReview, got, want)
	}
	if err := makeAll(dir, open); err != nil {
		t.Error(err)
	}
}

// Columns that the report does not know come after those that it knows, in every
// sheet of rows, and are not printed.
func TestUnknownColumns(t *testing.T) {
	changes := make(map[string]string)
	for _, name := range []string{"update.tsv", "updated.tsv", "review.tsv", "missing.tsv", "do_not_change.tsv",
		"decided_do_not_change.tsv", "conflicts.tsv", "duplicates.tsv", "rejects.tsv"} {
		var rows []string
		for i, line := range strings.Split(strings.TrimSuffix(file(t, name), "\n"), "\n") {
			if i == 0 {
				line = "Shelf\t" + line + "\tTitle"
			} else {
				line = "yes\t" + line + "\tA book"
			}
			rows = append(rows, line+"\n")
		}
		changes[name] = strings.Join(rows, "")
	}
	run := read(t, runDir(t, changes))
	all, err := run.Sheets(about())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if len(s.Tables) > 1 || s.Name == sheetShared || s.Hidden {
			continue
		}
		columns := s.Tables[0].Columns
		if s.Name == sheetReview { // behind them is what is empty throughout
			holds := s.Tables[0].Rows.(*list).holds()
			columns = slices.DeleteFunc(columns, func(c workbook.Column) bool { return !holds[c.Name] })
		}
		last := columns[len(columns)-2:]
		if last[0].Name != "Shelf" || last[1].Name != "Title" || !last[0].NoPrint || !last[1].NoPrint {
			t.Errorf("%s ends with %+v", s.Name, last)
		}
	}
}

// Each institution is shown once, in whatever row and column.
func TestInstitutionsOnce(t *testing.T) {
	for _, table := range []string{
		tsvOf([]string{"Institution Name", "Network Id"}, []string{"A | B | A", "991000000015151"}, []string{"A | A", "991000000025151"}),
		tsvOf([]string{"Network Id", "Institution Name"}, []string{"991000000015151", "A | B | A"}, []string{"991000000025151", "A | A"}),
	} {
		_, rows := cells(t, sheets(t, runDir(t, map[string]string{"update.tsv": table}), about()))
		if got := columnOf(t, rows[sheetUpdate], "Institution Name"); !slices.Equal(got, []string{"A | B", "A"}) {
			t.Errorf("%q of\n%s", got, table)
		}
	}
}

// A column without a name is no end of the table.
func TestNamelessColumn(t *testing.T) {
	_, rows := cells(t, sheets(t, runDir(t, map[string]string{"missing.tsv": "Network Id\t\n991000000015151\tmine\n"}), about()))
	if got := rows[sheetMissing][1]; !slices.Equal(got, []string{"991000000015151", "mine"}) {
		t.Errorf("%q", got)
	}
}

// A damaged line of a report, or thousands of claims, never prevent the report.
func TestLongValues(t *testing.T) {
	long := strings.Repeat("é", 900_000/2)
	claims := strings.Repeat("CEF match 2041; ", 30_000)
	changes := map[string]string{
		"rejects.tsv":    tsvOf([]string{"File", "Line", "Reason", "Text"}, []string{"CEF.txt", "1", "damaged", long}),
		"duplicates.tsv": tsvOf([]string{"JobID", "Network Id", "Action", "Reason"}, []string{"x", "991000000015151", long, "duplicate"}),
		"review.tsv": tsvOf([]string{"Network Id", "Incoming 035a", "Reports", "Conflict", "Reason"},
			[]string{"991000000015151", "1", "CEF", claims, "reports disagree"}),
		"decisions.tsv": tsvOf([]string{"Network Id", "Incoming 035a", "Decision", "Note"}, []string{"991000000015151", "1", "later", long}),
	}
	_, rows := cells(t, sheets(t, runDir(t, changes), about()))
	for sheet, columns := range map[string][]string{
		sheetRejects: {"Text"}, sheetDuplicates: {"Action"}, sheetReview: {"Conflict", "Note"},
	} {
		for _, name := range columns {
			if got := columnOf(t, rows[sheet], name)[0]; len([]rune(got)) < 30_000 {
				t.Errorf("%s, %s: %d characters are left", sheet, name, len([]rune(got)))
			}
		}
	}
}

// Without decisions there are no columns for them but where they are made.
func TestNoDecisions(t *testing.T) {
	none := "Network Id\tIncoming 035a\tDecision\tUse number\tNote\tDate\n"
	_, rows := cells(t, sheets(t, runDir(t, map[string]string{"decisions.tsv": none}), about()))
	for sheet, want := range map[string]bool{sheetReview: true, sheetUpdate: false, sheetProtected: false} {
		if slices.Contains(rows[sheet][0], "Decision") != want {
			t.Errorf("%s: %q", sheet, rows[sheet][0])
		}
	}
	for _, cell := range columnOf(t, rows[sheetReview], "Decision") {
		if cell != "" {
			t.Errorf("somebody decided %q", cell)
		}
	}
}

// A decision is shown where the record is, if it is about the record's number.
func TestDecisions(t *testing.T) {
	const id = "991000000015151"
	review := func(incoming string) string {
		return tsvOf([]string{"Network Id", "Incoming 035a", "Reason"}, []string{id, incoming, "action create"})
	}
	for _, tt := range []struct {
		what, incoming, decision string // in review.tsv; of decisions.tsv
		want                     string // Decision, Use number, Note
	}{
		{"later", "7", id + "\t7\tlater\t\tfor Ann", "later||for Ann"},
		{"in capitals", "7", id + "\t7\t Later \t\t", "later||"},
		{"in another spelling", "7", "'" + id + "\t(OCoLC)ocm0007\tlater\t\t", "later||"},
		{"with a number", "7", id + "\t7\tupdate\t8\t", "update|8|"},
		{"of another number", "9", id + "\t7\tupdate\t8\tfor Ann", "||for Ann"},
		{"no number then and now", "", id + "\t\tlater\t\t", "later||"},
		{"of another record", "7", "991000000025151\t7\tlater\t\tx", "||"},
	} {
		_, rows := cells(t, sheets(t, runDir(t, map[string]string{
			"review.tsv":    review(tt.incoming),
			"decisions.tsv": "Network Id\tIncoming 035a\tDecision\tUse number\tNote\n" + tt.decision + "\n",
		}), about()))
		var got []string
		for _, name := range []string{"Decision", "Use number", "Note"} {
			got = append(got, columnOf(t, rows[sheetReview], name)[0])
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s: %q; want %q", tt.what, got, tt.want)
		}
	}
}

// What the page says of the list: how many records it protects, or that it is empty.
func TestProtection(t *testing.T) {
	const header = "MMS ID\tReason\tFrom\n"
	const decided = "Decided “do not change”, and on next week's list|1|do_not_update_list.xlsx"
	for _, tt := range []struct {
		entries string
		want    []string
	}{
		{header, []string{"There was no do-not-update list, or it is empty: it protects no record.", decided}},
		{header + "991000000115151\t\t\n", []string{"Records that the do-not-update list protects|1",
			"Held back this week: of those with another number|1|do_not_change", decided}},
		{header + "991000000115151\t\t\n991000000115153\t\t\n991000000115151\t\t\n991000000125153\t\t\n991000000125151\t\t\n", []string{
			"Records that the do-not-update list protects|2",
			"Held back this week: of those with another number|1|do_not_change",
			"Ids of another zone on the list: they protect nothing here|2", decided,
		}},
		{header + "991000000115153\t\t\n", []string{
			"Records that the do-not-update list protects|0",
			"Held back this week: of those with another number|1|do_not_change",
			"Ids of another zone on the list: they protect nothing here|1", decided,
		}},
	} {
		_, rows := cells(t, sheets(t, runDir(t, map[string]string{"do_not_update_entries.tsv": tt.entries}), about()))
		if got := below(rows[sheetSummary], "What is protected"); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q; want %q", tt.entries, got, tt.want)
		}
	}
}

// below are the lines of a page below a heading, up to the next empty one.
func below(rows [][]string, heading string) (lines []string) {
	at := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == heading })
	for _, row := range rows[at+1:] {
		if len(row) == 0 {
			break
		}
		lines = append(lines, strings.Join(row, "|"))
	}
	return lines
}

// Nothing happened: the report says so, and is made.
func TestEmptyRun(t *testing.T) {
	changes := make(map[string]string)
	archive, err := txtar.ParseFile("testdata/run.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if f.Name != "summary.tsv" && f.Name != "manifest.tsv" {
			header, _, _ := strings.Cut(string(f.Data), "\n")
			changes[f.Name] = header + "\n"
		}
	}
	dir := runDir(t, changes)
	_, rows := cells(t, sheets(t, dir, about()))
	for _, sheet := range []string{sheetUpdate, sheetReview, sheetShared, sheetDuplicates} {
		if len(rows[sheet]) != 1 {
			t.Errorf("%s: %q", sheet, rows[sheet])
		}
	}
	libraries, err := read(t, dir).Libraries(about())
	if err != nil || len(libraries) != 0 {
		t.Errorf("%d libraries, %v", len(libraries), err)
	}
}

// A report in which every job id is damaged makes no thousands of workbooks.
func TestTooManyLibraries(t *testing.T) {
	rows := [][]string{{"Network Id", "Reports"}}
	for i := range maxLibraries + 1 {
		rows = append(rows, []string{fmt.Sprintf("99%09d5151", i), fmt.Sprintf("job %d", i)})
	}
	for _, tt := range []struct {
		symbols, want int
	}{{maxLibraries, maxLibraries}, {maxLibraries + 1, 0}} {
		changes := map[string]string{"same.tsv": tsvOf(rows[:1+tt.symbols]...)}
		for _, name := range []string{"update.tsv", "updated.tsv", "review.tsv", "missing.tsv", "do_not_change.tsv", "decided_do_not_change.tsv",
			"CEFbibprocess.tsv", "UWObibprocess.tsv", "UNKNOWNbibprocess.tsv"} {
			changes[name] = "Network Id\n"
		}
		all, err := read(t, runDir(t, changes)).Libraries(about())
		if len(all) != tt.want || (err == nil) != (tt.want > 0) || err != nil && !strings.HasPrefix(err.Error(), fmt.Sprint(tt.symbols, " OCLC symbols in the reports: too many for a workbook each")) {
			t.Errorf("%d symbols: %d workbooks, %v", tt.symbols, len(all), err)
		}
	}
}

// A directory may be called anything, also what is a pattern.
func TestStrangeDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), `run [1]*`)
	if err := os.Rename(runDir(t, nil), dir); err != nil {
		t.Skip(err) // Windows has no such names
	}
	libraries, err := read(t, dir).Libraries(about())
	if err != nil || len(libraries) != 4 {
		t.Fatalf("%d libraries, %v", len(libraries), err)
	}
	if n := libraries[0].Rows; n != 12 {
		t.Errorf("%s has %d rows; want 12", libraries[0].Symbol, n)
	}
}

// The sample's run: each record is on the sheet of what became of it, the first
// page counts them, and all its libraries have theirs.
func TestSample(t *testing.T) {
	const dir = "../../testdata/sample/want"
	ids := func(names ...string) (all []string) {
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
			at := slices.Index(strings.Split(lines[0], "\t"), "Network Id")
			for _, line := range lines[1:] {
				all = append(all, strings.Split(line, "\t")[at])
			}
		}
		slices.Sort(all)
		return all
	}
	_, rows := cells(t, sheets(t, dir, about()))
	for _, tt := range []struct {
		sheet, outcome string
		files          []string
	}{
		{"update by job", "to be updated", []string{"update.tsv"}},
		{"records for review", "for review", []string{"review.tsv"}},
		{"not in analytics", "not in analytics", []string{"missing.tsv"}},
		{"do_not_change", "do not change", []string{"do_not_change.tsv", "decided_do_not_change.tsv"}},
		{"updated records", "updated already", []string{"updated.tsv"}},
		{"conflicts", "", []string{"conflicts.tsv"}},
		{"duplicates", "", []string{"duplicates.tsv"}},
	} {
		want := ids(tt.files...)
		got := columnOf(t, rows[tt.sheet], "Network Id")
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q; want %q", tt.sheet, got, want)
		}
		counted := slices.ContainsFunc(rows[sheetSummary], func(row []string) bool {
			return len(row) == 3 && row[0] == tt.outcome && row[1] == fmt.Sprint(len(want)) && row[2] == tt.sheet
		})
		if tt.outcome != "" && !counted {
			t.Errorf("the first page does not say %s: %d", tt.outcome, len(want))
		}
	}
	libraries, err := read(t, dir).Libraries(about())
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, lib := range libraries {
		files = append(files, lib.File)
	}
	if want := []string{"CEF.xlsx", "LU_.xlsx", "UWO.xlsx", "manual_upload.xlsx"}; !slices.Equal(files, want) {
		t.Errorf("%q; want %q", files, want)
	}
}
