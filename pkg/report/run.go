package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/summary"
	"datasync/pkg/tsv"
)

// A Run is what stands in a run directory.
type Run struct {
	dir       string
	open      func(name string) (io.Reader, error)
	outcomes  []*table // of outcomes, in their order
	listed    int      // records that the do-not-update list holds back
	decisions map[mms.ID]decision.Row
	merged    *merged // once it was read
	returning *list   // the same, of what keeps coming back
}

// An outcome is what became of a record whose number differs.
type outcome struct {
	name    string
	sheet   string   // which shows the records
	files   []string // which hold them
	colour  string   // of the sheet's tab, and in charts
	library string   // what a library does about it
}

// The records that need somebody's eyes come first.
var outcomes = []outcome{
	{
		"to be updated", sheetUpdate, []string{summary.Update}, green,
		"Nothing: the number is changed in the Network Zone by this week's batch.",
	}, {
		"for review", sheetReview, []string{summary.Review}, orange,
		"If you know which number is right, tell those who do the batch: they decide it.",
	}, {
		"not in analytics", sheetMissing, []string{summary.Missing}, peach,
		"Look the record up in Alma: was it deleted or merged?",
	}, {
		"do not change", sheetProtected, []string{summary.Protected, summary.DecidedDNU}, grey,
		"Nothing: the record is on the do-not-update list. If it need not be there any more, say so.",
	}, {
		"updated already", sheetUpdated, []string{summary.Updated}, lightGreen,
		"Nothing: the record has the new number.",
	},
}

// Read reads what the report and the libraries' workbooks have in common: the
// records whose number differs. open opens a file.
func Read(dir string, open func(name string) (io.Reader, error)) (*Run, error) {
	r := &Run{dir: dir, open: open}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: there is no such directory; name that of a run", dir)
	}
	for rank, o := range outcomes {
		t := &table{rank: rank, outcome: o.name}
		for _, file := range o.files {
			in, err := r.table(file)
			if err != nil {
				return nil, err
			}
			if err := t.read(in); err != nil {
				return nil, err
			}
			if file == summary.Protected {
				r.listed = len(t.records)
			}
		}
		r.outcomes = append(r.outcomes, t)
	}
	return r, r.readDecisions()
}

// Count says what became of how many records, for people.
func (r *Run) Count() string {
	n := 0
	var parts []string
	for i, o := range outcomes {
		n += len(r.outcomes[i].records)
		parts = append(parts, fmt.Sprintf("%d %s", len(r.outcomes[i].records), o.name))
	}
	return count.Of(n, "record") + " with another number: " + strings.Join(parts, ", ")
}

// table opens a table of the run.
func (r *Run) table(file string) (*tsv.Reader, error) {
	path := filepath.Join(r.dir, file)
	if !r.has(file) {
		return nil, fmt.Errorf("%s: no such file; %s", path, r.remedy(file))
	}
	in, err := r.open(path)
	if err != nil {
		return nil, err
	}
	return tsv.NewReader(in, path)
}

// has tells whether the run has a file.
func (r *Run) has(file string) bool {
	_, err := os.Stat(filepath.Join(r.dir, file))
	return !errors.Is(err, fs.ErrNotExist)
}

// remedy is what makes a file of the run.
func (r *Run) remedy(file string) string {
	for _, stage := range summary.Stages {
		made := slices.Concat(stage.Also, stage.Rest)
		for _, o := range stage.Out {
			made = append(made, o.File)
		}
		if slices.Contains(made, file) {
			return fmt.Sprintf("run 'datasync %s -C %s' first", stage.Name, quote(r.dir))
		}
	}
	if file == summaryFile {
		return fmt.Sprintf("run 'datasync report -C %s', which makes it first", quote(r.dir))
	}
	return "is this the directory of a run?"
}

// of is the table of the records that a sheet shows.
func (r *Run) of(sheet string) *table {
	for i, o := range outcomes {
		if o.sheet == sheet {
			return r.outcomes[i]
		}
	}
	return nil
}
