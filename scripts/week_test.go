package scripts

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// parsed is the week, and the names of its functions.
func parsed(t *testing.T) (file *syntax.File, functions []string) {
	t.Helper()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(Week), "datasync")
	if err != nil {
		t.Fatal(err)
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok {
			functions = append(functions, f.Name.Value)
		}
		return true
	})
	return file, functions
}

// name is the command that a statement calls, "" if it calls none by its name.
func name(s *syntax.Stmt) string {
	if call, ok := s.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 {
		return call.Args[0].Lit()
	}
	return ""
}

// The week calls our commands, its own functions and a few builtins, and nothing else;
// it writes no file itself, since a builtin does not tell of a full disk; each command
// that runs beside is waited for by its own name; and no function stands in a
// condition, where a command that fails does not end it.
func TestWeek(t *testing.T) {
	file, functions := parsed(t)
	builtins := []string{"set", "shift", "wait", "[", "exec", "echo", "exit"} // the last three before it hands over
	commands, err := filepath.Glob("../cmd/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	known := slices.Concat(functions, builtins)
	for _, c := range commands {
		known = append(known, filepath.Base(filepath.Dir(c)))
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Stmt:
			for _, r := range n.Redirs {
				if r.Op != syntax.DplOut {
					t.Errorf("%v: a redirection to a file", r.Pos())
				}
			}
			if call, ok := n.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 {
				if word := call.Args[0].Lit(); word != "" && !slices.Contains(known, word) {
					t.Errorf("%v: %s is no command of ours", n.Pos(), word)
				}
			}
			if _, isCase := n.Cmd.(*syntax.CaseClause); isCase {
				return false // it hands over
			}
		case *syntax.IfClause:
			for _, s := range n.Cond {
				if word := name(s); word != "[" && word != "" {
					t.Errorf("%v: %s in a condition", s.Pos(), word)
				}
			}
		case *syntax.BinaryCmd:
			if word := name(n.X); word != "[" {
				t.Errorf("%v: %s before %v", n.Pos(), word, n.Op)
			}
		}
		return true
	})
	for beside := range strings.SplitSeq(Week, " &\n") {
		_, after, _ := strings.Cut(Week, beside+" &\n")
		if after == "" {
			break
		}
		variable, _, ok := strings.Cut(strings.TrimSpace(after), "=$!")
		if !ok || !strings.Contains(Week, `wait "$`+variable+`"`) {
			t.Errorf("nobody waits for what runs beside: %.60q", after)
		}
	}
	if n := strings.Count(Week, "\n"); n > 200 {
		t.Errorf("the week has %d lines, at most 200 can be read in three minutes", n)
	}
}

// Each shell knows the functions, once it has read them.
func TestShellsReadTheWeek(t *testing.T) {
	_, functions := parsed(t)
	for _, shell := range []string{"dash", "bash --posix", "busybox sh", "ksh", "mksh", "zsh --emulate sh"} {
		words := strings.Fields(shell)
		if _, err := exec.LookPath(words[0]); err != nil {
			continue
		}
		c := exec.Command(words[0], append(words[1:], "-c", `set -euf; . ./datasync; for f in `+strings.Join(functions, " ")+`; do command -v "$f"; done`)...)
		c.Stderr = os.Stderr
		out, err := c.Output()
		if got := strings.Fields(string(out)); err != nil || !slices.Equal(got, functions) {
			t.Errorf("%s knows %q, %v; want %q", shell, got, err, functions)
		}
	}
}
