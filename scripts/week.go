// Package scripts holds the week: the shell functions that bin/datasync calls.
package scripts

import _ "embed"

// Week is the text of scripts/datasync.
//
//go:embed datasync
var Week string
