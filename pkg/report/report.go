// Package report makes the workbook for people from the files of a run
// directory, and a workbook for each library.
//
// Which sheets there are and what they show stands in one table, kinds; what the
// words in them mean in another, meaning.tsv. A sheet shows the columns that it
// knows in its own order, and after them those that a later command has added, so
// that nothing in the files is out of sight; only what another column says too is. The
// same files give the same bytes.
package report

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// An About is what the report says and the files of the run do not.
type About struct {
	Date  string // of the report, as 2026-01-31; "" is none
	Links []Link // of two for one column the later counts
}

// title is a title with the report's date, if there is one, after some words.
func (a About) title(says, before string) string {
	if a.Date == "" {
		return says
	}
	return says + before + a.Date
}

// link is the address that the values of a column lead to, "" if there is none.
func (a About) link(name string) (address string) {
	for _, link := range a.Links {
		if tsv.SameName(link.Column, name) {
			address = link.Address
		}
	}
	return address
}

// A Link makes the values of a column lead to an address, in which {} stands for
// the value.
type Link struct{ Column, Address string }

// A kind is a kind of sheet: a page that is read, or a list of rows.
type kind struct {
	name, tab string
	whole     bool // a page on one piece of paper

	file    string // without which a run has no such sheet; "" is none
	page    func(*Run, About) ([]workbook.Table, error)
	rows    func(*Run) (workbook.Rows, error)
	table   func(*Run, About) (workbook.Table, error) // in the place of rows and columns: the list with both
	columns []string                                  // those known of a list, in order
	empty   string                                    // what a list without rows says
}

// kinds are the sheets of the run.
func (r *Run) kinds() []kind {
	return slices.DeleteFunc(kinds(), func(k kind) bool { return k.file != "" && !r.has(k.file) })
}

// Sheets is the report: its sheets, in order.
func (r *Run) Sheets(about About) (sheets []workbook.Sheet, err error) {
	for _, read := range []func() error{r.readMerged, r.readFlows, r.readActions, r.readAbsent} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	if !r.at.Begun() {
		return nil, r.missing(rundir.Manifest)
	}
	for _, k := range r.kinds() {
		s, err := k.sheet(r, about)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, s)
	}
	sheets = append(sheets, r.baseSheet())
	for _, link := range about.Links {
		linked := func(c workbook.Column) bool { return c.Link != "" && tsv.SameName(c.Name, link.Column) }
		if slices.ContainsFunc(sheets, func(s workbook.Sheet) bool { return slices.ContainsFunc(s.Tables[0].Columns, linked) }) {
			continue
		}
		if err := sheet.CheckLink(link.Column); err != nil { // else the sheet that has it is of other weeks
			return nil, fmt.Errorf("--link: %w", err)
		}
	}
	return sheets, nil
}

func (k kind) sheet(r *Run, about About) (workbook.Sheet, error) {
	if k.page != nil {
		tables, err := k.page(r, about)
		return k.of(r.inZones(tables...)...), err
	}
	if k.table != nil {
		t, err := k.table(r, about)
		return k.of(t), err
	}
	rows, err := k.rows(r)
	if err != nil {
		return workbook.Sheet{}, err
	}
	return k.list(rows, about), nil
}

// list is the sheet of the given rows.
func (k kind) list(rows workbook.Rows, about About) workbook.Sheet {
	return k.of(workbook.Table{Rows: rows, Cut: true, Columns: shown(rows.Header(), k.columns, about)})
}

// of is the sheet of the given tables.
func (k kind) of(tables ...workbook.Table) workbook.Sheet {
	return workbook.Sheet{Name: k.name, Tab: k.tab, Empty: k.empty, Whole: k.whole, Tables: tables}
}

// unseen are columns for programs: what they say stands in another one too.
var unseen = []string{column.Verdict, column.Worst}

// shown are the columns of a list: the known ones that header has, in order, then the
// others. What is known of a record and not among the known ones here is not shown:
// it is empty, or says what the sheet's name says.
func shown(header, known []string, about About) (columns []workbook.Column) {
	others := slices.DeleteFunc(slices.Clone(header), func(name string) bool {
		return has(known, name) || has(sheet.Update, name) || has(unseen, name) || strings.HasPrefix(name, sheet.OffPaper)
	})
	beyond := false
	for _, name := range slices.Concat(known, []string{sheet.OffPaper}, others) {
		beyond = beyond || name == sheet.OffPaper
		if !has(header, name) {
			continue
		}
		c := look(name)
		c.NoPrint, c.Link = beyond, about.link(name)
		columns = append(columns, c)
	}
	return columns
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
		c.Choices, c.Fill = decision.Words(), lightYellow
	case column.Use:
		c.Fill = lightYellow
	case column.Note:
		c.New, c.Wrap, c.Fill = true, true, lightYellow
	case column.Reason, column.NoUpdate, column.Institution, column.HeldBy, column.Title, column.Conflict, column.SharedWith,
		column.Text, column.ToDo, column.Messages, column.Example, column.Numbers, column.CurrentNow, column.CancelledNow:
		c.Wrap = true
	}
	return c
}

func has(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return tsv.SameName(other, name) })
}

// distinct are the different values of a field, each once, without those that are
// empty.
func distinct(field, sep string) (values []string) {
	for value := range strings.SplitSeq(field, sep) {
		value = strings.TrimSpace(value)
		if value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}
