// Mkimport writes the rows for Alma's import of new OCLC numbers.
//
// Usage:
//
//	mkimport [-o FILE] [--quiet] [FILE]
//
// It writes the columns 001 and 035 $a: the Network Id and the bare Incoming 035a
// of each record of a table. A record without a valid incoming number is an error,
// and so is one with two different ones: the job that runs before the import
// empties 035 $a, and the record would have lost its number.
//
// Example:
//
//	mkimport update.tsv | mkxlsx -o for_import_to_NZ.xlsx for_import_to_NZ=-
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
	File string `arg:"" optional:"" default:"-" help:"Table with the columns Network Id and Incoming 035a; - is standard input."`
}

func main() { os.Exit(cli.Main("mkimport", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := importfile.New(in, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d records: %d rows", n.Records, n.Written)
	return nil
}
