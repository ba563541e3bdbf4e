package filex

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"datasync/pkg/pattern"
)

// A Kind is one of the reports that OCLC makes of a file that a library sent.
type Kind string

// Kinds are the reports that are taken, by the name that --kind gives to each.
const (
	BibProcessing Kind = "report"
	BibException  Kind = "exceptions"
	CrossRef      Kind = "xref"
	Unresolved    Kind = "unresolved"
)

// Kinds are all of them, in the order of OCLC's page "Data sync collection reports".
var Kinds = []Kind{BibProcessing, BibException, CrossRef, Unresolved}

// endings are the kinds as they stand at the end of a file's name.
var endings = map[string]Kind{
	"bibprocessingreport":         BibProcessing,
	"bibexceptionreport":          BibException,
	"bibcrossrefreport":           CrossRef,
	"bibunresolvedcrossrefreport": Unresolved,
}

// A Name is what the name of a report's file says.
//
//	OCUL-LU$.1012790.IN.BIB.D20260124.T124500789.LU weekly.BibProcessingReport.txt
//	└┬─┘ └┬┘ └──┬──┘         └──┬───┘            └───┬───┘ └───────┬─────────┘
//	sender symbol collection    day                  the file sent kind
//
// The time is US Eastern. The name of the file that was sent may hold anything, and
// may be missing.
type Name struct {
	Sender, Symbol, Collection string
	Day                        time.Time // 0:00 UTC of the day
	Kind                       Kind
}

var nameLike = pattern.Late(`(?i)^([^-.][^.]*)-([^-.]+)\.([0-9]+)\.IN\.BIB\.D([0-9]{8})\.T[0-9]+[^.]*\.(?:.*\.)?([a-z]+)\.txt$`)

// ParseName reads the name of a report, without .zip. ok is false for every other
// name, that of a report of another kind too.
func ParseName(name string) (n Name, ok bool) {
	m := nameLike().FindStringSubmatch(name)
	if m == nil {
		return Name{}, false
	}
	day, err := time.Parse("20060102", m[4])
	kind, known := endings[strings.ToLower(m[5])]
	if err != nil || !known {
		return Name{}, false
	}
	return Name{Sender: m[1], Symbol: m[2], Collection: m[3], Day: day, Kind: kind}, true
}

// looksLikeReport tells whether a name on the server ends as that of a report of our
// kinds does.
func looksLikeReport(name string) bool {
	name, _ = unzipped(strings.ToLower(name))
	_, kind := cutLast(strings.TrimSuffix(name, ".txt"))
	_, known := endings[kind]
	return known
}

func cutLast(s string) (before, after string) {
	at := strings.LastIndexByte(s, '.')
	return s[:max(at, 0)], s[at+1:]
}

// unzipped is the name of a report on the server as the report itself is called: both
// X.txt.zip and X.zip are X.txt.
func unzipped(name string) (report string, zipped bool) {
	at := len(name) - len(".zip")
	if at <= 0 || !strings.EqualFold(name[at:], ".zip") {
		return name, false
	}
	name = name[:at]
	if !strings.EqualFold(filepath.Ext(name), ".txt") {
		name += ".txt"
	}
	return name, true
}

// numbered is the name of the n-th file that is called name, n from 2: what comes
// before the kind gets "-2".
func numbered(name string, n int) string {
	before, ending := cutLast(name)
	before, kind := cutLast(before)
	return fmt.Sprintf("%s-%d.%s.%s", before, n, kind, ending)
}

// safe tells whether a name that a server gave can be that of a file in a folder of
// ours, and be shown: it leads nowhere else, and holds no control character. What
// the file system refuses beyond that is seen when the file gets its name.
func safe(name string) bool {
	return filepath.IsLocal(name) && !strings.ContainsAny(name, `/\`) && graphic(name)
}

// graphic tells whether all of a text can be seen: letters, signs and blanks.
func graphic(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
}

// maxShown is how much of a foreign text is shown, in characters.
const maxShown = 300

// short is a foreign text, be it a name or what a server says, no longer than a message
// can be. What in it could move something on a terminal is left to pkg/cli.
func short(s string) string {
	if all := []rune(s); len(all) > maxShown {
		return string(all[:maxShown]) + "…"
	}
	return s
}
