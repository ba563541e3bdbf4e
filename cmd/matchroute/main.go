// Matchroute tells whether a record got a new OCLC number because OCLC merged two
// of its records, or because it matched the record to another one.
//
// Usage:
//
//	matchroute --current TABLE... [--merges FILE.mrc]... [--rematch FILE]
//	           [--review TABLE] [--stale FILE] [--check] [-o FILE] [--quiet]
//	           [FILE]
//
// It reads what WorldCat says of the current numbers, as ocncurrent fetched it
// (columns OCLC number, Current and, if there is one, Fetched: the later answer
// counts), and writes each row with the column WorldCat, and WorldCat verdict: the
// same with N and M for the numbers. It asks nobody. The first rule that applies
// decides:
//
//	                                             WorldCat                  goes to
//	1 the new number has no current one          new number unknown        --rematch
//	2 its current one is another                 new number is now N       --stale
//	3 there is no old number                     first number              result
//	4 each old number leads to the new one       merge                     result
//	5 an old number is its own current one       other record: N still exists
//	                                                                       --rematch
//	6 an old number leads to a third one         N is now M                --rematch
//	7 else                                       old number gone           --rematch
//
// The new number is that of Incoming 035a. The old numbers are those of OCLC
// Control Number (035a), what the record has today; where that column is not
// there or has none, the number of Existing 035a, with which it was sent. Where
// there is nothing to ask, WorldCat stays empty and the row goes to the result:
// no new number, an Action that begins with unresolved (the number is a
// provisional one), an old number that cannot be read.
//
// Without --rematch or --stale their rows stay in the result, in place. In the rows
// that go there, Reason, if the table has it, begins with "WorldCat: " and the
// verdict.
//
// --review is a table whose rows stand first in the file of --rematch, as they are:
// what else needs a person. Columns that it lacks come behind its own.
//
// --merges reads OCLC's files of merges (Collection Manager, binary MARC: 001 and
// 035 $a the current number, 019 $a and 035 $z the merged ones). They prove a
// merge also where --current does not have the numbers, or had them before it.
//
// With --check all is read and told, but nothing is written.
//
// Exit status: 0 done; 1 bad data (also a number of which WorldCat was not asked: run
// ocncurrent on the same table), or a file cannot be read or written; 2 wrong usage.
//
// Example:
//
//	matchroute --current current.tsv --review routed_review.tsv --rematch review.tsv \
//	           -o asked.tsv routed_update.tsv
package main

import (
	"cmp"
	_ "embed" // the manual
	"fmt"
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/worldcat"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	Current []string `required:"" sep:"none" placeholder:"TABLE" help:"What ocncurrent wrote; may be given several times."`
	Merges  []string `sep:"none" placeholder:"FILE.mrc" help:"OCLC's file of merges, in binary MARC; may be given several times."`
	Rematch string   `placeholder:"FILE" help:"Write the rows whose number may be another record's to FILE."`
	Review  string   `placeholder:"TABLE" help:"Write the rows of TABLE before those of --rematch."`
	Stale   string   `placeholder:"FILE" help:"Write the rows whose number is not the current one to FILE."`
	File    string   `arg:"" optional:"" default:"-" help:"Table of records; - is standard input."`
}

func main() { os.Exit(cli.Main("matchroute", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if c.Review != "" && c.Rematch == "" {
		return cli.Usagef("--review says what stands first in the file of --rematch; give --rematch too")
	}
	answers, err := c.answers(env)
	if err != nil {
		return err
	}
	in, err := env.Table(c.File)
	if err != nil {
		return err
	}
	out := worldcat.Out{Keep: env.Output()}
	if c.Rematch != "" {
		out.Rematch = env.Create(c.Rematch)
	}
	if c.Review != "" {
		if out.Review, err = env.Table(c.Review); err != nil {
			return err
		}
	}
	if c.Stale != "" {
		out.Stale = env.Create(c.Stale)
	}
	n, err := worldcat.Rows(in, answers, out)
	if err != nil {
		return err
	}
	before := ""
	if c.Review != "" {
		before = fmt.Sprintf("; %s for review before the rematches", count.Of(n.Before, "row"))
	}
	env.Summary("%s: %s, %s, %d stale, %d first, %d not asked%s", count.Of(n.Rows(), "row"),
		count.Of(n.Merge, "merge"), count.Of(n.Rematch, "rematch"), n.Stale, n.First, n.NotAsked, before)
	return nil
}

// answers reads what is known of the current numbers.
func (c *command) answers(env *cli.Env) (*worldcat.Answers, error) {
	var answers worldcat.Answers
	for _, name := range c.Current {
		in, err := env.Foreign(name, "")
		if err != nil {
			return nil, err
		}
		if err := cmp.Or(answers.Add(in), in.Close()); err != nil {
			return nil, err
		}
	}
	for _, name := range c.Merges {
		in, err := env.Open(name)
		if err != nil {
			return nil, err
		}
		if err := answers.AddMerges(in, in.Name); err != nil {
			return nil, err
		}
	}
	return &answers, nil
}
