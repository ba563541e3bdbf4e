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

// A choice is the sheet of a workbook that is wanted.
type choice struct {
	sheet     string // as named by the user, if named
	named     bool
	preferred string // taken if none is named and the workbook has it
}

// Open opens the table that arg names: FILE or FILE#SHEET. preferred is the
// sheet of a workbook that is taken when arg names none and there is one of
// that name; otherwise it is the first. A file whose own name holds a "#" is
// that file if it exists.
func Open(arg, preferred string) (*Reader, error) {
	name, want := split(arg)
	want.preferred = preferred
	f, err := os.Open(name)
	if err != nil {
		return nil, fileError(name, err)
	}
	r, err := openFile(f, name, want)
	if err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

func openFile(f *os.File, name string, want choice) (*Reader, error) {
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
	r, err := newReader(src, name, want)
	if err != nil {
		return nil, err
	}
	r.file, r.info = f, info
	return r, nil
}

// split splits FILE#SHEET at the first "#" before which there is the name of a
// file that exists: both names may hold more of them.
func split(arg string) (name string, want choice) {
	if _, err := os.Stat(arg); err == nil || !strings.Contains(arg, "#") {
		return arg, want
	}
	for i := range len(arg) {
		if arg[i] != '#' {
			continue
		}
		name, want = arg[:i], choice{sheet: arg[i+1:], named: true}
		if _, err := os.Stat(name); err == nil {
			break
		}
	}
	return name, want
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
	headSize      = 1024
)

// newReader tells by its first bytes what src is. src is a sized if it can be.
func newReader(src io.Reader, name string, want choice) (*Reader, error) {
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
		return openWorkbook(file, name, want)
	case hasPrefix(head, oleMagic):
		if isFile && isEncrypted(file, head) {
			return nil, errorf(name, "the workbook is protected by a password; remove it, or save the table as CSV")
		}
		return nil, errorf(name, "this is a workbook of the old kind (.xls); save it as XLSX or CSV")
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
func openText(in *bufio.Reader, head []byte, name string, want choice) (*Reader, error) {
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
	if err := t.start(); err != nil {
		return nil, err
	}
	r := &Reader{src: t, exact: true}
	return r, r.readHeader(name)
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
