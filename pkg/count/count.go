// Package count puts numbers and nouns together for messages.
package count

import (
	"strconv"
	"strings"
)

// Of is n and the noun in its number: "1 row", "2 rows", "0 entries",
// "3 batches", "2 kept answers", "2 rows for review". noun is singular, with a
// regular plural; what stands before it, and from of, for or in on, stays as it
// is.
func Of(n int, noun string) string {
	number := strconv.Itoa(n) + " "
	if n == 1 {
		return number + noun
	}
	end := len(noun)
	for _, word := range []string{" of ", " for ", " in "} {
		before, _, _ := strings.Cut(noun, word)
		end = min(end, len(before))
	}
	return number + plural(noun[:end]) + noun[end:]
}

// List is the first texts of a list of n, joined by sep, and how many it does not
// name: "a; b; and 3 more".
func List(texts []string, sep string, n int) string {
	if more := n - len(texts); more > 0 {
		texts = append(texts[:len(texts):len(texts)], "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(texts, sep)
}

// First is List of the first texts of a list, at most so many.
func First(texts []string, most int, sep string) string {
	return List(texts[:min(most, len(texts))], sep, len(texts))
}

func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "y"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun, "x"):
		return noun + "es"
	}
	return noun + "s"
}
