// Dnufilter drops the records on the do-not-update list.
//
// Usage:
//
//	dnufilter --dnu TABLE... [--dropped FILE] [--list FILE] [-o FILE] [--quiet] [FILE]
//
// It writes the rows whose Network Id is not on the list; the others go to
// --dropped, with the list's reason in the column Reason.
//
// The list is a workbook, TSV, CSV or one-column text file. The MMS IDs stand in its
// column Network Id, else in MMS ID, else in the first one, under a header. Further
// columns are yours; one called Reason is passed on. TABLE may be FILE#SHEET;
// without it the sheet Do_not_change of a workbook serves, or else the only one that
// is not empty. Rows above the header, such as a title, are skipped with a warning.
// Give --dnu again for another list. What --list or an earlier step wrote is a list
// too.
//
// --list gets each entry as it was read, in the columns MMS ID, Reason and From,
// which is the file, the sheet and the cell.
//
// No protection is lost in silence. A blank cell and the template's "Add your MMS ID
// here" are passed over; other text without a digit is skipped with a warning. These
// are errors, with the cell:
//
//   - a cell with digits that is no MMS ID, and a formula's error;
//   - a row without an MMS ID that has one in another column;
//   - a first row that looks like an MMS ID rather than a header;
//   - a list with rows, none of which has an MMS ID. A header alone, or the
//     template, is an empty list.
//
// An entry whose last four digits are those of no row protects nothing: it is an MMS
// ID of an Institution Zone, or one cut short. The summary counts such entries, and
// the first is named in a warning. A list of nothing else is an error.
//
// Exit status: 0 done, 1 bad data or a file that cannot be read or written, 2 wrong
// usage.
//
// Example:
//
//	dnufilter --dnu Do_not_change.xlsx -o candidates.tsv --dropped do_not_change.tsv diff.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/dnu"
	"datasync/pkg/table"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	DNU     []string `name:"dnu" required:"" sep:"none" placeholder:"TABLE" help:"Do-not-update list; may be given several times."`
	Dropped string   `placeholder:"FILE" help:"Write the rows on the list to FILE."`
	List    string   `placeholder:"FILE" help:"Write the entries of the list to FILE."`
	File    string   `arg:"" optional:"" default:"-" help:"Table with the column Network Id; - is standard input."`
}

func main() { os.Exit(cli.Main("dnufilter", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	warn := func(err error) { env.Warn("%v", err) }
	var list dnu.List
	for _, name := range c.DNU {
		if err := add(env, &list, name, warn); err != nil {
			return err
		}
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	out, dropped, entries := env.Output(), env.Create(c.Dropped), env.Create(c.List)
	n, err := dnu.Rows(in, &list, out, dropped, warn)
	if err != nil {
		return err
	}
	env.Summary("%s: %d kept, %d on the list (%s, %d of another zone)",
		count.Of(n.Kept+n.Dropped, "row"), n.Kept, n.Dropped, count.Of(n.Entries, "entry"), n.OtherZone)
	return list.Write(entries)
}

func add(env *cli.Env, list *dnu.List, name string, warn func(error)) error {
	in, err := env.Foreign(name, dnu.Sheet, table.IDColumns...)
	if err != nil {
		return err
	}
	defer in.Close()
	return list.Add(in, warn)
}
