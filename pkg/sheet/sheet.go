// Package sheet is which columns the sheets for people have. Who only wants to know that
// need not make a workbook.
package sheet

import (
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// OffPaper stands among the columns of a list: those behind it are not printed, which
// would make the others too small to be read.
const OffPaper = "\x00" // no column is called so

// The columns of records: what a person needs on paper, then the others.
var (
	Update = []string{
		column.Reason, column.NetworkID, column.Existing, column.Incoming, column.Current,
		column.Institution, OffPaper, column.Cancelled, column.Decision, column.Use, column.Note, column.Reported, column.Action, column.Conflict,
		column.SharedWith, column.Reports, column.Severity, column.Messages, column.WorldCat, column.Lifecycle, column.InAnalytics, column.JobID,
	}
	Review = []string{
		column.Decision, column.NetworkID, column.Use, column.Note, column.Reason, column.NoUpdate, column.Incoming,
		column.Current, column.Conflict, OffPaper, column.Existing, column.WorldCat, column.Institution, column.Action, column.Cancelled,
		column.Reported, column.SharedWith, column.Reports, column.Severity, column.Messages, column.Lifecycle, column.InAnalytics, column.JobID,
	}
	// Of a record that was protected before anybody asked Analytics, less is known.
	Protected = []string{
		column.Reason, column.Decision, column.Use, column.Note, column.NetworkID, column.Existing, column.Incoming,
		column.Action, OffPaper, column.Institution, column.Conflict, column.SharedWith, column.Reports,
		column.Severity, column.Messages, column.WorldCat, column.JobID,
	}
	Missing = []string{
		column.Reason, column.NetworkID, column.Existing, column.Incoming, column.Action, column.SharedWith,
		column.Reports, OffPaper, column.Decision, column.Use, column.Note, column.Current, column.Cancelled, column.Lifecycle, column.Institution, column.Conflict, column.Severity, column.Messages, column.JobID,
	}
	Several = []string{
		column.Outcome, column.NetworkID, column.Current, column.Cancelled, column.Existing, column.Incoming,
		column.Institution, OffPaper, column.Reason, column.Action, column.Reports,
	}
	Messages   = []string{column.Symbol, column.Severity, column.Type, column.Kind, column.Records, column.Example, OffPaper, column.NetworkID}
	Repeats    = []string{column.NetworkID, column.Kind, column.Weeks, column.Numbers, column.First, column.Last, column.Reports}
	Conflicts  = []string{column.NetworkID, column.Symbol, column.Action, column.Incoming, column.Run, column.Decided, OffPaper, column.JobID}
	Duplicates = []string{column.Reason, column.NetworkID, column.Existing, column.Incoming, column.Action, column.Decided, OffPaper, column.JobID}
	Rejects    = []string{column.Reason, column.File, column.Line, column.Text}
	// Shared are those of a record in a pair; those of the other one are called so too.
	Shared = []string{column.NetworkID, column.HeldBy, column.Title, column.Modified, column.Outcome, column.Action, column.Decided}
	// Library are those of the libraries' workbooks.
	Library = []string{
		column.Outcome, column.Reason, column.ToDo,
		column.NetworkID, column.Existing, column.Incoming, column.Action, OffPaper, column.Current,
		column.Conflict, column.SharedWith, column.Cancelled, column.Institution, column.Reports,
		column.Severity, column.Messages, column.WorldCat, column.Lifecycle, column.InAnalytics, column.JobID,
	}
)

// Pairs are the columns of the sheet of pairs: the number, and those of the two records.
func Pairs(names []string) []string {
	header := []string{column.Incoming}
	for _, name := range names {
		header = append(header, name, column.Other+" "+name)
	}
	return header
}

// CheckLink is the error of a link of a column that no sheet has.
func CheckLink(name string) error {
	known := Columns()
	if slices.ContainsFunc(known, func(k string) bool { return tsv.SameName(k, name) }) {
		return nil
	}
	return fmt.Errorf("no sheet has a column %q; there are: %s", name, strings.Join(known, ", "))
}

// Columns are all that there are, each once, in order.
func Columns() []string {
	all := slices.Concat(Update, Review, Protected, Missing, Several, Messages, Repeats, Conflicts, Duplicates, Rejects, Pairs(Shared), Library)
	return slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(all))), func(name string) bool { return name == OffPaper })
}
