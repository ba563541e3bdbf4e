// Mknumbers writes the distinct OCLC numbers that records get.
//
// Usage:
//
//	mknumbers [-o FILE] [--quiet] [FILE]
//
// It writes the header Incoming 035a, then each distinct number of that column of a
// table, bare, one a line, in the order of first appearance.
//
// Example:
//
//	mknumbers -o oclc_numbers_updated.txt update.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/itemset"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	File string `arg:"" optional:"" default:"-" help:"Table with the column Incoming 035a; - is standard input."`
}

func main() { os.Exit(cli.Main("mknumbers", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := itemset.Numbers(in, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d written, %d repeated", n.Written+n.Repeated, n.Written, n.Repeated)
	return nil
}
