// Mkxlsx makes an Excel workbook from tables.
//
// Usage:
//
//	mkxlsx -o FILE.xlsx [--column NAME[=HEADER]]... [--number NAME]...
//	       [--link NAME=ADDRESS]... [--split ROWS] [--quiet] [[SHEET=]FILE...]
//
// Each FILE, a table as the other commands write it, becomes a sheet. It is
// called SHEET, or else like the file without its folder and ending; standard
// input becomes Sheet1. A file with a = in its name is written ./FILE. A name
// that Excel forbids is an error.
//
// Every cell is text, and formatted as text, so that no program that opens the
// workbook changes an id or a number, and no value is ever a formula. The
// header stays in place and has a filter, the columns are wide enough to read,
// and the sheet is ready to print. Control characters are written as _xHHHH_,
// which Excel reads back. A value of more characters than Excel takes in a
// cell, 32,767, is an error: cut short it might still look whole.
//
// --column selects a column of each table, in the order of the flags, and
// HEADER renames it; without it all columns are shown. --number makes the plain
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
	"io"
	"os"
	"path/filepath"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/count"
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
	Split  *int     `placeholder:"ROWS" help:"Begin a further file after this many rows."`
	Files  []string `arg:"" optional:"" name:"[SHEET=]FILE" help:"Tables; - or none is standard input."`
}

func main() { os.Exit(cli.Main("mkxlsx", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	sheets, files, err := c.check()
	if err != nil {
		return cli.Usagef("%v", err)
	}
	looks := c.looks()
	for i, file := range files {
		in, err := env.Table(file)
		if err != nil {
			return err
		}
		columns, err := c.columns(in, looks)
		if err != nil {
			return err
		}
		sheets[i].Tables = []workbook.Table{{Rows: in, Columns: columns}}
	}
	for _, l := range looks {
		if !l.found {
			return fmt.Errorf("%s: no table has a column %q", l.flag, l.name)
		}
	}
	if c.Split != nil {
		return c.split(env, sheets[0])
	}
	n, err := workbook.Write(env.Output(), sheets...)
	if err != nil {
		return err
	}
	summary(env, n, func(i int) string { return n[i].Sheet })
	return nil
}

// check refuses wrong usage, before anything is read. Each sheet is of one file.
func (c *command) check() (sheets []workbook.Sheet, files []string, err error) {
	if len(c.Files) == 0 {
		c.Files = []string{"-"}
	}
	var names []string
	for _, arg := range c.Files {
		sheet, file := parse(arg)
		sheets, files, names = append(sheets, workbook.Sheet{Name: sheet}), append(files, file), append(names, sheet)
	}
	for _, flag := range c.Column {
		if name, header, renamed := strings.Cut(flag, "="); name == "" || renamed && header == "" {
			return nil, nil, fmt.Errorf("--column %q: want NAME, or NAME=HEADER", flag)
		}
	}
	for _, flag := range c.Link {
		if _, _, err := workbook.ParseLink(flag); err != nil {
			return nil, nil, fmt.Errorf("--link %w", err)
		}
	}
	if err := workbook.CheckFile(c.Output); err != nil {
		return nil, nil, err
	}
	switch {
	case c.Split == nil:
	case *c.Split < 1:
		return nil, nil, fmt.Errorf("--split %d: a file needs at least one row", *c.Split)
	case len(files) > 1:
		return nil, nil, fmt.Errorf("--split takes one table, not %d", len(files))
	case !strings.EqualFold(filepath.Ext(c.Output), ".xlsx"):
		return nil, nil, fmt.Errorf("--split needs a file: -o FILE.xlsx")
	}
	if err := workbook.CheckNames(names...); err != nil {
		return nil, nil, fmt.Errorf("%w; choose another name: SHEET=FILE", err)
	}
	return sheets, files, nil
}

// parse takes [SHEET=]FILE apart. What has a / before the = is a path.
func parse(arg string) (sheet, file string) {
	sheet, file, ok := strings.Cut(arg, "=")
	if ok && !strings.ContainsRune(sheet, '/') {
		return sheet, file
	}
	if arg == "-" {
		return "Sheet1", arg
	}
	base := filepath.Base(arg)
	return strings.TrimSuffix(base, filepath.Ext(base)), arg
}

// A look is what --number or --link says of a column.
type look struct {
	flag, name string
	number     bool
	link       string
	found      bool // in some table
}

func (c *command) looks() []*look {
	var looks []*look
	for _, name := range c.Number {
		looks = append(looks, &look{flag: "--number", name: name, number: true})
	}
	for _, flag := range c.Link {
		name, address, _ := workbook.ParseLink(flag) // checked already
		looks = append(looks, &look{flag: "--link", name: name, link: address})
	}
	return looks
}

// columns are those that are shown of a table.
func (c *command) columns(in *tsv.Reader, looks []*look) ([]workbook.Column, error) {
	all := workbook.All(in)
	for _, l := range looks {
		at, err := in.Optional(l.name)
		if err != nil {
			return nil, err
		}
		if at >= 0 {
			l.found = true
			all[at].Number = all[at].Number || l.number
			all[at].Link = cmp.Or(l.link, all[at].Link)
		}
	}
	if len(c.Column) == 0 {
		return all, nil
	}
	var shown []workbook.Column
	for _, flag := range c.Column {
		name, header, _ := strings.Cut(flag, "=")
		at, err := in.Columns(name)
		if err != nil {
			return nil, err
		}
		column := all[at[0]]
		column.Header = header
		shown = append(shown, column)
	}
	return shown, nil
}

// split writes FILE.xlsx, FILE-2.xlsx and so on.
func (c *command) split(env *cli.Env, sheet workbook.Sheet) error {
	ending := filepath.Ext(c.Output)
	name := func(n int) string {
		if n == 1 {
			return c.Output
		}
		return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(c.Output, ending), n, ending)
	}
	n, err := workbook.Split(sheet, *c.Split, func(n int) (io.Writer, error) {
		if n == 1 {
			return env.Output(), nil
		}
		return env.Create(name(n)), nil
	})
	if err != nil {
		return err
	}
	// A file of a longer run before would be taken for one of this run.
	if left := name(len(n) + 1); exists(left) {
		return fmt.Errorf("%s: left by another run, and not part of this one; remove it and run again", left)
	}
	summary(env, n, func(i int) string { return filepath.Base(name(i + 1)) })
	return nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// summary tells how many rows went where.
func summary(env *cli.Env, n workbook.Count, where func(i int) string) {
	parts := make([]string, len(n))
	for i, c := range n {
		parts[i] = fmt.Sprintf("%d %s", c.Rows, where(i))
	}
	env.Summary("%s: %s", count.Of(n.Rows(), "row"), strings.Join(parts, ", "))
}
