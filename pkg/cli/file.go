package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"

	"github.com/cespare/xxhash/v2"
)

// A file is an output file, which has its name only when it is whole: until
// then it is a temporary file beside it, called .NAME.tmp-PID.
//
// A device or a pipe is written to directly.
type file struct {
	name string      // as the user named it
	path string      // where it will be, symbolic links followed
	was  fs.FileInfo // what is there so far, nil if nothing
	temp string      // "" for a device or pipe
	f    *os.File
	sum  *xxhash.Digest // of what was written, for a list of that
	size int64
	err  error
}

// Output is where the result goes: standard output, or the file of -o.
func (e *Env) Output() io.Writer {
	if !e.check && e.result == "" {
		return resultStream{e}
	}
	return e.Create(e.result)
}

// A resultStream is standard output. When its reader has gone, a command ends;
// but if it has files to write too, it goes on for them. If one of these cannot
// be written, there is no result either.
type resultStream struct{ env *Env }

func (s resultStream) Write(p []byte) (int, error) {
	for _, out := range s.env.outputs {
		if out.err != nil {
			return 0, out.err
		}
	}
	n, err := s.env.stdout.Write(p)
	if errors.Is(err, syscall.EPIPE) && len(s.env.outputs) > 0 {
		return len(p), nil
	}
	return n, fileError("<stdout>", err)
}

// Create opens a file for a side output. Its name appears when the command has
// done its work. Without a name, or with --check, what is written goes nowhere. What
// goes wrong is told by each Write, and again at the end of the command.
func (e *Env) Create(name string) io.Writer {
	if name == "" || e.check {
		return io.Discard
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	out := &file{name: name, sum: xxhash.New()}
	out.err = e.open(out)
	e.outputs = append(e.outputs, out)
	return out
}

func (e *Env) open(out *file) error {
	switch {
	case e.ended:
		return errors.New("interrupted")
	case out.name == "-":
		return Usagef("- is standard output, which has the result; name a file")
	}
	out.path = out.name
	out.was, _ = os.Stat(out.name)
	// The pipe that /dev/stdout leads to has no other name.
	if out.was == nil || out.was.Mode().IsRegular() {
		out.path = followLinks(out.name)
	}
	if sameFile(out.was, stat(e.stdout)) || sameFile(out.was, stat(e.stderr)) {
		return Usagef("%s is standard output or standard error; choose another file", out.name)
	}
	for _, other := range e.outputs {
		if other.path == out.path || sameFile(other.was, out.was) {
			return Usagef("%s and %s are one file; choose two names", other.name, out.name)
		}
	}
	if slices.ContainsFunc(e.inputs, func(in read) bool { return sameFile(in.info, out.was) }) {
		return errReadAndWritten(out.name)
	}
	return out.create()
}

// Save writes a file at once, whole or not at all. It stays whatever becomes of
// the command: an answer of a server that was paid for.
func (e *Env) Save(name string, data []byte) error {
	out := &file{name: name, path: name, sum: xxhash.New()}
	out.err = out.create()
	out.Write(data)
	err := out.sync() // the first of the three
	if err == nil {
		err = out.rename()
	}
	if err != nil {
		os.Remove(out.temp)
	}
	return err
}

// followLinks is the absolute path that name leads to, even if nothing is
// there yet: filepath.EvalSymlinks wants it to be there.
func followLinks(name string) string {
	path := name
	if abs, err := filepath.Abs(name); err == nil {
		path = abs
	}
	for range 40 { // as many links as Linux follows
		target, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(dir, filepath.Base(path))
	}
	return path
}

func (out *file) create() (err error) {
	switch {
	case out.was != nil && out.was.IsDir():
		return fmt.Errorf("%s: this is a directory; name a file", out.name)
	case out.was != nil && !out.was.Mode().IsRegular():
		out.f, err = os.OpenFile(out.path, os.O_WRONLY, 0)
	default:
		// Not os.CreateTemp: it makes files that only their owner can read.
		out.temp = filepath.Join(filepath.Dir(out.path), "."+filepath.Base(out.path)+".tmp-"+strconv.Itoa(os.Getpid()))
		out.f, err = os.OpenFile(out.temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	}
	if err != nil {
		out.temp = ""
	}
	return fileError(out.name, err)
}

// Write implements io.Writer.
func (out *file) Write(p []byte) (int, error) {
	if out.err != nil {
		return 0, out.err
	}
	n, err := out.f.Write(p)
	out.sum.Write(p[:n]) // never an error
	out.size += int64(n)
	if errors.Is(err, syscall.EPIPE) { // its reader has enough; the other outputs go on
		return len(p), nil
	}
	out.err = fileError(out.name, err)
	return n, out.err
}

// sync brings the file to the disk and closes it.
func (out *file) sync() error {
	if out.err != nil {
		return out.err
	}
	var err error
	if out.temp != "" {
		err = out.f.Sync()
	}
	return fileError(out.name, cmp.Or(err, out.f.Close()))
}

// finish gives all files their names, the result last, and prints the summary, if
// err is nil. Else it removes them.
func (e *Env) finish(err error) error {
	if err == nil {
		err = e.commit()
	}
	e.abandon()
	if err != nil {
		return err
	}
	if e.summary != "" && !e.quiet && !e.terse {
		e.print(e.summary)
	}
	return e.failed
}

func (e *Env) commit() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	// Together, since each waits for the disk: a tenth of a second for the
	// twenty files of a small run.
	var all sync.WaitGroup
	for _, out := range e.outputs {
		all.Go(func() { out.err = out.sync() })
	}
	all.Wait()
	var err error
	for _, out := range e.outputs {
		err = cmp.Or(err, out.err)
	}
	if err == nil {
		err = e.list()
	}
	for _, out := range e.outputs {
		if err == nil && out.name != e.result {
			err = out.rename()
		}
	}
	for _, out := range e.outputs {
		if err == nil {
			err = out.rename() // of the result
		}
	}
	return err
}

// writtenVariable names the list to which list adds.
const writtenVariable = "DATASYNC_WRITTEN"

// list adds what is to get its name to the list of what a run directory wrote, with
// one write: others may do so at the same time. Each file is called by its own name,
// wherever it is made. The hash is xxHash64 in hexadecimal.
func (e *Env) list() error {
	if e.written == "" {
		return nil
	}
	var lines []byte
	for _, out := range e.outputs {
		if out.temp != "" {
			lines = fmt.Appendf(lines, "%s\t%d\t%016x\n", filepath.Base(out.path), out.size, out.sum.Sum64())
		}
	}
	f, err := os.OpenFile(e.written, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fileError(e.written, err)
	}
	_, err = f.Write(lines)
	return fileError(e.written, cmp.Or(err, f.Close()))
}

func (out *file) rename() error {
	if out.temp == "" {
		return nil
	}
	err := os.Rename(out.temp, out.path)
	if err == nil {
		out.temp = ""
	}
	return fileError(out.name, err)
}

// abandon removes the progress and the temporary files that are left, and lets
// no new ones be made.
func (e *Env) abandon() {
	e.progress.end()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ended = true
	for _, out := range e.outputs {
		if out.temp != "" {
			os.Remove(out.temp) // if it stays, it is in nobody's way
		}
	}
}
