// Package history tells what became of each record over many runs, and which
// records keep coming back.
package history

import (
	"fmt"
	"io"
	"slices"

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

	at      *rundir.Run
	files   []file
	inForce map[mms.ID]decision.Entry // what people decided
}

// Open looks at a run directory. One whose run is not finished is an error.
func Open(dir string) (*Run, error) {
	at, err := rundir.Look(dir)
	if err != nil {
		return nil, err
	}
	r := &Run{at: at, files: slices.Concat(unverified, others)}
	if at.Has(rundir.Verified) {
		r.files = slices.Concat(looked, others)
	}
	for _, f := range r.files {
		if !at.Has(f.name) {
			return nil, fmt.Errorf("%s: there is no %s; this is no run directory, or the run is not finished", dir, f.name)
		}
	}
	if r.Date, err = at.Date(); err != nil {
		return nil, err
	}
	j, err := at.Journal()
	if err == nil {
		r.inForce = j.InForce()
	}
	return r, err
}

// Check reads the run once. A run that cannot be read is to be left out as a
// whole, so it is read before a row of it is written: twice, rather than held in
// memory.
func (r *Run) Check() error { return r.rows(func(row) error { return nil }) }

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
	var action, conflict string
	var record row
	for _, f := range r.files {
		err := r.at.Each(f.name, func() error {
			record.outcome, record.isConflict, record.isProvisional = f.outcome, conflict != "", bibreport.IsUnresolved(action)
			if f.outcome == review && r.inForce[record.id].PutsOff() {
				record.outcome = later
			}
			return do(record)
		}, tsv.ID(column.NetworkID, &record.id), tsv.Text(column.Incoming, &record.incoming), tsv.MayText(column.Existing, &record.existing),
			tsv.MayText(column.Action, &action), tsv.MayText(column.Conflict, &conflict),
			tsv.MayText(column.Reason, &record.reason), tsv.MayText(column.Reports, &record.reports))
		if err != nil {
			return err
		}
	}
	return nil
}

// Write writes a row for each record and run. The runs are in the order of their
// dates. seen, if it is not nil, keeps what comes again; weeks counts.
func Write(runs []*Run, out io.Writer, seen *Repeats, weeks *Weeks) (rows int, err error) {
	w := tsv.NewWriter(out, []string{column.Run, column.NetworkID, column.Outcome, column.Existing, column.Incoming,
		column.Reason, column.Reports})
	if seen != nil {
		if err := seen.only(runs); err != nil {
			return 0, err
		}
	}
	for _, r := range runs {
		weeks.begin(r)
		err := r.rows(func(record row) error {
			rows++
			if seen != nil {
				seen.add(r.Date, record)
			}
			weeks.add(record.outcome)
			return w.Write([]string{r.Date, record.id.String(), string(record.outcome), record.existing, record.incoming,
				record.reason, record.reports})
		})
		if err != nil {
			return rows, err
		}
	}
	return rows, w.Flush()
}
