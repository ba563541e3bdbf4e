// Mkhistory tells what became of each record in many runs, and which records keep
// coming back.
//
// Usage:
//
//	mkhistory [--since YYYY-MM-DD] [--repeats FILE [--of RUN_DIR]] [--weeks FILE]
//	          [-o FILE] [--quiet] RUN_DIR...
//
// It reads the files of finished run directories and writes one row for each
// record and run, in the order of the dates, with the columns
//
//	Run            the date of the run: in settings.tsv the setting date, else the
//	               name of the directory, which begins with YYYY-MM-DD
//	Network Id
//	Outcome        update; after datasync verify instead: verified, not updated,
//	               lost; updated (it had its number already); review, later (put
//	               off by a person); missing (in the Analytics report); do not change
//	Existing 035a, Incoming 035a, Reason, Reports
//
// Records whose number does not differ are left out.
//
// --repeats gets the records that were in the runs of more than one date, with the
// columns
//
//	Network Id
//	Weeks          how many dates
//	First, Last    the first and the last of them
//	Numbers        how its OCLC number went: 1 → 2 → 1, from the first Existing 035a
//	               over each Incoming 035a, but for provisional ones
//	Kind           the first that applies:
//	               flip-flop                a number comes back after another
//	               came again after update  and does not have its number yet
//	               in conflict N weeks      the reports disagree
//	               unresolved N weeks       at OCLC
//	               put off N weeks          review, later or missing
//	               again
//	Reports        those of the last run
//
// in the order of the kinds, and of each kind those of the most weeks first. With --of,
// one of the directories, it gets only those that are in this run.
//
// --weeks gets a row for each date, with the columns Date, Zone (the code of the run's)
// and how many records were, or are, to be updated (where nobody verified that), updated,
// for review (or put off), not updated, and lost their number. Of two runs of one date
// and zone the one given later counts.
//
// A directory that cannot be read, or whose run is not finished, is named in a
// warning and left out; so is one that is given again. --since leaves out the runs
// before a date.
//
// Exit status: 0 done, also if directories were left out; 1 a file cannot be read or
// written; 2 wrong usage.
//
// Example:
//
//	mkhistory --repeats repeats.tsv -o history.tsv runs/*
package main

import (
	"cmp"
	_ "embed" // the manual
	"os"
	"path/filepath"
	"slices"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/history"
	"datasync/pkg/rundir"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Since   string   `placeholder:"YYYY-MM-DD" help:"Leave out the runs before this date."`
	Repeats string   `placeholder:"FILE" help:"Write the records that keep coming back to FILE."`
	Of      string   `placeholder:"RUN_DIR" help:"Of these only the records of this run."`
	Weeks   string   `placeholder:"FILE" help:"Write how many records each week had to FILE."`
	Dirs    []string `arg:"" name:"run_dir" help:"Run directories."`
}

func main() { os.Exit(cli.Main("mkhistory", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	if c.Since != "" {
		if err := rundir.ParseDate(c.Since); err != nil {
			return cli.Usagef("--since: %v", err)
		}
	}
	if c.Of != "" && !slices.Contains(c.Dirs, c.Of) {
		return cli.Usagef("--of: %s is none of the directories", c.Of)
	}
	out, repeats, table := env.Output(), env.Create(c.Repeats), env.Create(c.Weeks)
	var seen *history.Repeats
	if c.Repeats != "" {
		seen = &history.Repeats{Of: c.Of}
	}
	var weeks history.Weeks
	runs := c.runs(env)
	rows, err := history.Write(runs, out, seen, &weeks)
	if err == nil {
		err = weeks.Write(table)
	}
	if err != nil {
		return err
	}
	repeated := ""
	if seen != nil {
		n, err := seen.Write(repeats)
		if err != nil {
			return err
		}
		repeated = ", " + count.Of(n, "record") + " again"
	}
	env.Summary("%s: %s%s; %s left out", count.Of(len(runs), "run"), count.Of(rows, "row"), repeated,
		count.Of(len(c.Dirs)-len(runs), "directory"))
	return nil
}

// runs opens the runs that can be read, in the order of their dates.
func (c *command) runs(env *cli.Env) []*history.Run {
	var runs []*history.Run
	given := make(map[string]bool)
	for _, name := range c.Dirs {
		path, err := filepath.Abs(name)
		if err != nil {
			path = name
		}
		if given[path] {
			env.Warn("%s is given twice", name)
			continue
		}
		given[path] = true
		run, err := history.Open(name)
		if err == nil && run.Date < c.Since {
			continue
		}
		if err == nil {
			err = run.Check()
		}
		if err != nil {
			env.Warn("%v; the run is left out", err)
			continue
		}
		runs = append(runs, run)
	}
	slices.SortStableFunc(runs, func(a, b *history.Run) int { return cmp.Compare(a.Date, b.Date) })
	return runs
}
