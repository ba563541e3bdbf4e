package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ofKong is what a command of ours prints.
const ofKong = `Mkset writes the file from which Alma creates
an itemized set.

Usage:

    mkset [--column NAME] [--iz-dir DIR] [-o FILE] [FILE...]
          [--quiet]

It writes each id once, like --quiet.
.035 is no request.

        two
    columns

Exit status: 0 done; 1 bad
data.

Example:

    mkset -o set.txt update.tsv

Arguments:
  [<file> ...]    Tables; - is
                  standard input.

Flags:
  -h, --help           Print this and stop.
  -o, --output=FILE    Write the result to FILE, not to
                       --quiet.
      --quiet          It's quiet.
      --column=NAME    Column [a: b].
      --iz-dir=DIR
                       Where.

`

// ofScript is what a shell script prints: its comment.
const ofScript = "Week does the week.\n\nUsage:\n\n" +
	"\tweek [-C RUN_DIR] [--link NAME=ADDRESS] [--in na|eu] [--again] [REPORT...]\n\tweek decide [WORKBOOK]\n\tweek merge|split -C RUN_DIR\n\n" +
	"\t-C RUN_DIR           directory\n\t--link NAME=ADDRESS  make links;\n\t                     -- as said\n\t--in na|eu           where\n\t--again              do it\n\n" +
	"What is given is kept.\n\nExit status: 0 done.\n\nExample:\n\n\tweek a.txt\n"

func mustParse(t *testing.T, name, help string) *program {
	p, err := parse(help)
	if err != nil {
		t.Fatal(err)
	}
	p.name, p.version = name, "1.2"
	return p
}

func TestParse(t *testing.T) {
	p := mustParse(t, "mkset", ofKong)
	for _, tt := range []struct{ what, got, want string }{
		{"summary", p.summary, "writes the file from which Alma creates an itemized set"},
		{"usage", strings.Join(p.usage, "\n"), "mkset [--column NAME] [--iz-dir DIR] [-o FILE] [FILE...]\n      [--quiet]"},
		{"about", p.about[0].lines[1] + "|" + strings.Join(p.about[1].lines, "\n"), ".035 is no request.|    two\ncolumns"},
		{"exit", p.exit, "0 done; 1 bad data."},
		{"example", p.example[0].lines[0], "mkset -o set.txt update.tsv"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
	if want := []option{{"", "file", "", "Tables; - is standard input."}}; !slices.Equal(p.operands, want) {
		t.Errorf("operands %q, want %q", p.operands, want)
	}
	if want := []option{
		{"-h", "--help", "", "Print this and stop."},
		{"-o", "--output", "FILE", "Write the result to FILE, not to --quiet."},
		{"", "--quiet", "", "It's quiet."},
		{"", "--column", "NAME", "Column [a: b]."},
		{"", "--iz-dir", "DIR", "Where."},
	}; !slices.Equal(p.flags, want) {
		t.Errorf("flags %q, want %q", p.flags, want)
	}

	p = mustParse(t, "week", ofScript)
	if want := []option{
		{"-C", "", "RUN_DIR", "directory"},
		{"", "--link", "NAME=ADDRESS", "make links; -- as said"},
		{"", "--in", "na|eu", "where"},
		{"", "--again", "", "do it"},
	}; !slices.Equal(p.flags, want) {
		t.Errorf("flags of a script %q, want %q", p.flags, want)
	}
	if got, want := p.actions(), []string{"decide", "merge", "split"}; !slices.Equal(got, want) {
		t.Errorf("actions %q, want %q", got, want)
	}
}

// A manual without one of its parts is not made, nor one whose usage is not that
// of its flags.
func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"Usage:", "Use:", `--help has no "Usage:" with lines below it`},
		{"Exit status: ", "Exits: ", `--help has no paragraph "Exit status: 0 done; …"`},
		{"Example:", "See:", `--help has no "Example:" with lines below it`},
		{"Flags:\n", "Options:\n", "--help has no flags"},
		{"[--column NAME]", "", "the usage in --help has no --column"},
		{"[--quiet]", "[--quiet] [--sane]", "the usage in --help has --sane, which is no flag"},
	} {
		if _, err := parse(strings.Replace(ofKong, tt.old, tt.new, 1)); err == nil || err.Error() != tt.want {
			t.Errorf("with %q: %v, want %s", tt.new, err, tt.want)
		}
	}
	if _, err := parse(""); err == nil {
		t.Error("no error of nothing")
	}
}

func TestKinds(t *testing.T) {
	for value, want := range map[string]kind{
		"FILE": aFile, "FILE.mrc": aFile, "TABLE": aFile, "REPORT": aFile, "DIR": aDirectory, "RUN_DIR": aDirectory,
		"na|eu": aChoice, "NAME": aWord, "N": aWord, "YYYY-MM-DD": aWord, "NAME=ADDRESS": aWord,
	} {
		if got := (option{value: value}).kind(); got != want {
			t.Errorf("%s is of kind %d, want %d", value, got, want)
		}
	}
}

const pageOfKong = `.\" Made of mkset --help.
.TH MKSET 1 2026-01-31 "datasync 1.2" "Joint OCLC data sync"
.nh
.ad l
.SH NAME
mkset \- writes the file from which Alma creates an itemized set
.SH SYNOPSIS
.nf
\fBmkset\fR [\fB\-\-column\fR \fINAME\fR] [\fB\-\-iz\-dir\fR \fIDIR\fR] [\fB\-o\fR \fIFILE\fR] [\fIFILE...\fR]
      [\fB\-\-quiet\fR]
.fi
.SH DESCRIPTION
It writes each id once, like \fB\-\-quiet\fR. .035 is no request.
.PP
.RS 4
.nf
    two
columns
.fi
.RE
.SH OPTIONS
.TP
\fIFILE\fR
Tables; \- is standard input.
.TP
\fB\-h\fR, \fB\-\-help\fR
Print this and stop.
.TP
\fB\-o\fR, \fB\-\-output\fR=\fIFILE\fR
Write the result to FILE, not to \fB\-\-quiet\fR.
.TP
\fB\-\-quiet\fR
It\(aqs quiet.
.TP
\fB\-\-column\fR=\fINAME\fR
Column [a: b].
.TP
\fB\-\-iz\-dir\fR=\fIDIR\fR
Where.
.SH EXIT STATUS
0 done; 1 bad data.
.SH EXAMPLES
.RS 4
.nf
mkset \-o set.txt update.tsv
.fi
.RE
.SH SEE ALSO
.BR datasync (1)
`

func TestPage(t *testing.T) {
	p := mustParse(t, "mkset", ofKong)
	page := p.page("2026-01-31", []*program{p, {name: "datasync"}, {name: "mkxlsx"}})
	if page != pageOfKong {
		t.Errorf("got\n%s\nwant\n%s", page, pageOfKong)
	}
	script := mustParse(t, "week", ofScript).page("2026-01-31", nil)
	for _, tool := range [][]string{{"mandoc", "-Tlint"}, {"man", "--warnings", "-l"}} {
		if _, err := exec.LookPath(tool[0]); err != nil {
			t.Logf("there is no %s", tool[0])
			continue
		}
		for _, text := range []string{page, script} {
			file := filepath.Join(t.TempDir(), "page.1")
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(tool[0], append(tool[1:], file)...)
			var complaints strings.Builder
			cmd.Stderr = &complaints
			out, err := cmd.Output()
			if tool[0] == "mandoc" {
				complaints.Write(out)
			}
			if err != nil || complaints.Len() > 0 {
				t.Errorf("%s: %v\n%s", tool[0], err, &complaints)
			}
		}
	}
}

// Lines are filled to 80 bytes, what roff reads as its own is guarded, and what
// is not ASCII is named.
func TestFilled(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{`a\b 'c' é…`, `a\(rsb \(aqc\(aq \[u00E9]\[u2026]`},
		{".sh of (--no-update), do-not-update", `\&.sh of (\fB\-\-no\-update\fR), do\-not\-update`},
		{strings.Repeat("x", 79) + " .y", strings.Repeat("x", 79) + "\n\\&.y"},
		{strings.Repeat("x", 78) + " y", strings.Repeat("x", 78) + " y"},
	} {
		if got := filled(tt.in); got != tt.want {
			t.Errorf("filled(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// The shells are asked what they offer, as far as they are there.
func TestShells(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"mkset.bash": mustParse(t, "mkset", ofKong).bash(), "week.bash": mustParse(t, "week", ofScript).bash(),
		"mkset.fish": mustParse(t, "mkset", ofKong).fish(), "week.fish": mustParse(t, "week", ofScript).fish(),
		"_mkset": mustParse(t, "mkset", ofKong).zsh(), "_week": mustParse(t, "week", ofScript).zsh(),
		"a b.txt": "", "merged.txt": "", "sub/x": "",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	bash := `. ./mkset.bash; . ./week.bash
		COMP_WORDS=($1) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		[ "${1% }" = "$1" ] || COMP_WORDS+=('') COMP_CWORD=$((COMP_CWORD + 1))
		_${COMP_WORDS[0]} 2>/dev/null; printf '%s\n' "${COMPREPLY[@]}"`
	fish := `source mkset.fish; source week.fish; complete -C $argv[1]`
	for _, tt := range []struct {
		shell []string
		line  string
		want  string // some of the words that are offered
		not   string // one that is not
	}{
		{[]string{"bash", "-c", bash, ""}, "mkset --", "--help --output --column", "-o"},
		{[]string{"bash", "-c", bash, ""}, "mkset -o ", "", "--help"},
		{[]string{"bash", "-c", bash, ""}, "week me", "merge merged.txt", "split"},
		{[]string{"bash", "-c", bash, ""}, "week --in ", "na eu", "decide"},
		{[]string{"fish", "--no-config", "-c", fish}, "week --in e", "eu", "na"},
		{[]string{"bash", "-c", bash, ""}, "week -C sub ", "decide merge split sub", "-C"},
		{[]string{"fish", "--no-config", "-c", fish}, "mkset --", "--help --output --column", "merged.txt"},
		{[]string{"fish", "--no-config", "-c", fish}, "mkset -o ", "merged.txt sub/", "--help"},
		{[]string{"fish", "--no-config", "-c", fish}, "mkset --column ", "", "merged.txt"},
		{[]string{"fish", "--no-config", "-c", fish}, "mkset --iz-dir ", "sub/", "merged.txt"},
		{[]string{"fish", "--no-config", "-c", fish}, "week me", "merge merged.txt", "split"},
		{[]string{"zsh", "-n", "_mkset"}, "", "", ""},
		{[]string{"zsh", "-n", "_week"}, "", "", ""},
	} {
		if _, err := exec.LookPath(tt.shell[0]); err != nil {
			t.Logf("there is no %s", tt.shell[0])
			continue
		}
		cmd := exec.Command(tt.shell[0], append(tt.shell[1:], tt.line)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		var offered []string
		for line := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			offered = append(offered, word)
		}
		for _, word := range strings.Fields(tt.want) {
			if !slices.Contains(offered, word) {
				t.Errorf("%s: %q: no %s in %q", tt.shell[0], tt.line, word, offered)
			}
		}
		if err != nil || tt.not != "" && slices.Contains(offered, tt.not) {
			t.Errorf("%s: %q: %v, offered %q", tt.shell[0], tt.line, err, offered)
		}
	}
}

// What zsh is told of a flag.
func TestZshFlag(t *testing.T) {
	for _, tt := range []struct {
		flag option
		want string
	}{
		{option{"-o", "--output", "FILE", "To [FILE]: it's."}, `'(-o --output)'{-o+,--output=}'[To \[FILE\]\: it'\''s.]:FILE:_files'`},
		{option{"", "--iz-dir", "DIR", "Where."}, `'*'--iz-dir='[Where.]:DIR:_files -/'`},
		{option{"-C", "", "RUN_DIR", "Where."}, `'*'-C+'[Where.]:RUN_DIR:_files -/'`},
		{option{"", "--in", "na|eu", "Where."}, `'*'--in='[Where.]:na|eu:(na eu)'`},
		{option{"", "--quiet", "", "Quiet."}, `--quiet'[Quiet.]'`},
	} {
		if got := tt.flag.zsh(); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.flag, got, tt.want)
		}
	}
}

// Programs are asked as they are; one that fails is named.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\ncase $1 in --help) cat <<'END'\n" + ofScript + "END\n;;\n*) echo week 1.2 ;;\nesac\n"
	for name, text := range map[string]string{"week": script, "broken": "#!/bin/sh\necho no >&2\nexit 3\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1769860800")
	if err := run(dir, []string{filepath.Join(dir, "week")}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "man/man1/week.1"))
	if want := `.TH WEEK 1 2026-01-31 "datasync 1.2" "Joint OCLC data sync"`; err != nil || !strings.Contains(string(page), want) {
		t.Errorf("%v: %s, want in it %s", err, page, want)
	}
	for _, name := range []string{"bash-completion/completions/week", "zsh/site-functions/_week", "fish/vendor_completions.d/week.fish"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if err := run(dir, []string{filepath.Join(dir, "broken")}); err == nil || !strings.HasSuffix(err.Error(), "broken: --help: exit status 3: no") {
		t.Errorf("error %v", err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "today")
	if err := run(dir, nil); err == nil {
		t.Error("no error of SOURCE_DATE_EPOCH=today")
	}
}
