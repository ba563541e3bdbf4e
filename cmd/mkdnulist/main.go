// Mkdnulist makes a do-not-update list of the lists there are and of further
// records.
//
// Usage:
//
//	mkdnulist [--dnu TABLE]... [-o FILE] [--quiet] [ADDED]
//
// It writes a table with the columns MMS ID and Reason, which dnufilter takes as a
// list: the records of each --dnu, by MMS ID, and then those of ADDED, a table with
// the columns Network Id and Reason such as mkdecisions --dnu writes, in their
// order. Each record is there once, with the first reason that is not empty.
// The lists themselves stay as they are; their further columns are not copied.
//
// TABLE is as for dnufilter: a workbook, TSV, CSV or one-column text file, or
// FILE#SHEET. A cell without any digit is skipped with a warning; a cell with
// digits that is no MMS ID is an error.
//
// Example:
//
//	mkdnulist --dnu Do_not_change.xlsx -o Do_not_change.tsv protect.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/dnu"
	"datasync/pkg/dnulist"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	DNU   []string `name:"dnu" sep:"none" placeholder:"TABLE" help:"Do-not-update list; may be given several times."`
	Added string   `arg:"" optional:"" default:"-" help:"Table of the records to add; - is standard input."`
}

func main() { os.Exit(cli.Main("mkdnulist", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	var lists []dnu.List
	for _, name := range c.DNU {
		list, err := read(env, name)
		if err != nil {
			return err
		}
		lists = append(lists, list)
	}
	in, err := env.Table(c.Added)
	if err != nil {
		return err
	}
	merger := dnulist.NewMerger(lists...)
	if err := merger.Add(in); err != nil {
		return err
	}
	n, err := merger.Write(env.Output())
	if err != nil {
		return err
	}
	env.Summary("%d rows to add: %d added, %d were on the list, which has %d records now",
		n.Added+n.Known, n.Added, n.Known, n.Listed+n.Added)
	return nil
}

func read(env *cli.Env, name string) (dnu.List, error) {
	in, err := env.Foreign(name, dnu.Sheet, dnu.Columns...)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	list := make(dnu.List)
	return list, list.Add(in, func(place error) { env.Warn("%v", place) })
}
