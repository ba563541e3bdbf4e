package rundir

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/institution"
	"datasync/pkg/line"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// Earlier opens the run from which r takes up what was left open. It must be done, and
// unless again be as it was made, or a part alone would be carried.
func (r *Run) Earlier(dir string, again bool) (*Run, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: there is no such directory", dir)
	}
	earlier, err := Open(strings.TrimRight(dir, `/\`))
	if err != nil {
		return nil, err
	}
	if !earlier.Begun() {
		return nil, fmt.Errorf("%s: this is no run directory", dir)
	}
	here, errHere := os.Stat(r.Path)
	there, errThere := os.Stat(earlier.Path)
	if errHere == nil && errThere == nil && os.SameFile(here, there) {
		return nil, fmt.Errorf("%s: this is the run itself; name an earlier one", dir)
	}
	for _, file := range []string{Review, Missing} {
		if !earlier.Has(file) {
			return nil, fmt.Errorf("%s: this run is not finished, there is no %s; finish it first", dir, file)
		}
	}
	if !earlier.Complete() {
		_, gone := earlier.Missing()
		return nil, fmt.Errorf("%s: this run is not finished, there is no %s; finish it first", dir, gone)
	}
	if edited, err := earlier.EditedJournal(); err != nil || edited {
		return nil, cmp.Or(err, fmt.Errorf("%s: %s was edited by hand; take it in first: datasync review -C %s", dir, Decisions, Quote(earlier.Name)))
	}
	if !again {
		err = InTurn(earlier.HasJournal, earlier.leavesAll)
	}
	return earlier, err
}

// leftOpen are the tables of what a run leaves open, those of verify last.
var leftOpen = []string{Review, Missing, NotUpdated, Lost}

// leavesAll wants the tables of what was left open, and the reports, as they were: what
// somebody took out of them would never be looked at again.
func (r *Run) leavesAll() error {
	must := leftOpen
	rows, err := r.Rows(Update)
	if err != nil {
		return err
	}
	if !r.Has(Verified) && (len(r.OfKind(Fresh)) == 0 || rows == 0) { // nobody looked yet what became of it, or need do so
		must = must[:2]
	}
	changed, err := r.edited(must)
	if err != nil {
		return err
	}
	for _, in := range r.OfKind(Report, Carried) {
		if r.CheckCopies([]Input{in}) != nil {
			changed = append(changed, in.File)
		}
	}
	for _, file := range must {
		if !r.Has(file) {
			changed = append(changed, file)
		}
	}
	if len(changed) > 0 {
		return fmt.Errorf("%s is gone, or was edited by hand; put back what it was, or verify again if that made it, or give --again to carry what is left", r.Place(changed[0]))
	}
	return nil
}

// LeftOpen are the tables of what the run left open.
func (r *Run) LeftOpen() (files []string) {
	for _, file := range leftOpen {
		if r.Has(file) {
			files = append(files, r.path(file))
		}
	}
	return files
}

// Copies are the copies of inputs of some kinds by their whole names.
func (r *Run) Copies(kinds ...string) (files []string) {
	for _, in := range r.OfKind(kinds...) {
		files = append(files, r.path(in.File))
	}
	return files
}

// CarriedFrom is the name of the lines that a run takes up from another.
func (r *Run) CarriedFrom() string { return "carried-from-" + filepath.Base(r.Path) + ".txt" }

// Distinct copies each line of a file in New once, in order. It tells how many.
func (r *Run) Distinct(from, to string) (n int, err error) {
	f, err := os.Open(filepath.Join(r.path(New), from))
	if err != nil {
		return 0, r.fail(err, from)
	}
	defer f.Close()
	seen := make(map[string]bool)
	err = r.disk.write(filepath.Join(r.path(New), to), func(out io.Writer) error {
		in := line.NewReader(f)
		for in.Scan() {
			text := in.Text()
			if seen[text] {
				continue
			}
			seen[text] = true
			if _, err := io.WriteString(out, text+"\n"); err != nil {
				return err
			}
		}
		return in.Err()
	})
	return len(seen), r.fail(err, to)
}

// withPutOff is the journal with what people put off in the earlier run, each word with
// its day, and whether that makes a difference. What the run has of a record stands. nil is
// no earlier run.
func (r *Run) withPutOff(earlier *Run) (j *decision.Journal, more bool, err error) {
	if earlier == nil {
		return nil, false, nil
	}
	j, err = r.Journal()
	if err != nil {
		return nil, false, err
	}
	theirs, err := earlier.Journal()
	if err != nil {
		return nil, false, err
	}
	before := j.Len()
	j.Carry(theirs)
	return j, j.Len() > before, nil
}

// putOff adds to the journal what people put off in the earlier run.
func (r *Run) putOff(earlier *Run) error {
	j, more, err := r.withPutOff(earlier)
	if err != nil || !more {
		return err
	}
	if err := r.disk.write(r.path(filepath.Join(New, Decisions)), j.Write); err != nil {
		return r.fail(err, Decisions)
	}
	return r.NameFile(Decisions)
}

// tellTakenBack tells which records were decided do not change and are not any more by the
// journal that will count, since somebody edited the one that counts by hand.
func (r *Run) tellTakenBack(journal string) error {
	edited, err := r.EditedJournal()
	if err != nil || !edited && r.HasJournal() == nil || len(r.written[decidedEntries]) == 0 {
		return err
	}
	j, err := r.journal(journal)
	if err != nil {
		return err
	}
	if !r.Has(decidedEntries) && r.Has(unfinishedCall) { // a call that was killed has told it
		return nil
	}
	if changed, err := r.edited([]string{decidedEntries}); err != nil || len(changed) > 0 || !r.Has(decidedEntries) {
		r.Warn("%s was edited by hand, or is gone; for which records do not change holds no more cannot be told", Decisions)
		return err
	}
	inForce := j.InForce()
	var gone []string
	var id mms.ID
	err = r.Each(decidedEntries, func() error {
		if inForce[id].Choice != decision.DoNotChange {
			gone = append(gone, id.String())
		}
		return nil
	}, tsv.ID(column.MMSID, &id))
	if len(gone) > 0 {
		r.Warn("%s was edited by hand, or is gone: do not change holds no more for %s", Decisions, count.First(gone, 10, ", "))
	}
	return err
}

// Journal is what people decided.
func (r *Run) Journal() (*decision.Journal, error) { return r.journal(Decisions) }

func (r *Run) journal(file string) (*decision.Journal, error) {
	if !r.Has(file) {
		return new(decision.Journal), nil
	}
	f, err := os.Open(r.path(file))
	if err != nil {
		return nil, r.fail(err, file)
	}
	defer f.Close()
	in, err := tsv.NewReader(f, r.Place(file))
	if err != nil {
		return nil, err
	}
	return decision.Read(in)
}

// Zone is the suffix of the shared records of the run, with what a call asks for.
func (r *Run) Zone(asked Asked) (suffix mms.Suffix, err error) {
	known, err := r.institutions(asked)
	if err != nil {
		return 0, err
	}
	code := cmp.Or(asked.Settings.One("zone"), r.ZoneCode())
	suffix, ok := known.Zone(code)
	if !ok {
		return 0, fmt.Errorf("%s: no row of the institutions has the code %s; add one with the suffix of your shared records (--institutions), or name the zone: --zone", r.Name, code)
	}
	return suffix, nil
}

// ZoneCode is the code of the zone of the run, as it was typed.
func (r *Run) ZoneCode() string { return cmp.Or(r.Settings.One("zone"), institution.NetworkZone) }

// OtherZone is that code, "" if the zone is that of the network.
func (r *Run) OtherZone() string {
	if code := r.ZoneCode(); !strings.EqualFold(code, institution.NetworkZone) {
		return code
	}
	return ""
}

// Beside are the other runs in the folder where the earlier ones are: that of the
// setting history, else the one in which this run is.
func (r *Run) Beside() (dirs []string, err error) {
	folder := r.Settings.One("history")
	if folder == "" {
		folder = filepath.Dir(r.Path)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: there is no such directory; what keeps coming back is not looked for", folder)
	}
	for _, e := range entries {
		dir := filepath.Join(folder, e.Name())
		_, errManifest := os.Stat(filepath.Join(dir, Manifest))
		_, errUpdate := os.Stat(filepath.Join(dir, Update)) // or it has not come so far
		if errManifest == nil && errUpdate == nil && dir != r.Path && !strings.HasPrefix(e.Name(), ".") {
			dirs = append(dirs, dir)
		}
	}
	return dirs, nil
}

// Replaced are the directories before-N in which there is an update, the last first.
func (r *Run) Replaced() (dirs []string) {
	for n := r.free(beforeN) - 1; n > 0; n-- {
		if dir := beforeN(n); r.Has(filepath.Join(dir, Update)) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
