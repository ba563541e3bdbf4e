// Bysymbol gives each library the records that its own report named.
//
// Usage:
//
//	bysymbol --dir DIR [-o FILE] [--quiet] [MERGED]
//
// It copies each row of MERGED, the result of bibmerge, to DIR/SYMBOL-shared.tsv
// for each OCLC symbol in its column Reports: a record that two reports name goes
// to both files. In the file's name all but letters, digits and "-" becomes "_":
// LU$ has LU_-shared.tsv. Symbols that have one file by this share it.
//
// The result is a table of the libraries, sorted, with the columns
//
//	OCLC symbol, File, Rows
//
// Example:
//
//	bysymbol --dir institutions -o institutions.tsv bibprocessmerged.tsv
package main

import (
	_ "embed" // the manual
	"io"
	"os"
	"path/filepath"

	"datasync/pkg/bysymbol"
	"datasync/pkg/cli"
	"datasync/pkg/institution"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Dir    string `required:"" placeholder:"DIR" help:"Write the files of the libraries into DIR."`
	Merged string `arg:"" optional:"" default:"-" help:"Merged records, from bibmerge; - is standard input."`
}

func main() { os.Exit(cli.Main("bysymbol", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	in, err := env.Table(c.Merged)
	if err != nil {
		return err
	}
	libraries, rows, err := bysymbol.Rows(in, c.file, func(file string) (io.Writer, error) {
		if err := env.MakeDir(c.Dir); err != nil {
			return nil, err
		}
		return env.Create(file), nil
	})
	if err != nil {
		return err
	}
	if err := bysymbol.WriteList(libraries, env.Output()); err != nil {
		return err
	}
	env.Summary("%d records: %d libraries", rows, len(libraries))
	return nil
}

// file is the name of the file of a library.
func (c *command) file(symbol string) string {
	return filepath.Join(c.Dir, institution.Institution{Code: symbol}.FileName()+"-shared.tsv")
}
