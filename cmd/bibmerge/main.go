// Bibmerge merges OCLC's bib processing reports, one row per record.
//
// Usage:
//
//	bibmerge [--institutions TABLE] [--nz SUFFIX] [--iz-dir DIR]
//	         [--duplicates FILE] [--rejects FILE] [-o FILE] [--quiet] REPORT...
//
// A report has no header and five fields separated by "|": job id, MMS ID,
// existing OCLC number, incoming OCLC number, action. Either number may be
// empty. Bibmerge writes the shared records, those whose MMS ID ends in the
// suffix of the Network Zone, as a table with the columns
//
//	JobID, Network Id, Existing 035a, Incoming 035a, Action,
//	Reports, Conflict, Shared with
//
// There is one row per MMS ID. Where one library reports a record several
// times, the latest run counts. Among the rows left, the record's row is the
// first with the action match, else the first. Conflict holds what each report
// claims where they disagree on the incoming OCLC number. Shared with holds the
// other shared records with the same incoming number.
//
// The records of an institution's own zone are written to --iz-dir, a file for
// each institution that has any: CEFbibprocess.tsv, and UNKNOWNbibprocess.tsv
// for a suffix that no institution has. Every row that was folded into another
// is written to --duplicates.
//
// A line that is no report row ends the run, unless --rejects collects them. A
// report without one valid row is always an error. Blank lines are skipped.
//
// Example:
//
//	bibmerge -o merged.tsv --iz-dir . --duplicates duplicates.tsv CEF.txt UWO.txt
package main

import (
	_ "embed" // the manual
	"fmt"
	"io"
	"os"
	"path/filepath"

	"datasync/pkg/bibreport"
	"datasync/pkg/cli"
	"datasync/pkg/institution"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Institutions string   `placeholder:"TABLE" help:"Institutions, with the columns Code, Suffix, Name (default: those of OCUL)."`
	NZ           string   `name:"nz" placeholder:"SUFFIX" help:"Last four digits of the MMS IDs of shared records (default: the suffix of the institution NZ)."`
	IZDir        string   `name:"iz-dir" placeholder:"DIR" help:"Write the records of each institution's own zone into DIR."`
	Duplicates   string   `placeholder:"FILE" help:"Write the rows that were folded into another to FILE."`
	Rejects      string   `placeholder:"FILE" help:"Write the lines that are no report rows to FILE and go on."`
	Reports      []string `arg:"" optional:"" name:"report" help:"Bib processing reports; - or none is standard input."`
}

func main() { os.Exit(cli.Main("bibmerge", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	members, nz, err := c.members(env)
	if err != nil {
		return err
	}
	out := bibreport.Out{Shared: env.Output(), Duplicates: env.Create(c.Duplicates)}
	var rejects io.Writer
	if c.Rejects != "" {
		rejects = env.Create(c.Rejects)
	}
	merger := bibreport.NewMerger(nz, rejects)
	if len(c.Reports) == 0 {
		c.Reports = []string{"-"}
	}
	// All are opened before one is read, so that the size of all is known.
	reports := make([]cli.Input, len(c.Reports))
	for i, name := range c.Reports {
		if reports[i], err = env.Open(name); err != nil {
			return err
		}
	}
	for _, in := range reports {
		if err := merger.Read(in, in.Name); err != nil {
			return err
		}
	}
	zones := zoneFiles{env: env, dir: c.IZDir, members: members, files: make(map[string]*tsv.Writer)}
	out.Zone = zones.file
	n, err := merger.Write(out)
	if err != nil {
		return err
	}
	env.Summary("%d rows: %d shared, %d institution, %d duplicate, %d rejected",
		n.Rows(), n.Shared, n.Institution, n.Duplicate, n.Rejected)
	return nil
}

// members is the table of institutions and the suffix of the shared records.
func (c *command) members(env *cli.Env) (members institution.Table, nz mms.Suffix, err error) {
	if c.NZ != "" {
		if nz, err = mms.ParseSuffix(c.NZ); err != nil {
			return nil, 0, cli.Usagef("--nz: %v", err)
		}
	}
	if c.Institutions == "" {
		members, err = institution.OCUL()
	} else {
		members, err = readMembers(env, c.Institutions)
	}
	if err != nil || c.NZ != "" {
		return members, nz, err
	}
	nz, ok := members.NetworkZone()
	if !ok {
		return nil, 0, fmt.Errorf("%s: no row has the code %s; add one with the suffix of your shared records, or give --nz",
			c.Institutions, institution.NetworkZone)
	}
	return members, nz, nil
}

func readMembers(env *cli.Env, name string) (institution.Table, error) {
	in, err := env.Foreign(name, "", institution.Columns...)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return institution.Read(in)
}

// zoneFiles makes the files of the institutions, each when it is first wanted.
type zoneFiles struct {
	env     *cli.Env
	dir     string // "" if nobody asked for them
	members institution.Table
	files   map[string]*tsv.Writer
}

func (z *zoneFiles) file(suffix mms.Suffix) (*tsv.Writer, error) {
	code := "UNKNOWN"
	if member, ok := z.members.Find(suffix); ok {
		code = member.FileName()
	} else {
		z.env.Warn("there are records with the suffix %v, which no institution has; they go to UNKNOWNbibprocess.tsv", suffix)
	}
	if z.dir == "" {
		return tsv.NewWriter(io.Discard, bibreport.Header()), nil
	}
	if out := z.files[code]; out != nil {
		return out, nil
	}
	if err := z.env.MakeDir(z.dir); err != nil {
		return nil, err
	}
	out := tsv.NewWriter(z.env.Create(filepath.Join(z.dir, code+"bibprocess.tsv")), bibreport.Header())
	z.files[code] = out
	return out, nil
}
