package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"datasync/pkg/cli"
	"datasync/pkg/rundir"
)

// verify looks whether the load did what it should.
func (w *week) verify() error {
	if err := w.whole(); err != nil {
		return err
	}
	before := w.run.OfKind(rundir.Fresh, rundir.Columns)
	if len(w.command.Columns) > 0 {
		if _, err := w.run.StoreKind(rundir.Columns, w.command.Columns); err != nil {
			return err
		}
	}
	words := w.command.Doublecheck
	if w.command.Live {
		if err := w.ask("", "ask_verify"); err != nil {
			return err
		}
		words = []string{filepath.Join(w.run.Path, rundir.New, "almabibs.tsv")}
	}
	stored, err := w.run.StoreKind(rundir.Fresh, words)
	if err != nil {
		return err
	}
	for _, in := range w.run.OfKind(rundir.Doublecheck, rundir.Live) {
		if slices.ContainsFunc(stored, func(s rundir.Input) bool {
			return s.Sum == in.Sum && (s.Sheet == in.Sheet || s.Sheet == "" || in.Sheet == "")
		}) {
			return fmt.Errorf("%s was made from this Analytics report; verify needs one from after the job and the import", w.run.Name)
		}
	}
	now := w.run.OfKind(rundir.Fresh, rundir.Columns)
	again := len(before) == len(now) && !slices.ContainsFunc(now, func(in rundir.Input) bool { return !slices.Contains(before, in) })
	if !again || !w.run.HasVerified() {
		if err := w.compareWithNow(); err != nil {
			return err
		}
	}
	lost, err := w.run.Rows(rundir.Lost)
	if err != nil {
		return err
	}
	if lost > 0 {
		w.result = cli.Told(1)
	}
	return rundir.InTurn(w.summarize, w.lookBefore, w.next)
}

// lookBefore tells, where most of the update does not stand in Alma, whether one that was
// put aside fits better: then that was loaded.
func (w *week) lookBefore() error {
	verified, err := w.run.Rows(rundir.Verified)
	if err != nil {
		return err
	}
	all, err := w.run.Rows(rundir.Update)
	if err != nil || 2*verified >= all {
		return err
	}
	for _, before := range w.run.Replaced() {
		n, err := w.standing(rundir.Fresh, filepath.Join(before, rundir.Update))
		if err != nil {
			return err
		}
		if n > verified {
			w.env.Warn("of %s: %d of its numbers stand in Alma, of this update %d; were the files loaded that are in %s now? What is to be changed since then is below",
				before, n, verified, w.run.Place(before))
			return nil
		}
	}
	return nil
}

// compareWithNow makes the files of verify, and then puts them in the place of those
// of before.
func (w *week) compareWithNow() error {
	since := cmp.Or(w.run.Settings.One("begun"), w.run.Settings.One("date"))
	err := w.make("do_verify", variable{"DATE", since})
	if err != nil && !w.run.Has(filepath.Join(rundir.New, rundir.Verified)) {
		return err
	}
	return rundir.InTurn(
		func() error { return w.repair(rundir.Repair, "do_repair") },
		func() error { return w.repair(rundir.Without, "do_repair_without") },
		func() error { return w.make("show_verified") },
		func() error { return w.run.Drop(rundir.VerifyStage) },
		w.run.Adopt,
		func() error { return w.run.NameStage("verify") },
	)
}

// repair makes what puts the rows of a table right, if there are any.
func (w *week) repair(table, function string) error {
	table = filepath.Join(rundir.New, table)
	rows, err := w.run.Rows(table)
	if err != nil {
		return err
	}
	if rows == 0 {
		return w.run.RemoveNew(filepath.Base(table))
	}
	return w.make(function)
}

// libraries makes a workbook for each library.
func (w *week) libraries() error {
	return rundir.InTurn(
		w.whole,
		func() error { return w.call("do_libraries") },
		w.run.SwapLibraries,
		w.afterLibraries,
	)
}

// afterLibraries tells where they are, and what comes next.
func (w *week) afterLibraries() error {
	lines := []string{"The workbooks of the libraries are in " + w.run.Place(rundir.Libraries)}
	if n, err := w.run.Rows(rundir.Update); err != nil || n > 0 && !w.run.Has(rundir.Verified) {
		if err != nil {
			return err
		}
		lines = append(lines, "Make them again after verify: then they say what became of each record.")
	}
	if next := w.run.NextWeek(); next != "" {
		lines = append(lines, next)
	}
	return w.show(lines...)
}
