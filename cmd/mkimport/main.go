// Mkimport writes the rows for Alma's import of new OCLC numbers, and those that
// put the old ones back.
//
// Usage:
//
//	mkimport [--one-step] [--rollback FILE] [-o FILE] [--quiet] [FILE...]
//
// It writes the columns 001 and 035 $a: the Network Id and the bare Incoming 035a
// of each record of the tables. A record without a valid number or MMS ID is an
// error, and so is one with two different numbers: the job that runs before the
// import empties 035 $a, and the record would have lost its number.
//
// --rollback gets the same columns: each number that OCLC Control Number (035a)
// holds, one a row. A foreign value such as (DLC)2000 is left out, since the job
// leaves it where it is. A value that cannot be read, such as 2000#, is an error:
// it may be the record's number, and could not be put back. Of a table of
// verifyupdate it gets what 035 $a now holds.
//
// --one-step is for an import that replaces 035 by itself, so that no record is ever
// without a number: see cmd/ALMA.md. 035 $a is (OCoLC) and the number then. As many
// columns 035 $z, 035 $z (2), … follow as the widest row needs: each other number that
// OCLC Control Number (035a) and (035z) hold, with (OCoLC), each once; then what in
// (035z) is no OCLC number, and what Other 035z holds, as it stands. Of a table of
// verifyupdate it is what the record has now, and then what it had before. A value in
// 035 $a that cannot be read is an error. In the workbook these columns have one name:
// mkxlsx --repeat.
//
// --rollback then gets what the record has today in the same columns, and as many
// 035 $a (2), … as it needs. A record that has no OCLC number today has no row there;
// the summary tells how many there are.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	mkimport -o for_import_to_NZ.tsv --rollback rollback_for_import.tsv update.tsv
//	mkxlsx -o for_import_to_NZ.xlsx for_import_to_NZ.tsv
//	mkxlsx -o rollback_for_import.xlsx rollback_for_import.tsv
//	mkimport --one-step -o for_one_step_import_to_NZ.tsv update.tsv
package main

import (
	_ "embed" // the manual
	"fmt"
	"io"
	"os"

	"datasync/pkg/alma"
	"datasync/pkg/cli"
	"datasync/pkg/count"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	OneStep  bool     `help:"Write rows for an import that replaces 035 by itself."`
	Rollback string   `placeholder:"FILE" help:"Write the rows that put the numbers of today back to FILE."`
	Files    []string `arg:"" name:"file" optional:"" default:"-" sep:"none" help:"Tables of the records; - is standard input."`
}

func main() { os.Exit(cli.Main("mkimport", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	tables, err := env.Tables(c.Files)
	if err != nil {
		return err
	}
	var rollback io.Writer
	if c.Rollback != "" {
		rollback = env.Create(c.Rollback)
	}
	if c.OneStep {
		n, err := alma.OneStep(tables, env.Output(), rollback)
		if err != nil {
			return err
		}
		env.Summary("%s", n.Summary(rollback != nil))
		return nil
	}
	n, err := alma.Import(tables, env.Output(), rollback)
	if err != nil {
		return err
	}
	takeBack := ""
	if rollback != nil {
		takeBack = fmt.Sprintf("; %d to take them back", n.TakeBack)
	}
	env.Summary("%s: %d written, %d repeated%s", count.Of(n.Written+n.Repeated, "row"), n.Written, n.Repeated, takeBack)
	return nil
}
