// Datasync does the week: from OCLC's bib processing reports to the files for Alma
// and the report for people.
//
// Usage:
//
//	datasync [-C RUN_DIR] [--dnu FILE] [--doublecheck FILE] [--columns FILE]
//	         [--institutions FILE] [--zone CODE | --no-zone] [--current FILE]
//	         [--merges FILE] [--carry RUN_DIR]
//	         [--history DIR | --no-history] [--hold-shared] [--hold-critical] [--hold-rematch]
//	         [--one-step]
//	         [--link NAME=ADDRESS] [--no-link NAME] [--without NAME]
//	         [--again] [--dry-run] [--verbose] [--quiet] [REPORT...]
//	datasync collect [-C RUN_DIR] [--partial] [--since DAY] [--settings FILE]
//	datasync fetch -C RUN_DIR [--live] [--report PATH] [--region na|eu|ap|ca|cn | --server URL]
//	         [--key-file FILE] [--settings FILE]
//	datasync worldcat -C RUN_DIR [--hold-rematch] [--server URL] [--key-file FILE]
//	         [--settings FILE]
//	datasync decide -C RUN_DIR [--overrule] [WORKBOOK...]
//	datasync verify -C RUN_DIR {--doublecheck FILE [--columns FILE] | --live}
//	datasync status [-C RUN_DIR]
//	datasync libraries -C RUN_DIR
//	datasync merge|split|dnu|route|review|import|report|set -C RUN_DIR
//
// A week is three calls: with the reports and the do-not-update list; with the
// Analytics report OCLC-doublecheck of the records that the first call names; and,
// after the job and the import in Alma, verify with a fresh Analytics report.
//
// REPORT is a bib processing report, or an exception or cross-reference report of
// OCLC's, whose messages then stand beside the records. FILE may be FILE#SHEET. Those
// flags may be given several times. All that is given is copied into RUN_DIR/inputs
// and need not be given again; a list or table given later takes the place of the
// earlier ones. Without -C the directory is runs/ and the day.
//
// --columns is for a report or a list in another language: a table of what its columns are
// called, as actionroute --help tells.
//
// With --one-step the load is one import whose profile replaces 035 by itself, without a
// set and a job before it, so that no record is ever without a number: see cmd/ALMA.md.
// for_one_step_import_to_NZ.mrc and .xlsx, of which one is loaded, take the place of the
// set and for_import_to_NZ.xlsx; rollback_for_one_step_import.mrc and .xlsx put back what
// the records have. Without what Alma says now (fetch --live), what other systems have in
// 035 $z of a field that is replaced is not known, and goes.
//
// What is held for review, links, the zone, where the earlier runs are, the way of the
// load and the date hold for later calls too, until one says otherwise: --no-hold-shared,
// --no-one-step and the like.
//
// collect fetches the reports from OCLC's file exchange, as getreports does, by the
// table of accounts that datasync.conf names, into the folder reports beside it. Then it
// gives the run every report that came and that no run of this zone has, here, beside it,
// beside datasync.conf or where --history says: so nothing is fetched and then in no week.
// Messages that came again in another week are given again. Flags of a first call may be
// given too. What lies in the folder and not in its ledger is named. One call at a time
// collects there. Reports older than 30 days by their names are named and not
// taken, unless --since says so; so are empty ones. One that cannot be read ends the
// week; --without NAME leaves it for another time. A run that has its Analytics report
// takes none: they are for next week. Where nothing is new no directory is made. If an
// account could not be fetched, it stops before the run is touched; --partial goes on
// without it. The run's silent.tsv, and the first page of the report, say which
// libraries send no reports any more or could not be asked.
//
// fetch asks Alma Analytics for the report instead, for the records in candidates.tsv,
// and with --live also Alma how those to be updated are now. worldcat asks WorldCat for
// their numbers. When they are stopped, by Ctrl-C, a server that is down or the day's
// requests, nothing is changed; the same again goes on from there. The answers are kept
// in RUN_DIR/answers.
//
// A key is read from the variable ALMA_API_KEY, those of OCLC from OCLC_KEY and
// OCLC_SECRET, or from --key-file. What is the same every week may stand in a file,
// datasync.conf beside the run directories or that of --settings, a line each:
//
//	report = /shared/OCUL Network 01OCUL_NETWORK/Reports/OCLC-doublecheck
//	by = "Bibliographic Details"."Network Id"
//	region = ca
//	key-file = alma.key
//	oclc-key-file = oclc.key
//	accounts = accounts.csv
//	columns = columns.tsv
//
// Files are relative to that one. There are also server, oclc-server and oclc-tokens. by
// is what the report's column of the MMS IDs is made of: see almareport.
//
// decide takes in what people chose in the report, or in each WORKBOOK, which may be
// copies of it: update, do not change, later. Where two of them disagree nothing is
// taken in, unless --overrule is given, by which the workbooks of this call count.
// verify tells which records have their new number, by a fresh Analytics report or,
// with --live, by Alma itself, and makes the files that repair what can be. status tells
// where the run stands and what comes next; without -C, where each run in the folder runs
// does. libraries makes a workbook for each library.
//
// A call tells what became of the records, what a person must know, and what comes next.
// The counts of all stages are in summary.tsv; --verbose prints them, and what the
// commands say of theirs.
//
// A stage, merge, split, dnu, route, review, import, report or set, is done, and all
// after it, from the files as they are: edit candidates.tsv, then datasync route.
//
// DATE=YYYY-MM-DD in the environment sets the date of the report. Without it a
// directory whose name begins with a day has that one.
//
// Exit status: 0 done; 1 bad data, or records that lost their number; 2 wrong usage;
// 3 a server did not answer all: the same again goes on from there.
//
// Example:
//
//	datasync -C runs/week --dnu Do_not_change.xlsx CEF.txt UWO.txt
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
)

//go:embed main.go
var source string

type command struct {
	cli.Common
	Directory    *string  `short:"C" placeholder:"RUN_DIR" help:"Directory of the run (default: runs/ and the day)."`
	DNU          []string `name:"dnu" sep:"none" placeholder:"FILE" help:"Do-not-update list."`
	Doublecheck  []string `sep:"none" placeholder:"FILE" help:"Analytics report OCLC-doublecheck."`
	Columns      []string `sep:"none" placeholder:"FILE" help:"What the columns of these two are called in another language: Heading, Column."`
	Institutions []string `sep:"none" placeholder:"FILE" help:"Institutions: Code, Suffix, Name (default: those of OCUL)."`
	Zone         string   `xor:"zone" placeholder:"CODE" help:"Whose records count as shared (default: NZ)."`
	NoZone       bool     `xor:"zone" help:"NZ again."`
	Current      []string `sep:"none" placeholder:"FILE" help:"What WorldCat says of the numbers, from ocncurrent."`
	Merges       []string `sep:"none" placeholder:"FILE" help:"OCLC's MARC file of merged records, as proof beside it."`
	Carry        []string `sep:"none" placeholder:"RUN_DIR" help:"Take up what an earlier run left open."`
	History      string   `xor:"history" placeholder:"DIR" help:"Where the earlier runs are (default: beside this one)."`
	NoHistory    bool     `xor:"history" help:"Beside this one again."`
	HoldShared   *bool    `negatable:"" help:"Records that share their number with others go to review."`
	HoldCritical *bool    `negatable:"" help:"Records with a critical message of OCLC's go to review."`
	HoldRematch  *bool    `negatable:"" help:"Records that OCLC matched to another record go to review."`
	OneStep      *bool    `negatable:"" help:"Load by one import that replaces 035, without a set and a job."`
	Link         []string `sep:"none" placeholder:"NAME=ADDRESS" help:"Make the values of a column of the report links; {} in ADDRESS stands for the value."`
	NoLink       []string `sep:"none" placeholder:"NAME" help:"Make them no links any more."`
	Without      []string `sep:"none" placeholder:"NAME" help:"Leave a message report of the run out again; of collect, one that came."`
	Partial      bool     `help:"Begin the week though an account could not be fetched."`
	Since        string   `placeholder:"DAY" help:"Take reports of DAY, such as 2026-01-24, or later (default: of the last 30 days)."`
	Overrule     bool     `help:"Where decisions disagree, those of these workbooks count."`
	Live         bool     `help:"Ask Alma for the records as they are now."`
	Report       string   `placeholder:"PATH" help:"The report's place in the catalogue of Analytics."`
	Region       string   `placeholder:"na|eu|ap|ca|cn" help:"Where your Alma is."`
	Server       string   `placeholder:"URL" help:"Its address, instead."`
	KeyFile      string   `placeholder:"FILE" help:"The key of the server that is asked."`
	Settings     string   `placeholder:"FILE" help:"Has all this (default: datasync.conf beside the runs)."`
	Again        bool     `help:"Do it though it replaces what was done, or without what is gone."`
	Verbose      bool     `help:"Print the counts of all stages, and what the commands say."`
	DryRun       bool     `help:"Say which stages would be done, and why; change nothing."`
	Words        []string `arg:"" optional:"" name:"report" help:"An action, and reports or workbooks."`

	before func(step string) error // of a test: it may end the call before any change of the run
}

// PrintsLast tells cli that the result is printed when all is done: the progress of what
// comes before may be on the same terminal.
func (c *command) PrintsLast() bool { return true }

func main() {
	if len(os.Args) > 1 && os.Args[1] == "help" {
		os.Args = []string{os.Args[0], "--help"}
	}
	os.Exit(cli.Main("datasync", source, &command{}))
}
