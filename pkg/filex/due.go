package filex

import (
	"cmp"
	"slices"
	"time"
)

// A Due is the reports that no week has.
type Due struct {
	Take  []Report // by name, and of several with the same bytes one
	Empty []Report // there is nothing in them
	Old   []Report // they are from before the first day that is asked for
}

// lasting is for how many days a report is taken that no week has. What is older has
// most likely been in one that is kept elsewhere now.
const lasting = 30

// FirstDay is the first day of the reports that a week takes that begins on a day,
// where nobody says another.
func FirstDay(day time.Time) time.Time { return day.AddDate(0, 0, -lasting) }

// Due is what a week takes of the ledger, and what it does not. has tells whether
// there is a week with the report of a SHA-256; since is the first day, 0:00 UTC of
// it. The day of a report is that in its name.
func (l *Ledger) Due(has func(sha256 string) bool, since time.Time) Due {
	var d Due
	twice := make(map[string]bool)
	for _, r := range l.reports {
		old := r.Day().Before(since)
		switch {
		case r.Bytes == 0:
			if !old {
				d.Empty = append(d.Empty, r)
			}
		case has(r.SHA256):
		case old:
			d.Old = append(d.Old, r)
		case !twice[r.SHA256]:
			twice[r.SHA256] = true
			d.Take = append(d.Take, r)
		}
	}
	for _, reports := range [][]Report{d.Take, d.Empty, d.Old} { // whatever the order in which they came
		slices.SortFunc(reports, func(a, b Report) int { return cmp.Compare(a.Name, b.Name) })
	}
	return d
}
