// Tsvsort sorts the rows of tables.
//
// Usage:
//
//	tsvsort --by NAME [--by NAME]... [-o FILE] [--quiet] [FILE...]
//
// The header stays on top. The rows are sorted by the column called NAME, those
// that are the same there by the next one; rows that are the same in all of them
// keep their order. Values are compared as text, byte by byte: MMS IDs of one
// length come in their order, and "10" before "9". The rows are held in memory.
//
// Several tables become one. Its columns are those of the first, and then the
// further ones of the others, whose fields are empty where a table lacks them.
//
// Example:
//
//	tsvsort --by Reason --by 'Network Id' review.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/sorted"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	By    []string `required:"" sep:"none" placeholder:"NAME" help:"Column to sort by; may be given several times."`
	Files []string `arg:"" optional:"" name:"file" help:"Any tables; - or none is standard input."`
}

func main() { os.Exit(cli.Main("tsvsort", source, &command{})) }

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
	n, err := sorted.Rows(tables, env.Output(), c.By...)
	if err != nil {
		return err
	}
	env.Summary("%d rows", n)
	return nil
}
