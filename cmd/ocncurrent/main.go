// Ocncurrent asks WorldCat which OCLC numbers of a table are current.
//
// Usage:
//
//	ocncurrent [--column NAME]... [--key-file FILE] [--batch N] [--answers DIR]
//	           [--max-age TIME] [--rate N] [--scope TEXT] [--server URL]
//	           [--tokens URL] [-o FILE] [--quiet] [FILE...]
//
// It reads the OCLC numbers of Existing 035a, Incoming 035a and OCLC Control Number
// (035a), as far as the table has these columns, or of the columns named, each
// number once. The numbers of a row whose Action begins with unresolved are not
// asked for: they are provisional. The result has a row for each number, in the
// order of the table:
//
//	OCLC number  such as 12345
//	Current      the number that it leads to today: itself, or that of the record
//	             with which OCLC merged it; empty: WorldCat does not know it
//	Fetched      when OCLC was asked, such as 2026-11-25T10:15:00Z
//
// That is a table for matchroute --current. A number that OCLC's answer leaves out
// is asked for again; one for which it never answers is an error. Numbers that OCLC
// refuses, with HTTP 400 or 404, are asked for in halves; one that it refuses alone
// counts as unknown, and a warning tells. If it refuses all of ten or more, that is an
// error.
//
// Key and secret are those of a WSKey with the WorldCat Metadata API. They are read
// from the variables OCLC_KEY and OCLC_SECRET, or from --key-file: the key, a space
// or line break, the secret.
//
// With --answers each answer of OCLC is kept in a folder, and what is there is not
// asked again for --max-age: a run that was stopped goes on from there. Ocncurrent
// asks for 10 numbers at a time, sends at most --rate requests a second, and tries
// again what was refused or got lost (five times, with growing waits).
//
// Exit status: 0 done; 1 bad data, a key that is not let in, or a file cannot be
// read or written; 2 wrong usage; 3 stopped before the end, by a server that is down
// or by Ctrl-C. There is no result then; what came is in --answers, and the same
// command again goes on from there.
//
// Example:
//
//	ocncurrent --key-file oclc.key --answers answers -o current.tsv routed_update.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/oclcapi"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	oclcapi.Access
	Column []string `sep:"none" placeholder:"NAME" help:"Ask for the numbers of this column; may be given several times."`
	Batch  int      `default:"10" placeholder:"N" help:"Ask for N numbers at a time, at most 10 (default: 10)."`
	Files  []string `arg:"" optional:"" name:"file" default:"-" help:"Tables with OCLC numbers; - is standard input."`
}

func main() { os.Exit(cli.Main("ocncurrent", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if c.Batch < 1 || c.Batch > oclcapi.MaxNumbers {
		return cli.Usagef("--batch: %d; OCLC answers 1 to %d numbers at a time", c.Batch, oclcapi.MaxNumbers)
	}
	client, err := c.Client(env)
	if err != nil {
		return err
	}
	var table oclcapi.Table
	for _, name := range c.Files {
		in, err := env.Table(name)
		if err != nil {
			return err
		}
		if err := table.Read(in, c.Column); err != nil {
			return err
		}
	}
	out := env.Output()
	answers, err := oclcapi.Ask(client, table.Numbers, c.Batch)
	if err != nil {
		return err
	}
	n, err := answers.Write(table.Numbers, out)
	if err != nil {
		return err
	}
	if n.Refused > 0 {
		env.Warn("OCLC refuses %s, which %s as unknown; the first is %s", count.Of(n.Refused, "number"), map[bool]string{true: "counts", false: "count"}[n.Refused == 1], n.First)
	}
	env.Summary("%s (%d unresolved): %s: %d current, %d changed, %d unknown; %s", count.Of(table.Rows, "row"), table.Unresolved,
		count.Of(len(table.Numbers), "number"), n.Current, n.Changed, n.Unknown, client.Sent())
	return nil
}
