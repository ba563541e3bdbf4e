//go:build unix

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/tsv"
)

const manifest = "Kind\tFile\tSheet\tGiven as\tBytes\tSHA-256\n" +
	"report\tinputs/CEF.txt\t\t../mail/CEF.txt\t5\tx\n" +
	"dnu\tinputs/list.xlsx\t2025\tlist of Ann.xlsx\t5\tx\n" +
	"dnu\tinputs/list.xlsx\t2026\tlist of Bob.xlsx\t5\tx\n" +
	"dnu\tinputs/a#b.csv\t\tC:\\a#b.csv\t5\tx\n" +
	"dnu\tinputs/none.csv\t\t\t5\tx\n"

// What a file is called in messages.
func TestCalled(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := errors.Join(os.WriteFile("manifest.tsv", []byte(manifest), 0o666), os.WriteFile("bad.tsv", []byte(manifest+"x\n"), 0o666),
		os.WriteFile("other.tsv", []byte("File\tSheet\ninputs/CEF.txt\t\n"), 0o666), os.WriteFile("empty", nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"inputs/CEF.txt":        "../mail/CEF.txt",
		"./inputs//CEF.txt":     "../mail/CEF.txt",
		"inputs/CEF.txt2":       "inputs/CEF.txt2",
		"x/inputs/CEF.txt":      "x/inputs/CEF.txt",
		"inputs/list.xlsx#2025": "list of Ann.xlsx#2025",
		"inputs/list.xlsx#2026": "list of Bob.xlsx#2026",
		"inputs/list.xlsx#2027": "list of Ann.xlsx#2027",
		"inputs/list.xlsx":      "list of Ann.xlsx",
		"inputs/a#b.csv":        `C:\a#b.csv`,
		"inputs/a#b.csv#x":      `C:\a#b.csv#x`,
		"inputs/none.csv":       "inputs/none.csv",
		"-":                     "-",
		"":                      "",
	} {
		if got := (&Env{given: readGiven("manifest.tsv")}).Called(name); got != want {
			t.Errorf("Called(%s) = %s, want %s", name, got, want)
		}
		for _, none := range []string{"", "nowhere", "bad.tsv", "other.tsv", "empty", "."} {
			if got := (&Env{given: readGiven(none)}).Called(name); got != name {
				t.Errorf("by %q: Called(%s) = %s", none, name, got)
			}
		}
	}
}

// Messages call a file as people do, tables by its path.
func TestMessagesByGivenNames(t *testing.T) {
	t.Chdir(t.TempDir())
	f := excelize.NewFile()
	defer f.Close()
	err := errors.Join(f.SetSheetName("Sheet1", "2025"), f.SetCellValue("2025", "A1", "a title"), f.SetCellValue("2025", "A2", "MMS ID"), os.Mkdir("inputs", 0o777))
	if err := errors.Join(err, f.SaveAs("inputs/list.xlsx"), os.WriteFile("manifest.tsv", []byte(manifest), 0o666), os.WriteFile("inputs/CEF.txt", []byte("a\tb\n1\n"), 0o666)); err != nil {
		t.Fatal(err)
	}
	input := func(e *Env) error {
		in, err := e.Open("inputs/CEF.txt")
		if err == nil {
			err = errors.New(in.Name + ", " + in.Path)
		}
		return err
	}
	table := func(e *Env) error {
		in, err := e.Table("inputs/CEF.txt")
		if err == nil {
			in.Scan()
			err = in.Err()
		}
		return err
	}
	const skipped = "job: warning: list of Ann.xlsx#2025!A1: skipped 1 row above the names of the columns: \"a title\"\n"
	for what, tt := range map[string]struct {
		run  func(*Env) error
		want string
	}{
		"an input": {input, "job: ../mail/CEF.txt, inputs/CEF.txt\n"},
		"a table":  {table, "job: ../mail/CEF.txt:2: 1 field, but the header has 2\n"},
		"stdin":    {func(e *Env) error { in, err := e.Open("-"); return errors.Join(err, errors.New(in.Name+in.Path)) }, "job: <stdin><stdin>\n"},
		"read twice": {func(e *Env) error {
			_, err := e.Open("inputs/CEF.txt")
			_, again := e.Open("inputs/CEF.txt")
			return errors.Join(err, again)
		}, "job: warning: ../mail/CEF.txt is read twice\n"},
		"not there": {func(e *Env) error {
			os.Remove("inputs/CEF.txt")
			defer os.WriteFile("inputs/CEF.txt", []byte("a\tb\n1\n"), 0o666)
			return table(e)
		}, "job: ../mail/CEF.txt: no such file or folder\n"},
		"a sheet": {func(e *Env) error {
			in, err := e.Foreign("inputs/list.xlsx#2025", "", "MMS ID")
			return errors.Join(err, errors.New(in.Name()+", "+in.From(0)))
		}, skipped + "job: list of Ann.xlsx#2025, inputs/list.xlsx#2025!A2\n"},
		"sheets":     {func(e *Env) error { _, err := e.Sheets("inputs/list.xlsx", "MMS ID"); return err }, skipped},
		"each sheet": {func(e *Env) error { _, err := e.EachSheet("inputs/list.xlsx", "MMS ID"); return err }, skipped},
		"no sheet":   {func(e *Env) error { _, err := e.Foreign("inputs/list.xlsx#2027", ""); return err }, "job: list of Ann.xlsx: no sheet \"2027\"; there are: 2025\n"},
	} {
		var messages bytes.Buffer
		env := &Env{name: "job", stdin: strings.NewReader(""), stdout: io.Discard, stderr: &messages, isTerminal: isTerminal, given: readGiven("manifest.tsv")}
		if env.main("", &job{run: tt.run}, nil); messages.String() != tt.want {
			t.Errorf("%s: %q, want %q", what, messages.String(), tt.want)
		}
	}
}

// An error of a reader that knows a file by its path.
func TestTell(t *testing.T) {
	in := Input{Name: "CEF.txt", Path: "inputs/CEF.txt"}
	place := &tsv.Error{File: "inputs/CEF.txt", Line: 5, Err: io.ErrUnexpectedEOF}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{place, "CEF.txt:5: unexpected EOF"},
		{fmt.Errorf("beside: %w", place), "beside: inputs/CEF.txt:5: unexpected EOF"},
		{&tsv.Error{File: "inputs/CEF.txt2", Line: 5, Err: io.ErrUnexpectedEOF}, "inputs/CEF.txt2:5: unexpected EOF"},
		{io.ErrUnexpectedEOF, "unexpected EOF"},
	} {
		if got := in.Tell(tt.err); got.Error() != tt.want || !errors.Is(got, io.ErrUnexpectedEOF) {
			t.Errorf("%v: %v; want %s", tt.err, got, tt.want)
		}
	}
	if err := in.Tell(nil); err != nil {
		t.Errorf("of no error: %v", err)
	}
}

// Two sheets of one workbook are two inputs; one of them twice is told.
func TestSheetsReadTwice(t *testing.T) {
	t.Chdir(t.TempDir())
	f := excelize.NewFile()
	defer f.Close()
	_, err := f.NewSheet("2026")
	if err := errors.Join(err, f.SetCellValue("Sheet1", "A1", "MMS ID"), f.SetCellValue("2026", "A1", "MMS ID"), f.SaveAs("l.xlsx")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{[]string{"l.xlsx#Sheet1", "l.xlsx#2026"}, ""},
		{[]string{"l.xlsx#2026", "./l.xlsx#2026"}, "job: warning: ./l.xlsx#2026 is read twice\n"},
		{[]string{"l.xlsx", "l.xlsx#2026"}, "job: warning: l.xlsx#2026 is read twice\n"},
	} {
		code, stderr := try(nil, io.Discard, func(e *Env) error {
			for _, name := range tt.names {
				if _, err := e.EachSheet(name, "MMS ID"); err != nil {
					return err
				}
			}
			return nil
		})
		if code != 0 || stderr != tt.want {
			t.Errorf("%s: exit %d, %q; want %q", tt.names, code, stderr, tt.want)
		}
	}
}

// A table is read twice, wherever it comes from.
func TestTwice(t *testing.T) {
	t.Chdir(t.TempDir())
	const text = "Network Id\n99000001\n99000002\n"
	if err := errors.Join(os.WriteFile("in", []byte(text), 0o666), os.WriteFile("behind", []byte("gone\n"+text), 0o666)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.Open("in")
	behind, errBehind := os.Open("behind")
	_, errRead := io.CopyN(io.Discard, behind, 5)
	if err := errors.Join(err, errBehind, errRead); err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		name  string
		stdin io.Reader
	}{
		"a file": {"in", nil}, "a file as standard input": {"-", whole}, "the rest of one": {"-", behind}, "a pipe": {"-", strings.NewReader(text)},
	} {
		got := ""
		code, stderr := try(tt.stdin, io.Discard, func(e *Env) error {
			zones, rows, err := e.Twice(tt.name)
			if err != nil {
				return err
			}
			for range 2 {
				all, err := zones()
				if err != nil {
					return err
				}
				got += fmt.Sprint(all, " ")
			}
			in, err := rows()
			for err == nil && in.Scan() {
				got += in.Row()[0] + " "
			}
			return err
		})
		if want := "map[0001:true 0002:true] map[0001:true 0002:true] 99000001 99000002 "; code != 0 || stderr != "" || got != want {
			t.Errorf("%s: exit %d, %q, read %s; want %s", what, code, stderr, got, want)
		}
	}
	got := ""
	code, _ := try(strings.NewReader(text), io.Discard, func(e *Env) error {
		_, rows, err := e.Twice("-")
		if err != nil {
			return err
		}
		in, err := rows()
		for err == nil && in.Scan() {
			got += in.Row()[0]
		}
		return err
	})
	if code != 0 || got != "9900000199000002" {
		t.Errorf("a pipe of which the header was read: exit %d, read %s; want all", code, got)
	}
	for name, want := range map[string]string{
		"none": "job: none: no such file or folder\n", ".": "job: .: this is a directory; name a file\n",
		os.DevNull: "job: " + os.DevNull + ":1: the file is empty; a header line of column names is wanted\n",
	} {
		code, stderr := try(nil, io.Discard, func(e *Env) error { _, _, err := e.Twice(name); return err })
		if code != 1 || stderr != want {
			t.Errorf("%s: exit %d, %q; want %q", name, code, stderr, want)
		}
	}
	for what, open := range map[string]func(*Env, string) error{
		"twice":         func(e *Env, name string) error { _, _, err := e.Twice(name); return err },
		"of people":     func(e *Env, name string) error { _, err := e.Foreign(name, ""); return err },
		"each of these": func(e *Env, name string) error { _, err := e.EachSheet(name); return err },
	} {
		code, stderr := try(nil, io.Discard, func(e *Env) error {
			e.Create("in")
			return open(e, "./in")
		})
		if code != 2 || !strings.HasPrefix(stderr, "job: in would be read and written at once") {
			t.Errorf("an output, %s: exit %d, %q", what, code, stderr)
		}
	}
}
