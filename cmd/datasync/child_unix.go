//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// inherit gives a command the lock, which it holds until it ends.
func inherit(c *exec.Cmd, lock *os.File) {
	if lock != nil {
		c.ExtraFiles = []*os.File{lock}
	}
}

// terminate asks a command to end.
func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
