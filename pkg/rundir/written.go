package rundir

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"

	"datasync/pkg/column"
)

// A stamp is what a file was when it was written. xxHash tells an edit, at the speed
// of the memory; that nobody forges one is no matter here.
type stamp struct{ bytes, hash string }

// readWritten reads written.tsv, where each file stands before it gets its name: so
// a file of a call that was killed may have two lines, of which one is true. It is
// nil if there is none. A line that a full disk cut short, or what is a part of a name,
// says nothing: what it was about has no name yet.
func (r *Run) readWritten() (map[string][]stamp, error) {
	text, err := os.ReadFile(r.path(Written))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	header, lines, _ := strings.Cut(strings.TrimPrefix(string(text), "\uFEFF"), "\n")
	isList := strings.TrimSpace(header) == strings.Join(writtenHeader, "\t")
	all := make(map[string][]stamp)
	for line := range strings.Lines(lines) {
		at := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(at) == len(writtenHeader) {
			all[at[0]] = append(all[at[0]], stamp{at[1], at[2]})
		} else if len(at) > len(writtenHeader) || strings.ContainsAny(line, " ,;\"") { // nor does a part of a name have these
			isList = false
		}
	}
	if err == nil && !isList {
		err = errors.New("this is not the list that datasync wrote; put the file of before back, or begin another run")
	}
	return all, r.fail(err, Written)
}

// stampOf is what a file is now.
func stampOf(path string) (stamp, error) {
	sum := xxhash.New()
	n, err := addTo(sum, path)
	return stamp{strconv.FormatInt(n, 10), fmt.Sprintf("%016x", sum.Sum64())}, err
}

// AsWritten tells whether a file is as a command of the run wrote it; one that has no
// name yet is looked for in New. Of a run of version 2 nobody knows: no table of it counts
// as edited, and every report does.
func (r *Run) AsWritten(file string) (bool, error) {
	if r.Version2 {
		return !is(file, Reports), nil
	}
	path := r.path(file)
	if !r.Has(file) {
		path = r.path(filepath.Join(New, file))
	}
	now, err := stampOf(path)
	if err != nil {
		return false, r.fail(err, file)
	}
	return slices.Contains(r.written[file], now), nil
}

// edited are those of files that are not as a command of the run wrote them.
func (r *Run) edited(files []string) (edited []string, err error) {
	for _, file := range files {
		if r.isGone(file) {
			continue
		}
		same, err := r.AsWritten(file)
		if err != nil {
			return nil, err
		}
		if !same {
			edited = append(edited, file)
		}
	}
	return edited, nil
}

// beginWritten makes the list of a run that has none. One of version 2, of which nothing
// is left but what it was made from, is of this version from here on.
func (r *Run) beginWritten() error {
	r.Version2 = false
	if r.written != nil {
		return nil
	}
	r.written = make(map[string][]stamp)
	return r.writeTable(Written, [][]string{writtenHeader})
}

var writtenHeader = []string{column.File, column.Bytes, column.Hash}

// tidyWritten leaves one line of each file that is there, in order, the one that is true:
// what was done in one call or in several has the same bytes.
func (r *Run) tidyWritten() error {
	written, err := r.readWritten()
	if err != nil || written == nil {
		return err
	}
	maps.DeleteFunc(written, func(file string, _ []stamp) bool { return !r.Has(file) })
	for file, lines := range written {
		is := lines[len(lines)-1]
		if len(lines) > 1 { // else there is nothing to choose from
			if now, err := stampOf(r.path(file)); err == nil && slices.Contains(lines, now) {
				is = now
			}
		}
		written[file] = []stamp{is}
	}
	return r.writeWritten(written)
}

// writeWritten writes the list anew, when nobody adds to it.
func (r *Run) writeWritten(written map[string][]stamp) error {
	rows := [][]string{writtenHeader}
	for _, file := range slices.Sorted(maps.Keys(written)) {
		for _, s := range written[file] {
			rows = append(rows, []string{file, s.bytes, s.hash})
		}
	}
	return r.writeTable(Written, rows)
}

// listNew lists a file in New by the name that it gets, if the run has a list, with one
// write as the commands do: the comparison may be made beside, and is listed when it is done.
func (r *Run) listNew(file string) error {
	if r.written == nil {
		return nil
	}
	s, err := stampOf(r.path(filepath.Join(New, file)))
	if err != nil {
		return r.fail(err, file)
	}
	r.written[file] = append(r.written[file], s)
	return r.append(Written, fmt.Sprintf("%s\t%s\t%s\n", file, s.bytes, s.hash))
}

// endWritten ends a line of the list that a full disk cut short: else the next one would
// be a part of it.
func (r *Run) endWritten() error {
	text, err := os.ReadFile(r.path(Written))
	if err != nil || len(text) == 0 || bytes.HasSuffix(text, []byte("\n")) {
		return nil // it is read where that matters
	}
	return r.append(Written, "\n")
}

// Untouched tells whether all that the run wrote is there as it was written, and what it
// was made from: then what was proven of it is true still.
func (r *Run) Untouched() bool {
	if r.Version2 || r.Has(unfinishedCall) || len(r.written[Summary]) == 0 || r.CheckCopies(r.OfKind(Report, Carried, Exceptions, CrossRefs)) != nil {
		return false
	}
	for file := range r.written {
		if same, err := r.AsWritten(file); err != nil || !same {
			return false
		}
	}
	return true
}

// Edited are the files of the run that people edited, and the reports that were put by.
func (r *Run) Edited() (all []string, err error) {
	if all, err = r.edited(slices.Sorted(maps.Keys(r.written))); err != nil {
		return nil, err
	}
	putBy, err := r.putByFiles()
	return append(all, putBy...), err
}

// putByFiles are the reports that were put by, since people edited them.
func (r *Run) putByFiles() ([]string, error) {
	return fs.Glob(os.DirFS(r.Path), "NZ-*-edited-[0-9]*.xlsx")
}

// PutByOf is what a report was put by as last, "" if it was not.
func (r *Run) PutByOf(report string) string {
	name := putByName(report)
	if n := r.free(name); n > 1 {
		return name(n - 1)
	}
	return ""
}

// putByName is the name of the n-th of a report that are put by.
func putByName(report string) func(n int) string {
	return func(n int) string { return fmt.Sprintf("%s-edited-%d.xlsx", strings.TrimSuffix(report, ".xlsx"), n) }
}

// Forget removes a report that was put by, if it was taken in since; "" is none.
func (r *Run) Forget(file string) error {
	if file == "" {
		return nil
	}
	known, err := r.Known(file)
	if err != nil || !known {
		return err
	}
	return r.remove(file)
}

// PutBy is a report that was put by and not taken in, "" if there is none.
func (r *Run) PutBy() (string, error) {
	files, err := r.putByFiles()
	for _, file := range files {
		if known, err := r.Known(file); err != nil || !known {
			return file, err
		}
	}
	return "", err
}
