package cmd

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	pages "datasync/pkg/report"
	"datasync/pkg/review"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

var colleagues = flag.Int("colleagues", 10, "how many weeks TestWhatPeopleSaidHolds does")

// What people said holds. In made-up weeks three colleagues decide in copies of reports of
// any age, which come back in any order, while Analytics reports of three days come in:
//
//   - no record that is decided do not change or later, or has a note alone, is in update.tsv,
//     the set or the import, of this week or, with its list and what is carried, of the next
//   - a word changes only by somebody who saw it, or who overruled it; else it is named
//   - what nobody touched changes nothing
//   - what cannot be carried out any more stands in nobody's way
func TestWhatPeopleSaidHolds(t *testing.T) {
	var all tally
	for seed := range uint64(*colleagues) {
		p := &people{T: t, seed: seed, random: rand.New(rand.NewPCG(seed, 3)), tally: &all}
		p.week = randomFeed(seed)
		p.week.journal = new(decision.Journal)
		p.look()
		for range 3 { // days
			for range 6 { // copies of three colleagues
				p.decide()
			}
			p.week.today = p.fresher()
			p.look()
		}
		p.next()
	}
	for what, n := range map[string]int{
		"words": all.words, "refused disagreements": all.disagreements, "overruled": all.overruled, "taken back": all.undone,
		"updates that could not be carried out": all.refused, "refused at once": all.strict, "held back of the batch": all.held, "carried": all.carried,
	} {
		if n == 0 {
			t.Errorf("these weeks have no %s", what)
		}
	}
	t.Logf("%+v", all)
}

// A tally is what happened in the weeks.
type tally struct {
	words, disagreements, overruled, undone, refused, strict, held, carried int
}

// people are at work on a week.
type people struct {
	*testing.T
	*tally
	seed   uint64
	random *rand.Rand
	week   feed
	now    outcome  // of the week
	copies []sheets // of each report so far
}

// sheets are those of a report in which people decide, and its base.
type sheets struct {
	texts map[string][][]string // by name, with the header
	base  decision.Base
}

// look does the stages with what is decided, checks that it holds, and makes a report.
func (p *people) look() {
	p.Helper()
	p.now = p.week.run(p.T)
	p.holds()
	p.copies = append(p.copies, reported(p.T, p.now, p.week.journal))
	old, _ := p.copies[p.random.IntN(len(p.copies))].typed(p.T, p.random, func(mms.ID) bool { return false })
	m := review.Merger{Journal: again(p.T, p.week.journal), Run: "run"}
	if err := m.Merge([]review.Book{old}); err != nil || m.Journal.Len() != p.week.journal.Len() {
		p.Errorf("seed %d: a copy that nobody touched adds %d rows, %v", p.seed, m.Journal.Len()-p.week.journal.Len(), err)
	}
}

// holds checks that what is in force is not changed by the batch.
func (p *people) holds() {
	p.Helper()
	inForce := p.week.journal.InForce()
	for name, column := range map[string]string{"update": column.NetworkID, "set": column.MMSID, "import": column.Import001} {
		for _, id := range p.ids(p.now.files[name], column) {
			if e := inForce[id]; e.Choice == decision.DoNotChange || e.PutsOff() {
				p.Errorf("seed %d: record %v is in %s, and was decided %q (%s)", p.seed, id, name, e.Word, e.Note)
			}
		}
	}
	for _, id := range p.ids(p.now.files["routed_update"], column.NetworkID) {
		if e := inForce[id]; e.PutsOff() {
			p.held++
		}
	}
	p.refused += len(p.now.refused)
}

func (p *people) ids(text, name string) (all []mms.ID) {
	p.Helper()
	in := reader(p.T, name, text)
	var id mms.ID
	check(p.T, in.Each(func() error { all = append(all, id); return nil }, tsv.ID(name, &id)))
	return all
}

// decide is a colleague's: a copy of some report, in which some records are decided, is
// taken in.
func (p *people) decide() {
	p.Helper()
	n := p.random.IntN(len(p.copies))
	book, touched := p.copies[n].typed(p.T, p.random, func(mms.ID) bool { return p.random.IntN(9) == 0 })
	overrule := p.random.IntN(3) == 0
	before := p.week.journal
	journal := again(p.T, before)
	m := review.Merger{Journal: journal, Day: "2026-01-26", Run: "run", Overrule: overrule, Warn: func(err error) { p.Errorf("seed %d: %v", p.seed, err) }}
	if err := m.Merge([]review.Book{book}); err != nil {
		p.disagreements++
		p.named(err, touched)
		return
	}
	for _, e := range journal.Entries()[before.Len():] {
		past := before.Past(e.ID, book.Base.No)
		switch {
		case !touched[e.ID]:
			p.Errorf("seed %d: nobody touched record %v, and it is %q (%s)", p.seed, e.ID, e.Word, e.Note)
		case e.Word.Same(past.Now.Word):
		case past.Word > 0 && !overrule:
			p.Errorf("seed %d: record %v was %q in row %d, and is %q by one who saw up to %d", p.seed, e.ID, past.Now.Word, past.Word, e.Word, book.Base.No)
		case past.Word > 0:
			p.overruled++
		case e.Choice == decision.None:
			p.undone++
		default:
			p.words++
		}
	}
	was := p.week
	p.week.journal = journal
	now := p.week.run(p.T)
	if err := review.Strict(now.refused, before.InForce()); err != nil {
		p.strict++
		p.named(err, touched)
		p.week = was // nothing is taken in
		return
	}
	p.look()
}

var record = regexp.MustCompile(`record (99\d+)`)

// named wants an error that names only records that the colleague has touched.
func (p *people) named(err error, touched map[mms.ID]bool) {
	p.Helper()
	for _, found := range record.FindAllStringSubmatch(err.Error(), -1) {
		if id, _ := mms.Parse(found[1]); !touched[id] {
			p.Errorf("seed %d: nobody touched record %v: %v", p.seed, id, err)
		}
	}
}

// words is how many of the words are typed into a sheet: who looks at it updates what may
// be for review, and in the batch.
var words = map[string]int{"records for review": 7, "update by job": 7, "updated records": 4, "do_not_change": 4, "not in analytics": 4}

// typed is a copy of a report in which somebody has typed words beside some records.
func (s sheets) typed(t *testing.T, random *rand.Rand, choose func(mms.ID) bool) (review.Book, map[mms.ID]bool) {
	t.Helper()
	book := review.Book{Name: "copy.xlsx", Base: s.base}
	touched := make(map[mms.ID]bool)
	for _, name := range sortedNames(s.texts) {
		var text strings.Builder
		var at [4]int
		for i, row := range s.texts[name] {
			row = slices.Clone(row)
			if i == 0 {
				for n, column := range []string{column.NetworkID, column.Decision, column.Use, column.Note} {
					at[n] = slices.Index(row, column)
				}
			} else if id, ok := mms.Parse(row[at[0]]); ok && choose(id) {
				touched[id] = true
				row[at[1]] = []string{"", "", "do not change", "later", "update", "update", "update"}[random.IntN(words[name])]
				row[at[2]] = ""
				if row[at[1]] == "update" && random.IntN(6) == 0 {
					row[at[2]] = fmt.Sprint(5 + random.IntN(5))
				}
				if random.IntN(3) == 0 {
					row[at[3]] = []string{"", "a", "b"}[random.IntN(3)]
				}
			}
			fmt.Fprintln(&text, strings.Join(row, "\t"))
		}
		in, err := table.NewReader(strings.NewReader(text.String()), name, column.NetworkID, column.Decision)
		check(t, err)
		book.Read([]*table.Reader{in})
	}
	check(t, book.Wrong)
	return book, touched
}

func sortedNames(texts map[string][][]string) (names []string) {
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// reported is the sheets of the report that mkreport makes of a week.
func reported(t *testing.T, o outcome, j *decision.Journal) sheets {
	t.Helper()
	var journal strings.Builder
	check(t, j.Write(&journal))
	files := map[string]string{
		"manifest.tsv": "Kind\tFile\tSheet\tGiven as\tBytes\tSHA-256\n", "summary.tsv": "Stage\tOutcome\tFile\tRows\nmerge\tin\tx\t1\n",
		"actions.tsv": "OCLC symbol\tAction\tRecords\n", "bibprocessmerged.tsv": o.files["merged"], "do_not_update_entries.tsv": "MMS ID\n", "decisions.tsv": journal.String(),
	}
	for _, name := range []string{"conflicts", "duplicates", "rejects", "update", "updated", "review", "missing", "do_not_change", "decided_do_not_change"} {
		files[name+".tsv"] = o.files[name]
	}
	dir := t.TempDir()
	for name := range files { // which the report looks for
		check(t, os.WriteFile(filepath.Join(dir, name), []byte(files[name]), 0o666))
	}
	run, err := pages.Read(dir, func(name string) (io.Reader, error) { return strings.NewReader(files[filepath.Base(name)]), nil })
	check(t, err)
	all, err := run.Sheets(pages.About{})
	check(t, err)
	s := sheets{texts: make(map[string][][]string)}
	for _, sheet := range all {
		rows := cellsOf(t, sheet)
		switch {
		case sheet.Hidden:
			in, err := table.NewReader(strings.NewReader(strings.Join(rows[0], "\t")+"\n"+strings.Join(rows[1], "\t")+"\n"), sheet.Name)
			check(t, err)
			s.base, err = decision.ReadBase(in)
			check(t, err)
			s.base.Run = "run"
		case slices.Contains(rows[0], column.Decision) && slices.Contains(rows[0], column.NetworkID):
			s.texts[sheet.Name] = rows
		}
	}
	return s
}

// cellsOf is the first table of a sheet, as its cells.
func cellsOf(t *testing.T, sheet workbook.Sheet) (rows [][]string) {
	t.Helper()
	in := sheet.Tables[0]
	if len(in.Columns) == 0 {
		in.Columns = workbook.All(in.Rows)
	}
	var header []string
	var at []int
	for _, c := range in.Columns {
		n, err := tsv.Find(in.Rows.Header(), c.Name)
		check(t, err)
		name := c.Header
		if name == "" {
			name = c.Name
		}
		header, at = append(header, name), append(at, n)
	}
	rows = append(rows, header)
	for in.Rows.Scan() {
		row := make([]string, len(at))
		for i, n := range at {
			if n >= 0 {
				row[i] = in.Rows.Row()[n]
			}
		}
		rows = append(rows, row)
	}
	check(t, in.Rows.Err())
	return rows
}

// again is a journal read from its file.
func again(t *testing.T, j *decision.Journal) *decision.Journal {
	t.Helper()
	var text strings.Builder
	check(t, j.Write(&text))
	other, err := decision.Read(reader(t, "decisions.tsv", text.String()))
	check(t, err)
	return other
}

// fresher is an Analytics report of another day: some records are gone, some were
// changed.
func (p *people) fresher() string {
	var text strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(p.week.today, "\n"), "\n") {
		fields := strings.Split(line, "\t")
		if i > 0 {
			switch p.random.IntN(6) {
			case 0:
				continue
			case 1:
				fields[1] = []string{"5", "6", "7", "2000#", ""}[p.random.IntN(5)]
			case 2:
				fields[3] = []string{"In Repository", "In Repository", "Deleted"}[p.random.IntN(3)]
			}
		}
		fmt.Fprintln(&text, strings.Join(fields, "\t"))
	}
	return text.String()
}

// next is the week after: what was decided do not change is on its list, what was put off
// is carried, and neither is in the batch.
func (p *people) next() {
	p.Helper()
	before := p.week.journal
	next := randomFeed(p.seed + 1000)
	next.list += strings.TrimPrefix(p.now.files["protected"], "MMS ID\tReason\n")
	next.journal = new(decision.Journal)
	next.journal.Carry(before)
	p.carried += next.journal.Len()
	p.week = next
	p.now = p.week.run(p.T)
	for id, e := range before.InForce() {
		if e.Choice != decision.DoNotChange && !e.PutsOff() {
			continue
		}
		if p.now.records[id] == "update" {
			p.Errorf("seed %d: record %v is updated the week after, and was decided %q (%s)", p.seed, id, e.Word, e.Note)
		}
	}
	p.holds()
}

// The order of colleagues who touched different records changes no byte of a table, but in
// the journal; and given together they are as one after the other.
func TestOrderOfColleagues(t *testing.T) {
	orders := [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {2, 0, 1}}
	for seed := range uint64(8) {
		w := randomFeed(seed)
		w.journal = new(decision.Journal)
		shown := reported(t, w.run(t), w.journal)
		var books []review.Book
		for i := range 3 {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			book, _ := shown.typed(t, random, func(id mms.ID) bool { return int(id/1e4)%3 == i })
			books = append(books, book)
		}
		var want map[string]string
		for n, order := range slices.Concat(orders, orders) {
			m := review.Merger{Journal: new(decision.Journal), Day: "2026-01-26", Run: "run", Warn: func(err error) { t.Error(err) }}
			var err error
			if n < len(orders) { // one after the other
				for _, i := range order {
					err = errors.Join(err, m.Merge(books[i:i+1]))
				}
			} else {
				err = m.Merge([]review.Book{books[order[0]], books[order[1]], books[order[2]]})
			}
			check(t, err)
			w.journal = m.Journal
			got := w.run(t).files
			if want == nil {
				want = got
			}
			for name := range want {
				if got[name] != want[name] {
					t.Errorf("seed %d, order %v: %s is\n%s\nwant\n%s", seed, order, name, got[name], want[name])
				}
			}
		}
	}
}
