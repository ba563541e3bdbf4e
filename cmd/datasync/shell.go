package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"

	"datasync/scripts"
)

// A shell calls the functions of scripts/datasync: in this process, so that no shell
// need be on the machine. It starts our commands and nothing else, by the path of the
// folder in which this one lies.
//
// Not the interpreter's own way to run programs: it would kill them two seconds after
// a signal, and come back while those that run beside still write. Each program that
// is started is known here, has the lock, and is waited for.
type shell struct {
	bin    string   // where the commands are
	dir    string   // where they work
	lock   *os.File // which they inherit; nil is none
	stderr io.Writer
	places chan struct{} // as many as commands may run at once

	run     *interp.Runner
	running sync.WaitGroup
}

// start reads the functions.
func (s *shell) start(ctx context.Context) error {
	// As bash, since the other mode of the parser lacks a word that ours does not use but
	// shells have. That all shells can read it is for a test.
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(scripts.Week), "the week")
	if err != nil {
		return err
	}
	s.run, err = interp.New(
		interp.Dir(s.dir),
		interp.Env(expand.ListEnviron("LC_ALL=C")),
		interp.Params("-e", "-u", "-f"),
		interp.StdIO(nil, os.Stderr, os.Stderr), // a stage has no result but its files
		interp.ExecHandlers(func(interp.ExecHandlerFunc) interp.ExecHandlerFunc { return s.exec }),
	)
	if err != nil {
		return err
	}
	return s.run.Run(ctx, file)
}

// A variable of the functions.
type variable struct{ name, value string }

// call sets variables and calls a function. The error says which command failed; what
// was wrong it has said itself.
func (s *shell) call(ctx context.Context, env []string, function string, vars ...variable) error {
	var b strings.Builder
	for _, v := range vars {
		word, err := syntax.Quote(v.value, syntax.LangBash)
		if err != nil {
			return fmt.Errorf("%q: this name cannot be used; rename the file", v.value)
		}
		fmt.Fprintf(&b, "%s=%s\n", v.name, word)
	}
	b.WriteString(function + "\n")
	file, err := syntax.NewParser().Parse(strings.NewReader(b.String()), function)
	if err != nil {
		return err
	}
	if s.run == nil {
		err = s.start(ctx)
	}
	if err == nil {
		err = s.run.Run(context.WithValue(ctx, ofCall{}, surroundings{env, s.stderr}), file)
	}
	if ctx.Err() != nil {
		s.wait()
		return ctx.Err()
	}
	return err
}

// surroundings are those of the commands of a call: one that runs beside may start when
// the call has come back, and the next has others.
type surroundings struct {
	env    []string
	stderr io.Writer
}

type ofCall struct{} // the key of its surroundings

// wait waits for all commands, those too that run beside and may not have started yet.
func (s *shell) wait() {
	if s.run != nil {
		if all, err := syntax.NewParser().Parse(strings.NewReader("wait"), "wait"); err == nil {
			_ = s.run.Run(context.Background(), all) // it takes no code
		}
	}
	s.running.Wait()
}

// exec runs a command of ours.
func (s *shell) exec(ctx context.Context, args []string) error {
	c := exec.Command(filepath.Join(s.bin, args[0]), args[1:]...)
	if c.Err != nil || !slices.Contains(commands, args[0]) {
		return fmt.Errorf("there is no command %s beside datasync; install all of them in one folder", args[0])
	}
	call, _ := ctx.Value(ofCall{}).(surroundings)
	c.Dir, c.Env, c.Stderr = interp.HandlerCtx(ctx).Dir, call.env, call.stderr // nil is the null device
	inherit(c, s.lock)
	s.running.Add(1)
	defer s.running.Done()
	s.places <- struct{}{} // one ends without the others: none reads what another writes meanwhile
	defer func() { <-s.places }()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := c.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	defer close(ended)
	go s.endWith(ctx, c, ended)
	err := c.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code := exit.ExitCode()
		if code < 0 || code > 125 {
			fmt.Fprintf(call.stderr, "datasync: %s ended before it was done: %v\n", args[0], exit)
			code = 125
		}
		return interp.ExitStatus(code)
	}
	return err
}

// endWith ends a command when the call ends: it may say how far it came, and keep what
// a server answered. One that does not end is ended.
func (s *shell) endWith(ctx context.Context, c *exec.Cmd, ended <-chan struct{}) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	_ = terminate(c.Process) // it may have ended by itself
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		_ = c.Process.Kill()
	}
}

// commands are those that the functions call.
var commands = []string{
	"bibmerge", "oclcsplit", "dnufilter", "actionroute", "reviewroute", "mkdecisions", "mkset", "mkimport", "mkmarc", "mkxlsx", "mksummary", "mkreport",
	"verifyupdate", "addmessages", "matchroute", "mkhistory", "reportgrep", "almareport", "almabibs", "ocncurrent",
}
