//go:build unix

package cli

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A job is a command whose Run is a function of the test.
type job struct {
	Flags
	run  func(*Env) error
	last bool
}

func (j *job) PrintsLast() bool { return j.last }

func (j *job) Run(env *Env) error { return j.run(env) }

// try runs a command and returns its exit code and its standard error.
func try(stdin io.Reader, stdout io.Writer, run func(*Env) error, args ...string) (code int, stderr string) {
	var messages bytes.Buffer
	env := &Env{name: "job", stdin: stdin, stdout: stdout, stderr: &messages, isTerminal: isTerminal}
	code = env.main("Job does something.", &job{run: run}, args)
	return code, messages.String()
}

func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		what   string
		args   []string
		run    func(*Env) error
		code   int
		stderr string
	}{
		{"done", nil, func(e *Env) error { e.Summary("%d rows", 3); return nil }, 0, "job: 3 rows\n"},
		{"quiet", []string{"--quiet"}, func(e *Env) error { e.Summary("3 rows"); return nil }, 0, ""},
		{"a warning", []string{"--quiet"}, func(e *Env) error { e.Warn("odd"); return nil }, 0, "job: warning: odd\n"},
		{"bad data", nil, func(e *Env) error { e.Summary("3"); return errors.New("x.txt:1: bad\nline") }, 1, "job: x.txt:1: bad line\n"},
		{"wrong usage", nil, func(*Env) error { return Usagef("no file") }, 2, "job: no file; try 'job --help'\n"},
		{"an unknown flag", []string{"--xyzzy"}, nil, 2, "job: unknown flag --xyzzy; try 'job --help'\n"},
		{"unfinished", nil, func(e *Env) error { e.Summary("3"); return Unfinishedf("1 of 2 asked") }, 3, "job: 1 of 2 asked\n"},
		{"a fault", nil, func(*Env) error { panic("index out of range") }, 1,
			"job: this is a fault of the program, not of your files; please report it: index out of range\n"},
		{"two bad cells", nil, func(*Env) error { return errors.Join(errors.New("x:1: bad"), errors.Join(errors.New("x:3: bad\ntoo"))) }, 1,
			"job: x:1: bad\njob: x:3: bad too\n"},
		{"failed but written", nil, func(e *Env) error { e.Summary("3 rows"); e.Fail(errors.New("lost")); return nil }, 1,
			"job: 3 rows\njob: lost\n"},
		{"an escape sequence in a name", []string{"-o", "\x1b[31m/x"}, func(e *Env) error { _, err := io.WriteString(e.Output(), "x"); return err }, 1,
			"job: \\x1b[31m/x: no such file or folder\n"},
		{"one in a value", nil, func(e *Env) error { e.Warn("%s", "a\x1b]0;x\a\tb"); return errors.New("x:1: \u009b1m\x9b\u202e") }, 1,
			"job: warning: a\\x1b]0;x\\a b\njob: x:1: \\u009b1m\\x9b\\u202e\n"},
		{"one in the summary", nil, func(e *Env) error { e.Summary("3 rows of %s", "\x1bc"); return nil }, 0, "job: 3 rows of \\x1bc\n"},
		{"one in a flag", []string{"--\x1b[2J"}, nil, 2, "job: unknown flag --\\x1b[2J; try 'job --help'\n"},
		{"one in an argument", []string{"\x1b[2J"}, nil, 2, "job: unexpected argument \\x1b[2J; try 'job --help'\n"},
		{"failed, not written", nil, func(e *Env) error { e.Summary("3 rows"); e.Fail(errors.New("lost")); return errors.New("bad") }, 1,
			"job: bad\n"},
	} {
		if code, stderr := try(nil, io.Discard, tt.run, tt.args...); code != tt.code || stderr != tt.stderr {
			t.Errorf("%s: exit %d, %q; want %d, %q", tt.what, code, stderr, tt.code, tt.stderr)
		}
	}
}

// Files appear whole or not at all, and nothing else stays.
func TestFiles(t *testing.T) {
	for _, tt := range []struct {
		what string
		err  error
		want string // the files of the folder afterwards
	}{
		{"done", nil, "result side"},
		{"failed", errors.New("bad"), ""},
	} {
		dir := t.TempDir()
		try(nil, io.Discard, func(e *Env) error {
			io.WriteString(e.Create(filepath.Join(dir, "side")), "side")
			io.WriteString(e.Output(), "result")
			return tt.err
		}, "-o", filepath.Join(dir, "result"))
		if got := list(t, dir); got != tt.want {
			t.Errorf("%s: files %q, want %q", tt.what, got, tt.want)
		}
	}
}

func list(t *testing.T, dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// The umask alone says who may read a file.
func TestPermissions(t *testing.T) {
	old := syscall.Umask(0o027)
	defer syscall.Umask(old)
	name := filepath.Join(t.TempDir(), "x")
	try(nil, io.Discard, func(e *Env) error { _, err := io.WriteString(e.Output(), "x"); return err }, "-o", name)
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v; want -rw-r-----", info.Mode(), err)
	}
}

// An interrupted command leaves no file.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	code, stderr := try(nil, io.Discard, func(e *Env) error {
		io.WriteString(e.Output(), "half")
		if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		select {} // as a command that waits for its input
	}, "-o", filepath.Join(dir, "result"))
	if files := list(t, dir); code != 143 || stderr != "" || files != "" {
		t.Errorf("exit %d, %q, files %q; want 143 and none", code, stderr, files)
	}
}

// A closed pipe ends a command quietly; but one with files to write goes on for
// them.
func TestClosedPipe(t *testing.T) {
	closed := writer{syscall.EPIPE}
	code, stderr := try(nil, closed, func(e *Env) error {
		_, err := io.WriteString(e.Output(), "x")
		if !errors.Is(err, syscall.EPIPE) { // else it would go on for nobody
			t.Errorf("writing into a closed pipe: %v", err)
		}
		return err
	})
	if code != 0 || stderr != "" {
		t.Errorf("exit %d, %q; want 0 and nothing", code, stderr)
	}
	name := filepath.Join(t.TempDir(), "side")
	code, _ = try(nil, closed, func(e *Env) error {
		side, out := e.Create(name), e.Output()
		if _, err := io.WriteString(out, "x"); err != nil {
			return err
		}
		_, err := io.WriteString(side, "all")
		return err
	})
	if text, err := os.ReadFile(name); code != 0 || string(text) != "all" {
		t.Errorf("exit %d, side file %q, %v; want all", code, text, err)
	}
}

type writer struct{ err error }

func (w writer) Write([]byte) (int, error) { return 0, w.err }

func TestFullDisk(t *testing.T) {
	code, stderr := try(nil, writer{syscall.ENOSPC}, func(e *Env) error { _, err := io.WriteString(e.Output(), "x"); return err })
	if code != 1 || stderr != "job: <stdout>: the disk is full\n" {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if code, _ := try(nil, writer{syscall.ENOSPC}, nil, "--help"); code != 1 {
		t.Errorf("--help on a full disk: exit %d, want 1", code)
	}
}

func TestHelpShowsTheManual(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	var out bytes.Buffer
	code, stderr := try(nil, &out, nil, "--help")
	const want = `Job does something.

Flags:
  -h, --help           Print this and stop.
  -o, --output=FILE    Write the result to FILE, whole or not at all, instead of
                       standard output.
      --quiet          Print no summary line and no progress.
      --version        Print the version and stop.
`
	if code != 0 || stderr != "" || out.String() != want {
		t.Errorf("exit %d, %q, %s; want\n%s", code, stderr, out.String(), want)
	}
	if got := manual("// A b.\n//\n//\tcode\npackage main\nx"); got != "A b.\n\n    code" {
		t.Errorf("manual %q", got)
	}
}

// A command that asks a server has the time to say how far it came; it has no
// result, and what it saved stays. A second signal ends it at once.
func TestInterruptedAtAServer(t *testing.T) {
	dir := t.TempDir()
	kill := func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Error(err)
		}
	}
	for _, tt := range []struct {
		what   string
		after  func() error
		code   int
		stderr string
	}{
		{"once", func() error { return Unfinishedf("1 of 2 asked") }, 3, "job: 1 of 2 asked\n"},
		{"twice", func() error { kill(); select {} }, 130, ""},
	} {
		code, stderr := try(nil, io.Discard, func(e *Env) error {
			io.WriteString(e.Output(), "half")
			ctx := e.Context()
			if err := e.Save(filepath.Join(dir, "answer"), []byte(tt.what)); err != nil {
				t.Error(err)
			}
			kill()
			<-ctx.Done()
			return tt.after()
		}, "-o", filepath.Join(dir, "result"))
		if files := list(t, dir); code != tt.code || stderr != tt.stderr || files != "answer" {
			t.Errorf("%s: exit %d, %q, files %q; want %d, %q, answer", tt.what, code, stderr, files, tt.code, tt.stderr)
		}
		if text, err := os.ReadFile(filepath.Join(dir, "answer")); string(text) != tt.what {
			t.Errorf("%s: saved %q, %v", tt.what, text, err)
		}
	}
}

// What cannot be saved whole is not there.
func TestSaveFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"folder", "none/x"} {
		if err := (&Env{}).Save(filepath.Join(dir, name), nil); err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, name)+": ") {
			t.Errorf("Save to %s: %v", name, err)
		}
	}
	if files := list(t, dir); files != "folder" {
		t.Errorf("left: %s", files)
	}
}

// A side file may be a pipe: when its reader has enough, the others are written.
func TestClosedSidePipe(t *testing.T) {
	dir := t.TempDir()
	pipe, result := filepath.Join(dir, "pipe"), filepath.Join(dir, "result")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGPIPE)
	defer signal.Reset(syscall.SIGPIPE)
	gone := make(chan error)
	go func() {
		f, err := os.Open(pipe)
		gone <- cmp.Or(err, f.Close())
	}()
	code, stderr := try(nil, io.Discard, func(e *Env) error {
		side := e.Create(pipe)
		if err := <-gone; err != nil {
			return err
		}
		if _, err := io.WriteString(side, "side"); err != nil {
			return err
		}
		_, err := io.WriteString(e.Output(), "result")
		return err
	}, "-o", result)
	if text, err := os.ReadFile(result); code != 0 || stderr != "" || string(text) != "result" {
		t.Errorf("exit %d, %q, result %q, %v", code, stderr, text, err)
	}
}

// One error is told once, by whatever way the bytes came.
func TestOneErrorOnce(t *testing.T) {
	code, stderr := try(nil, io.Discard, func(e *Env) error {
		_, err := io.Copy(e.Create("/dev/full"), strings.NewReader("x"))
		return err
	})
	if code != 1 || stderr != "job: /dev/full: the disk is full\n" {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

// Which files may be read and written, and what is there afterwards.
func TestNames(t *testing.T) {
	read := func(names ...string) func(*Env) error {
		return func(e *Env) error {
			for _, name := range names {
				if _, err := e.Open(name); err != nil {
					return err
				}
			}
			return nil
		}
	}
	write := func(names ...string) func(*Env) error {
		return func(e *Env) error {
			for _, name := range names {
				io.WriteString(e.Create(name), "new")
			}
			return nil
		}
	}
	both := func(first, then func(*Env) error) func(*Env) error {
		return func(e *Env) error { return cmp.Or(first(e), then(e)) }
	}
	const usage = "; try 'job --help'\n"
	const there = "in=old inside/ link>in more=old one>two two>inside/none"
	for _, tt := range []struct {
		what   string
		run    func(*Env) error
		code   int
		stderr string
		files  string // afterwards; "" as before
	}{
		{"read", read("in", "more", "link"), 0, "job: warning: link is read twice\n", ""},
		{"read three times", read("in", "./in", "in"), 0, "job: warning: ./in is read twice\njob: warning: in is read twice\n", ""},
		{"read a device twice", read("/dev/null", "/dev/null"), 0, "", ""},
		{"read what is not there", read("none"), 1, "job: none: no such file or folder\n", ""},
		{"read below a file", read("in/x"), 1, "job: in/x: not a directory\n", ""},
		{"read a folder", read("inside"), 1, "job: inside: this is a directory; name a file\n", ""},
		{"write", write("out", "in"), 0, "", "in=new inside/ link>in more=old one>two out=new two>inside/none"},
		{"write nowhere", write(""), 0, "", ""},
		{"write through a link", write("link"), 0, "", "in=new inside/ link>in more=old one>two two>inside/none"},
		{"write through links to what is not there", write("one"), 0, "", "in=old inside/ inside/none=new link>in more=old one>two two>inside/none"},
		{"write a folder", write("inside"), 1, "job: inside: this is a directory; name a file\n", ""},
		{"write into what is not there", write("none/x"), 1, "job: none/x: no such file or folder\n", ""},
		{"write nothing, since one cannot be written", write("out", "inside", "in"), 1, "job: inside: this is a directory; name a file\n", ""},
		{"write -", write("-"), 2, "job: - is standard output, which has the result; name a file" + usage, ""},
		{"write twice", write("out", "./out"), 2, "job: out and ./out are one file; choose two names" + usage, ""},
		{"write twice, new", write("inside/none", "one"), 2, "job: inside/none and one are one file; choose two names" + usage, ""},
		{"write twice, by a link", write("link", "in"), 2, "job: link and in are one file; choose two names" + usage, ""},
		{"read and write", both(read("in"), write("link")), 2, "job: link would be read and written at once; choose another file for the output" + usage, ""},
		{"write and read", both(write("more", "in"), read("link")), 2, "job: in would be read and written at once; choose another file for the output" + usage, ""},
		{"make a folder", func(e *Env) error { return e.MakeDir("inside/deep/er") }, 0, "", "in=old inside/ inside/deep/ inside/deep/er/ link>in more=old one>two two>inside/none"},
		{"make a folder of a file", func(e *Env) error { return e.MakeDir("in/x") }, 1, "job: in/x: not a directory\n", ""},
	} {
		t.Chdir(t.TempDir())
		err := errors.Join(os.WriteFile("in", []byte("old"), 0o666), os.WriteFile("more", []byte("old"), 0o666), os.Mkdir("inside", 0o777),
			os.Symlink("in", "link"), os.Symlink("two", "one"), os.Symlink("inside/none", "two"))
		if err != nil {
			t.Fatal(err)
		}
		code, stderr := try(nil, io.Discard, tt.run)
		if files := tree(t); code != tt.code || stderr != tt.stderr || files != cmp.Or(tt.files, there) {
			t.Errorf("%s: exit %d, %q, files %s; want %d, %q, %s", tt.what, code, stderr, files, tt.code, tt.stderr, cmp.Or(tt.files, there))
		}
	}
}

// tree is what is below the working directory: FILE=TEXT, FOLDER/, LINK>TARGET.
func tree(t *testing.T) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case d.IsDir():
			all = append(all, name+"/")
		case d.Type() == fs.ModeSymlink:
			target, err := os.Readlink(name)
			all = append(all, name+">"+target)
			return err
		default:
			text, err := os.ReadFile(name)
			all = append(all, name+"="+string(text))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

// A result that goes to standard output ends where a side file cannot be written.
func TestResultBesideABadFile(t *testing.T) {
	var out bytes.Buffer
	code, stderr := try(nil, &out, func(e *Env) error {
		side := e.Create("/dev/full")
		w := e.Output()
		if _, err := io.WriteString(w, "first"); err != nil {
			t.Error(err)
		}
		io.WriteString(side, "x")
		_, err := io.WriteString(w, "second")
		return err
	}, "-o", "-")
	if code != 1 || stderr != "job: /dev/full: the disk is full\n" || out.String() != "first" {
		t.Errorf("exit %d, %q, result %q", code, stderr, out.String())
	}
}

// A file that is not there yet is one, be it named from here, from the root, or by
// way of a link to its folder.
func TestOneFileOfTwoNames(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := errors.Join(os.Mkdir("inside", 0o777), os.Symlink("inside", "alias")); err != nil {
		t.Fatal(err)
	}
	for a, b := range map[string]string{"out": dir + "/out", "inside/out": "alias/out", "alias/../out": "out"} {
		code, stderr := try(nil, io.Discard, func(e *Env) error {
			io.WriteString(e.Create(a), "a")
			io.WriteString(e.Create(b), "b")
			return nil
		})
		if want := "job: " + a + " and " + b + " are one file; choose two names; try 'job --help'\n"; code != 2 || stderr != want {
			t.Errorf("exit %d, %q; want 2, %q", code, stderr, want)
		}
	}
}

// After a signal no file is made any more.
func TestCreateAfterTheEnd(t *testing.T) {
	t.Chdir(t.TempDir())
	e := new(Env)
	e.abandon()
	if _, err := e.Create("x").Write([]byte("x")); err == nil || err.Error() != "interrupted" {
		t.Errorf("%v", err)
	}
	if files := list(t, "."); files != "" {
		t.Errorf("left: %s", files)
	}
}

// A looker is a command with the flag of Check.
type looker struct {
	job
	Check
}

func TestCheck(t *testing.T) {
	side := filepath.Join(t.TempDir(), "side")
	look := func(args ...string) (code int, out, messages string) {
		var stdout, stderr bytes.Buffer
		env := &Env{name: "job", stdout: &stdout, stderr: &stderr, isTerminal: isTerminal}
		code = env.main("Job does something.", &looker{job: job{run: func(e *Env) error {
			io.WriteString(e.Output(), "result")
			io.WriteString(e.Create(side), "side")
			e.Summary("3 rows")
			e.Fail(errors.New("lost"))
			return nil
		}}}, append(args, "--check"))
		return code, stdout.String(), stderr.String()
	}
	for _, args := range [][]string{nil, {"-o", side + "-o"}} {
		code, out, messages := look(args...)
		if code != 1 || out != "" || messages != "job: 3 rows\njob: lost\n" {
			t.Errorf("%q: exit %d, %q, %q", args, code, out, messages)
		}
	}
	for _, name := range []string{side, side + "-o"} {
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want no such file", name, err)
		}
	}
}
