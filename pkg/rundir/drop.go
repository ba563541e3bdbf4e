package rundir

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Drop removes what the stage from and all after it made, whichever way the load is. What
// was complete, and what people edited, is kept before.
func (r *Run) Drop(from int) error {
	if err := r.dropTables(from); err != nil || from > reporting {
		return err
	}
	return r.dropReports()
}

// dropTables is Drop of all but the Reports.
func (r *Run) dropTables(from int) error {
	gone, err := r.made(from)
	if err != nil {
		return err
	}
	for _, file := range gone {
		if isOpen(r.path(file)) {
			return fmt.Errorf("%s is open in another program; close it in Excel, and run the same again", r.Place(file))
		}
	}
	if err := r.keep(from, gone); err != nil {
		return err
	}
	for _, file := range gone {
		if is(file, Reports) {
			continue
		}
		if err := r.removeAll(file); err != nil {
			return err
		}
	}
	return r.forgetParts()
}

// forgetParts takes the further parts that are gone from the list of what was written: what
// is made anew may have fewer.
func (r *Run) forgetParts() (err error) {
	if r.written, err = r.readWritten(); err != nil {
		return err
	}
	before := len(r.written)
	maps.DeleteFunc(r.written, func(file string, _ []stamp) bool {
		isFurther := slices.ContainsFunc(parted, func(name string) bool { return partNumber(file, name) > 1 })
		return isFurther && !r.Has(file) && !r.Has(filepath.Join(New, file))
	})
	if len(r.written) == before {
		return nil
	}
	return r.writeWritten(r.written)
}

// made are the files that are there of a stage and of all after it, in the order in which
// they go: the set first, since without its import it empties records, and what is
// imported in one step, then the rest from the end.
func (r *Run) made(from int) ([]string, error) {
	var names []string
	if from <= last {
		names = append(Stages[last].eitherWay(), Libraries)
	}
	names = append(names, Stages[VerifyStage].eitherWay()...)
	for _, s := range slices.Backward(Stages[min(from, last):last]) {
		names = append(names, s.eitherWay()...)
	}
	if r.Version2 && from == merge {
		names = append(append(names, ofVersion2...), Summary)
	}
	return r.Files(names...)
}

// keep copies what must not be lost to before-N, in one move: of a complete run what
// was loaded and what was decided, and of what goes the files that people edited.
func (r *Run) keep(from int, gone []string) (err error) {
	var all []string
	if r.Complete() && (from != VerifyStage || r.Has(Verified)) { // else what is there of verify is of a call that was killed
		names := []string{Update, Decisions}
		for _, stage := range []int{importing, last, reporting, VerifyStage} {
			names = append(names, Stages[stage].eitherWay()...)
		}
		if all, err = r.Files(names...); err != nil {
			return err
		}
	}
	own := slices.DeleteFunc(slices.Clone(gone), func(file string) bool { return file == Libraries || is(file, Reports) })
	if slices.Contains(gone, Libraries) {
		own = append(own, r.librariesFiles()...)
	}
	return r.keepEdited(all, own)
}

// keepEdited copies files to before-N, and those of the run's own that people edited,
// which it tells.
func (r *Run) keepEdited(files, own []string) error {
	edited, err := r.edited(own)
	if err != nil {
		return err
	}
	where, err := r.putAside(append(files, edited...))
	if err != nil {
		return err
	}
	for _, file := range edited {
		advice := ""
		if file == List {
			advice = "; to protect by it, give that one with --dnu"
		}
		r.Warn("%s was edited by hand, or is not of this run; it is kept in %s%s", file, where, advice)
	}
	return nil
}

// beforeN is the name of the n-th directory with what was there before.
func beforeN(n int) string { return fmt.Sprintf("before-%d", n) }

// putAside copies files to the next before-N, unless there are none or the last one has all.
// where is its name.
func (r *Run) putAside(files []string) (where string, err error) {
	n := r.free(beforeN)
	kept, where := beforeN(n-1), beforeN(n)
	if !slices.ContainsFunc(files, func(file string) bool { return !r.Same(file, filepath.Join(kept, file)) }) {
		return kept, nil
	}
	if err := r.makeEmpty(beforeNew); err != nil {
		return "", err
	}
	for _, file := range files {
		if info, err := os.Stat(r.path(file)); err != nil || !info.Mode().IsRegular() {
			continue // a link that leads nowhere
		}
		to := filepath.Join(r.path(beforeNew), file)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return "", r.fail(err, beforeNew)
		}
		if _, err := r.disk.copyTo(r.path(file), to); err != nil {
			return "", r.fail(err, file)
		}
	}
	return where, r.rename(beforeNew, where)
}

// dropReports removes the Reports, or puts by what people said in them.
func (r *Run) dropReports() error {
	files, err := r.Files(Reports)
	for _, file := range files {
		if err := r.putBy(file); err != nil {
			return err
		}
	}
	return err
}

// Known tells whether a file is as it was written, or its bytes are in inputs/.
func (r *Run) Known(file string) (bool, error) {
	same, err := r.AsWritten(file)
	if same || err != nil {
		return same, err
	}
	sum, err := sumOf(r.path(file))
	return slices.ContainsFunc(r.Inputs, func(in Input) bool { return in.Sum == sum }), r.fail(err, file)
}

// putBy removes a report, but not one that people edited and whose bytes inputs/ does
// not have: it is kept as NAME-edited-N.xlsx.
func (r *Run) putBy(file string) error {
	known, err := r.Known(file)
	if err != nil {
		return err
	}
	if known {
		return r.remove(file)
	}
	name := putByName(file)
	edited := name(r.free(name))
	if err := r.rename(file, edited); err != nil {
		return err
	}
	r.Warn("%s was edited, and is kept as %s; to carry out the decisions in it: datasync decide -C %s %s", file, edited, Quote(r.Name), Quote(r.Place(edited)))
	return nil
}

// Unload removes what is for Alma: it was not proven.
func (r *Run) Unload() error {
	files, err := r.Files(loaded()...)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := InTurn(func() error { return r.setAside(file) }, func() error { return r.remove(file) }); err != nil {
			return err
		}
	}
	return nil
}

// librariesFiles are the files in libraries/, whoever made them.
func (r *Run) librariesFiles() (files []string) {
	_ = fs.WalkDir(os.DirFS(r.Path), Libraries, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, name)
		}
		return nil // what cannot be read cannot be removed either
	})
	return files
}
