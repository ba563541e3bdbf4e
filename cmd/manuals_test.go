//go:build unix

package cmd

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// A manual page and completions can be made of the --help of every command: each has usage, flags, exit codes and an example, and the usage
// is that of the flags. mandoc has no complaint of a page.
func TestManuals(t *testing.T) {
	needTree(t)
	t.Setenv("SOURCE_DATE_EPOCH", "1769860800") // the day that the pages bear
	sources, err := filepath.Glob("*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	args := []string{"run", "../scripts/manual", "-o", dir}
	for _, source := range sources {
		args = append(args, filepath.Join(tree, "bin", filepath.Dir(source)))
	}
	must(t, exec.Command("go", args...))
	pages, err := filepath.Glob(filepath.Join(dir, "man/man1/*"))
	if err != nil || len(pages) != len(sources) {
		t.Errorf("%d pages of %d commands, %v", len(pages), len(sources), err)
	}
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip("there is no mandoc")
	}
	must(t, exec.Command("mandoc", append([]string{"-Tlint"}, pages...)...)) // a complaint is an exit code
}
