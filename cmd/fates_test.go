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

	"datasync/pkg/alma"
	"datasync/pkg/analytics"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/dnu"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/review"
	"datasync/pkg/route"
	"datasync/pkg/split"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// No record is lost: these tests run the stages from bibmerge to mkimport on made-up
// weeks, without processes, and look where each line ends.

const nz = 5151

// An outcome is where everything ended.
type outcome struct {
	lines   map[string]string // by job id: the files, sorted
	records map[mms.ID]string // by MMS ID: the file of its row
	files   map[string]string // the text of each file, of those too that a stage took up
	refused []review.Refusal
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
		"decided_do_not_change", "5163", "9999", "duplicates", "rejects"} {
		if seen[file] == 0 {
			t.Errorf("the weeks of this test have no line that ends in %s", file)
		}
	}
}

// The order of the reports decides nothing but the order of rows: in no file is
// another byte.
func TestOrderDecidesNothing(t *testing.T) {
	for seed := range uint64(50) {
		w := randomFeed(seed)
		want := w.run(t).files
		r := rand.New(rand.NewPCG(seed, 2))
		r.Shuffle(len(w.reports), func(i, j int) { w.reports[i], w.reports[j] = w.reports[j], w.reports[i] })
		got := w.run(t).files
		for name := range want {
			if sorted(got[name]) != sorted(want[name]) {
				t.Errorf("seed %d: %s is\n%s\nbefore it was\n%s", seed, name, sorted(got[name]), sorted(want[name]))
			}
		}
	}
}

func sorted(text string) string {
	return strings.Join(slices.Sorted(strings.Lines(text)), "")
}

// A run of all records is the runs of some of them, joined. Only Shared with
// looks from one record at others.
func TestRunsOfPartsAreTheRun(t *testing.T) {
	for seed := range uint64(50) {
		w := randomFeed(seed)
		want := w.run(t)
		joined := outcome{lines: make(map[string]string), records: make(map[mms.ID]string)}
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

// Nothing is in the batch that the rollback cannot take back: after the job, the
// import, the job again and the import of the rollback, each record of the Analytics
// report has the OCLC numbers that it had. And after the first two each has its new
// number alone, which verify tells, as it tells when one of them was left out.
func TestRollbackTakesBack(t *testing.T) {
	for seed := range uint64(50) {
		w := randomFeed(seed)
		files := w.run(t).files
		before := catalogueOf(t, w.today)

		after := before.clone()
		after.job(t, files["set"])
		emptied := after.clone()
		after.load(t, files["import"])
		rows := 0
		had := 0
		n := after.verify(t, files["update"])
		if n[route.Verified] != n.Rows() {
			t.Errorf("seed %d: %+v after the job and the import", seed, n)
		}
		rows += n.Rows()
		n = emptied.verify(t, files["update"])
		if n[route.Verified] != 0 {
			t.Errorf("seed %d: %+v without the import", seed, n)
		}
		had += n[route.Lost]
		if n := len(strings.Split(files["rollback"], "\n")) - 2; had > n || n > 0 && had == 0 {
			t.Errorf("seed %d: %d of %d records lost a number without the import; the rollback has %d numbers", seed, had, rows, n)
		}

		after.job(t, files["set"])
		after.load(t, files["rollback"])
		for id := range before {
			if got, want := sortedNumbers(after[id]), sortedNumbers(before[id]); got != want {
				t.Errorf("seed %d: record %v has %q after the rollback, had %q", seed, id, got, want)
			}
		}
	}
}

// A catalogue is the values in 035 $a of the records, as Alma has them.
type catalogue map[mms.ID][]string

func catalogueOf(t *testing.T, report string) catalogue {
	t.Helper()
	r, err := analytics.Read([]string{save(t, report)}, nil, table.Open)
	check(t, err)
	c := make(catalogue)
	for id, row := range r.Rows {
		l := ocn.ParseList(row.Current)
		for _, n := range l.Numbers {
			c[id] = append(c[id], "(OCoLC)"+string(n))
		}
		c[id] = slices.Concat(c[id], l.Foreign, l.Unreadable)
	}
	return c
}

func (c catalogue) clone() catalogue {
	other := make(catalogue)
	for id, values := range c {
		other[id] = slices.Clone(values)
	}
	return other
}

// job moves every OCLC number from 035 $a to 035 $z.
func (c catalogue) job(t *testing.T, set string) {
	t.Helper()
	for _, line := range strings.Fields(set)[2:] { // after MMS ID
		id, ok := mms.Parse(line)
		if _, there := c[id]; !ok || !there {
			t.Errorf("%q of the set is not in the catalogue", line)
		}
		c[id] = slices.DeleteFunc(c[id], func(value string) bool { _, ok := ocn.Parse(value); return ok })
	}
}

// load adds the numbers of an import.
func (c catalogue) load(t *testing.T, rows string) {
	t.Helper()
	var id mms.ID
	var number string
	check(t, reader(t, "import", rows).Each(func() error { c[id] = append(c[id], "(OCoLC)"+number); return nil },
		tsv.ID(column.Import001, &id), tsv.Text(column.Import035a, &number)))
}

// verify asks whether the records of update have their number.
func (c catalogue) verify(t *testing.T, update string) route.VerifyCount {
	t.Helper()
	report := &analytics.Report{Rows: make(map[mms.ID]analytics.Row)}
	for id, values := range c {
		report.Rows[id] = analytics.Row{Current: strings.Join(values, "; "), Listed: true}
	}
	n, err := route.VerifyRows(reader(t, "update", update), report, route.VerifyOut{Verified: io.Discard, NotUpdated: io.Discard, Lost: io.Discard})
	check(t, err)
	return n
}

func sortedNumbers(values []string) string {
	return strings.Join(slices.Sorted(slices.Values(values)), "; ")
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

// run is the pipeline.
func (w feed) run(t *testing.T) outcome {
	t.Helper()
	files := make(map[string]*bytes.Buffer)
	passed := make(map[string]bool) // what the next stage took up
	create := func(name string) io.Writer {
		files[name] = new(bytes.Buffer)
		return files[name]
	}
	again := func(name string) *tsv.Reader { return reader(t, name, files[name].String()) }
	reopen := func(name string) *tsv.Reader {
		passed[name] = true
		return again(name)
	}

	m := bibreport.NewMerger(nz, bibreport.NewRejects(create("rejects")))
	lines := 0
	for _, r := range w.reports {
		var text strings.Builder
		for _, l := range r {
			text.WriteString(l.text)
		}
		lines += len(r)
		check(t, m.Read(strings.NewReader(text.String()), "report of "+r[0].job))
	}
	merged, err := m.Write(bibreport.Out{
		Shared:     create("merged"),
		Conflicts:  create("conflicts"),
		Duplicates: create("duplicates"),
		Zone: func(s mms.Suffix) (*tsv.Writer, error) {
			return tsv.NewWriter(create(s.String()), bibreport.Header()), nil
		},
	})
	check(t, err)

	divided, err := split.Rows(reopen("merged"), create("diff"), create("same"))
	check(t, err)

	var list dnu.List
	sheets, err := table.Names{}.OpenEach(save(t, w.list), table.IDColumns...)
	check(t, err)
	check(t, list.Add(sheets))
	check(t, sheets[0].Close())
	check(t, list.Settle(nil, func(error) {}))
	filtered, err := dnu.Rows(reopen("diff"), &list, create("candidates"), create("do_not_change"))
	check(t, err)
	_, err = list.Judge(filtered, func(error) {})
	check(t, err)

	today, err := analytics.Read([]string{save(t, w.today)}, nil, table.Open)
	check(t, err)
	routed, err := route.Rows(reopen("candidates"), today, route.Out{
		Batch: create("routed_update"), Updated: create("updated"), Review: create("routed_review"), Missing: create("missing"),
	}, route.Hold{Shared: w.hold})
	check(t, err)

	if w.journal == nil {
		w.journal = decisions(t, again("routed_review"), again("routed_update"))
	}
	decided, refused, err := review.Rows(
		review.In{Review: reopen("routed_review"), Batch: reopen("routed_update"), Conflicts: reopen("conflicts"), Listed: again("do_not_change")},
		w.journal.InForce(), review.Out{Review: create("review"), Update: create("update"), Protect: create("decided_do_not_change")})
	check(t, err)
	check(t, w.journal.Protected(create("protected")))

	updates := func() []*tsv.Reader { return []*tsv.Reader{again("update")} }
	set, err := alma.Set(updates(), column.NetworkID, column.MMSID, create("set"))
	check(t, err)
	loaded, err := alma.Import(updates(), create("import"), create("rollback"))
	check(t, err)
	for _, name := range []string{"set", "import", "rollback", "protected"} { // of which no row ends there
		passed[name] = true
	}

	for _, balance := range []struct {
		stage   string
		in, out int
	}{
		{"merge", lines, merged.Rows()},
		{"split", merged.Shared, divided.Differ + divided.Same},
		{"dnu", divided.Differ, filtered.Kept + filtered.Dropped},
		{"route", filtered.Kept, routed.Rows()},
		{"review", routed.Review + routed.Batch, decided.Rows()},
		{"set", decided.Update, set.Written},
		{"import", decided.Update, loaded.Written},
	} {
		if balance.in != balance.out {
			t.Errorf("%s: %d in, %d out", balance.stage, balance.in, balance.out)
		}
	}
	o := outcome{make(map[string]string), make(map[mms.ID]string), make(map[string]string), refused}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		o.files[name] = files[name].String()
		if !passed[name] {
			o.add(t, name)
		}
	}
	return o
}

// add notes what ended in a file.
func (o outcome) add(t *testing.T, file string) {
	t.Helper()
	in := reader(t, file, o.files[file])
	key := column.JobID
	if file == "rejects" {
		key = column.Text
	}
	var line, record string
	check(t, in.Bind(tsv.Text(key, &line), tsv.MayText(column.NetworkID, &record)))
	for in.Scan() {
		job, _, _ := strings.Cut(line, "|")
		o.lines[job] = strings.TrimSpace(o.lines[job] + " " + file)
		if file == "rejects" || file == "duplicates" {
			continue
		}
		id, ok := mms.Parse(record)
		if was := o.records[id]; !ok || was != "" {
			t.Errorf("%s: record %q, which was in %q before", file, record, was)
		}
		o.records[id] = file
	}
	check(t, in.Err())
}

// decisions are made up for each row, by its MMS ID. Some cannot be carried out.
func decisions(t *testing.T, tables ...*tsv.Reader) *decision.Journal {
	t.Helper()
	j := new(decision.Journal)
	for _, in := range tables {
		var incoming, conflict string
		e := decision.Entry{Date: "2026-01-26"}
		check(t, in.Each(func() error {
			e.Word = decision.Word{About: incoming}
			e.Choice = []decision.Choice{decision.Update, decision.Update, decision.Update, decision.DoNotChange, decision.Later, decision.None}[e.ID/1e4%6]
			if claims := strings.Fields(conflict); len(claims) > 0 && e.ID/1e5%2 == 0 {
				e.Use, _ = ocn.Parse(claims[len(claims)-1])
			}
			if e.ID/1e4%7 == 0 {
				e.About = "77"
			}
			j.Add(e)
			return nil
		}, tsv.ID(column.NetworkID, &e.ID), tsv.Text(column.Incoming, &incoming), tsv.Text(column.Conflict, &conflict)))
	}
	return j
}

func reader(t *testing.T, name, text string) *tsv.Reader {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(text), name)
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
