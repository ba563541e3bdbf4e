package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/link"
	"datasync/pkg/rundir"
	"datasync/pkg/sheet"
)

// check refuses flags that would do nothing.
func (c *command) check(action string, files []string) error {
	given := c.given()
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

// given are the values of the flags that may have several.
func (c *command) given() []string {
	return slices.Concat(c.DNU, c.Doublecheck, c.Columns, c.Institutions, c.Current, c.Merges, c.Carry, c.Link, c.NoLink, c.Without)
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
		if len(c.Doublecheck)+len(c.Current)+len(c.Merges) > 0 || c.Again && len(c.Carry) == 0 {
			return cli.Usagef("collect begins a week: it takes no --doublecheck, --current, --merges or --again")
		}
		if _, err := time.Parse(time.DateOnly, c.Since); c.Since != "" && err != nil {
			return cli.Usagef("--since: %q is no day, such as 2026-01-24", c.Since)
		}
	case "decide":
		if len(given)+len(c.lasting()) > 0 {
			return cli.Usagef("decide takes -C, --overrule and workbooks")
		}
	case "verify":
		if len(c.Doublecheck) == 0 && !c.Live {
			return cli.Usagef("verify needs a fresh Analytics report: give --doublecheck, or --live to ask Alma")
		}
		if len(given) != len(c.Doublecheck)+len(c.Columns) || len(c.lasting())+len(files) > 0 || c.Live && len(given) > 0 {
			return cli.Usagef("verify takes -C and --doublecheck, with --columns if need be, or --live, alone")
		}
	case "fetch", "worldcat":
		if len(given)+len(files) > 0 {
			return cli.Usagef("%s takes a run that has its reports: give -C", action)
		}
	case "status", "libraries":
		if len(given)+len(files)+len(c.lasting()) > 0 {
			return cli.Usagef("%s takes -C alone", action)
		}
	}
	return nil
}

// lasting is what the call says that lasts, beside links: without a value what is not to
// last any more.
func (c *command) lasting() rundir.Settings {
	said := make(rundir.Settings)
	say := func(name, value string, not bool) {
		if not {
			said[name] = nil
		} else if value != "" {
			said[name] = []string{value}
		}
	}
	say("history", c.History, c.NoHistory)
	say("zone", c.Zone, c.NoZone)
	for name, on := range map[string]*bool{
		"hold-shared": c.HoldShared, "hold-critical": c.HoldCritical, "hold-rematch": c.HoldRematch, "one-step": c.OneStep,
	} {
		if on != nil {
			say(name, "--"+name, !*on)
		}
	}
	return said
}

// days are the day of the call, and the date of the report as far as the call says
// it: by DATE, or by the name of the directory, of a run that has none.
func (c *command) days() (today, date string, err error) {
	date = os.Getenv("DATE")
	if date != "" && rundir.ParseDate(date) != nil {
		return "", "", cli.Usagef("DATE is '%s', not a day as YYYY-MM-DD", date)
	}
	return cmp.Or(date, time.Now().Format(time.DateOnly)), date, nil
}
