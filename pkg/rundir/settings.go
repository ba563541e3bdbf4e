package rundir

import (
	"fmt"
	"maps"
	"path/filepath"
	"time"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// Settings are what a call said that holds for those to come, by name: each has a
// value, link may have several.
type Settings map[string][]string

// names are those of the settings in the order of their table, and the stage from
// which on each makes a difference.
var names = []struct {
	name  string
	stage int
	why   string
}{
	{"begun", VerifyStage, ""}, // the day of the first call: what is older is too old for verify
	{"date", reporting, "the report's date is another one"},
	{"link", reporting, "new: links"},
	{"history", reporting, "new: where the earlier runs are"},
	{"hold-shared", RouteStage, "new: what is held for review"},
	{"hold-critical", RouteStage, "new: what is held for review"},
	{"hold-rematch", RouteStage, "new: what is held for review"},
	{"zone", merge, "new: the zone"},
	{oneStep, importing, "new: how it is loaded"},
}

// oneStep is set where the load is one import that replaces 035 by itself.
const oneStep = "one-step"

// OneStep tells whether the load is one import, without a set and a job before it.
func (s Settings) OneStep() bool { return s.One(oneStep) != "" }

// One is the value of a setting that has one, or "".
func (s Settings) One(name string) string {
	if values := s[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// ParseDate reads a day such as 2026-01-31.
func ParseDate(s string) error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fmt.Errorf("%q is no date such as 2025-05-26", s)
	}
	return nil
}

// DayOfName is the day with which the name of the directory begins, "" if it does not.
func (r *Run) DayOfName() string {
	name := filepath.Base(r.Path)
	if day := name[:min(len(name), len(time.DateOnly))]; ParseDate(day) == nil {
		return day
	}
	return ""
}

// Date is that of the run: of its settings, else of its name.
func (r *Run) Date() (string, error) {
	if date := r.Settings.One("date"); date != "" {
		if err := ParseDate(date); err != nil {
			return "", fmt.Errorf("%s: %w", r.Place(settingsFile), err)
		}
		return date, nil
	}
	if day := r.DayOfName(); day != "" {
		return day, nil
	}
	return "", fmt.Errorf("%s: the date of the run is neither in %s nor is it the name of the directory", r.Name, settingsFile)
}

func (r *Run) readSettings() (Settings, error) {
	all := make(Settings)
	var name, value string
	err := r.ifAny(settingsFile, func() error { all[name] = append(all[name], value); return nil },
		tsv.Text(column.Name, &name), tsv.Text(column.Value, &value))
	if err != nil {
		return nil, fmt.Errorf("%w; put the file of before back", err)
	}
	return all, nil
}

// saveSettings takes over what the call says that lasts.
func (r *Run) saveSettings(asked Asked) error {
	maps.Copy(r.Settings, asked.Settings)
	if !r.Begun() && len(r.Settings["begun"]) == 0 {
		r.Settings["begun"] = []string{asked.Today}
	}
	if len(r.Settings["date"]) == 0 {
		r.Settings["date"] = []string{asked.Day}
	}
	rows := [][]string{{column.Name, column.Value}}
	for _, n := range names {
		for _, value := range r.Settings[n.name] {
			rows = append(rows, []string{n.name, value})
		}
	}
	return r.writeTable(settingsFile, rows)
}
