// Mkoverview makes the tables of the report's first page.
//
// Usage:
//
//	mkoverview --date YYYY-MM-DD --summary FILE --manifest FILE --dir DIR
//	           [-o FILE] [--quiet] [MERGED]
//
// MERGED is the result of bibmerge, --summary that of mksummary, --manifest that
// of mkmanifest. The result is a line of text under the title of the report. Into
// DIR it writes
//
//	inputs.tsv     each input, with its size and its rows
//	fates.tsv      what became of the records whose number differs
//	libraries.tsv  records per OCLC symbol and action; a record that two libraries
//	               reported is counted for both
//	stages.tsv     for each stage, the rows in and the rows out
//	next.tsv       what to do next, in order
//
// Example:
//
//	mkoverview --date 2025-06-02 --summary summary.tsv --manifest manifest.tsv \
//	           --dir overview -o overview/title.tsv bibprocessmerged.tsv
package main

import (
	"cmp"
	_ "embed" // the manual
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/dnu"
	"datasync/pkg/overview"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Date       string `required:"" placeholder:"YYYY-MM-DD" help:"The report's date."`
	SummaryTSV string `name:"summary" required:"" placeholder:"FILE" help:"Where the rows went, from mksummary."`
	Manifest   string `required:"" placeholder:"FILE" help:"The inputs, from mkmanifest."`
	Dir        string `required:"" placeholder:"DIR" help:"Write the tables into DIR."`
	Merged     string `arg:"" optional:"" default:"-" help:"Merged records, from bibmerge; - is standard input."`
}

func main() { os.Exit(cli.Main("mkoverview", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if _, err := time.Parse(time.DateOnly, c.Date); err != nil {
		return cli.Usagef("--date: %q is no day; write it as 2025-06-02", c.Date)
	}
	table, err := env.Table(c.SummaryTSV)
	if err != nil {
		return err
	}
	s, err := overview.ReadSummary(table)
	if err != nil {
		return err
	}
	if len(s) == 0 {
		return table.Errorf("the summary has no rows")
	}
	merged, err := env.Table(c.Merged)
	if err != nil {
		return err
	}
	if err := env.MakeDir(c.Dir); err != nil {
		return err
	}
	create := func(name string) io.Writer { return env.Create(filepath.Join(c.Dir, name)) }
	if err := cmp.Or(
		s.WriteTitle(env.Output(), c.Date),
		s.WriteFates(create("fates.tsv")),
		s.WriteStages(create("stages.tsv")),
		s.WriteNext(create("next.tsv")),
		overview.Libraries(merged, create("libraries.tsv")),
		c.inputs(env, s.InputRows(), create("inputs.tsv")),
	); err != nil {
		return err
	}
	env.Summary("%d records to update", s.ToUpdate())
	return nil
}

// inputs lists the inputs: the reports with the rows that the summary tells, the
// tables that people made with those that they have.
func (c *command) inputs(env *cli.Env, rows map[string]int, out io.Writer) error {
	in, err := env.Table(c.Manifest)
	if err != nil {
		return err
	}
	at, err := in.Columns(column.File, "Bytes")
	if err != nil {
		return err
	}
	w := tsv.NewWriter(out, []string{"Input", "Format", column.File, column.Rows, "Bytes"})
	for in.Scan() {
		name := in.Row()[at[0]]
		kind, n := "report", strconv.Itoa(rows[name])
		if _, ok := rows[name]; !ok {
			kind, n = "table", count(env, name)
		}
		format := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
		if err := w.Write([]string{kind, format, short(filepath.Base(name)), n, in.Row()[at[1]]}); err != nil {
			return err
		}
	}
	return cmp.Or(in.Err(), w.Flush())
}

// short leaves out the middle of a name that is too long for the page.
func short(name string) string {
	if r := []rune(name); len(r) > 44 {
		return string(r[:33]) + "…" + string(r[len(r)-10:])
	}
	return name
}

// count is the rows of a table, or nothing where that cannot be told without its
// sheet's name: it stood on another command's line, and is not worth an error.
func count(env *cli.Env, name string) string {
	table, err := env.Foreign(name, dnu.Sheet)
	if err != nil {
		return ""
	}
	defer table.Close()
	n := 0
	for table.Scan() {
		n++
	}
	if table.Err() != nil {
		return ""
	}
	return strconv.Itoa(n)
}
