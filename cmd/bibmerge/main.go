// Bibmerge merges OCLC's bib processing reports, one row per record.
//
// Usage:
//
//	bibmerge [--institutions TABLE] [--zone CODE | --nz SUFFIX] [--need-shared]
//	         [--iz-dir DIR]
//	         [--duplicates FILE] [--conflicts FILE] [--rejects FILE]
//	         [--actions FILE] [--check] [-o FILE] [--quiet] REPORT...
//
// A report has no header and five fields separated by "|": job id, MMS ID,
// existing OCLC number, incoming OCLC number, action. Either number may be
// empty. Bibmerge writes the shared records, those whose MMS ID ends in the
// suffix of the Network Zone or of the zone named, as a table with the columns
//
//	JobID, Network Id, Existing 035a, Incoming 035a, Action,
//	Reports, Conflict, Shared with
//
// There is one row per MMS ID. A job id such as
// CEF_1012688_1748084545832::bib::1989804 tells the OCLC symbol of the library
// and when the run began, in milliseconds; where one library reports a record
// several times, its latest run counts and supersedes the others. Of the rows
// left, the record's row is the first in this order: match before other actions,
// unresolved ones last; the later run; the smaller text, byte by byte. So it does
// not matter in which order the reports are given.
//
// Reports holds the symbols of all libraries that report the record. Conflict is
// empty if the rows agree on the incoming OCLC number, and on whether it is an
// unresolved one; else it holds what each claims, at most 20 claims and then "and N
// more". Shared with holds the other shared records with the
// same incoming number, at most 5; unresolved ones are left out, since theirs is
// a provisional number.
//
// The other results, each a table:
//
//	--iz-dir      CEFbibprocess.tsv and the like in DIR, with the same columns: the
//	              records of each institution's own zone. Only institutions with
//	              records get a file; UNKNOWNbibprocess.tsv has those with a suffix
//	              that no institution has.
//	--duplicates  the rows that are not their record's own: the five fields, and
//	              as Reason duplicate or superseded
//	--conflicts   each claim about a shared record in conflict: Network Id, OCLC
//	              symbol, Action, Incoming 035a, Run (such as
//	              2025-05-24T11:02:25Z), JobID
//	--rejects     the lines that are no report rows: File, Line, Reason, Text
//	              (at most 1,000 characters of it)
//	--actions     how many shared records each library's own reports have, by the
//	              action of its latest run: OCLC symbol, Action, Records
//
// Without --rejects such a line ends the run. A report without one valid row is
// always an error. Lines of white space alone are skipped. With --check the reports
// are read and all is told, but nothing is written.
//
// --institutions is a table with the columns Code, Suffix, Name, or a list in JSON of
// code, id (the suffix) and name, which may lack NZ: it is OCUL's then. Without it the
// institutions are those of OCUL. --zone is the code of the institution whose records
// count as shared, NZ if none is named; --nz is their suffix itself. If no record has it, or
// none has a suffix of the table, a warning names the suffixes that there are; with
// --need-shared the first of these is an error.
//
// Exit status: 0 when done; 1 for bad data or an I/O error; 2 for wrong usage.
//
// Example:
//
//	bibmerge -o bibprocessmerged.tsv --duplicates duplicates.tsv --conflicts conflicts.tsv \
//	         --rejects rejects.tsv --actions actions.tsv --iz-dir . *BibProcessingReport.txt
package main

import (
	"cmp"
	_ "embed" // the manual
	"fmt"
	"io"
	"os"
	"path/filepath"

	"datasync/pkg/bibreport"
	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/institution"
	"datasync/pkg/mms"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	Institutions string   `placeholder:"TABLE" help:"Institutions, with the columns Code, Suffix, Name (default: those of OCUL)."`
	Zone         string   `placeholder:"CODE" help:"Whose records count as shared, by the code of the institution (default: NZ)."`
	NZ           string   `name:"nz" placeholder:"SUFFIX" help:"Last four digits of the MMS IDs of shared records (default: the suffix of the institution NZ)."`
	NeedShared   bool     `help:"End with an error if no record is shared."`
	IZDir        string   `name:"iz-dir" placeholder:"DIR" help:"Write the records of each institution's own zone into DIR."`
	Duplicates   string   `placeholder:"FILE" help:"Write the rows that were folded into another to FILE."`
	Conflicts    string   `placeholder:"FILE" help:"Write the claims about records in conflict to FILE."`
	Rejects      string   `placeholder:"FILE" help:"Write the lines that are no report rows to FILE and go on."`
	Actions      string   `placeholder:"FILE" help:"Write how many records each library's reports have, by action, to FILE."`
	Reports      []string `arg:"" optional:"" name:"report" default:"-" help:"Bib processing reports; - or none is standard input."`
}

func main() { os.Exit(cli.Main("bibmerge", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	nz, zones, err := c.zones(env)
	if err != nil {
		return err
	}
	out := bibreport.Out{
		Shared:     env.Output(),
		Duplicates: env.Create(c.Duplicates),
		Conflicts:  env.Create(c.Conflicts),
		Actions:    env.Create(c.Actions),
		Zone:       zones.Table,
	}
	var rejects *bibreport.Rejects
	if c.Rejects != "" {
		rejects = bibreport.NewRejects(env.Create(c.Rejects))
	}
	merger := bibreport.NewMerger(nz, rejects)
	// All are opened before one is read, so that the size of all is known.
	reports := make([]cli.Input, len(c.Reports))
	for i, name := range c.Reports {
		if reports[i], err = env.Open(name); err != nil {
			return err
		}
	}
	for _, in := range reports {
		if err := in.Tell(merger.Read(in, in.Path)); err != nil {
			return err
		}
	}
	n, err := merger.Write(out)
	if err != nil {
		return err
	}
	zones.Warn(nz, n, env.Warn)
	if n.Shared == 0 {
		err := zones.None(nz, c.said())
		if c.NeedShared {
			return err
		}
		env.Warn("%v", err)
	}
	env.Summary("%s: %d shared, %d institution, %d duplicate, %d rejected",
		count.Of(n.Rows(), "row"), n.Shared, n.Institution, n.Duplicate, n.Rejected)
	return nil
}

// code is that of the zone whose records are shared.
func (c *command) code() string { return cmp.Or(c.Zone, institution.NetworkZone) }

// said is what says which records are shared.
func (c *command) said() string {
	if c.NZ != "" {
		return "--nz"
	}
	return fmt.Sprintf("--zone, or the row %s of the institutions,", c.code())
}

// zones is the suffix of the shared records, and where the others go.
func (c *command) zones(env *cli.Env) (nz mms.Suffix, zones bibreport.Zones, err error) {
	if c.NZ != "" && c.Zone != "" {
		return 0, zones, cli.Usagef("give --zone or --nz, one of them")
	}
	if c.NZ != "" {
		if nz, err = mms.ParseSuffix(c.NZ); err != nil {
			return 0, zones, cli.Usagef("--nz: %v", err)
		}
	}
	zones.Given = env.Called(c.Institutions)
	if zones.Institutions, err = institutions(env, c.Institutions); err != nil {
		return 0, zones, err
	}
	if c.NZ == "" {
		var ok bool
		if nz, ok = zones.Institutions.Zone(c.code()); !ok {
			return 0, zones, fmt.Errorf("%s: no row has the code %s; add one with the suffix of your shared records, or name the zone: --zone",
				cmp.Or(env.Called(c.Institutions), "the institutions of OCUL"), c.code())
		}
	}
	if c.IZDir != "" {
		zones.Create = func(code string) (io.Writer, error) {
			if err := env.MakeDir(c.IZDir); err != nil {
				return nil, err
			}
			return env.Create(filepath.Join(c.IZDir, code+"bibprocess.tsv")), nil
		}
	}
	return nz, zones, nil
}

func institutions(env *cli.Env, name string) (institution.Table, error) {
	if name == "" {
		return institution.OCUL()
	}
	return institution.Open(name, env.Called(name), env.Foreign)
}
