// Mkmarc writes MARC records for Alma's import of new OCLC numbers in one step, and
// those that put the old ones back.
//
// Usage:
//
//	mkmarc [--rollback FILE.mrc] [--split RECORDS] [-o FILE.mrc] [--quiet] [FILE...]
//
// It is for an import profile that finds a record by its MMS ID and replaces 035 by
// itself, so that no record is ever without a number: see cmd/ALMA.md. It writes what
// mkimport --one-step does, as a MARC 21 record in UTF-8 for each record of the
// tables: 001, the MMS ID, and one field 035, $a (OCoLC) and the Incoming 035a, $z
// each other number that the record has in OCLC Control Number (035a) and (035z),
// with (OCoLC), and then what in (035z) is no OCLC number, and what Other 035z holds,
// as it stands. Of a table of verifyupdate it is what the record has now, and then
// what it had before. There is no other field.
//
// A record without a valid number or MMS ID, with two different numbers, or with a
// value in 035 $a that cannot be read is an error, and so is one that is longer than
// MARC takes.
//
// --rollback gets what the record has today: a field 035 for each number in 035 $a, the
// first of them with all of 035 $z; with numbers in 035 $z alone one field of these. A
// record that has no OCLC number today has no row there; the summary tells how many
// there are.
//
// --split begins a further file after so many records, 20,000 without it: FILE-2.mrc,
// FILE-3.mrc and so on, for the rollback too. Load all of them.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	mkmarc -o for_one_step_import_to_NZ.mrc --rollback rollback_for_one_step_import.mrc \
//	       update.tsv
package main

import (
	"cmp"
	_ "embed" // the manual
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"datasync/pkg/alma"
	"datasync/pkg/cli"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Rollback string   `placeholder:"FILE.mrc" help:"Write the records that put the numbers of today back to FILE.mrc."`
	Split    int      `default:"20000" placeholder:"RECORDS" help:"Begin a further file after this many records (default: 20000)."`
	Files    []string `arg:"" name:"file" optional:"" default:"-" sep:"none" help:"Tables of the records; - is standard input."`
}

func main() { os.Exit(cli.Main("mkmarc", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if err := c.check(); err != nil {
		return cli.Usagef("%v", err)
	}
	tables, err := env.Tables(c.Files)
	if err != nil {
		return err
	}
	out, rollback := env.Parts(c.Output), env.Parts(c.Rollback)
	n, err := alma.MARC(tables, c.Split, next(out, c.Output), next(rollback, c.Rollback))
	if err := cmp.Or(err, out.Left(), rollback.Left()); err != nil {
		return err
	}
	env.Summary("%s", n.Summary(c.Rollback != ""))
	return nil
}

// next begins the next part; it is nil where there is no file.
func next(p *cli.Parts, name string) func() io.Writer {
	if name == "" {
		return nil
	}
	return p.Next
}

// check refuses wrong usage, before anything is read.
func (c *command) check() error {
	switch {
	case c.Output == "" && c.Rollback == "":
		return fmt.Errorf("name a file: -o FILE.mrc, --rollback FILE.mrc, or both")
	case c.Split < 1:
		return fmt.Errorf("--split %d: a file needs at least one record", c.Split)
	}
	return cmp.Or(checkFile("-o", c.Output), checkFile("--rollback", c.Rollback))
}

func checkFile(flag, name string) error {
	if name == "" || strings.EqualFold(filepath.Ext(name), ".mrc") {
		return nil
	}
	return fmt.Errorf("%s %s: a file of MARC records is called FILE.mrc", flag, name)
}
