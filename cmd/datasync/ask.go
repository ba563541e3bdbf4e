package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// actions are the words that may stand first, beside the stages.
var actions = []string{"collect", "fetch", "worldcat", "decide", "verify", "status", "libraries"}

// Run implements cli.Command.
func (c *command) Run(env *cli.Env) error {
	action, files := c.words()
	if err := c.check(action, files); err != nil {
		return err
	}
	today, date, err := c.days()
	if err != nil {
		return err
	}
	if action == "status" && c.Directory == nil {
		return (&week{env: env}).runs()
	}
	run, err := c.open(env, today)
	if err != nil {
		return err
	}
	w := &week{env: env, run: run, action: action, command: c}
	w.asked = rundir.Asked{
		Given: make(map[string][]rundir.Given), Without: c.Without, Again: c.Again,
		Today: today, Day: cmp.Or(date, run.DayOfName(), today), // that of a run which has none is said by DATE, or by its name
	}
	defer w.endCollecting()
	if begins, err := w.begins(files, date); err != nil || !begins {
		return err
	}
	return w.locked(func() error {
		switch action {
		case "decide":
			return w.decide(files)
		case "verify":
			return w.verify()
		case "libraries":
			return w.libraries()
		}
		return w.do()
	})
}

// begins looks what the call gives, and tells whether it is to change the run: it may only
// ask.
func (w *week) begins(files []string, date string) (bool, error) {
	if !w.run.Begun() && w.action != "collect" {
		if err := w.isBeginning(files); err != nil {
			return false, err
		}
	}
	if err := w.settings(date); err != nil {
		return false, err
	}
	switch w.action {
	case "status":
		return false, w.status()
	case "verify", "libraries", "decide":
	default:
		if err := w.find(files); err != nil {
			return false, err
		}
	}
	switch {
	case w.action == "collect":
		return w.collect()
	case w.command.DryRun:
		return false, w.wouldDo()
	}
	return true, nil
}

// open opens the run that is named, or else that of the day.
func (c *command) open(env *cli.Env, today string) (*rundir.Run, error) {
	dir := filepath.Join("runs", today)
	if c.Directory != nil {
		dir = strings.TrimRight(*c.Directory, `/\`)
	}
	if strings.ContainsAny(dir, "\r\n") {
		return nil, fmt.Errorf("%q: there is a line break in the name; name another directory with -C", dir)
	}
	run, err := rundir.Open(dir)
	if err == nil {
		if c.before != nil {
			run.Before(c.before)
		}
		run.Called, run.Warn = ownName(), env.Warn
	}
	return run, err
}

// words are the action and the files.
func (c *command) words() (action string, files []string) {
	if len(c.Words) > 0 && slices.Contains(slices.Concat(actions, rundir.Week()), c.Words[0]) {
		return c.Words[0], expanded(c.Words[1:])
	}
	return "", expanded(c.Words)
}

// expanded is words with those that no shell expanded: on Windows none does.
func expanded(words []string) (all []string) {
	for _, word := range words {
		_, err := os.Lstat(word)
		if files, _ := filepath.Glob(word); err != nil && files != nil {
			all = append(all, files...)
		} else {
			all = append(all, word)
		}
	}
	return all
}

// isBeginning tells why a call cannot be the first of a run.
func (w *week) isBeginning(files []string) error {
	why := "there is no run"
	if w.action == "" || w.action == "merge" {
		if len(files) > 0 {
			return nil
		}
		why = "no report is given"
	}
	if w.command.Directory == nil {
		why += "; to go on with a run, name its directory: -C RUN_DIR"
	}
	return cli.Usagef("%s: %s", w.run.Name, why)
}

// find finds what the call gives.
func (w *week) find(files []string) error {
	c := w.command
	if slices.Contains(rundir.Week(), w.action) {
		w.asked.Stage = w.action
	}
	columns, err := w.columns()
	if err != nil {
		return err
	}
	for _, given := range []struct {
		kind  string
		words []string
	}{
		{rundir.DoNotUpdate, c.DNU}, {rundir.Doublecheck, c.Doublecheck}, {rundir.Columns, columns}, {rundir.Institutions, c.Institutions},
		{rundir.Current, c.Current}, {rundir.Merges, c.Merges},
	} {
		if w.asked.Given[given.kind], err = w.run.FindAll(given.words); err != nil {
			return err
		}
	}
	for i, word := range files {
		if err := w.giveReport(word); err != nil {
			if i == 0 && w.action == "" {
				err = didYouMean(err, word)
			}
			return err
		}
	}
	return nil
}

// giveReport gives the run a report of OCLC's.
func (w *week) giveReport(word string) error {
	g, err := w.run.Find(word)
	if err != nil {
		return err
	}
	kind, err := g.KindOf()
	w.asked.Given[kind] = append(w.asked.Given[kind], g)
	return err
}

// columns is the table that says what columns are called: that of the call, or where the
// run has none and is not complete that of datasync.conf.
func (w *week) columns() ([]string, error) {
	if len(w.command.Columns) > 0 || len(w.run.OfKind(rundir.Columns)) > 0 || w.run.Complete() {
		return w.command.Columns, nil
	}
	c, err := w.readConf()
	if err != nil || c["columns"] == "" {
		return nil, err
	}
	return []string{c["columns"]}, nil
}

// didYouMean asks whether a word that is no file was to be an action: of nine letters,
// three may be wrong.
func didYouMean(err error, word string) error {
	for _, action := range slices.Concat(actions, rundir.Week()) {
		if distance(word, action) <= (len(action)+1)/3 {
			return fmt.Errorf("%w; did you mean %s?", err, action)
		}
	}
	return err
}

// distance is how many letters must be changed, added or left out.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0]++
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// settings are what the call says that lasts, with the date of DATE.
func (w *week) settings(date string) error {
	said := w.command.lasting()
	if history := said.One("history"); history != "" {
		path, err := rundir.Absolute(history)
		if err != nil {
			return err
		}
		said["history"] = []string{path}
	}
	if date != "" {
		said["date"] = []string{date}
	}
	w.asked.Settings = said
	if len(w.command.Link)+len(w.command.NoLink) > 0 {
		return w.links()
	}
	return nil
}

// links are those of the call, or else of the run, without those that it takes away.
func (w *week) links() error {
	links := w.command.Link
	if len(links) == 0 {
		links = w.run.Settings["link"]
	}
	for _, name := range w.command.NoLink {
		left := slices.DeleteFunc(slices.Clone(links), func(link string) bool { column, _, _ := strings.Cut(link, "="); return tsv.SameName(column, name) })
		if len(left) == len(links) {
			return fmt.Errorf("--no-link: %s has no link of the column %q", w.run.Name, name)
		}
		links = left
	}
	w.asked.Settings["link"] = links
	return nil
}
