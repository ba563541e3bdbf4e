package report

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// A Run is what stands in a run directory.
type Run struct {
	at        *rundir.Run
	open      func(name string) (io.Reader, error)
	tables    []*table // of the records whose number differs, in the order of outcomes
	journal   *decision.Journal
	inForce   map[mms.ID]decision.Entry
	returning table // of what keeps coming back

	// What the report alone reads.
	merged  merged
	flows   []flow     // the counts of the stages
	actions actions    // what the libraries' reports have
	absent  [][]string // the libraries without a report
}

// An outcome is what became of a record.
type outcome struct {
	name   string
	sheet  string   // which shows the records
	files  []string // which hold them
	colour string   // of the sheet's tab, and in charts
	todo   string   // what a library does about it
	needs  bool     // it has to do something
}

// The first outcomes are those of the records whose number differs. Then come the
// shared records whose number is right, then those of the libraries' own zones, and at the
// end what verify found of those that were to be updated.
const (
	same = 5
	own  = 6

	lost       = own + 5
	notUpdated = own + 6
	updated    = own + 7
)

// The records that need somebody's eyes come first.
var outcomes = []outcome{
	{name: "to be updated", sheet: sheetUpdate, files: []string{rundir.Update}, colour: green,
		todo: "Nothing: the number is changed in the Network Zone by this week's batch."},
	{name: "for review", sheet: sheetReview, files: []string{rundir.Review}, colour: orange, needs: true,
		todo: "If you know which number is right, tell those who do the batch: they decide it."},
	{name: "not in analytics", sheet: sheetMissing, files: []string{rundir.Missing}, colour: peach, needs: true,
		todo: "Look the record up in Alma: was it deleted or merged?"},
	{name: "do not change", sheet: sheetProtected, files: []string{rundir.Protected, rundir.DecidedDNU}, colour: grey,
		todo: "Nothing: the record is on the do-not-update list. If it need not be there any more, say so."},
	{name: "updated already", sheet: sheetUpdated, files: []string{rundir.Updated}, colour: lightGreen,
		todo: "Nothing: the record has the new number."},
	same: {name: "same number", todo: "Nothing: OCLC's number is ours."},
	own: {name: "reports disagree", needs: true,
		todo: "Look the numbers in Conflict up in WorldCat, and put the right one into 035 $a."},
	{name: "another number", needs: true,
		todo: "Look the number in Incoming 035a up in WorldCat. If it is the right one, put it into 035 $a of your record."},
	{name: "not matched", needs: true,
		todo: "See Action in the sheet “" + sheetMeaning + "”. Do not put the number into the record before you have looked it up in WorldCat."},
	{name: "no number", needs: true, todo: "OCLC gave no number. See Action in the sheet “" + sheetMeaning + "”."},
	{name: "same number", todo: "Nothing."},
	lost: {name: "lost its number", files: []string{rundir.Lost}, colour: red,
		todo: "Nothing: those who do the batch give the record a number again. If it has none in a week, tell them."},
	notUpdated: {name: "not updated", files: []string{rundir.NotUpdated}, colour: yellow,
		todo: "Nothing: those who do the batch see to it. Reason says what they found."},
	updated: {name: "updated", files: []string{rundir.Verified}, colour: green,
		todo: "Nothing: the record has the new number since this week's batch."},
}

// Look is the run in a directory, of which nothing is read yet. open opens a file.
func Look(dir string, open func(name string) (io.Reader, error)) (*Run, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: there is no such directory; name that of a run", dir)
	}
	at, err := rundir.Look(dir)
	if err != nil {
		return nil, err
	}
	return &Run{at: at, open: open}, nil
}

// Read reads what the report and the libraries' workbooks have in common: the
// records whose number differs. open opens a file.
func Read(dir string, open func(name string) (io.Reader, error)) (*Run, error) {
	r, err := Look(dir, open)
	if err != nil {
		return nil, err
	}
	for i, o := range outcomes[:same] {
		t, err := r.tableOf(i, o.files...)
		if err != nil {
			return nil, err
		}
		r.tables = append(r.tables, t)
	}
	if r.has(rundir.Returning) {
		if err := r.read(&r.returning, rundir.Returning, column.NetworkID, column.Reports); err != nil {
			return nil, err
		}
	}
	in, err := r.table(rundir.Decisions)
	if err != nil {
		return nil, err
	}
	if r.journal, err = decision.Read(in); err != nil {
		return nil, err
	}
	r.inForce = r.journal.InForce()
	return r, nil
}

// Count says what became of how many records, for people.
func (r *Run) Count() string {
	n := 0
	var parts []string
	for i, t := range r.tables {
		n += len(t.records)
		parts = append(parts, fmt.Sprintf("%d %s", len(t.records), outcomes[i].name))
	}
	return count.Of(n, "record") + " with another number: " + strings.Join(parts, ", ")
}

// of is the table of the records that a sheet shows.
func (r *Run) of(sheet string) *table {
	return r.tables[slices.IndexFunc(outcomes, func(o outcome) bool { return o.sheet == sheet })]
}

// table opens a table of the run.
func (r *Run) table(file string) (*tsv.Reader, error) { return r.opened(file, r.open) }

// again opens a table of the run that is read twice. Not open: that a file is read twice
// is told of it, since people name one twice by mistake.
func (r *Run) again(file string) (*tsv.Reader, error) {
	return r.opened(file, func(name string) (io.Reader, error) { return os.Open(name) })
}

func (r *Run) opened(file string, open func(name string) (io.Reader, error)) (*tsv.Reader, error) {
	if !r.has(file) {
		return nil, r.missing(file)
	}
	path := r.at.Place(file)
	in, err := open(path)
	if err != nil {
		return nil, err
	}
	return tsv.NewReader(in, path)
}

// each calls do for each row of a table of the run, with its fields in variables.
func (r *Run) each(file string, do func(*tsv.Reader) error, vars ...tsv.Var) error {
	in, err := r.table(file)
	if err != nil {
		return err
	}
	return in.Each(func() error { return do(in) }, vars...)
}

// has tells whether the run has a file.
func (r *Run) has(file string) bool { return r.at.Has(file) }

// missing is the error of a file that is not there, with what makes it.
func (r *Run) missing(file string) error {
	remedy := "is this the directory of a run?"
	if stage := rundir.MadeBy(file); stage != "" {
		remedy = fmt.Sprintf("run 'datasync %s -C %s' first", stage, rundir.Quote(r.at.Name))
	} else if file == rundir.Summary {
		remedy = fmt.Sprintf("run 'datasync report -C %s', which makes it first", rundir.Quote(r.at.Name))
	}
	return fmt.Errorf("%s: no such file; %s", r.at.Place(file), remedy)
}
