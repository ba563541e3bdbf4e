package workbook

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckNames(t *testing.T) {
	for _, tt := range []struct{ names, want string }{
		{"DIFF|SAME|update by job|O'Neil|é (2)", ""},
		{"0123456789012345678901234567890", ""},
		{"01234567890123456789012345678901", `sheet name "01234567890123456789012345678901": it has 32 characters, Excel takes 31`},
		{"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", `sheet name "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀": it has 32 characters, Excel takes 31`},
		{"", `sheet name "": Excel wants at least one character`},
		{"a/b", `sheet name "a/b": Excel forbids [ ] : * ? / \`},
		{"[a]", `sheet name "[a]": Excel forbids [ ] : * ? / \`},
		{"a'", `sheet name "a'": Excel forbids an apostrophe at the begin and the end`},
		{"History", `sheet name "History": Excel keeps this name for itself`},
		{"a\x01", `sheet name "a\x01": it holds a control character`},
		{"a\uFFFE", `sheet name "a\ufffe": it holds a control character`},
		{"a\uFFFF", `sheet name "a\uffff": it holds a control character`},
		{"'a", `sheet name "'a": Excel forbids an apostrophe at the begin and the end`},
		{"a\xff", `sheet name "a\xff": it is not UTF-8`},
		{"Straße|STRASSE|É|é", `two sheets "é"`},
	} {
		got := ""
		var sheets []Sheet
		for _, name := range strings.Split(tt.names, "|") {
			sheets = append(sheets, Sheet{Name: name})
		}
		if err := CheckNames(sheets...); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("CheckNames(%q) = %s; want %s", tt.names, got, tt.want)
		}
	}
	if _, err := Write(io.Discard, list("a/b", table(t, "A"))); err == nil {
		t.Error("Write took a/b for a name")
	}
}

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		s    string
		n    int
		want string
	}{
		{"", 0, ""},
		{"abc", 3, "abc"},
		{"abc", 2, "ab"},
		{"aé", 1, "a"},
		{"a\U0001F4D6b", 2, "a"}, // a book is two code units
		{"a\U0001F4D6b", 3, "a\U0001F4D6"},
		{strings.Repeat("é", 10_000_000), 9_999_999, strings.Repeat("é", 9_999_999)}, // at once
	} {
		if got := shorten(tt.s, tt.n); got != tt.want {
			t.Errorf("shorten(%.20q, %d) = %.20q; want %.20q", tt.s, tt.n, got, tt.want)
		}
	}
}

func TestCheckFile(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"folder", "folder.xlsx"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "book"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	const want = "-o %s: a workbook is called FILE.xlsx"
	for name, ok := range map[string]bool{
		"-": true, "x.xlsx": true, "x.XLSX": true, "folder.xlsx": true, "/dev/null": true,
		"x": false, "x.xls": false, "book": false, "folder": false, "xlsx": false,
	} {
		if err := CheckFile(name); (err == nil) != ok || err != nil && err.Error() != fmt.Sprintf(want, name) {
			t.Errorf("CheckFile(%q): %v; want it good: %t", name, err, ok)
		}
	}
	if err := CheckFile(""); err == nil || err.Error() != "a workbook needs a file: -o FILE.xlsx" {
		t.Errorf("no name: %v", err)
	}
}
