// Package report makes the workbook for people from the files of a run
// directory, and a workbook for each library.
//
// Which sheets there are, what they show and what they mean stands in one
// table, kinds. A sheet shows the columns that it knows in its own order, and
// after them those that a later command has added, so that nothing in the files
// is out of sight. The same files give the same bytes.
package report

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// An About is what the report says and the files of the run do not.
type About struct {
	Date   string // of the report, as 2026-01-31; "" is none
	Links  []Link // of two for one column the later counts
	RunDir string // and the run directory for it
}

// A Link makes the values of a column lead to an address, in which {} stands for
// the value.
type Link struct{ Column, Address string }

// A kind is a kind of sheet: a page that is read, or a list of rows.
type kind struct {
	name, tab string
	says      string // what it holds
	todo      string // and what a person does with it
	empty     string // what a list without rows says

	file    string // without which a run has no such sheet; "" is none
	page    func(*Run, About) ([]workbook.Table, error)
	rows    func(*Run) (workbook.Rows, error)
	columns []string // those known of a list, in order
}

// kinds are the sheets of the run.
func (r *Run) kinds() []kind {
	return slices.DeleteFunc(kinds(), func(k kind) bool { return k.file != "" && !r.has(k.file) })
}

// Sheets is the report: its sheets, in order.
func (r *Run) Sheets(about About) ([]workbook.Sheet, error) {
	var err error
	if r.merged, err = r.readMerged(); err != nil {
		return nil, err
	}
	var sheets []workbook.Sheet
	linked := make([]bool, len(about.Links))
	for _, k := range r.kinds() {
		s := workbook.Sheet{Name: k.name, Tab: k.tab, Empty: k.empty}
		if k.page != nil {
			if s.Tables, err = k.page(r, about); err != nil {
				return nil, err
			}
		} else {
			rows, err := k.rows(r)
			if err != nil {
				return nil, err
			}
			s.Tables = []workbook.Table{{Rows: rows, Cut: true, Columns: columns(rows.Header(), k.columns, about.Links, linked)}}
		}
		sheets = append(sheets, s)
	}
	for i, link := range about.Links {
		if !linked[i] {
			return nil, fmt.Errorf("--link: no sheet has a column %q", link.Column)
		}
	}
	return sheets, nil
}

// offPaper stands among the columns of a list: those behind it are not printed,
// so that the others can be read on a page.
const offPaper = "\x00" // no column is called so

// columns are those of a list: the known ones that header has, in order, then the
// others. What is known of a record and not among the known ones here is not shown:
// it is empty, or says what the sheet's name says. linked is told which of the links
// were of use.
func columns(header, known []string, links []Link, linked []bool) []workbook.Column {
	var all []workbook.Column
	beyond := false
	show := func(name string) {
		c := look(name)
		c.NoPrint = beyond
		for i, link := range links {
			if tsv.SameName(link.Column, name) {
				c.Link, linked[i] = link.Address, true
			}
		}
		all = append(all, c)
	}
	for _, name := range known {
		if name == offPaper {
			beyond = true
		} else if has(header, name) {
			show(name)
		}
	}
	beyond = true
	for _, name := range header {
		if !has(known, name) && !has(updateColumns, name) {
			show(name)
		}
	}
	return all
}

// look is how a column looks, in whatever sheet.
func look(name string) workbook.Column {
	c := workbook.Column{Name: name}
	switch name {
	case column.Current:
		c.Header, c.Wrap = "035 $a today", true
	case column.Cancelled:
		c.Header, c.Wrap = "035 $z today", true
	case column.Records:
		c.Number = true
	case column.Lifecycle:
		c.Header = "Lifecycle"
	case column.Decision:
		c.Choices = decision.Words()
	case column.Note:
		c.New, c.Wrap = true, true
	case column.Reason, column.Institution, column.HeldBy, column.Conflict, column.SharedWith,
		column.Text, column.ToDo, column.Messages, column.Example, column.Numbers:
		c.Wrap = true
	}
	return c
}

func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return tsv.SameName(other, name) })
}

// distinct joins the different values of a field again, each once.
func distinct(field, sep string) string {
	if strings.Count(field, strings.TrimSpace(sep)) == 0 { // nearly all
		return field
	}
	var values []string
	for value := range strings.SplitSeq(field, strings.TrimSpace(sep)) {
		value = strings.TrimSpace(value)
		if value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return strings.Join(values, sep)
}
