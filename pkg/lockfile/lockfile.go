// Package lockfile opens a file for reading and writing that nobody else has open in
// this way. The lock is that of the open file: programs that inherit it keep it, it ends
// with the last of them, and others may read the file meanwhile.
package lockfile

import "errors"

// ErrLocked tells that somebody else has the file open.
var ErrLocked = errors.New("another program has the lock")
