package filex

import (
	"cmp"
	"io"
	"slices"
	"time"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// An Absence is that a week has no report of a library, though it should, or may not
// have all.
type Absence struct {
	Symbol string
	Since  time.Time // the day of its last bib processing report; zero: there is none
	Reason string
}

// Reasons of an Absence. Not what the server said: the table is of the run, for
// libraries to read.
const (
	wasSilent  = "no report came in the last seven days"
	notFetched = "its account could not be fetched, or not all of it"
)

// Absent are the libraries that are silent, and those of the accounts that could not
// be fetched, by symbol. l is the ledger after the call.
func (r *Result) Absent(l *Ledger) []Absence {
	last := make(map[string]time.Time)
	for _, report := range l.Reports() {
		if day := report.Day(); report.Kind() == BibProcessing && day.After(last[report.Symbol]) {
			last[report.Symbol] = day
		}
	}
	all := slices.Clone(r.Silent)
	for _, f := range r.Faults {
		for _, symbol := range f.Symbols {
			all = append(all, Absence{symbol, last[symbol], notFetched})
		}
	}
	slices.SortFunc(all, func(a, b Absence) int {
		return cmp.Or(cmp.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Reason, b.Reason))
	})
	return slices.Compact(all)
}

// WriteSymbols writes a table of the libraries that have accounts.
func WriteSymbols(out io.Writer, all []Account) error {
	w := tsv.NewWriter(out, []string{column.Library})
	for _, a := range all {
		w.Write([]string{a.Symbol})
	}
	return w.Flush() // the first error of any Write
}

// WriteAbsent writes the table silent.tsv of a run.
func WriteAbsent(out io.Writer, all []Absence) error {
	w := tsv.NewWriter(out, []string{column.Library, column.LastReport, column.Reason})
	for _, a := range all {
		since := ""
		if !a.Since.IsZero() {
			since = a.Since.Format(time.DateOnly)
		}
		w.Write([]string{a.Symbol, since, a.Reason})
	}
	return w.Flush()
}
