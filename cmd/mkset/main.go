// Mkset writes the file from which Alma creates an itemized set.
//
// Usage:
//
//	mkset [--column NAME] [--header TEXT] [-o FILE] [--quiet] [FILE...]
//
// It writes the header MMS ID, then each distinct Network Id of the tables, one a
// line, in the order of first appearance. A row without an MMS ID is an error.
//
// --column takes another column, whose name is the header then: of Network Id, MMS
// ID and Incoming 035a each value must be an MMS ID or an OCLC number and is
// written bare, (OCoLC)ocm00012345 as 12345; of any other column each value is
// written as it stands, and a row without one is an error. --header is another
// header.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	mkset -o a_to_z_MMSid_for_set.txt update.tsv
//	mkset --column 'Incoming 035a' -o oclc_numbers_updated.txt update.tsv
package main

import (
	"cmp"
	_ "embed" // the manual
	"os"

	"datasync/pkg/alma"
	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Column string   `placeholder:"NAME" help:"Take this column (default: Network Id)."`
	Header string   `placeholder:"TEXT" help:"Header of the file (default: MMS ID, or the name of --column)."`
	Files  []string `arg:"" name:"file" optional:"" default:"-" sep:"none" help:"Tables; - is standard input."`
}

func main() { os.Exit(cli.Main("mkset", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if tsv.Clean(c.Header+c.Column) != c.Header+c.Column {
		return cli.Usagef("%q is more than one header; name one, without TAB or line break", c.Header+c.Column)
	}
	tables, err := env.Tables(c.Files)
	if err != nil {
		return err
	}
	name, header := cmp.Or(c.Column, column.NetworkID), cmp.Or(c.Header, c.Column, column.MMSID)
	n, err := alma.Set(tables, name, header, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%s: %d written, %d repeated", count.Of(n.Written+n.Repeated, "row"), n.Written, n.Repeated)
	return nil
}
