// Package summary counts where the rows of a run went, and tells whether they
// are all there: the rows that go into a stage come out of it, over all its
// files.
package summary

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// A Part is one file of a stage: rows that go in or come out.
type Part struct {
	Stage   string // such as dnu
	Outcome string // In, or what became of the rows, such as kept
	File    string
	Lines   bool // an OCLC report: each line that is not blank is a row
	Rows    int
}

// ParsePart reads a part as it is named on the command line,
// STAGE:OUTCOME=FILE, or STAGE:OUTCOME:lines=FILE for a report. FILE may hold
// any character.
func ParsePart(arg string) (Part, error) {
	head, file, ok := strings.Cut(arg, "=")
	words := strings.Split(head, ":")
	isLines := len(words) == 3 && words[2] == "lines"
	if !ok || file == "" || len(words) != 2 && !isLines || words[0] == "" || words[1] == "" {
		return Part{}, fmt.Errorf("%q is not STAGE:OUTCOME=FILE", arg)
	}
	return Part{Stage: words[0], Outcome: words[1], File: file, Lines: isLines}, nil
}

// Write writes the summary, a row per part in the order given.
func Write(out io.Writer, parts []Part) error {
	w := tsv.NewWriter(out, []string{"Stage", "Outcome", column.File, "Rows"})
	for _, p := range parts {
		if err := w.Write([]string{p.Stage, p.Outcome, tsv.Clean(p.File), strconv.Itoa(p.Rows)}); err != nil {
			return err
		}
	}
	return w.Flush()
}

// Check is an error that names each stage out of which come more or fewer rows
// than went in.
func Check(parts []Part) error {
	var stages []string
	in, out := make(map[string]int), make(map[string]int)
	for _, p := range parts {
		if len(stages) == 0 || stages[len(stages)-1] != p.Stage {
			stages = append(stages, p.Stage)
		}
		if p.Outcome == In {
			in[p.Stage] += p.Rows
		} else {
			out[p.Stage] += p.Rows
		}
	}
	var wrong []string
	for _, s := range stages {
		if in[s] != out[s] {
			wrong = append(wrong, fmt.Sprintf("stage %s: %d rows in, but %d out", s, in[s], out[s]))
		}
	}
	if wrong == nil {
		return nil
	}
	return fmt.Errorf("%s; a row that is taken out of one file must be put into another of its stage",
		strings.Join(wrong, "; "))
}
