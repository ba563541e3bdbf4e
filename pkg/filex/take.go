package filex

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pkg/sftp"
)

// maxUnzipped is how long a report may be that comes zipped: 1 GB.
const maxUnzipped = 1_000_000_000

// A body is a report that came whole, in a file that has not its name yet.
type body struct {
	part   string
	bytes  int64
	sha256 string
}

// take fetches one file, and gives it its name and its row in the ledger. The error
// is one of our own disk.
func (r *round) take(s *session, a Account, f *file) (*Fault, error) {
	if r.DryRun {
		return nil, r.would(f)
	}
	came := part(r.Dir, "")
	defer r.disk.remove(came)
	b, fault, err := r.transfer(s, a, f, came)
	if fault != nil || err != nil {
		return fault, err
	}
	if f.zipped {
		to := part(r.Dir, "-unzipped")
		defer r.disk.remove(to)
		if b, fault, err = r.unzip(f, b, to); fault != nil || err != nil {
			return fault, err
		}
	}
	return r.keep(f, b)
}

// would names what would be taken.
func (r *round) would(f *file) error {
	report := Report{Name: f.report, Symbol: f.Symbol, From: f.from}
	if !f.zipped {
		report.Bytes = f.from.Size
	}
	r.ledger.add(report)
	r.counted(report)
	return r.Took(filepath.Join(r.Dir, r.free(f)))
}

func (r *round) counted(report Report) {
	r.res.Count.New++
	r.res.Reports = append(r.res.Reports, report)
}

// transfer fetches the bytes of a file. There are as many as the listing says, or it
// is asked for again.
func (r *round) transfer(s *session, a Account, f *file, part string) (body, *Fault, error) {
	if f.zipped && f.from.Size > r.limit {
		return body{}, r.tooLong(f), nil
	}
	at := strings.TrimSuffix(a.Folder, "/") + "/" + f.from.name() // for the server: Folder may be relative
	remote, err := s.Open(at)
	if err != nil {
		return body{}, s.unread(f, err), nil
	}
	defer remote.Close()
	out, err := r.disk.create(part)
	if err != nil {
		return body{}, nil, err
	}
	defer out.f.Close()
	to := &taker{out: out, sum: sha256.New(), limit: f.from.Size}
	_, err = remote.WriteTo(to)
	switch {
	case to.err != nil:
		return body{}, nil, to.err
	case err != nil && !to.full:
		return body{}, s.unread(f, err), nil
	case to.full || to.n != f.from.Size:
		fault := &Fault{Text: fmt.Sprintf("%s: it is listed with %d bytes, and others came; OCLC may be writing it", short(f.from.name()), f.from.Size), again: true}
		if info, err := s.Stat(at); err == nil {
			f.from.Size = info.Size()
		}
		return body{}, fault, nil
	}
	return to.body(part), nil, out.sync()
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

// A taker counts and sums what is written to a file, and takes no more than limit
// bytes.
type taker struct {
	out   *output
	sum   hash.Hash
	n     int64
	limit int64
	full  bool  // there were more
	err   error // of our own disk
}

var errFull = errors.New("there is more than there should be")

func (t *taker) Write(p []byte) (int, error) {
	if t.n+int64(len(p)) > t.limit {
		t.full = true
		return 0, errFull
	}
	var n int
	n, t.err = t.out.Write(p)
	t.sum.Write(p[:n])
	t.n += int64(n)
	return n, t.err
}

func (t *taker) body(part string) body {
	return body{part, t.n, hex.EncodeToString(t.sum.Sum(nil))}
}

// unzip is the one report in a ZIP file, written to a part.
func (r *round) unzip(f *file, packed body, part string) (body, *Fault, error) {
	in, err := os.Open(packed.part)
	if err != nil {
		return body{}, nil, fileError(packed.part, err)
	}
	defer in.Close()
	member, why := only(in, packed.bytes)
	if member == nil {
		return body{}, &Fault{Text: short(f.from.name()) + ": " + why, Mend: true}, nil
	}
	src, err := member.Open()
	if err != nil {
		return body{}, damaged(f), nil
	}
	defer src.Close()
	out, err := r.disk.create(part)
	if err != nil {
		return body{}, nil, err
	}
	defer out.f.Close()
	to := &taker{out: out, sum: sha256.New(), limit: r.limit}
	_, err = io.Copy(to, src)
	switch {
	case to.err != nil:
		return body{}, nil, to.err
	case to.full:
		return body{}, r.tooLong(f), nil
	case err != nil: // of the sum that a ZIP file has, too
		return body{}, damaged(f), nil
	}
	return to.body(part), nil, out.sync()
}

// only is the one member of a ZIP file, or why there is none.
func only(in io.ReaderAt, size int64) (member *zip.File, why string) {
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, "this is no ZIP file, or a damaged one; " + byHand
	}
	files := 0
	for _, m := range z.File {
		if !strings.HasSuffix(m.Name, "/") {
			member = m
			files++
		}
	}
	switch {
	case files != 1:
		return nil, fmt.Sprintf("the ZIP file has %d files, and should have the one report; %s", files, byHand)
	case member.Flags&1 != 0:
		return nil, "the ZIP file has a password; " + byHand
	}
	return member, ""
}

const byHand = "look at it by hand, and ask OCLC"

func damaged(f *file) *Fault {
	return &Fault{Text: short(f.from.name()) + ": the ZIP file is damaged; " + byHand, Mend: true}
}

func (r *round) tooLong(f *file) *Fault {
	return &Fault{Text: fmt.Sprintf("%s: the ZIP file holds more than %d MB, which no report has; %s", short(f.from.name()), r.limit/1_000_000, byHand), Mend: true}
}

// keep gives a report that came whole its name, tells of it, and enters it in the
// ledger. The Fault is that of a name that our file system does not take.
func (r *round) keep(f *file, b body) (*Fault, error) {
	report := Report{Symbol: f.Symbol, Bytes: b.bytes, SHA256: b.sha256, Fetched: r.Now().UTC().Truncate(time.Second), From: f.from}
	if before, ok := r.ledger.twin(f.report, b.sha256); ok { // packed again, or written again
		r.res.Count.Known++
		report.Name = before.Name
		return nil, r.enter(report)
	}
	var there bool
	report.Name, there = r.name(f, b)
	path := filepath.Join(r.Dir, report.Name)
	if !there {
		if err := r.disk.rename(b.part, path); err != nil && r.disk.dead == nil {
			return &Fault{Text: fmt.Sprintf("%s cannot be put there: %v", short(report.Name), short(err.Error())), Mend: true}, nil
		} else if err != nil {
			return nil, err
		}
	}
	if report.Name != f.report {
		r.Warn("%s is there with other bytes; what OCLC has now is kept beside it as %s", short(f.report), short(report.Name))
	}
	if b.bytes == 0 && f.Kind == BibProcessing {
		r.Warn("%s is empty", short(report.Name))
	}
	r.counted(report)
	if err := r.disk.step(); err != nil {
		return nil, err
	}
	if err := r.Took(path); err != nil {
		return nil, err
	}
	return nil, r.enter(report)
}

func (r *round) enter(report Report) error {
	if err := r.disk.step(); err != nil {
		return err
	}
	return r.ledger.append(report)
}

// name is the first name that a report can have. there is true if its file has it
// already: a call that was killed, or a person, put it there.
func (r *round) name(f *file, b body) (name string, there bool) {
	name = f.report
	for n := 2; ; n++ {
		info, err := os.Lstat(filepath.Join(r.Dir, name))
		if err != nil && !r.ledger.names[name] {
			return name, false // should it be there and hidden from us, the renaming tells
		}
		if err == nil && !r.ledger.names[name] && info.Mode().IsRegular() && sumOf(filepath.Join(r.Dir, name)) == b.sha256 {
			return name, true
		}
		name = numbered(f.report, n)
	}
}

// free is the name that a dry run says.
func (r *round) free(f *file) string {
	if f.changed {
		name, _ := r.name(f, body{})
		return name
	}
	return f.report
}
