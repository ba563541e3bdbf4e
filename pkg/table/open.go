package table

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"datasync/pkg/line"
)

// A choice is what of a file is wanted.
type choice struct {
	sheet     string // of a workbook, as named by the user, if named
	named     bool
	preferred string   // taken if none is named and the workbook has it
	columns   []string // names by which the header is known
	all       bool     // it has all of them, and not only one
}

// Open opens the table that arg names: FILE or FILE#SHEET. Where arg names no sheet
// of a workbook, it is the one called preferred if there is one, else the only one
// that is not empty. columns are the names by which the header is known where
// other rows stand above it; see Skipped. A file whose own name holds a "#" is
// that file if it exists.
func Open(arg, preferred string, columns ...string) (*Reader, error) {
	all, err := openTables(arg, choice{preferred: preferred, columns: columns})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// OpenAll opens each sheet of a workbook that has all of the columns, or only the
// one that arg names, or a text file that has them. There is at least one. They
// are of one file: to close one of them closes it.
func OpenAll(arg string, columns ...string) ([]*Reader, error) {
	return openTables(arg, choice{columns: columns, all: true})
}

// NewReader reads a table from src, which is called name in messages. It must be
// text, unless src is a file of known size, such as an io.SectionReader.
func NewReader(src io.Reader, name string, columns ...string) (*Reader, error) {
	all, err := newReaders(src, name, choice{columns: columns})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func openTables(arg string, want choice) ([]*Reader, error) {
	var name string
	name, want.sheet, want.named = split(arg)
	f, err := os.Open(name)
	if err != nil {
		return nil, fileError(name, err)
	}
	all, err := readFile(f, name, want)
	if err != nil {
		f.Close()
	}
	return all, err
}

func readFile(f *os.File, name string, want choice) ([]*Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fileError(name, err)
	}
	if info.IsDir() {
		return nil, errorf(name, "this is a directory; name a file in it")
	}
	var src io.Reader = f
	if info.Mode().IsRegular() {
		src = io.NewSectionReader(f, 0, info.Size())
	}
	all, err := newReaders(src, name, want)
	for _, r := range all {
		r.file, r.info = f, info
	}
	return all, err
}

// split splits FILE#SHEET at the first "#" before which there is the name of a
// file that exists: both names may hold more of them.
func split(arg string) (name, sheet string, named bool) {
	if _, err := os.Stat(arg); err == nil || !strings.Contains(arg, "#") {
		return arg, "", false
	}
	for i := range len(arg) {
		if arg[i] != '#' {
			continue
		}
		name, sheet = arg[:i], arg[i+1:]
		if _, err := os.Stat(name); err == nil {
			break
		}
	}
	return name, sheet, true
}

// fileError says in plain words why a file cannot be opened.
func fileError(name string, err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errorf(name, "no such file")
	case errors.Is(err, fs.ErrPermission):
		return errorf(name, "permission denied")
	case errors.As(err, &path):
		return errorf(name, "%w", path.Err)
	}
	return errorf(name, "%w", err)
}

// sized is a file rather than a pipe: workbooks are not read from front to back.
type sized interface {
	io.ReaderAt
	Size() int64
}

// First bytes of files, and how many of them are looked at.
const (
	zipMagic      = "PK\x03\x04"
	emptyZipMagic = "PK\x05\x06"
	oleMagic      = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	pdfMagic      = "%PDF-"
	gzipMagic     = "\x1F\x8B"
	headSize      = 1024
)

// newReaders tells by its first bytes what src is, and opens the table in it, or the
// tables. src is a sized if it can be.
func newReaders(src io.Reader, name string, want choice) ([]*Reader, error) {
	in := bufio.NewReaderSize(src, headSize)
	head, err := peek(in)
	if err != nil {
		return nil, fileError(name, err)
	}
	file, isFile := src.(sized)
	switch {
	case len(head) == 0:
		return nil, errorf(name, "the file is empty; a table with a header row is wanted")
	case hasPrefix(head, zipMagic, emptyZipMagic):
		if !isFile {
			return nil, errorf(name, "a workbook cannot be read from a pipe; save it as a file and name that")
		}
		w, err := openWorkbook(file, name)
		if err != nil {
			return nil, err
		}
		return w.choose(want)
	case hasPrefix(head, oleMagic):
		if isFile && isEncrypted(file, head) {
			return nil, errorf(name, "the workbook is protected by a password; remove it, or save the table as CSV")
		}
		return nil, errorf(name, "this is a workbook of the old kind (.xls); save it as XLSX or CSV")
	case hasPrefix(head, gzipMagic):
		return nil, errorf(name, "this is a gzip file; unpack it and name the table in it")
	case hasPrefix(head, pdfMagic):
		return nil, errorf(name, "this is a PDF, not a table; export the table again as XLSX or CSV")
	}
	return openText(in, head, name, want)
}

// peek is the first bytes of in, up to headSize.
func peek(in *bufio.Reader) ([]byte, error) {
	head, err := in.Peek(headSize)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return head, err
}

func hasPrefix(head []byte, magics ...string) bool {
	for _, magic := range magics {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

// isEncrypted tells an XLSX with a password from an .xls: both are compound
// files, and the former has an entry EncryptedPackage in the directory.
//
// [MS-CFB] 2.2: the sector size is 1 << the two bytes at 30, the first directory
// sector stands at 48, and sectors are counted from behind the header, which
// is as long as a sector.
func isEncrypted(file io.ReaderAt, head []byte) bool {
	const directoryAt, shiftAt = 48, 30
	if len(head) < directoryAt+4 {
		return false
	}
	shift := binary.LittleEndian.Uint16(head[shiftAt:])
	if shift != 9 && shift != 12 {
		return false
	}
	sector := int64(binary.LittleEndian.Uint32(head[directoryAt:])) + 1
	directory := make([]byte, 4096)
	n, err := file.ReadAt(directory, sector<<shift)
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	var entry []byte
	for _, c := range []byte("EncryptedPackage") {
		entry = append(entry, c, 0)
	}
	return bytes.Contains(directory[:n], entry)
}

// openText opens text, of which head is the first bytes.
func openText(in *bufio.Reader, head []byte, name string, want choice) ([]*Reader, error) {
	if want.named {
		return nil, errorf(name, "this is a text file, which has no sheets; name it without #%s", want.sheet)
	}
	wide := hasPrefix(head, "\xFF\xFE", "\xFE\xFF")
	if wide {
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		in = bufio.NewReaderSize(transform.NewReader(in, decoder), headSize)
		var err error
		if head, err = peek(in); err != nil {
			return nil, fileError(name, err)
		}
	}
	if what := markup(head); what != "" {
		return nil, errorf(name, "this is %s, not a table; export the table again as XLSX or CSV", what)
	}
	t := &text{file: name, lines: line.NewReader(in), wide: wide}
	if err := t.start(want); err != nil {
		return nil, err
	}
	r := &Reader{src: t, exact: true}
	if err := r.readHeader(name, want); err != nil {
		return nil, err
	}
	for _, column := range want.columns {
		if _, err := r.Column(column); want.all && err != nil {
			return nil, err
		}
	}
	return []*Reader{r}, nil
}

// markup says what text is that begins like a page of HTML or XML, as sites
// send it in place of the file that was asked for; "" for others.
func markup(head []byte) string {
	start := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\uFEFF")))))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<table", "<meta"} {
		if strings.HasPrefix(start, tag) {
			return "an HTML page"
		}
	}
	switch {
	case !strings.HasPrefix(start, "<?xml"):
		return ""
	case strings.Contains(start, "<html"):
		return "an HTML page"
	}
	return "an XML file"
}
