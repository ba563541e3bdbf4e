package review

import (
	"regexp"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/ocn"
)

// A claim is an incoming number that a report tells of a record.
type claim struct {
	number     ocn.Number // "" for none
	unresolved bool       // it is provisional
}

var more = regexp.MustCompile(`^and \d+ more$`)

// parseClaims reads the column Conflict:
//
//	CEF create 1520924209; UWO unresolved 1520918535; LU$ data error no number
//
// whole is false if it ends with "and 3 more".
//
// A symbol may hold spaces, since a job id of another form is its own. So a claim
// is unresolved if any word of it says so: better one refused too much. Nor is "; "
// always the end: an action may hold one, or what stands for a number. So a part that
// ends without a digit goes on in the next one, and one word goes on from the part
// before.
func parseClaims(conflict string) (claims []claim, whole bool) {
	goesOn := false
	for text := range strings.SplitSeq(conflict, "; ") {
		if more.MatchString(text) {
			return claims, false
		}
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		var c claim
		if n := len(claims); n > 0 && (goesOn || len(words) == 1) {
			c.unresolved = claims[n-1].unresolved
		}
		last := words[len(words)-1]
		c.number, _ = ocn.Parse(last)
		goesOn = !strings.ContainsAny(last, "0123456789") && !strings.HasSuffix(text, " "+bibreport.NoNumber)
		for _, word := range words[1:] {
			c.unresolved = c.unresolved || bibreport.IsUnresolved(word)
		}
		claims = append(claims, c)
	}
	return claims, true
}
