package report

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A recount is what the tables of a run say, counted anew: by this file alone, line by
// line of the tables, and not by what the report counts with.
type recount struct {
	t   *testing.T
	dir string
}

// rows are those of a table, by column; of a table that is not there none.
func (r recount) rows(name string) (rows []map[string]string) {
	text, err := os.ReadFile(filepath.Join(r.dir, name))
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		r.t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, field := range strings.Split(line, "\t") {
			row[header[i]] = field
		}
		rows = append(rows, row)
	}
	return rows
}

// with are how many rows of tables have something.
func (r recount) with(has func(map[string]string) bool, names ...string) (n int) {
	for _, name := range names {
		for _, row := range r.rows(name) {
			if has(row) {
				n++
			}
		}
	}
	return n
}

func (r recount) all(names ...string) int {
	return r.with(func(map[string]string) bool { return true }, names...)
}

// zones are the tables of the institutions.
func (r recount) zones() (names []string) {
	found, err := filepath.Glob(filepath.Join(r.dir, "*bibprocess.tsv"))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, name := range found {
		names = append(names, filepath.Base(name))
	}
	return names
}

// protects are the different ids of the list that are of the records' zone, or are not.
func (r recount) protects(own bool) int {
	zones, ids := make(map[string]bool), make(map[string]bool)
	suffix := func(id string) string { return id[len(id)-4:] }
	for _, row := range r.rows("bibprocessmerged.tsv") {
		zones[suffix(row["Network Id"])] = true
	}
	for _, row := range r.rows("do_not_update_entries.tsv") {
		if zones[suffix(row["MMS ID"])] == own {
			ids[row["MMS ID"]] = true
		}
	}
	return len(ids)
}

// decided are the records of which the last word is “do not change”.
func (r recount) decided() (n int) {
	last := make(map[string]string)
	for _, row := range r.rows("decisions.tsv") {
		last[row["Network Id"]] = row["Decision"]
	}
	for _, word := range last {
		if word == "do not change" {
			n++
		}
	}
	return n
}

// numbersIn is how many different OCLC numbers a column of them has.
func numbersIn(list string) int {
	digits := make(map[string]bool)
	for _, value := range strings.Split(list, ";") {
		value = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(value), "(OCoLC)"), "ocm")
		if _, err := strconv.Atoi(value); err == nil {
			digits[strings.TrimLeft(value, "0")] = true
		}
	}
	return len(digits)
}

// page is each number of the first page, by what it is of: "SHEET, FILE OR COMMAND:
// the line's first words", or for a sentence its numbers in order.
func (r recount) page() map[string]int {
	tables := []string{"update.tsv", "review.tsv", "missing.tsv", "do_not_change.tsv", "decided_do_not_change.tsv", "updated.tsv"}
	update, review := r.all("update.tsv"), r.all("review.tsv")
	has := func(column string) func(map[string]string) bool {
		return func(row map[string]string) bool { return row[column] != "" }
	}
	several := func(row map[string]string) bool { return numbersIn(row["OCLC Control Number (035a)"]) > 1 }
	disagree := make(map[string]bool)
	for _, row := range r.rows("conflicts.tsv") {
		disagree[row["Network Id"]] = true
	}
	carried := 0
	for _, row := range r.rows("summary.tsv") {
		if row["Stage"] == "carry" && row["Outcome"] == "in" {
			n, err := strconv.Atoi(row["Rows"])
			if err != nil {
				r.t.Fatal(err)
			}
			carried += n
		}
	}
	critical := 0
	if len(r.rows("messages.tsv")) > 0 {
		critical = r.with(func(row map[string]string) bool { return row["Severity"] == "CRITICAL" }, tables...)
	}
	return map[string]int{
		"to be updated": update, "for review": review, "not in analytics": r.all("missing.tsv"),
		"do not change": r.all("do_not_change.tsv", "decided_do_not_change.tsv"), "updated already": r.all("updated.tsv"),
		"records for review: Choose a Decision": review, "update by job: Before the": r.with(has("Reason"), "update.tsv"),
		"a_to_z_MMSid_for_set.txt: In Alma,": update, "for_import_to_NZ.xlsx: At once": update, "for_one_step_import_to_NZ.mrc: In Alma,": update,
		"not in analytics: Not in": r.all("missing.tsv"), "conflicts: The reports": len(disagree),
		"shared numbers: OCLC gave": r.with(func(row map[string]string) bool {
			return row["Shared with"] != "" && numbersIn(row["Incoming 035a"]) == 1
		}, "bibprocessmerged.tsv"),
		"several in 035a: More than":   r.with(several, "update.tsv", "review.tsv", "updated.tsv"),
		"messages: OCLC has":           critical,
		"keeps coming back: In the":    r.all("keeps_coming_back.tsv"),
		"rejects: Damaged lines":       r.all("rejects.tsv"),
		"stages: Carried from":         carried,
		": Records that":               r.protects(true),
		"do_not_change: Held back":     r.all("do_not_change.tsv"),
		": Ids of":                     r.protects(false),
		"do_not_update_list.xlsx: Dec": r.decided(),
	}
}

// reports is how many reports the run was made from.
func (r recount) reports() int {
	return r.with(func(row map[string]string) bool { return row["Kind"] == "report" || row["Kind"] == "carried" }, "manifest.tsv")
}

// sentences are the numbers of the first page's sentences, in order.
func (r recount) sentences() []int {
	shared, own := r.all("bibprocessmerged.tsv"), r.all(r.zones()...)
	folded, damaged := r.all("duplicates.tsv"), r.all("rejects.tsv")
	return []int{r.reports(), shared + own + folded + damaged, shared, own, folded, damaged, r.all("same.tsv"), r.all("diff.tsv")}
}

var digits = regexp.MustCompile(`\b[0-9]+\b`)

// check compares every number of a first page with the tables.
func (r recount) check(rows [][]string) {
	r.t.Helper()
	var said []int
	for _, row := range rows[2:4] { // row 1 names the libraries
		for _, n := range digits.FindAllString(row[0], -1) {
			number, _ := strconv.Atoi(n)
			said = append(said, number)
		}
	}
	if want := r.sentences(); !slices.Equal(said, want) {
		r.t.Errorf("the sentences say %d; the tables have %d: %q", said, want, rows[2:4])
	}
	want := r.page()
	for _, row := range rows[4:] {
		if len(row) < 2 || row[1] == "" || digits.FindString(row[1]) != row[1] {
			continue // a line or header without a number
		}
		key, fits := row[0], []string{}
		for name := range want {
			where, begin, isLine := strings.Cut(name, ": ")
			named := ""
			if len(row) > 2 {
				named, _, _ = strings.Cut(row[2], ", ")
			}
			says := strings.TrimLeft(row[0], "0123456789. ")
			if name == key || isLine && named == where && strings.HasPrefix(says, begin) {
				fits = append(fits, name)
			}
		}
		if len(fits) != 1 {
			r.t.Errorf("%q: this test counts %q of it", row, fits)
			continue
		}
		if row[1] != fmt.Sprint(want[fits[0]]) {
			r.t.Errorf("%q: the tables have %d", row, want[fits[0]])
		}
		delete(want, fits[0])
	}
	for name, n := range want {
		if n > 0 && !strings.Contains(name, "for_one_step") && !strings.Contains(name, "for_import") && !strings.Contains(name, "a_to_z") {
			r.t.Errorf("%s: %d is not told", name, n)
		}
	}
}

// libraries compares the figures of the chart with the tables.
func (r recount) libraries(rows [][]string) {
	r.t.Helper()
	want := make(map[string]int)
	for _, row := range r.rows("actions.tsv") {
		n, err := strconv.Atoi(row["Records"])
		if err != nil {
			r.t.Fatal(err)
		}
		want[row["OCLC symbol"]+" "+strings.ToLower(row["Action"])] += n
	}
	got := make(map[string]int)
	header := rows[1]
	for _, row := range rows[2:] {
		if len(row) == 0 {
			break
		}
		for i, cell := range row[1:] {
			if n, err := strconv.Atoi(cell); err != nil {
				r.t.Errorf("%q is no number", cell)
			} else if n > 0 {
				got[row[0]+" "+header[i+1]] += n
			}
		}
	}
	if !maps.Equal(got, want) {
		r.t.Errorf("the libraries are %v; want %v", got, want)
	}
}

// Every number of the first page is what the tables have: of the sample, of runs with
// more and in one step, and of random ones.
func TestNumbersOfFirstPage(t *testing.T) {
	dirs := map[string]string{
		"the sample":    "../../testdata/sample/want",
		"one of all":    runDir(t, consistent(t, nil)),
		"optional":      runDir(t, consistent(t, optional(t))),
		"in one step":   runDir(t, consistent(t, map[string]string{"settings.tsv": "Name\tValue\none-step\t--one-step\n"})),
		"no one's list": runDir(t, consistent(t, map[string]string{"do_not_update_entries.tsv": "MMS ID\n", "do_not_change.tsv": "Network Id\n"})),
	}
	for seed := range uint64(10) {
		dirs[fmt.Sprint("seed ", seed)] = runDir(t, consistent(t, randomTables(seed)))
	}
	for what, dir := range dirs {
		t.Run(what, func(t *testing.T) {
			_, rows := cells(t, sheets(t, dir, about()))
			r := recount{t, dir}
			r.check(rows[sheetSummary])
			r.libraries(rows[sheetStages])
		})
	}
}

// randomTables are those of a run, of any number of rows.
func randomTables(seed uint64) map[string]string {
	r := rand.New(rand.NewPCG(seed, 2))
	id := 0
	tables := make(map[string]string)
	header := []string{"Network Id", "Existing 035a", "Incoming 035a", "Action", "Reports", "Conflict", "Shared with", "Reason", "Severity", "OCLC Control Number (035a)"}
	merged, conflicts := [][]string{header}, [][]string{{"Network Id", "OCLC symbol", "Action", "Incoming 035a"}}
	for _, name := range []string{"same.tsv", "update.tsv", "updated.tsv", "review.tsv", "missing.tsv", "do_not_change.tsv", "decided_do_not_change.tsv"} {
		rows := [][]string{header}
		for range r.IntN(5) {
			id++
			pick := func(words ...string) string { return words[r.IntN(len(words))] }
			row := []string{fmt.Sprintf("99%09d5151", id), "1", pick("2", "", "x"), "match", "CEF", "", pick("", "991"), pick("", "a"),
				pick("", "CRITICAL", "MINOR"), pick("1", "1; 2", "(OCoLC)ocm01; 1", "")}
			if name != "same.tsv" && r.IntN(3) == 0 {
				row[5] = "CEF match 1; UWO match 2"
				conflicts = append(conflicts, []string{row[0], "CEF", "match", "1"}, []string{row[0], "UWO", "match", "2"})
			}
			rows, merged = append(rows, row), append(merged, row)
		}
		tables[name] = tsvOf(rows...)
	}
	tables["bibprocessmerged.tsv"], tables["conflicts.tsv"] = tsvOf(merged...), tsvOf(conflicts...)
	return tables
}

// consistent gives a run of testdata/run.txtar, with changes, the tables that say how
// many rows the others have.
func consistent(t *testing.T, changes map[string]string) map[string]string {
	t.Helper()
	all := maps.Clone(changes)
	if all == nil {
		all = make(map[string]string)
	}
	text := func(name string) string {
		if text, ok := all[name]; ok {
			return text
		}
		return file(t, name)
	}
	count := func(name string) int { return strings.Count(text(name), "\n") - 1 }
	diff := []string{"Network Id"}
	for _, name := range []string{"update.tsv", "review.tsv", "missing.tsv", "do_not_change.tsv", "decided_do_not_change.tsv", "updated.tsv"} {
		for range count(name) {
			diff = append(diff, "x")
		}
	}
	all["diff.tsv"] = strings.Join(diff, "\n") + "\n"
	summary := [][]string{{"Stage", "Outcome", "File", "Rows"}}
	add := func(stage, outcome, name string, rows int) {
		summary = append(summary, []string{stage, outcome, name, fmt.Sprint(rows)})
	}
	shared, own := count("bibprocessmerged.tsv"), count("CEFbibprocess.tsv")+count("UWObibprocess.tsv")
	add("merge", "in", "inputs/CEF.txt", shared)
	add("merge", "in", "inputs/OCUL-UWO.txt", own+count("duplicates.tsv")+count("rejects.tsv"))
	add("merge", "shared", "bibprocessmerged.tsv", shared)
	add("merge", "institution", "CEFbibprocess.tsv", count("CEFbibprocess.tsv"))
	add("merge", "institution", "UWObibprocess.tsv", count("UWObibprocess.tsv"))
	add("merge", "duplicate", "duplicates.tsv", count("duplicates.tsv"))
	add("merge", "rejected", "rejects.tsv", count("rejects.tsv"))
	add("split", "differ", "diff.tsv", len(diff)-1)
	add("split", "same", "same.tsv", count("same.tsv"))
	_, carried, ok := strings.Cut(changes["summary.tsv"], "carry\t")
	all["summary.tsv"] = tsvOf(summary...)
	if ok {
		all["summary.tsv"] += "carry\t" + carried
	}
	return all
}
