// Mkdecisions makes a table of what people decided in the report's workbook.
//
// Usage:
//
//	mkdecisions [--before TABLE] --date YYYY-MM-DD [-o FILE] [--quiet] WORKBOOK...
//
// It reads every sheet that has the columns Network Id and Decision: those also have
// Incoming 035a and may have Use number, Note and Reason. It writes a table with the
// columns Network Id, Incoming 035a, Decision, Use number, Note and Date, sorted by
// MMS ID, for reviewroute. Decisions are, in any case and with any space:
//
//	update           the record gets its Incoming 035a, or the Use number
//	do not change    it goes onto the do-not-update list
//	later            it stays for review, and the note is kept
//
// --before is an earlier output. What the workbook says counts for every record that
// it lists: an empty Decision takes an earlier one back. Records that it does not
// list keep theirs, and a decision that stays as it was keeps its Date. So the same
// workbook again makes the same table.
//
// Several workbooks, in which people divided the records, are read as one: a word in
// one counts, even where another has none.
//
// An error is, told with its cell and all of them at once: any other word; a
// decision in a row without an MMS ID; a Use number that is no OCLC number; a number
// that a spreadsheet spoiled; two decisions about one record that disagree. So is a
// workbook without a decision that takes none back either.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	mkdecisions --date 2026-01-26 -o decisions.tsv decided.csv
package main

import (
	_ "embed" // the manual
	"errors"
	"os"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/review"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Before    string   `placeholder:"TABLE" help:"The decisions made before."`
	Date      string   `required:"" placeholder:"YYYY-MM-DD" help:"The day of the decisions."`
	Workbooks []string `arg:"" name:"workbook" sep:"none" help:"The report's workbook, with decisions in it."`
}

func main() { os.Exit(cli.Main("mkdecisions", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if _, err := time.Parse(time.DateOnly, c.Date); err != nil {
		return cli.Usagef("--date: %q is no day; write it as 2026-01-26", c.Date)
	}
	before := new(review.List)
	if c.Before != "" {
		var err error
		if before, err = read(env, c.Before); err != nil {
			return err
		}
	}
	var workbooks []*review.List
	var bad []error
	for _, name := range c.Workbooks {
		l, err := read(env, name)
		bad = append(bad, err)
		workbooks = append(workbooks, l)
	}
	if err := errors.Join(bad...); err != nil {
		return err
	}
	n, err := review.Merge(before, workbooks, c.Workbooks, c.Date, env.Output())
	if err != nil {
		return err
	}
	if n.Unkept > 0 {
		env.Warn("%s without a decision not kept; choose later to keep a note", count.Of(n.Unkept, "note"))
	}
	env.Summary("%s: %d to update, %d not to change, %d later; %d new, %d changed, %d taken back",
		count.Of(n.Rows(), "decision"), n.Update, n.DoNotChange, n.Later, n.New, n.Changed, n.Undone)
	return nil
}

func read(env *cli.Env, name string) (*review.List, error) {
	sheets, err := env.Sheets(name, column.NetworkID, column.Decision)
	if err != nil {
		return nil, err
	}
	return review.Read(sheets)
}
