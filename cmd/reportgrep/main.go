// Reportgrep prints the lines of bib processing reports about certain records.
//
// Usage:
//
//	reportgrep --ids TABLE... [-v] [-o FILE] [--quiet] REPORT...
//
// It prints the lines whose MMS ID is in one of the tables, as they are, in order;
// with -v it prints all other lines. So what both print together is the reports.
//
// TABLE is a workbook, TSV, CSV or one-column text file. The MMS IDs stand in its
// column Network Id, else in MMS ID, else in the first one, under a header. Give
// --ids again for another table. A cell that is no MMS ID is an error.
//
// A line that is no report row has no MMS ID, so it is one of the others. The first
// of each report is told in a warning, and the summary counts them. Lines of white
// space alone are skipped. A report without one valid row is an error.
//
// Exit status: 0 when done, also if no line was printed; 1 for bad data or an I/O
// error; 2 for wrong usage.
//
// Example:
//
//	reportgrep --ids missing.tsv --ids routed_review.tsv -o carried.txt *BibProcessingReport.txt
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/bibreport"
	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/table"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	IDs     []string `name:"ids" required:"" sep:"none" placeholder:"TABLE" help:"Table with the MMS IDs; may be given several times."`
	Invert  bool     `short:"v" help:"Print the other lines."`
	Reports []string `arg:"" optional:"" name:"report" default:"-" help:"Bib processing reports; - or none is standard input."`
}

func main() { os.Exit(cli.Main("reportgrep", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	ids := make(map[mms.ID]bool)
	for _, name := range c.IDs {
		if err := addIDs(env, name, ids); err != nil {
			return err
		}
	}
	var n bibreport.GrepCount
	out := env.Output()
	warn := func(err error) { env.Warn("%v; it counts as a line without MMS ID", err) }
	for _, name := range c.Reports {
		in, err := env.Open(name)
		if err != nil {
			return err
		}
		if err := n.Grep(bibreport.NewReader(in, in.Name), ids, c.Invert, out, warn); err != nil {
			return err
		}
	}
	env.Summary("%s: %d printed, %d not, %d unreadable", count.Of(n.Printed+n.Others, "line"), n.Printed, n.Others, n.Unreadable)
	return nil
}

func addIDs(env *cli.Env, name string, ids map[mms.ID]bool) error {
	in, err := env.Foreign(name, "", table.IDColumns...)
	if err != nil {
		return err
	}
	defer in.Close()
	columns, err := in.FindIDs()
	if err != nil {
		return err
	}
	for in.Scan() {
		id, err := in.MMSID(columns[0])
		if err != nil {
			return err
		}
		ids[id] = true
	}
	return in.Err()
}
