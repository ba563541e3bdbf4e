package rundir

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/pattern"
	"datasync/pkg/tsv"
)

// Kinds of what is given to a run.
const (
	Report       = "report"  // of OCLC
	Carried      = "carried" // lines of an earlier run's reports
	Exceptions   = "exceptions"
	CrossRefs    = "xref"
	Accounts     = "accounts" // at OCLC's file exchange
	Silent       = "silent"   // the libraries of which a report is missing there
	Institutions = "institutions"
	Columns      = "columns" // what people call them
	DoNotUpdate  = "dnu"
	Doublecheck  = "doublecheck"
	Live         = "live"
	Current      = "current"
	Merges       = "merges"
	Fresh        = "verify"    // the Analytics report after the load
	Workbooks    = "decisions" // in which people decided
)

// kinds are those that the week reads, and the stage that does.
var kinds = []struct {
	name  string
	stage int
}{
	{Institutions, merge}, {Report, merge}, {Carried, merge}, {Accounts, merge}, {Silent, merge}, {Columns, dnu}, {DoNotUpdate, dnu},
	{Doublecheck, route}, {Exceptions, route}, {CrossRefs, route}, {Live, route}, {Current, route}, {Merges, route},
}

// An Input is a row of the manifest: a copy in inputs/.
type Input struct {
	Kind  string
	File  string // such as inputs/CEF.txt
	Sheet string // of a workbook, "" if none was named
	Given string // the name that it was given by
	Bytes string
	Sum   string // SHA-256
}

// Arg is the copy as the commands name it.
func (i Input) Arg() string { return i.withSheet(i.File) }

// Word is what it was given as.
func (i Input) Word() string { return i.withSheet(i.Given) }

func (i Input) withSheet(file string) string {
	if i.Sheet == "" {
		return file
	}
	return file + "#" + i.Sheet
}

// isCalled tells whether a person may mean it by a name.
func (i Input) isCalled(name string) bool { return i.Given == name || filepath.Base(i.File) == name }

// same tells whether both are the same bytes, read the same way.
func (i Input) same(other Input) bool { return i.Sum == other.Sum && i.Sheet == other.Sheet }

// OfKind is the inputs of a kind.
func (r *Run) OfKind(kinds ...string) (all []Input) {
	for _, in := range r.Inputs {
		if slices.Contains(kinds, in.Kind) {
			all = append(all, in)
		}
	}
	return all
}

var manifestHeader = []string{column.Kind, column.File, "Sheet", column.GivenAs, column.Bytes, "SHA-256"}

func (r *Run) readManifest(file string) (all []Input, err error) {
	var in Input
	err = r.ifAny(file, func() error { all = append(all, in); return nil },
		tsv.Text(column.Kind, &in.Kind), tsv.Text(column.File, &in.File), tsv.Text("Sheet", &in.Sheet),
		tsv.Text(column.GivenAs, &in.Given), tsv.Text(column.Bytes, &in.Bytes), tsv.Text("SHA-256", &in.Sum))
	if err != nil {
		return nil, fmt.Errorf("%w; put the file of before back, or begin another run", err)
	}
	return all, nil
}

func (r *Run) writeManifest(file string, all []Input) error {
	rows := [][]string{manifestHeader}
	for _, in := range all {
		rows = append(rows, []string{in.Kind, in.File, in.Sheet, in.Given, in.Bytes, in.Sum})
	}
	return r.writeTable(file, rows)
}

// A Given is a file that a call names: FILE or FILE#SHEET.
type Given struct {
	Word  string // as it was typed
	Name  string // the same without the sheet
	path  string
	sheet string
	as    string // for the manifest
}

// Find finds the file that a word names: up to the first "#" before which a file is.
func (r *Run) Find(word string) (Given, error) {
	switch {
	case word == "":
		return Given{}, fmt.Errorf("a file has an empty name")
	case strings.ContainsAny(word, "\t\r\n"):
		return Given{}, fmt.Errorf("%q: there is a TAB or a line break in the name; rename the file", word)
	}
	g := Given{Word: word, Name: word}
	info, err := os.Stat(word)
	for at := range word {
		if err == nil {
			break
		}
		if word[at] == '#' {
			if other, e := os.Stat(word[:at]); e == nil && !other.IsDir() {
				info, err, g.Name, g.sheet = other, nil, word[:at], word[at+1:]
			}
		}
	}
	switch {
	case err != nil:
		return g, fmt.Errorf("%s: no such file", word)
	case info.IsDir():
		return g, fmt.Errorf("%s: this is a directory; name a file", word)
	case !info.Mode().IsRegular():
		return g, fmt.Errorf("%s: this is a pipe or a device, no file that can be read twice; save what it gives and name that", word)
	}
	if g.path, err = Absolute(g.Name); err != nil {
		return g, err
	}
	f, err := os.Open(g.path)
	if err != nil {
		return g, fmt.Errorf("%s: permission denied", word)
	}
	defer f.Close()
	g.as = filepath.ToSlash(g.Name)
	if inside, err := filepath.Rel(r.Path, g.path); err == nil && filepath.IsLocal(inside) && filepath.IsAbs(word) {
		g.as = strings.TrimPrefix(filepath.ToSlash(inside), New+"/")
	}
	return g, nil
}

// FindAll is Find of several.
func (r *Run) FindAll(words []string) (all []Given, err error) {
	for _, word := range words {
		g, err := r.Find(word)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// sum is the input that a given file would be.
func (g Given) sum(kind string) (Input, error) {
	sum := sha256.New()
	n, err := addTo(sum, g.path)
	if err != nil {
		return Input{}, fmt.Errorf("%s: cannot be read", g.Word)
	}
	return g.input(kind, n, sum), nil
}

func (g Given) input(kind string, bytes int64, sum hash.Hash) Input {
	return Input{kind, "", g.sheet, g.as, strconv.FormatInt(bytes, 10), hex.EncodeToString(sum.Sum(nil))}
}

// KindOf tells of which kind a report of OCLC's is, by what is in it. A line may be
// damaged; what reads the report looks at all of it. One in which nothing is known has its name alone.
func (g Given) KindOf() (string, error) {
	f, err := os.Open(g.path)
	if err != nil {
		return "", fmt.Errorf("%s: cannot be read", g.Word)
	}
	defer f.Close()
	const job = "::bib::"
	kind := ""
	in := bufio.NewReader(io.LimitReader(f, 1<<20))
	for n := 1; n <= 100; n++ {
		line, err := in.ReadBytes('\n')
		line = bytes.TrimRight(bytes.TrimPrefix(line, []byte("\uFEFF")), "\r\n")
		fields := bytes.Count(line, []byte("|")) + 1
		first, _, _ := bytes.Cut(line, []byte("|"))
		isJob := bytes.Contains(first, []byte(job))
		switch {
		case bytes.Contains(first, []byte("::lbd::")):
			return "", fmt.Errorf("%s: this is an LBD report, about local bibliographic data and not about records; leave it out", g.Word)
		case fields == 5 && (kind == "" || isJob):
			return Report, nil
		case n <= 7 && bytes.Contains(line, []byte("Exception Count")), kind == "" && fields >= 7 && isJob:
			kind = Exceptions
		case kind == "" && crossReference().Match(line):
			kind = CrossRefs
		}
		if err != nil {
			break
		}
	}
	name := filepath.Base(g.path)
	switch {
	case kind != "":
	case strings.Contains(name, "Exception"):
		kind = Exceptions
	case strings.Contains(name, "CrossRef"):
		kind = CrossRefs
	default:
		kind = Report
	}
	return kind, nil
}

var crossReference = pattern.Late(`^[^|\t]+\t[a-z]*[0-9]+$`)

// store copies a given file into inputs/, unless its bytes are there, and returns
// its row. It is read once: what was copied is what counts. known are those that are
// there or will be.
func (r *Run) store(g Given, kind string, known []Input) (Input, error) {
	in, err := r.copyIn(g, kind)
	if err != nil {
		return in, err
	}
	if at := slices.IndexFunc(known, func(i Input) bool { return i.Sum == in.Sum }); at >= 0 {
		in.File = known[at].File
		if now, err := sumOf(r.path(in.File)); err == nil && now == in.Sum {
			return in, r.remove(copied)
		}
		// It is not there any more as it was: what is given again mends it.
	} else {
		in.File = r.freeName(filepath.Base(g.path), known)
	}
	if err := r.addLitter(in.File); err != nil {
		return in, err
	}
	return in, r.rename(copied, in.File)
}

// copyIn copies a given file to where it has no name yet, and returns the input it is.
func (r *Run) copyIn(g Given, kind string) (Input, error) {
	sum := sha256.New()
	before, err := os.Stat(g.path)
	if err != nil {
		return Input{}, fmt.Errorf("%s: cannot be read", g.Word)
	}
	n, err := r.disk.copyTo(g.path, r.path(copied), sum)
	if err != nil {
		return Input{}, fmt.Errorf("%s cannot be copied: %w", g.Word, r.fail(err, inputs))
	}
	if after, err := os.Stat(g.path); err != nil || after.Size() != n || !after.ModTime().Equal(before.ModTime()) {
		return Input{}, fmt.Errorf("%s: it changes while it is read; wait until it is saved", g.Word)
	}
	return g.input(kind, n, sum), nil
}

// freeName is a name in inputs/ that nothing has: NAME.txt, NAME-2.txt, …
func (r *Run) freeName(base string, known []Input) string {
	if runtime.GOOS == "windows" {
		base = makeable(base)
	}
	ending := filepath.Ext(base)
	if ending == base {
		ending = ""
	}
	begin := strings.TrimSuffix(base, ending)
	name := inputs + "/" + base
	for n := 2; r.Has(name) || slices.ContainsFunc(known, func(i Input) bool { return i.File == name }); n++ {
		name = fmt.Sprintf("%s/%s-%d%s", inputs, begin, n, ending)
	}
	return name
}

var devices = pattern.Late(`(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)`)

// makeable is a name that Windows can make: CON.xlsx is a device there.
func makeable(name string) string { return devices().ReplaceAllString(name, "${1}_$2") }

func sumOf(path string) (string, error) {
	sum := sha256.New()
	_, err := addTo(sum, path)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// CheckRead is CheckCopies of the inputs that the stages from one on read, and the balance
// after them.
func (r *Run) CheckRead(from int) error {
	read := []string{Columns, Report, Carried, Exceptions, CrossRefs}
	for _, k := range kinds {
		if k.stage >= from {
			read = append(read, k.name)
		}
	}
	return r.CheckCopies(r.OfKind(read...))
}

// CheckCopies looks whether the copies of inputs are still what the manifest says.
func (r *Run) CheckCopies(all []Input) error {
	checked := make(map[string]bool)
	for _, in := range all {
		if checked[in.File] {
			continue
		}
		checked[in.File] = true
		sum, err := sumOf(r.path(in.File))
		if err != nil {
			return fmt.Errorf("%w; give %s again", r.fail(err, in.File), in.Given)
		}
		if sum != in.Sum {
			return fmt.Errorf("%s: this copy is not any more what was given; give %s again", r.Place(in.File), in.Given)
		}
	}
	return nil
}

// addLitter adds to what of inputs/ goes when the manifest does not name it: what a call has
// copied but not adopted yet, and what it adopted no more. It is noted before, so
// that a call that is killed leaves nothing; what people keep there is not in it.
func (r *Run) addLitter(files ...string) error {
	old, err := r.readLitter()
	if err != nil {
		return err
	}
	rows := [][]string{{column.File}}
	for _, file := range append(old, files...) {
		rows = append(rows, []string{file})
	}
	return r.writeTable(litter, rows)
}

func (r *Run) readLitter() (all []string, err error) {
	var file string
	err = r.ifAny(litter, func() error { all = append(all, file); return nil }, tsv.Text(column.File, &file))
	return all, err
}

// Sweep removes what is unfinished: of a call that was killed, or of this one.
func (r *Run) Sweep() error {
	files, err := r.readLitter()
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(file string) bool {
		return !filepath.IsLocal(file) || slices.ContainsFunc(r.Inputs, func(i Input) bool { return i.File == file })
	})
	if err := r.remove(append(files, candidate, litter)...); err != nil {
		return err
	}
	entries, err := os.ReadDir(r.Path)
	if err != nil {
		return r.fail(err, ".")
	}
	for _, e := range entries {
		if e.Name() == New || e.Name() == beforeNew || unfinished().MatchString(e.Name()) {
			if err := r.removeAll(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// unfinished are files that a command or a run began to write.
var unfinished = pattern.Late(`^\..*\.tmp-\d+$`)
