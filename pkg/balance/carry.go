package balance

import (
	"fmt"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
)

// Carry is where the summary tells what became of them. It is no stage, but another
// look at the records of those that there are.
const Carry = "carry"

// ends are where the records of a run end: each in one file. Before there is an
// Analytics report they wait in the candidates.
func (r *run) ends() []rundir.Part {
	ends := []rundir.Part{{Outcome: "institution", File: rundir.Zones}, {Outcome: "same", File: rundir.Same}, {Outcome: "dropped", File: rundir.Protected}}
	if len(r.find(rundir.Update)) == 0 {
		return append(ends, rundir.Part{Outcome: "kept", File: rundir.Candidates})
	}
	return append(ends, rundir.Part{Outcome: "updated", File: rundir.Updated}, rundir.Part{Outcome: "update", File: rundir.Update}, rundir.Part{Outcome: "protected", File: rundir.DecidedDNU},
		rundir.Part{Outcome: "review", File: rundir.Review}, rundir.Part{Outcome: "missing", File: rundir.Missing})
}

// carry counts what became of the records, each once, that were carried from an
// earlier run.
func (r *run) carry() error {
	reports, err := r.given(rundir.Carried)
	if err != nil {
		return err
	}
	found := make(map[mms.ID]int) // in how many files; a record in two reports counts in the first
	for _, file := range reports {
		before := len(found)
		if err := r.lines(file, func(id mms.ID) {
			if id != 0 {
				found[id] = 0
			}
		}); err != nil {
			return err
		}
		r.parts = append(r.parts, Part{Carry, rundir.In, file, len(found) - before})
	}
	if len(found) == 0 || len(r.find(rundir.Candidates)) == 0 { // it goes on
		return nil
	}
	if err := r.carried(found, func(file string, outcome rundir.Part, n int) {
		if outcome.File != rundir.Zones || n > 0 {
			r.parts = append(r.parts, Part{Carry, outcome.Outcome, file, n})
		}
	}); err != nil {
		return err
	}
	wrong := others(found, 1)
	if wrong == nil {
		return nil
	}
	return r.misplaced(wrong[0])
}

// carried counts in how many files the records of found are, and tells how many of
// them are in each.
func (r *run) carried(found map[mms.ID]int, tell func(file string, outcome rundir.Part, n int)) error {
	for _, o := range r.ends() {
		for _, file := range r.find(o.File) {
			n := 0
			if err := r.keys(source{file: file, id: column.NetworkID}, func(k key) {
				if _, ok := found[k.id]; ok {
					found[k.id]++
					n++
				}
			}); err != nil {
				return err
			}
			tell(file, o, n)
		}
	}
	return nil
}

// misplaced tells of a carried record that is not in one file at the end.
func (r *run) misplaced(id mms.ID) error {
	var files []string
	err := r.carried(map[mms.ID]int{id: 0}, func(file string, _ rundir.Part, n int) {
		for range n {
			files = append(files, file)
		}
	})
	switch {
	case err != nil:
		return err
	case files == nil:
		return fmt.Errorf("stage carry: record %v is in none of the files where the records of a run end; run 'datasync merge' again", id)
	}
	return fmt.Errorf("stage carry: %s: record %v is in several of the files where the records of a run end, or twice in one; run 'datasync merge' again",
		strings.Join(files, ", "), id)
}
