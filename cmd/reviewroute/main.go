// Reviewroute carries out what people decided about the records for review.
//
// Usage:
//
//	reviewroute --decisions TABLE [--update FILE] [--protect FILE] [-o FILE]
//	            [--quiet] [FILE]
//
// FILE is the table of the records for review, from actionroute; it must have the
// columns Network Id, Incoming 035a and Action. TABLE is from mkdecisions, or a
// workbook with decisions: all of its sheets with the columns Network Id and Decision
// count. Each row of FILE goes one way, in order, under the same header:
//
//	Decision         goes to    Reason
//	update           --update   decided by a person: NOTE
//	do not change    --protect  NOTE, DATE
//	later, or none   result     as it was
//
// A decision counts only while the row's Incoming 035a is the one that it was made
// about; else the row stays, and a warning says so. Another warning tells of
// decisions whose records are not in FILE: a fresher Analytics report may have sent
// them elsewhere. If none of those in a workbook is there, it is another week's: an
// error.
//
// Use number may name another number that Conflict claims: it becomes the row's
// Incoming 035a. For a record without a conflict there is none but its own.
//
// Refused is an update, with the place of the decision and the record, all of them at
// once and with nothing written,
//
//   - to what is no OCLC number, or to one that no report claims
//   - to a number that any report in Conflict, or the row's Action, calls unresolved
//   - where Conflict ends with "and N more": a claim that it does not show may call the
//     number unresolved
//   - of a record that is not in the Analytics report or not In Repository, or whose
//     035 $a holds a value that cannot be read: it could not be taken back
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	reviewroute --decisions decisions.tsv --update decided_update.tsv \
//	            --protect decided_do_not_change.tsv -o review.tsv routed_review.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/review"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Decisions string `required:"" placeholder:"TABLE" help:"What people decided, from mkdecisions."`
	Update    string `placeholder:"FILE" help:"Write the rows decided update to FILE."`
	Protect   string `placeholder:"FILE" help:"Write the rows decided do not change to FILE."`
	File      string `arg:"" optional:"" default:"-" help:"Records for review, from actionroute; - is standard input."`
}

func main() { os.Exit(cli.Main("reviewroute", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	sheets, err := env.Sheets(c.Decisions, column.NetworkID, column.Decision)
	if err != nil {
		return err
	}
	decisions, err := review.Read(sheets)
	if err != nil {
		return err
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	out := review.Out{Review: env.Output(), Update: env.Create(c.Update), Protect: env.Create(c.Protect)}
	n, err := review.Rows(in, decisions, out, func(err error) { env.Warn("%v", err) })
	if err != nil {
		return err
	}
	env.Summary("%s: %d to update, %d not to change, %d still for review",
		count.Of(n.Rows(), "row"), n.Update, n.Protect, n.Review)
	return nil
}
