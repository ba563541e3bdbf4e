// Package cli holds what all commands share: flags, exit codes, the error line,
// the summary line, and files that appear whole or not at all.
//
// A command is a struct of flags with a method Run. Main parses the command
// line into it, runs it, and gives its files their names only after Run
// returned nil. Nobody else creates files, prints or decides on exit codes.
package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"datasync/pkg/table"
)

// Exit codes of every command.
const (
	exitDone  = 0
	exitError = 1 // bad data or an I/O error
	exitUsage = 2
	exitSome  = 3 // only of commands that ask a server: see Unfinishedf
)

// Flags are the flags of every command that writes a result. A command embeds them.
type Flags struct {
	Output string `short:"o" placeholder:"FILE" help:"Write the result to FILE, whole or not at all, instead of standard output."`
	Common
}

func (f *Flags) output() string { return f.Output }

// Common are the flags of every command.
type Common struct {
	Quiet   bool             `help:"Print no summary line and no progress."`
	Version kong.VersionFlag `help:"Print the version and stop."`
}

func (c *Common) common() *Common { return c }

// Check is the flag of a command that can look at its inputs alone. A command
// embeds it beside Flags.
type Check struct {
	Check bool `help:"Read and tell all, but write nothing."`
}

func (c Check) checks() bool { return c.Check }

// Columns is the flag of a command that reads what people export from Analytics, or keep. A
// command embeds it beside Flags.
type Columns struct {
	Columns string `placeholder:"TABLE" help:"What the columns are called in another language: Heading, Column."`
}

func (c Columns) columns() string { return c.Columns }

// A Command is a struct with kong's tags that embeds Flags or Common.
type Command interface {
	// Run does the work. Its error is printed as the one error line; one made
	// by errors.Join as a line for each.
	Run(env *Env) error
	common() *Common
}

// An ending is an error with an exit code of its own.
type ending struct {
	code int
	text string
}

func (e *ending) Error() string { return e.text }

// Usagef makes the error of wrong usage of a command: exit code 2.
func Usagef(format string, args ...any) error {
	return &ending{exitUsage, fmt.Sprintf(format, args...)}
}

// Unfinishedf makes the error of a command that asks a server and was stopped
// before the end: exit code 3. There is no result; what came is kept, and the
// same command again goes on from there.
func Unfinishedf(format string, args ...any) error {
	return &ending{exitSome, fmt.Sprintf(format, args...)}
}

// Told makes the error of a command that has said already what is wrong, such as one
// that called others: only its exit code is left.
func Told(code int) error { return &ending{code: code} }

// version is set by the linker: see the Makefile.
var version string

// currentVersion is version, or without make what go build found out from git.
func currentVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return cmp.Or(version, info.Main.Version, "unknown")
	}
	return cmp.Or(version, "unknown")
}

// Main is the whole of a command's main: it runs c with the process's
// arguments and streams, and returns the exit code. source is the text of the
// command's main.go, whose doc comment is its manual.
func Main(name, source string, c Command) int {
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is the error EPIPE of a write instead
	env := &Env{name: name, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, isTerminal: isTerminal, delay: delay, echo: time.Second,
		given: readGiven(os.Getenv(manifestVariable)), written: os.Getenv(writtenVariable), terse: os.Getenv("DATASYNC_TERSE") != ""}
	return env.main(manual(source), c, os.Args[1:])
}

func (e *Env) main(manual string, c Command, args []string) int {
	if c, ok := c.(interface{ Hide(text string) string }); ok {
		e.hide = c.Hide
	}
	if done, err := e.parse(manual, c, args); err != nil || done {
		return e.exit(err)
	}
	e.quiet = c.common().Quiet
	if c, ok := c.(interface{ output() string }); ok && c.output() != "-" {
		e.result = c.output()
	}
	if c, ok := c.(interface{ checks() bool }); ok {
		e.check = c.checks()
	}
	if c, ok := c.(interface{ PrintsLast() bool }); ok {
		e.printsLast = c.PrintsLast()
	}
	e.progress = e.newProgress()
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(interrupt)
	ended := make(chan error, 1)
	go func() { ended <- e.run(c) }()
	code := 0 // that of a signal, as a shell tells of a command that died of it
	var first time.Time
	for {
		select {
		case err := <-ended:
			if code != 0 && errors.Is(err, context.Canceled) {
				e.abandon()
				return code
			}
			return e.exit(e.finish(err))
		case sig := <-interrupt:
			// Ctrl-C reaches all programs of a terminal, and whoever called this one passes
			// it on: of two at once the second is the first.
			if code != 0 && time.Since(first) < e.echo {
				continue
			}
			code, first = 128+int(sig.(syscall.Signal)), time.Now()
			if cancel := e.cancel.Swap(nil); cancel != nil {
				(*cancel)()
				continue // it ends by itself; a later signal ends it at once
			}
			e.abandon()
			return code
		}
	}
}

// Context is for a command that asks a server: it is cancelled by a signal that
// would else end the command, which then has the time to say how far it came.
func (e *Env) Context() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	e.cancel.Store(&cancel)
	return ctx
}

// parse reads the command line into c. done is true when it was --help or
// --version.
func (e *Env) parse(manual string, c Command, args []string) (done bool, err error) {
	out := bufio.NewWriter(e.stdout) // kong and help do not tell of errors, Flush does
	parser, err := kong.New(c,
		kong.Name(e.name),
		kong.Help(help(manual)),
		kong.Vars{"version": e.name + " " + currentVersion()},
		kong.Writers(out, e.stderr),
		kong.Exit(func(int) { done = true }), // kong comes back from it and goes on
	)
	if err != nil {
		return done, err
	}
	_, wrong := parser.Parse(inOrder(parser.Model.Flags, args))
	if err := out.Flush(); err != nil {
		return done, fileError("<stdout>", err)
	}
	if wrong != nil && !done {
		return done, Usagef("%v", wrong)
	}
	return done, nil
}

// run is c.Run without panics: no input may make a stack trace.
func (e *Env) run(c Command) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("this is a fault of the program, not of your files; please report it: %v", p)
		}
	}()
	if c, ok := c.(interface{ columns() string }); ok && c.columns() != "" {
		if err := e.learnColumns(c.columns()); err != nil {
			return err
		}
	}
	return c.Run(e)
}

// learnColumns reads what columns are called in another language.
func (e *Env) learnColumns(name string) error {
	in, err := e.Foreign(name, "", table.HeadingColumns...)
	if err != nil {
		return err
	}
	defer in.Close()
	e.headings, err = table.ReadHeadings(in)
	return err
}

// exit prints what a command ends with and chooses its exit code.
func (e *Env) exit(err error) int {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return exitDone
	}
	end, ok := errors.AsType[*ending](err)
	switch {
	case !ok:
		end = &ending{code: exitError}
	case end.text == "":
		return end.code
	case end.code == exitUsage:
		err = fmt.Errorf("%w; try '%s --help'", err, e.name)
	}
	e.printError(err)
	return end.code
}

// printError prints an error, and one made by errors.Join as a line for each: they
// are what a person corrects, one after the other.
func (e *Env) printError(err error) {
	all, ok := err.(interface{ Unwrap() []error })
	if !ok {
		e.print(err.Error())
		return
	}
	for _, err := range all.Unwrap() {
		e.printError(err)
	}
}

// print writes one line to standard error, without what the command's Hide, where it
// has one, takes out of it. There is nobody to tell if that fails.
func (e *Env) print(text string) {
	if e.hide != nil {
		text = e.hide(text)
	}
	text = harmless(text)
	e.progress.hide(func() { fmt.Fprintf(e.stderr, "%s: %s\n", e.name, text) })
}
