package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"datasync/pkg/column"
	"datasync/pkg/mms"
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
	echo           time.Duration // within which a second signal is the first one again
	progress       *progress
	result         string // the file of -o, "" is standard output
	quiet          bool
	terse          bool                     // no summary: whoever called this counts the rows
	written        string                   // the list in which each file stands before it gets its name; "" is none
	check          bool                     // of Check: nothing is written
	printsLast     bool                     // the result is printed when all is done
	given          given                    // what people call the files
	headings       table.Headings           // and the columns: of Columns
	hide           func(text string) string // what is not to be told; nil: all is
	summary        string
	failed         error                              // what the command found wrong, told after its files have their names
	cancel         atomic.Pointer[context.CancelFunc] // of Context

	mu      sync.Mutex // guards what follows: a signal may end the command at any moment
	inputs  []read
	outputs []*file
	ended   bool
}

// An Input is an open input. It is closed with the process.
type Input struct {
	io.Reader
	Name string // as in messages
	Path string // as in tables: as it was given to the command
}

// Tell is an error of the input whose place has its path, with its name there instead:
// of a reader that writes the path into tables.
func (in Input) Tell(err error) error {
	if place, ok := err.(*tsv.Error); ok && place.File == in.Path {
		return &tsv.Error{File: in.Name, Line: place.Line, Err: place.Err}
	}
	return err
}

// Open opens an input file; "-" is standard input.
func (e *Env) Open(name string) (Input, error) {
	in, info, err := e.source(name)
	if err != nil {
		return Input{}, err
	}
	in.Reader = e.watched(in.Reader, info)
	return in, e.reads(in.Name, info, "")
}

// UTF8 is text that may be UTF-16 with a byte order mark, as Notepad and PowerShell write
// it, as UTF-8 without one.
func UTF8(src io.Reader) io.Reader {
	return transform.NewReader(src, unicode.BOMOverride(transform.Nop))
}

func (e *Env) source(name string) (in Input, info fs.FileInfo, err error) {
	in = Input{e.stdin, Stdin, Stdin}
	if name != "-" {
		called := e.Called(name)
		f, err := os.Open(name)
		if err != nil {
			return Input{}, nil, fileError(called, err)
		}
		in = Input{f, called, name}
	}
	info = stat(in.Reader)
	if info != nil && info.IsDir() {
		return Input{}, nil, fmt.Errorf("%s: this is a directory; name a file", in.Name)
	}
	return in, info, nil
}

// watched is src with its progress shown, unless someone types there.
func (e *Env) watched(src io.Reader, info fs.FileInfo) io.Reader {
	if e.isTerminal(src) {
		return src
	}
	return e.progress.reader(src, info)
}

// Twice opens an input file as a table whose rows are read after their zones, if these
// are asked for: the suffixes of the MMS IDs in Network Id. What was read of a pipe is
// held meanwhile.
func (e *Env) Twice(name string) (zones func() (map[mms.Suffix]bool, error), rows func() (*tsv.Reader, error), err error) {
	in, info, err := e.source(name)
	if err != nil {
		return nil, nil, err
	}
	second := e.watched(in.Reader, info)
	if f, ok := in.Reader.(*os.File); ok && info != nil && info.Mode().IsRegular() {
		start, err := f.Seek(0, io.SeekCurrent) // standard input may have been read from
		if err != nil {
			return nil, nil, fileError(in.Name, err)
		}
		in.Reader = e.watched(io.NewSectionReader(f, start, math.MaxInt64-start), info) // f stays where it is
	} else {
		var held bytes.Buffer
		in.Reader, second = io.TeeReader(second, &held), io.MultiReader(&held, second)
	}
	if err := e.reads(in.Name, info, ""); err != nil {
		return nil, nil, err
	}
	first, err := tsv.NewReader(in, in.Name)
	zones = sync.OnceValues(func() (map[mms.Suffix]bool, error) { return first.Zones(column.NetworkID) })
	return zones, func() (*tsv.Reader, error) { return tsv.NewReader(second, in.Name) }, err
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

// names is what people call files and columns.
func (e *Env) names() table.Names { return table.Names{File: e.Called, Headings: e.headings} }

// Foreign opens a table that people made: FILE or FILE#SHEET, a workbook, TSV,
// CSV or the like. preferred is the sheet that serves when none is named and
// there is one of that name; columns are names by which the header is known.
func (e *Env) Foreign(name, preferred string, columns ...string) (*table.Reader, error) {
	in, err := e.names().Open(name, preferred, columns...)
	if err != nil {
		return nil, err
	}
	_, err = e.took([]*table.Reader{in}, nil)
	return in, err
}

// Sheets opens each sheet of a workbook that has all of the columns, or a text
// file that has them. There is at least one.
func (e *Env) Sheets(name string, columns ...string) ([]*table.Reader, error) {
	return e.took(e.names().OpenAll(name, columns...))
}

// EachSheet opens each sheet of a workbook that is not empty, or the one that is named,
// or a text file. There is at least one. columns are names by which a header is known.
func (e *Env) EachSheet(name string, columns ...string) ([]*table.Reader, error) {
	return e.took(e.names().OpenEach(name, columns...))
}

// took warns of what was skipped in the tables of a file, if they could be opened, and
// keeps them in mind.
func (e *Env) took(all []*table.Reader, err error) ([]*table.Reader, error) {
	for _, in := range all {
		if skipped := in.Skipped(); skipped != nil {
			e.Warn("%v", skipped)
		}
		if err := e.reads(in.Name(), in.Stat(), in.Sheet()); err != nil {
			return nil, err
		}
	}
	return all, err
}

// A read is an input, and which sheet of a workbook.
type read struct {
	info  fs.FileInfo
	sheet string
}

// reads keeps an input in mind, and of a workbook which sheet, and refuses one that is an
// output.
func (e *Env) reads(name string, info fs.FileInfo, sheet string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if slices.ContainsFunc(e.inputs, func(in read) bool { return sameFile(in.info, info) && in.sheet == sheet }) {
		e.Warn("%s is read twice", name)
	}
	e.inputs = append(e.inputs, read{info, sheet})
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

// OthersCanRead tells whether others than its owner can read a file, such as that of a key.
// On Windows its mode does not tell.
func OthersCanRead(name string) bool {
	info, err := os.Stat(name)
	return err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
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

// MakeDir makes a directory for side files, if it is not there. With --check it makes
// none.
func (e *Env) MakeDir(name string) error {
	if e.check {
		return nil
	}
	return fileError(name, os.MkdirAll(name, 0o777))
}

// Summary sets the line that is printed when all files have their names.
func (e *Env) Summary(format string, args ...any) { e.summary = fmt.Sprintf(format, args...) }

// Warn prints a warning: NAME: warning: ….
func (e *Env) Warn(format string, args ...any) { e.print("warning: " + fmt.Sprintf(format, args...)) }

// Say tells something that is neither a result nor wrong, unless --quiet is given.
func (e *Env) Say(format string, args ...any) {
	if !e.quiet {
		e.print(fmt.Sprintf(format, args...))
	}
}

// Fail makes the command end with err and exit code 1, but with its files
// written and its summary printed: they say what is wrong.
func (e *Env) Fail(err error) { e.failed = err }
