package rundir

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	beforeNew      = ".before"     // a before-N that is being made
	unfinishedCall = ".unfinished" // there while a call changes the run

	// Asking is what a directory begins with in which the answers of a server are kept till the call is done.
	Asking = ".answers-"
)

// MakeNew makes the directory in which files are made, empty.
func (r *Run) MakeNew() error { return r.makeEmpty(New) }

// InTurn does one after another, until one fails.
func InTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// TakeIn makes what a plan was made for the run's: what follows from it goes before. It
// notes that a call changes the run, by what it is called.
func (r *Run) TakeIn(call string, p *Plan) error {
	return InTurn(
		func() error { return r.tellTakenBack(Decisions) },
		func() error { return r.note(call, "") },
		func() error { return r.Drop(p.From) },
		r.beginWritten,
		func() error { return r.saveSettings(p.asked) },
		func() error { return r.putOff(p.asked.Along) },
		r.Adopt,
	)
}

// TakeInJournal is TakeIn of the journal of decisions that was made in New. The reports,
// which have the decisions too, go after it.
func (r *Run) TakeInJournal(call string, asked Asked) error {
	made := filepath.Join(New, Decisions)
	isThere := func() error {
		if !r.Has(made) {
			return fmt.Errorf("%s was made, and is gone: nothing was taken in; close what takes files away from there, and run the same again", r.Place(made))
		}
		return nil
	}
	return InTurn(
		isThere,
		func() error { return r.tellTakenBack(made) },
		func() error { return r.note(call, "") },
		func() error { return r.dropTables(ReviewStage) },
		isThere,
		func() error { return r.NameFile(Decisions) },
		r.Adopt,
		r.dropReports,
		func() error { return r.saveSettings(asked) },
	)
}

// note notes a call, and where the answers of a server to it are put away; Unfinished is
// what a call noted that was killed.
func (r *Run) note(call, kept string) error {
	return r.writeTable(unfinishedCall, [][]string{{call, kept}})
}

// Unfinished is what a call that was killed was called, "" if there is none, and where
// the answers to it were put away.
func (r *Run) Unfinished() (call, kept string) {
	text, _ := os.ReadFile(r.path(unfinishedCall)) // what is not there says nothing
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
	name := func(n int) string { return fmt.Sprintf("%s/%s-%d", answers, strings.TrimPrefix(asking, Asking), n) }
	kept := name(r.free(name))
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
