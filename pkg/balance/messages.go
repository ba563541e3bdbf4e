package balance

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/message"
	"datasync/pkg/mms"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// messages counts the lines of the exception reports: each is beside the row of its
// record, among those unmatched, or damaged. Like carry it is no stage.
func (r *run) messages() error {
	if len(r.find(rundir.Unmatched)) == 0 {
		return nil
	}
	left, damaged, err := r.exceptions()
	if err != nil {
		return err
	}
	var id mms.ID
	var text, severity string
	unmatched, beside := 0, 0
	err = r.each(rundir.Unmatched, func() {
		id, _ := mms.Parse(text) // as it came
		left[id]--
		unmatched++
	}, tsv.Text(column.NetworkID, &text))
	if err != nil {
		return err
	}
	err = r.each(rundir.Beside, func() {
		if severity != "" || text != "" {
			beside += left[id]
			left[id] = 0
		}
	}, tsv.ID(column.NetworkID, &id), tsv.Text(column.Severity, &severity), tsv.Text(column.Messages, &text))
	if err != nil {
		return err
	}
	r.parts = append(r.parts, Part{"message", "beside", rundir.Beside, beside}, Part{"message", "unmatched", rundir.Unmatched, unmatched})
	if wrong := others(left, 0); wrong != nil {
		about := "record " + wrong[0].String()
		if wrong[0] == 0 {
			about = "no record"
		}
		return fmt.Errorf("stage message: a message about %s is not once in %s and %s; run 'datasync route' again", about, rundir.Beside, rundir.Unmatched)
	}
	return r.damaged(damaged)
}

// A damage is a line of a report that cannot be read.
type damage struct{ file, line string }

// exceptions counts how many lines of the exception reports there are about each
// record; those about none are of the record 0. damaged are the lines that cannot be
// read, of a run that has a table of them.
func (r *run) exceptions() (lines map[mms.ID]int, damaged map[damage]int, err error) {
	files, err := r.given("exceptions")
	if err != nil {
		return nil, nil, err
	}
	var said message.Exceptions
	var reject message.Reject
	if r.has(rundir.Damaged) {
		damaged = make(map[damage]int)
		reject = func(why *tsv.Error, _ string) error {
			damaged[damage{tsv.Clean(why.File), strconv.Itoa(why.Line)}]++
			return nil
		}
	}
	for _, file := range files {
		before := len(damaged)
		var n int
		if err := r.open(file, func(f *os.File) (err error) {
			n, err = said.Read(f, file, reject)
			return err
		}); err != nil {
			return nil, nil, err
		}
		r.parts = append(r.parts, Part{"message", rundir.In, file, n + len(damaged) - before})
	}
	lines = make(map[mms.ID]int)
	for _, id := range said.IDs() {
		lines[id]++
	}
	return lines, damaged, nil
}

// damaged wants each damaged line of the exception reports once in its table, which
// has those of cross-reference reports too.
func (r *run) damaged(left map[damage]int) error {
	if left == nil {
		return nil
	}
	var at damage
	rows := 0
	if err := r.each(rundir.Damaged, func() {
		if n, ok := left[at]; ok {
			left[at] = n - 1
			rows++
		}
	}, tsv.Text(column.File, &at.file), tsv.Text(column.Line, &at.line)); err != nil {
		return err
	}
	r.parts = append(r.parts, Part{"message", "rejected", rundir.Damaged, rows})
	maps.DeleteFunc(left, func(_ damage, n int) bool { return n == 0 })
	wrong := slices.SortedFunc(maps.Keys(left), func(a, b damage) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(len(a.line), len(b.line)), strings.Compare(a.line, b.line))
	})
	if wrong != nil {
		return fmt.Errorf("stage message: line %s of %s, which cannot be read, is not once in %s; run 'datasync route' again", wrong[0].line, wrong[0].file, rundir.Damaged)
	}
	return nil
}

// others are the ids that do not count n, in order.
func others(counts map[mms.ID]int, n int) []mms.ID {
	maps.DeleteFunc(counts, func(_ mms.ID, count int) bool { return count == n })
	return slices.SortedFunc(maps.Keys(counts), mms.Compare)
}
