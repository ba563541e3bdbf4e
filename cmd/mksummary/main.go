// Mksummary counts where the rows of a run went, stage by stage.
//
// Usage:
//
//	mksummary [-o FILE] [--quiet] STAGE:OUTCOME=FILE...
//
// It counts the rows of each file and writes a table with the columns Stage,
// Outcome, File and Rows, in the order given. The first file of a stage has the
// outcome in: what goes into it. All else is what comes out.
//
// A file is a table, of which the header is no row, or a workbook of mkxlsx. A
// report of OCLC's, which has no header, is named STAGE:OUTCOME:lines=FILE; its
// blank lines are no rows.
//
// For each stage, the rows that go in must come out. If they do not, the summary
// is written all the same, and the exit code is 1.
//
// Example:
//
//	mksummary -o summary.tsv merge:in:lines=CEF.txt merge:in:lines=UWO.txt \
//	          merge:shared=merged.tsv merge:duplicate=duplicates.tsv \
//	          split:in=merged.tsv split:differ=diff.tsv split:same=same.tsv
package main

import (
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/summary"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Parts []string `arg:"" name:"stage:outcome=file" help:"A file, and what its rows are to which stage."`
}

func main() { os.Exit(cli.Main("mksummary", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	parts, err := c.parts()
	if err != nil {
		return cli.Usagef("%v", err)
	}
	if err := count(env, parts); err != nil {
		return err
	}
	env.Fail(summary.Check(parts))
	env.Summary("%d files: all rows are there", len(parts))
	return summary.Write(env.Output(), parts)
}

func (c *command) parts() ([]summary.Part, error) {
	parts := make([]summary.Part, len(c.Parts))
	var err error
	for i, arg := range c.Parts {
		if parts[i], err = summary.ParsePart(arg); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// count counts each file once: what comes out of a stage goes into the next.
func count(env *cli.Env, parts []summary.Part) error {
	rows := make(map[string]int)
	for i := range parts {
		p := &parts[i]
		if n, ok := rows[p.File]; ok {
			p.Rows = n
			continue
		}
		in, err := env.Open(p.File)
		if err != nil {
			return err
		}
		if err := p.Count(in.Reader); err != nil {
			return err
		}
		rows[p.File] = p.Rows
	}
	return nil
}
