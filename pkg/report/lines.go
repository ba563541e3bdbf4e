package report

import (
	"fmt"

	"datasync/pkg/workbook"
)

// linesOf shows the rows of a file as they come: there may be millions of them.
func linesOf(file string) func(*Run) (workbook.Rows, error) {
	return func(r *Run) (workbook.Rows, error) { return r.table(file) }
}

// A list is rows that stand in no file. It implements workbook.Rows.
type list struct {
	header []string
	rows   [][]string
	next   int
}

func newList(header ...string) *list { return &list{header: header} }

func (l *list) add(row ...string) { l.rows = append(l.rows, row) }

// Header implements workbook.Rows.
func (l *list) Header() []string { return l.header }

// Scan implements workbook.Rows.
func (l *list) Scan() bool {
	if l.next == len(l.rows) {
		return false
	}
	l.next++
	return true
}

// Row implements workbook.Rows.
func (l *list) Row() []string { return l.rows[l.next-1] }

// Err implements workbook.Rows.
func (l *list) Err() error { return nil }

// Errorf implements workbook.Rows.
func (l *list) Errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }
