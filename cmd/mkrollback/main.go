// Mkrollback writes the rows for an import that puts the OCLC numbers of today
// back.
//
// Usage:
//
//	mkrollback [-o FILE] [--quiet] [FILE]
//
// It writes the columns 001 and 035 $a: every number in OCLC Control Number (035a)
// of each record of a table from actionroute, one a row.
//
// Example:
//
//	mkrollback update.tsv | mkxlsx -o rollback_for_import.xlsx rollback_for_import=-
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/importfile"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	File string `arg:"" optional:"" default:"-" help:"Table from actionroute; - is standard input."`
}

func main() { os.Exit(cli.Main("mkrollback", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := importfile.Rollback(in, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d records: %d rows", n.Records, n.Written)
	return nil
}
