package table

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"datasync/pkg/line"
	"datasync/pkg/tsv"
)

// A choice is what of a file is wanted.
type choice struct {
	sheet     string // of a workbook, as named by the user, if named
	named     bool
	preferred string   // taken if none is named and the workbook has it
	only      string   // a sheet besides which nothing is wanted: see OpenSheet
	columns   []string // names by which the header is known
	all       bool     // it has all of them, and not only one
	each      bool     // each sheet is wanted, and of it the links and cells of any row: see OpenEach
	headings  Headings
}

// Names is what people call things.
type Names struct {
	// File is the name that a person gave to the file of that path, such as
	// Do_not_change.xlsx for inputs/Do_not_change.xlsx; in messages it is called so. nil is
	// the path.
	File     func(path string) string
	Headings Headings
}

// Open opens the table that arg names: FILE or FILE#SHEET. Where arg names no sheet
// of a workbook, it is the one called preferred if there is one, else the only one
// that is not empty, else the only one that has one of the columns. columns are the
// names by which the header is known where other rows stand above it; see Skipped.
// A file whose own name holds a "#" is that file if it exists.
func Open(arg, preferred string, columns ...string) (*Reader, error) {
	return Names{}.Open(arg, preferred, columns...)
}

// Open is the function Open with other names in messages.
func (n Names) Open(arg, preferred string, columns ...string) (*Reader, error) {
	return first(n.open(arg, choice{preferred: preferred, columns: columns}))
}

// OpenSheet opens the sheet of that name, hidden or not, of the workbook that arg
// names: FILE or FILE#OTHER. It is nil where there is none, and of all that is no
// workbook.
func (n Names) OpenSheet(arg, sheet string) (*Reader, error) {
	path, _, _ := Split(arg)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	return first(n.open(path, choice{only: sheet}))
}

// first is the first table, nil if there is none.
func first(all []*Reader, err error) (*Reader, error) {
	if len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// OpenAll opens each sheet of a workbook that has all of the columns, or only the
// one that arg names, or a text file that has them. There is at least one. They
// are of one file: to close one of them closes it.
func (n Names) OpenAll(arg string, columns ...string) ([]*Reader, error) {
	return n.open(arg, choice{columns: columns, all: true})
}

// OpenEach opens each sheet of a workbook that is not empty, hidden ones too, or only
// the one that arg names, or a text file. Without any the first empty one is the
// error. What is in no column, and what links lead to, can be looked through too: see
// Known, Look and Links. They are of one file, as those of OpenAll.
func (n Names) OpenEach(arg string, columns ...string) ([]*Reader, error) {
	return n.open(arg, choice{columns: columns, each: true})
}

// NewReader reads a table from src, which is called name in messages. It must be
// text, unless src is a file of known size, such as an io.SectionReader.
func NewReader(src io.Reader, name string, columns ...string) (*Reader, error) {
	return first(newReaders(src, name, choice{columns: columns}))
}

func (n Names) open(arg string, want choice) ([]*Reader, error) {
	path, sheet, named := Split(arg)
	want.sheet, want.named = sheet, named
	name := path
	want.headings = n.Headings
	if n.File != nil {
		name = n.File(arg)
	}
	if n.File != nil && named {
		name = strings.TrimSuffix(name, "#"+sheet)
	}
	var info fs.FileInfo
	f, err := os.Open(path)
	if err == nil {
		info, err = f.Stat()
	}
	if err != nil {
		return nil, fileError(name, err)
	}
	if info.IsDir() {
		f.Close()
		return nil, errorf(name, "this is a directory; name a file")
	}
	var src io.Reader = f
	if info.Mode().IsRegular() {
		src = io.NewSectionReader(f, 0, info.Size())
	}
	all, err := newReaders(src, name, want)
	if len(all) == 0 {
		f.Close()
	}
	for _, r := range all {
		r.file, r.info, r.path = f, info, path
	}
	return all, err
}

// Split splits FILE#SHEET at the first "#" before which there is the name of a
// file that exists: both names may hold more of them, and so may directories.
func Split(arg string) (name, sheet string, named bool) {
	if _, err := os.Stat(arg); err == nil || !strings.Contains(arg, "#") {
		return arg, "", false
	}
	for i := range len(arg) {
		if arg[i] != '#' {
			continue
		}
		name, sheet = arg[:i], arg[i+1:]
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			break
		}
	}
	return name, sheet, true
}

// fileError says in plain words why a file cannot be opened.
func fileError(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errorf(name, "no such file")
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return errorf(name, "%w", err)
}

// sized is a file rather than a pipe: workbooks are not read from front to back.
type sized interface {
	io.ReaderAt
	Size() int64
}

// others are files that are no table, by how they begin.
var others = []struct{ begin, what string }{
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "this is a workbook of the old kind (.xls), or one with a password; save it as XLSX or CSV, without a password"},
	{"\x1F\x8B", "this is a gzip file; unpack it and name the table in it"},
	{"%PDF-", "this is a PDF, not a table; export the table again as XLSX or CSV"},
	{"<", "this is a page of HTML or XML, not a table; export the table again as XLSX or CSV"}, // as sites send it in place of a file
}

const zipBegin = "PK\x03\x04" // of a ZIP file, and with it of a workbook

// headSize is how many bytes are looked at to learn what a file is and how its fields
// are separated: 21 lines, mostly, and often all.
const headSize = 64 << 10

// newReaders tells by its first bytes what src is, and opens the table in it, or the
// tables. src is a sized if it can be.
func newReaders(src io.Reader, name string, want choice) ([]*Reader, error) {
	in, wide := decoded(src, headSize)
	bytes, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fileError(name, err)
	}
	head := strings.TrimPrefix(string(bytes), "\uFEFF")
	start := strings.TrimSpace(head)
	isZIP := strings.HasPrefix(start, zipBegin)
	if want.only != "" && !isZIP {
		return nil, nil
	}
	for _, other := range others {
		if strings.HasPrefix(start, other.begin) {
			return nil, errorf(name, "%s", other.what)
		}
	}
	if !isZIP {
		return openText(&text{file: name, lines: line.NewReader(in), wide: wide}, head, want)
	}
	file, ok := src.(sized)
	if !ok {
		return nil, errorf(name, "a workbook cannot be read from a pipe; save it as a file and name that")
	}
	w, err := openWorkbook(file, name)
	if err != nil {
		return nil, err
	}
	return w.choose(want)
}

// decoded is src as UTF-8, with a buffer of that size. wide tells that it was UTF-16
// with a byte order mark.
func decoded(src io.Reader, size int) (in *bufio.Reader, wide bool) {
	in = bufio.NewReaderSize(src, size)
	switch mark, _ := in.Peek(2); string(mark) { // an error comes again with the next read
	case "\xFF\xFE", "\xFE\xFF":
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		return bufio.NewReaderSize(transform.NewReader(in, decoder), size), true
	}
	return in, false
}

// openText opens text, of which head is the beginning.
func openText(t *text, head string, want choice) ([]*Reader, error) {
	if want.named {
		return nil, errorf(t.file, "this is a text file, which has no sheets; name it without #%s", want.sheet)
	}
	if err := t.learn(head, want); err != nil {
		return nil, err
	}
	r := &Reader{src: t, called: t.file, name: t.file, exact: true}
	if err := r.readHeader(want); err != nil {
		return nil, err
	}
	for _, column := range want.columns {
		if err := r.Bind(tsv.Need(column, new(int))); want.all && err != nil {
			return nil, err
		}
	}
	return []*Reader{r}, nil
}
