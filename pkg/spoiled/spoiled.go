// Package spoiled recognizes identifiers that a spreadsheet or a program took
// for a number and wrote in its own way.
package spoiled

import (
	"strconv"
	"strings"
)

const digits = "0123456789"

// Scientific tells scientific notation, such as 9.92E+14, 1,52e9 or 2e+03: an
// identifier that was shown so has lost the digits that are not shown.
func Scientific(s string) bool {
	at := strings.IndexAny(s, "Ee")
	if at < 0 {
		return false
	}
	mantissa := strings.TrimLeft(s[:at], "+-")
	_, err := strconv.Atoi(s[at+1:])
	return err == nil && strings.Trim(mantissa, digits+".,") == "" && strings.ContainsAny(mantissa, digits)
}

// Decimal tells an integer made a decimal, such as 2000.0, and what it was.
func Decimal(s string) (whole string, ok bool) {
	whole, zeros, _ := strings.Cut(s, ".")
	if whole == "" || strings.Trim(whole, digits) != "" || zeros == "" || strings.Trim(zeros, "0") != "" {
		return "", false
	}
	return whole, true
}
