package alma_test

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/alma"
	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/marc"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/route"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

var (
	seeds   = flag.Int("seeds", 24, "how many catalogues are made up")
	records = flag.Int("records", 150, "how many records each has")
)

// A world is a catalogue, and the records of it that are to get a number.
type world struct {
	*testing.T
	random *rand.Rand
	now    *almatest.Catalogue
	before *almatest.Catalogue
	update []mms.ID
	number map[mms.ID]ocn.Number
	live   bool // the table tells of other systems' 035 $z too
}

// makeWorld makes up a catalogue: OCLC numbers in one field and in several, in $a, in
// $z beside it and alone, in every spelling; beside them the numbers of other systems.
func makeWorld(t *testing.T, seed int, reading almatest.Reading) *world {
	w := &world{T: t, random: rand.New(rand.NewPCG(23, uint64(seed))), now: almatest.NewCatalogue(reading), number: make(map[mms.ID]ocn.Number)}
	w.live = w.random.IntN(2) == 0
	for i := range *records {
		id := mms.ID(990000000005151 + uint64(i)*10000)
		var fields []marc.Field
		for range w.random.IntN(4) {
			fields = append(fields, w.field035())
		}
		w.now.Add(id, append(fields, marc.Field{Tag: "245", Data: "10\x1FaTitle " + id.String()})...)
		if w.random.IntN(3) > 0 {
			w.toUpdate(id)
		}
	}
	w.before = w.now.Clone()
	return w
}

func (w *world) oclc() string {
	spellings := []string{"(OCoLC)%d", "(OCoLC)%d", "(OCoLC)%d", "(OCoLC)%d", "(OCoLC)ocm%08d", "(OCoLC) on%010d", "ocm%08d", "ocn%09d "}
	return fmt.Sprintf(spellings[w.random.IntN(len(spellings))], 1+w.random.IntN(2000))
}

func (w *world) foreign() string {
	values := []string{"(DLC)  2001012345", "3358437", ".b12345678", "(OCoLC-M)7", "132580306-47bibsys_network", "(NjP)7, 8; 9-x"}
	return values[w.random.IntN(len(values))]
}

func (w *world) field035() marc.Field {
	indicators := "  "
	var subfields []string
	switch w.random.IntN(6) {
	case 0:
		subfields = append(subfields, "a"+w.foreign())
	case 1: // $z alone
		subfields = append(subfields, "z"+w.oclc())
	default:
		subfields = append(subfields, "a"+w.oclc())
		if w.random.IntN(20) == 0 {
			indicators = "99"
		}
	}
	for range w.random.IntN(3) {
		value := w.oclc()
		switch w.random.IntN(8) {
		case 0:
			value = w.foreign()
		case 1:
			value = "(OCoLC)2000#"
		}
		subfields = append(subfields, "z"+value)
	}
	return marc.Field{Tag: "035", Data: indicators + "\x1F" + strings.Join(subfields, "\x1F")}
}

// toUpdate gives the record a number that it is to get: a new one, or one that it has
// beside others. One that has it alone needs none.
func (w *world) toUpdate(id mms.ID) {
	number := ocn.Number(fmt.Sprint(1_000_000 + w.random.IntN(1000)))
	has := append(w.numbers(w.now, id, 'a'), w.numbers(w.now, id, 'z')...)
	if len(has) > 0 && w.random.IntN(4) == 0 {
		number = has[w.random.IntN(len(has))]
	}
	if !slices.Equal(set(w.numbers(w.now, id, 'a')), []ocn.Number{number}) {
		w.update = append(w.update, id)
		w.number[id] = number
	}
}

// values is what a subfield of a record's 035 holds, of the fields that are wanted.
func values(c *almatest.Catalogue, id mms.ID, code byte, wanted func(marc.Field) bool) (all []string) {
	for _, f := range c.Fields(id) {
		if f.Tag == "035" && wanted(f) {
			all = append(all, f.Subfields(code)...)
		}
	}
	return all
}

func any035(marc.Field) bool { return true }

// number is the OCLC number of a 035 subfield.
func number(value string) (ocn.Number, bool) {
	n, ok := ocn.Parse(value)
	return n, ok && (value[0] < '0' || value[0] > '9')
}

// isForeign tells whether the value is another system's.
func isForeign(value string) bool {
	_, ok := number(value)
	return !ok && value != "(OCoLC)2000#"
}

func (w *world) numbers(c *almatest.Catalogue, id mms.ID, code byte) (all []ocn.Number) {
	for _, v := range values(c, id, code, any035) {
		if n, ok := number(v); ok {
			all = append(all, n)
		}
	}
	return all
}

func ofOCLC(f marc.Field) bool {
	return slices.ContainsFunc(f.Subfields('a'), func(v string) bool { return !isForeign(v) })
}

// isReplaced tells whether the rule replaces the field.
func isReplaced(f marc.Field) bool {
	return f.Tag == "035" && !strings.HasPrefix(f.Data, "99") &&
		slices.ContainsFunc(f.Subfields('a'), func(v string) bool { return strings.Contains(v, "(OCoLC)") })
}

// others is what of 035 $a, or of 035 $z, is of other systems.
func others(c *almatest.Catalogue, id mms.ID, code byte, wanted func(marc.Field) bool) []string {
	return slices.DeleteFunc(values(c, id, code, wanted), func(v string) bool { return !isForeign(v) })
}

func set[T ~string](values []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(values)))
}

func contains[T ~string](all, some []T) bool {
	return !slices.ContainsFunc(some, func(v T) bool { return !slices.Contains(all, v) })
}

// told is what Analytics, and almabibs where it was asked, tell of the records: 035 $a,
// 035 $z, and $z of other systems.
func (w *world) told() map[mms.ID]alma.Values {
	all := make(map[mms.ID]alma.Values)
	for _, r := range w.table(w.now.Analytics()) {
		all[r.id] = alma.Values{Current: r.field(column.Current), Cancelled: r.field(column.Cancelled)}
	}
	if w.live {
		for id, v := range all {
			v.Other = ocn.JoinForeign(others(w.now, id, 'z', ofOCLC))
			all[id] = v
		}
	}
	return all
}

// A row of a table.
type row struct {
	id     mms.ID
	header []string
	fields []string
}

func (r row) field(name string) string {
	if at, err := tsv.Find(r.header, name); err == nil && at >= 0 {
		return r.fields[at]
	}
	return ""
}

func (w *world) table(text string) (all []row) {
	in := w.open(text)
	var id mms.ID
	name := column.NetworkID
	if !slices.Contains(in.Header(), name) {
		name = column.Import001
	}
	err := in.Each(func() error {
		all = append(all, row{id, in.Header(), slices.Clone(in.Row())})
		return nil
	}, tsv.ID(name, &id))
	if err != nil {
		w.Fatal(err)
	}
	return all
}

func (w *world) open(text string) *tsv.Reader {
	in, err := tsv.NewReader(strings.NewReader(text), "x.tsv")
	if err != nil {
		w.Fatal(err)
	}
	return in
}

// updateTable is update.tsv.
func (w *world) updateTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", column.NetworkID, column.Incoming, column.Current, column.Cancelled, column.OtherCancelled)
	told := w.told()
	for _, id := range w.update {
		fmt.Fprintf(&b, "%v\t%s\t%s\t%s\t%s\n", id, w.number[id], told[id].Current, told[id].Cancelled, told[id].Other)
	}
	return b.String()
}

// A way is how the files of a table are made and loaded.
type way interface {
	// load loads what records of a table get; stop is after how many records Alma stops.
	load(w *world, table string, stop int) almatest.Job
	// takeBack loads the rollback of a table, made before the load.
	rollback(w *world, table string) (load func() almatest.Job)
}

// sheet is a table as the workbook of mkxlsx --repeat has it.
func (w *world) sheet(text string) (rows [][]string) {
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	for i, name := range rows[0] {
		rows[0][i] = workbook.Repeated(name)
	}
	return rows
}

func (w *world) must(j almatest.Job, err error) almatest.Job {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	return j
}

// bySheet is the import in one step of a workbook.
type bySheet struct{}

func (bySheet) files(w *world, table string) (out, rollback string) {
	var o, r strings.Builder
	if _, err := alma.OneStep([]*tsv.Reader{w.open(table)}, &o, &r); err != nil {
		w.Fatal(err)
	}
	return o.String(), r.String()
}

func (b bySheet) load(w *world, table string, stop int) almatest.Job {
	out, _ := b.files(w, table)
	return w.must(w.now.ReplaceFromSheet(w.sheet(out), stop))
}

func (b bySheet) rollback(w *world, table string) func() almatest.Job {
	_, rollback := b.files(w, table)
	return func() almatest.Job { return w.must(w.now.ReplaceFromSheet(w.sheet(rollback), -1)) }
}

// byMARC is that of MARC records, in files of 40.
type byMARC struct{}

func (byMARC) files(w *world, table string) (out, rollback []string) {
	var files [2][]*strings.Builder
	next := func(i int) func() io.Writer {
		return func() io.Writer {
			files[i] = append(files[i], new(strings.Builder))
			return files[i][len(files[i])-1]
		}
	}
	if _, err := alma.MARC([]*tsv.Reader{w.open(table)}, 40, next(0), next(1)); err != nil {
		w.Fatal(err)
	}
	text := func(all []*strings.Builder) (s []string) {
		for _, b := range all {
			s = append(s, b.String())
		}
		return s
	}
	return text(files[0]), text(files[1])
}

func (b byMARC) load(w *world, table string, stop int) almatest.Job {
	out, _ := b.files(w, table)
	return w.must(w.now.ReplaceFromMARC([]byte(strings.Join(out, "")), stop))
}

func (b byMARC) rollback(w *world, table string) func() almatest.Job {
	_, rollback := b.files(w, table)
	return func() (sum almatest.Job) {
		for _, file := range rollback {
			j := w.must(w.now.ReplaceFromMARC([]byte(file), -1))
			sum = almatest.Job{Saved: sum.Saved + j.Saved, Locked: sum.Locked + j.Locked, NoRecord: sum.NoRecord + j.NoRecord}
		}
		return sum
	}
}

// inThreeSteps is the set, the job and the import.
type inThreeSteps struct{}

func (inThreeSteps) set(w *world, table string) []mms.ID {
	var b strings.Builder
	if _, err := alma.Set([]*tsv.Reader{w.open(table)}, column.NetworkID, column.MMSID, &b); err != nil {
		w.Fatal(err)
	}
	set, err := w.now.Set(b.String())
	if err != nil {
		w.Fatal(err)
	}
	return set
}

func (s inThreeSteps) load(w *world, table string, stop int) almatest.Job {
	w.now.MoveNumbers(s.set(w, table))
	return w.add(table, stop)
}

// add is the import of the three steps alone.
func (w *world) add(table string, stop int) almatest.Job {
	var b strings.Builder
	if _, err := alma.Import([]*tsv.Reader{w.open(table)}, &b, nil); err != nil {
		w.Fatal(err)
	}
	return w.must(w.now.AddNumbers(w.sheet(b.String()), stop))
}

func (s inThreeSteps) rollback(w *world, table string) func() almatest.Job {
	var b strings.Builder
	if _, err := alma.Import([]*tsv.Reader{w.open(table)}, io.Discard, &b); err != nil {
		w.Fatal(err)
	}
	return func() almatest.Job {
		w.now.MoveNumbers(s.set(w, table))
		return w.must(w.now.AddNumbers(w.sheet(b.String()), -1))
	}
}

// verify compares with the report of the day after: what is found of each record, and
// what can be repaired, of records that have an OCLC number now and of those that have
// none.
func (w *world) verify(table string) (reasons map[mms.ID]string, n route.VerifyCount, with, without string) {
	report := &analytics.Report{Rows: make(map[mms.ID]analytics.Row), Others: w.live}
	for id, now := range w.told() {
		report.Rows[id] = analytics.Row{Current: now.Current, Cancelled: now.Cancelled, Live: &analytics.Live{OtherCancelled: now.Other}, Listed: true}
	}
	var verified, not, lost, repair, repairWithout strings.Builder
	n, err := route.VerifyRows(w.open(table), report, route.VerifyOut{Verified: &verified, NotUpdated: &not, Lost: &lost, Repair: &repair, RepairWithout: &repairWithout})
	if err != nil {
		w.Fatal(err)
	}
	reasons = make(map[mms.ID]string)
	for _, text := range []string{verified.String(), not.String(), lost.String()} {
		for _, r := range w.table(text) {
			reasons[r.id] = r.field(column.Reason)
		}
	}
	return reasons, n, repair.String(), repairWithout.String()
}

// checkFound wants of each record what the catalogue itself shows.
func (w *world) checkFound(reasons map[mms.ID]string, n route.VerifyCount) {
	w.Helper()
	var want route.VerifyCount
	for _, id := range w.update {
		numbers := set(w.numbers(w.now, id, 'a'))
		rest := slices.DeleteFunc(slices.Clone(numbers), func(n ocn.Number) bool { return n == w.number[id] })
		outcome, reason := route.Verified, ""
		switch had := len(w.numbers(w.before, id, 'a')) > 0; {
		case w.now.Fields(id) == nil:
			outcome, reason = route.Absent, "not in the report"
		case len(numbers) == 0 && had:
			outcome, reason = route.Lost, "no OCLC number in 035 $a"
		case len(numbers) == 0:
			outcome, reason = route.None, "no number, as before"
		case len(rest) == len(numbers):
			outcome, reason = route.Old, "old number"
		case len(rest) > 0:
			outcome, reason = route.Beside, "new number beside "
		}
		want[outcome]++
		if got := reasons[id]; got != reason && (outcome != route.Beside || !strings.HasPrefix(got, reason)) {
			w.Errorf("of record %v is said %q, want %q: %q", id, got, reason, w.now.Fields(id))
		}
	}
	if n != want {
		w.Errorf("found %v, want %v", n, want)
	}
}

// trouble locks some records and deletes others, after the table was made.
func (w *world) trouble() {
	for _, id := range w.update {
		switch n := w.random.IntN(20); {
		case w.now.Fields(id) == nil:
		case n == 0:
			w.now.Lock(id, true)
		case n == 1:
			w.now.Delete(id)
		}
	}
}

func (w *world) unlock() {
	for _, id := range w.now.IDs() {
		w.now.Lock(id, false)
	}
}

// watch notes which records are saved, and that none of them ever is without a number
// that had one.
func (w *world) watch() (saved map[mms.ID]bool) {
	saved = make(map[mms.ID]bool)
	w.now.Saved = func(id mms.ID) {
		saved[id] = true
		if len(w.numbers(w.before, id, 'a')) > 0 && len(w.numbers(w.now, id, 'a')) == 0 {
			w.Errorf("record %v is without a number: %q, before %q", id, w.now.Fields(id), w.before.Fields(id))
		}
	}
	return saved
}

// checkOthers wants records that were not saved as they were, and of all that
// nothing but 035 changed.
func (w *world) checkOthers(saved map[mms.ID]bool) {
	w.Helper()
	not035 := func(fields []marc.Field) []marc.Field {
		return slices.DeleteFunc(fields, func(f marc.Field) bool { return f.Tag == "035" })
	}
	for _, id := range w.now.IDs() {
		switch before, now := w.before.Fields(id), w.now.Fields(id); {
		case !saved[id] && !slices.Equal(now, before):
			w.Errorf("record %v was not to be changed: %q, before %q", id, now, before)
		case !slices.Equal(not035(now), not035(before)):
			w.Errorf("record %v: more than 035 changed: %q, before %q", id, now, before)
		}
	}
}

// checkKept wants that each OCLC number that the record had is still there, and each
// value of other systems as it was, as far as the way can know of it. lost tells which
// fields of theirs the rule takes; nil: that is not asked.
func (w *world) checkKept(id mms.ID, lost func(marc.Field) bool) {
	w.Helper()
	all := append(w.numbers(w.now, id, 'a'), w.numbers(w.now, id, 'z')...)
	kept := func(f marc.Field) bool { return !lost(f) }
	known := func(f marc.Field) bool { // what was replaced is only known where Alma was asked
		return kept(f) && (w.live || !isReplaced(f) && !(w.now.Reading.Record && ofOCLC(f)))
	}
	unreadable := func(c *almatest.Catalogue) []string {
		return slices.DeleteFunc(values(c, id, 'z', any035), func(v string) bool { return v != "(OCoLC)2000#" })
	}
	switch {
	case !contains(all, append(w.numbers(w.before, id, 'a'), w.numbers(w.before, id, 'z')...)):
		w.Errorf("record %v lost a number", id)
	case lost != nil && !slices.Equal(others(w.now, id, 'a', any035), others(w.before, id, 'a', kept)):
		w.Errorf("record %v: other systems' 035 $a changed", id)
	case lost != nil && !contains(others(w.now, id, 'z', any035), others(w.before, id, 'z', known)):
		w.Errorf("record %v lost another system's 035 $z", id)
	case !contains(unreadable(w.now), unreadable(w.before)):
		w.Errorf("record %v lost what cannot be read in 035 $z", id)
	default:
		return
	}
	w.Logf("%q, before %q", w.now.Fields(id), w.before.Fields(id))
}

// checkNew wants the new number alone in $a, and in $z each old one.
func (w *world) checkNew(id mms.ID) {
	w.Helper()
	old := slices.DeleteFunc(w.numbers(w.before, id, 'a'), func(n ocn.Number) bool { return n == w.number[id] })
	if !slices.Equal(set(w.numbers(w.now, id, 'a')), []ocn.Number{w.number[id]}) || !contains(w.numbers(w.now, id, 'z'), old) {
		w.Errorf("record %v is to have %s: %q, before %q", id, w.number[id], w.now.Fields(id), w.before.Fields(id))
	}
}

// The import in one step, in each form and each reading of the rule, with records that
// are locked or gone and an import that stops: what is there after it, after repair, and
// after the rollback.
func TestOneStep(t *testing.T) {
	for seed := range *seeds {
		reading := almatest.Readings[seed%len(almatest.Readings)]
		for name, way := range map[string]way{"sheet": bySheet{}, "MARC": byMARC{}} {
			t.Run(fmt.Sprintf("%s/%d/%+v", name, seed, reading), func(t *testing.T) {
				oneStep(makeWorld(t, seed, reading), way)
			})
		}
	}
}

func oneStep(w *world, way way) {
	table := w.updateTable()
	back := way.rollback(w, table)
	w.trouble()
	stop := -1
	if w.random.IntN(3) == 0 {
		stop = w.random.IntN(len(w.update) + 1)
	}
	saved := w.watch()
	j := way.load(w, table, stop)
	if n := j.Saved + j.Locked + j.NoRecord; j.Saved != len(saved) || stop < 0 && n != len(w.update) || stop >= 0 && n != stop {
		w.Errorf("%+v of %d records, %d saved, stop at %d", j, len(w.update), len(saved), stop)
	}
	w.checkOthers(saved)
	w.checkLoaded(saved)
	reasons, n, with, without := w.verify(table)
	w.checkFound(reasons, n)
	if n[route.Lost] > 0 {
		w.Errorf("%d lost their number", n[route.Lost])
	}

	loaded := w.now
	w.now = loaded.Clone()
	w.checkRollback(back, saved, way)

	// Repair: those with a number in one step, those with none by the import alone.
	w.now = loaded
	w.unlock()
	w.watch()
	way.load(w, with, -1)
	w.add(without, -1)
	reasons, n, with, without = w.verify(table)
	w.checkFound(reasons, n)
	for _, id := range w.update {
		if w.now.Fields(id) != nil && w.isRuled(id) {
			w.checkNew(id)
		}
	}
	// What the rule does not see, ocm without (OCoLC) and protected fields, the three
	// steps repair.
	w.now.Saved = nil
	inThreeSteps{}.load(w, with, -1)
	w.add(without, -1)
	for _, id := range w.update {
		if w.now.Fields(id) != nil {
			w.checkNew(id)
			w.checkKept(id, w.taken(id, true))
		}
	}
}

// isRuled tells whether the rule sees each field with an OCLC number in $a that the
// record had, and gives it a new one.
func (w *world) isRuled(id mms.ID) bool {
	ruled := false
	for _, f := range w.before.Fields(id) {
		if f.Tag != "035" || !ofOCLC(f) {
			continue
		}
		if !isReplaced(f) && !(w.now.Reading.Record && !strings.HasPrefix(f.Data, "99")) {
			return false
		}
		ruled = ruled || isReplaced(f)
	}
	return ruled || len(w.numbers(w.before, id, 'a')) == 0
}

// taken tells which fields of other systems the rule takes from a record too: if it
// looks at the record, all that are not protected. That is why the sandbox comes first.
// After a second load, for which the first may have brought a field that it sees, it
// is not told: nil.
func (w *world) taken(id mms.ID, second bool) func(marc.Field) bool {
	if second && w.now.Reading.Record {
		return nil
	}
	hit := slices.ContainsFunc(w.before.Fields(id), isReplaced)
	return func(f marc.Field) bool {
		return w.now.Reading.Record && hit && !ofOCLC(f) && !strings.HasPrefix(f.Data, "99")
	}
}

func (w *world) checkLoaded(saved map[mms.ID]bool) {
	w.Helper()
	for id := range saved {
		w.checkKept(id, w.taken(id, false))
		switch now, before := w.now.Fields(id), w.before.Fields(id); {
		case w.now.Reading.Keep && !slices.ContainsFunc(before, isReplaced):
			if !slices.Equal(now, before) {
				w.Errorf("record %v is not as it was: %q, before %q", id, now, before)
			}
		case w.isRuled(id):
			w.checkNew(id)
		case !slices.Contains(w.numbers(w.now, id, 'a'), w.number[id]):
			w.Errorf("record %v has no new number: %q, before %q", id, now, before)
		}
	}
}

// checkRollback takes the load back: each record that had a number has what it had.
func (w *world) checkRollback(back func() almatest.Job, saved map[mms.ID]bool, way way) {
	w.Helper()
	w.unlock()
	taken := w.watch()
	back()
	for id := range saved {
		taken[id] = true
	}
	w.checkOthers(taken)
	for _, id := range w.update {
		if w.now.Fields(id) == nil || len(w.numbers(w.before, id, 'a'))+len(w.numbers(w.before, id, 'z')) == 0 {
			continue
		}
		w.checkKept(id, w.taken(id, true))
		for _, code := range []byte("az") {
			if got, want := set(w.numbers(w.now, id, code)), set(w.numbers(w.before, id, code)); !slices.Equal(got, want) {
				w.Errorf("record %v has $%c %s again, and had %s: %q, before %q", id, code, got, want, w.now.Fields(id), w.before.Fields(id))
			}
		}
		if _, isMARC := way.(byMARC); isMARC && slices.ContainsFunc(w.now.Fields(id), func(f marc.Field) bool { return len(f.Subfields('a')) > 1 && f.Tag == "035" }) {
			w.Errorf("record %v has two numbers in a field: %q", id, w.now.Fields(id))
		}
	}
}

// The set, the job and the import, with records that are locked or gone at each moment
// and an import that stops.
func TestThreeSteps(t *testing.T) {
	lost := 0
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { lost += threeSteps(makeWorld(t, seed, almatest.Reading{})) })
	}
	if lost == 0 {
		t.Error("no record was ever without a number; this is no test of the three steps")
	}
}

// threeSteps tells how many records were without a number before they were repaired.
func threeSteps(w *world) int {
	w.live = true // all that is known: neither job nor import takes a field away
	way := inThreeSteps{}
	table := w.updateTable()
	back := way.rollback(w, table)
	w.trouble()
	saved := make(map[mms.ID]bool)
	w.now.Saved = func(id mms.ID) { saved[id] = true }
	w.now.MoveNumbers(way.set(w, table))
	w.unlock()
	w.trouble()
	stop := -1
	if w.random.IntN(3) == 0 {
		stop = w.random.IntN(len(w.update) + 1)
	}
	w.add(table, stop)
	w.checkOthers(saved)
	nothing := func(marc.Field) bool { return false }
	for id := range saved {
		if w.now.Fields(id) != nil {
			w.checkKept(id, nothing)
		}
	}
	reasons, n, with, without := w.verify(table)
	w.checkFound(reasons, n)

	loaded := w.now
	w.now = loaded.Clone()
	w.unlock()
	back()
	for _, id := range w.update {
		if w.now.Fields(id) != nil {
			w.checkKept(id, nothing)
			if got, want := set(w.numbers(w.now, id, 'a')), set(w.numbers(w.before, id, 'a')); !slices.Equal(got, want) {
				w.Errorf("record %v has %s again, and had %s", id, got, want)
			}
		}
	}

	w.now = loaded
	w.unlock()
	way.load(w, with, -1)
	way.load(w, without, -1)
	for _, id := range w.update {
		if w.now.Fields(id) != nil {
			w.checkNew(id)
			w.checkKept(id, nothing)
		}
	}
	return n[route.Lost]
}
