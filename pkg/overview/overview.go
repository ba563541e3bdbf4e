// Package overview makes the tables of the report's first page: what came in,
// where it went, and what to do next.
package overview

import (
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// An Entry is a row of the summary.
type Entry struct {
	Stage, Outcome, File string
	Rows                 int
}

const in = "in" // the outcome of what goes into a stage

// A Summary is the table of mksummary.
type Summary []Entry

// ReadSummary reads the table of mksummary.
func ReadSummary(r *tsv.Reader) (Summary, error) {
	at, err := r.Columns("Stage", "Outcome", column.File, column.Rows)
	if err != nil {
		return nil, err
	}
	var s Summary
	for r.Scan() {
		row := r.Row()
		n, err := strconv.Atoi(row[at[3]])
		if err != nil {
			return nil, r.Errorf("%q is no number of rows", row[at[3]])
		}
		s = append(s, Entry{strings.Clone(row[at[0]]), strings.Clone(row[at[1]]), strings.Clone(row[at[2]]), n})
	}
	return s, r.Err()
}

// Rows is how many rows have the outcome in the stage, over all files.
func (s Summary) Rows(stage, outcome string) (n int) {
	for _, e := range s {
		if e.Stage == stage && e.Outcome == outcome {
			n += e.Rows
		}
	}
	return n
}

func (s Summary) has(stage string) bool {
	return slices.ContainsFunc(s, func(e Entry) bool { return e.Stage == stage })
}

// InputRows are the rows of each file that went into the first stage.
func (s Summary) InputRows() map[string]int {
	rows := make(map[string]int)
	for _, e := range s {
		if e.Stage == s[0].Stage && e.Outcome == in {
			rows[e.File] = e.Rows
		}
	}
	return rows
}

// WriteStages writes the table that balances: for each stage a row of what went
// in and what came out, and below it a row for each outcome. Files of one
// outcome are added up.
func (s Summary) WriteStages(out io.Writer) error {
	w := tsv.NewWriter(out, []string{"Stage", "Outcome", column.File, "Rows in", "Rows out"})
	var stages []string
	for _, e := range s {
		if slices.Contains(stages, e.Stage) {
			continue
		}
		stages = append(stages, e.Stage)
		if err := s.writeStage(w, e.Stage); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s Summary) writeStage(w *tsv.Writer, stage string) error {
	var all []Entry // one an outcome; that of in stays first
	files, came := make(map[string]int), 0
	for _, e := range s {
		if e.Stage != stage {
			continue
		}
		if e.Outcome != in {
			came += e.Rows
		}
		files[e.Outcome]++
		i := slices.IndexFunc(all, func(o Entry) bool { return o.Outcome == e.Outcome })
		if i < 0 {
			e.File = filepath.Base(e.File)
			all = append(all, e)
			continue
		}
		all[i].Rows += e.Rows
		all[i].File = strconv.Itoa(files[e.Outcome]) + " files"
	}
	for _, e := range all {
		row := []string{stage, e.Outcome, e.File, "", strconv.Itoa(e.Rows)}
		if e.Outcome == in {
			row = []string{stage, "all", e.File, strconv.Itoa(e.Rows), strconv.Itoa(came)}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// WriteFates writes what became in the end of each record whose number differs.
func (s Summary) WriteFates(out io.Writer) error {
	w := tsv.NewWriter(out, []string{"Outcome", "Records"})
	for _, fate := range []struct {
		name string
		rows int
	}{
		{"to update", s.ToUpdate()},
		{"updated already", s.Rows("route", "updated")},
		{"for review", s.review()},
		{"not in analytics", s.Rows("route", "missing")},
		{"do not change", s.Rows("dnu", "do not change") + s.Rows("decide", "do not change")},
	} {
		if err := w.Write([]string{fate.name, strconv.Itoa(fate.rows)}); err != nil {
			return err
		}
	}
	return w.Flush()
}

// review is how many records still need a person.
func (s Summary) review() int {
	if s.has("decide") {
		return s.Rows("decide", "later")
	}
	return s.Rows("route", "review")
}

// ToUpdate is how many records are to be updated.
func (s Summary) ToUpdate() int { return s.Rows("route", "update") + s.Rows("decide", "update") }
