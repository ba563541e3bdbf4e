package summary

import (
	"fmt"
	"maps"
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/message"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// Files of a run to which OCLC's exception reports were given.
const (
	Beside    = "messages_candidates.tsv" // the candidates, with the messages about them
	Unmatched = "messages_unmatched.tsv"  // the lines about no candidate
)

// messages counts the lines of the exception reports: each is beside the row of its
// record or among those unmatched. Like carry it is no stage.
func (r *run) messages() error {
	if len(r.find(Unmatched)) == 0 {
		return nil
	}
	left, err := r.exceptions()
	if err != nil {
		return err
	}
	var id mms.ID
	var text, severity string
	unmatched, beside := 0, 0
	err = r.each(Unmatched, func() {
		id, _ := mms.Parse(text) // as it came
		left[id]--
		unmatched++
	}, tsv.Text(column.NetworkID, &text))
	if err != nil {
		return err
	}
	err = r.each(Beside, func() {
		if severity != "" || text != "" {
			beside += left[id]
			left[id] = 0
		}
	}, tsv.ID(column.NetworkID, &id), tsv.Text(column.Severity, &severity), tsv.Text(column.Messages, &text))
	if err != nil {
		return err
	}
	r.parts = append(r.parts, Part{"message", "beside", Beside, beside}, Part{"message", "unmatched", Unmatched, unmatched})
	if wrong := others(left, 0); wrong != nil {
		about := "record " + wrong[0].String()
		if wrong[0] == 0 {
			about = "no record"
		}
		return fmt.Errorf("stage message: a message about %s is not once in %s and %s; run 'datasync route' again", about, Beside, Unmatched)
	}
	return nil
}

// exceptions counts how many lines of the exception reports there are about each
// record; those about none are of the record 0.
func (r *run) exceptions() (map[mms.ID]int, error) {
	files, err := r.given("exceptions")
	if err != nil {
		return nil, err
	}
	var said message.Exceptions
	for _, file := range files {
		f, err := r.open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		n, err := said.Read(f, file)
		if err != nil {
			return nil, err
		}
		r.parts = append(r.parts, Part{"message", In, file, n})
	}
	lines := make(map[mms.ID]int)
	for _, id := range said.IDs() {
		lines[id]++
	}
	return lines, nil
}

// others are the ids that do not count n, in order.
func others(counts map[mms.ID]int, n int) []mms.ID {
	maps.DeleteFunc(counts, func(_ mms.ID, count int) bool { return count == n })
	return slices.SortedFunc(maps.Keys(counts), mms.Compare)
}
