//go:build unix

package rundir

import (
	"errors"
	"syscall"
)

func isAlive(process int) bool {
	err := syscall.Kill(process, 0)
	return process > 0 && (err == nil || errors.Is(err, syscall.EPERM))
}

// isBusy tells an error that goes by itself.
func isBusy(error) bool { return false }

// isOpen tells whether another program has a file open so that it cannot be removed.
func isOpen(string) bool { return false }
