//go:build unix

package cli

import (
	"bytes"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// watch runs a command that reads its inputs slowly, with standard error on a
// terminal, and returns what was written there.
func watch(t *testing.T, delay time.Duration, stdin io.Reader, stdoutToo bool, words string, names []string, args ...string) string {
	t.Helper()
	var screen bytes.Buffer
	env := &Env{name: "job", stdin: stdin, stdout: io.Discard, stderr: &screen, delay: delay}
	env.isTerminal = func(stream any) bool { return stream == any(&screen) || stdoutToo && stream == any(io.Discard) }
	code := env.main("Job does something.", &job{run: func(env *Env) error {
		var inputs []Input
		for _, name := range names {
			in, err := env.Open(name)
			if err != nil {
				return err
			}
			inputs = append(inputs, in)
		}
		// Not all at once: the bar is drawn every 0.2 s.
		for _, in := range inputs {
			if _, err := io.CopyN(io.Discard, in, 1500); err != nil {
				return err
			}
		}
		if words != "" {
			env.Progress("%s", words)
		}
		time.Sleep(300 * time.Millisecond)
		env.Warn("odd")
		time.Sleep(300 * time.Millisecond)
		env.Summary("3 rows")
		return nil
	}}, args)
	if code != 0 {
		t.Errorf("exit %d", code)
	}
	return screen.String()
}

func TestProgress(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(name, make([]byte, 3000), 0o666); err != nil {
		t.Fatal(err)
	}
	pipe := func() io.Reader { return strings.NewReader(strings.Repeat("x", 3000)) }
	first := make(chan os.Signal, 1)
	signal.Notify(first, os.Interrupt) // what it starts belongs to no bubble of synctest
	signal.Stop(first)
	const quiet = "job: warning: odd\njob: 3 rows\n"
	for _, tt := range []struct {
		what      string
		delay     time.Duration
		stdoutToo bool
		words     string
		names     []string
		args      []string
		want      string // what is seen of the progress, "" for nothing
	}{
		{"a file", 0, false, "", []string{name}, nil, "job: 1.50 kB of 3.00 kB, 50%"},
		{"two files", 0, false, "", []string{name, name}, nil, "job: 3.00 kB of 6.00 kB, 50%"},
		{"a pipe", 0, false, "", []string{"-"}, nil, "job: 1.50 kB read"},
		{"a file and a pipe", 0, false, "", []string{name, "-"}, nil, "job: 3.00 kB read"},
		{"soon done", time.Hour, false, "", []string{name}, nil, ""},
		{"quiet", 0, false, "", []string{name}, []string{"--quiet"}, ""},
		{"no input", 0, false, "", nil, nil, ""},
		{"words", 0, false, "3 of 5 asked", []string{name}, nil, "job: 3 of 5 asked"},
		{"words with an escape sequence", 0, false, "3 of \x1b[2J5 asked", []string{name}, nil, `job: 3 of \x1b[2J5 asked`},
		{"words and no input", 0, false, "3 of 5 asked", nil, nil, "job: 3 of 5 asked"},
		{"words unseen", 0, false, "3 of 5 asked", nil, []string{"--quiet"}, ""},
		{"the result on the same terminal", 0, true, "", []string{name}, nil, ""},
		{"the result on the same terminal, by its name", 0, true, "", []string{name}, []string{"-o", "-"}, ""},
		{"the result in a file", 0, true, "", []string{name}, []string{"-o", os.DevNull}, "job: 1.50 kB of 3.00 kB, 50%"},
	} {
		synctest.Test(t, func(t *testing.T) { // without it each takes 0.6 s
			got := watch(t, tt.delay, pipe(), tt.stdoutToo, tt.words, tt.names, tt.args...)
			got = strings.Replace(got, "job: warning: "+name+" is read twice\n", "", 1)
			if tt.want == "" {
				if plain := strings.ReplaceAll(quiet, "job: 3 rows\n", ""); got != quiet && got != plain {
					t.Errorf("%s: %q, want no progress", tt.what, got)
				}
				return
			}
			if !strings.Contains(got, "\r"+tt.want) {
				t.Errorf("%s: %q does not show %q", tt.what, got, tt.want)
			}
			// Each message has its line for itself, and at the end nothing is left.
			if !regexp.MustCompile(`\r {20,}\rjob: warning: odd\n`).MatchString(got) ||
				!regexp.MustCompile(`\r {20,}\rjob: 3 rows\n$`).MatchString(got) {
				t.Errorf("%s: %q: the messages do not stand alone", tt.what, got)
			}
		})
	}
}

// A command that prints its result when all is done shows its progress on the terminal of
// the result too, until it says that it does not any more.
func TestPrintsLast(t *testing.T) {
	for _, last := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var screen bytes.Buffer
			env := &Env{name: "job", stdin: strings.NewReader(""), stdout: &screen, stderr: &screen, isTerminal: func(any) bool { return true }}
			code := env.main("Job does something.", &job{last: last, run: func(env *Env) error {
				env.Progress("1 of 2")
				time.Sleep(300 * time.Millisecond)
				env.EndProgress()
				screen.WriteString("others")
				env.Progress("2 of 2")
				time.Sleep(300 * time.Millisecond)
				return nil
			}}, nil)
			got := screen.String()
			if code != 0 || strings.Contains(got, "\rjob: 1 of 2") != last || !strings.HasSuffix(got, "others") {
				t.Errorf("%t: exit %d, %q", last, code, got)
			}
		})
	}
}

// Without a terminal nothing is wrapped.
func TestNoProgress(t *testing.T) {
	src := strings.NewReader("x")
	if got := (*progress)(nil).reader(src, nil); got != io.Reader(src) {
		t.Errorf("%T", got)
	}
}
