package filex

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
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

func partName(dir, what string) string {
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

// create makes a part anew, of at most limit bytes.
func (d *disk) create(name string, limit int64) (*part, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	// Not os.CreateTemp: it makes files that only their owner can read.
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	return &part{f: f, disk: d, limit: limit, sum: sha256.New()}, fileError(name, err)
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

// A part is a file of ours that has not its name yet. It counts and sums what is
// written to it.
type part struct {
	f     *os.File
	disk  *disk
	limit int64 // of its bytes
	bytes int64
	sum   hash.Hash
	full  bool  // there were more
	err   error // of our own disk
}

// Write implements io.Writer.
func (p *part) Write(b []byte) (n int, err error) {
	if p.bytes+int64(len(b)) > p.limit {
		p.full = true
		return 0, io.ErrShortWrite
	}
	if p.err = p.disk.step(); p.err == nil {
		n, err = p.f.Write(b)
		p.err = fileError(p.f.Name(), err)
	}
	p.sum.Write(b[:n])
	p.bytes += int64(n)
	return n, p.err
}

// sync brings what was written to the disk, and closes the file.
func (p *part) sync() error {
	if err := p.disk.step(); err != nil {
		return err
	}
	return fileError(p.f.Name(), cmp.Or(p.f.Sync(), p.f.Close()))
}

// sha256 is the sum of what was written, as the ledger has it.
func (p *part) sha256() string { return hex.EncodeToString(p.sum.Sum(nil)) }
