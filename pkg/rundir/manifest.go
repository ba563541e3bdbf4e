package rundir

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/pattern"
	"datasync/pkg/tsv"
)

// Kinds of what is given to a run.
const (
	Report       = "report"  // of OCLC
	Carried      = "carried" // lines of an earlier run's reports
	Exceptions   = "exceptions"
	CrossRefs    = "xref"
	Accounts     = "accounts" // at OCLC's file exchange
	Silent       = "silent"   // the libraries of which a report is missing there
	Institutions = "institutions"
	Columns      = "columns" // what people call them
	DoNotUpdate  = "dnu"
	Doublecheck  = "doublecheck"
	Live         = "live"
	Current      = "current"
	Merges       = "merges"
	Fresh        = "verify"    // the Analytics report after the load
	Workbooks    = "decisions" // in which people decided
)

// kinds are those that the week reads, and the stage that does.
var kinds = []struct {
	name  string
	stage int
}{
	{Institutions, merge}, {Report, merge}, {Carried, merge}, {Accounts, merge}, {Silent, merge}, {Columns, dnu}, {DoNotUpdate, dnu},
	{Doublecheck, RouteStage}, {Exceptions, RouteStage}, {CrossRefs, RouteStage}, {Live, RouteStage}, {Current, RouteStage}, {Merges, RouteStage},
}

// An Input is a row of the manifest: a copy in inputs/.
type Input struct {
	Kind  string
	File  string // such as inputs/CEF.txt
	Sheet string // of a workbook, "" if none was named
	Given string // the name that it was given by
	Bytes string
	Sum   string // SHA-256
}

// Arg is the copy as the commands name it.
func (i Input) Arg() string { return i.withSheet(i.File) }

// Word is what it was given as.
func (i Input) Word() string { return i.withSheet(i.Given) }

func (i Input) withSheet(file string) string {
	if i.Sheet == "" {
		return file
	}
	return file + "#" + i.Sheet
}

// isCalled tells whether a person may mean it by a name.
func (i Input) isCalled(name string) bool { return i.Given == name || filepath.Base(i.File) == name }

// same tells whether both are the same bytes, read the same way.
func (i Input) same(other Input) bool { return i.Sum == other.Sum && i.Sheet == other.Sheet }

// OfKind is the inputs of a kind.
func (r *Run) OfKind(kinds ...string) []Input {
	return slices.DeleteFunc(slices.Clone(r.Inputs), func(in Input) bool { return !slices.Contains(kinds, in.Kind) })
}

var manifestHeader = []string{column.Kind, column.File, column.Sheet, column.GivenAs, column.Bytes, column.SHA256}

func (r *Run) readManifest() (all []Input, err error) {
	var in Input
	err = r.ifAny(Manifest, func() error { all = append(all, in); return nil },
		tsv.Text(column.Kind, &in.Kind), tsv.Text(column.File, &in.File), tsv.Text(column.Sheet, &in.Sheet),
		tsv.Text(column.GivenAs, &in.Given), tsv.Text(column.Bytes, &in.Bytes), tsv.Text(column.SHA256, &in.Sum))
	if err != nil {
		return nil, fmt.Errorf("%w; put the file of before back, or begin another run", err)
	}
	return all, nil
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
	rows := [][]string{manifestHeader}
	for _, in := range all {
		rows = append(rows, []string{in.Kind, in.File, in.Sheet, in.Given, in.Bytes, in.Sum})
	}
	return r.writeTable(candidate, rows)
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

func sumOf(path string) (string, error) {
	sum := sha256.New()
	_, err := addTo(sum, path)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// CheckRead is CheckCopies of the inputs that the stages from one on read, and the balance
// after them.
func (r *Run) CheckRead(from int) error {
	read := []string{Columns, Report, Carried, Exceptions, CrossRefs}
	for _, k := range kinds {
		if k.stage >= from {
			read = append(read, k.name)
		}
	}
	return r.CheckCopies(r.OfKind(read...))
}

// CheckCopies looks whether the copies of inputs are still what the manifest says.
func (r *Run) CheckCopies(all []Input) error {
	for _, in := range all {
		sum, err := sumOf(r.path(in.File))
		if err != nil {
			return fmt.Errorf("%w; give %s again", r.fail(err, in.File), in.Given)
		}
		if sum != in.Sum {
			return fmt.Errorf("%s: this copy is not any more what was given; give %s again", r.Place(in.File), in.Given)
		}
	}
	return nil
}

// addLitter adds to what of inputs/ goes when the manifest does not name it: what a call has
// copied but not adopted yet, and what it adopted no more. It is noted before, so
// that a call that is killed leaves nothing; what people keep there is not in it.
func (r *Run) addLitter(files ...string) error {
	old, err := r.readLitter()
	if err != nil {
		return err
	}
	rows := [][]string{{column.File}}
	for _, file := range append(old, files...) {
		rows = append(rows, []string{file})
	}
	return r.writeTable(litter, rows)
}

func (r *Run) readLitter() (all []string, err error) {
	var file string
	err = r.ifAny(litter, func() error { all = append(all, file); return nil }, tsv.Text(column.File, &file))
	return all, err
}

// Sweep removes what is unfinished: of a call that was killed, or of this one.
func (r *Run) Sweep() error {
	files, err := r.readLitter()
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(file string) bool {
		return !filepath.IsLocal(file) || slices.ContainsFunc(r.Inputs, func(i Input) bool { return i.File == file })
	})
	if err := r.remove(append(files, candidate, litter)...); err != nil {
		return err
	}
	if err := r.endWritten(); err != nil {
		return err
	}
	if !r.Begun() && len(r.written[Decisions]) > 0 { // what was put off came along, but the run did not begin
		if err := r.remove(Decisions); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(r.Path)
	if err != nil {
		return r.fail(err, ".")
	}
	for _, e := range entries {
		if e.Name() == New || e.Name() == beforeNew || unfinished().MatchString(e.Name()) {
			if err := r.removeAll(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// unfinished are files that a command or a run began to write.
var unfinished = pattern.Late(`^\..*\.tmp-\d+$`)
