package filex

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pkg/sftp"
)

// maxUnzipped is how long a report may be that comes zipped: 1 GB.
const maxUnzipped = 1_000_000_000

// take fetches one file, and gives it its name and its row in the ledger. An error that
// is no Fault is one of our own disk.
func (r *round) take(s *session, a Account, f *file) error {
	if r.DryRun {
		return r.would(f)
	}
	came := partName(r.Dir, "")
	defer r.disk.remove(came)
	p, err := r.transfer(s, a, f, came)
	if err == nil && f.zipped {
		unzipped := partName(r.Dir, "-unzipped")
		defer r.disk.remove(unzipped)
		p, err = r.unzip(f, p, unzipped)
	}
	if err != nil {
		return err
	}
	return r.keep(f, p)
}

// would names what would be taken.
func (r *round) would(f *file) error {
	report := Report{Name: f.report, Symbol: f.Symbol, From: f.from}
	if !f.zipped {
		report.Bytes = f.from.Size
	}
	r.ledger.add(report)
	r.counted(report)
	name := f.report
	if f.changed {
		name, _ = r.name(f, "")
	}
	return r.Took(filepath.Join(r.Dir, name))
}

func (r *round) counted(report Report) {
	r.res.Count.New++
	r.res.Reports = append(r.res.Reports, report)
}

// transfer fetches the bytes of a file. There are as many as the listing says, or it
// is asked for again.
func (r *round) transfer(s *session, a Account, f *file, name string) (*part, error) {
	if f.zipped && f.from.Size > r.limit {
		return nil, r.tooLong(f)
	}
	at := strings.TrimSuffix(a.Folder, "/") + "/" + f.from.name() // for the server: Folder may be relative
	remote, err := s.Open(at)
	if err != nil {
		return nil, s.unread(f, err)
	}
	defer remote.Close()
	to, err := r.disk.create(name, f.from.Size)
	if err != nil {
		return nil, err
	}
	defer to.f.Close()
	_, err = remote.WriteTo(to)
	switch {
	case to.err != nil:
		return nil, to.err
	case err != nil && !to.full:
		return nil, s.unread(f, err)
	case to.full || to.bytes != f.from.Size:
		fault := &Fault{Text: fmt.Sprintf("%s: it is listed with %d bytes, and others came; OCLC may be writing it", short(f.from.name()), f.from.Size), again: true}
		if info, err := s.Stat(at); err == nil {
			f.from.Size = info.Size()
		}
		return nil, fault
	}
	return to, to.sync()
}

// unread is what is wrong with a file that the server does not give.
func (s *session) unread(f *file, err error) *Fault {
	name := short(f.from.name())
	_, said := errors.AsType[*sftp.StatusError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Fault{Text: name + ": it is gone since it was listed; the same again takes what is there instead"}
	case errors.Is(err, fs.ErrPermission):
		return &Fault{Text: name + ": the server does not let this account read it"}
	case said:
		return &Fault{Text: name + ": " + reason(err), again: true}
	}
	return &Fault{Text: name + ": the connection broke off: " + s.reason(err), again: true, lost: true}
}

// unzip is the one report in a ZIP file, written to a part.
func (r *round) unzip(f *file, packed *part, name string) (*part, error) {
	in, err := os.Open(packed.f.Name())
	if err != nil {
		return nil, fileError(packed.f.Name(), err)
	}
	defer in.Close()
	member, why := only(in, packed.bytes)
	if member == nil {
		return nil, badZip(f, why)
	}
	src, err := member.Open()
	if err != nil {
		return nil, badZip(f, "the ZIP file is damaged")
	}
	defer src.Close()
	to, err := r.disk.create(name, r.limit)
	if err != nil {
		return nil, err
	}
	defer to.f.Close()
	_, err = io.Copy(to, src)
	switch {
	case to.err != nil:
		return nil, to.err
	case to.full:
		return nil, r.tooLong(f)
	case err != nil: // of the sum that a ZIP file has, too
		return nil, badZip(f, "the ZIP file is damaged")
	}
	return to, to.sync()
}

// only is the one member of a ZIP file, or why there is none.
func only(in io.ReaderAt, size int64) (member *zip.File, why string) {
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, "this is no ZIP file, or a damaged one"
	}
	files := slices.DeleteFunc(z.File, func(m *zip.File) bool { return strings.HasSuffix(m.Name, "/") })
	switch {
	case len(files) != 1:
		return nil, fmt.Sprintf("the ZIP file has %d files, and should have the one report", len(files))
	case files[0].Flags&1 != 0:
		return nil, "the ZIP file has a password"
	}
	return files[0], ""
}

func badZip(f *file, why string) *Fault {
	return &Fault{Text: fmt.Sprintf("%s: %s; look at it by hand, and ask OCLC", short(f.from.name()), why), Mend: true}
}

func (r *round) tooLong(f *file) *Fault {
	return badZip(f, fmt.Sprintf("the ZIP file holds more than %d MB, which no report has", r.limit/1_000_000))
}

// keep gives a report that came whole its name, tells of it, and enters it in the
// ledger. A Fault is that of a name that our file system does not take.
func (r *round) keep(f *file, p *part) error {
	report := Report{Symbol: f.Symbol, Bytes: p.bytes, SHA256: p.sha256(), Fetched: r.Now().UTC().Truncate(time.Second), From: f.from}
	if before, ok := r.ledger.twin(f.report, report.SHA256); ok { // packed again, or written again
		r.res.Count.Known++
		report.Name = before.Name
		return r.enter(report)
	}
	var there bool
	report.Name, there = r.name(f, report.SHA256)
	path := filepath.Join(r.Dir, report.Name)
	if !there {
		err := r.disk.rename(p.f.Name(), path)
		switch {
		case r.disk.dead != nil:
			return err
		case err != nil:
			return &Fault{Text: fmt.Sprintf("%s cannot be put there: %v", short(report.Name), short(err.Error())), Mend: true}
		}
	}
	if report.Name != f.report {
		r.Warn("%s is there with other bytes; what OCLC has now is kept beside it as %s", short(f.report), short(report.Name))
	}
	if p.bytes == 0 && f.Kind == BibProcessing {
		r.Warn("%s is empty", short(report.Name))
	}
	r.counted(report)
	if err := r.disk.step(); err != nil {
		return err
	}
	if err := r.Took(path); err != nil {
		return err
	}
	return r.enter(report)
}

func (r *round) enter(report Report) error {
	if err := r.disk.step(); err != nil {
		return err
	}
	return r.ledger.append(report)
}

// name is the first name that a report can have. there is true if its file has it
// already: a call that was killed, or a person, put it there.
func (r *round) name(f *file, sha256 string) (name string, there bool) {
	name = f.report
	for n := 2; ; n++ {
		path := filepath.Join(r.Dir, name)
		info, err := os.Lstat(path)
		switch {
		case r.ledger.names[name]: // it was fetched, and may be elsewhere now
		case err != nil:
			return name, false // should it be there and hidden from us, the renaming tells
		case info.Mode().IsRegular() && sumOf(path) == sha256:
			return name, true
		}
		name = numbered(f.report, n)
	}
}
