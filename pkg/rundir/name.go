package rundir

import (
	"os"
	"path/filepath"
	"slices"
)

// NameStage gives the files in New that a stage makes their names, in their order, the last
// one last. What stands at such a name and is not the run's is kept.
func (r *Run) NameStage(stage string) error {
	names := r.Stages()[index(stage)].files()
	if stage == Stages[ReviewStage].Name {
		names = append([]string{Decisions}, names...)
	}
	return r.name(names)
}

// NameFile is NameStage of one file, if it is in New: the balance or the decisions, which are of
// no stage, or what was made beside a stage.
func (r *Run) NameFile(file string) error { return r.name([]string{file}) }

func (r *Run) name(names []string) (err error) {
	if r.written, err = r.readWritten(); err != nil {
		return err
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

// SwapLibraries puts the workbooks of the libraries that were made in New in the place
// of those of before.
func (r *Run) SwapLibraries() error {
	if err := r.keepEdited(nil, r.librariesFiles()); err != nil {
		return err
	}
	made, err := os.ReadDir(filepath.Join(r.path(New), Libraries))
	if err != nil {
		return r.fail(err, Libraries)
	}
	for _, e := range made {
		if err := r.listNew(Libraries + "/" + e.Name()); err != nil {
			return err
		}
	}
	if err := r.removeAll(Libraries); err != nil {
		return err
	}
	return r.rename(filepath.Join(New, Libraries), Libraries)
}

// RemoveNew removes a file in New.
func (r *Run) RemoveNew(file string) error { return r.remove(filepath.Join(New, file)) }

// RenameNew gives a file in New another name there.
func (r *Run) RenameNew(from, to string) error {
	return r.rename(filepath.Join(New, from), filepath.Join(New, to))
}
