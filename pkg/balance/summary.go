package balance

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// A Part is a file of a stage: rows that go in or come out.
type Part struct {
	Stage   string // such as dnu
	Outcome string // In, or what became of the rows, such as kept
	File    string
	Rows    int
}

// Write writes the summary, a row per part.
func Write(out io.Writer, parts []Part) error {
	w := tsv.NewWriter(out, []string{column.Stage, column.Outcome, column.File, column.Rows})
	for _, p := range parts {
		w.Write([]string{p.Stage, p.Outcome, tsv.Clean(p.File), strconv.Itoa(p.Rows)})
	}
	return w.Flush() // the first error of any Write
}

// A run is a run directory.
type run struct {
	*rundir.Run
	dir     string
	tallies map[source]tally
	told    bool // the update has what the reports told: that of a run of version 2 has not
	parts   []Part
	warned  []error // of files for people that are missing, and of those that are nobody's
	wrong   []error
}

func open(dir string) (*run, error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, fmt.Errorf("%s: there is no such directory; name that of a run", dir)
	}
	at, err := rundir.Look(dir)
	if err != nil {
		return nil, err
	}
	r := &run{Run: at, dir: dir, tallies: make(map[source]tally)}
	r.table(rundir.Update, func(in reader) error { // who reads its rows tells of an error
		at, err := tsv.Find(in.Header(), column.Reported)
		r.told = err == nil && at >= 0
		return nil
	})
	return r, nil
}

// Read looks at the stages of which files are there in a run directory. The error
// tells, a line each, what is missing and what does not balance; the parts are
// those that could be counted. warned tells which files are missing that hold no row
// of the balance, since they can be done without, and which are there that are none
// of the run.
//
// Files are read as streams, and the rows of a stage compared by the sum of their
// hashes, in which the order is lost. Only to name a record that is missing, the
// records of a stage are held in memory.
func Read(dir string) (parts []Part, warned []error, err error) {
	r, err := open(dir)
	if err != nil {
		return nil, nil, err
	}
	var stages []stage
	files := make(map[source]bool)
	for _, s := range r.Stages() {
		if s.Out == nil {
			continue // it has no rows
		}
		l := r.look(s)
		stages = append(stages, l)
		if !l.there {
			continue
		}
		for _, p := range append(l.copies, l.pair) {
			for _, f := range slices.Concat(p.in, p.out) {
				files[f.source] = true
			}
		}
	}
	r.tallyAll(files)
	var absent []stage
	for _, s := range stages {
		if !s.there {
			absent = append(absent, s)
			continue
		}
		for _, before := range absent {
			r.fail(before, fmt.Errorf("%s: no such file, but there is one of the stage %s", before.Out[0].File, s.Name))
		}
		absent = nil
		r.check(s)
	}
	if len(absent) == len(stages) {
		return nil, nil, fmt.Errorf("%s: no file of a run is there; name the directory of a run", dir)
	}
	if len(r.wrong) == 0 {
		r.wrong = append(r.wrong, r.messages(), r.carry())
	}
	return r.parts, append(r.warned, r.strangers()...), errors.Join(r.wrong...)
}

// A stage is what is there of a Stage.
type stage struct {
	rundir.Stage
	pair
	copies  []pair   // what else must hold the same
	missing []string // of the files that must be there
	there   bool     // is any of its files, but the decisions, which outlive a later input
	err     error    // with which the reports are not known
}

// A pair is files: all that goes in comes out.
type pair struct{ in, out []flow }

// A flow is a file of a stage: what goes in, or has an outcome.
type flow struct {
	outcome string
	source
}

func (r *run) look(of rundir.Stage) stage {
	s := stage{Stage: of}
	for _, file := range s.In {
		s.in = append(s.in, flow{rundir.In, r.sourceOf(s.Name, file)})
	}
	if s.Name == rundir.Stages[0].Name {
		var reports []string
		reports, s.err = r.given(rundir.Report, rundir.Carried)
		for _, file := range reports {
			s.in = append(s.in, flow{rundir.In, source{file: file, id: report}})
		}
	}
	if s.Name == "review" {
		s.Rest = append(slices.Clone(s.Rest), rundir.Decisions) // which stays, whatever is made anew
	}
	must := slices.Clone(s.Also)
	for _, o := range s.Out {
		for _, file := range r.find(o.File) {
			s.out = append(s.out, flow{o.Outcome, r.sourceOf(s.Name, file)})
		}
		if o.File != rundir.Zones {
			must = append(must, o.File)
		}
	}
	s.copies = r.copies(of)
	s.there = slices.ContainsFunc(slices.Concat(must, of.Rest), r.has)
	s.missing = slices.DeleteFunc(must, r.has)
	return s
}

// check looks whether the stage is whole: the same records come out as go in.
func (r *run) check(s stage) {
	for _, file := range s.missing {
		r.fail(s, errMissing(file))
	}
	for _, name := range s.Rest {
		if !r.has(name) && !r.Has(rundir.New) { // while a call is at work it may be being made
			r.warned = append(r.warned, r.again(s, errMissing(name)))
		}
	}
	err := s.err
	for _, f := range slices.Concat(s.in, s.out) {
		t := r.tallies[f.source]
		if t.err == nil {
			r.parts = append(r.parts, Part{s.Name, f.outcome, f.file, t.rows})
		}
		err = cmp.Or(err, t.err)
	}
	if len(s.missing) > 0 {
		return // what is missing was told
	}
	if err != nil {
		r.wrong = append(r.wrong, fmt.Errorf("stage %s: %w", s.Name, err))
		return
	}
	err = r.balance(s.pair)
	if err == nil && (s.Name == "import" || s.Name == "set") {
		err = r.importable(s)
	}
	if err != nil {
		r.fail(s, err)
	}
}

// again is what is wrong in a stage, and what to do.
func (r *run) again(s stage, err error) error {
	again := "datasync " + s.Name
	if r.dir != "." {
		again += " -C " + r.dir
	}
	return fmt.Errorf("stage %s: %w; run '%s' again", s.Name, err, again)
}

func (r *run) fail(s stage, err error) { r.wrong = append(r.wrong, r.again(s, err)) }

// has tells whether the run has a file, or is to have it once this has been proven.
func (r *run) has(name string) bool { return r.Has(name) || r.Has(filepath.Join(rundir.New, name)) }

// find is the files of a name.
func (r *run) find(name string) []string {
	files, err := r.Files(name)
	if files == nil && err == nil {
		files, err = r.Made(name)
	}
	if err != nil {
		r.wrong = append(r.wrong, err)
	}
	return files
}

// strangers tells of files that look like those for Alma, or like the records of an
// institution, and are none of this run. One for the other way of the load is for another
// import profile.
func (r *run) strangers() (all []error) {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return []error{err}
	}
	ours := append([]string{rundir.Zones}, forAlma(r.Settings.OneStep())...)
	for _, name := range slices.Concat(ours, forAlma(!r.Settings.OneStep())) {
		begin, ending, _ := strings.Cut(name, "*")
		if name != rundir.Zones {
			begin, ending = strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
		}
		var own []string
		if slices.Contains(ours, name) {
			own = r.find(name)
		}
		for _, e := range entries {
			like := strings.HasPrefix(e.Name(), begin) && strings.HasSuffix(e.Name(), ending) && !strings.HasPrefix(e.Name(), ".")
			if like && !slices.Contains(own, e.Name()) {
				all = append(all, fmt.Errorf("%s is no file of this run, and counts for nothing; put it elsewhere, before somebody loads it", e.Name()))
			}
		}
	}
	return all
}

// forAlma are the files that Alma is given, in one step or in three.
func forAlma(oneStep bool) []string {
	if oneStep {
		return []string{rundir.OneStepMARC, rundir.OneStepImport, rundir.OneStepRollbackMARC, rundir.OneStepRollback}
	}
	return []string{rundir.Set, rundir.Import, rundir.Rollback}
}

// given is the copies of inputs of some kinds.
func (r *run) given(kinds ...string) (files []string, err error) {
	if !r.Begun() {
		return nil, errMissing(rundir.Manifest)
	}
	for _, in := range r.OfKind(kinds...) {
		files = append(files, in.File)
	}
	return files, nil
}

// balance compares what goes in with what comes out.
func (r *run) balance(p pair) error {
	goes, comes := r.sum(p.in), r.sum(p.out)
	if err := cmp.Or(goes.err, comes.err); err != nil || goes == comes {
		return err
	}
	return r.difference(p.in, p.out)
}

// sum is the rows of files, and the first error.
func (r *run) sum(files []flow) (all tally) {
	for _, f := range files {
		t := r.tallies[f.source]
		all.rows, all.hash, all.err = all.rows+t.rows, all.hash+t.hash, cmp.Or(all.err, t.err)
	}
	return all
}

// importable wants a number for each record of what is loaded, and that what else holds
// the same does: the rollback what they have today.
func (r *run) importable(s stage) error {
	for _, f := range slices.Concat(s.in, s.out) {
		if id := r.tallies[f.source].blank; id != 0 && f.number != "" {
			return fmt.Errorf("%s: record %v has no OCLC number, and would lose the one that it has", f.file, id)
		}
	}
	for _, c := range s.copies {
		if err := r.balance(c); err != nil {
			return err
		}
	}
	return nil
}

// copies are what must hold the same as the update: the rollback, which has what the
// records have today, and in one step each form of what is loaded.
func (r *run) copies(s rundir.Stage) (all []pair) {
	same := func(number, name string) {
		var out []flow
		for _, file := range r.find(name) {
			f := r.sourceOf("import", file)
			if number != column.Current {
				f.number = number
			}
			out = append(out, flow{"copy", f})
		}
		all = append(all, pair{[]flow{{rundir.In, source{rundir.Update, column.NetworkID, number}}}, out})
	}
	switch {
	case s.Name == "import" && !r.Settings.OneStep():
		same(column.Current, rundir.Rollback)
	case s.Name == "import":
		same(had, rundir.OneStepRollbackMARC)
		same(had, rundir.OneStepRollback)
	case s.Name == "set" && r.Settings.OneStep():
		same(gets, rundir.OneStepImport)
	}
	return all
}

func names(files []flow) string {
	if files == nil {
		return "any report"
	}
	var all []string
	for _, f := range files {
		all = append(all, f.file)
	}
	return strings.Join(all, ", ")
}
