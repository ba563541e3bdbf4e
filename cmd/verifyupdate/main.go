// Verifyupdate tells which records have their new OCLC number, after the job and
// the import ran in Alma.
//
// Usage:
//
//	verifyupdate --doublecheck TABLE... [--not-updated FILE] [--lost FILE]
//	             [-o FILE] [--quiet] [FILE]
//
// It reads the rows that were to be changed by batch, update.tsv, and a fresh Alma
// Analytics report. It writes the rows whose 035 $a holds the incoming OCLC number;
// those where it does not, or which the report lacks, go to --not-updated; those
// whose 035 $a holds no OCLC number any more go to --lost. If there are any of
// these, the exit code is 1: put their numbers back, with
// rollback_for_import.xlsx.
//
// Example:
//
//	verifyupdate --doublecheck OCLC-doublecheck-after.xlsx -o verified.tsv \
//	             --not-updated not_updated.tsv --lost lost_number.tsv update.tsv
package main

import (
	_ "embed" // the manual
	"fmt"
	"os"

	"datasync/pkg/analytics"
	"datasync/pkg/cli"
	"datasync/pkg/verify"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Doublecheck []string `required:"" sep:"none" placeholder:"TABLE" help:"Fresh Analytics report OCLC-doublecheck; may be given several times."`
	NotUpdated  string   `placeholder:"FILE" help:"Write the rows without the new number to FILE."`
	Lost        string   `placeholder:"FILE" help:"Write the rows without any number to FILE."`
	File        string   `arg:"" optional:"" default:"-" help:"Table of the records to verify; - is standard input."`
}

func main() { os.Exit(cli.Main("verifyupdate", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	report, err := analytics.Read(c.Doublecheck, env.Foreign)
	if err != nil {
		return err
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	out := verify.Out{Verified: env.Output(), NotUpdated: env.Create(c.NotUpdated), Lost: env.Create(c.Lost)}
	n, err := verify.Rows(in, report, out)
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d verified, %d not updated, %d lost their number", n.Rows(), n.Verified, n.NotUpdated, n.Lost)
	if n.Lost > 0 {
		env.Fail(fmt.Errorf("%d records have no OCLC number in 035 $a any more; put it back with the import of the number", n.Lost))
	}
	return nil
}
