// Mkreport makes the workbook for people from the files of a run directory.
//
// Usage:
//
//	mkreport [--date YYYY-MM-DD] [--link NAME=ADDRESS]... [--libraries DIR]
//	         [-o FILE.xlsx] [--quiet] RUN_DIR
//	mkreport --verified DIR [--date YYYY-MM-DD] [--link NAME=ADDRESS]...
//	         -o FILE.xlsx [--quiet] RUN_DIR
//
// RUN_DIR is the directory of a run of datasync. The report is of the tables of its
// stages up to review and of summary.tsv and manifest.tsv; a table that is not there
// is an error that names the stage to run. Of the rows it needs the columns Network
// Id and, of bibprocessmerged.tsv, Incoming 035a, Action and Reports. Columns that
// somebody has added are shown behind the others. The sheets are
//
//	summary             what became of the records, what to do now; on one page
//	update by job       the records that the batch changes
//	updated records     those that have their new number already
//	records for review  those that need a person: choose a Decision
//	do_not_change       those on the do-not-update list
//	not in analytics    those that the Analytics report does not have
//	conflicts           what the reports say where they disagree
//	shared numbers      records to which OCLC gave one number
//	several in 035a     records with several OCLC numbers in 035 $a
//	messages            what OCLC complains about, if its exception reports were given
//	keeps coming back   records that were in the reports of earlier weeks too, if any
//	duplicates          lines of the reports that were folded into another
//	rejects             lines of the reports that are damaged
//	weeks               this week and up to eleven before it, where such are known
//	stages              what went into each stage and came out, and the inputs
//	what it means       each sheet, reason and word of OCLC's, and what to do
//
// What is in force of decisions.tsv is filled in, for records for review and wherever
// else one of a sheet's records is decided; sheets of lines show it in a column Decided,
// which nobody reads again. A hidden sheet, datasync, tells mkdecisions which rows of the
// journal the workbook shows. A value too long for a
// cell of Excel is cut, with a warning. The same files give the same bytes.
//
// --date is the report's date. --link makes each value of the column NAME a link
// to ADDRESS, in which {} stands for the value; Incoming 035a links to WorldCat
// unless another address is given for it.
//
// Columns are those of the tables. The report adds Decision, Use number and Note, which
// people fill in; Why not update, if they cannot decide that; Outcome, what became of the
// record; Held by, who has it; of records that have one number, Other before the names of
// the columns of the second; and in the libraries' workbooks What to do.
//
// --libraries makes a workbook for each OCLC symbol, DIR/SYMBOL.xlsx, with the sheets
//
//	summary             how many records have which outcome
//	shared records      what became of each that the library reported, differences first
//	own records         those of its own zone, which nobody changes but the library
//
// Where RUN_DIR has what verifyupdate found, lost_number.tsv, not_updated.tsv and
// verified.tsv, that became of the records that were to be updated. In the file's name all
// but letters, digits and "-" becomes "_"; where two symbols have one name, the second gets
// "-2". Without -o the report itself is not made.
//
// RUN in the commands of the summary is the folder of the workbook, wherever it is: the
// report is the same whatever RUN_DIR is called.
//
// --verified makes the workbook of what verifyupdate found, from lost_number.tsv,
// not_updated.tsv and verified.tsv in DIR: what is to be done at once, by the files to
// repair that are there too, then the records, the gravest first, in the sheets
//
//	lost number         those that have none any more
//	not updated         those that do not have their new number, or not alone
//	verified            those that have it
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	mkreport --date 2026-01-31 -o NZ-OCLC-Identifier-report-2026-01-31.xlsx .
package main

import (
	_ "embed" // the manual
	"io"
	"os"
	"path/filepath"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/link"
	"datasync/pkg/report"
	"datasync/pkg/workbook"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Date      string   `placeholder:"YYYY-MM-DD" help:"The report's date."`
	Link      []string `sep:"none" placeholder:"NAME=ADDRESS" help:"Make the values of this column links; {} in ADDRESS stands for the value."`
	Libraries string   `placeholder:"DIR" help:"Make a workbook for each OCLC symbol in DIR."`
	Verified  string   `placeholder:"DIR" help:"Make the workbook of what verifyupdate found, whose tables are in DIR."`
	RunDir    string   `arg:"" name:"run_dir" help:"Directory of a run."`
}

func main() { os.Exit(cli.Main("mkreport", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	about, err := c.about()
	if err != nil {
		return err
	}
	open := func(name string) (io.Reader, error) { return env.Open(name) }
	if c.Verified != "" {
		return c.verification(env, open, about)
	}
	run, err := report.Read(c.RunDir, open)
	if err != nil {
		return err
	}
	text := run.Count()
	if c.Output != "" {
		sheets, err := run.Sheets(about)
		if err != nil {
			return err
		}
		if err := write(env, c.Output, env.Output(), sheets); err != nil {
			return err
		}
	}
	if c.Libraries != "" {
		n, err := c.libraries(env, run, about)
		if err != nil {
			return err
		}
		text += "; " + count.Of(n, "workbook") + " of libraries"
	}
	env.Summary("%s", text)
	return nil
}

// verification makes the workbook of what verifyupdate found.
func (c *command) verification(env *cli.Env, open func(name string) (io.Reader, error), about report.About) error {
	run, err := report.Look(c.RunDir, open)
	if err != nil {
		return err
	}
	found, err := report.Look(c.Verified, open)
	if err != nil {
		return err
	}
	sheets, says, err := run.Verification(found, about)
	if err != nil {
		return err
	}
	if err := write(env, c.Output, env.Output(), sheets); err != nil {
		return err
	}
	env.Summary("%s", says)
	return nil
}

// write writes a workbook, and tells what is not whole in it.
func write(env *cli.Env, name string, out io.Writer, sheets []workbook.Sheet) error {
	n, err := workbook.Write(out, sheets...)
	if err != nil {
		return err
	}
	cut := 0
	for _, sheet := range n {
		cut += sheet.Cut
	}
	if cut > 0 {
		env.Warn("%s: %s longer than a cell of Excel, and cut; the files of the run have the whole", name, count.Of(cut, "value"))
	}
	return nil
}

// about is what the flags and the environment say.
func (c *command) about() (report.About, error) {
	about := report.About{
		Date:  c.Date,
		Links: []report.Link{{Column: column.Incoming, Address: "https://search.worldcat.org/title/{}"}},
	}
	if c.Verified != "" && c.Libraries != "" {
		return about, cli.Usagef("--verified makes another workbook than --libraries; call mkreport twice")
	}
	if c.Output != "" || c.Libraries == "" {
		if err := workbook.CheckFile(c.Output); err != nil {
			return about, cli.Usagef("%v", err)
		}
	}
	if _, err := time.Parse(time.DateOnly, c.Date); c.Date != "" && err != nil {
		return about, cli.Usagef("--date: %q is no day; write it as 2025-06-02", c.Date)
	}
	for _, flag := range c.Link {
		name, address, err := link.Parse(flag)
		if err != nil {
			return about, cli.Usagef("--link %v", err)
		}
		about.Links = append(about.Links, report.Link{Column: name, Address: address})
	}
	return about, nil
}

// libraries makes the workbooks of the libraries.
func (c *command) libraries(env *cli.Env, run *report.Run, about report.About) (int, error) {
	libraries, err := run.Libraries(about)
	if err != nil {
		return 0, err
	}
	if err := env.MakeDir(c.Libraries); err != nil {
		return 0, err
	}
	for _, lib := range libraries {
		name := filepath.Join(c.Libraries, lib.File)
		if err := write(env, name, env.Create(name), lib.Sheets); err != nil {
			return 0, err
		}
	}
	return len(libraries), nil
}
