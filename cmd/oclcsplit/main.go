// Oclcsplit separates the records whose OCLC number at OCLC differs from the one
// in our 035 $a.
//
// Usage:
//
//	oclcsplit [--same FILE] [-o FILE] [--quiet] [FILE]
//
// It reads a table from bibmerge and writes the rows to look at: those whose
// incoming OCLC number is not the existing one, compared as numbers, so that
// (OCoLC)ocm00012345 is 12345; those where either is no OCLC number; and those in
// conflict. The others go to --same. It reads the columns Existing 035a, Incoming 035a
// and, where there is one, Conflict, and adds none.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	oclcsplit -o diff.tsv --same same.tsv bibprocessmerged.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/split"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Same string `placeholder:"FILE" help:"Write the rows with the same number to FILE."`
	File string `arg:"" optional:"" default:"-" help:"Table from bibmerge; - is standard input."`
}

func main() { os.Exit(cli.Main("oclcsplit", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := split.Rows(in, env.Output(), env.Create(c.Same))
	if err != nil {
		return err
	}
	env.Summary("%s: %d differ, %d same", count.Of(n.Differ+n.Same, "row"), n.Differ, n.Same)
	return nil
}
