package summary

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
		if err := w.Write([]string{p.Stage, p.Outcome, tsv.Clean(p.File), strconv.Itoa(p.Rows)}); err != nil {
			return err
		}
	}
	return w.Flush()
}

// A run is a run directory.
type run struct {
	dir     string
	files   []string // in it
	tallies map[source]tally
	parts   []Part
	gone    []error // files for people that are missing
	wrong   []error
	absent  []Stage // of which no file is there
}

// Read looks at the stages of which files are there in a run directory. The error
// tells, a line each, what is missing and what does not balance; the parts are
// those that could be counted. gone tells which files are missing that hold no row
// of the balance, since they can be done without.
//
// Files are read as streams, and the rows of a stage compared by the sum of their
// hashes, in which the order is lost. Only to name a record that is missing, the
// records of a stage are held in memory.
func Read(dir string) (parts []Part, gone []error, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: there is no such directory; name that of a run", dir)
	}
	r := &run{dir: dir, tallies: make(map[source]tally)}
	for _, e := range entries {
		r.files = append(r.files, e.Name())
	}
	r.tallyAll(r.sources())
	for _, s := range Stages {
		r.stage(s)
	}
	if len(r.absent) == len(Stages) {
		return nil, nil, fmt.Errorf("%s: no file of a run is there; name the directory of a run", dir)
	}
	if len(r.wrong) == 0 {
		r.wrong = append(r.wrong, r.messages(), r.carry())
	}
	return r.parts, r.gone, errors.Join(r.wrong...)
}

// again is what is wrong in a stage, and what to do.
func (r *run) again(s Stage, err error) error {
	name := s.Name
	if name == "update" {
		name = "review" // which makes it
	}
	again := "datasync " + name
	if r.dir != "." {
		again += " -C " + r.dir
	}
	return fmt.Errorf("stage %s: %w; run '%s' again", s.Name, err, again)
}

func (r *run) fail(s Stage, err error) { r.wrong = append(r.wrong, r.again(s, err)) }

// A flow is a file of a stage: what goes in, or has an outcome.
type flow struct {
	outcome string
	source
}

// stage looks at the files of a stage, if one of them is there.
func (r *run) stage(s Stage) {
	out, missing, there := r.outputs(s)
	if !there {
		r.absent = append(r.absent, s)
		return
	}
	for _, before := range r.absent {
		r.fail(before, fmt.Errorf("%s: no such file, but there is one of the stage %s", first(before.Out[0].File), s.Name))
	}
	r.absent = nil
	for _, file := range missing {
		r.fail(s, errMissing(file))
	}
	for _, pattern := range s.Rest {
		if file := first(pattern); !slices.Contains(r.files, file) {
			r.gone = append(r.gone, r.again(s, errMissing(file)))
		}
	}
	in, err := r.inputs(s)
	for _, f := range slices.Concat(in, out) {
		err = cmp.Or(err, r.count(s, f))
	}
	switch {
	case err != nil && len(missing) > 0: // what is missing was told
	case err != nil:
		r.wrong = append(r.wrong, fmt.Errorf("stage %s: %w", s.Name, err))
	case len(missing) == 0:
		r.compare(s, in, out)
	}
}

// compare wants the same records to come out as go in.
func (r *run) compare(s Stage, in, out []flow) {
	err := r.balance(in, out)
	if s.Name == "import" {
		err = cmp.Or(err, r.importable(in, out))
	}
	if err != nil {
		r.fail(s, err)
	}
}

// outputs are the files that a stage made, by outcome, and which of those that must
// be there are missing. there tells whether any of its files is there but the
// decisions, which come from an earlier run or outlive a later input.
func (r *run) outputs(s Stage) (out []flow, missing []string, there bool) {
	for _, o := range s.Out {
		for _, file := range r.find(o.File) {
			out = append(out, flow{o.Name, source{file, byOf(s, file)}})
		}
		if o.File != Zones {
			missing = append(missing, first(o.File))
		}
	}
	for _, pattern := range s.Also {
		missing = append(missing, first(pattern))
	}
	there = len(out) > 0
	for _, pattern := range slices.Concat(s.Also, s.Rest) {
		there = there || pattern != Decisions && slices.Contains(r.files, first(pattern))
	}
	missing = slices.DeleteFunc(missing, func(file string) bool { return slices.Contains(r.files, file) })
	return out, missing, there
}

func errMissing(file string) error { return fmt.Errorf("%s: no such file", file) }

// first is the file that is there whenever any is that the pattern names: the first
// part of a workbook in parts.
func first(pattern string) string { return strings.Replace(pattern, "*", "", 1) }

// inputs are the files that go into a stage: of the first one the reports.
func (r *run) inputs(s Stage) (in []flow, err error) {
	for _, file := range s.In {
		in = append(in, flow{In, source{file, byOf(s, file)}})
	}
	if s.Name != Stages[0].Name {
		return in, nil
	}
	reports, err := r.given("report")
	for _, file := range reports {
		in = append(in, flow{In, source{file, byLine}})
	}
	return in, err
}

// given is the files of a kind that the manifest names.
func (r *run) given(kind string) (files []string, err error) {
	err = r.table(Manifest, func(t *tsv.Reader) error {
		at, err := t.Columns(column.Kind, column.File)
		if err != nil {
			return err
		}
		for t.Scan() {
			if t.Row()[at[0]] == kind {
				files = append(files, strings.Clone(t.Row()[at[1]]))
			}
		}
		return t.Err()
	})
	return files, err
}

// find is the files of the run that a pattern names, in order.
func (r *run) find(pattern string) (files []string) {
	for _, name := range r.files {
		if ok, err := filepath.Match(pattern, name); ok && err == nil {
			files = append(files, name)
		}
	}
	return files
}

// count counts a file and makes it a part of the summary.
func (r *run) count(s Stage, f flow) error {
	t, err := r.tally(f.source)
	if err == nil {
		r.parts = append(r.parts, Part{s.Name, f.outcome, f.file, t.rows})
	}
	return err
}

// balance compares what goes in with what comes out.
func (r *run) balance(in, out []flow) error {
	var sum tally
	for _, f := range in {
		sum = sum.plus(r.tallies[f.source])
	}
	for _, f := range out {
		sum = sum.minus(r.tallies[f.source])
	}
	if sum.rows == 0 && sum.hash == 0 {
		return nil
	}
	return r.difference(in, out)
}

// importable wants a number for each record of the import, and a rollback that
// holds what they have today.
func (r *run) importable(in, out []flow) error {
	for _, f := range slices.Concat(in, out) {
		if id := r.tallies[f.source].blank; id != 0 {
			return fmt.Errorf("%s: record %v has no OCLC number, and would lose the one that it has", f.file, id)
		}
	}
	today, back := r.rollback()
	for _, f := range slices.Concat(today, back) {
		if _, err := r.tally(f.source); err != nil {
			return err
		}
	}
	return r.balance(today, back)
}

// rollback is the files of what the records have today, and of what would be put back.
func (r *run) rollback() (today, back []flow) {
	for _, file := range r.find(Rollback) {
		back = append(back, flow{"rollback", source{file, byNumber}})
	}
	return []flow{{In, source{Update, byToday}}}, back
}

// sources is all that is read of the stages, each once.
func (r *run) sources() (all []source) {
	today, back := r.rollback()
	flows := slices.Concat(today, back)
	for _, s := range Stages {
		out, _, there := r.outputs(s)
		in, err := r.inputs(s)
		if there && err == nil { // else stage tells it
			flows = slices.Concat(flows, in, out)
		}
	}
	for _, f := range flows {
		if !slices.Contains(all, f.source) {
			all = append(all, f.source)
		}
	}
	return all
}

func names(files []flow) string {
	var all []string
	for _, f := range files {
		all = append(all, f.file)
	}
	return strings.Join(all, ", ")
}
