package rundir

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"datasync/pkg/decision"
	"datasync/pkg/institution"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A Run is a run directory. It is read once; what the methods change on the disk they
// change in it too.
type Run struct {
	Name     string // of the directory, as the user gave it
	Path     string // the same, absolute
	Inputs   []Input
	Settings Settings
	// Version2 is a run of the version that knew no written.tsv: it is read, but only
	// merge changes it.
	Version2 bool
	// Called is what datasync is called.
	Called string
	// Warn tells people what became of what they touched.
	Warn func(format string, args ...any)

	written map[string][]stamp
	disk    disk
}

// Open reads what stands in the run directory dir, or would. It is an error where the
// state of a run cannot be known: a manifest or settings that cannot be read, and
// settings that are gone beside a manifest.
func Open(dir string) (*Run, error) {
	r, err := Look(dir)
	if err != nil {
		return nil, err
	}
	if r.Begun() && !r.Has(settingsFile) {
		return nil, fmt.Errorf("%s is gone, and with it what was set for this run; put it back, or begin another run", r.Place(settingsFile))
	}
	return r, nil
}

// Look is Open for who only reads the tables of a run.
func Look(dir string) (*Run, error) {
	path, err := Absolute(dir)
	if err != nil {
		return nil, fmt.Errorf("this directory is gone; change to another one")
	}
	r := &Run{Name: dir, Path: path, Warn: func(string, ...any) {}, disk: disk{func(string) error { return nil }}}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("%s: this is a file, no directory", dir)
	}
	if _, err := os.ReadDir(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, r.fail(err, ".")
	}
	if r.Inputs, err = r.readManifest(); err != nil {
		return nil, err
	}
	if r.Settings, err = r.readSettings(); err != nil {
		return nil, err
	}
	if r.written, err = r.readWritten(); err != nil {
		return nil, err
	}
	r.Version2 = r.Begun() && r.written == nil
	return r, nil
}

// Reopen reads the run again: another call may have changed it before this one had the
// lock, and what this one gave up is not the run's.
func (r *Run) Reopen() error {
	now, err := Open(r.Name)
	if err != nil {
		return err
	}
	now.disk, now.Called, now.Warn = r.disk, r.Called, r.Warn
	*r = *now
	return nil
}

// Absolute is the absolute path of a name. Not filepath.Abs, to which "link/.." is the
// directory of the link: to every other program it is the one above where that leads.
func Absolute(name string) (string, error) {
	if !filepath.IsAbs(name) {
		here, err := os.Getwd()
		if err == nil {
			here, err = filepath.EvalSymlinks(here)
		}
		if err != nil {
			return "", err
		}
		name = here + string(filepath.Separator) + name
	}
	dir, base := filepath.Split(name)
	if base == "" || base == "." || base == ".." {
		dir, base = name, ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return filepath.Join(real, base), nil
	}
	return filepath.Clean(name), nil // it is to be made
}

// Before sets what is asked before each change of a name in the run directory: a test
// ends a call there. An error of it ends the change.
func (r *Run) Before(step func(what string) error) { r.disk.before = step }

// Begun tells whether the directory is that of a run.
func (r *Run) Begun() bool { return r.Has(Manifest) }

// path is where a file of the run is.
func (r *Run) path(file string) string { return filepath.Join(r.Path, file) }

// Place is a file of the run as the user would name it.
func (r *Run) Place(file string) string { return filepath.Join(r.Name, file) }

// Has tells whether a file is there; a link that leads nowhere is there too.
func (r *Run) Has(file string) bool {
	_, err := os.Lstat(r.path(file))
	return err == nil
}

// isGone tells whether a file is not there, or a link to what is not there.
func (r *Run) isGone(file string) bool {
	_, err := os.Stat(r.path(file))
	return errors.Is(err, fs.ErrNotExist)
}

// Each calls do for each row of a table of the run, with its fields in variables.
func (r *Run) Each(file string, do func() error, vars ...tsv.Var) error {
	f, err := os.Open(r.path(file))
	if err != nil {
		return r.fail(err, file)
	}
	defer f.Close()
	in, err := tsv.NewReader(f, r.Place(file))
	if err != nil {
		return err
	}
	return in.Each(do, vars...)
}

// ifAny is Each of a table that may be missing.
func (r *Run) ifAny(file string, do func() error, vars ...tsv.Var) error {
	if !r.Has(file) {
		return nil
	}
	return r.Each(file, do, vars...)
}

// Rows is how many rows a table has, 0 if it is not there.
func (r *Run) Rows(file string) (n int, err error) {
	if r.isGone(file) {
		return 0, nil
	}
	err = r.Each(file, func() error { n++; return nil })
	return n, err
}

// fail is an error of the system, told with the file as the user would name it; nil is none.
func (r *Run) fail(err error, file string) error {
	if err == nil {
		return nil
	}
	if code, ok := errors.AsType[syscall.Errno](err); ok { // without the path of the system
		err = code
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: permission denied", r.Place(file))
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no such file", r.Place(file))
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%s: the disk is full", r.Place(file))
	}
	return fmt.Errorf("%s: %w", r.Place(file), err)
}

// writeTable writes a table whole or not at all.
func (r *Run) writeTable(file string, rows [][]string) error {
	err := r.disk.write(r.path(file), func(out io.Writer) error {
		w := tsv.NewWriter(out, rows[0])
		for _, row := range rows[1:] {
			w.Write(row)
		}
		return w.Flush() // the first error of any Write
	})
	return r.fail(err, file)
}

// Identity is the name of the run by which a workbook knows it: the SHA-256 of its
// zone, however it was typed, and its reports, in whatever order they were given.
func (r *Run) Identity() string {
	var sums []string
	for _, in := range r.OfKind(Report, Carried) {
		sums = append(sums, in.Sum)
	}
	return decision.RunName(strings.ToUpper(r.OtherZone()), sums)
}

// institutions is the table that a call gives, or else that of the run.
func (r *Run) institutions(asked Asked) (institution.Table, error) {
	var name string
	if given := asked.Given[Institutions]; len(given) > 0 {
		name = given[0].Word
	} else if own := r.OfKind(Institutions); len(own) > 0 {
		name = r.path(own[0].Arg())
	} else {
		return institution.OCUL()
	}
	return institution.Open(name, name, table.Open)
}

// Same tells whether two files of the run have the same bytes.
func (r *Run) Same(a, b string) bool {
	x, errX := stampOf(r.path(a))
	y, errY := stampOf(r.path(b))
	return errX == nil && errY == nil && x == y
}
