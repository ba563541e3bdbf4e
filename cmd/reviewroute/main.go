// Reviewroute carries out what people decided about records, for review or not.
//
// Usage:
//
//	reviewroute --decisions JOURNAL [--conflicts TABLE] [--batch TABLE]
//	            [--listed TABLE] [--update FILE] [--protect FILE]
//	            [--strict JOURNAL] [-o FILE] [--check] [--quiet] [FILE]
//
// FILE is the table of the records for review, --batch that of the records to change by
// batch, both from actionroute, with the same columns: they must have Network Id,
// Incoming 035a and Action. The journal is from mkdecisions; a decision is about a
// record, wherever it is:
//
//	Decision               of a row for review    of a row of --batch
//	update                 to --update            to --update
//	do not change          to --protect           to --protect
//	later, or a note alone stays for review       is for review: put off: NOTE
//	none                   stays for review       to --update
//
// So --update gets all that is to be changed: the rows of the batch, then those decided.
// The result is what is for review: the rows of FILE, then those taken out of the batch.
// All have the columns of FILE, and Decision, Note and Reported 035a: the number that the
// reports told, "no number" for none, where the Use number took its place in Incoming
// 035a. Reason is "decided by a person: NOTE", of a row of the batch before what it was;
// in --protect it is the note and the day.
//
// An update counts only while the reports tell the number that it was made about. Else
// the row is for review, with the reason "decided about X". So is one that cannot be
// carried out, with the reason "cannot be updated: X; " and what it was:
//
//   - to what is no OCLC number, or to one that no report claims
//   - to a number that any report calls unresolved
//   - of a record that is not in the Analytics report or not In Repository, or whose
//     035 $a holds a value that cannot be read: it could not be taken back
//   - of a record that the do-not-update list protects: --listed has these, from
//     dnufilter
//
// The Use number may be any that a report claims. What each claims where they disagree is
// in --conflicts, from bibmerge; without it a row with a Conflict cannot be updated. The
// column Conflict is for people alone.
//
// A warning names each update that is not carried out, those too of records that are in
// no table. With --strict it is an error if JOURNAL, that of before, does not have it in
// force: somebody has just decided so. All of them are told, and nothing is written.
//
// Exit status: 0 done; 1 bad data, or a file cannot be read or written; 2 wrong
// usage.
//
// Example:
//
//	reviewroute --decisions decisions.tsv --conflicts conflicts.tsv \
//	            --batch routed_update.tsv --update update.tsv \
//	            --protect decided_do_not_change.tsv -o review.tsv routed_review.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/review"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	cli.Check
	Decisions string `required:"" placeholder:"JOURNAL" help:"What people decided, from mkdecisions."`
	Conflicts string `placeholder:"TABLE" help:"What each report claims where they disagree, from bibmerge."`
	Batch     string `placeholder:"TABLE" help:"Records to change by batch, from actionroute."`
	Listed    string `placeholder:"TABLE" help:"Records that the do-not-update list protects, from dnufilter."`
	Update    string `placeholder:"FILE" help:"Write all rows that are to be changed to FILE."`
	Protect   string `placeholder:"FILE" help:"Write the rows decided do not change to FILE."`
	Strict    string `placeholder:"JOURNAL" help:"Refuse an update that cannot be carried out, unless this journal, that of before, has it."`
	File      string `arg:"" optional:"" default:"-" help:"Records for review, from actionroute; - is standard input."`
}

func main() { os.Exit(cli.Main("reviewroute", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	decided, err := inForce(env, c.Decisions)
	if err != nil {
		return err
	}
	var in review.In
	for _, t := range []struct {
		name string
		to   **tsv.Reader
	}{{c.File, &in.Review}, {c.Batch, &in.Batch}, {c.Conflicts, &in.Conflicts}, {c.Listed, &in.Listed}} {
		if t.name == "" {
			continue
		}
		if *t.to, err = env.Table(t.name); err != nil {
			return err
		}
	}
	out := review.Out{Review: env.Output(), Update: env.Create(c.Update), Protect: env.Create(c.Protect)}
	n, refused, err := review.Rows(in, decided, out)
	if err != nil {
		return err
	}
	if c.Strict != "" {
		before, err := inForce(env, c.Strict)
		if err != nil {
			return err
		}
		if err := review.Strict(refused, before); err != nil {
			return err
		}
	}
	for _, r := range refused {
		env.Warn("%v", r)
	}
	env.Summary("%s: %d to update, %d not to change, %d for review", count.Of(n.Rows(), "row"), n.Update, n.Protect, n.Review)
	return nil
}

// inForce is what a journal says of each record.
func inForce(env *cli.Env, name string) (map[mms.ID]decision.Entry, error) {
	in, err := env.Table(name)
	if err != nil {
		return nil, err
	}
	j, err := decision.Read(in)
	if err != nil {
		return nil, err
	}
	return j.InForce(), nil
}
