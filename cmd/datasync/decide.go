package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"datasync/pkg/rundir"
)

// whole tells whether the run is, of which something is to be made.
func (w *week) whole() error {
	if gone := w.run.Lacks(); gone != "" {
		return fmt.Errorf("%s: %s is not there; finish the run first: %s", w.run.Name, gone, w.run.Call(""))
	}
	if err := w.run.HasJournal(); err != nil {
		return err
	}
	edited, err := w.run.EditedJournal()
	if err == nil && edited {
		err = fmt.Errorf("%s: %s was edited by hand; take it in first: %s", w.run.Name, rundir.Decisions, w.run.Call("review"))
	}
	return err
}

func (w *week) canDecide() error {
	if !w.run.Has(rundir.RoutedReview) {
		return fmt.Errorf("%s: there is nothing to decide yet; finish the run first: %s", w.run.Name, w.run.Call(""))
	}
	return rundir.InTurn(w.run.HasJournal, w.mayChange)
}

// decide takes in what people decided, in the workbooks or in the run's own report, and
// does what follows from it.
func (w *week) decide(words []string) error {
	if err := w.canDecide(); err != nil {
		return err
	}
	kept, err := "", error(nil)
	if w.run.Version2 {
		if words, kept, err = w.anew(words); err != nil {
			return err
		}
	}
	if words, err = w.workbooks(words); err != nil {
		return err
	}
	if words == nil {
		return rundir.InTurn(w.due, w.tell)
	}
	w.asked.Stage = "review"
	stored, err := w.run.StoreKind(rundir.Workbooks, words)
	if err != nil {
		return err
	}
	if err := w.run.CheckRead(rundir.ReviewStage); err != nil {
		return err
	}
	err = w.call("do_decide", variable{"WORKBOOKS", args(stored)}, variable{"RUN", w.run.Identity()},
		variable{"TODAY", w.asked.Today}, variable{"OVERRULE", yes(w.command.Overrule)})
	if err != nil {
		w.env.Say("nothing was taken in")
		return err
	}
	edited, err := w.run.EditedJournal()
	if err != nil {
		return err
	}
	if !edited && w.run.Same(filepath.Join(rundir.New, rundir.Decisions), rundir.Decisions) {
		return rundir.InTurn(w.run.Adopt, w.due, func() error { return w.run.Forget(kept) }, w.tell)
	}
	return rundir.InTurn(
		func() error { return w.run.TakeInJournal(w.action, w.asked) },
		func() error { return w.stages(rundir.ReviewStage) },
		func() error { return w.run.Forget(kept) },
		w.tell,
	)
}

// anew makes a run of version 2 one of this version before anything is taken in: what was
// decided in its report is to outlive a kill meanwhile. That is put by, and kept is what it
// is called then, "" if it was not; words are those in which it has that name.
func (w *week) anew(words []string) (_ []string, kept string, err error) {
	_, errWords := w.run.FindAll(words)
	reports, errReports := w.run.Files(rundir.Reports)
	if err := cmp.Or(errWords, errReports); err != nil {
		return nil, "", err
	}
	if len(reports) == 0 {
		return words, "", w.due()
	}
	report := reports[len(reports)-1]
	before := w.run.PutByOf(report)
	if err := w.due(); err != nil {
		return nil, "", err
	}
	if kept = w.run.PutByOf(report); kept == before {
		return words, "", nil
	}
	path := filepath.Join(w.run.Path, kept)
	if len(words) == 0 {
		return []string{path}, kept, nil
	}
	words = slices.Clone(words)
	for i, word := range words {
		if name, err := rundir.Absolute(word); err == nil && name == filepath.Join(w.run.Path, report) {
			words[i] = path
		}
	}
	return words, kept, nil
}

// workbooks are those that are named, or the run's own report; nil if nothing was decided
// in that.
func (w *week) workbooks(words []string) ([]string, error) {
	if len(words) > 0 {
		return words, nil
	}
	report, err := w.ownReport()
	if report == "" {
		return nil, err
	}
	return []string{report}, err
}

// ownReport is the run's report, if somebody decided in it since it was made.
func (w *week) ownReport() (string, error) {
	reports, err := w.run.Files(rundir.Reports)
	if err != nil {
		return "", err
	}
	if len(reports) == 0 {
		kept, err := w.run.PutBy()
		if call, _ := w.run.Unfinished(); call == "decide" && kept == "" {
			return "", err // it was taken in by a call that was killed
		}
		such := ""
		if kept != "" {
			such = ", such as " + kept + ", which was kept"
		}
		return "", cmp.Or(err, fmt.Errorf("%s: there is no %s; name the workbook with the decisions%s", w.run.Name, rundir.ReportFile(w.run.Settings.One("date")), such))
	}
	report := reports[len(reports)-1] // DATE may be another one now
	known, err := w.run.Known(report)
	if err != nil {
		return "", err
	}
	if known {
		kept, err := w.run.PutBy()
		if kept != "" {
			return "", cmp.Or(err, fmt.Errorf("nothing was decided in %s since it was made; %s was kept, and not taken in: name it, or move it away", report, kept))
		}
		w.env.Say("nothing was decided in %s since it was made", report)
		return "", err
	}
	return filepath.Join(w.run.Path, report), nil
}
