//go:build unix

// Package scripts tests the shell scripts of this directory that no other test
// runs.
package scripts

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// checkout makes a tree as it is after make build, with one command.
func checkout(t *testing.T, command string) string {
	t.Helper()
	dir := t.TempDir()
	script, err := os.ReadFile("install")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"bin/" + command: "#!/bin/sh\n", "scripts/install": string(script),
		"share/man/man1/x.1": "", "share/bash-completion/completions/x": "", "share/zsh/site-functions/_x": "",
		"share/fish/vendor_completions.d/x.fish": "",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
}

// install runs the script in a checkout.
func install(t *testing.T, checkout, prefix, destdir string, args ...string) {
	t.Helper()
	cmd := exec.Command("scripts/install", args...)
	cmd.Dir = checkout
	cmd.Env = append(os.Environ(), "PREFIX="+prefix, "DESTDIR="+destdir)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("install %v: %v\n%s", args, err, out)
	}
}

// tree lists what is below a directory, with "/" after directories.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name := strings.TrimPrefix(path, dir+"/")
		if d.IsDir() {
			name += "/"
		}
		all = append(all, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

const installed = "bin/ bin/old share/ share/bash-completion/ share/bash-completion/completions/ " +
	"share/bash-completion/completions/x share/datasync/ share/datasync/installed share/fish/ " +
	"share/fish/vendor_completions.d/ share/fish/vendor_completions.d/x.fish share/man/ share/man/man1/ share/man/man1/x.1 " +
	"share/zsh/ share/zsh/site-functions/ share/zsh/site-functions/_x"

// What is installed goes again, with the directories that were made for it, and
// nothing of others.
func TestInstall(t *testing.T) {
	src := checkout(t, "old")
	root := filepath.Join(t.TempDir(), "my root", "usr")
	for _, tt := range []struct{ prefix, destdir string }{
		{root, ""},
		{root + "/", ""},
		{"/usr", filepath.Dir(root)},
	} {
		above := filepath.Dir(filepath.Dir(root))
		install(t, src, tt.prefix, tt.destdir, "old")
		if got := tree(t, root); got != installed {
			t.Errorf("PREFIX=%s DESTDIR=%s: there are\n%s\nwant\n%s", tt.prefix, tt.destdir, got, installed)
		}
		install(t, src, tt.prefix, tt.destdir, "--remove")
		if got := tree(t, above); got != "" {
			t.Errorf("PREFIX=%s DESTDIR=%s: left %s", tt.prefix, tt.destdir, got)
		}
	}

	write(t, filepath.Join(root, "bin/theirs"), "")
	if err := os.MkdirAll(filepath.Join(root, "share/man"), 0o777); err != nil {
		t.Fatal(err)
	}
	install(t, src, root, "", "old")
	write(t, filepath.Join(root, "share/zsh/site-functions/_theirs"), "")
	install(t, src, root, "", "old")
	install(t, src, root, "", "--remove")
	install(t, src, root, "", "--remove")
	want := "bin/ bin/theirs share/ share/man/ share/zsh/ share/zsh/site-functions/ share/zsh/site-functions/_theirs"
	if got := tree(t, root); got != want {
		t.Errorf("of others there are\n%s\nwant\n%s", got, want)
	}
}

// A command that is gone in a later version is gone after its install.
func TestInstallLaterVersion(t *testing.T) {
	root := t.TempDir()
	install(t, checkout(t, "old"), root, "", "old")
	install(t, checkout(t, "new"), root, "", "new")
	if got, want := tree(t, root), strings.Replace(installed, "bin/old", "bin/new", 1); got != want {
		t.Errorf("there are\n%s\nwant\n%s", got, want)
	}
}
