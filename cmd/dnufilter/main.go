// Dnufilter drops the records on the do-not-update list.
//
// Usage:
//
//	dnufilter [--dnu TABLE]... [--columns TABLE] [--dropped FILE] [--list FILE]
//	          [--check] [-o FILE] [--quiet] [FILE]
//
// It writes the rows whose Network Id is not on the list; the others go to
// --dropped, with the list's reason in the column Reason. Without a list all rows
// pass.
//
// The list is a workbook, TSV, CSV or one-column text file. The MMS IDs stand under a
// header, in the first of its columns Network Id and MMS ID that has an MMS ID of the
// rows' zone, or where neither has one in the first of them that is there, else in
// the first column. Further columns are yours; one called Reason is passed on. Of a
// workbook each sheet with a column of one of these names counts, hidden ones too, or
// else the only one that is not empty; TABLE may be FILE#SHEET. Rows above the header,
// such as a title, are skipped with a warning. Give --dnu again for another list. What
// --list or an earlier step wrote is a list too, but no report of the week.
//
// In a list in another language these columns are called as --columns says, a table as that
// of actionroute.
//
// --list gets each entry as it was read, in the columns MMS ID, Reason, From, which is
// the file, the sheet and the cell, and Protects: yes, no row if it is of the rows'
// zone but not among them, or other zone. With --check all is read and told, but
// nothing is written.
//
// No protection is lost in silence. A blank cell and the template's "Add your MMS ID
// here" are passed over; other text without a digit is skipped with a warning. These
// are errors, with the cell:
//
//   - a cell with digits that is no MMS ID, and a formula's error;
//   - a row without an MMS ID that has one in another column;
//   - a cell of another column or sheet that is an MMS ID of the rows' zone and
//     nothing else, or leads to one (a link, or the formula HYPERLINK), if that is no
//     entry of the list. Within other text, or in a column Reason, Note or Shared
//     with, it is a warning. Neither is looked for where you named the sheet;
//   - a first row that looks like an MMS ID rather than a header;
//   - a list with rows, none of which has an MMS ID. A header alone, or the
//     template, is an empty list;
//   - the Analytics report, which has a column Bibliographic Lifecycle or OCLC Control
//     Number (035a) and no Reason, and a report of the week.
//
// An entry whose last four digits are those of no row protects nothing: it is an MMS
// ID of an Institution Zone, or one cut short. The summary counts such entries, and
// the first is named in a warning. A list of nothing else is an error. If more than
// half of the rows are on the list, a warning says so. The summary names each sheet
// that was read, with its entries.
//
// Where a list has MMS IDs both in Network Id and in MMS ID, the rows are read twice, first
// for their zone; if they come by a pipe they are held.
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
	"fmt"
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/dnu"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	cli.Columns
	DNU     []string `name:"dnu" sep:"none" placeholder:"TABLE" help:"Do-not-update list; may be given several times."`
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
		if err := add(env, &list, name); err != nil {
			return err
		}
	}
	in, err := settle(env, &list, c.File, warn)
	if err != nil {
		return err
	}
	out, dropped, entries := env.Output(), env.Create(c.Dropped), env.Create(c.List)
	n, err := dnu.Rows(in, &list, out, dropped)
	if err != nil {
		return err
	}
	otherZone, err := list.Judge(n, warn)
	if err != nil {
		return err
	}
	env.Summary("%s: %d kept, %d on the list %s", count.Of(n.Kept+n.Dropped, "row"), n.Kept, n.Dropped, about(&list, otherZone))
	return list.Write(entries)
}

func add(env *cli.Env, list *dnu.List, name string) error {
	sheets, err := env.EachSheet(name, table.IDColumns...)
	if err != nil {
		return err
	}
	defer sheets[0].Close()
	return list.Add(sheets)
}

// settle settles the list and opens the rows, which are read beforehand only where
// their zone counts.
func settle(env *cli.Env, list *dnu.List, name string, warn func(error)) (*tsv.Reader, error) {
	if !list.Undecided() {
		if err := list.Settle(nil, warn); err != nil {
			return nil, err
		}
		return env.Table(name)
	}
	zones, rows, err := env.Twice(name)
	if err != nil {
		return nil, err
	}
	ofRows, err := zones()
	if err != nil {
		return nil, err
	}
	if err := list.Settle(ofRows, warn); err != nil {
		return nil, err
	}
	return rows()
}

// about says what the list is: of how many entries, in which sheets.
func about(list *dnu.List, otherZone int) string {
	if len(list.Sheets) == 0 {
		return "(no list was given)"
	}
	text := fmt.Sprintf("(%s, %d of another zone)", count.Of(list.Len(), "entry"), otherZone)
	if list.Len() == 0 {
		text += "; the list is empty"
	}
	for _, sheet := range list.Sheets {
		text += fmt.Sprintf("; %s: %s", sheet.Name, count.Of(sheet.Entries, "entry"))
	}
	return text
}
