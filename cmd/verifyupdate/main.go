// Verifyupdate tells which records have their new OCLC number, after the job and
// the import ran in Alma.
//
// Usage:
//
//	verifyupdate --doublecheck TABLE... [--columns TABLE] [--since YYYY-MM-DD]
//	             [--not-updated FILE]
//	             [--lost FILE] [--repair FILE] [--repair-without FILE] [-o FILE]
//	             [--quiet] [FILE]
//
// It reads the rows that were to be changed, update.tsv, and a fresh Alma Analytics
// report as actionroute does, with the same --columns, or a table from almabibs. It writes
// the rows whose Incoming 035a is now the only OCLC number in 035 $a. What OCLC Control
// Number (035a) and (035z) hold in the rows is what the records had before. The first
// line that applies decides about the others:
//
//	                                       goes to        Reason
//	the report lacks the record            --not-updated  not in the report
//	the table says Not read                --not-updated  what was wrong with Alma's answer
//	a value in 035 $a cannot be read       --not-updated  035 $a holds X, which cannot be read
//	no number, but its bare digits, or     --not-updated  035 $a holds X without (OCoLC)
//	those of one of before
//	no number, but there was one           --lost         no OCLC number in 035 $a
//	no number, and there was none          --not-updated  no number, as before
//	the new number is not there            --not-updated  old number
//	others are there too                   --not-updated  new number beside X
//
// Of a verified row Reason tells which number of before is neither in 035 $a nor in
// 035 $z now: X is not in 035 $z.
//
// The columns are Reason, Network Id, Incoming 035a, 035 $a now, 035 $z now, Other 035z
// now (if the fresh table has Other 035z), Reports and Institution Name; then the others
// of the row, its earlier Reason as Reason before.
//
// --repair gets the rows that the job and the import, done again, may put right: those
// of --lost, and of --not-updated the last three kinds. With --repair-without, those of
// them that have no OCLC number now go there instead.
//
// If most rows have the new number beside an old one, a warning asks whether the job
// "Move OCLC 035 $a to $z" ran; with --repair-without, which is for an import in one step,
// whether it merged by the rule for that. If most are verified but have a number of before
// in neither $a nor $z, a warning says so. If the report has none of the records, a warning, and of
// ten or more an error, asks whether it is another week's or, of a table that servers
// were asked for, whether the key is one of the right zone. An error it is, with --since,
// if the report by its column Data Updated As Of or Fetched is from before that day, as
// days are where this computer is. Nothing is written then.
//
// Exit status: 0 done; 1 a record lost its number (everything is written), bad data,
// or a file cannot be read or written; 2 wrong usage.
//
// Example:
//
//	verifyupdate --doublecheck OCLC-doublecheck.xlsx -o verified.tsv \
//	             --not-updated not_updated.tsv --lost lost_number.tsv routed_update.tsv
package main

import (
	_ "embed" // the manual
	"fmt"
	"os"
	"time"

	"datasync/pkg/analytics"
	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/route"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Columns
	Doublecheck   []string `required:"" sep:"none" placeholder:"TABLE" help:"Fresh Analytics report OCLC-doublecheck; may be given several times."`
	Since         string   `placeholder:"YYYY-MM-DD" help:"Refuse a report that says it is from before this day."`
	NotUpdated    string   `placeholder:"FILE" help:"Write the rows without the new number alone to FILE."`
	Lost          string   `placeholder:"FILE" help:"Write the rows that lost their number to FILE."`
	Repair        string   `placeholder:"FILE" help:"Write the rows that can be repaired to FILE."`
	RepairWithout string   `placeholder:"FILE" help:"Write those of them that have no OCLC number now to FILE."`
	File          string   `arg:"" optional:"" default:"-" help:"Table of the records to verify; - is standard input."`
}

func main() { os.Exit(cli.Main("verifyupdate", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	since, err := time.ParseInLocation(time.DateOnly, c.Since, time.Local)
	if c.Since != "" && err != nil {
		return cli.Usagef("--since: %q is no day; write it as 2026-01-26", c.Since)
	}
	zones, rows, err := env.Twice(c.File)
	if err != nil {
		return err
	}
	report, err := analytics.Read(c.Doublecheck, zones, env.Foreign)
	if err != nil {
		return err
	}
	if !report.AsOf.IsZero() && report.AsOf.Before(since) {
		return fmt.Errorf("%s: the report is of %s, from before %s; export it again, a day after the import",
			env.Called(c.Doublecheck[0]), report.AsOf.Local().Format("2006-01-02 15:04 MST"), c.Since)
	}
	in, err := rows()
	if err != nil {
		return err
	}
	out := route.VerifyOut{
		Verified: env.Output(), NotUpdated: env.Create(c.NotUpdated), Lost: env.Create(c.Lost), Repair: env.Create(c.Repair),
	}
	if c.RepairWithout != "" {
		out.RepairWithout = env.Create(c.RepairWithout)
	}
	n, err := route.VerifyRows(in, report, out)
	if err != nil {
		return err
	}
	if n.Rows() > 0 && n[route.Absent] == n.Rows() {
		err := errNone(env.Called(c.Doublecheck[0]), n.Rows(), report.Fetched)
		if n.Rows() >= few {
			return err
		}
		env.Warn("%v", err)
	}
	c.warn(env, n)
	env.Summary("%s: %d verified, %d not updated, %d lost their number", count.Of(n.Rows(), "row"), n[route.Verified], n.NotUpdated(), n[route.Lost])
	if n[route.Lost] > 0 {
		env.Fail(fmt.Errorf("%s without an OCLC number in 035 $a, which had one before; import the new number again, or the old one from the rollback",
			count.Of(n[route.Lost], "record")))
	}
	return nil
}

// warn tells what may have gone wrong in Alma.
func (c *command) warn(env *cli.Env, n route.VerifyCount) {
	merged := "did the job run that moves OCLC numbers from 035 $a to $z?"
	moved := merged
	if c.RepairWithout != "" { // no job was to run: 035 $z came with the import
		merged, moved = "did the import merge by the rule that replaces 035?", "did the import take 035 $z too?"
	}
	if 2*n[route.Beside] > n.Rows() {
		env.Warn("%s of %d with the new number beside an old one; %s", count.Of(n[route.Beside], "row"), n.Rows(), merged)
	}
	if 2*n[route.Gone] > n.Rows() {
		env.Warn("%s of %d verified that have a number of before nowhere any more; %s The rollback has them", count.Of(n[route.Gone], "row"), n.Rows(), moved)
	}
}

// few is how many records may well be missing in the right report.
const few = 10

// errNone says that a fresh table has none of the records.
func errNone(table string, records int, isFetched bool) error {
	ask := "is it the Analytics report of another week?"
	if isFetched {
		ask = "is this the key of the right zone?"
	}
	return fmt.Errorf("%s: the report has none of the %s to verify; %s", table, count.Of(records, "record"), ask)
}
