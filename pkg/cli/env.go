package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Stdin is what standard input is called in messages.
const Stdin = "<stdin>"

// An Env is the surroundings of a running command: its inputs, its outputs,
// and where it speaks.
type Env struct {
	name           string
	stdin          io.Reader
	stdout, stderr io.Writer
	isTerminal     func(stream any) bool
	delay          time.Duration // how long it works before it shows its progress
	progress       *progress
	flags          *Flags
	check          bool                     // of Check: nothing is written
	hide           func(text string) string // what is not to be told; nil: all is
	summary        string
	failed         error                              // what the command found wrong, told after its files have their names
	cancel         atomic.Pointer[context.CancelFunc] // of Context

	mu      sync.Mutex // guards what follows: a signal may end the command at any moment
	inputs  []fs.FileInfo
	outputs []*file
	ended   bool
}

// An Input is an open input. It is closed with the process.
type Input struct {
	io.Reader
	Name string // as in messages
}

// Open opens an input file; "-" is standard input.
func (e *Env) Open(name string) (Input, error) {
	in := Input{e.stdin, Stdin}
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return Input{}, fileError(name, err)
		}
		in = Input{f, name}
	}
	info := stat(in.Reader)
	if info != nil && info.IsDir() {
		return Input{}, fmt.Errorf("%s: this is a directory; name a file", in.Name)
	}
	if !e.isTerminal(in.Reader) { // where someone types
		in.Reader = e.progress.reader(in.Reader, info)
	}
	return in, e.reads(in.Name, info)
}

// Table opens an input file as a table; "-" is standard input.
func (e *Env) Table(name string) (*tsv.Reader, error) {
	in, err := e.Open(name)
	if err != nil {
		return nil, err
	}
	return tsv.NewReader(in, in.Name)
}

// Tables opens several input files as tables.
func (e *Env) Tables(names []string) ([]*tsv.Reader, error) {
	tables := make([]*tsv.Reader, len(names))
	for i, name := range names {
		var err error
		if tables[i], err = e.Table(name); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

// Foreign opens a table that people made: FILE or FILE#SHEET, a workbook, TSV,
// CSV or the like. preferred is the sheet that serves when none is named and
// there is one of that name; columns are names by which the header is known.
func (e *Env) Foreign(name, preferred string, columns ...string) (*table.Reader, error) {
	in, err := table.Open(name, preferred, columns...)
	if err != nil {
		return nil, err
	}
	return in, e.took(name, in)
}

// Sheets opens each sheet of a workbook that has all of the columns, or a text
// file that has them. There is at least one.
func (e *Env) Sheets(name string, columns ...string) ([]*table.Reader, error) {
	all, err := table.OpenAll(name, columns...)
	if err != nil {
		return nil, err
	}
	return all, e.took(name, all...)
}

// took warns of what was skipped in the tables of a file, and reads it.
func (e *Env) took(name string, all ...*table.Reader) error {
	for _, in := range all {
		if skipped := in.Skipped(); skipped != nil {
			e.Warn("%v", skipped)
		}
	}
	return e.reads(name, all[0].Stat())
}

// reads keeps an input in mind, and refuses one that is an output.
func (e *Env) reads(name string, info fs.FileInfo) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.isInput(info) {
		e.Warn("%s is read twice", name)
	}
	e.inputs = append(e.inputs, info)
	for _, out := range e.outputs {
		if sameFile(out.was, info) {
			return errReadAndWritten(out.name)
		}
	}
	if sameFile(stat(e.stdout), info) {
		return errReadAndWritten(name)
	}
	return nil
}

func (e *Env) isInput(info fs.FileInfo) bool {
	return slices.ContainsFunc(e.inputs, func(in fs.FileInfo) bool { return sameFile(in, info) })
}

func errReadAndWritten(name string) error {
	return Usagef("%s would be read and written at once; choose another file for the output", name)
}

func stat(stream any) fs.FileInfo {
	if f, ok := stream.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			return info
		}
	}
	return nil
}

// sameFile tells whether both are one regular file.
func sameFile(a, b fs.FileInfo) bool {
	return a != nil && b != nil && a.Mode().IsRegular() && os.SameFile(a, b)
}

// fileError says in plain words why a file cannot be used. Without err, or where
// that is no error to tell of (see exit), it returns err.
func fileError(name string, err error) error {
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no such file or folder", name)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: permission denied", name)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%s: the disk is full", name)
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("%s: %v", name, err)
}

// MakeDir makes a directory for side files, if it is not there.
func (e *Env) MakeDir(name string) error {
	return fileError(name, os.MkdirAll(name, 0o777))
}

// Summary sets the line that is printed when all files have their names.
func (e *Env) Summary(format string, args ...any) { e.summary = fmt.Sprintf(format, args...) }

// Warn prints a warning: NAME: warning: ….
func (e *Env) Warn(format string, args ...any) { e.print("warning: " + fmt.Sprintf(format, args...)) }

// Fail makes the command end with err and exit code 1, but with its files
// written and its summary printed: they say what is wrong.
func (e *Env) Fail(err error) { e.failed = err }
