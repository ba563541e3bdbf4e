package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/link"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
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
	w := &week{env: env, run: run, action: action, command: c, today: today, date: date}
	if !run.Begun() && action != "collect" {
		if err := w.isBeginning(files); err != nil {
			return err
		}
	}
	switch action {
	case "status":
		return w.status()
	case "verify", "libraries", "decide":
	default:
		if err := w.find(files); err != nil {
			return err
		}
	}
	if action == "collect" {
		defer w.endCollecting()
		if begins, err := w.collect(); err != nil || !begins {
			return err
		}
	} else if c.DryRun {
		return w.wouldDo()
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
		run.Before(c.before)
		run.Warn = env.Warn
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

// check refuses flags that would do nothing.
func (c *command) check(action string, files []string) error {
	given := slices.Concat(c.DNU, c.Doublecheck, c.Columns, c.Institutions, c.Current, c.Merges, c.Carry, c.Link, c.NoLink, c.Without)
	switch {
	case c.Directory != nil && strings.TrimRight(*c.Directory, `/\`) == "":
		return cli.Usagef("-C names no directory")
	case len(c.Carry) > 1:
		return cli.Usagef("--carry takes one run")
	case len(c.Institutions) > 1 || len(c.Columns) > 1:
		return cli.Usagef("--institutions and --columns take one table")
	case slices.Contains(files, "") || slices.Contains(given, ""):
		return cli.Usagef("a file has an empty name")
	}
	for _, flag := range c.Link {
		name, _, err := link.Parse(flag)
		if err != nil {
			return cli.Usagef("--link %v", err)
		}
		if err := sheet.CheckLink(name); err != nil {
			return fmt.Errorf("--link: %w", err)
		}
	}
	asking := action == "fetch" || action == "worldcat" || action == "verify"
	switch ofServers := c.ofServers(action); {
	case c.Overrule && action != "decide":
		return cli.Usagef("--overrule is for decide")
	case ofServers != "" && !asking:
		return cli.Usagef("%s is for fetch, worldcat and verify, which ask a server", ofServers)
	case (c.Partial || c.Since != "") && action != "collect":
		return cli.Usagef("--partial and --since are for collect")
	}
	return c.checkAction(action, files, given)
}

// ofServers is the first flag for calls that ask a server, "" if none is given.
func (c *command) ofServers(action string) string {
	for _, f := range []struct {
		name  string
		given bool
	}{
		{"--live", c.Live}, {"--report", c.Report != ""}, {"--region", c.Region != ""}, {"--server", c.Server != ""},
		{"--key-file", c.KeyFile != ""}, {"--settings", c.Settings != "" && action != "collect"},
	} {
		if f.given {
			return f.name
		}
	}
	return ""
}

// checkAction refuses what an action does not take.
func (c *command) checkAction(action string, files, given []string) error {
	switch action {
	case "collect":
		if len(files) > 0 {
			return cli.Usagef("collect takes no reports, it fetches them; to give some: datasync -C RUN_DIR REPORT...")
		}
		if len(c.Doublecheck)+len(c.Current)+len(c.Merges) > 0 || c.Again {
			return cli.Usagef("collect begins a week: it takes no --doublecheck, --current, --merges or --again")
		}
		if _, err := time.Parse(time.DateOnly, c.Since); c.Since != "" && err != nil {
			return cli.Usagef("--since: %q is no day, such as 2026-01-24", c.Since)
		}
	case "decide":
		if len(given) > 0 || c.lasting() {
			return cli.Usagef("decide takes -C, --overrule and workbooks")
		}
	case "verify":
		if len(c.Doublecheck) == 0 && !c.Live {
			return cli.Usagef("verify needs a fresh Analytics report: give --doublecheck, or --live to ask Alma")
		}
		if len(given) != len(c.Doublecheck)+len(c.Columns) || c.lasting() || len(files) > 0 || c.Live && len(given) > 0 {
			return cli.Usagef("verify takes -C and --doublecheck, with --columns if need be, or --live, alone")
		}
	case "fetch", "worldcat":
		if len(given)+len(files) > 0 {
			return cli.Usagef("%s takes a run that has its reports: give -C", action)
		}
	case "status", "libraries":
		if len(given)+len(files) > 0 || c.lasting() {
			return cli.Usagef("%s takes -C alone", action)
		}
	}
	return nil
}

// lasting tells whether the call says something that lasts, beside links.
func (c *command) lasting() bool {
	return c.History != "" || c.NoHistory || c.Zone != "" || c.NoZone || c.HoldShared != nil || c.HoldCritical != nil || c.HoldRematch != nil || c.OneStep != nil
}

// days are the day of the call, and the date of the report as far as the call says
// it: by DATE, or by the name of the directory, of a run that has none.
func (c *command) days() (today, date string, err error) {
	today = time.Now().Format(time.DateOnly)
	if date = os.Getenv("DATE"); date != "" {
		if rundir.ParseDate(date) != nil {
			return "", "", cli.Usagef("DATE is '%s', not a day as YYYY-MM-DD", date)
		}
		return date, date, nil
	}
	return today, "", nil
}

// dateOf is the date of a run that has none: said by DATE, or by its name.
func (w *week) dateOf() string { return cmp.Or(w.date, w.run.DayOfName(), w.today) }

// isBeginning tells why a call cannot be the first of a run.
func (w *week) isBeginning(files []string) error {
	if len(files) > 0 && (w.action == "" || w.action == "merge") {
		return nil
	}
	why := "no report is given"
	if w.action != "" && w.action != "merge" {
		why = "there is no run"
	}
	if w.command.Directory == nil {
		why += "; to go on with a run, name its directory: -C RUN_DIR"
	}
	return cli.Usagef("%s: %s", w.run.Name, why)
}

// find finds what the call gives.
func (w *week) find(files []string) error {
	c := w.command
	w.asked = rundir.Asked{Given: make(map[string][]rundir.Given), Without: c.Without, Again: c.Again, Today: w.today, Day: w.dateOf(), Settings: make(rundir.Settings)}
	if slices.Contains(rundir.Week(), w.action) {
		w.asked.Stage = w.action
	}
	columns, err := w.columns()
	if err != nil {
		return err
	}
	for kind, words := range map[string][]string{
		rundir.DoNotUpdate: c.DNU, rundir.Doublecheck: c.Doublecheck, rundir.Columns: columns, rundir.Institutions: c.Institutions,
		rundir.Current: c.Current, rundir.Merges: c.Merges,
	} {
		if w.asked.Given[kind], err = w.run.FindAll(words); err != nil {
			return err
		}
	}
	for i, word := range files {
		g, err := w.run.Find(word)
		if err != nil {
			if i == 0 && w.action == "" {
				err = didYouMean(err, word)
			}
			return err
		}
		kind, err := g.KindOf()
		if err != nil {
			return err
		}
		w.asked.Given[kind] = append(w.asked.Given[kind], g)
	}
	return w.settings()
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

// settings are what the call says that lasts.
func (w *week) settings() error {
	c, said := w.command, w.asked.Settings
	history := c.History
	if history != "" {
		var err error
		if history, err = rundir.Absolute(history); err != nil {
			return err
		}
	}
	for _, s := range []struct {
		name, value string
		none        bool
	}{{"date", w.date, false}, {"history", history, c.NoHistory}, {"zone", c.Zone, c.NoZone}} {
		switch {
		case s.value != "":
			said[s.name] = []string{s.value}
		case s.none:
			said[s.name] = nil
		}
	}
	for name, on := range map[string]*bool{"hold-shared": c.HoldShared, "hold-critical": c.HoldCritical, "hold-rematch": c.HoldRematch, "one-step": c.OneStep} {
		switch {
		case on == nil:
		case *on:
			said[name] = []string{"--" + name}
		default:
			said[name] = nil
		}
	}
	if len(c.Link)+len(c.NoLink) == 0 {
		return nil
	}
	links := c.Link
	if len(links) == 0 {
		links = w.run.Settings["link"]
	}
	for _, name := range c.NoLink {
		left := slices.DeleteFunc(slices.Clone(links), func(link string) bool { column, _, _ := strings.Cut(link, "="); return tsv.SameName(column, name) })
		if len(left) == len(links) {
			return fmt.Errorf("--no-link: %s has no link of the column %q", w.run.Name, name)
		}
		links = left
	}
	said["link"] = links
	return nil
}

// wouldDo says what a call would do, and why.
func (w *week) wouldDo() error {
	var lines []string
	why, stages, err := w.would()
	if why != "" {
		lines = append(lines, why)
	}
	for _, stage := range stages {
		lines = append(lines, "would do: "+stage)
	}
	if err != nil {
		return err
	}
	return w.show(lines...)
}

// would is what the call would do, and why.
func (w *week) would() (why string, stages []string, err error) {
	switch w.action {
	case "verify", "libraries":
		return "", []string{w.action}, w.whole()
	case "decide":
		return "decisions", rundir.Week()[rundir.ReviewStage:], w.canDecide()
	case "fetch", "worldcat":
		return "a server would be asked", rundir.Week()[rundir.RouteStage:], w.mayChange()
	}
	plan, err := w.plan()
	if err != nil {
		return "", nil, err
	}
	return cmp.Or(plan.Why, "all is there"), plan.Stages(w.run), nil
}

// plan is what is due.
func (w *week) plan() (*rundir.Plan, error) {
	plan, err := w.run.Plan(w.asked)
	if errors.Is(err, rundir.ErrNoReport) {
		return nil, cli.Usagef("%s: only reports that go beside bib processing reports are given; name these too", w.run.Name)
	}
	if errors.Is(err, rundir.ErrNoAnalytics) {
		return nil, cli.Usagef("stage %s needs the Analytics report: give --doublecheck", w.asked.Stage)
	}
	return plan, err
}
