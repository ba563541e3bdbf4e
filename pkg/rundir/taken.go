package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Taken are the SHA-256 of all from which this run was made, and of what those of its
// zone were that are beside it, where the setting history says or in one of folders,
// whether they are done or not; and the names of the files of each. asked is what the
// call says of the zone and the history.
//
// It is an error where that cannot be known of one of them: its reports would go into
// two weeks, or into none.
func (r *Run) Taken(asked Asked, folders ...string) (map[string][]string, error) {
	zone, err := r.Zone(asked)
	if err != nil {
		return nil, err
	}
	sums := make(map[string][]string)
	add := func(run *Run) {
		for _, in := range run.Inputs {
			given := strings.ReplaceAll(in.Given, `\`, "/")
			sums[in.Sum] = append(sums[in.Sum], path.Base(given))
		}
	}
	add(r)
	folders = append(folders, filepath.Dir(r.Path))
	if history := cmp.Or(asked.Settings.One("history"), r.Settings.One("history")); history != "" {
		folders = append(folders, history)
	}
	for _, folder := range folders {
		runs, err := runsIn(folder)
		if err != nil {
			return nil, err
		}
		for _, other := range runs {
			switch theirs, err := other.Zone(Asked{}); {
			case err != nil:
				return nil, err
			case theirs == zone:
				add(other)
			}
		}
	}
	return sums, nil
}

// runsIn are the runs in a folder, which need not be there.
func runsIn(folder string) (runs []*Run, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: the runs in it cannot be seen: %w", folder, err)
	}
	for _, e := range entries {
		dir := filepath.Join(folder, e.Name())
		if info, err := os.Stat(dir); strings.HasPrefix(e.Name(), ".") || err != nil || !info.IsDir() {
			continue
		}
		if _, err := os.Lstat(filepath.Join(dir, Manifest)); errors.Is(err, fs.ErrNotExist) {
			if _, err := os.Lstat(filepath.Join(dir, Merged)); err == nil {
				return nil, fmt.Errorf("%s: %s of this run is gone, and with it which reports it has; put it back, or move the directory away", dir, Manifest)
			}
			continue
		}
		run, err := Look(dir)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// Again is what the run has of some kinds, as if it were given once more: to keep it
// beside what is new.
func (r *Run) Again(kinds ...string) (all []Given) {
	for _, in := range r.OfKind(kinds...) {
		all = append(all, Given{Word: in.Given, path: r.path(in.File), sheet: in.Sheet, as: in.Given})
	}
	return all
}

// ShowSilent makes the table of the libraries of which the run lacks a report, as a
// command of the stage would: it is listed before it gets its name.
func (r *Run) ShowSilent() error {
	given := r.OfKind(Silent)
	if len(given) == 0 {
		return nil
	}
	if _, err := r.disk.copyTo(r.path(given[0].File), r.path(filepath.Join(New, Absent))); err != nil {
		return r.fail(err, Absent)
	}
	return r.listNew(Absent)
}
