// Mkdecisions keeps the journal of what people decided in the report's workbook.
//
// Usage:
//
//	mkdecisions [--before JOURNAL] [--run NAME] [--overrule] [--date YYYY-MM-DD]
//	            [--protect FILE] [-o FILE] [--check] [--quiet] [WORKBOOK...]
//
// It reads every sheet of a WORKBOOK that has the columns Network Id and Decision:
// they may have Incoming 035a, Reported 035a, Use number and Note. Decisions are, in
// any case and with any space:
//
//	update           the record gets its Incoming 035a, or the Use number
//	do not change    it goes onto the do-not-update list
//	later            it stays for review, and the note is kept
//
// The result is a journal with the columns No, Network Id, Incoming 035a (the number
// that the decision is about: that of Reported 035a where there is one), Decision, Use
// number, Note, Date and From, the workbook. --before is the journal so far: rows are
// only added to it, at the end and numbered on. The last row of a record is in force,
// and an empty Decision in it takes back what was. One who adds a row by hand may leave
// No, Date and From empty. Without a WORKBOOK the result is --before, or a header.
//
// A report has a hidden sheet that tells up to which row of the journal it was made. So
// what is in it now and was not then is somebody's word, an empty cell too, and the rest
// says nothing: copies of a report may come back in any order, old ones too. A workbook
// without that sheet, such as a report that was saved as CSV, or whose journal is not
// --before, counts where it says something; what is empty in it says nothing.
//
//   - Where somebody has changed a record's decision since a workbook was made, and it
//     says something else, the two disagree: an error, and nothing is taken in.
//     --overrule lets the workbook count. Two workbooks of one call that disagree are an
//     error in any case.
//   - Notes never disagree. A new one takes the place of the old one, or is added to one
//     that somebody else has changed meanwhile.
//   - A record with a note and no decision is held as with later.
//
// An error is also, told with its cell and all of them at once: any other word; a
// decision without an MMS ID; a Use number without a decision, or that is no OCLC
// number; a number that a spreadsheet spoiled; two decisions about one record; an update
// in a sheet with neither Incoming 035a nor Reported 035a; a workbook without that hidden
// sheet and without a decision.
//
// --run is the name of the run; the report of another run is refused, and with
// --overrule counts as a workbook without that sheet. --date is the day of the
// decisions, and needed with a WORKBOOK. --protect gets the records for which do not
// change is in force, as a list for dnufilter.
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
	"os"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/review"
	"datasync/pkg/table"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	Before    string   `placeholder:"JOURNAL" help:"What was decided before."`
	Name      string   `name:"run" placeholder:"NAME" help:"The run of which the workbooks must be."`
	Overrule  bool     `help:"Let the workbooks count where somebody else has decided otherwise meanwhile."`
	Date      string   `placeholder:"YYYY-MM-DD" help:"The day of the decisions."`
	Protect   string   `placeholder:"FILE" help:"Write the records that are not to be changed to FILE."`
	Workbooks []string `arg:"" optional:"" name:"workbook" sep:"none" help:"The report's workbook, with decisions in it."`
}

func main() { os.Exit(cli.Main("mkdecisions", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if c.Date == "" && len(c.Workbooks) > 0 {
		return cli.Usagef("--date is needed with a workbook; write the day as 2026-01-26")
	}
	if _, err := time.Parse(time.DateOnly, c.Date); err != nil && c.Date != "" {
		return cli.Usagef("--date: %q is no day; write it as 2026-01-26", c.Date)
	}
	m := review.Merger{
		Journal: new(decision.Journal), Run: c.Name, Day: c.Date, Overrule: c.Overrule,
		Warn: func(err error) { env.Warn("%v", err) },
	}
	if c.Before != "" {
		in, err := env.Table(c.Before)
		if err != nil {
			return err
		}
		if m.Journal, err = decision.Read(in); err != nil {
			return err
		}
	}
	var books []review.Book
	for _, name := range c.Workbooks {
		book, err := read(env, name)
		if err != nil {
			return err
		}
		books = append(books, book)
	}
	if err := m.Merge(books); err != nil {
		return err
	}
	if err := m.Journal.Write(env.Output()); err != nil {
		return err
	}
	if err := m.Journal.Protected(env.Create(c.Protect)); err != nil {
		return err
	}
	env.Summary("%v", m.Count())
	return nil
}

// read reads a workbook, and what it was made from.
func read(env *cli.Env, name string) (review.Book, error) {
	book := review.Book{Name: env.Called(name)}
	sheets, err := env.Sheets(name, column.NetworkID, column.Decision)
	if err != nil {
		return book, err
	}
	book.Read(sheets)
	in, err := table.Names{File: env.Called}.OpenSheet(name, decision.BaseSheet)
	if in == nil || err != nil {
		return book, err
	}
	defer in.Close()
	if book.Base, err = decision.ReadBase(in); err != nil {
		env.Warn("%v; the workbook counts as one that is no report", err)
	}
	return book, nil
}
