// Mkseveral finds the records with several OCLC numbers in 035 $a.
//
// Usage:
//
//	mkseveral [-o FILE] [--quiet] [FILE...]
//
// It copies the rows whose column OCLC Control Number (035a) holds two or more
// different OCLC numbers, in order. One number in several spellings is one; what is
// no OCLC number does not count. The tables are those of actionroute: all have the
// same columns, in the same order.
//
// Example:
//
//	mkseveral -o several.tsv update.tsv updated.tsv review.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/several"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Files []string `arg:"" optional:"" name:"file" help:"Tables from actionroute; - or none is standard input."`
}

func main() { os.Exit(cli.Main("mkseveral", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if len(c.Files) == 0 {
		c.Files = []string{"-"}
	}
	var tables []*tsv.Reader
	for _, name := range c.Files {
		in, err := env.Table(name)
		if err != nil {
			return err
		}
		tables = append(tables, in)
	}
	n, err := several.Rows(tables, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d with several numbers, %d others", n.Several+n.Others, n.Several, n.Others)
	return nil
}
