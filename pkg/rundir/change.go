package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	beforeNew      = ".before"     // a before-N that is being made
	unfinishedCall = ".unfinished" // there while a call changes the run

	// Asking is what a directory begins with in which the answers of a server are kept till the call is done.
	Asking = ".answers-"
)

// Make makes the directory, if it is not there; made tells whether it did.
func (r *Run) Make() (made bool, err error) {
	_, errStat := os.Stat(r.Path)
	made = errors.Is(errStat, fs.ErrNotExist)
	if err := os.MkdirAll(filepath.Join(r.Path, inputs), 0o777); err != nil {
		return false, fmt.Errorf("%s: cannot make this directory; name another one with -C", r.Name)
	}
	return made, nil
}

// MakeNew makes the directory in which files are made, empty.
func (r *Run) MakeNew() error { return r.makeEmpty(New) }

// Store takes in what is new: the copies into inputs/, and the manifest that names them,
// which is not the run's before Adopt.
func (r *Run) Store(p *Plan) error {
	before := r.Inputs
	all := slices.DeleteFunc(slices.Clone(r.Inputs), func(in Input) bool {
		without := (in.Kind == Exceptions || in.Kind == CrossRefs) && slices.ContainsFunc(p.asked.Without, in.isCalled)
		return without || p.isNew(in.Kind) && !adds(in.Kind)
	})
	for _, k := range kinds {
		if !p.isNew(k.name) {
			continue
		}
		for _, g := range p.asked.Given[k.name] {
			in, err := r.store(g, k.name, slices.Concat(r.Inputs, all))
			if err != nil {
				return err
			}
			same := slices.IndexFunc(all, func(other Input) bool { return adds(k.name) && other.Kind == in.Kind && other.Sum == in.Sum })
			switch {
			case same < 0:
				all = append(all, in)
			case all[same].Given != in.Given && !slices.ContainsFunc(before, all[same].same):
				p.Warnings = append(p.Warnings, fmt.Sprintf("%s is the same report as %s; it is taken once", g.Word, all[same].Given))
			}
		}
	}
	return r.candidate(all)
}

// StoreKind is Store of what people decided in, or of what verify is given.
func (r *Run) StoreKind(kind string, words []string) ([]Input, error) {
	given, err := r.FindAll(words)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(r.Inputs)
	if kind != Workbooks {
		all = slices.DeleteFunc(all, func(in Input) bool { return in.Kind == kind })
	}
	var stored []Input
	for _, g := range given {
		in, err := r.store(g, kind, slices.Concat(r.Inputs, all))
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(other Input) bool { return other.Kind == kind && other.same(in) })
		all, stored = append(all, in), append(stored, in)
	}
	return stored, r.candidate(all)
}

// candidate writes the manifest of the call, and notes what of the old one goes.
func (r *Run) candidate(all []Input) error {
	var gone []string
	for _, in := range r.Inputs {
		gone = append(gone, in.File)
	}
	if err := r.addLitter(gone...); err != nil {
		return err
	}
	r.Inputs = all
	return r.writeManifest(candidate, all)
}

// Candidate is the name of the manifest that the commands go by before Adopt.
func (r *Run) Candidate() string {
	if r.Has(candidate) {
		return candidate
	}
	return Manifest
}

// Adopt makes the call's manifest the run's.
func (r *Run) Adopt() error {
	if !r.Has(candidate) {
		return nil
	}
	return r.rename(candidate, Manifest)
}

// SaveSettings takes over what the call says that lasts.
func (r *Run) SaveSettings(asked Asked) error {
	for name, values := range asked.Settings {
		r.Settings[name] = values
	}
	if !r.Begun() && len(r.Settings["begun"]) == 0 {
		r.Settings["begun"] = []string{asked.Today}
	}
	if len(r.Settings["date"]) == 0 {
		r.Settings["date"] = []string{asked.Day}
	}
	return r.writeSettings()
}

// Begin notes that a call changes the run, by what it is called; Unfinished is what a
// call noted that was killed.
func (r *Run) Begin(call string) error {
	if !r.Version2 {
		if err := r.beginWritten(); err != nil {
			return err
		}
	}
	return r.note(call, "")
}

// note notes a call, and where the answers of a server to it are put away.
func (r *Run) note(call, kept string) error {
	return r.writeTable(unfinishedCall, [][]string{{call, kept}})
}

// Unfinished is what a call that was killed was called, "" if there is none, and where
// the answers to it were put away.
func (r *Run) Unfinished() (call, kept string) {
	text, err := os.ReadFile(r.path(unfinishedCall))
	if err != nil {
		return "", ""
	}
	call, kept, _ = strings.Cut(strings.TrimSuffix(string(text), "\n"), "\t")
	return call, kept
}

// End leaves the run as the call is done with it. What servers answered to it lies in
// asking, "" for none, and is put away.
func (r *Run) End(asking string) error {
	if err := r.putAway(asking); err != nil {
		return err
	}
	if err := r.tidyWritten(); err != nil {
		return err
	}
	return r.remove(unfinishedCall)
}

// putAway moves what servers answered to the other answers. It notes before where: a call
// that is killed here would else be asked anew when it is made again, and what is asked
// anew is another input.
func (r *Run) putAway(asking string) error {
	if asking == "" || !r.Has(asking) {
		return nil
	}
	kept := ""
	for n := 1; kept == "" || r.Has(kept); n++ {
		kept = fmt.Sprintf("%s/%s-%d", answers, strings.TrimPrefix(asking, Asking), n)
	}
	if err := os.MkdirAll(r.path(answers), 0o777); err != nil {
		return r.fail(err, answers)
	}
	if err := r.note(asking, kept); err != nil {
		return err
	}
	return r.rename(asking, kept)
}

// BringBack is for a call that asks servers: what they answered to it when it was killed
// at its end lies in asking again, and is not asked anew.
func (r *Run) BringBack(asking string) error {
	call, kept := r.Unfinished()
	if call != asking || !r.Has(kept) {
		return nil
	}
	return r.rename(kept, asking)
}

// Drop removes what the stage from and all after it made, whichever way the load is: the
// set first, since without its import it empties records, and what is imported in one
// step, then the rest from the end. What was complete, and what people edited, is kept
// before.
//
// A report stays if keepReport: it has the decisions, until they are taken in.
func (r *Run) Drop(from int, keepReport bool) error {
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
	if from <= last {
		first, err := r.Files(Stages[last].eitherWay()...)
		if err := cmp.Or(err, r.remove(first...)); err != nil {
			return err
		}
	}
	for _, file := range gone {
		switch {
		case !is(file, Reports):
			err = r.removeAll(file)
		case !keepReport:
			err = r.putBy(file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Renew makes a run of version 2, of which nothing is left but what it was made from, one
// of this version.
func (r *Run) Renew() error {
	r.Version2 = false
	return r.beginWritten()
}

// made are the files that are there of a stage and of all after it, from the end.
func (r *Run) made(from int) ([]string, error) {
	var names []string
	for _, s := range slices.Backward(Stages[from:]) {
		names = append(names, s.eitherWay()...)
	}
	if from <= last {
		names = append(names, Libraries)
	}
	if r.Version2 && from == merge {
		names = append(names, ofVersion2...)
	}
	return r.Files(names...)
}

// keep copies what must not be lost to before-N, in one move: of a complete run what
// was loaded and what was decided, and of what goes the files that people edited.
func (r *Run) keep(from int, gone []string) (err error) {
	if len(gone) == 0 {
		return nil
	}
	var all []string
	if r.Complete() && (from != verifying || r.IsVerified()) { // else what is there of verify is of a call that was killed
		names := []string{Update, Decisions}
		for _, stage := range []int{importing, last, reporting, verifying} {
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

// putAside copies files to the next before-N, unless the last one has all of them.
// where is its name.
func (r *Run) putAside(files []string) (where string, err error) {
	if len(files) == 0 {
		return "", nil
	}
	n := 1
	for r.Has(beforeN(n)) {
		n++
	}
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

// DropReports removes the Reports, or puts by what people said in them.
func (r *Run) DropReports() error {
	files, err := r.Files(Reports)
	for _, file := range files {
		if err := r.putBy(file); err != nil {
			return err
		}
	}
	return err
}

// IsVerified tells whether verify has done its work.
func (r *Run) IsVerified() bool { return r.Has(Verified) }

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
	edited := ""
	for n := 1; edited == "" || r.Has(edited); n++ {
		edited = fmt.Sprintf("%s-edited-%d.xlsx", strings.TrimSuffix(file, ".xlsx"), n)
	}
	if err := r.rename(file, edited); err != nil {
		return err
	}
	r.Warn("%s was edited, and is kept as %s; to carry out the decisions in it: datasync decide -C %s %s", file, edited, Quote(r.Name), Quote(r.Place(edited)))
	return nil
}

// NameStage gives the files in New that a stage makes their names, in their order, the last
// one last. What stands at such a name and is not the run's is kept.
func (r *Run) NameStage(stage string) error {
	names := r.Stages()[index(stage)].files()
	if stage == Stages[review].Name {
		names = append([]string{Decisions}, names...)
	}
	return r.name(names)
}

// NameFile is NameStage of a file that is of no stage: of the balance, or of the decisions.
func (r *Run) NameFile(file string) error { return r.name([]string{file}) }

func (r *Run) name(names []string) (err error) {
	if !r.Version2 {
		if r.written, err = r.readWritten(); err != nil {
			return err
		}
	}
	for _, name := range names {
		files, err := r.Made(name)
		if err != nil {
			return err
		}
		for _, file := range slices.Backward(files) { // further parts before the first, which tells that all are there
			if err := r.nameFile(file); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Run) nameFile(file string) error {
	if file == Decisions { // to which people may add
		if err := r.listNew(file); err != nil {
			return err
		}
	} else if err := r.setAside(file); err != nil {
		return err
	}
	return r.rename(filepath.Join(New, file), file)
}

// setAside keeps what stands where a file is to be written and is not the run's.
func (r *Run) setAside(file string) error {
	if r.isGone(file) {
		return nil
	}
	if is(file, Reports) {
		return r.putBy(file)
	}
	return r.keepEdited(nil, []string{file})
}

// Undo takes back a first call from which nothing could be made.
func (r *Run) Undo(made bool) error {
	files, err := r.made(merge)
	if err != nil {
		return err
	}
	files = append(files, Decisions, Manifest, candidate, Summary) // decisions may have come along
	if err := r.remove(files...); err != nil {
		return err
	}
	r.Inputs = nil
	if err := r.Sweep(); err != nil {
		return err
	}
	if err := r.remove(settingsFile, Written, unfinishedCall); err != nil {
		return err
	}
	_ = r.disk.remove(r.path(inputs)) // people may keep files there
	if made {
		if err := r.remove(Lock); err != nil {
			return err
		}
		_ = r.disk.remove(r.Path) // or here
	}
	return nil
}

// Unload removes what is for Alma: it was not proven.
func (r *Run) Unload() error {
	files, err := r.Files(loaded()...)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := r.setAside(file); err != nil {
			return err
		}
	}
	return r.remove(files...)
}

// librariesFiles are the files in libraries/, whoever made them.
func (r *Run) librariesFiles() (files []string) {
	entries, err := os.ReadDir(r.path(Libraries))
	if err != nil {
		return nil // it is no directory of ours
	}
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, Libraries+"/"+e.Name())
		}
	}
	return files
}

// SwapLibraries puts the workbooks of the libraries that were made in New in the place
// of those of before.
func (r *Run) SwapLibraries() error {
	if err := r.keepEdited(nil, r.librariesFiles()); err != nil {
		return err
	}
	if !r.Version2 {
		made, err := os.ReadDir(filepath.Join(r.path(New), Libraries))
		if err != nil {
			return r.fail(err, Libraries)
		}
		for _, e := range made {
			if err := r.listNew(Libraries + "/" + e.Name()); err != nil {
				return err
			}
		}
	}
	if err := r.removeAll(Libraries); err != nil {
		return err
	}
	return r.rename(filepath.Join(New, Libraries), Libraries)
}

// Same tells whether two files of the run have the same bytes.
func (r *Run) Same(a, b string) bool {
	x, errX := stampOf(r.path(a))
	y, errY := stampOf(r.path(b))
	return errX == nil && errY == nil && x == y
}

// RemoveNew removes a file in New.
func (r *Run) RemoveNew(file string) error { return r.remove(filepath.Join(New, file)) }

// RenameNew gives a file in New another name there.
func (r *Run) RenameNew(from, to string) error {
	return r.rename(filepath.Join(New, from), filepath.Join(New, to))
}

// WriteSummary writes the balance.
func (r *Run) WriteSummary(do func(io.Writer) error) error {
	if err := r.setAside(Summary); err != nil {
		return err
	}
	return r.writeListed(Summary, do)
}
