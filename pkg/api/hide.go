package api

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"datasync/pkg/pattern"
)

// Hide is text for people without any key: those that were read, and whatever was typed
// that may be one, since keys are put into the wrong flag, into an address, in the
// place of a file's name. Commands that ask servers say nothing that has not passed it.
func (f *Flags) Hide(text string) string { return hide(text, f.secrets, os.Args[1:]) }

const hidden = "(the key)"

// almaKey is what a key of Alma looks like, wherever it comes from.
var almaKey = pattern.Late(`(?i)\bl[0-9]xx[0-9a-z]{8,}`)

func hide(text string, secrets, args []string) string {
	for _, secret := range secrets {
		text = cutOut(text, secret)
	}
	for _, arg := range args {
		for _, word := range words(arg) {
			if mayBeKey(word) {
				text = cutOut(text, word)
			}
		}
	}
	return almaKey().ReplaceAllString(text, hidden)
}

// words are those of an argument in which a key may stand: the whole, the value of a
// flag, the parts of an address, of a path, of a setting. A file, or the place of one,
// has none.
func words(arg string) []string {
	all := []string{arg}
	if value, isFlag := strings.CutPrefix(arg, "-"); isFlag {
		all = []string{strings.TrimPrefix(value, "-"), value[min(1, len(value)):]} // --KEY, -oKEY
	}
	if _, value, ok := strings.Cut(arg, "="); ok {
		all = append(all, value)
	}
	if slices.ContainsFunc(all, isPlace) {
		return nil
	}
	return append(all, strings.FieldsFunc(all[0], func(c rune) bool {
		return unicode.IsSpace(c) || strings.ContainsRune(`/\?&=:@,;#"'`, c)
	})...)
}

// isPlace tells whether a file is there, or a folder for it.
func isPlace(name string) bool {
	dir := filepath.Dir(name)
	return exists(name) || dir != "." && dir != "/" && exists(dir)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

const (
	shortest = 16 // characters of what may be a key: Alma's have 36, OCLC's 80
	opening  = 12 // of a key give it away
)

// mayBeKey tells whether a word that was typed may be a key or a secret: long, and a
// part of it letters and digits mixed. What looks like the name of a file is none.
func mayBeKey(word string) bool {
	if len(word) < shortest || strings.Contains(word, "://") || strings.ContainsFunc(word, unicode.IsSpace) || fileEnding().MatchString(word) {
		return false
	}
	parts := strings.FieldsFunc(word, func(c rune) bool { return strings.ContainsRune("-_.", c) })
	return slices.ContainsFunc(parts, func(part string) bool {
		return len(part) >= 8 && strings.ContainsFunc(part, unicode.IsDigit) && strings.ContainsFunc(part, unicode.IsLetter)
	})
}

// fileEnding is one such as .tsv, .xlsx or, of a sheet, .xlsx#2025.
var fileEnding = pattern.Late(`\.[A-Za-z]{1,6}[0-9]?(#.*)?$`)

// cutOut replaces a secret in text, also one of which a message has but the beginning.
func cutOut(text, secret string) string {
	begin := secret[:min(len(secret), opening)]
	for begin != "" {
		at := strings.Index(text, begin)
		if at < 0 {
			break
		}
		n := len(begin)
		for n < min(len(secret), len(text)-at) && text[at+n] == secret[n] {
			n++
		}
		text = text[:at] + hidden + text[at+n:]
	}
	return text
}
