// Mkxlsx makes an Excel workbook from tables.
//
// Usage:
//
//	mkxlsx -o FILE.xlsx [--column NAME[=HEADER]]... [--number NAME]...
//	       [--link NAME=ADDRESS]... [--repeat] [--split ROWS]
//	       [--and FILE.xlsx=SHEET=FILE]... [--quiet] [[SHEET=]FILE...]
//
// Each FILE, a table as the other commands write it, becomes a sheet. It is
// called SHEET, or else like the file without its folder and ending; standard
// input becomes Sheet1. SHEET given for several FILEs that show the same columns is
// one sheet, their rows one below the other. A file with a = in its name is written
// ./FILE. A name that Excel forbids is an error.
//
// Every cell is text, and formatted as text, so that no program that opens the
// workbook changes an id or a number, and no value is ever a formula. The
// header stays in place and has a filter, the columns are wide enough to read,
// and the sheet is ready to print. Control characters are written as _xHHHH_,
// which Excel reads back. A value of more characters than Excel takes in a
// cell, 32,767, is an error: cut short it might still look whole.
//
// --column selects a column of each table, in the order of the flags, and
// HEADER renames it; without it all columns are shown. --repeat drops a " (2)", " (3)"
// and so on from the end of a header: 035 $z and 035 $z (2) are two columns 035 $z, of
// which Alma makes one field with the subfield repeated. --number makes the plain
// numbers of a column numbers: for counts, never for ids. --link makes each
// value of a column a link to ADDRESS, in which {} stands for the value; a list
// such as "1; 2" has no link, nor have the values past 65,530, as many as Excel
// takes in a sheet. One table at least has to have a column of --number or
// --link.
//
// A sheet of more rows than Excel takes, 1,048,576 with the header, continues
// in the sheet "SHEET (2)", and so on; a name that is too long for that is
// shortened. --split instead begins a further file after ROWS rows:
// FILE-2.xlsx, and so on. With -o - the workbook goes to standard output.
//
// --and makes another workbook in the same call, of one table with all its columns: none
// of them has its name before all are made. Where workbooks are small the start of the
// command is half of what one takes.
//
// The same tables give the same bytes, whenever and wherever.
//
// Exit status: 0 if the workbook is made, 1 if a table is bad or a file cannot
// be read or written, 2 if the command is used wrongly.
//
// Example:
//
//	mkxlsx -o comparison_file_IZ.xlsx DIFF=diff.tsv SAME=same.tsv
package main

import (
	"cmp"
	_ "embed" // the manual
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/link"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Column []string `sep:"none" placeholder:"NAME[=HEADER]" help:"Show this column, under HEADER; repeat it for each, in order."`
	Number []string `sep:"none" placeholder:"NAME" help:"Make the plain numbers of this column numbers."`
	Link   []string `sep:"none" placeholder:"NAME=ADDRESS" help:"Make the values of this column links; {} in ADDRESS stands for the value."`
	Repeat bool     `help:"Drop (2), (3) and so on from the end of headers, so that several columns have one."`
	Split  *int     `placeholder:"ROWS" help:"Begin a further file after this many rows."`
	And    []string `sep:"none" placeholder:"FILE.xlsx=SHEET=FILE" help:"Make this workbook too, of one table as it stands."`
	Files  []string `arg:"" optional:"" default:"-" name:"[SHEET=]FILE" help:"Tables; - or none is standard input."`
}

func main() { os.Exit(cli.Main("mkxlsx", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	sheets, of, err := c.check()
	if err != nil {
		return cli.Usagef("%v", err)
	}
	tables, err := env.Tables(c.Files)
	if err != nil {
		return err
	}
	columns, err := c.columns(tables)
	if err != nil {
		return err
	}
	for i, in := range tables {
		if c.Repeat {
			dropRepeats(columns[i])
		}
		s := &sheets[of[i]]
		s.Tables = append(s.Tables, workbook.Table{Rows: in, Columns: columns[i]})
	}
	for i := range sheets {
		one, err := workbook.Join(sheets[i].Tables...)
		if err != nil {
			return err
		}
		sheets[i].Tables = []workbook.Table{one}
	}
	var n workbook.Count
	if c.Split != nil {
		n, err = c.split(env, sheets[0])
	} else {
		n, err = workbook.Write(env.Output(), sheets...)
	}
	if err != nil {
		return err
	}
	for _, a := range c.also() {
		in, err := env.Table(a.table)
		if err != nil {
			return err
		}
		more, err := workbook.Write(env.Create(a.file), workbook.Sheet{Name: a.sheet, Tables: []workbook.Table{{Rows: in}}})
		if err != nil {
			return err
		}
		n = append(n, workbook.SheetCount{Sheet: filepath.Base(a.file), Rows: more.Rows()})
	}
	var parts []string
	for _, s := range n {
		parts = append(parts, fmt.Sprintf("%d %s", s.Rows, s.Sheet))
	}
	env.Summary("%s: %s", count.Of(n.Rows(), "row"), strings.Join(parts, ", "))
	return nil
}

// An also is a workbook of --and.
type also struct{ file, sheet, table string }

func (c *command) also() (all []also) {
	for _, flag := range c.And {
		file, table, _ := strings.Cut(flag, "=")
		sheet, table, _ := parse(table)
		all = append(all, also{file, sheet, table})
	}
	return all
}

// check refuses wrong usage, before anything is read. It takes the sheets' names
// from the files; of is the index of each file's sheet.
func (c *command) check() (sheets []workbook.Sheet, of []int, err error) {
	given := make(map[string]int) // the sheets whose names were given
	for i, arg := range c.Files {
		name, file, isGiven := parse(arg)
		c.Files[i] = file
		at, known := given[name]
		if !isGiven || !known {
			at = len(sheets)
			sheets = append(sheets, workbook.Sheet{Name: name})
		}
		if isGiven {
			given[name] = at
		}
		of = append(of, at)
	}
	for _, flag := range c.Column {
		if name, header, renamed := strings.Cut(flag, "="); name == "" || renamed && header == "" {
			return nil, nil, fmt.Errorf("--column %q: want NAME, or NAME=HEADER", flag)
		}
	}
	for _, flag := range c.Link {
		if _, _, err := link.Parse(flag); err != nil {
			return nil, nil, fmt.Errorf("--link %w", err)
		}
	}
	if err := workbook.CheckFile(c.Output); err != nil {
		return nil, nil, err
	}
	for i, a := range c.also() {
		if a.table == "" || !strings.EqualFold(filepath.Ext(a.file), ".xlsx") {
			return nil, nil, fmt.Errorf("--and %q: want FILE.xlsx=SHEET=FILE", c.And[i])
		}
		if err := workbook.CheckNames(workbook.Sheet{Name: a.sheet}); err != nil {
			return nil, nil, fmt.Errorf("--and %q: %w", c.And[i], err)
		}
	}
	switch {
	case c.Split == nil:
	case *c.Split < 1:
		return nil, nil, fmt.Errorf("--split %d: a file needs at least one row", *c.Split)
	case len(sheets) > 1:
		return nil, nil, fmt.Errorf("--split makes files of one sheet, not of %d", len(sheets))
	case !strings.EqualFold(filepath.Ext(c.Output), ".xlsx"):
		return nil, nil, fmt.Errorf("--split needs a file: -o FILE.xlsx")
	}
	if err := workbook.CheckNames(sheets...); err != nil {
		return nil, nil, fmt.Errorf("%w; choose another name: SHEET=FILE", err)
	}
	return sheets, of, nil
}

// parse takes [SHEET=]FILE apart; isGiven tells whether SHEET is. What has a / before
// the = is a path.
func parse(arg string) (sheet, file string, isGiven bool) {
	sheet, file, ok := strings.Cut(arg, "=")
	if ok && !strings.ContainsRune(sheet, '/') {
		return sheet, file, true
	}
	if arg == "-" {
		return "Sheet1", arg, false
	}
	base := filepath.Base(arg)
	return strings.TrimSuffix(base, filepath.Ext(base)), arg, false
}

// columns are those that are shown of each table, and how.
func (c *command) columns(tables []*tsv.Reader) ([][]workbook.Column, error) {
	columns := make([][]workbook.Column, len(tables))
	for i, in := range tables {
		columns[i] = workbook.All(in)
	}
	for _, name := range c.Number {
		if err := each(tables, "--number", name, func(i, at int) { columns[i][at].Number = true }); err != nil {
			return nil, err
		}
	}
	for _, flag := range c.Link {
		name, address, err := link.Parse(flag)
		if err := cmp.Or(err, each(tables, "--link", name, func(i, at int) { columns[i][at].Link = address })); err != nil {
			return nil, err
		}
	}
	if len(c.Column) == 0 {
		return columns, nil
	}
	for i, in := range tables {
		all := columns[i]
		columns[i] = nil
		for _, flag := range c.Column {
			name, header, _ := strings.Cut(flag, "=")
			var at int
			if err := in.Bind(tsv.Need(name, &at)); err != nil {
				return nil, err
			}
			column := all[at]
			column.Header = header
			columns[i] = append(columns[i], column)
		}
	}
	return columns, nil
}

// dropRepeats makes one header of those that a number tells apart.
func dropRepeats(columns []workbook.Column) {
	for i := range columns {
		columns[i].Header = workbook.Repeated(cmp.Or(columns[i].Header, columns[i].Name))
	}
}

// each calls do for each table that has the column of a flag. At least one has.
func each(tables []*tsv.Reader, flag, name string, do func(i, at int)) error {
	found := false
	for i, in := range tables {
		var at int
		if err := in.Bind(tsv.May(name, &at)); err != nil {
			return err
		}
		if at >= 0 {
			do(i, at)
			found = true
		}
	}
	if !found {
		return fmt.Errorf("%s: no table has a column %q", flag, name)
	}
	return nil
}

// split writes FILE.xlsx, FILE-2.xlsx and so on. The count is that of each file.
func (c *command) split(env *cli.Env, sheet workbook.Sheet) (workbook.Count, error) {
	parts := env.Parts(c.Output)
	count, err := workbook.Split(sheet, *c.Split, parts.Next)
	for i := range count {
		count[i].Sheet = filepath.Base(parts.Name(i + 1))
	}
	return count, cmp.Or(err, parts.Left())
}
