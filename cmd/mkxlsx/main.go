// Mkxlsx makes an Excel workbook from tables.
//
// Usage:
//
//	mkxlsx -o FILE.xlsx [--column NAME[=HEADER]]... [--number NAME]...
//	       [--link NAME=ADDRESS]... [--layout FILE] [--split ROWS] [--quiet]
//	       [[SHEET=]FILE | SHEET+=FILE]...
//
// Each FILE becomes a sheet. It is called SHEET, or else like the file without
// its folder and ending; standard input becomes Sheet1. A file with a = in its
// name is written ./FILE. SHEET+=FILE puts a further table onto that sheet,
// below the others.
//
// Every cell is text, and formatted as text, so that no program that opens the
// workbook changes an id or a number, and no value is ever a formula. The
// header stays in place and has a filter, the columns are wide enough to read,
// and the sheet is ready to print. Control characters are written as _xHHHH_,
// which Excel reads back.
//
// --column selects a column, in the order of the flags, and HEADER renames it;
// without it all columns are shown. --number makes the plain numbers of a
// column numbers: for counts, never for ids. --link makes each value of a
// column a link to ADDRESS, in which {} stands for the value; a list such as
// "1; 2" has no link, nor have the values past 65,530, as many as Excel takes
// in a sheet.
//
// A sheet of more rows than Excel takes, 1,048,576 with the header, continues
// in the sheet "SHEET (2)", and so on; a name that is too long for that is
// shortened. --split instead begins a further file after ROWS rows:
// FILE-2.xlsx, and so on.
//
// The same tables give the same bytes, whenever and wherever.
//
// --layout names a text file that says all this, and more, for each sheet:
//
//	# What begins with # is a remark. Lines before the first [SHEET] are for
//	# all sheets.
//	link Incoming 035a = https://search.worldcat.org/title/{}
//
//	[records for review]
//	tab    orange
//	column Reason
//	new    Decision
//	choose Decision = update, do not change, later
//	column Network Id = MMS ID
//	column *
//	wrap   Institution Name
//	empty  Nothing to review.
//
//	[summary:stages]
//	title  Where the records went
//	number Rows
//	chart  pie Outcome = Rows
//
// The lines after [SHEET] are for this sheet, and those after [SHEET:TABLE] for
// one of its tables, which is called like its file without folder and ending. A
// sheet or table that the workbook lacks is passed over. Columns are called as
// in the table.
//
//	column NAME = HEADER   show this column, under HEADER if there is one
//	column? NAME = HEADER  the same, if the table has it
//	column *               all columns that have no line of their own
//	new NAME               a column of empty cells, for people to fill in
//	number NAME            plain numbers are numbers; * is all columns but the first
//	wrap NAME              break long values into lines
//	link NAME = ADDRESS    as --link
//	choose NAME = A, B     a drop-down list in each cell
//	tab COLOUR             red, orange, yellow, green, blue, grey or RRGGBB
//	empty TEXT             what a sheet without rows says
//	title TEXT             stands above the table
//	text                   the header is a heading, the rows are lines of text
//	chart pie NAME = A     a slice for each row: its name, and its number
//	chart bar NAME = A, B  a bar for each row, with a part for each column;
//	                       * is all columns of numbers
//
// A sheet of several tables, or one with a title, text or a chart, is a page to
// be read: it has no filter.
//
// Examples:
//
//	mkxlsx -o comparison_file_IZ.xlsx DIFF=diff.tsv SAME=same.tsv
//	mkxlsx -o import.xlsx --column 'Network Id=001' --column 'Incoming 035a=035 $a' update.tsv
//	mkxlsx -o report.xlsx --layout report.layout summary=stages.tsv summary+=steps.tsv review.tsv
package main

import (
	_ "embed" // the manual
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/workbook"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Column []string `sep:"none" placeholder:"NAME[=HEADER]" help:"Show this column, under HEADER; repeat it for each, in order."`
	Number []string `sep:"none" placeholder:"NAME" help:"Make the plain numbers of this column numbers."`
	Link   []string `sep:"none" placeholder:"NAME=ADDRESS" help:"Make the values of this column links; {} in ADDRESS stands for the value."`
	Layout string   `placeholder:"FILE" help:"Show the tables as FILE says."`
	Split  *int     `placeholder:"ROWS" help:"Begin a further file after this many rows."`
	Files  []string `arg:"" optional:"" name:"[SHEET=]FILE" help:"Tables; - or none is standard input."`
}

func main() { os.Exit(cli.Main("mkxlsx", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	operands, err := c.check()
	if err != nil {
		return cli.Usagef("%v", err)
	}
	layout, err := c.layout(env)
	if err != nil {
		return err
	}
	var sheets []workbook.Sheet
	for _, o := range operands {
		in, err := env.Table(o.file)
		if err != nil {
			return err
		}
		if !o.further {
			sheets = append(sheets, workbook.Sheet{Name: o.sheet})
		}
		s := &sheets[len(sheets)-1]
		s.Tables = append(s.Tables, workbook.Table{Name: baseName(o.file), Rows: in})
	}
	if err := layout.Apply(sheets); err != nil {
		return err
	}
	if c.Split != nil {
		return c.split(env, sheets[0])
	}
	count, err := workbook.Write(env.Output(), sheets...)
	if err != nil {
		return err
	}
	summary(env, count, func(i int) string { return count[i].Sheet })
	return nil
}

// An operand is a table of a sheet.
type operand struct {
	sheet, file string
	further     bool // on the sheet of the operand before
}

// parse takes [SHEET=]FILE apart. What has a / before the = is a path.
func parse(arg string) operand {
	sheet, file, ok := strings.Cut(arg, "=")
	if !ok || strings.ContainsRune(sheet, '/') {
		return operand{sheet: baseName(arg), file: arg}
	}
	sheet, further := strings.CutSuffix(sheet, "+")
	return operand{sheet, file, further}
}

// baseName is what a table is called by its file.
func baseName(file string) string {
	if file == "-" {
		return "Sheet1"
	}
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// check refuses wrong usage, before anything is read.
func (c *command) check() ([]operand, error) {
	if c.Output == "" {
		return nil, fmt.Errorf("a workbook needs a file: -o FILE.xlsx")
	}
	if len(c.Files) == 0 {
		c.Files = []string{"-"}
	}
	var operands []operand
	var names []string
	for _, arg := range c.Files {
		o := parse(arg)
		switch {
		case !o.further:
			names = append(names, o.sheet)
		case len(names) == 0 || names[len(names)-1] != o.sheet:
			return nil, fmt.Errorf("%s has to follow a table of the sheet %q", arg, o.sheet)
		}
		operands = append(operands, o)
	}
	switch {
	case c.Split == nil:
	case *c.Split < 1:
		return nil, fmt.Errorf("--split %d: a file needs at least one row", *c.Split)
	case len(operands) > 1:
		return nil, fmt.Errorf("--split takes one table, not %d", len(operands))
	case c.Output == "-":
		return nil, fmt.Errorf("--split needs a file: -o FILE.xlsx")
	}
	return operands, workbook.CheckNames(names...)
}

// layout is that of the file and of the flags.
func (c *command) layout(env *cli.Env) (*workbook.Layout, error) {
	layout := &workbook.Layout{}
	if c.Layout != "" {
		in, err := env.Open(c.Layout)
		if err != nil {
			return nil, err
		}
		if layout, err = workbook.ReadLayout(in, in.Name); err != nil {
			return nil, err
		}
	}
	for _, flag := range []struct {
		word   string
		values []string
	}{{"column", c.Column}, {"number", c.Number}, {"link", c.Link}} {
		for _, value := range flag.values {
			if err := layout.Add(flag.word, value); err != nil {
				return nil, cli.Usagef("%v", err)
			}
		}
	}
	return layout, nil
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
	count, err := workbook.Split(sheet, *c.Split, func(n int) (io.Writer, error) {
		if n == 1 {
			return env.Output(), nil
		}
		return env.Create(name(n)), nil
	})
	if err != nil {
		return err
	}
	// A file of a longer run before would be taken for one of this run.
	if left := name(len(count) + 1); exists(left) {
		return fmt.Errorf("%s: left by another run, and not part of this one; remove it and run again", left)
	}
	summary(env, count, func(i int) string { return filepath.Base(name(i + 1)) })
	return nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// summary tells how many rows went where.
func summary(env *cli.Env, count workbook.Count, where func(i int) string) {
	parts := make([]string, len(count))
	for i, c := range count {
		parts[i] = fmt.Sprintf("%d %s", c.Rows, where(i))
	}
	env.Summary("%d rows: %s", count.Rows(), strings.Join(parts, ", "))
}
