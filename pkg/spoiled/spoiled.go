// Package spoiled recognizes identifiers that a spreadsheet or a program took
// for a number and wrote in its own way.
package spoiled

import (
	"fmt"

	"datasync/pkg/pattern"
)

var (
	scientific = pattern.Late(`^[+-]*[.,]*[0-9][0-9.,]*[Ee][+-]?[0-9]+$`)
	decimal    = pattern.Late(`^[0-9]+\.0+$`)
)

// Scientific tells scientific notation, such as 9.92E+14, 1,52e9 or 2e+03: an
// identifier that was shown so has lost the digits that are not shown.
func Scientific(s string) bool { return scientific().MatchString(s) }

// Check is the error of an identifier s, which is called what, if it is scientific
// notation or an integer made a decimal, such as 2000.0; nil else.
func Check(s, what string) error {
	how := ""
	switch {
	case Scientific(s):
		how = "cut short by a spreadsheet"
	case decimal().MatchString(s):
		how = "made a decimal number by a program"
	default:
		return nil
	}
	return fmt.Errorf("%.40s is an %s %s; take it from its source again, as text", s, what, how)
}
