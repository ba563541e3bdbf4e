// Actionroute decides which records may be changed by batch and which need a
// person.
//
// Usage:
//
//	actionroute --doublecheck TABLE... [--updated FILE] [--review FILE]
//	            [--missing FILE] [--hold-shared] [-o FILE] [--quiet] [FILE]
//
// It joins the Alma Analytics report OCLC-doublecheck on Network Id and writes the
// rows to change by batch. It adds the columns of the report, OCLC Control Number
// (035a), OCLC Control Number (035z), Bibliographic Lifecycle and Institution Name,
// and Reason. The first rule that applies decides:
//
//	                                          goes to    Reason
//	1 Conflict is not empty                   --review   reports disagree
//	2 the action is not match                 --review   action X
//	3 the incoming is no OCLC number          --review   no incoming number
//	4 the report lacks the record             --missing  not in the Analytics report
//	5 a lifecycle other than In Repository    --review   lifecycle X
//	6 it is the only number in 035 $a         --updated  already in 035 $a
//	7 --hold-shared, Shared with not empty    --review   number shared with X
//	8 else                                    result     what a person should know
//
// What a person should know is, joined by "; ": 035 $a holds other numbers (several,
// or one that is neither the existing nor the incoming one), number is in 035 $z,
// number shared with X.
//
// The report is a workbook, TSV, CSV or UTF-16 text; TABLE may be FILE#SHEET. Give
// --doublecheck again for each part of a report in parts. Several rows for one
// record are united.
//
// Example:
//
//	actionroute --doublecheck OCLC-doublecheck.xlsx -o update.tsv \
//	            --updated updated.tsv --review review.tsv --missing missing.tsv candidates.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/analytics"
	"datasync/pkg/cli"
	"datasync/pkg/route"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Doublecheck []string `required:"" sep:"none" placeholder:"TABLE" help:"Analytics report OCLC-doublecheck; may be given several times."`
	Updated     string   `placeholder:"FILE" help:"Write the rows that have their number already to FILE."`
	Review      string   `placeholder:"FILE" help:"Write the rows that need a person to FILE."`
	Missing     string   `placeholder:"FILE" help:"Write the rows that the report lacks to FILE."`
	HoldShared  bool     `help:"Send records that share their number with others to review."`
	File        string   `arg:"" optional:"" default:"-" help:"Table of records; - is standard input."`
}

func main() { os.Exit(cli.Main("actionroute", source, &command{})) }

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
	out := route.Out{
		Batch:   env.Output(),
		Updated: env.Create(c.Updated),
		Review:  env.Create(c.Review),
		Missing: env.Create(c.Missing),
	}
	n, err := route.Rows(in, report, out, c.HoldShared)
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d to update, %d updated, %d for review, %d missing",
		n.Rows(), n.Batch, n.Updated, n.Review, n.Missing)
	return nil
}
