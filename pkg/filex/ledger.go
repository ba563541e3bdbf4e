package filex

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"datasync/pkg/column"
	"datasync/pkg/pattern"
	"datasync/pkg/tsv"
)

// LedgerName is what the ledger is called beside the reports.
const LedgerName = "fetched.tsv"

// A Report is one that was fetched: a row of the ledger.
type Report struct {
	Name    string // of its file in the folder of the reports
	Symbol  string // of the library, as the name says
	Bytes   int64
	SHA256  string // 64 hexadecimal digits; Bytes and SHA256 are of the report itself, unzipped
	Fetched time.Time
	From    Source
}

// Day is the day of the report, by its name: 0:00 UTC of it. It is the zero time
// for one of a name that is not OCLC's, which only a person can have put there.
func (r Report) Day() time.Time { n, _ := ParseName(r.Name); return n.Day }

// Kind is which of OCLC's reports it is, by its name.
func (r Report) Kind() Kind { n, _ := ParseName(r.Name); return n.Kind }

// Look looks whether the file of the report is in a folder, with the bytes that were
// fetched.
func (r Report) Look(dir string) error {
	name := filepath.Join(dir, r.Name)
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: it was fetched, and is not there any more; put it back, or delete its row in the ledger, and it is fetched again", name)
	}
	if sumOf(name) != r.SHA256 {
		return fmt.Errorf("%s: it is not as it was fetched; delete it, and its row in the ledger, and it is fetched again", name)
	}
	return nil
}

// A Source is a file on the server, as it was listed when it was fetched.
//
//	fx_cef@filex-r3.oclc.org/xfer/metacoll/reports/OCUL-CEF.1012688.….txt.zip 1234
type Source struct {
	User, Host string // as in Account
	Path       string // /xfer/metacoll/reports/OCUL-CEF.1012688.….txt.zip
	Size       int64  // of the file as it lies there, zipped or not
}

// name is the name of the file.
func (s Source) name() string { return path.Base(s.Path) }

func (s Source) String() string {
	return fmt.Sprintf("%s@%s/%s %d", s.User, Account{Host: s.Host}.host(), strings.TrimPrefix(s.Path, "/"), s.Size)
}

var sourceLike = pattern.Late(`^([^@/]+)@([^/]+)(/.*[^/]) ([0-9]{1,18})$`)

func parseSource(text string) (s Source, ok bool) {
	m := sourceLike().FindStringSubmatch(text)
	if m == nil {
		return Source{}, false
	}
	host, err := withPort(m[2])
	size, _ := strconv.ParseInt(m[4], 10, 64) // 18 digits fit
	return Source{User: m[1], Host: host, Path: m[3], Size: size}, err == nil
}

// A Ledger is the reports that were fetched, in the order in which they were. A
// report gets its row when its file is there and whole, so that what is not in it is
// fetched again.
type Ledger struct {
	name    string
	reports []Report
	byName  map[string][]Report // by the name that the report has on the server, without .zip
	names   map[string]bool     // of the files
	end     int64               // of its last row
	f       *os.File            // open for writing, and locked; nil where it is only read
}

// Reports are the rows of the ledger. Two rows may have one SHA-256: a report that
// came twice.
func (l *Ledger) Reports() []Report { return l.reports }

// ReadLedger reads a ledger. One that is not there has no row.
func ReadLedger(name string) (*Ledger, error) {
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fileError(name, err)
	}
	// The call that wrote a last line without an end was killed, and fetches the report
	// again.
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	l := &Ledger{name: name, byName: make(map[string][]Report), names: make(map[string]bool), end: int64(len(text))}
	return l, l.read(text)
}

// openLedger opens a ledger for writing, and keeps others from doing the same. A last
// line without an end is taken away.
func openLedger(name string) (*Ledger, error) {
	f, err := lock(name, name+": another call is fetching reports there; wait for it")
	if err != nil {
		return nil, err
	}
	l, err := ReadLedger(name)
	info, errInfo := f.Stat()
	if err = cmp.Or(err, errInfo); err == nil && info.Size() > l.end {
		err = fileError(name, f.Truncate(l.end))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	l.f = f
	return l, nil
}

// Close closes a ledger that is open for writing, and lets others open it.
func (l *Ledger) Close() error { return l.f.Close() }

// header is that of a ledger that we make.
var header = []string{column.Name, column.Library, column.Bytes, column.SHA256, column.Fetched, column.From}

var hashLike = pattern.Late(`^[0-9a-f]{64}$`)

// read reads the rows in text. It has our columns in our order, since rows are
// appended to it.
func (l *Ledger) read(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	in, err := tsv.NewReader(bytes.NewReader(text), l.name)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(in.Header(), header, tsv.SameName) {
		return in.Errorf("this is no ledger of fetched reports, or its columns were changed; they are %s", strings.Join(header, ", "))
	}
	var r Report
	var size, fetched, from string
	return in.Each(func() error {
		var ok bool
		if r.Bytes, err = strconv.ParseInt(size, 10, 64); err != nil || r.Bytes < 0 {
			return in.Errorf("%s %s is no number; delete the line, and the report is fetched again", column.Bytes, short(size))
		}
		if !hashLike().MatchString(r.SHA256) {
			return in.Errorf("%s %s is none; delete the line, and the report is fetched again", column.SHA256, short(r.SHA256))
		}
		if r.Fetched, err = time.Parse(time.RFC3339, fetched); err != nil {
			return in.Errorf("%s %s is no time, such as 2026-01-24T10:15:00Z", column.Fetched, short(fetched))
		}
		if r.From, ok = parseSource(from); !ok {
			return in.Errorf("%s %s names no file of a server and its size; delete the line, and the report is fetched again", column.From, short(from))
		}
		if !safe(r.Name) {
			return in.Errorf("%s %s is no name of a file", column.Name, short(r.Name))
		}
		l.add(r)
		return nil
	}, tsv.Text(column.Name, &r.Name), tsv.Text(column.Library, &r.Symbol), tsv.Text(column.Bytes, &size),
		tsv.Text(column.SHA256, &r.SHA256), tsv.Text(column.Fetched, &fetched), tsv.Text(column.From, &from))
}

func (l *Ledger) add(r Report) {
	report, _ := unzipped(r.From.name())
	l.byName[report] = append(l.byName[report], r)
	l.names[r.Name] = true
	l.reports = append(l.reports, r)
}

// append writes a row and brings it to the disk. It is the last thing that is done
// about a report.
func (l *Ledger) append(r Report) error {
	fields := []string{r.Name, r.Symbol, strconv.FormatInt(r.Bytes, 10), r.SHA256, r.Fetched.Format(time.RFC3339), r.From.String()}
	row := strings.Join(fields, "\t") + "\n"
	if l.end == 0 {
		row = strings.Join(header, "\t") + "\n" + row
	}
	_, err := l.f.WriteAt([]byte(row), l.end)
	if err := cmp.Or(err, l.f.Sync()); err != nil {
		return fileError(l.name, err)
	}
	l.end += int64(len(row))
	l.add(r)
	return nil
}

// knows tells whether a listed file was fetched, or changed since one of its name was. A
// report that was fetched as it was stays known when it is zipped, whose size says
// nothing.
func (l *Ledger) knows(listed Source) (known, changed bool) {
	report, zipped := unzipped(listed.name())
	rows := l.byName[report]
	sameFile := func(r Report) bool { return r.From.name() == listed.name() }
	sameSize := func(r Report) bool {
		return sameFile(r) && r.From.Size == listed.Size || !zipped && r.Bytes == listed.Size
	}
	known = slices.ContainsFunc(rows, sameSize) || zipped && len(rows) > 0 && !slices.ContainsFunc(rows, sameFile)
	return known, !known && len(rows) > 0
}

// twin is the report of the same name on the server that has the same bytes.
func (l *Ledger) twin(report, sha256 string) (Report, bool) {
	for _, r := range l.byName[report] {
		if r.SHA256 == sha256 {
			return r, true
		}
	}
	return Report{}, false
}

// fileError says in plain words why a file cannot be used.
func fileError(name string, err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// sumOf is the SHA-256 of a file, "" if it cannot be read: it is no report of ours
// then.
func sumOf(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
