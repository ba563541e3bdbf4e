// Tsvsort sorts the rows of a table.
//
// Usage:
//
//	tsvsort --by NAME [--by NAME]... [-o FILE] [--quiet] [FILE]
//
// The header stays on top. The rows are sorted by the column called NAME, those
// that are the same there by the next one; rows that are the same in all of them
// keep their order. Values are compared as text, byte by byte: MMS IDs of one
// length come in their order, and "10" before "9". The rows are held in memory.
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
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	By   []string `required:"" sep:"none" placeholder:"NAME" help:"Column to sort by; may be given several times."`
	File string   `arg:"" optional:"" default:"-" help:"Any table; - is standard input."`
}

func main() { os.Exit(cli.Main("tsvsort", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := sorted.Rows(in, env.Output(), c.By...)
	if err != nil {
		return err
	}
	env.Summary("%d rows", n)
	return nil
}
