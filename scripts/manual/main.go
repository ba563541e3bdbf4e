// Manual makes manual pages and completions for bash, zsh and fish of what
// programs print with --help and --version.
//
// Usage:
//
//	go run ./scripts/manual -o DIR PROGRAM...
//
// DIR gets what belongs into PREFIX/share: man/man1/NAME.1,
// bash-completion/completions/NAME, zsh/site-functions/_NAME and
// fish/vendor_completions.d/NAME.fish. The pages bear the date of
// SOURCE_DATE_EPOCH, which has to be set: the same programs give the same bytes.
//
// Not mango-kong and kong-completion: they know kong's programs, but not a shell
// script, and of the doc comment only that it is text. The completions of the
// latter start the program at each TAB, and know no descriptions.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	dir := flag.String("o", "share", "the directory to write into")
	flag.Parse()
	if err := run(*dir, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "manual:", err)
		os.Exit(1)
	}
}

func run(dir string, paths []string) error {
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH is %q, want seconds since 1970", os.Getenv("SOURCE_DATE_EPOCH"))
	}
	date := time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	var programs []*program
	for _, path := range paths {
		p, err := ask(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		programs = append(programs, p)
	}
	for _, p := range programs {
		for name, text := range map[string]string{
			"man/man1/" + p.name + ".1":                     p.page(date, programs),
			"bash-completion/completions/" + p.name:         p.bash(),
			"zsh/site-functions/_" + p.name:                 p.zsh(),
			"fish/vendor_completions.d/" + p.name + ".fish": p.fish(),
		} {
			name = filepath.Join(dir, name)
			if err := cmp.Or(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
				return err
			}
		}
	}
	return nil
}

// ask runs a program for its help and its version.
func ask(path string) (*program, error) {
	help, err := output(path, "--help")
	if err != nil {
		return nil, err
	}
	version, err := output(path, "--version")
	if err != nil {
		return nil, err
	}
	p, err := parse(help)
	if err != nil {
		return nil, err
	}
	p.name = strings.TrimSuffix(filepath.Base(path), ".exe")
	p.version = strings.TrimPrefix(strings.TrimSpace(version), p.name+" ")
	return p, nil
}

func output(path, flag string) (string, error) {
	cmd := exec.Command(path, flag)
	cmd.Env = append(os.Environ(), "COLUMNS=80") // not the terminal's, at which kong breaks its lines
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s: %v: %s", flag, err, bytes.TrimSpace(exit.Stderr))
	}
	return string(out), err
}
