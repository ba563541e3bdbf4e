package main

import (
	"os"
	"os/exec"
	"syscall"
)

// inherit gives a command the lock, which it holds until it ends.
func inherit(c *exec.Cmd, lock *os.File) {
	if lock != nil {
		c.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: []syscall.Handle{syscall.Handle(lock.Fd())}}
	}
}

// terminate asks a command to end: Ctrl-C has reached it already, with all programs of
// the console, and there is no other way to ask.
func terminate(*os.Process) error { return nil }
