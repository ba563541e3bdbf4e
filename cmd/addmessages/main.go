// Addmessages puts OCLC's messages beside the records that they are about.
//
// Usage:
//
//	addmessages --exceptions REPORT... [--xref REPORT...] [--minor]
//	            [--unmatched FILE] [--kinds FILE] [--by-library FILE]
//	            [--rejects FILE] [--check] [-o FILE] [--quiet] [FILE]
//
// It reads OCLC's bib exception reports (seven fields separated by "|": job id,
// MMS ID, number sent, OCLC number, type, severity, text; or bibdetailexcpt of
// former years, with six lines of heading and TABs) and writes each row with
//
//	Severity        the worst: CRITICAL, SEVERE, MINOR, or empty
//	Messages        each once, worst first, joined by "; ", at most five and
//	                then "and N more"; the minor ones only with --minor
//	Staging number  the provisional number by which Record Manager finds the
//	                record in OCLC's staging area
//	Worst message   the first of the Messages
//
// A message without a severity stands before the minor ones; one that is no
// validation error follows its type: Data Error: invalid_characters_present.
//
// FILE has the column Network Id, and those of bibmerge. A line of a report is
// about the row with its MMS ID, if its job id is that of the row or its symbol is
// one of the Reports: a report may hold lines of an older run. Other lines, and
// those without an MMS ID, go to --unmatched, with the Reason and their File and
// Line. So each line is beside a row or there.
//
// --xref reads cross-reference reports (MMS ID, TAB, OCLC number). Only that of
// unresolved records has provisional numbers. It is told by the name of the file,
// which has "unresolved" or "unresxref" in it, as OCLC names it; the other one is
// read and tells nothing new.
//
// --kinds gets each kind of message of each library, worst first: ordinals and
// numbers are put away (Nth, N; MARC tags stay), Type is OCLC's word for it, Records is
// how many records have one, Example is the text of one, and Network Id its record. It
// tells what to mend at the source. --by-library gets how many records have messages, by
// the worst severity.
//
// OCLC's reports are an extra: with --rejects the lines that cannot be read, be it all
// of a file, go to a table (File, Line, Reason, Text) and the others count. A report
// without one message is a warning. With --check all is read and told, but nothing is
// written.
//
// Exit status: 0 done; 1 bad data (a file is no report of its kind: a bib processing
// report goes to bibmerge), or a file cannot be read or written; 2 wrong usage.
//
// Example:
//
//	addmessages --exceptions OCUL-UWO.1012743.IN.BIB.D20260124.T113002789.UWO-weekly.BibExceptionReport.txt \
//	            --kinds messages.tsv --unmatched unmatched.tsv --rejects rejects.tsv \
//	            -o candidates_messages.tsv candidates.tsv
package main

import (
	_ "embed" // the manual
	"fmt"
	"io"
	"os"

	"datasync/pkg/bibreport"
	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/message"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	Exceptions []string `required:"" sep:"none" placeholder:"REPORT" help:"Bib exception report; may be given several times."`
	Xref       []string `sep:"none" placeholder:"REPORT" help:"Cross-reference report; may be given several times."`
	Minor      bool     `help:"Show the minor messages too."`
	Unmatched  string   `placeholder:"FILE" help:"Write the lines of no row to FILE."`
	Kinds      string   `placeholder:"FILE" help:"Write the kinds of messages of each library to FILE."`
	ByLibrary  string   `placeholder:"FILE" help:"Write how many records of each library have messages to FILE."`
	Rejects    string   `placeholder:"FILE" help:"Write the lines of the reports that cannot be read to FILE and go on."`
	File       string   `arg:"" optional:"" default:"-" help:"Table of records; - is standard input."`
}

func main() { os.Exit(cli.Main("addmessages", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	var exceptions message.Exceptions
	staging := make(message.CrossReferences)
	rejects := bibreport.NewRejects(env.Create(c.Rejects))
	if err := c.read(env, &exceptions, staging, rejects); err != nil {
		return err
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	out := message.Out{Rows: env.Output(), Unmatched: env.Create(c.Unmatched)}
	kinds, libraries := env.Create(c.Kinds), env.Create(c.ByLibrary)
	n, err := exceptions.Rows(in, staging, c.Minor, out)
	if err != nil {
		return err
	}
	rejected := ""
	if c.Rejects != "" {
		rejected = fmt.Sprintf(", %d rejected", rejects.N)
	}
	env.Summary("%s: %d with messages; %s: %d of these rows, %d of no row%s",
		count.Of(n.Rows, "row"), n.WithMessages, count.Of(n.Lines(), "exception"), n.Joined, n.Unmatched, rejected)
	return exceptions.WriteTallies(kinds, libraries)
}

// read reads the reports.
func (c *command) read(env *cli.Env, exceptions *message.Exceptions, staging message.CrossReferences, rejects *bibreport.Rejects) error {
	var reject message.Reject
	if c.Rejects != "" {
		reject = rejects.Take
	}
	for _, reports := range []struct {
		names []string
		of    string
		read  func(io.Reader, string, message.Reject) (int, error)
	}{{c.Exceptions, "exception", exceptions.Read}, {c.Xref, "cross-reference", staging.Read}} {
		for _, name := range reports.names {
			in, err := env.Open(name)
			if err != nil {
				return err
			}
			n, err := reports.read(in, in.Path, reject)
			rejects.First = in.Tell(rejects.First)
			if err != nil {
				return in.Tell(err)
			}
			if n == 0 {
				env.Warn("%s: there is no %s in it; OCLC had nothing to say, or the file is not whole", in.Name, reports.of)
			}
		}
	}
	if rejects.N > 0 {
		env.Warn("%v; %s of OCLC's messages cannot be read, and went to %s", rejects.First, count.Of(rejects.N, "line"), env.Called(c.Rejects))
	}
	return rejects.Flush()
}
