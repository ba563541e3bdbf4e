package api

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"datasync/pkg/cli"
)

const question = "https://alma.example.org/almaws/v1/bibs?mms_id=1"

// What is kept, in which file, and when it is asked again.
func TestOnce(t *testing.T) {
	now := time.Now().UTC()
	name := func(age time.Duration, ending string) string {
		return hashOf(question) + "-" + now.Add(-age).Format(timeLayout) + "." + ending
	}
	for _, tt := range []struct {
		what    string
		files   []string // what is in the folder: NAME=TEXT
		get     string   // what the server says, "" for nothing
		fault   Kind     // what is wrong with it
		useFail bool
		want    string // what is used
		wantErr string
		asked   bool
		names   int // files afterwards
	}{
		{what: "new", get: "new", want: "new", asked: true, names: 1},
		{what: "kept", files: []string{name(time.Hour, "xml") + "=kept"}, want: "kept", names: 1},
		{what: "the latest", files: []string{name(2*time.Hour, "xml") + "=before", name(time.Hour, "xml") + "=kept"}, want: "kept", names: 2},
		{what: "too old", files: []string{name(25*time.Hour, "xml") + "=old"}, get: "new", want: "new", asked: true, names: 2},
		{what: "another question's", files: []string{strings.Repeat("0", hashLen) + name(0, "xml")[hashLen:] + "=x"}, get: "new", want: "new", asked: true, names: 2},
		{what: "no answers", files: []string{"." + name(0, "xml") + ".tmp-1=half", "notes.txt=x", hashOf(question) + "-yesterday.xml=x"}, get: "new", want: "new", asked: true, names: 4},
		{what: "refused", get: "no", fault: Refused, wantErr: "no", asked: true, names: 1},
		{what: "was refused", files: []string{name(0, "refused") + "=no"}, wantErr: "no", names: 1},
		{what: "was too long", files: []string{name(0, "toolong") + "=no"}, wantErr: "no", names: 1},
		{what: "one of them spoils it", get: "no", fault: Spoiled, wantErr: "no", asked: true, names: 1},
		{what: "one of them spoilt it", files: []string{name(0, "spoiled") + "=no"}, wantErr: "no", names: 1},
		{what: "the server is down", get: "down", fault: Again, wantErr: "down", asked: true},
		{what: "a wrong answer", get: "new", useFail: true, wantErr: "wrong", asked: true},
		{what: "a spoiled answer", files: []string{name(0, "xml") + "=x"}, useFail: true, wantErr: name(0, "xml") + ": wrong; remove this file to ask again", names: 1},
	} {
		dir := filepath.Join(t.TempDir(), "answers")
		for _, f := range tt.files {
			name, text, _ := strings.Cut(f, "=")
			if err := errors.Join(os.MkdirAll(dir, 0o777), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666)); err != nil {
				t.Fatal(err)
			}
		}
		c := client(t, &fake{}, Flags{Answers: dir, MaxAge: 24 * time.Hour}, 1, 0)
		asked, used := false, ""
		once := func() error {
			asked, used = false, ""
			return c.Once(question, func() (Answer, error) {
				asked = true
				a := Answer{Body: []byte(tt.get), Fetched: now}
				if tt.fault != Final {
					return a, &Fault{Kind: tt.fault, Text: tt.get}
				}
				return a, nil
			}, func(a Answer) error {
				if tt.useFail {
					return errors.New("wrong")
				}
				used = string(a.Body)
				return nil
			})
		}
		err := once()
		gotErr := ""
		if err != nil {
			gotErr = strings.TrimPrefix(err.Error(), dir+"/")
		}
		entries, _ := os.ReadDir(dir)
		if used != tt.want || gotErr != tt.wantErr || asked != tt.asked || len(entries) != tt.names {
			t.Errorf("%s: %q, error %q, asked %t, %d files; want %q, error %q, asked %t, %d files",
				tt.what, used, gotErr, asked, len(entries), tt.want, tt.wantErr, tt.asked, tt.names)
		}
		// What is kept now is not asked for again, and gives the same.
		if kept := tt.names > 0; kept != !func() bool { once(); return asked }() {
			t.Errorf("%s: asked again: %t", tt.what, asked)
		}
		if used != tt.want {
			t.Errorf("%s: the second time %q, want %q", tt.what, used, tt.want)
		}
	}
}

// When a question was refused is known, also of one that is not asked again.
func TestRefusedWhen(t *testing.T) {
	c := client(t, &fake{}, Flags{Answers: t.TempDir(), MaxAge: time.Hour}, 1, 0)
	get := func() (Answer, error) { return Answer{}, &Fault{Kind: Refused, Text: "no"} }
	began := time.Now().Truncate(time.Second)
	for range 2 {
		err := c.Once(question, get, nil)
		fault, ok := errors.AsType[*Fault](err)
		if !ok || fault.Fetched.Before(began) || fault.Fetched.After(time.Now()) || fault.Fetched.Nanosecond() != 0 {
			t.Errorf("%v", err)
		}
		began = fault.Fetched
	}
	if c.reused != 1 {
		t.Errorf("%d were reused", c.reused)
	}
}

// What is forgotten are the answers that were used, kept or new, and no others.
func TestForget(t *testing.T) {
	dir := t.TempDir()
	now := time.Now().UTC()
	at := func(q string) string { return hashOf(q) + "-" + now.Format(timeLayout) + ".xml" }
	for _, name := range []string{at("kept"), at("other"), "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c := client(t, &fake{}, Flags{Answers: dir, MaxAge: time.Hour}, 1, 0)
	for _, q := range []string{"kept", "new", "refused"} {
		err := c.Once(q, func() (Answer, error) {
			if q == "refused" {
				return Answer{}, &Fault{Kind: Refused}
			}
			return Answer{Fetched: now}, nil
		}, func(Answer) error { return nil })
		if err != nil && q != "refused" {
			t.Fatal(err)
		}
	}
	for range 2 { // what somebody else removed is gone
		if err := c.Forget(); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{at("other"), "notes.txt"}; !slices.Equal(left, want) {
		t.Errorf("left are %s, want %s", left, want)
	}
}

// An answer that cannot be kept is an error: it was paid for.
func TestCannotKeep(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	c := client(t, &fake{}, Flags{}, 1, 0)
	c.answers.dir = filepath.Join(file, "answers")
	err := c.Once(question, func() (Answer, error) { return Answer{}, nil }, func(Answer) error { return nil })
	if err == nil || err.Error() != c.answers.dir+": not a directory" {
		t.Errorf("%v", err)
	}
	var flags Flags
	flags.Answers = file
	if _, err := flags.Client(new(cli.Env), Service{Server: "https://x.org", Rate: 1}); err == nil || err.Error() != "--answers: open "+file+": not a directory" {
		t.Errorf("--answers that is a file: %v", err)
	}
}

// Without a folder nothing is kept.
func TestOnceWithoutAFolder(t *testing.T) {
	c, n := client(t, &fake{}, Flags{}, 1, 0), 0
	for range 2 {
		err := c.Once(question, func() (Answer, error) { n++; return Answer{}, nil }, func(Answer) error { return nil })
		if err != nil {
			t.Error(err)
		}
	}
	if n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
}
