package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"datasync/pkg/cli"
	"datasync/pkg/rundir"
)

// do does what the call asks for, and all that is due then.
func (w *week) do() (err error) {
	switch w.action {
	case "fetch":
		err = rundir.InTurn(w.mayChange, w.fetch)
	case "worldcat":
		err = rundir.InTurn(w.mayChange, w.worldcat)
	case "collect":
		err = w.giveAbsent()
	}
	if err == nil && len(w.command.Carry) > 0 {
		err = w.carry(w.command.Carry[0])
	}
	if err != nil {
		return err
	}
	plan, err := w.plan()
	if err != nil {
		return err
	}
	switch {
	case plan.From >= 0:
		err = w.update(plan)
	case !w.run.Untouched():
		err = rundir.InTurn(func() error { return w.run.CheckRead(rundir.VerifyStage) }, w.summarize)
	}
	if err != nil {
		return err
	}
	return w.tell()
}

// update takes in what is new, and does the stages that need it.
func (w *week) update(plan *rundir.Plan) error {
	first := !w.run.Begun()
	if err := w.run.Store(plan); err != nil {
		return err
	}
	for _, warning := range plan.Warnings {
		w.env.Warn("%s", warning)
	}
	if !first { // else all was copied just now, and there is nothing to go by
		if err := rundir.InTurn(func() error { return w.run.CheckRead(plan.From) }, func() error { return w.look(plan) }); err != nil {
			return err
		}
	}
	if err := w.run.TakeIn(w.action, plan); err != nil {
		return err
	}
	err := w.stages(plan.From)
	if err != nil && first && !w.run.Has(rundir.Merged) && w.ctx.Err() == nil { // nothing can be made of these
		w.shell.wait()
		return cmp.Or(w.run.Undo(false), err)
	}
	return err
}

// look looks at what is new, before what was made of the old goes.
func (w *week) look(plan *rundir.Plan) error {
	var vars []variable
	zone, isSaid := w.asked.Settings["zone"]
	if isSaid {
		vars = append(vars, variable{"ZONE", list(zone)})
	}
	for _, l := range []struct {
		function string
		of       []string // kinds that are new
		wants    string   // a file with which they are compared
	}{
		{"look_merge", []string{rundir.Institutions, rundir.Report, rundir.Carried}, rundir.Manifest},
		{"look_dnu", []string{rundir.Columns, rundir.DoNotUpdate}, rundir.Diff},
		{"look_route", []string{rundir.Columns, rundir.Doublecheck, rundir.Live}, rundir.Candidates},
		{"look_worldcat", []string{rundir.Current, rundir.Merges}, rundir.RoutedUpdate},
	} {
		isNew := l.function == "look_merge" && isSaid && !slices.Equal(zone, w.run.Settings["zone"])
		isNew = isNew || slices.ContainsFunc(l.of, func(kind string) bool { return plan.IsNew(kind) && len(w.run.OfKind(kind)) > 0 })
		if !isNew || !w.run.Has(l.wants) {
			continue
		}
		if err := w.quietly(l.function, vars...); err != nil {
			return err
		}
	}
	if plan.IsNew(rundir.Doublecheck) && w.run.Complete() && !w.command.Again {
		return w.lookIfLate()
	}
	return nil
}

// lookIfLate refuses an Analytics report in which most records of the update have
// their number already: it is one for verify.
func (w *week) lookIfLate() error {
	done, err := w.standing(rundir.Doublecheck, rundir.Update)
	if err != nil {
		return err
	}
	all, err := w.run.Rows(rundir.Update)
	if err != nil || 2*done <= all {
		return err
	}
	return fmt.Errorf("most records of %s have their new number in this Analytics report; did you mean datasync verify? (--again takes it all the same)",
		w.run.Place(rundir.Update))
}

// standing is how many records of an update have their number in the tables of a kind.
func (w *week) standing(kind, update string) (int, error) {
	const late = "late.tsv"
	if err := w.run.RemoveNew(late); err != nil {
		return 0, err
	}
	_, _ = w.hear(func() error { // it fails where records have no number
		return w.call("look_late", variable{"FRESH", args(w.run.OfKind(kind))}, variable{"LOADED", update})
	})
	return w.run.Rows(filepath.Join(rundir.New, late))
}

// stages does the stages of the week from one on, of a call that was noted to change the
// run.
func (w *week) stages(from int) error {
	for i, stage := range rundir.Week() {
		if stage == "route" && len(w.run.OfKind(rundir.Doublecheck)) == 0 {
			return rundir.InTurn(w.comparison, w.summarize) // there is no Analytics report yet
		}
		if i < from {
			continue
		}
		if err := w.stage(stage, i == from); err != nil {
			if stage == "report" || stage == "set" {
				w.shell.wait()
				err = cmp.Or(w.run.Unload(), err) // it was not proven
			}
			return err
		}
	}
	return nil
}

// stage does a stage, be it the first of the call.
func (w *week) stage(stage string, first bool) error {
	do := func(function string) func() error {
		return func() error { return w.make(function) }
	}
	made := do("do_" + stage)
	name := func() error { return w.run.NameStage(stage) }
	switch stage {
	case "merge":
		return rundir.InTurn(w.run.ShowSilent, made, name)
	case "split":
		return rundir.InTurn(made, name, do("compare"))
	case "route":
		if err := made(); err != nil {
			if len(w.run.OfKind(rundir.Current)) > 0 {
				w.env.Say("if WorldCat was not asked of that number: %s", w.run.Call("worldcat"))
			}
			return err
		}
		return name()
	case "report":
		return rundir.InTurn(w.lookBack, w.prove, made, name)
	case "set": // it is made and proven with the report, if that is done too
		if first {
			if err := w.prove(); err != nil {
				return err
			}
		}
		return rundir.InTurn(w.comparison, name)
	}
	return rundir.InTurn(made, name)
}

// prove makes what is loaded, without its name, and looks whether all balances with it:
// before the report, which tells of that, and once for both.
func (w *week) prove() error {
	return rundir.InTurn(func() error { return w.make("do_set") }, w.summarize)
}

// comparison waits for the workbook that is made beside.
func (w *week) comparison() error {
	return rundir.InTurn(func() error { return w.make("wait_compared") }, w.nameComparison)
}

// nameComparison gives the workbook that was made beside its name.
func (w *week) nameComparison() error { return w.run.NameFile(rundir.Comparison) }

// summarize looks whether all balances. Of a run of version 2 it is only told.
func (w *week) summarize() error {
	err := w.make("do_summary")
	if w.run.Version2 {
		return err
	}
	return cmp.Or(w.run.NameFile(rundir.Summary), err)
}

// lookBack looks what keeps coming back, by this run and those beside it.
func (w *week) lookBack() error {
	beside, err := w.run.Beside()
	if err != nil {
		w.env.Warn("%v", err)
		return nil
	}
	if len(beside) == 0 {
		return nil
	}
	said, failed := w.hear(func() error { return w.make("look_back", variable{"EARLIER", list(beside)}) })
	first, more, _ := bytes.Cut(said, []byte("\n"))
	if len(first) > 0 {
		_, _ = fmt.Fprintf(w.shell.stderr, "%s\n", first)
	}
	if n := bytes.Count(more, []byte("\n")); n > 0 && failed == nil { // of other runs is told in one breath
		w.env.Warn("so are %d others beside this one; mkhistory names them", n)
	}
	for file, least := range map[string]int{rundir.Returning: 1, rundir.Weeks: 2} {
		n, err := w.run.Rows(filepath.Join(rundir.New, file))
		if err == nil && (failed != nil || n < least) { // it says nothing
			err = w.run.RemoveNew(file)
		}
		if err != nil {
			return err
		}
	}
	if failed != nil {
		return w.ctx.Err() // the run does not depend on it
	}
	return w.run.NameStage("report")
}

// mayChange refuses to change a run that was verified.
func (w *week) mayChange() error { return w.run.Record(w.action, w.command.Again) }

// plan is what is due.
func (w *week) plan() (*rundir.Plan, error) {
	plan, err := w.run.Plan(w.asked)
	if lack, ok := errors.AsType[rundir.Lack](err); ok {
		return nil, cli.Usagef("%v", lack)
	}
	return plan, err
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

// carry takes up what an earlier run left open: the lines about it of its reports.
func (w *week) carry(dir string) error {
	earlier, err := w.run.Earlier(dir, w.command.Again)
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
	return w.give(rundir.Carried, name)
}
