// Actionroute decides which records may be changed by batch and which need a
// person.
//
// Usage:
//
//	actionroute --doublecheck TABLE... [--live TABLE] [--updated FILE]
//	            [--review FILE] [--missing FILE] [--hold-shared] [--hold-critical]
//	            [--columns TABLE] [--check] [-o FILE] [--quiet] [FILE]
//
// It joins the Alma Analytics report OCLC-doublecheck on Network Id and writes the
// rows to change by batch. It reads the columns Network Id, Incoming 035a and Action
// and, where there are such, Existing 035a, Conflict, Shared with, JobID and those of
// addmessages, Severity and Worst message. It adds the columns of the report, OCLC Control
// Number (035a), OCLC Control Number (035z), Bibliographic Lifecycle and Institution
// Name; In Analytics, yes or no; with --live Other 035z; and Reason. Columns of these
// names that are there already are replaced. The first rule that applies decides:
//
//	                                          goes to    Reason
//	1 Conflict is not empty                   --review   reports disagree
//	2 the action is not match                 --review   action X
//	3 the incoming is no OCLC number          --review   no incoming number
//	4 the report lacks the record             --missing  not in the Analytics report
//	  --live says Not read                    --review   Alma's answer for the record cannot be read
//	5 a lifecycle other than In Repository    --review   lifecycle X
//	6 a value in 035 $a cannot be read        --review   035 $a holds X, which cannot be read
//	7 it is the only OCLC number in 035 $a    --updated  already in 035 $a
//	8 --hold-shared, Shared with not empty    --review   number shared with X
//	  --hold-critical, Severity is CRITICAL   --review   OCLC: CRITICAL X
//	9 else                                    result     what a person should know
//
// Foreign values in 035 $a, such as (DLC)2000, do not count. One that cannot be read,
// such as 2000# or (OCLC)2000, may be the record's number.
//
// What a person should know is, joined by "; ": 035 $a holds other numbers (several,
// or one that is not the existing number, where the record was sent with one), number
// is in 035 $z, number shared with X, 035 $a also holds X (other systems' numbers with a
// prefix like OCLC's, such as (OCoLC-M)2000), 035 $z holds X, which cannot be read, OCLC:
// CRITICAL X (the Worst message); with --live also changed since the report (other
// numbers in 035 $a, another lifecycle).
//
// The report is a workbook, TSV, CSV or UTF-16 text; TABLE may be FILE#SHEET. Give
// --doublecheck again for each part of a report in parts. Several rows for one
// record are united: each distinct value once, in order. The MMS ID is in Network Id or
// MMS Id; of both that counts which is of the rows' zone. Institution Name and
// Bibliographic Lifecycle may be absent. A number that a spreadsheet spoiled, such
// as 1.52E+09, is an error: it could not be taken back later.
//
// Ex Libris translates headings by the language of whoever exports. --columns is a table
// of what they are then: Heading, as it stands in the report, and Column, in English. A
// row whose Column is In Repository tells the word for that lifecycle.
//
// --live is a table of the same columns, from almabibs: how the records are now. What
// it says in 035 $a, 035 $z and, where it says one, as lifecycle replaces what the
// report says, and Other 035z is what is to be kept of 035 $z beside OCLC numbers. A
// record of which Alma's answer could not be read, as its column Not read tells, goes to
// review with what the report says of it. A record that only --live has is still missing
// in the report: its row shows what is live, but whether it is one of those that the
// report is about only a person can tell.
//
// --check reads and tells all, but writes nothing.
//
// A warning asks whether the report is another week's if it lacks more than half of
// the records. Another tells when the report, by its column Data Updated As Of or
// Fetched, is older than the newest run in the job ids.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	actionroute --doublecheck OCLC-doublecheck.xlsx -o routed_update.tsv \
//	            --updated updated.tsv --review routed_review.tsv --missing missing.tsv \
//	            candidates.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/analytics"
	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/route"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	cli.Columns
	Doublecheck  []string `required:"" sep:"none" placeholder:"TABLE" help:"Analytics report OCLC-doublecheck; may be given several times."`
	Live         []string `sep:"none" placeholder:"TABLE" help:"How the records are now, from almabibs; may be given several times."`
	Updated      string   `placeholder:"FILE" help:"Write the rows that have their number already to FILE."`
	Review       string   `placeholder:"FILE" help:"Write the rows that need a person to FILE."`
	Missing      string   `placeholder:"FILE" help:"Write the rows that the report lacks to FILE."`
	HoldShared   bool     `help:"Send records that share their number with others to review."`
	HoldCritical bool     `help:"Send records about which OCLC has a critical message to review."`
	File         string   `arg:"" optional:"" default:"-" help:"Table of records; - is standard input."`
}

func main() { os.Exit(cli.Main("actionroute", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	zones, rows, err := env.Twice(c.File)
	if err != nil {
		return err
	}
	report, err := analytics.Read(c.Doublecheck, zones, env.Foreign)
	if err != nil {
		return err
	}
	live, err := analytics.Read(c.Live, zones, env.Foreign)
	if err != nil {
		return err
	}
	report.Overlay(live)
	report.Others = report.Others || len(c.Live) > 0
	in, err := rows()
	if err != nil {
		return err
	}
	out := route.Out{
		Batch:   env.Output(),
		Updated: env.Create(c.Updated),
		Review:  env.Create(c.Review),
		Missing: env.Create(c.Missing),
	}
	n, err := route.Rows(in, report, out, route.Hold{Shared: c.HoldShared, Critical: c.HoldCritical})
	if err != nil {
		return err
	}
	n.Warn(report, env.Warn)
	env.Summary("%s: %d to update, %d updated, %d for review, %d missing",
		count.Of(n.Rows(), "row"), n.Batch, n.Updated, n.Review, n.Missing)
	return nil
}
