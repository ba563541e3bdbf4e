package workbook

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const maxName = 31 // UTF-16 code units of a sheet's name

// CheckNames tells what Excel would refuse in the names of a workbook's sheets.
func CheckNames(sheets ...Sheet) error {
	_, err := takeNames(sheets)
	return err
}

// taken are the names of a workbook's sheets, as fold makes them.
type taken map[string]bool

func takeNames(sheets []Sheet) (taken, error) {
	t := make(taken)
	for _, s := range sheets {
		if why := forbidden(s.Name); why != "" {
			return nil, fmt.Errorf("sheet name %q: %s", s.Name, why)
		}
		if !t.take(s.Name) {
			return nil, fmt.Errorf("two sheets %q", s.Name)
		}
	}
	return t, nil
}

// take is false if the name is taken.
func (t taken) take(name string) bool {
	was := t[fold(name)]
	t[fold(name)] = true
	return !was
}

// next is name (2), then name (3), and so on: the name of the sheet in which another
// one continues. Where that has more than 31 characters the name is shortened,
// and where it is taken a number is left out.
func (t taken) next(name string) string {
	for part := 2; ; part++ {
		end := fmt.Sprintf(" (%d)", part)
		if next := shorten(name, maxName-len(end)) + end; t.take(next) {
			return next
		}
	}
}

// CheckFile tells what is wrong with the name of a workbook's file: it is called
// FILE.xlsx, or is standard output, or a device or pipe, which has no ending.
func CheckFile(name string) error {
	if name == "" {
		return errors.New("a workbook needs a file: -o FILE.xlsx")
	}
	if name == "-" || strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return nil
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil
	}
	return fmt.Errorf("-o %s: a workbook is called FILE.xlsx", name)
}

// fold makes names equal that Excel takes for one.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// forbidden says why Excel refuses a sheet's name, "" if it does not.
func forbidden(name string) string {
	switch {
	case name == "":
		return "Excel wants at least one character"
	case !utf8.ValidString(name):
		return "it is not UTF-8"
	case units(name) > maxName:
		return fmt.Sprintf("it has %d characters, Excel takes %d", units(name), maxName)
	case strings.ContainsAny(name, `[]:*?/\`):
		return `Excel forbids [ ] : * ? / \`
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\uFFFE' || r == '\uFFFF' }):
		return "it holds a control character"
	case name[0] == '\'' || name[len(name)-1] == '\'':
		return "Excel forbids an apostrophe at the begin and the end"
	case fold(name) == "history":
		return "Excel keeps this name for itself"
	}
	return ""
}

// shorten cuts s to at most n UTF-16 code units, at the end of a character.
func shorten(s string, n int) string {
	for i, r := range s {
		if n -= utf16.RuneLen(r); n < 0 {
			return s[:i]
		}
	}
	return s
}
