package filex

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"datasync/pkg/lockfile"
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

// Due is what a week takes of the ledger, and what it does not. weeks tells of a
// SHA-256 by which names the weeks have it; since is the first day, 0:00 UTC of it. The
// day of a report is that in its name.
//
// A bib processing report is one by its bytes. Messages that came again in another week
// are others, though each byte be the same: a cross-reference has no day of its own.
func (l *Ledger) Due(weeks func(sha256 string) (names []string), since time.Time) Due {
	var d Due
	twice := make(map[string]bool)
	for _, r := range l.reports {
		old := r.Day().Before(since)
		switch {
		case r.Bytes == 0:
			if !old {
				d.Empty = append(d.Empty, r)
			}
		case r.isIn(weeks(r.SHA256)):
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

// isIn tells whether a report is in one of the weeks that have its bytes by names.
func (r Report) isIn(names []string) bool {
	if k := r.Kind(); k == CrossRef || k == Unresolved || k == BibException {
		return slices.Contains(names, r.Name)
	}
	return len(names) > 0
}

// Unknown are the names of the reports in a folder of which the ledger has no row, so
// that no week takes them.
func (l *Ledger) Unknown(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fileError(dir, err)
	}
	for _, e := range entries {
		if _, isReport := ParseName(e.Name()); isReport && !l.names[e.Name()] {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Lock keeps other calls from giving the reports of a folder to their weeks, until the
// file is closed, or the process ends.
func Lock(dir string) (*os.File, error) {
	return lock(filepath.Join(dir, ".collect"), dir+": another call is giving the reports there to a week; wait for it")
}

// lock opens a file, which is made if it is not there, unless another call has it open:
// then the error is busy.
func lock(name, busy string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return nil, fileError(filepath.Dir(name), err)
	}
	f, err := lockfile.Open(name)
	if errors.Is(err, lockfile.ErrLocked) {
		return nil, errors.New(busy)
	}
	return f, fileError(name, err)
}
