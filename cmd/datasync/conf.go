package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/pattern"
	"datasync/pkg/rundir"
)

// conf is what datasync.conf says, by name.
type conf map[string]string

var confNames = []string{"report", "by", "region", "server", "key-file", "oclc-key-file", "oclc-server", "oclc-tokens", "accounts", "columns"}

var (
	settingName = pattern.Late(`^[a-z-]*$`)
	inQuotes    = pattern.Late(`^"[^"]*"$|^'[^']*'$`) // but "Bibliographic Details"."MMS Id" is not
)

// confName is the file datasync.conf of the call, which need not be there.
func (w *week) confName() string {
	if w.command.Settings != "" {
		return w.command.Settings
	}
	return filepath.Join(filepath.Dir(w.run.Path), "datasync.conf")
}

// readConf is what datasync.conf beside the run says, or the file that was named: that must
// be there. It is read once. What is no setting is not told: it may be a key.
func (w *week) readConf() (conf, error) {
	if w.conf != nil {
		return w.conf, nil
	}
	name := w.confName()
	f, err := os.Open(name)
	if os.IsNotExist(err) && w.command.Settings == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: no such file", name)
	}
	defer f.Close()
	all := make(conf)
	in := bufio.NewScanner(cli.UTF8(f))
	for n := 1; in.Scan(); n++ {
		text := strings.TrimSpace(in.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(text, "=")
		if key = strings.TrimSpace(key); !ok || !slices.Contains(confNames, strings.ToLower(key)) {
			if !ok || !settingName().MatchString(key) {
				key = "this line"
			}
			return nil, fmt.Errorf("%s:%d: %s is no setting; there are %s", name, n, key, strings.Join(confNames, ", "))
		}
		key, value = strings.ToLower(key), strings.TrimSpace(value)
		if inQuotes().MatchString(value) {
			value = value[1 : len(value)-1]
		}
		if (strings.HasSuffix(key, "key-file") || key == "columns") && !filepath.IsAbs(value) {
			if value, err = rundir.Absolute(filepath.Join(filepath.Dir(name), value)); err != nil {
				return nil, err
			}
		}
		all[key] = value
	}
	w.conf = all
	return all, in.Err()
}
