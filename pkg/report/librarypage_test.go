package report

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What the workbook of a library calls the records of each table, before the load is
// verified and after; those of its own zone aside.
var (
	beforeLoad = map[string]string{"update.tsv": "to be updated"}
	afterLoad  = map[string]string{"lost_number.tsv": "lost its number", "not_updated.tsv": "not updated", "verified.tsv": "updated"}
	eitherWay  = map[string]string{"review.tsv": "for review", "missing.tsv": "not in analytics", "do_not_change.tsv": "do not change",
		"decided_do_not_change.tsv": "do not change", "updated.tsv": "updated already", "same.tsv": "same number"}
)

// Each number of the first page of a library's workbook is that of the tables, counted
// anew, and so is what its sheets say of each record: once verify looked, what it found.
func TestLibrariesCountedAnew(t *testing.T) {
	symbols := []string{"CEF", "UWO", "LU$"}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 9))
		id := 0
		table := func(zone string) string {
			rows := [][]string{{"Network Id", "Existing 035a", "Incoming 035a", "Action", "Reason", "Conflict", "Reports", "035 $a now"}}
			for range r.IntN(7) {
				id++
				reports := symbols[r.IntN(3)]
				if other := symbols[r.IntN(3)]; other != reports {
					reports += "," + other
				}
				rows = append(rows, []string{fmt.Sprintf("99%09d%s", id, zone), "1", []string{"1", "2", ""}[r.IntN(3)],
					[]string{"match", "create"}[r.IntN(2)], "", []string{"", "x"}[r.IntN(2)], reports, fmt.Sprintf("now %d", id)})
			}
			return tsvOf(rows...)
		}
		names := maps.Clone(eitherWay)
		verified := seed%2 == 0
		changes := map[string]string{"CEFbibprocess.tsv": table("5153"), "UWObibprocess.tsv": table("5163"), "update.tsv": table("5151")}
		loads := beforeLoad
		if verified {
			loads = afterLoad
		}
		maps.Copy(names, loads)
		for file := range names {
			if changes[file] == "" {
				changes[file] = table("5151")
			}
		}
		dir := runDir(t, changes)
		libraries, err := read(t, dir).Libraries(about())
		if err != nil {
			t.Fatal(err)
		}
		for _, lib := range libraries {
			want, of := countLibrary(recount{t, dir}, lib.Symbol, names)
			_, rows := cells(t, write(t, lib.Sheets))
			got, said := libraryNumbers(rows[sheetSummary])
			if !maps.Equal(got, want) {
				t.Errorf("seed %d, %s: %v; want %v", seed, lib.Symbol, got, want)
			}
			sentences := []int{want["reported"], want["reported"] - len(of["own"]), len(of["own"]), len(of["same number"]), want["reported"] - len(of["own"]) - len(of["same number"])}
			if !slices.Equal(said, sentences) {
				t.Errorf("seed %d, %s: the sentences say %v; want %v", seed, lib.Symbol, said, sentences)
			}
			outcomes := columnOf(t, rows["shared records"], "Outcome")
			today := columnOf(t, rows["shared records"], "035 $a today")
			for i, id := range columnOf(t, rows["shared records"], "Network Id") {
				if !slices.Contains(of[outcomes[i]], id) {
					t.Errorf("seed %d, %s: %s is %s", seed, lib.Symbol, id, outcomes[i])
				}
				n, _ := strconv.Atoi(id[2:11])
				if want := fmt.Sprintf("now %d", n); slices.Contains(slices.Collect(maps.Values(afterLoad)), outcomes[i]) != (today[i] == want) {
					t.Errorf("seed %d, %s: %s, %s, has %q today", seed, lib.Symbol, id, outcomes[i], today[i])
				}
			}
		}
	}
}

// countLibrary counts the records that a library reported: the numbers of the first page,
// and the ids by outcome, with those of its own zone as own.
func countLibrary(count recount, symbol string, names map[string]string) (numbers map[string]int, ids map[string][]string) {
	numbers, ids = make(map[string]int), make(map[string][]string)
	for _, name := range []string{"reported", "for review", "needs you: see What to do"} {
		numbers[name] = 0
	}
	for file, name := range names {
		if name == "to be updated" || name == "updated" || name == "not updated" || name == "lost its number" {
			numbers[name] = 0
		}
		for _, row := range count.rows(file) {
			if slices.Contains(strings.Split(row["Reports"], ","), symbol) {
				ids[name] = append(ids[name], row["Network Id"])
			}
		}
	}
	for name, of := range ids {
		numbers["reported"] += len(of)
		if name == "for review" || name == "not in analytics" {
			numbers["needs you: see What to do"] += len(of)
		}
		if _, isShort := numbers[name]; isShort {
			numbers[name] = len(of)
		}
		if name != "same number" {
			numbers["shared "+name] = len(of)
		}
	}
	for _, file := range count.zones() {
		for _, row := range count.rows(file) {
			if !slices.Contains(strings.Split(row["Reports"], ","), symbol) {
				continue
			}
			ids["own"] = append(ids["own"], row["Network Id"])
			numbers["reported"]++
			name := "another number"
			switch {
			case row["Conflict"] != "":
				name = "reports disagree"
			case row["Incoming 035a"] == row["Existing 035a"]:
				name = "same number"
			case row["Incoming 035a"] == "":
				name = "no number"
			case row["Action"] != "match":
				name = "not matched"
			}
			if name != "same number" {
				numbers["needs you: see What to do"]++
			}
			numbers["own "+name]++
		}
	}
	return numbers, ids
}

// libraryNumbers are those of the first page: of its tables by name, of the shared and the
// own records apart, and those of its sentences.
func libraryNumbers(rows [][]string) (numbers map[string]int, said []int) {
	numbers = make(map[string]int)
	part := ""
	for _, row := range rows[1:3] {
		said = append(said, figuresIn(row[0])...)
	}
	for _, row := range rows[3:] {
		if len(row) == 1 {
			part = map[string]string{"In short": "", "Shared records with another number": "shared ", "Own records": "own "}[row[0]]
		}
		if len(row) > 1 {
			if n, err := strconv.Atoi(row[1]); err == nil {
				numbers[part+row[0]] = n
			}
		}
	}
	return numbers, said
}
