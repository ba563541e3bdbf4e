package summary

import (
	"fmt"

	"datasync/pkg/column"
	"datasync/pkg/mms"
)

// Carry is where the summary tells what became of them. It is no stage, but another
// look at the records of those that there are.
const Carry = "carry"

// ends are where the records of a run end: each in one file. Before there is an
// Analytics report they wait in the candidates.
func (r *run) ends() []Outcome {
	ends := []Outcome{{"institution", Zones}, {"same", Same}, {"dropped", Protected}}
	if len(r.find(Update)) == 0 {
		return append(ends, Outcome{"kept", Candidates})
	}
	return append(ends, Outcome{"updated", Updated}, Outcome{"update", Update}, Outcome{"protected", DecidedDNU},
		Outcome{"review", Review}, Outcome{"missing", Missing})
}

// carry counts what became of the records, each once, that were carried from an
// earlier run.
func (r *run) carry() error {
	reports, err := r.given(Carried)
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
		r.parts = append(r.parts, Part{Carry, In, file, len(found) - before})
	}
	if len(found) == 0 || len(r.find(Candidates)) == 0 { // it goes on
		return nil
	}
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
			if o.File != Zones || n > 0 {
				r.parts = append(r.parts, Part{Carry, o.Name, file, n})
			}
		}
	}
	if wrong := others(found, 1); wrong != nil {
		id := wrong[0]
		return fmt.Errorf("stage carry: record %v is in %d of the files where the records of a run end, not in one; run 'datasync merge' again", id, found[id])
	}
	return nil
}
