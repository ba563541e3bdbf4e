// Package pattern keeps regular expressions that most calls of a command never use.
package pattern

import (
	"regexp"
	"sync"
)

// Late is an expression that is compiled when it is first wanted. Those of a package's
// variables were compiled whenever a command starts: a tenth of the time that a command
// takes for a small table, and a week starts twenty.
func Late(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
