// Almareport asks Alma Analytics for the rows that a report has of the records of
// a table.
//
// Usage:
//
//	almareport --report PATH (--region na|eu|ap|ca|cn | --server URL)
//	           [--key-file FILE] [--by FORMULA] [--batch N] [--missing FILE]
//	           [--answers DIR] [--max-age TIME] [--rate N] [--leave N]
//	           [-o FILE] [--quiet] [FILE]
//
// It reads the column Network Id and asks for these records, each once, 40 at a
// time. The result has the report's rows under the report's own headings, in the
// order of the table, and when they were asked for: Fetched, such as
// 2026-11-25T10:15:00Z. That is a table for actionroute --doublecheck. --missing
// gets the Network Id of each record that the report does not have.
//
// PATH is the report's place in the catalogue, such as
// "/shared/OCUL Network 01OCUL_NETWORK/Reports/OCLC-doublecheck". In the report the
// column Network Id must be there, and have the filter "is prompted": else Analytics
// gives all rows whatever it is asked for, and almareport ends and says so. --by is
// what that column is made of, as its formula in Analytics says, if that is not
// "Bibliographic Details"."Network Id": of a library's own records it is "Bibliographic
// Details"."MMS Id". In the result it is called Network Id in any case. An address that is
// too long for the server is sent again with half the records.
//
// The key is read from the variable ALMA_API_KEY, or from --key-file. It needs the
// read-only permission "Analytics", of the account of the records' zone.
//
// With --answers each answer of Alma is kept in a folder, and what is there is not
// asked again for --max-age: a run that was stopped goes on from there. An answer
// never changes; a later one stands beside it.
//
// Alma counts the requests of an institution, a day and a second, all its keys
// together. Almareport sends at most --rate a second, tries again what was refused
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
//	almareport --report "/shared/OCUL Network 01OCUL_NETWORK/Reports/OCLC-doublecheck" \
//	           --region ca --key-file alma.key --answers answers \
//	           --missing missing.tsv -o doublecheck.tsv candidates.tsv
package main

import (
	_ "embed" // the manual
	"net/url"
	"os"
	"strings"

	"datasync/pkg/almaapi"
	"datasync/pkg/cli"
	"datasync/pkg/count"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	almaapi.Access
	Report  string `required:"" placeholder:"PATH" help:"The report's place in the catalogue of Analytics."`
	By      string `default:"\"Bibliographic Details\".\"Network Id\"" placeholder:"FORMULA" help:"What the report's column of the MMS IDs is made of."`
	Batch   int    `default:"40" placeholder:"N" help:"Ask for N records at a time (default: 40)."`
	Missing string `placeholder:"FILE" help:"Write the records that the report does not have to FILE."`
	File    string `arg:"" optional:"" default:"-" help:"Table with the column Network Id; - is standard input."`
}

func main() { os.Exit(cli.Main("almareport", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	path := c.Report
	if plain, err := url.PathUnescape(path); err == nil && strings.HasPrefix(path, "%2F") {
		path = plain // as it stands in the address bar
	}
	switch {
	case !strings.HasPrefix(path, "/"):
		return cli.Usagef("--report: %q is no place in the catalogue; it begins with /shared/", c.Report)
	case c.Batch < 1:
		return cli.Usagef("--batch: %d; ask for 1 record at a time or more", c.Batch)
	}
	n, sent, err := c.Ask(env, "Analytics", almaapi.Report{Path: path, By: c.By}.Rows, c.Batch, c.File, c.Missing)
	if err != nil {
		return err
	}
	all := count.Of(n.Records(), "record")
	if n.Missing > n.Found {
		env.Warn("the report has %d of %s; is it the right one, and asked by the right column (--by)?", n.Found, all)
	}
	env.Summary("%s: %d found (%s), %d missing; %s", all, n.Found, count.Of(n.Rows, "row"), n.Missing, sent)
	return nil
}
