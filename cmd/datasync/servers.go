package main

import (
	"cmp"
	"fmt"
	"path/filepath"

	"datasync/pkg/cli"
	"datasync/pkg/rundir"
)

// ask asks a server by a function of the script. What it answered is kept until the
// call has come to an end, so that the same call goes on from there. prefix is that of
// the server's settings.
func (w *week) ask(prefix, function string, vars ...variable) error {
	c, err := w.readConf()
	if err != nil {
		return err
	}
	region, server := w.command.Region, w.command.Server
	if region+server == "" {
		region, server = c[prefix+"region"], c[prefix+"server"]
	}
	if prefix == "" && region+server == "" {
		return cli.Usagef("%s needs the region of Alma: give --region, or region = na|eu|ap|ca|cn in datasync.conf", w.action)
	}
	key := c[prefix+"key-file"]
	if w.command.KeyFile != "" {
		if key, err = rundir.Absolute(w.command.KeyFile); err != nil {
			return err
		}
	}
	var words []string
	for _, f := range []struct{ flag, value string }{
		{"region", region}, {"server", server}, {"tokens", c[prefix+"tokens"]}, {"key-file", key},
	} {
		if f.value != "" {
			words = append(words, "--"+f.flag+"="+f.value)
		}
	}
	w.asking = rundir.Asking + w.action
	if err := w.run.BringBack(w.asking); err != nil {
		return err
	}
	return w.call(function, append(vars, variable{"SERVER", list(words)}, variable{"ANSWERS", w.asking})...)
}

// give is a file that was made, such as what a server answered, like one that is given.
func (w *week) give(kind, file string) error {
	g, err := w.run.Find(filepath.Join(w.run.Path, rundir.New, file))
	w.asked.Given[kind] = []rundir.Given{g}
	return err
}

// fetch asks Analytics for the report, and Alma how the records to be updated are now.
func (w *week) fetch() error {
	if !w.run.Has(rundir.Candidates) {
		return fmt.Errorf("%s: there is no %s; begin with: %s", w.run.Name, rundir.Candidates, w.run.Call(""))
	}
	c, err := w.readConf()
	if err != nil {
		return err
	}
	path := cmp.Or(w.command.Report, c["report"])
	if path == "" {
		return cli.Usagef("fetch needs the path of the report in Analytics: give --report, or report = PATH in datasync.conf")
	}
	if err := w.ask("", "ask_analytics", variable{"REPORT_PATH", path}, variable{"BY", c["by"]}); err != nil {
		return err
	}
	report := "almareport.tsv"
	if w.command.Live {
		if err := w.ask("", "ask_live"); err != nil {
			return err
		}
		gone, err := w.run.Rows(filepath.Join(rundir.New, "gone.tsv"))
		if err != nil {
			return err
		}
		if gone > 0 {
			if err := rundir.InTurn(func() error { return w.quietly("leave_out") }, func() error { return w.run.RenameNew("left.tsv", report) }); err != nil {
				return err
			}
			w.env.Say("records of the report that Alma does not have any more: %d; they are in %s", gone, w.run.Place(rundir.Missing))
		}
		if err := w.give(rundir.Live, "almabibs.tsv"); err != nil {
			return err
		}
	}
	return w.give(rundir.Doublecheck, report)
}

// worldcat asks WorldCat for the numbers of the records that may be changed.
func (w *week) worldcat() error {
	if len(w.run.OfKind(rundir.Doublecheck)) == 0 {
		return fmt.Errorf("%s: WorldCat is asked about the numbers of today; give the Analytics report first: %s --doublecheck FILE", w.run.Name, w.run.Call(""))
	}
	if err := w.ask("oclc-", "ask_worldcat"); err != nil {
		return err
	}
	return w.give(rundir.Current, "current.tsv")
}
