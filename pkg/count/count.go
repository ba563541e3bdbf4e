// Package count puts numbers and nouns together for messages.
package count

import (
	"strconv"
	"strings"
)

// Of is n and the noun in its number: "1 row", "2 rows", "0 entries",
// "3 batches". noun is the singular of a noun with a regular plural; words after
// it, as in "row for review", stay as they are.
func Of(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	noun, rest, _ := strings.Cut(noun, " ")
	switch {
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun, "x"):
		noun += "es"
	default:
		noun += "s"
	}
	return strings.TrimSpace(strconv.Itoa(n) + " " + noun + " " + rest)
}
