// Almabibs asks Alma for the records of a table as they are now.
//
// Usage:
//
//	almabibs (--region na|eu|ap|ca|cn | --server URL) [--key-file FILE]
//	         [--batch N] [--missing FILE] [--answers DIR] [--max-age TIME]
//	         [--rate N] [--leave N] [-o FILE] [--quiet] [FILE]
//
// It reads the column Network Id and asks Alma's Bibs API for
// these records, each once, 100 at a time. The result has a row for each record
// that Alma has, in the order of the table:
//
//	Network Id                  its MMS ID
//	OCLC Control Number (035a)  OCLC's in 035 $a, as they stand, joined by "; "
//	OCLC Control Number (035z)  those in 035 $z
//	Other 035a                  those of other systems in 035 $a
//	Other 035z                  those in 035 $z of fields whose $a is OCLC's
//	Bibliographic Lifecycle     In Repository: Alma gives no others
//	Title
//	Suppressed                  yes or no: from publishing
//	Last modified               such as 2026-11-20Z
//	005                         the control field
//	Not read                    what is wrong with Alma's answer for the record
//	Fetched                     when Alma was asked, such as 2026-11-25T10:15:00Z
//
// 035 holds the numbers of all systems. OCLC's is one with (OCoLC), ocm, ocn or on;
// what begins so, or with OCLC's name misspelt in brackets, and is no number, such as
// (OCoLC)2000#, stands in its column too, for a person to look at. All else is another
// system's, bare digits too: 3358437 is the number of an earlier catalogue. A
// character within a value that separates values in that column is written in full
// width.
//
// A record that Alma sends without its data, or with another's, or that makes the
// answer unreadable, is not in the way of the others: Alma is asked again, then for
// fewer at a time until it stands alone, and its row has Not read and no values. A
// character that XML forbids becomes U+FFFD. If not one record comes, the key may be that
// of another zone: of ten or more that is an error, and no answer is kept, else a warning.
//
// That is a table for actionroute --live, and for verifyupdate --doublecheck
// minutes after a load. --missing gets the Network Id of each record that Alma
// does not have: it was deleted, or merged into another.
//
// The key is read from the variable ALMA_API_KEY, or from --key-file. It needs the
// read-only permission "Bibs", of the account of the records' zone.
//
// With --answers each answer of Alma is kept in a folder, and what is there is not
// asked again for --max-age: a run that was stopped goes on from there. An answer
// never changes; a later one stands beside it. To see what a load has changed, ask
// with another folder than before it.
//
// Alma counts the requests of an institution, a day and a second, all its keys
// together. Almabibs sends at most --rate a second, tries again what was refused
// or got lost (five times, with growing waits), and stops when the day's requests
// are used up or fewer than --leave are left.
//
// Exit status: 0 done; 1 bad data, a key that is not let in, or a file cannot be
// read or written; 2 wrong usage; 3 stopped before the end, by the day's requests, a
// server that is down, or Ctrl-C. There is no result then; what came is in
// --answers, and the same command again goes on from there.
//
// Example:
//
//	almabibs --region ca --key-file alma.key --answers answers -o live.tsv update.tsv
package main

import (
	_ "embed" // the manual
	"fmt"
	"os"

	"datasync/pkg/almaapi"
	"datasync/pkg/cli"
	"datasync/pkg/count"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	almaapi.Access
	Batch   int    `default:"100" placeholder:"N" help:"Ask for N records at a time, at most 100 (default: 100)."`
	Missing string `placeholder:"FILE" help:"Write the records that Alma does not have to FILE."`
	File    string `arg:"" optional:"" default:"-" help:"Table with the column Network Id; - is standard input."`
}

func main() { os.Exit(cli.Main("almabibs", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if c.Batch < 1 || c.Batch > almaapi.MaxBibs {
		return cli.Usagef("--batch: %d; Alma gives 1 to %d records at a time", c.Batch, almaapi.MaxBibs)
	}
	n, sent, err := c.Ask(env, "Bibs", almaapi.Bibs, c.Batch, c.File, c.Missing)
	if err != nil {
		return err
	}
	notRead := ""
	if n.NotRead > 0 {
		notRead = fmt.Sprintf(", %d not read", n.NotRead)
	}
	env.Summary("%s: %d found, %d missing%s; %s", count.Of(n.Records(), "record"), n.Found, n.Missing, notRead, sent)
	return nil
}
