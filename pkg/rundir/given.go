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

	"datasync/pkg/pattern"
	"datasync/pkg/table"
)

// A Given is a file that a call names: FILE or FILE#SHEET.
type Given struct {
	Word  string // as it was typed
	path  string
	sheet string
	as    string // for the manifest
}

// Find finds the file that a word names.
func (r *Run) Find(word string) (Given, error) {
	if strings.ContainsAny(word, "\t\r\n") {
		return Given{}, fmt.Errorf("%q: there is a TAB or a line break in the name; rename the file", word)
	}
	name, sheet, _ := table.Split(word)
	g := Given{Word: word, sheet: sheet, as: filepath.ToSlash(name)}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return g, fmt.Errorf("%s: no such file", word)
	case info.IsDir():
		return g, fmt.Errorf("%s: this is a directory; name a file", word)
	case !info.Mode().IsRegular():
		return g, fmt.Errorf("%s: this is a pipe or a device, no file that can be read twice; save what it gives and name that", word)
	}
	if g.path, err = Absolute(name); err != nil {
		return g, err
	}
	f, err := os.Open(g.path)
	if err != nil {
		return g, fmt.Errorf("%s: permission denied", word)
	}
	defer f.Close()
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
	kind := ""
	in := bufio.NewReader(io.LimitReader(f, 1<<20))
	for n := 1; n <= 100; n++ {
		line, err := in.ReadBytes('\n')
		line = bytes.TrimRight(bytes.TrimPrefix(line, []byte("\uFEFF")), "\r\n")
		fields := bytes.Count(line, []byte("|")) + 1
		first, _, _ := bytes.Cut(line, []byte("|"))
		isJob := bytes.Contains(first, []byte("::bib::"))
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
		return kind, nil
	case strings.Contains(name, "Exception"):
		return Exceptions, nil
	case strings.Contains(name, "CrossRef"):
		return CrossRefs, nil
	}
	return Report, nil
}

var crossReference = pattern.Late(`^[^|\t]+\t[a-z]*[0-9]+$`)

// Store takes in what is new: the copies into inputs/, and the manifest that names them,
// which is not the run's before Adopt.
func (r *Run) Store(p *Plan) error {
	all := slices.DeleteFunc(slices.Clone(r.Inputs), func(in Input) bool {
		without := (in.Kind == Exceptions || in.Kind == CrossRefs) && slices.ContainsFunc(p.asked.Without, in.isCalled)
		return without || p.IsNew(in.Kind) && !adds(in.Kind)
	})
	for _, kind := range p.New {
		for _, g := range p.asked.Given[kind] {
			in, err := r.store(g, kind, all)
			if err != nil {
				return err
			}
			same := slices.IndexFunc(all, func(other Input) bool { return adds(kind) && other.Kind == kind && other.Sum == in.Sum })
			switch {
			case same < 0:
				all = append(all, in)
			case all[same].Given != in.Given && !slices.ContainsFunc(r.Inputs, all[same].same):
				p.warn("%s is the same report as %s; it is taken once", g.Word, all[same].Given)
			}
		}
	}
	return r.candidate(all)
}

// StoreKind is Store of what people decided in, or of what verify is given.
func (r *Run) StoreKind(kind string, words []string) ([]Input, error) {
	given, err := r.FindAll(words)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(r.Inputs)
	if kind != Workbooks {
		all = slices.DeleteFunc(all, func(in Input) bool { return in.Kind == kind })
	}
	var stored []Input
	for _, g := range given {
		in, err := r.store(g, kind, all)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(other Input) bool { return other.Kind == kind && other.same(in) })
		all, stored = append(all, in), append(stored, in)
	}
	return stored, r.candidate(all)
}

// store copies a given file into inputs/, unless its bytes are there, and returns
// its row. It is read once: what was copied is what counts. all are the inputs as they will
// be.
func (r *Run) store(g Given, kind string, all []Input) (Input, error) {
	known := slices.Concat(r.Inputs, all)
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
