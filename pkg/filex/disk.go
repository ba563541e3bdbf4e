package filex

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
)

// A disk is the one door to our own files: a test stops a call before the n-th step
// that it does there, as if it were killed.
type disk struct {
	stop func() error // nil but in tests
	dead error
}

func (d *disk) step() error {
	if d.dead == nil && d.stop != nil {
		d.dead = d.stop()
	}
	return d.dead
}

// parts is what files are called until they are whole; the process is in the name,
// so that no two calls write into one.
const parts = ".getreports-*.part"

func part(dir, what string) string {
	return filepath.Join(dir, ".getreports-"+strconv.Itoa(os.Getpid())+what+".part")
}

// prepare makes the folder of the reports, and removes from it what a call left that
// was killed.
func (d *disk) prepare(dir string) error {
	if err := d.step(); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fileError(dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fileError(dir, err)
	}
	for _, e := range entries {
		if old, _ := filepath.Match(parts, e.Name()); old {
			d.remove(filepath.Join(dir, e.Name()))
		}
	}
	return nil
}

// remove removes a part that is not needed. If it stays, the next call removes it.
func (d *disk) remove(name string) {
	if d.step() == nil {
		os.Remove(name)
	}
}

// create makes a part anew.
func (d *disk) create(name string) (*output, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	// Not os.CreateTemp: it makes files that only their owner can read.
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	return &output{f, d}, fileError(name, err)
}

// rename gives a part its name. The error does not say it.
func (d *disk) rename(part, name string) error {
	if err := d.step(); err != nil {
		return err
	}
	err := os.Rename(part, name)
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}

// An output is a part that is written.
type output struct {
	f *os.File
	d *disk
}

func (o *output) Write(p []byte) (int, error) {
	if err := o.d.step(); err != nil {
		return 0, err
	}
	n, err := o.f.Write(p)
	return n, fileError(o.f.Name(), err)
}

// sync brings what was written to the disk, and closes the file.
func (o *output) sync() error {
	if err := o.d.step(); err != nil {
		return err
	}
	if err := o.f.Sync(); err != nil {
		return fileError(o.f.Name(), err)
	}
	return fileError(o.f.Name(), o.f.Close())
}
