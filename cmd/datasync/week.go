package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"mvdan.cc/sh/v3/interp"

	"datasync/pkg/balance"
	"datasync/pkg/cli"
	"datasync/pkg/rundir"
)

// A week is a call of datasync for a run.
type week struct {
	env     *cli.Env
	run     *rundir.Run
	command *command
	action  string
	asked   rundir.Asked
	today   string // the day of the call
	date    string // of the report, if the call says it
	conf    conf   // datasync.conf, once it was read

	ctx        context.Context
	shell      *shell
	asking     string      // where the answers of a server are kept
	collected  *collection // from OCLC's file exchange
	collecting io.Closer   // nobody else collects
	result     error       // with which the call ends though all is done
}

// locked does something while nobody else is at work in the run directory.
func (w *week) locked(do func() error) (err error) {
	made, err := w.run.Make()
	if err != nil {
		return err
	}
	lock, err := w.run.Take(time.Now())
	if err != nil {
		return err
	}
	bin, err := os.Executable()
	if err == nil {
		bin, err = filepath.EvalSymlinks(bin)
	}
	if err != nil {
		return err
	}
	if w.ctx == nil {
		w.ctx = w.env.Context()
	}
	w.shell = &shell{bin: filepath.Dir(bin), dir: w.run.Path, lock: lock, stderr: os.Stderr, places: make(chan struct{}, runtime.GOMAXPROCS(0))}
	err = inTurn(w.run.Reopen, w.run.Sweep, w.run.MakeNew, do)
	w.shell.wait()
	if err != nil { // what it gave up is not the run's
		if e := w.run.Reopen(); e != nil {
			return cmp.Or(err, rundir.Release(lock))
		}
	}
	err = cmp.Or(err, w.nameComparison(), w.run.Sweep()) // each is done whatever failed before
	if !w.run.Begun() && made {
		return cmp.Or(err, lock.Close(), w.run.Undo(true))
	}
	if err == nil {
		err = w.run.End(w.asking)
	}
	return cmp.Or(err, rundir.Release(lock), w.result)
}

// inTurn does one after another, until one fails.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// environ is the environment of commands: the manifest with the names that files were
// given by; for those that make files of the run, where these are listed before they get
// their names, and that what became of the rows is told at the end.
func (w *week) environ(making bool) []string {
	env := append(os.Environ(), "LC_ALL=C", "DATASYNC_MANIFEST="+w.run.Candidate())
	if making && !w.run.Version2 {
		env = append(env, "DATASYNC_WRITTEN="+rundir.Written)
	}
	if making && !w.command.Verbose {
		env = append(env, "DATASYNC_TERSE=yes")
	}
	return env
}

// call calls a function of the script, with the inputs as the run has them now and other
// variables. Of an error a command has said all: only the exit code is left.
func (w *week) call(function string, vars ...variable) error {
	return w.callIn(w.environ(false), function, vars)
}

// make is call of a function that makes files of the run.
func (w *week) make(function string, vars ...variable) error {
	return w.callIn(w.environ(true), function, vars)
}

func (w *week) callIn(env []string, function string, vars []variable) error {
	err := w.shell.call(w.ctx, env, function, append(w.inputs(), vars...)...)
	if code, ok := exitCode(err); ok {
		return cli.Told(code)
	}
	return err
}

// show prints lines to a reader who may have gone.
func (w *week) show(lines ...string) error {
	_, err := io.WriteString(w.env.Output(), strings.Join(lines, "\n")+"\n")
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
}

// exitCode is that of a command, if one failed.
func exitCode(err error) (int, bool) {
	code, ok := errors.AsType[interp.ExitStatus](err)
	if code > 3 { // it died
		code = 1
	}
	return int(code), ok
}

// mayChange refuses to change a run that was verified.
func (w *week) mayChange() error { return w.run.Record(w.action, w.command.Again) }

// saveSettings takes over what the call says that lasts.
func (w *week) saveSettings() error { return w.run.SaveSettings(w.asked) }

// takeAlong brings what was put off in the earlier run along with its note.
func (w *week) takeAlong() error { return w.run.PutOff(w.asked.Along) }

// hear calls what calls a function, and is what that says.
func (w *week) hear(call func() error) (said []byte, err error) {
	file, err := os.CreateTemp(filepath.Join(w.run.Path, rundir.New), "said")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	stderr := w.shell.stderr
	w.shell.stderr = file
	err = call()
	w.shell.stderr = stderr
	said, e := os.ReadFile(file.Name())
	return said, cmp.Or(err, e)
}

// quietly calls a function of which what it says matters only if it fails.
func (w *week) quietly(function string, vars ...variable) error {
	said, err := w.hear(func() error { return w.call(function, vars...) })
	if err != nil {
		_, _ = w.shell.stderr.Write(said)
	}
	return err
}

// yes is a flag as a variable of the script.
func yes(flag bool) string {
	if flag {
		return "yes"
	}
	return ""
}

// list is words as a list of the script.
func list(words []string) string { return strings.Join(words, "\n") }

// args is inputs as a list of the script.
func args(inputs []rundir.Input) string {
	var words []string
	for _, in := range inputs {
		words = append(words, in.Arg())
	}
	return list(words)
}

// inputs are the variables of the inputs, as the run has them now.
func (w *week) inputs() (vars []variable) {
	for _, v := range []struct {
		name  string
		kinds []string
	}{
		{"REPORT", []string{rundir.Report, rundir.Carried}}, {"INSTITUTIONS", []string{rundir.Institutions}}, {"HEADINGS", []string{rundir.Columns}}, {"DNU", []string{rundir.DoNotUpdate}},
		{"DOUBLECHECK", []string{rundir.Doublecheck}}, {"LIVE", []string{rundir.Live}}, {"EXCEPTIONS", []string{rundir.Exceptions}},
		{"XREF", []string{rundir.CrossRefs}}, {"CURRENT", []string{rundir.Current}}, {"MERGES", []string{rundir.Merges}}, {"VERIFY", []string{rundir.Fresh}},
	} {
		vars = append(vars, variable{v.name, args(w.run.OfKind(v.kinds...))})
	}
	set := w.run.Settings
	before := ""
	if w.run.Has(rundir.Decisions) {
		before = rundir.Decisions
	}
	return append(vars,
		variable{"NEW", rundir.New}, variable{"QUIET", yes(w.command.Quiet)}, variable{"ZONE", set.One("zone")}, variable{"DATE", set.One("date")},
		variable{"HOLD", list(slices.Concat(set["hold-shared"], set["hold-critical"]))}, variable{"REMATCH", set.One("hold-rematch")},
		variable{"ONE_STEP", set.One("one-step")}, variable{"LINK", list(set["link"])}, variable{"BEFORE", before})
}

// do does what the call asks for, and all that is due then.
func (w *week) do() (err error) {
	switch w.action {
	case "fetch":
		err = inTurn(w.mayChange, w.fetch)
	case "worldcat":
		err = inTurn(w.mayChange, w.worldcat)
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
		err = inTurn(func() error { return w.run.CheckRead(rundir.AfterWeek) }, w.balance)
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
		if err := inTurn(func() error { return w.run.CheckRead(plan.From) }, func() error { return w.look(plan) }); err != nil {
			return err
		}
	}
	err := inTurn(
		func() error { return w.run.Begin(w.action) },
		func() error { return w.run.Drop(plan.From, false) },
		w.run.Renew,
		w.saveSettings,
		w.takeAlong,
		w.run.Adopt,
	)
	if err != nil {
		return err
	}
	err = w.stages(plan.From)
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
		isNew = isNew || slices.ContainsFunc(l.of, func(kind string) bool { return slices.Contains(plan.New, kind) && len(w.run.OfKind(kind)) > 0 })
		if !isNew || !w.run.Has(l.wants) {
			continue
		}
		if err := w.quietly(l.function, vars...); err != nil {
			return err
		}
	}
	if slices.Contains(plan.New, rundir.Doublecheck) && w.run.Complete() && !w.command.Again {
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
			w.shell.wait() // there is no Analytics report yet
			return inTurn(w.nameComparison, w.summarize)
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
		return inTurn(w.run.ShowSilent, made, name)
	case "split":
		return inTurn(made, name, do("compare"))
	case "route":
		if err := made(); err != nil {
			if len(w.run.OfKind(rundir.Current)) > 0 {
				w.env.Say("if WorldCat was not asked of that number: %s", w.called("worldcat"))
			}
			return err
		}
		return name()
	case "report":
		return inTurn(w.lookBack, w.prove, made, name)
	case "set": // it is made and proven with the report, if that is done too
		if first {
			if err := w.prove(); err != nil {
				return err
			}
		}
		return inTurn(do("wait_compared"), w.nameComparison, name)
	}
	return inTurn(made, name)
}

// prove makes what is loaded, without its name, and looks whether all balances with it:
// before the report, which tells of that, and once for both.
func (w *week) prove() error {
	return inTurn(func() error { return w.make("do_set") }, w.summarize)
}

// nameComparison gives the workbook that was made beside its name.
func (w *week) nameComparison() error {
	if !w.run.Has(filepath.Join(rundir.New, rundir.Comparison)) {
		return nil
	}
	return w.run.NameStage("split")
}

// summarize looks whether all balances, as a stage of the script.
func (w *week) summarize() error {
	err := w.make("do_summary")
	if !w.run.Has(filepath.Join(rundir.New, rundir.Summary)) {
		return err
	}
	return cmp.Or(w.run.NameFile(rundir.Summary), err)
}

// balance is summarize of a run in which nothing is to be done: in this process.
func (w *week) balance() error {
	parts, gone, err := balance.Read(w.run.Name)
	for _, g := range gone {
		w.env.Warn("%v", g)
	}
	if parts != nil && !w.run.Version2 {
		if e := w.run.WriteSummary(func(out io.Writer) error { return balance.Write(out, parts) }); e != nil {
			return e
		}
	}
	return err
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
