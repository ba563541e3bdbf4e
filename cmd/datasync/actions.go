package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/rundir"
)

// called is how to call this for the run.
func (w *week) called(action string) string { return w.run.Call(ownName(), action) }

// ownName is what this is called. PowerShell calls what is typed as bin\datasync by its
// whole path, in which there may be a blank.
func ownName() string {
	name := os.Args[0]
	if here, err := os.Getwd(); err == nil && runtime.GOOS == "windows" {
		if near, err := filepath.Rel(here, name); err == nil && filepath.IsLocal(near) {
			return `.\` + near
		}
	}
	if strings.ContainsAny(name, `/\`) {
		return filepath.Clean(name)
	}
	return name
}

// whole tells whether the run is, of which something is to be made.
func (w *week) whole() error {
	if gone := w.run.Lacks(); gone != "" {
		return fmt.Errorf("%s: %s is not there; finish the run first: %s", w.run.Name, gone, w.called(""))
	}
	if err := w.run.HasJournal(); err != nil {
		return err
	}
	edited, err := w.run.EditedJournal()
	if err == nil && edited {
		err = fmt.Errorf("%s: %s was edited by hand; take it in first: %s", w.run.Name, rundir.Decisions, w.called("review"))
	}
	return err
}

func (w *week) canDecide() error {
	if !w.run.Has(rundir.RoutedReview) {
		return fmt.Errorf("%s: there is nothing to decide yet; finish the run first: %s", w.run.Name, w.called(""))
	}
	return inTurn(w.run.HasJournal, w.mayChange)
}

// decide takes in what people decided, in the workbooks or in the run's own report, and
// does what follows from it.
func (w *week) decide(words []string) error {
	if err := w.canDecide(); err != nil {
		return err
	}
	w.asked = rundir.Asked{Stage: "review", Today: w.today, Day: w.dateOf(), Settings: make(rundir.Settings), Again: w.command.Again}
	if w.date != "" {
		w.asked.Settings["date"] = []string{w.date}
	}
	if len(words) == 0 {
		report, err := w.ownReport()
		if err != nil {
			return err
		}
		if report == "" {
			return inTurn(w.due, w.tell)
		}
		words = []string{report}
	}
	stored, err := w.run.StoreKind(rundir.Workbooks, words)
	if err != nil {
		return err
	}
	if w.run.Version2 {
		if err := inTurn(w.run.Adopt, w.due); err != nil { // it is one of this version then
			return err
		}
	}
	if err := w.run.CheckRead(rundir.ReviewStage); err != nil {
		return err
	}
	err = w.call("do_decide", variable{"WORKBOOKS", args(stored)}, variable{"RUN", w.run.Identity()},
		variable{"TODAY", w.today}, variable{"OVERRULE", yes(w.command.Overrule)})
	if err != nil {
		w.env.Say("nothing was taken in")
		return err
	}
	edited, err := w.run.EditedJournal()
	if err != nil {
		return err
	}
	if !edited && w.run.Same(filepath.Join(rundir.New, rundir.Decisions), rundir.Decisions) {
		return inTurn(w.run.Adopt, w.due, w.tell)
	}
	return inTurn(w.takeIn, func() error { return w.stages(rundir.ReviewStage) }, w.tell)
}

// takeIn makes the journal that was made the run's. What follows from it goes before,
// and the report, which has the decisions too, after it.
func (w *week) takeIn() error {
	return inTurn(
		func() error { return w.run.Begin("decide") },
		func() error { return w.run.Drop(rundir.ReviewStage, true) },
		func() error { return w.run.NameFile(rundir.Decisions) },
		w.run.Adopt,
		w.run.DropReports,
		w.saveSettings,
	)
}

// ownReport is the run's report, if somebody decided in it since it was made.
func (w *week) ownReport() (string, error) {
	reports, err := w.run.Files(rundir.Reports)
	if err != nil {
		return "", err
	}
	if len(reports) == 0 {
		if call, _ := w.run.Unfinished(); call == "decide" {
			return "", nil // it was taken in by a call that was killed
		}
		return "", fmt.Errorf("%s: there is no %s; name the workbook with the decisions", w.run.Name, rundir.ReportFile(w.run.Settings.One("date")))
	}
	report := reports[len(reports)-1] // DATE may be another one now
	known, err := w.run.Known(report)
	if err != nil {
		return "", err
	}
	if known {
		w.env.Say("nothing was decided in %s since it was made", report)
		return "", nil
	}
	return filepath.Join(w.run.Path, report), nil
}

// due does what is due of a run into which nothing new was taken.
func (w *week) due() error {
	w.asked.Stage = ""
	plan, err := w.plan()
	if err != nil || plan.From < 0 {
		return err
	}
	return w.update(plan)
}

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
		if err := w.ask("", "verify", "ask_verify"); err != nil {
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
	if !again || !w.run.IsVerified() {
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
	return inTurn(w.balance, w.lookBefore, w.next)
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
	return inTurn(
		func() error { return w.repair(rundir.Repair, "do_repair") },
		func() error { return w.repair(rundir.Without, "do_repair_without") },
		func() error { return w.make("show_verified") },
		func() error { return w.run.Drop(rundir.VerifyStage, false) },
		w.run.Adopt,
		func() error { return w.run.NameStage("verify") },
	)
}

// repair makes what puts the rows of a table right, if there are any.
func (w *week) repair(table, function string) error {
	table = filepath.Join(rundir.New, table)
	if !w.run.Has(table) {
		return nil
	}
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
	if err := w.whole(); err != nil {
		return err
	}
	return inTurn(
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
	if next := w.run.NextWeek(ownName()); next != "" {
		lines = append(lines, next)
	}
	return w.show(lines...)
}

// carry takes up what an earlier run left open: the lines about it of its reports.
func (w *week) carry(dir string) error {
	earlier, err := w.run.Earlier(dir)
	if err != nil {
		return err
	}
	here, errHere := w.run.Zone(w.asked)
	there, errThere := earlier.Zone(rundir.Asked{})
	if err := cmp.Or(errHere, errThere); err != nil {
		return err
	}
	if here != there {
		return fmt.Errorf("%s: this run is of another zone: its shared records end in %v, those of %s in %v", dir, there, w.run.Name, here)
	}
	if err := w.quietly("carry", variable{"IDS", list(earlier.LeftOpen())},
		variable{"REPORT", list(earlier.Copies(rundir.Report, rundir.Carried))}); err != nil { // its damaged lines were told then
		return err
	}
	name := earlier.CarriedFrom()
	n, err := w.run.Distinct("lines.txt", name)
	if err != nil {
		return err
	}
	w.asked.Along = earlier
	if n == 0 {
		w.env.Say("%s left nothing open; nothing is carried", dir)
		return nil
	}
	g, err := w.run.Find(filepath.Join(w.run.Path, rundir.New, name))
	w.asked.Given[rundir.Carried] = append(w.asked.Given[rundir.Carried], g)
	return err
}

// status tells where the run stands.
func (w *week) status() error {
	var lines []string
	for _, in := range w.run.Inputs {
		lines = append(lines, fmt.Sprintf("given: %-12s %s", in.Kind, in.Word()))
	}
	for _, s := range w.run.Stages() {
		if at, done := w.run.When(s); done {
			lines = append(lines, fmt.Sprintf("done:  %-12s %s", s.Name, at.Format("Jan _2 15:04")))
		}
	}
	edited, err := w.run.Edited()
	if err != nil {
		return err
	}
	for _, file := range edited {
		lines = append(lines, "edited: "+file)
	}
	stands, err := w.stands()
	if err != nil {
		return err
	}
	return w.show(append(lines, stands...)...)
}

// stands is what became of the records, and what comes next.
func (w *week) stands() ([]string, error) {
	became, err := w.run.Became()
	if err != nil {
		return nil, err
	}
	next, err := w.run.Next(ownName())
	return append(became, next...), err
}

// runs tells where each run in the folder of all stands.
func (w *week) runs() error {
	dirs, err := filepath.Glob("runs/*/" + rundir.Manifest)
	if err != nil {
		return err
	}
	var lines []string
	for _, manifest := range dirs {
		dir := filepath.Dir(manifest)
		run, err := rundir.Open(dir)
		stands := ""
		if err == nil {
			stands, err = run.Standing()
		}
		if err != nil {
			stands = err.Error()
		}
		lines = append(lines, fmt.Sprintf("%-20s %s", dir, stands))
	}
	if lines == nil {
		return w.show("In the folder runs there is none. To begin one: " + rundir.Command(ownName()) + " --dnu LIST REPORT...")
	}
	return w.show(append(lines, "More of one: "+rundir.Command(ownName())+" status -C RUN_DIR")...)
}

// next tells what is to be done next.
func (w *week) next() error {
	lines, err := w.run.Next(ownName())
	if err != nil {
		return err
	}
	return w.show(lines...)
}

// tell tells what became of the records, what a person must know, and what comes next.
func (w *week) tell() error {
	if n, err := w.run.Rows(rundir.Rejects); err != nil || n > 0 {
		w.env.Say("lines of the reports that could not be read: %d; they are in %s", n, w.run.Place(rundir.Rejects))
	}
	if w.run.KnowsNoOthers() {
		n, err := w.run.Rows(rundir.Update)
		if err != nil {
			return err
		}
		if n > 0 {
			w.env.Warn("other systems' 035 $z of the fields that are replaced are not known, and would go; %s knows them", w.called("fetch --live"))
		}
	}
	counts, err := w.counts()
	if err != nil {
		return err
	}
	stands, err := w.stands()
	if err != nil {
		return err
	}
	return w.show(append(counts, stands...)...)
}

// counts are those of all stages, for who wants them.
func (w *week) counts() (lines []string, err error) {
	if !w.command.Verbose {
		return nil, nil
	}
	all, err := w.run.Counts()
	for _, c := range all {
		lines = append(lines, fmt.Sprintf("%-7s %-14s %9d  %s", c.Stage, c.Outcome, c.Rows, c.File))
	}
	return lines, err
}
