// Mkmanifest lists files with their sizes and SHA-256.
//
// Usage:
//
//	mkmanifest [-o FILE] [--quiet] FILE...
//
// It writes a table with the columns File, Bytes and SHA-256, a row for each file
// in the order given. So it can be told later whether something was made from
// these very files, whatever they are called by then.
//
// Example:
//
//	mkmanifest -o manifest.tsv CEF.txt UWO.txt Do_not_change.xlsx
package main

import (
	"cmp"
	_ "embed" // the manual
	"os"

	"datasync/pkg/cli"
	"datasync/pkg/manifest"
	"datasync/pkg/tsv"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Files []string `arg:"" name:"file" help:"Files to list; - is standard input."`
}

func main() { os.Exit(cli.Main("mkmanifest", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	out := tsv.NewWriter(env.Output(), manifest.Header())
	var bytes int64
	for _, name := range c.Files {
		in, err := env.Open(name)
		if err != nil {
			return err
		}
		file, err := manifest.Read(in.Name, in)
		if err := cmp.Or(err, out.Write(file.Row())); err != nil {
			return err
		}
		bytes += file.Bytes
	}
	env.Summary("%d files: %d bytes", len(c.Files), bytes)
	return out.Flush()
}
