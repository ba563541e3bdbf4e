// Mkclaims takes apart what the reports say of records on whose OCLC number they
// disagree.
//
// Usage:
//
//	mkclaims [-o FILE] [--quiet] MERGED DUPLICATES
//
// MERGED is the result of bibmerge, DUPLICATES its --duplicates. For each record
// of MERGED whose Conflict is not empty mkclaims writes one row per claim, with the
// columns
//
//	Network Id, OCLC symbol, Run, Action, Incoming 035a, JobID
//
// The record's own row comes first, then those of DUPLICATES about it whose Reason
// is duplicate; a superseded row claims nothing. Of rows with the same symbol,
// action and number there is one. Run is when the run of data sync began, in UTC,
// such as 2025-05-24 11:02:25; it is empty where the job id does not tell it. The
// records are in the order of MERGED.
//
// A record in conflict about which DUPLICATES has nothing is an error: the two
// files are not from one run.
//
// Example:
//
//	mkclaims -o conflicts.tsv bibprocessmerged.tsv duplicates.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/claims"
	"datasync/pkg/cli"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Merged     string `arg:"" help:"Merged records, from bibmerge; - is standard input."`
	Duplicates string `arg:"" help:"Rows that were folded into others, from bibmerge --duplicates."`
}

func main() { os.Exit(cli.Main("mkclaims", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	merged, err := env.Table(c.Merged)
	if err != nil {
		return err
	}
	duplicates, err := env.Table(c.Duplicates)
	if err != nil {
		return err
	}
	n, err := claims.Rows(merged, duplicates, env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d records in conflict: %d claims", n.Records, n.Claims)
	return nil
}
