package report

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forms are the reasons of verify, and those that they are told by on the first page.
var forms = map[string]string{
	"no OCLC number in 035 $a":                       "no OCLC number in 035 $a",
	"old number":                                     "old number",
	"new number beside 7":                            "new number beside X",
	"new number beside 8; 9":                         "new number beside X",
	"no number, as before":                           "no number, as before",
	"not in the report":                              "not in the report",
	"035 $a holds 7# and 8, which cannot be read":    "035 $a holds X, which cannot be read",
	"035 $a holds 7 without (OCoLC)":                 "035 $a holds X without (OCoLC)",
	"the answer of Alma for the record is cut short": "the answer of Alma …",
	"7 is not in 035 $z; 8 is not in 035 $z":         "X is not in 035 $z",
	"nobody has explained this":                      "nobody has explained this",
}

// verified is the workbook of what verify found in a run in which these files are added.
func verified(t *testing.T, changes map[string]string) (dir string, book []byte, says string) {
	t.Helper()
	dir = runDir(t, changes)
	r, err := Look(dir, open)
	if err != nil {
		t.Fatal(err)
	}
	all, says, err := r.Verification(r, about())
	if err != nil {
		t.Fatal(err)
	}
	return dir, write(t, all), says
}

// found is a table of verify.
func found(rows ...[]string) string {
	return tsvOf(append([][]string{{"Reason", "Network Id", "Incoming 035a", "035 $a now", "035 $z now", "Reports", "Institution Name",
		"OCLC Control Number (035a)", "Existing 035a", "Decision", "Mine"}}, rows...)...)
}

// Each number of the first page is that of the tables, counted anew, and each record is on
// the sheet of its table, and on no other.
func TestVerificationCountedAnew(t *testing.T) {
	tables := map[string]string{"lost number": "lost_number.tsv", "not updated": "not_updated.tsv", "verified": "verified.tsv"}
	reasons := slices.Sorted(maps.Keys(forms))
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		id := 0
		table := func(reasons ...string) string {
			var rows [][]string
			for range r.IntN(8) {
				id++
				rows = append(rows, []string{reasons[r.IntN(len(reasons))], fmt.Sprintf("99%09d5151", id), "1", "2", "3", "CEF", "Carleton University", "2", "2", "", ""})
			}
			return found(rows...)
		}
		changes := map[string]string{"lost_number.tsv": table("no OCLC number in 035 $a"), "not_updated.tsv": table(reasons...), "verified.tsv": table("", "7 is not in 035 $z; 8 is not in 035 $z")}
		if seed%3 == 0 {
			changes["settings.tsv"] = "Name\tValue\none-step\t--one-step\n"
			changes["repair.tsv"], changes["repair_for_one_step_import_to_NZ.mrc"] = table("old number"), "x"
			changes["repair_without.tsv"], changes["repair_without_number.xlsx"] = table("x"), "x"
		} else if seed%3 == 1 {
			changes["repair.tsv"], changes["repair_MMSid_for_set.txt"], changes["repair_for_import_to_NZ.xlsx"] = table("old number"), "x", "x"
		}
		dir, book, says := verified(t, changes)
		count := recount{t, dir}
		want := make(map[string]int)
		total := 0
		for sheet, file := range tables {
			want["the load: "+sheet] = count.all(file)
			total += count.all(file)
			for _, row := range count.rows(file) {
				if row["Reason"] != "" {
					want[sheet+": "+forms[row["Reason"]]]++
				}
			}
		}
		lost, not, right := count.all("lost_number.tsv"), count.all("not_updated.tsv"), count.all("verified.tsv")
		again := count.all("repair.tsv", "repair_without.tsv")
		for _, file := range []string{"repair_MMSid_for_set.txt", "repair_for_import_to_NZ.xlsx", "repair_for_one_step_import_to_NZ.mrc"} {
			if changes[file] != "" {
				want["step: "+file] = count.all("repair.tsv")
			}
		}
		if changes["repair_without_number.xlsx"] != "" {
			want["step: repair_without_number.xlsx"] = count.all("repair_without.tsv")
		}
		if n := lost + not - again; n > 0 {
			want["step: not updated"] = n
		}
		_, rows := cells(t, book)
		got := numbersOfPage(rows[sheetVerification])
		if !maps.Equal(got, want) {
			t.Errorf("seed %d: %v; want %v", seed, got, want)
		}
		sentence := fmt.Sprintf("Of %d records %d have their new number, %d have not, and %d have lost the one that they had.", total, right, not, lost)
		switch {
		case total == 0:
			sentence = "No record was to be updated."
		case right == total:
			sentence = fmt.Sprintf("Yes, for %d records. Nothing is to be repaired.", total)
		}
		if got := strings.Replace(strings.Replace(rows[sheetVerification][1][0], "1 record ", "1 records ", 1), "1 record.", "1 records.", 1); got != sentence {
			t.Errorf("seed %d: %q; want %q", seed, got, sentence)
		}
		if got, want := fmt.Sprint(figuresIn(says)), fmt.Sprint([]int{total, lost, not, right}); got != want {
			t.Errorf("seed %d: says %q; want %s", seed, says, want)
		}
		for sheet, file := range tables {
			var ids []string
			for _, row := range count.rows(file) {
				ids = append(ids, row["Network Id"])
			}
			if got := columnOf(t, rows[sheet], "Network Id"); !slices.Equal(got, ids) {
				t.Errorf("seed %d, %s: %q; want %q", seed, sheet, got, ids)
			}
		}
	}
}

// numbersOfPage are those of the lines of the first page: of what the load did, of the
// steps by their files, and of the reasons by their sheets.
func numbersOfPage(rows [][]string) map[string]int {
	all := make(map[string]int)
	part := ""
	for _, row := range rows {
		if len(row) > 0 && (row[0] == "Outcome" || row[0] == "Reason" || strings.HasPrefix(row[0], "What to do")) {
			part = row[0]
		}
		if len(row) < 3 {
			continue
		}
		n, err := strconv.Atoi(row[1])
		switch {
		case err != nil:
		case part == "Outcome":
			all["the load: "+row[0]] = n
		case part == "Reason":
			all[row[2]+": "+row[0]] = n
		case row[2] != "":
			all["step: "+row[2]] = n
		}
	}
	return all
}

// figuresIn are the numbers in a text, in order.
func figuresIn(text string) (all []int) {
	for _, word := range regexp.MustCompile(`\d+`).FindAllString(text, -1) {
		n, _ := strconv.Atoi(word)
		all = append(all, n)
	}
	return all
}

// What lost its number is red and comes first; what stands in Alma now is in front, leads
// to WorldCat, and stays. Nothing is decided there.
func TestVerificationSheets(t *testing.T) {
	_, book, _ := verified(t, map[string]string{
		"lost_number.tsv": found([]string{"no OCLC number in 035 $a", "991000000015151", "2002", "", "2001", "CEF", "A | B | A", "(OCoLC)ocm02001", "2001", "update", "x"}),
		"not_updated.tsv": found([]string{"new number beside 2010", "991000000025151", "2020", "2020; 2010", "", "CEF", "A", "2010", "", "", ""}),
		"verified.tsv":    found(),
	})
	f := asFile(t, book)
	names := f.GetSheetList()
	if want := []string{"verification", "lost number", "not updated", "verified", "what it means"}; !slices.Equal(names, want) {
		t.Errorf("sheets %q; want %q", names, want)
	}
	rows, err := f.GetRows("lost number")
	if err != nil {
		t.Fatal(err)
	}
	want := "Reason|Network Id|Incoming 035a|035 $z now|035 $a before|Institution Name|Reports|Existing 035a|Decision|Mine|035 $a now"
	if got := strings.Join(rows[0], "|"); got != want || rows[1][5] != "A | B" {
		t.Errorf("%s, %q; want %s", got, rows[1], want)
	}
	links := map[string]string{"991000000015151 Incoming 035a": "2002", "991000000015151 035 $a before": "2001", "991000000015151 Existing 035a": "2001"}
	if got := linksOf(t, f, "lost number"); !maps.Equal(got, links) {
		t.Errorf("links %v; want %v", got, links)
	}
	links = map[string]string{"991000000025151 Incoming 035a": "2020", "991000000025151 035 $a before": "2010"}
	if got := linksOf(t, f, "not updated"); !maps.Equal(got, links) {
		t.Errorf("links %v; want %v", got, links)
	}
	for sheet, colour := range map[string]string{"lost number": lightRed, "not updated": ""} {
		id, _ := f.GetCellStyle(sheet, "A2")
		style, err := f.GetStyle(id)
		if err != nil || strings.Join(style.Fill.Color, "") != colour {
			t.Errorf("%s is %v, %v; want %s", sheet, style.Fill.Color, err, colour)
		}
		if lists, err := f.GetDataValidations(sheet); err != nil || len(lists) > 0 {
			t.Errorf("%s has lists %v, %v", sheet, lists, err)
		}
		if panes, err := f.GetPanes(sheet); err != nil || panes.XSplit != 2 {
			t.Errorf("%s: %d columns stay, %v", sheet, panes.XSplit, err)
		}
	}
}

// A table of verify that is not there is named, and what makes it.
func TestNotVerified(t *testing.T) {
	dir := runDir(t, nil)
	r, err := Look(dir, open)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = r.Verification(r, About{})
	if want := filepath.Join(dir, "lost_number.tsv") + ": no such file; run 'datasync verify -C " + dir + "' first"; fmt.Sprint(err) != want {
		t.Errorf("%v; want %s", err, want)
	}
}

// The first sentence says whether it went well, the second what else to think of.
func TestSentence(t *testing.T) {
	for _, tt := range []struct {
		lost, not, right int
		want             string
	}{
		{0, 0, 0, "No record was to be updated."},
		{0, 0, 1, "Yes, for 1 record. Nothing is to be repaired."},
		{0, 1, 2, "Of 3 records 2 have their new number, 1 have not, and 0 have lost the one that they had."},
		{0, 2, 0, "Of 2 records 0 have their new number, 2 have not, and 0 have lost the one that they had.|" +
			"None has its new number: was it loaded, and is the report that was given from after that?"},
		{1, 1, 0, "Of 2 records 0 have their new number, 1 have not, and 1 have lost the one that they had.|" +
			"Those have no OCLC number now. Put that right today, by the steps below."},
	} {
		rows := sentence([]*finding{{rows: tt.lost}, {rows: tt.not}, {rows: tt.right}}, About{}).Rows
		var got []string
		for rows.Scan() {
			got = append(got, rows.Row()[0])
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%d lost, %d not, %d right: %q; want %q", tt.lost, tt.not, tt.right, got, tt.want)
		}
	}
}

// So does the first page of what verify found, whichever way the load is.
func TestVerificationFits(t *testing.T) {
	var rows [][]string
	for said := range forms {
		rows = append(rows, []string{said, "991000000015151", "1", "2", "3", "CEF", "Carleton University", "2", "2", "", ""})
	}
	all := map[string]string{"lost_number.tsv": found(rows[0]), "not_updated.tsv": found(rows...), "verified.tsv": found(rows...),
		"repair.tsv": found(rows...), "repair_MMSid_for_set.txt": "x", "repair_for_import_to_NZ.xlsx": "x"}
	_, book, _ := verified(t, all)
	fits(t, "three steps", book)
	all["settings.tsv"], all["repair_MMSid_for_set.txt"], all["repair_without.tsv"] = "Name\tValue\none-step\t--one-step\n", "", found(rows...)
	for _, name := range []string{"repair_for_one_step_import_to_NZ.mrc", "repair_for_one_step_import_to_NZ.xlsx", "repair_without_number.xlsx"} {
		all[name] = "x"
	}
	_, book, _ = verified(t, all)
	fits(t, "one step", book)
}

// And that of a library's workbook.
func TestLibraryPageFits(t *testing.T) {
	for _, changes := range []map[string]string{nil, {"lost_number.tsv": found(), "not_updated.tsv": found(), "verified.tsv": found()}} {
		libraries, err := read(t, runDir(t, changes)).Libraries(about())
		if err != nil {
			t.Fatal(err)
		}
		fits(t, libraries[0].Symbol, write(t, libraries[0].Sheets))
	}
}
