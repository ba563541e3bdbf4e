//go:build unix

package rundir

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openLocked opens a file and locks it. The lock is that of the open file, which
// commands inherit, and ends with the last of them.
func openLocked(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func isLocked(err error) bool { return errors.Is(err, unix.EWOULDBLOCK) }

func isAlive(process string) bool {
	err := syscall.Kill(pid(process), 0)
	return pid(process) > 0 && (err == nil || errors.Is(err, syscall.EPERM))
}

// isBusy tells an error that goes by itself.
func isBusy(error) bool { return false }

// isOpen tells whether another program has a file open so that it cannot be removed.
func isOpen(string) bool { return false }
