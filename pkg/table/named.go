package table

import (
	"io"
	"os"
	"slices"
	"strings"
)

// OpenSheet opens the sheet of that name, hidden or not, of the workbook that arg
// names: FILE or FILE#OTHER. It is nil where there is none, and of all that is no
// workbook.
func (n Names) OpenSheet(arg, sheet string) (*Reader, error) {
	path, _, _ := split(arg)
	name := path
	if n.File != nil {
		name = n.File(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(name, err)
	}
	r, err := sheetOf(f, name, sheet)
	if r == nil || err != nil {
		f.Close()
		return nil, err
	}
	r.file, r.path = f, path
	return r, nil
}

func sheetOf(f *os.File, name, sheet string) (*Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fileError(name, err)
	}
	begin := make([]byte, len(zipBegin))
	if _, err := f.ReadAt(begin, 0); err != nil || string(begin) != zipBegin {
		return nil, nil // who opens its other sheets tells of an error
	}
	w, err := openWorkbook(io.NewSectionReader(f, 0, info.Size()), name)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(w.sheets, func(s sheetEntry) bool { return strings.EqualFold(s.name, sheet) })
	if at < 0 {
		return nil, nil
	}
	r, err := w.sheet(w.sheets[at], choice{})
	if r != nil {
		r.info = info
	}
	return r, err
}
