// Mkdecisions carries out what a person chose for the records for review.
//
// Usage:
//
//	mkdecisions {--decisions TABLE --date YYYY-MM-DD}... --update FILE --dnu FILE
//	            [-o FILE] [--quiet] [FILE]
//
// FILE is the table of records for review, from actionroute. TABLE is the report's
// workbook with a person's decisions in it; without TABLE#SHEET its sheet "records
// for review" serves. Of the workbook only three columns count: Network Id, which
// names the record, Decision and, if there is one, Note. Everything else is taken
// from FILE. Each row of FILE goes one way, in order:
//
//	Decision         goes to   Reason
//	update           --update  decided by a person: NOTE
//	do not change    --dnu     YYYY-MM-DD NOTE
//	later, or empty  result    as it was
//
// Case and space in a decision do not matter. Rows may be sorted, and rows without
// a decision deleted. A note without a decision stays in the workbook alone.
//
// A record that is decided update gets its own Incoming 035a, even where Conflict
// holds other claims: the person saw them.
//
// Where decisions were made on several days, --decisions and --date are given for
// each, in order: a decision replaces one of before, an empty cell leaves it.
//
// Refused is, with its cell, and nothing is written:
//
//   - any other word in Decision
//   - update for a record whose incoming number is no OCLC number, or whose action
//     is unresolved: that number is provisional
//   - a Network Id that is not in FILE
//   - an Incoming 035a that is not that of FILE: it was edited, or the workbook is
//     another run's
//   - two different decisions for one record in one table
//
// Example:
//
//	mkdecisions --decisions REVIEWED.xlsx --date 2025-06-02 --update decided.tsv \
//	            --dnu protect.tsv -o still.tsv review.tsv
package main

import (
	_ "embed" // the manual
	"os"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/decision"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Decisions []string `required:"" sep:"none" placeholder:"TABLE" help:"The report's workbook, with decisions."`
	Date      []string `required:"" sep:"none" placeholder:"YYYY-MM-DD" help:"The day of the decisions, for the reasons in --dnu."`
	Update    string   `required:"" placeholder:"FILE" help:"Write the rows decided update to FILE."`
	DNU       string   `name:"dnu" required:"" placeholder:"FILE" help:"Write the rows decided do not change to FILE."`
	File      string   `arg:"" optional:"" default:"-" help:"Records for review, from actionroute; - is standard input."`
}

func main() { os.Exit(cli.Main("mkdecisions", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if len(c.Date) != len(c.Decisions) {
		return cli.Usagef("%d tables of decisions, but %d days; give --date for each --decisions", len(c.Decisions), len(c.Date))
	}
	for _, day := range c.Date {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return cli.Usagef("--date: %q is no day; write it as 2025-06-02", day)
		}
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	review, err := decision.ReadReview(in)
	if err != nil {
		return err
	}
	for i, name := range c.Decisions {
		if err := decide(env, review, name, c.Date[i]); err != nil {
			return err
		}
	}
	n, err := review.Write(decision.Out{
		Review:      env.Output(),
		Update:      env.Create(c.Update),
		DoNotChange: env.Create(c.DNU),
	})
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d to update, %d not to change, %d still for review", n.Rows(), n.Update, n.DoNotChange, n.Review)
	return nil
}

func decide(env *cli.Env, review *decision.Review, name, day string) error {
	workbook, err := env.Foreign(name, decision.Sheet)
	if err != nil {
		return err
	}
	defer workbook.Close()
	return review.Decide(workbook, day)
}
