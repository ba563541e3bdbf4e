package summary

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// Written is the run's own list of what it wrote: the column File has the names.
const Written = "written.tsv"

// Files are the files of a run directory that a pattern names, in byte order.
func Files(dir, pattern string) ([]string, error) {
	r, err := open(dir)
	if err != nil {
		return nil, err
	}
	return r.find(pattern), r.errWritten
}

// readWritten reads the list of what the run wrote, if there is one.
func (r *run) readWritten() error {
	if !slices.Contains(r.files, Written) {
		return nil
	}
	var file string
	return r.each(Written, func() { r.written = append(r.written, file) }, tsv.Text(column.File, &file))
}

// find is the files of the run that a pattern names. Which they are the run's own list
// says; where that names none of them, it is the exact names of a workbook and its
// parts, as far as they go. So a copy that somebody made is no file of the run:
//
//	for_import_to_NZ.xlsx  for_import_to_NZ-2.xlsx  for_import_to_NZ-LAPTOP.xlsx
//	└──────────────── parts ─────────────────────┘  └──────── nobody's ────────┘
func (r *run) find(pattern string) []string {
	like := r.like(pattern)
	own := slices.DeleteFunc(slices.Clone(like), func(name string) bool { return !slices.Contains(r.written, name) })
	switch {
	case len(own) > 0:
		return own
	case pattern == Zones, first(pattern) == pattern: // of zones nobody knows the names
		return like
	}
	parts := 0
	for slices.Contains(like, part(pattern, parts+1)) {
		parts++
	}
	return slices.DeleteFunc(like, func(name string) bool {
		for n := range parts {
			if name == part(pattern, n+1) {
				return false
			}
		}
		return true
	})
}

// like are the files of the run that have the form of a pattern.
func (r *run) like(pattern string) (files []string) {
	for _, name := range r.files {
		if ok, err := filepath.Match(pattern, name); ok && err == nil {
			files = append(files, name)
		}
	}
	return files
}

// part is the name of the n-th part of a workbook in parts, from 1; of another file
// it is that itself.
func part(pattern string, n int) string {
	number := ""
	if n > 1 {
		number = "-" + strconv.Itoa(n)
	}
	return strings.Replace(pattern, "*", number, 1)
}

// first is the first part of a workbook in parts, else the file itself.
func first(pattern string) string { return part(pattern, 1) }

// strangers tells of files that look like those for Alma, or like the records of an
// institution, and are none of this run.
func (r *run) strangers() (all []error) {
	for _, pattern := range []string{Zones, Import, Rollback} {
		own := r.find(pattern)
		for _, name := range r.like(pattern) {
			if !slices.Contains(own, name) {
				all = append(all, fmt.Errorf("%s is no file of this run, and counts for nothing; put it elsewhere, before somebody loads it", name))
			}
		}
	}
	return all
}
