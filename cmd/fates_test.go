package cmd

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/dnu"
	"datasync/pkg/mms"
	"datasync/pkg/route"
	"datasync/pkg/split"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// No record is lost: these tests run the stages from bibmerge to actionroute on
// made-up weeks, without processes, and look where each line ends.

const nz = 5151

// A feed is what the pipeline is given in a week.
type feed struct {
	reports []report
	list    string // do-not-update list
	today   string // Analytics report
	hold    bool   // --hold-shared
}

// A report is its lines. The job id of each is in no other line, but for lines
// that are there twice.
type report []reportLine

type reportLine struct {
	job, text string
	id        string // "" if it is no report row
}

// An outcome is where everything ended.
type outcome struct {
	lines   map[string]string // by job id: the files, sorted
	records map[mms.ID]string // by MMS ID: the file of its row
}

// Every line ends in exactly one file: a valid one in a table, another in
// rejects. The counts of each stage add up.
func TestEveryLineHasOneFate(t *testing.T) {
	seen := make(map[string]int) // how many lines ended in each file
	for seed := range uint64(50) {
		w := randomFeed(seed)
		w.hold = seed%2 == 0
		want := make(map[string]int) // lines by job id
		for _, r := range w.reports {
			for _, l := range r {
				want[l.job]++
			}
		}
		got := w.run(t)
		for job, files := range got.lines {
			all := strings.Fields(files)
			if len(all) != want[job] {
				t.Errorf("seed %d: %d lines %q, in the files: %s", seed, want[job], job, files)
			}
			for _, file := range all {
				seen[file]++
			}
		}
		if len(got.lines) != len(want) {
			t.Errorf("seed %d: %d job ids in, %d out", seed, len(want), len(got.lines))
		}
		for _, r := range w.reports {
			for _, l := range r {
				if rejected := got.lines[l.job] == "rejects"; rejected != (l.id == "") {
					t.Errorf("seed %d: %q is in %s", seed, l.text, got.lines[l.job])
				}
			}
		}
	}
	for _, file := range []string{"same", "do_not_change", "update", "updated", "review", "missing",
		"5163", "9999", "duplicates", "rejects"} {
		if seen[file] == 0 {
			t.Errorf("the weeks of this test have no line that ends in %s", file)
		}
	}
}

// The order of the reports decides no record's fate.
//
// A record's row is the first that matched, else the first; so the weeks have
// one existing number for each record, as a shared catalogue has.
func TestOrderDecidesNothing(t *testing.T) {
	for seed := range uint64(50) {
		w := randomFeed(seed)
		want := w.run(t).records
		r := rand.New(rand.NewPCG(seed, 2))
		r.Shuffle(len(w.reports), func(i, j int) { w.reports[i], w.reports[j] = w.reports[j], w.reports[i] })
		if got := w.run(t).records; !maps.Equal(got, want) {
			t.Errorf("seed %d: %s", seed, difference(want, got))
		}
	}
}

// A run of all records is the runs of some of them, joined. Only Shared with
// looks from one record at others.
func TestRunsOfPartsAreTheRun(t *testing.T) {
	for seed := range uint64(50) {
		w := randomFeed(seed)
		want := w.run(t)
		joined := outcome{make(map[string]string), make(map[mms.ID]string)}
		for _, part := range w.parts(1 + int(seed%5)) {
			got := part.run(t)
			maps.Copy(joined.lines, got.lines)
			maps.Copy(joined.records, got.records)
		}
		if !maps.Equal(joined.records, want.records) {
			t.Errorf("seed %d: %s", seed, difference(want.records, joined.records))
		}
		if !maps.Equal(joined.lines, want.lines) {
			t.Errorf("seed %d: %s", seed, difference(want.lines, joined.lines))
		}
	}
}

func difference[K comparable](want, got map[K]string) string {
	var b strings.Builder
	for k, file := range want {
		if got[k] != file {
			fmt.Fprintf(&b, "%v is in %q, want %q; ", k, got[k], file)
		}
	}
	return fmt.Sprintf("%s%d in all, want %d", b.String(), len(got), len(want))
}

// parts splits the reports by record. A line that is no report row goes where
// the line before it goes: a report without one valid row is an error.
func (w feed) parts(k int) []feed {
	parts := make([]feed, k)
	for i := range parts {
		parts[i] = feed{list: w.list, today: w.today}
	}
	for _, r := range w.reports {
		pieces := make([]report, k)
		at := 0
		for _, l := range r {
			if id, ok := mms.Parse(l.id); ok {
				at = int(id) % k
			}
			pieces[at] = append(pieces[at], l)
		}
		for i, piece := range pieces {
			if piece != nil {
				parts[i].reports = append(parts[i].reports, piece)
			}
		}
	}
	return parts
}

// run is the pipeline.
func (w feed) run(t *testing.T) outcome {
	t.Helper()
	files := make(map[string]*bytes.Buffer)
	create := func(name string) io.Writer {
		files[name] = new(bytes.Buffer)
		return files[name]
	}
	reopen := func(name string) *tsv.Reader {
		in, err := tsv.NewReader(files[name], name)
		check(t, err)
		delete(files, name) // it is what the next stage makes of it
		return in
	}

	m := bibreport.NewMerger(nz, create("rejects"))
	lines := 0
	for i, r := range w.reports {
		var text strings.Builder
		for _, l := range r {
			text.WriteString(l.text)
		}
		lines += len(r)
		check(t, m.Read(strings.NewReader(text.String()), fmt.Sprint("report ", i)))
	}
	merged, err := m.Write(bibreport.Out{
		Shared:     create("merged"),
		Duplicates: create("duplicates"),
		Zone: func(s mms.Suffix) (*tsv.Writer, error) {
			return tsv.NewWriter(create(s.String()), bibreport.Header()), nil
		},
	})
	check(t, err)

	divided, err := split.Rows(reopen("merged"), create("diff"), create("same"))
	check(t, err)

	var list dnu.List
	in := open(t, w.list)
	check(t, list.Add(in, func(error) {}))
	check(t, in.Close())
	filtered, err := dnu.Rows(reopen("diff"), &list, create("candidates"), create("do_not_change"), func(error) {})
	check(t, err)

	today, err := analytics.Read([]string{save(t, w.today)}, table.Open)
	check(t, err)
	routed, err := route.Rows(reopen("candidates"), today, route.Out{
		Batch: create("update"), Updated: create("updated"), Review: create("review"), Missing: create("missing"),
	}, route.Hold{Shared: w.hold})
	check(t, err)

	for _, balance := range []struct {
		stage   string
		in, out int
	}{
		{"merge", lines, merged.Rows()},
		{"split", merged.Shared, divided.Differ + divided.Same},
		{"dnu", divided.Differ, filtered.Kept + filtered.Dropped},
		{"route", filtered.Kept, routed.Rows()},
	} {
		if balance.in != balance.out {
			t.Errorf("%s: %d in, %d out", balance.stage, balance.in, balance.out)
		}
	}
	return outcomeOf(t, files)
}

func outcomeOf(t *testing.T, files map[string]*bytes.Buffer) outcome {
	o := outcome{make(map[string]string), make(map[mms.ID]string)}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		in, err := tsv.NewReader(files[file], file)
		check(t, err)
		key := column.JobID
		if file == "rejects" {
			key = column.Text
		}
		at, err := in.Columns(key)
		check(t, err)
		record, err := in.Optional(column.NetworkID)
		check(t, err)
		for in.Scan() {
			job, _, _ := strings.Cut(in.Row()[at[0]], "|")
			o.lines[job] = strings.TrimSpace(o.lines[job] + " " + file)
			if file == "rejects" || file == "duplicates" {
				continue
			}
			id, ok := mms.Parse(in.Field(record))
			if was := o.records[id]; !ok || was != "" {
				t.Errorf("%s: record %q, which was in %q before", file, in.Field(record), was)
			}
			o.records[id] = file
		}
		check(t, in.Err())
	}
	return o
}

func open(t *testing.T, text string) *table.Reader {
	t.Helper()
	in, err := table.Open(save(t, text), "")
	check(t, err)
	return in
}

func save(t *testing.T, text string) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "table")
	check(t, os.WriteFile(name, []byte(text), 0o666))
	return name
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// randomFeed makes up a week with reruns, repeated lines, conflicts, numbers
// that are none, records of institutions, an unknown suffix and bad lines.
func randomFeed(seed uint64) feed {
	r := rand.New(rand.NewPCG(seed, 1))
	one := func(all ...string) string { return all[r.IntN(len(all))] }

	type record struct{ id, existing, incoming string }
	var records []record
	list := "MMS ID\tReason\n990000999995151\tof no row\n" // a list of other zones alone is an error
	today := "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\n"
	for i := range 40 {
		rec := record{
			id:       fmt.Sprintf("99%09d%s", i, one("5151", "5151", "5151", "5151", "5163", "9999")),
			existing: one("", "5", "(OCoLC)ocm00000006", "(DLC)1"),
			incoming: one("", "0", "5", "6", "7", "8", "(OCoLC)on0009"),
		}
		records = append(records, rec)
		if r.IntN(6) == 0 {
			list += rec.id + "\tno\n"
		}
		for range [...]int{0, 1, 1, 1, 1, 2}[r.IntN(6)] {
			today += fmt.Sprintf("%s\t%s\t%s\t%s\n", rec.id, one("", "5", rec.incoming, "5; 7"), one("", "7"),
				one("In Repository", "In Repository", "In Repository", "Deleted"))
		}
	}

	w := feed{list: list, today: today}
	ordinal := 0
	for _, symbol := range []string{"CEF", "UWO", "LU$", "CEF"} {
		var lines report
		add := func(job, id, text string) {
			lines = append(lines, reportLine{job, job + text + one("\n", "\r\n"), id})
		}
		for range 1 + r.IntN(40) {
			ordinal++
			job := fmt.Sprintf("%s_101_%d::bib::%d", symbol, 1+r.IntN(3), ordinal)
			if r.IntN(10) == 0 {
				job = fmt.Sprint("by hand ", ordinal)
			}
			rec := records[r.IntN(len(records))]
			incoming := rec.incoming
			if r.IntN(8) == 0 {
				incoming = one("", "0", "7", "1520918535")
			}
			row := fmt.Sprintf("|%s%s%s|%s|%s|%s", one("", "", "'"), rec.id, one("", "", " ", "\u00a0"),
				rec.existing, incoming, one("match", "match", "match", " MATCH ", "create", "unresolved", ""))
			for range [...]int{1, 1, 1, 1, 2}[r.IntN(5)] {
				add(job, rec.id, row)
			}
			if r.IntN(10) == 0 {
				ordinal++
				add(fmt.Sprint("bad ", ordinal), "", one("", "|half", "|9.91E+14|5|6|match", "||5|6|match",
					"|991000000015151|5|6|match|7", "|991000000015151|5|\xe9|match", "|991000000015151|\x00|6|match"))
			}
		}
		w.reports = append(w.reports, lines)
	}
	return w
}
