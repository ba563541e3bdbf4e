package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"mvdan.cc/sh/v3/interp"

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
	conf    conf // datasync.conf, once it was read

	ctx        context.Context
	shell      *shell
	asking     string      // where the answers of a server are kept
	collected  *collection // from OCLC's file exchange
	collecting *os.File    // nobody else collects
	result     error       // with which the call ends though all is done
}

// locked does something while nobody else is at work in the run directory.
func (w *week) locked(do func() error) (err error) {
	made := !w.run.Has(".")
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
	err = rundir.InTurn(w.run.Reopen, w.run.Sweep, w.run.MakeNew, do)
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

// call calls a function of the script, with the inputs as the run has them now and other
// variables. Of an error a command has said all: only the exit code is left.
//
// The environment of commands is the manifest with the names that files were given by.
func (w *week) call(function string, vars ...variable) error {
	return w.callIn(nil, function, vars)
}

// make is call of a function that makes files of the run: these are listed before they get
// their names, and what became of the rows is told at the end.
func (w *week) make(function string, vars ...variable) error {
	var env []string
	if !w.run.Version2 {
		env = append(env, "DATASYNC_WRITTEN="+rundir.Written)
	}
	if !w.command.Verbose {
		env = append(env, "DATASYNC_TERSE=yes")
	}
	return w.callIn(env, function, vars)
}

func (w *week) callIn(env []string, function string, vars []variable) error {
	env = slices.Concat(os.Environ(), []string{"LC_ALL=C", "DATASYNC_MANIFEST=" + w.run.Candidate()}, env)
	err := w.shell.call(w.ctx, env, function, append(w.inputs(), vars...)...)
	code, failed := errors.AsType[interp.ExitStatus](err)
	switch {
	case !failed:
		return err
	case code > 3: // it died
		code = 1
	}
	return cli.Told(int(code))
}

// hear calls what calls a function, in which one command runs after another, and is what
// that says.
func (w *week) hear(call func() error) (said []byte, err error) {
	var text bytes.Buffer
	stderr := w.shell.stderr
	w.shell.stderr = &text
	err = call()
	w.shell.stderr = stderr
	return text.Bytes(), err
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

// inputs are the variables of the inputs, as the run has them now, by their kinds; and of
// the settings.
func (w *week) inputs() (vars []variable) {
	for _, kind := range []string{
		rundir.Institutions, rundir.DoNotUpdate, rundir.Doublecheck, rundir.Live, rundir.Exceptions, rundir.CrossRefs,
		rundir.Current, rundir.Merges, rundir.Fresh,
	} {
		vars = append(vars, variable{strings.ToUpper(kind), args(w.run.OfKind(kind))})
	}
	set := w.run.Settings
	before := ""
	if w.run.Has(rundir.Decisions) {
		before = rundir.Decisions
	}
	return append(vars,
		variable{"REPORT", args(w.run.OfKind(rundir.Report, rundir.Carried))}, variable{"HEADINGS", args(w.run.OfKind(rundir.Columns))},
		variable{"NEW", rundir.New}, variable{"QUIET", yes(w.command.Quiet)}, variable{"ZONE", set.One("zone")}, variable{"DATE", set.One("date")},
		variable{"HOLD", list(slices.Concat(set["hold-shared"], set["hold-critical"]))}, variable{"REMATCH", set.One("hold-rematch")},
		variable{"ONE_STEP", set.One("one-step")}, variable{"LINK", list(set["link"])}, variable{"BEFORE", before})
}
