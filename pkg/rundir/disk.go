package rundir

import (
	"bufio"
	"cmp"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A disk is where a run directory is changed: each change of a name goes through it,
// so that a test can end a call before any of them.
type disk struct {
	before func(what string) error
}

// rename gives a file another name. A virus scanner or a copy to the cloud may have
// it open for a moment, which on Windows is an error.
func (d disk) rename(from, to string) error {
	if err := d.before("rename " + filepath.Base(to)); err != nil {
		return err
	}
	return patiently(func() error { return os.Rename(from, to) })
}

// remove removes a file, if it is there.
func (d disk) remove(path string) error {
	if err := d.before("remove " + filepath.Base(path)); err != nil {
		return err
	}
	err := patiently(func() error { return os.Remove(path) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// removeAll removes a directory with all that is in it.
func (d disk) removeAll(path string) error {
	if err := d.before("remove " + filepath.Base(path)); err != nil {
		return err
	}
	return patiently(func() error { return removeTree(path) })
}

// removeTree is os.RemoveAll, which asks Windows for what not every one of them has, nor
// Wine.
func removeTree(path string) error {
	info, err := os.Lstat(path)
	if err == nil && info.IsDir() {
		var entries []os.DirEntry
		entries, err = os.ReadDir(path)
		for _, e := range entries {
			err = cmp.Or(err, removeTree(filepath.Join(path, e.Name())))
		}
	}
	if err = cmp.Or(err, os.Remove(path)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// patiently tries again for 2 s.
func patiently(do func() error) (err error) {
	for wait := time.Millisecond; wait < time.Second; wait *= 2 {
		if err = do(); err == nil || !isBusy(err) {
			return err
		}
		time.Sleep(wait)
	}
	return err
}

// unnamed is where a file is written that is to be called path.
func unnamed(path string) string {
	return filepath.Join(filepath.Dir(path), ".datasync.tmp-0") // not of its name, which may be as long as one can be
}

// write writes a file whole or not at all.
func (d disk) write(path string, do func(io.Writer) error) error {
	temp := unnamed(path)
	if err := d.before("write " + filepath.Base(path)); err != nil {
		return err
	}
	f, err := os.Create(temp)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := cmp.Or(do(w), w.Flush(), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return d.rename(temp, path)
}

// remove removes files of the run, as far as they are there.
func (r *Run) remove(files ...string) error {
	for _, file := range files {
		if err := r.disk.remove(r.path(file)); err != nil {
			return r.fail(err, file)
		}
	}
	return nil
}

// removeAll removes a directory of the run with all that is in it.
func (r *Run) removeAll(dir string) error { return r.fail(r.disk.removeAll(r.path(dir)), dir) }

// rename gives a file of the run another name.
func (r *Run) rename(from, to string) error {
	return r.fail(r.disk.rename(r.path(from), r.path(to)), to)
}

// append adds text to a file of the run, with one write.
func (r *Run) append(file, text string) error {
	if err := r.disk.before("write " + file); err != nil {
		return err
	}
	f, err := os.OpenFile(r.path(file), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return r.fail(err, file)
	}
	_, err = f.WriteString(text)
	return r.fail(cmp.Or(err, f.Close()), file)
}

// free is the first number from 1 with whose name there is nothing.
func (r *Run) free(name func(n int) string) int {
	n := 1
	for r.Has(name(n)) {
		n++
	}
	return n
}

// makeEmpty makes a directory of the run, empty.
func (r *Run) makeEmpty(dir string) error {
	if err := r.removeAll(dir); err != nil {
		return err
	}
	return r.fail(os.Mkdir(r.path(dir), 0o777), dir)
}

// addTo adds what a file has to a sum.
func addTo(sum hash.Hash, path string) (bytes int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.Copy(sum, f)
}

// copyTo copies a file, and hands what is read to sums too.
func (d disk) copyTo(from, to string, sums ...io.Writer) (bytes int64, err error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	err = d.write(to, func(out io.Writer) error {
		bytes, err = io.Copy(io.MultiWriter(append(sums, out)...), in)
		return err
	})
	return bytes, err
}
