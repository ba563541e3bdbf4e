//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"datasync/pkg/filex"
	"datasync/pkg/filex/filextest"
)

// A call whose process is killed while the server answers its n-th read leaves whole
// files, and the same again takes what is missing. No key is in what is printed or
// written.
func TestKilled(t *testing.T) {
	s := filextest.Start(t)
	setup := t.TempDir()
	account := s.Setup(t, setup, "CEF")[0]
	want := make(map[string]string)
	for i := range 4 {
		name := strings.Replace(cef, "weekly", fmt.Sprint(i), 1)
		want[name] = strings.Repeat(fmt.Sprintf("line of %d\n", i), 10_000*i+1)
		account.Put(name, []byte(want[name]))
	}
	key, err := os.ReadFile(filepath.Join(setup, "filex.key"))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{1, 2, 3, 5, 8, 12, 15} {
		dir := filepath.Join(t.TempDir(), "reports")
		call := func() (*exec.Cmd, *bytes.Buffer) {
			c := exec.Command("getreports", "--accounts", filepath.Join(setup, "accounts.tsv"), "--known-hosts", filepath.Join(setup, "known_hosts"), "-d", dir)
			out := new(bytes.Buffer)
			c.Stdout, c.Stderr = out, out
			return c, out
		}
		first, said := call()
		var process atomic.Pointer[os.Process]
		started := make(chan bool)
		s.Reset()
		s.OnRead(func(n int) {
			if <-started; n == at {
				if err := process.Load().Kill(); err != nil {
					t.Error(err)
				}
			}
		})
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		process.Store(first.Process)
		close(started)
		if err := first.Wait(); err == nil {
			t.Fatalf("killed at read %d, it ends well: %s", at, said)
		}
		s.OnRead(nil)
		whole(t, dir, want, false)
		again, out := call()
		if err := again.Run(); err != nil {
			t.Fatalf("after a kill at read %d: %v\n%s", at, err, out)
		}
		whole(t, dir, want, true)
		for name := range want {
			if !strings.Contains(said.String()+out.String(), filepath.Join(dir, name)+"\n") {
				t.Errorf("killed at read %d: %s was never printed:\n%s%s", at, name, said, out)
			}
		}
		for line := range strings.Lines(string(key)) {
			if line = strings.TrimSpace(line); strings.Contains(said.String()+out.String(), line) {
				t.Errorf("the key is printed")
			}
		}
	}
}

// Ctrl-C ends a call with exit code 3, and what came is printed, also into a file.
func TestInterrupted(t *testing.T) {
	s := filextest.Start(t)
	dir := t.TempDir()
	account := s.Setup(t, dir, "CEF")[0]
	second := strings.Replace(cef, "weekly", "weeklyz", 1)
	account.Put(cef, []byte("first\n"))
	account.Put(second, bytes.Repeat([]byte("second\n"), 100_000))
	c := exec.Command("getreports", "--accounts", "accounts.tsv", "--known-hosts", "known_hosts", "-o", "new.txt")
	c.Dir = dir
	var said bytes.Buffer
	c.Stderr = &said
	var process atomic.Pointer[os.Process]
	started, hold := make(chan bool), make(chan bool)
	s.OnRead(func(n int) {
		if <-started; n == 5 {
			if err := process.Load().Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
		}
		if n >= 5 {
			<-hold // it ends before the report does
		}
	})
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	process.Store(c.Process)
	close(started)
	c.Wait()
	close(hold)
	const want = "getreports: 1 account: 2 reports: 1 new, 0 known, 1 not fetched\ngetreports: interrupted; what came is kept, and the same again takes what is missing\n"
	if code := c.ProcessState.ExitCode(); code != 3 || said.String() != want {
		t.Errorf("exit %d, %s; want 3, %s", code, said.String(), want)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "new.txt")); string(text) != cef+"\n" {
		t.Errorf("printed %q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(dir, second)); err == nil {
		t.Error("the second report is there")
	}
}

// whole looks whether the reports in a folder are whole; all of them, and nothing
// else, if that is said.
func whole(t *testing.T, dir string, want map[string]string, all bool) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	reports := 0
	for _, e := range entries {
		if e.Name() == filex.LedgerName || !all && strings.HasPrefix(e.Name(), ".getreports-") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || string(text) != want[e.Name()] {
			t.Errorf("%s: %d bytes, %v; want %d", e.Name(), len(text), err, len(want[e.Name()]))
		}
		reports++
	}
	if all && reports != len(want) {
		t.Errorf("%d reports, want %d", reports, len(want))
	}
}
