// Package history tells what became of each record over many runs, and which
// records keep coming back.
package history

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// An outcome is what became of a record in a run.
type outcome string

const (
	update     outcome = "update" // it was to be changed; nobody looked whether it was
	verified   outcome = "verified"
	notUpdated outcome = "not updated"
	lost       outcome = "lost" // its number
	updated    outcome = "updated"
	review     outcome = "review"
	later      outcome = "later" // a person put it off
	missing    outcome = "missing"
	protected  outcome = "do not change"
)

// A file of a run has the records of one outcome.
type file struct {
	name    string
	outcome outcome
}

// Where the records of a run are, each once. Those whose number does not differ
// are no history: there are very many, and nothing happened to them.
var (
	unverified = []file{{rundir.Update, update}}
	looked     = []file{{rundir.Verified, verified}, {rundir.NotUpdated, notUpdated}, {rundir.Lost, lost}}
	others     = []file{
		{rundir.Updated, updated}, {rundir.Review, review}, {rundir.Missing, missing},
		{rundir.DecidedDNU, protected}, {rundir.Protected, protected},
	}
)

// A Run is a run directory.
type Run struct {
	Date string // such as 2025-05-26

	dir     fs.FS
	name    string // as in messages
	files   []file
	inForce map[mms.ID]decision.Entry // what people decided
}

const dateForm = "2006-01-02"

// ParseDate reads a date such as 2025-05-26.
func ParseDate(s string) error {
	if _, err := time.Parse(dateForm, s); err != nil {
		return fmt.Errorf("%q is no date such as 2025-05-26", s)
	}
	return nil
}

// Open looks at the run directory dir, which messages call name. Its date is that
// of settings.tsv, else the beginning of base, its own name. A directory whose run
// is not finished is an error.
func Open(dir fs.FS, name, base string) (*Run, error) {
	r := &Run{dir: dir, name: name, files: slices.Concat(unverified, others)}
	if r.has(rundir.Verified) {
		r.files = slices.Concat(looked, others)
	}
	for _, f := range r.files {
		if !r.has(f.name) {
			return nil, fmt.Errorf("%s: there is no %s; this is no run directory, or the run is not finished", name, f.name)
		}
	}
	var err error
	if r.Date, err = r.date(base); err != nil {
		return nil, err
	}
	return r, r.readDecisions()
}

func (r *Run) has(name string) bool {
	_, err := fs.Stat(r.dir, name)
	return err == nil
}

// Check reads the run once. A run that cannot be read is to be left out as a
// whole, so it is read before a row of it is written: twice, rather than held in
// memory.
func (r *Run) Check() error { return r.rows(func(row) error { return nil }) }

// settings are the columns and the name of the setting that has the date.
const (
	settings = "settings.tsv"
	date     = "date"
)

func (r *Run) date(base string) (string, error) {
	if r.has(settings) {
		var found, name, value string
		err := r.table(settings, func(in *tsv.Reader) error {
			return in.Each(func() error {
				if name != date {
					return nil
				}
				found = value
				if err := ParseDate(found); err != nil {
					return in.Errorf("%w", err)
				}
				return nil
			}, tsv.Text(column.Name, &name), tsv.Text(column.Value, &value))
		})
		if err != nil || found != "" {
			return found, err
		}
	}
	found := base[:min(len(base), len(dateForm))]
	if err := ParseDate(found); err != nil {
		return "", fmt.Errorf("%s: the date of the run is neither in %s nor is it the name of the directory", r.name, settings)
	}
	return found, nil
}

// readDecisions reads what people decided.
func (r *Run) readDecisions() error {
	if !r.has(rundir.Decisions) {
		return nil
	}
	return r.table(rundir.Decisions, func(in *tsv.Reader) error {
		j, err := decision.Read(in)
		if err == nil {
			r.inForce = j.InForce()
		}
		return err
	})
}

// table opens a table of the run and closes it after read.
func (r *Run) table(name string, read func(*tsv.Reader) error) error {
	place := filepath.Join(r.name, name)
	f, err := r.dir.Open(name)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return fmt.Errorf("%s: %w", place, err)
	}
	defer f.Close()
	in, err := tsv.NewReader(f, place)
	if err != nil {
		return err
	}
	return read(in)
}

// A row is a record in a run. Its strings are valid for ever, and hold a block of
// the file.
type row struct {
	id                        mms.ID
	outcome                   outcome
	existing, incoming        string
	reason, reports           string
	isConflict, isProvisional bool
}

// rows calls do with each record of the run.
func (r *Run) rows(do func(row) error) error {
	for _, f := range r.files {
		err := r.table(f.name, func(in *tsv.Reader) error { return r.read(in, f.outcome, do) })
		if err != nil {
			return err
		}
	}
	return nil
}

// read calls do with each record of one file.
func (r *Run) read(in *tsv.Reader, of outcome, do func(row) error) error {
	var action, conflict string
	var record row
	return in.Each(func() error {
		record.outcome, record.isConflict, record.isProvisional = of, conflict != "", bibreport.IsUnresolved(action)
		if of == review && r.inForce[record.id].PutsOff() {
			record.outcome = later
		}
		return do(record)
	}, tsv.ID(column.NetworkID, &record.id), tsv.Text(column.Incoming, &record.incoming), tsv.MayText(column.Existing, &record.existing),
		tsv.MayText(column.Action, &action), tsv.MayText(column.Conflict, &conflict),
		tsv.MayText(column.Reason, &record.reason), tsv.MayText(column.Reports, &record.reports))
}
