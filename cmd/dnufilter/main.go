// Dnufilter drops the records on the do-not-update list.
//
// Usage:
//
//	dnufilter --dnu TABLE... [--dropped FILE] [-o FILE] [--quiet] [FILE]
//
// It writes the rows whose Network Id is not on the list; the others go to
// --dropped, with the list's reason in the column Reason.
//
// The list is a workbook, TSV, CSV or one-column text file. Its first column holds
// MMS IDs under a header; further columns are yours, and one called Reason is
// passed on. TABLE may be FILE#SHEET; without it the sheet Do_not_change of a
// workbook serves, or else its first sheet. Give --dnu again for another list.
//
// A cell without any digit, such as the template's "Add your MMS ID here", is
// skipped with a warning. A cell with digits that is no MMS ID is an error: a
// record would lose its protection.
//
// Example:
//
//	dnufilter --dnu Do_not_change.xlsx -o candidates.tsv --dropped do_not_change.tsv diff.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/dnu"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	DNU     []string `name:"dnu" required:"" sep:"none" placeholder:"TABLE" help:"Do-not-update list; may be given several times."`
	Dropped string   `placeholder:"FILE" help:"Write the rows on the list to FILE."`
	File    string   `arg:"" optional:"" default:"-" help:"Table with the column Network Id; - is standard input."`
}

func main() { os.Exit(cli.Main("dnufilter", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	list := make(dnu.List)
	for _, name := range c.DNU {
		if err := c.add(env, list, name); err != nil {
			return err
		}
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	n, err := dnu.Rows(in, list, env.Output(), env.Create(c.Dropped))
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d kept, %d dropped", n.Kept+n.Dropped, n.Kept, n.Dropped)
	return nil
}

func (c *command) add(env *cli.Env, list dnu.List, name string) error {
	in, err := env.Foreign(name, dnu.Sheet, dnu.Columns...)
	if err != nil {
		return err
	}
	defer in.Close()
	return list.Add(in, func(place error) { env.Warn("%v", place) })
}
