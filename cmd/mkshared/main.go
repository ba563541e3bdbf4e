// Mkshared puts the records side by side that have one incoming OCLC number:
// candidates for merging.
//
// Usage:
//
//	mkshared [--doublecheck TABLE]... [-o FILE] [--quiet] [MERGED]
//
// Of MERGED, the result of bibmerge, it takes the records whose column Shared with
// is not empty, and writes the columns
//
//	Incoming 035a, Network Id, Reports, Institution Name, Action
//
// sorted by the number, as a number, and then by MMS ID. Institution Name is who
// holds the record according to the Alma Analytics report OCLC-doublecheck; it is
// empty where that does not tell, or is not given. Give --doublecheck again for
// each part of a report in parts.
//
// Example:
//
//	mkshared --doublecheck OCLC-doublecheck.xlsx -o shared.tsv bibprocessmerged.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/analytics"
	"datasync/pkg/cli"
	"datasync/pkg/shared"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Doublecheck []string `sep:"none" placeholder:"TABLE" help:"Analytics report OCLC-doublecheck; may be given several times."`
	Merged      string   `arg:"" optional:"" default:"-" help:"Merged records, from bibmerge; - is standard input."`
}

func main() { os.Exit(cli.Main("mkshared", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	report, err := analytics.Read(c.Doublecheck, env.Foreign)
	if err != nil {
		return err
	}
	in, err := env.Table(c.Merged)
	if err != nil {
		return err
	}
	n, err := shared.Rows(in, report, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d records: %d share their number, in %d groups", n.Records, n.Shared, n.Groups)
	return nil
}
