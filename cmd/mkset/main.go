// Mkset writes the file from which Alma creates an itemized set.
//
// Usage:
//
//	mkset [--header TEXT] [-o FILE] [--quiet] [FILE]
//
// It writes the header MMS ID, then each distinct Network Id of a table, one a
// line, in the order of first appearance.
//
// Example:
//
//	mkset -o a_to_z_MMSid_for_set.txt update.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/itemset"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Header string `default:"MMS ID" placeholder:"TEXT" help:"Heading of the file (default: MMS ID)."`
	File   string `arg:"" optional:"" default:"-" help:"Table with the column Network Id; - is standard input."`
}

func main() { os.Exit(cli.Main("mkset", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if tsv.Clean(c.Header) != c.Header {
		return cli.Usagef("--header: %q is more than one heading; name one, without TAB or line break", c.Header)
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := itemset.MMSIDs(in, env.Output(), c.Header)
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d written, %d repeated", n.Written+n.Repeated, n.Written, n.Repeated)
	return nil
}
