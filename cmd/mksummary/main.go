// Mksummary counts where the rows of a run went, and tells whether they are all
// there.
//
// Usage:
//
//	mksummary [-o FILE] [--quiet] RUN_DIR
//
// It looks at the files of a run directory and writes a table with the columns
// Stage, Outcome, File and Rows, for the stages of which files are there. What goes
// into a stage has the outcome in; all else is what comes out. A row is a row of a
// table or of a workbook, or a line of a report that is not blank; manifest.tsv says
// which are the reports.
//
// These must hold, else the exit code is 1, with the table written:
//
//   - the records that go into a stage come out of it, each as often
//   - of a stage of which a file is there none that holds its rows is missing, and no
//     stage before it
//   - those that come out of the stage review have the numbers that went in, those aside
//     in the place of which a person chose another one
//   - the import workbooks, all parts, hold the records of update.tsv with the same
//     numbers, and the set holds the same records; none is without a number,
//     and no workbook has another column
//   - the rollback holds each number that they have today
//   - of a run in one step (datasync --one-step) table, workbook and MARC of the import
//     hold the numbers of update.tsv, and each 035 $z that the records are to get; the
//     rollback, workbook and MARC, what they have today
//   - each record carried from an earlier run is in one file at the end; what became
//     of them is counted like a stage, carry
//   - each line of OCLC's exception reports is beside a row or among those unmatched,
//     counted as the stage message
//
// The message names the stage, the file in which it stands and the first record.
// Another file of a stage that is missing, such as comparison_file_IZ.xlsx, is a
// warning.
//
// The parts of the import are those that written.tsv names, the run's own list of what
// it wrote; without one, for_import_to_NZ.xlsx, for_import_to_NZ-2.xlsx and so on, as
// far as they go. A copy such as for_import_to_NZ-LAPTOP.xlsx is no file of the run: a
// warning names it.
//
// Exit status: 0 all rows are there; 1 some are not, or a file cannot be read or
// written; 2 wrong usage.
//
// Example:
//
//	mksummary -o summary.tsv runs/2026-01-24
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/balance"
	"datasync/pkg/cli"
	"datasync/pkg/count"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Dir string `arg:"" name:"run_dir" help:"Directory of a run."`
}

func main() { os.Exit(cli.Main("mksummary", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	parts, warned, err := balance.Read(c.Dir)
	if parts == nil {
		return err
	}
	for _, warning := range warned {
		env.Warn("%v", warning)
	}
	if err == nil {
		env.Summary("%s: all rows are there", count.Of(len(parts), "file"))
	}
	env.Fail(err)
	return balance.Write(env.Output(), parts)
}
