package cli

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// manual is the doc comment of a command's source.
func manual(source string) string {
	doc, _, _ := strings.Cut(source, "\npackage main")
	return strings.NewReplacer("\n//\t", "\n    ", "\n// ", "\n", "\n//", "\n").Replace("\n" + doc)[1:]
}

// help prints the manual as it was written, with the usage in it, and below it
// what kong knows of arguments and flags. The manual pages and the completions
// of shells are made of this text: see scripts/manual.
func help(manual string) kong.HelpPrinter {
	return func(options kong.HelpOptions, ctx *kong.Context) error {
		ctx.Model.HelpFlag.Help = "Print this and stop."
		fmt.Fprintln(ctx.Stdout, manual)
		options.NoAppSummary = true
		return kong.DefaultHelpPrinter(options, ctx)
	}
}
