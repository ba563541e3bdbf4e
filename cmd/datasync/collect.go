package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/filex"
	"datasync/pkg/rundir"
)

// reportsFolder is where what is collected lies, with its ledger, beside datasync.conf.
const reportsFolder = "reports"

// A collection is what came of a round through the accounts.
type collection struct {
	call   *filex.Call
	result *filex.Result
	ledger *filex.Ledger
}

// collect fetches what OCLC has, and gives the run all that is in no run yet. begins is
// false where the run is not to be touched.
func (w *week) collect() (begins bool, err error) {
	if w.hasAnalytics() && len(w.command.given())+len(w.command.lasting()) > 0 { // what goes with reports
		return false, cli.Usagef("%s has its Analytics report, and collect changes nothing in it; give this without collect", w.run.Name)
	}
	if w.collected, err = w.goRound(); err != nil {
		return false, err
	}
	taken, err := w.run.Taken(w.asked, filepath.Dir(w.collected.call.Dir))
	if err != nil {
		return false, err
	}
	due := w.collected.ledger.Due(func(sum string) []string { return taken[sum] }, w.since())
	w.tellLeft(due)
	due.Take = w.leaveOut(due.Take)
	if w.command.DryRun {
		return false, w.wouldCollect(due)
	}
	return w.take(due.Take)
}

// endCollecting lets others collect.
func (w *week) endCollecting() {
	if w.collecting != nil {
		_ = w.collecting.Close() // it was only locked
	}
}

// hasAnalytics tells of a run that takes no reports any more.
func (w *week) hasAnalytics() bool { return len(w.run.OfKind(rundir.Doublecheck)) > 0 }

// since is the first day of the reports that are taken.
func (w *week) since() time.Time {
	if day, err := time.Parse(time.DateOnly, w.command.Since); err == nil {
		return day
	}
	return filex.FirstDay(w.collected.call.Day)
}

// goRound fetches what is new from all accounts.
func (w *week) goRound() (*collection, error) {
	call, err := w.round()
	if err != nil {
		return nil, err
	}
	w.ctx = w.env.Context()
	if !call.DryRun {
		if w.collecting, err = filex.Lock(call.Dir); err != nil { // until the week has what it takes
			return nil, err
		}
	}
	result, err := call.Run(w.ctx)
	w.env.EndProgress()
	if err != nil {
		return nil, err
	}
	w.env.Say("%s: %v", count.Of(len(call.Accounts), "account"), result.Count)
	for _, s := range result.Silent {
		w.env.Warn("no report of %s since %s", s.Symbol, s.Since.Format(time.DateOnly))
	}
	if err := w.faults(result); err != nil {
		return nil, err
	}
	ledger, err := filex.ReadLedger(call.Ledger)
	if err != nil {
		return nil, err
	}
	unknown, err := ledger.Unknown(call.Dir)
	if len(unknown) > 0 {
		w.env.Warn("in %s and not in its ledger, so in no week by collect; give them to datasync by name, or move them away: %s", call.Dir, count.First(unknown, 10, ", "))
	}
	return &collection{call, result, ledger}, err
}

// round is a call with the accounts that datasync.conf names.
func (w *week) round() (*filex.Call, error) {
	c, err := w.readConf()
	if err != nil {
		return nil, err
	}
	beside := near(filepath.Dir(w.confName()))
	accounts := c["accounts"]
	switch {
	case accounts == "":
		return nil, cli.Usagef("collect needs the table of the accounts: accounts = FILE in %s", filepath.Join(beside, filepath.Base(w.confName())))
	case !filepath.IsAbs(accounts):
		accounts = filepath.Join(beside, accounts)
	}
	dir := filepath.Join(beside, reportsFolder)
	call, err := filex.Open(w.env, accounts, "", dir, filepath.Join(dir, filex.LedgerName))
	if err != nil {
		return nil, err
	}
	call.DryRun = w.command.DryRun
	call.Day, err = time.Parse(time.DateOnly, w.asked.Today)
	return call, err
}

// near is a path as one would type it here: from here on, where it is below.
func near(path string) string {
	here, err := rundir.Absolute(".")
	if err != nil {
		return path
	}
	if inside, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(inside) {
		return inside
	}
	return path
}

// faults ends the call where not all could be fetched, before a week begins without it;
// with --partial it is told, and the week begins.
func (w *week) faults(result *filex.Result) error {
	if !w.command.Partial {
		if len(result.Faults) > 0 {
			w.env.Say("not all could be fetched, and nothing was given to %s; what came is kept (--partial goes on without the rest)", w.run.Name)
		}
		return result.Err()
	}
	for _, f := range result.Faults {
		w.env.Warn("%v", f)
	}
	return nil
}

// tellLeft names what no week has and this one does not take either.
func (w *week) tellLeft(due filex.Due) {
	if len(due.Old) > 0 {
		w.env.Warn("from before %s and in no run here, so not taken (--since takes them): %s", w.since().Format(time.DateOnly), names(due.Old))
	}
	if len(due.Empty) > 0 {
		w.env.Warn("empty, and not taken: %s", names(due.Empty))
	}
}

// leaveOut is the reports without those that --without names, of which nothing can be
// made: they are left for another time. What else it names is for the run to know.
func (w *week) leaveOut(reports []filex.Report) []filex.Report {
	without := w.command.Without
	w.asked.Without = slices.DeleteFunc(slices.Clone(without), func(name string) bool {
		return slices.ContainsFunc(reports, func(r filex.Report) bool { return r.Name == name })
	})
	return slices.DeleteFunc(reports, func(r filex.Report) bool { return slices.Contains(without, r.Name) })
}

// names names reports for people, not too many.
func names(reports []filex.Report) string {
	var shown []string
	for _, r := range reports {
		shown = append(shown, r.Name)
	}
	return count.First(shown, 10, ", ")
}

// wouldCollect says what would be fetched, and what of what is here would be taken.
func (w *week) wouldCollect(due filex.Due) error {
	var lines []string
	for _, r := range w.collected.result.Reports {
		lines = append(lines, "would fetch: "+r.Name)
	}
	would := "would take: "
	if w.hasAnalytics() {
		would = "for next week: "
	}
	for _, r := range due.Take {
		lines = append(lines, would+r.Name)
	}
	if lines == nil {
		lines = []string{"nothing new"}
	}
	return w.show(lines...)
}

// take gives reports to the run, if it is one that takes some.
func (w *week) take(reports []filex.Report) (begins bool, err error) {
	switch {
	case len(reports) == 0:
		w.env.Say("nothing new") // but what is silent may be, and the week may have been interrupted
		return w.run.Begun() && !w.hasAnalytics(), nil
	case w.hasAnalytics():
		w.env.Say("%s has its Analytics report and takes no others; for next week: %s", w.run.Name, names(reports))
		return false, nil
	}
	var wrong []error // of reports that are not there as they were fetched, all at once
	for _, r := range reports {
		wrong = append(wrong, r.Look(w.collected.call.Dir))
	}
	if err := errors.Join(wrong...); err != nil {
		return false, err
	}
	for _, r := range reports {
		if err := w.giveReport(filepath.Join(w.collected.call.Dir, r.Name)); err != nil {
			return false, err
		}
	}
	given := w.asked.Given
	for _, kind := range []string{rundir.Exceptions, rundir.CrossRefs} { // they would take the place of the earlier ones
		if given[kind] != nil {
			given[kind] = append(w.run.Again(kind), given[kind]...)
		}
	}
	if !w.run.Begun() && len(given[rundir.Report]) == 0 {
		w.env.Say("no bib processing report is among what is new; for next week: %s", names(reports))
		return false, nil
	}
	return true, nil
}

// giveAbsent gives the run the libraries whose accounts were asked, and those that are
// silent. Not the table of the accounts itself: a passphrase may stand in any of its
// cells, and the run is for others to read.
func (w *week) giveAbsent() error {
	given := w.asked.Given
	if len(given[rundir.Report])+len(given[rundir.Exceptions])+len(given[rundir.CrossRefs])+len(w.run.OfKind(rundir.Accounts)) == 0 {
		return nil // the run was begun by hand, and has all that came
	}
	c := w.collected
	return rundir.InTurn(
		func() error {
			return w.giveTable(rundir.Accounts, "accounts.tsv", func(f io.Writer) error { return filex.WriteSymbols(f, c.call.Accounts) })
		},
		func() error {
			return w.giveTable(rundir.Silent, rundir.Absent, func(f io.Writer) error { return filex.WriteAbsent(f, c.result.Absent(c.ledger)) })
		},
	)
}

// giveTable gives the run a table that is made for it.
func (w *week) giveTable(kind, name string, write func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(w.run.Path, rundir.New, name))
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return w.give(kind, name)
}
