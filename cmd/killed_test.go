//go:build unix

package cmd

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"datasync/pkg/cli/clitest"
)

var kills = flag.Int("kills", 1, "how often TestKilled kills each kind of call")

// A call of datasync that is killed at any moment and made again ends with the bytes of
// one that was left alone, and with no other file. It may be killed when its last act is
// done: so each of these calls does nothing when made twice, but may say so with an error.
func TestKilled(t *testing.T) {
	needTree(t)
	from := sampleDir(t)
	complete := undisturbed(t)
	report := "NZ-OCLC-Identifier-report-2026-01-31.xlsx"
	decided := filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(decided, os.DirFS(complete)); err != nil {
		t.Fatal(err)
	}
	decide(t, filepath.Join(decided, report), "records for review", "991000000385151", "update")
	other := filepath.Join(t.TempDir(), "other.tsv")
	const fresh = "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000055151\t2005001\t\n991000000065151\t7\t\n"
	if err := write(other, fresh, 0o666); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "list.tsv")
	if err := write(list, "MMS ID\n991000000055151\n991000000065151\n", 0o666); err != nil {
		t.Fatal(err)
	}
	undone := filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(undone, os.DirFS(decided)); err != nil {
		t.Fatal(err)
	}
	must(t, datasync("sh", undone, "decide", "-C", "."))
	decide(t, filepath.Join(undone, report), "update by job", "991000000385151", "")
	for _, tt := range []struct {
		what string
		base string // the run directory before; "" is none
		args []string
	}{
		{"a run", "", sampleArgs(t, from, "run")},
		{"a run that carries", "", append(sampleArgs(t, from, "run"), "--carry", complete)},
		{"a new Analytics report", complete, []string{"-C", "run", "--doublecheck", other}},
		{"a new list", complete, []string{"-C", "run", "--dnu", list}},
		{"decide", decided, []string{"decide", "-C", "run"}},
		{"a decision undone", undone, []string{"decide", "-C", "run"}},
		{"an edited report", decided, []string{"-C", "run", "--link", "Network Id=https://catalogue.example/{}"}},
		{"verify", complete, []string{"verify", "-C", "run", "--doublecheck", other}},
		{"libraries", complete, []string{"libraries", "-C", "run"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			t.Parallel()
			call := func() (*exec.Cmd, string) {
				dir := t.TempDir()
				if tt.base != "" {
					if err := os.CopyFS(filepath.Join(dir, "run"), os.DirFS(tt.base)); err != nil {
						t.Fatal(err)
					}
				}
				return datasync("sh", dir, tt.args...), filepath.Join(dir, "run")
			}
			c, run := call()
			began := time.Now()
			must(t, c)
			took := time.Since(began)
			want := clitest.Contents(t, run)
			for range *kills {
				c, run := call()
				how, killed := killWithin(t, c, took)
				if !killed {
					continue
				}
				again := datasync("sh", filepath.Dir(run), tt.args...)
				out, err := again.CombinedOutput()
				got := clitest.Contents(t, run)
				if err != nil && !maps.Equal(got, want) {
					t.Errorf("%s: again: %v\n%s", how, err, out)
				}
				compare(t, how, got, want)
			}
		})
	}
}

// killWithin starts a call and kills it at some moment of the time that it takes: the
// script alone, all its processes, or one of them. how tells which and when; killed is
// false if the call was done already.
func killWithin(t *testing.T, c *exec.Cmd, took time.Duration) (how string, killed bool) {
	t.Helper()
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	moment := time.Duration(rand.Int64N(int64(took)))
	time.Sleep(moment)
	what := []string{"the script alone", "all", "a child"}[rand.IntN(3)]
	kill(c.Process.Pid, what)
	return fmt.Sprintf("%s killed after %v", what, moment), c.Wait() != nil
}

// kill kills a process, its group, or one of its group.
func kill(pid int, how string) {
	target := pid
	switch how {
	case "all":
		target = -pid
	case "a child":
		if children := group(pid); len(children) > 0 {
			target = children[rand.IntN(len(children))]
		}
	}
	_ = syscall.Kill(target, syscall.SIGKILL) // it may be done already
}

// group is the other processes of a group, where /proc tells them.
func group(leader int) (pids []int) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		// pid (name) state ppid pgrp
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err == nil && len(fields) > 2 && fields[2] == strconv.Itoa(leader) && pid != leader {
			pids = append(pids, pid)
		}
	}
	return pids
}

// decide types a decision about a record into a sheet of the report.
func decide(t *testing.T, path, sheet, id, decision string) {
	t.Helper()
	_, review, _ := strings.Cut(cells(t, path), "["+sheet+"]\n")
	header := strings.Split(strings.SplitN(review, "\n", 2)[0], "\t")
	for row, line := range strings.Split(review, "\n") {
		if strings.Contains("\t"+line+"\t", "\t"+id+"\t") {
			for column, name := range header {
				if name == "Decision" {
					edit(t, path, sheet, map[string]string{fmt.Sprintf("%c%d", 'A'+column, row+1): decision})
					return
				}
			}
		}
	}
	t.Fatalf("%s: there is no record %s, or no column Decision, in %s", path, id, sheet)
}
