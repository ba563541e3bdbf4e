package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"datasync/pkg/institution"
)

// Stages are those of the table, by the way in which this run is loaded.
func (r *Run) Stages() (all []Stage) {
	for _, s := range Stages {
		all = append(all, s.Way(r.Settings.OneStep()))
	}
	return all
}

// Files are those that are there of names as in Stages. Of a name that stands for
// many, and of the further parts of an import, they are those that the run wrote: a
// copy that somebody made is nobody's.
func (r *Run) Files(names ...string) (all []string, err error) {
	for _, name := range names {
		files, err := r.files(name, "")
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	return all, nil
}

// Made is Files of those in New, which have no names yet.
func (r *Run) Made(name string) ([]string, error) { return r.files(name, New) }

// files are those in the directory dir of the run: in New all are its own.
func (r *Run) files(name, dir string) ([]string, error) {
	if !strings.Contains(name, "*") && !slices.Contains(parted, name) {
		if r.Has(filepath.Join(dir, name)) {
			return []string{name}, nil
		}
		return nil, nil
	}
	entries, err := os.ReadDir(filepath.Join(r.Path, dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, r.fail(err, dir)
	}
	var all []string
	for _, e := range entries {
		file := e.Name()
		own := dir != "" || r.written[file] != nil || file == name || name == Reports
		if is(file, name) && (own || r.written == nil && r.isOfVersion2(file, name)) {
			all = append(all, file)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(partNumber(a, name), partNumber(b, name)), cmp.Compare(a, b))
	})
	return all, nil
}

// isOfInstitution tells whether a file has the name of an institution of the run: of a run
// without written.tsv others may be somebody's.
func (r *Run) isOfInstitution(file string) bool {
	code := strings.TrimSuffix(file, "bibprocess.tsv")
	known, err := r.institutions(Asked{})
	return err == nil && (code == "UNKNOWN" || slices.ContainsFunc(known, func(i institution.Institution) bool { return i.FileName() == code }))
}

// isOfVersion2 tells whether a run without written.tsv would have written a file: a
// part of an import goes on as far as the one before.
func (r *Run) isOfVersion2(file, name string) bool {
	if name == Zones {
		return r.isOfInstitution(file)
	}
	begin, ending, _ := strings.Cut(name, ".")
	if !r.Has(name) {
		return false
	}
	for n := 2; n <= partNumber(file, name); n++ {
		if !r.Has(fmt.Sprintf("%s-%d.%s", begin, n, ending)) {
			return false
		}
	}
	return true
}

// Missing is the first stage of the week that lacks a file, and the file; "" is none.
// Without an Analytics report the week ends before it is asked for.
func (r *Run) Missing() (stage int, file string) {
	if r.Version2 { // it is read as it is; what is done in it is done from merge
		if r.Complete() {
			return -1, ""
		}
		return merge, Set
	}
	for i, s := range r.Stages()[:last+1] {
		if i == RouteStage && len(r.OfKind(Doublecheck)) == 0 {
			break
		}
		for _, name := range s.must() {
			if name == Reports {
				name = ReportFile(r.Settings.One("date"))
			}
			if r.Has(name) {
				if name = r.gonePart(name); name == "" {
					continue
				}
			}
			if i == last { // the set goes with its import, which was proven with it
				i = importing
			}
			return i, name
		}
	}
	return -1, ""
}

// gonePart is a further part of a file that was written and is not there, "" if none is.
func (r *Run) gonePart(name string) string {
	for _, file := range slices.Sorted(maps.Keys(r.written)) {
		if file != name && slices.Contains(parted, name) && is(file, name) && !r.Has(file) {
			return file
		}
	}
	return ""
}

// Complete tells whether all of the week was done: its last stage is done, or what was
// loaded was verified, though somebody may have removed that since.
func (r *Run) Complete() bool { return r.Done(r.Stages()[last]) || r.Has(Verified) }

// Lacks is the first file that is not there of what a run must have of which something
// is to be made, "" if it has all: what was loaded may be gone.
func (r *Run) Lacks() string {
	stage, gone := r.Missing()
	if gone != "" && stage == importing && r.Complete() {
		gone = ""
	}
	if gone == "" && !r.Has(Update) {
		return Update
	}
	return gone
}

// KnowsNoOthers tells of a run that is loaded in one step that nobody asked Alma what
// its records have now: Analytics does not know the 035 $z of other systems, which go
// with the fields that are replaced.
func (r *Run) KnowsNoOthers() bool {
	return r.Settings.OneStep() && r.Has(OneStepTable) && len(r.OfKind(Live)) == 0 && !r.Has(Verified)
}

// Done tells whether a stage is done: all that it must make is there.
func (r *Run) Done(s Stage) bool {
	return !slices.ContainsFunc(s.must(), func(name string) bool {
		files, err := r.Files(name)
		return err != nil || len(files) == 0
	})
}

// HasVerified tells whether all is there that verify made, and what it made for a repair.
func (r *Run) HasVerified() bool {
	return r.Done(r.Stages()[VerifyStage]) && r.hasRepair()
}

// hasRepair tells whether what can be repaired has all that does it.
func (r *Run) hasRepair() bool {
	repair := []string{RepairSet, RepairImport}
	if r.Settings.OneStep() {
		repair = []string{OneStepRepairMARC, OneStepRepair}
	}
	table := Repair
	if r.Version2 { // which made none
		table = RepairImport
	}
	isGone := func(file string) bool { return r.Has(file) != r.Has(table) || r.gonePart(file) != "" }
	return !slices.ContainsFunc(repair, isGone) && r.Has(Without) == r.Has(WithoutImport)
}

// When is when a stage was done, for people; done is false if it was not.
func (r *Run) When(s Stage) (at time.Time, done bool) {
	files, err := r.Files(s.must()...)
	if err != nil || !r.Done(s) {
		return at, false
	}
	for _, file := range files {
		if info, err := os.Stat(r.path(file)); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at, true
}
