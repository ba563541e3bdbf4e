package cli

import (
	"os"
	"path/filepath"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// manifestVariable is the environment variable that names the manifest of a run, where
// the inputs are copies and people know them by other names.
const manifestVariable = "DATASYNC_MANIFEST"

// given is the names that people gave to files, by their paths and by those of their
// sheets: FILE, FILE#SHEET.
type given map[string]string

// readGiven reads the names from the columns File, Sheet and Given as of a manifest. Of
// one that cannot be read, or is called "", there are none: what is wrong with it is not
// for this command to tell.
func readGiven(manifest string) given {
	f, err := os.Open(manifest)
	if err != nil {
		return nil
	}
	defer f.Close()
	in, err := tsv.NewReader(f, manifest)
	if err != nil {
		return nil
	}
	names := make(given)
	var file, sheet, name string
	err = in.Each(func() error {
		names.add(file, name)
		if sheet != "" {
			names.add(file+"#"+sheet, name+"#"+sheet)
		}
		return nil
	}, tsv.Text(column.File, &file), tsv.Text(column.Sheet, &sheet), tsv.Text(column.GivenAs, &name))
	if err != nil {
		return nil
	}
	return names
}

// add adds the name of a file. A copy that was given under two names has the first.
func (g given) add(file, name string) {
	if path := filepath.ToSlash(filepath.Clean(file)); name != "" && g[path] == "" {
		g[path] = name
	}
}

// Called is what people call a file that a command was given, FILE or FILE#SHEET:
// Do_not_change.xlsx#2025 for inputs/Do_not_change.xlsx#2025, wherever the copy lies. A
// file that the manifest does not name is called as it was given. This is for messages;
// what is written into tables keeps the path.
func (e *Env) Called(name string) string {
	path := filepath.ToSlash(filepath.Clean(name))
	if e.written != "" { // it is made for a run directory, and has no name yet
		name = strings.TrimPrefix(name, ".new/")
	}
	if called := e.given[path]; called != "" {
		return called
	}
	for i := range path {
		if called := e.given[path[:i]]; path[i] == '#' && called != "" {
			return called + path[i:]
		}
	}
	return name
}
