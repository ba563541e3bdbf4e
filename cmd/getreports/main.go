// Getreports fetches the reports of data sync that OCLC puts into the accounts of the
// libraries at its file exchange, FileX.
//
// Usage:
//
//	getreports --accounts TABLE [-d DIR] [--ledger FILE] [--since DAY]
//	           [--kind NAME]... [--known-hosts FILE] [--dry-run] [-o FILE]
//	           [--quiet]
//
// It takes what is new into DIR, and prints the path of each new file, one a line. A
// file is there whole or not at all; one that OCLC has zipped is unpacked. Nothing is
// ever written or removed at OCLC.
//
// TABLE is a workbook, CSV or TSV (FILE#SHEET picks a sheet) with a row for each
// account:
//
//	Symbol  of the library at OCLC, such as CEF or LU$
//	Key     the file of the private key; a name without a folder is beside the table
//	User    the account, where it is not fx_ and the symbol (LU$: fx_lu_36)
//	Host    where it is not filex-r3.oclc.org, OCLC's server for Canada; HOST:PORT
//	Folder  where it is not /xfer/metacoll/reports
//
// The last three may be empty or missing. The account of a sender may hold the reports
// of several libraries: the name of each says whose it is. Keys are of the kinds
// ed25519, ecdsa and rsa. One with a passphrase is used through the ssh-agent (not on
// Windows). OCLC takes no passwords from programs, and the table must have none.
//
// The host is compared with the file known_hosts in .ssh of the user's folder, or
// that of --known-hosts. One that is not in it is not talked to: the message has its
// fingerprint, to be compared with OCLC's, and the line to add. One that shows another
// key than before is refused.
//
// The kinds of reports, by the names that --kind knows (default: all four):
//
//	report      BibProcessingReport: which OCLC number each record matched
//	exceptions  BibExceptionReport: what OCLC says of the records
//	xref        BibCrossRefReport
//	unresolved  BibUnresolvedCrossRefReport
//
// Other files are named and left there. With --since only reports of that day or later
// are taken, by the day in their names. What is not taken so stays new.
//
// The ledger, fetched.tsv in DIR or the file of --ledger, has a row for each report
// that was fetched:
//
//	Name     of its file in DIR
//	Symbol   of the library
//	Bytes    and
//	SHA-256  of the report, unpacked
//	Fetched  when, such as 2026-01-31T10:15:00Z
//	From     the account, and the file there with its size
//
// A report is known by its name without .zip, wherever its file is now; to fetch it
// again delete its row. Where OCLC has another size for one of the same name, it is
// fetched too, and kept beside the first with -2 in its name. The row is written last:
// after a call that was killed the same again takes what is missing. It may then print
// a path that the killed call had printed.
//
// A library without a bib processing report in the last seven days, though one came in
// each of the four weeks before, is told in a warning, by the days in the names.
//
// A server that does not answer for a minute, or breaks off, is tried again, five
// times, with growing waits. What goes wrong with one account stops no other.
//
// Exit status: 0 done, also when nothing is new; 1 bad data, a file that cannot be read
// or written, a key that cannot be used, a host that is not known or has changed, or a
// ZIP file that is no report's; 2 wrong usage; 3 an account is down or refuses the key,
// or Ctrl-C: the same again takes what is missing. But for a table that cannot be right
// or a file of ours that cannot be written, all other accounts were fetched, and what
// came is kept and printed. Where both 1 and 3 are the case, it is 1.
//
// Example:
//
//	getreports --accounts accounts.csv -d reports >>new.txt
package main

import (
	"cmp"
	_ "embed" // the manual
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/filex"
)

//go:embed main.go
var source string

type command struct {
	cli.Flags
	Accounts   string       `required:"" placeholder:"TABLE" help:"Table of the accounts: Symbol, Key and, if need be, User, Host, Folder."`
	Dir        string       `short:"d" default:"." placeholder:"DIR" help:"Put the reports into DIR (default: here)."`
	Ledger     string       `placeholder:"FILE" help:"Table of what was fetched (default: fetched.tsv in DIR)."`
	Since      string       `placeholder:"DAY" help:"Take only reports of DAY, such as 2026-01-24, or later."`
	Kind       []filex.Kind `sep:"none" placeholder:"NAME" help:"Take only reports of the kind NAME: report, exceptions, xref or unresolved; may be given several times."`
	KnownHosts string       `placeholder:"FILE" help:"Compare the host's key with FILE (default: .ssh/known_hosts in your folder)."`
	DryRun     bool         `help:"Print what would be taken, and take nothing."`
}

func main() { os.Exit(cli.Main("getreports", source, &command{})) }

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	since, err := time.Parse(time.DateOnly, c.Since)
	if c.Since != "" && err != nil {
		return cli.Usagef("--since: %q is no day, such as 2026-01-24", c.Since)
	}
	for _, kind := range c.Kind {
		if !slices.Contains(filex.Kinds, kind) {
			return cli.Usagef("--kind: %q is none of report, exceptions, xref, unresolved", kind)
		}
	}
	ledger := cmp.Or(c.Ledger, filepath.Join(c.Dir, filex.LedgerName))
	call, err := filex.Open(env, c.Accounts, c.KnownHosts, c.Dir, ledger)
	if err != nil {
		return err
	}
	call.Since, call.Kinds, call.DryRun = since, c.Kind, c.DryRun
	out := env.Output()
	call.Took = func(path string) error { _, err := fmt.Fprintln(out, path); return err }
	result, err := call.Run(env.Context())
	switch {
	case errors.Is(err, syscall.EPIPE): // whoever reads the paths has enough
		return err
	case errors.Is(err, filex.ErrInterrupted): // what came is told first
	case err == nil:
		err = result.Err()
	case len(result.Reports) == 0:
		return err
	}
	for _, s := range result.Silent {
		env.Warn("no report of %s since %s", s.Symbol, s.Since.Format(time.DateOnly))
	}
	if err != nil {
		env.Fail(err) // the paths of what came are printed all the same
	}
	taken := ""
	if c.DryRun {
		taken = "; nothing was taken"
	}
	env.Summary("%s: %v%s", count.Of(len(call.Accounts), "account"), result.Count, taken)
	return nil
}
