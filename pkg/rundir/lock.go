package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"time"

	"datasync/pkg/lockfile"
)

// Take takes the lock of the run, which the system keeps: it ends with the last
// process that has the file open, and each command of the call inherits it. So there
// is nothing to repair after a kill. The file says who works in the directory; it
// stays, and is emptied at the end.
//
// A shared folder may not lock for other machines: a lock that names another host is
// believed.
//
// The directory is made if it is not there.
func (r *Run) Take(now time.Time) (*os.File, error) {
	if err := os.MkdirAll(r.path(inputs), 0o777); err != nil {
		return nil, fmt.Errorf("%w: this directory cannot be made; name another one with -C", r.fail(err, "."))
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	for wait := 0; ; wait++ {
		f, err := lockfile.Open(r.path(Lock))
		if err == nil && !isAt(f, r.path(Lock)) { // the directory went meanwhile, and came again
			f.Close()
			continue
		}
		by := owner(r.path(Lock))
		switch {
		case err == nil && by.host != "" && by.host != host:
			f.Close()
			return nil, fmt.Errorf("%s: a datasync on %s is at work there since %s (process %d); wait for it, or if nobody works there empty %s",
				r.Name, by.host, by.since, by.process, r.Place(Lock))
		case err == nil:
			line := fmt.Sprintf("%s %d %s\n", host, os.Getpid(), now.Format(time.RFC3339))
			if err := overwrite(f, line); err != nil {
				f.Close()
				return nil, r.fail(err, Lock)
			}
			return f, nil
		case !errors.Is(err, lockfile.ErrLocked):
			return nil, r.fail(err, Lock)
		case by.host == host && !isAlive(by.process) && wait < 100: // a command of a call that was killed is at its end
			time.Sleep(100 * time.Millisecond)
		case by.host == host && !isAlive(by.process):
			return nil, fmt.Errorf("%s: a command of a killed datasync is still at work there; wait for it", r.Name)
		case by.host == "" && wait < 10: // it has not said yet who it is
			time.Sleep(10 * time.Millisecond)
		case by.host == "":
			return nil, fmt.Errorf("%s: another datasync is at work there; wait for it", r.Name)
		default:
			return nil, fmt.Errorf("%s: another datasync is at work there (process %d on %s); wait for it", r.Name, by.process, by.host)
		}
	}
}

// Release empties the lock. It is not unlocked: a command that is left may be at work.
func Release(lock *os.File) error {
	return cmp.Or(overwrite(lock, ""), lock.Close())
}

func overwrite(f *os.File, text string) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

// A worker is who works in a run directory.
type worker struct {
	host    string
	process int
	since   string
}

// owner is who a lock names, nobody if it cannot be read.
func owner(path string) (by worker) {
	text, _ := os.ReadFile(path) // what is not there names nobody
	if _, err := fmt.Sscan(string(text), &by.host, &by.process, &by.since); err != nil {
		return worker{}
	}
	return by
}

// isAt tells whether an open file is the one of that name.
func isAt(f *os.File, path string) bool {
	here, errHere := os.Stat(path)
	info, err := f.Stat()
	return errHere == nil && err == nil && os.SameFile(here, info)
}
