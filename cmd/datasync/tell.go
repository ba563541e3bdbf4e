package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"datasync/pkg/rundir"
)

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

// show prints lines to a reader who may have gone.
func (w *week) show(lines ...string) error {
	_, err := io.WriteString(w.env.Output(), strings.Join(lines, "\n")+"\n")
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
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
	next, err := w.run.Next()
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
	lines, err := w.run.Next()
	if err != nil {
		return err
	}
	return w.show(lines...)
}

// tell tells what became of the records, what a person must know, and what comes next.
func (w *week) tell() error {
	rejects, err := w.run.Rows(rundir.Rejects)
	if err != nil {
		return err
	}
	if rejects > 0 {
		w.env.Say("lines of the reports that could not be read: %d; they are in %s", rejects, w.run.Place(rundir.Rejects))
	}
	if w.run.KnowsNoOthers() {
		n, err := w.run.Rows(rundir.Update)
		if err != nil {
			return err
		}
		if n > 0 {
			w.env.Warn("other systems' 035 $z of the fields that are replaced are not known, and would go; %s knows them", w.run.Call("fetch --live"))
		}
	}
	var lines []string
	if w.command.Verbose {
		counts, err := w.run.Counts()
		if err != nil {
			return err
		}
		for _, c := range counts {
			lines = append(lines, fmt.Sprintf("%-7s %-14s %9d  %s", c.Stage, c.Outcome, c.Rows, c.File))
		}
	}
	stands, err := w.stands()
	if err != nil {
		return err
	}
	return w.show(append(lines, stands...)...)
}

// wouldDo says what a call would do, and why.
func (w *week) wouldDo() error {
	why, stages, err := w.would()
	if err != nil {
		return err
	}
	var lines []string
	if why != "" {
		lines = append(lines, why)
	}
	for _, stage := range stages {
		lines = append(lines, "would do: "+stage)
	}
	return w.show(lines...)
}

// would is what the call would do, and why.
func (w *week) would() (why string, stages []string, err error) {
	switch w.action {
	case "verify", "libraries":
		return "", []string{w.action}, w.whole()
	case "decide":
		return "decisions", rundir.Week()[rundir.ReviewStage:], w.canDecide()
	case "fetch", "worldcat":
		return "a server would be asked", rundir.Week()[rundir.RouteStage:], w.mayChange()
	}
	plan, err := w.plan()
	if err != nil {
		return "", nil, err
	}
	return cmp.Or(plan.Why, "all is there"), plan.Stages(w.run), nil
}
