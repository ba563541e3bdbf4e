// Package filex fetches the reports that OCLC puts into the accounts of libraries at
// its file exchange, FileX: an SFTP server.
//
// A call goes through the accounts. In each it lists the folder of the reports, takes
// what the ledger does not have, and writes a row of the ledger for each:
//
//	Run          all accounts; what becomes of one touches no other
//	  account    one account, tried again while that may help
//	    visit    one connection: list, and take one file after the other
//	      take   one file: transfer, unzip, its name, the ledger
//
// A file gets its name when it is whole, and its row in the ledger last. So a call
// that was killed at any moment leaves files that are whole, and the next one takes
// what is missing. Nothing is written or removed on the server.
package filex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/count"
)

// Tries is how often an account is tried while nothing comes of it.
const Tries = 5

// maxWait is the longest wait between two tries.
const maxWait = time.Minute

// A Call is one round through the accounts.
type Call struct {
	Accounts []Account
	Hosts    *Hosts
	Dir      string    // where the reports go; it is made
	Ledger   string    // the file
	Since    time.Time // the first day of the reports that are taken; zero: all
	Kinds    []Kind    // that are taken; none: all
	DryRun   bool      // name what would be taken, and write nothing
	Day      time.Time // today, for the libraries that are silent

	// Took is called with the path of each new file, before the ledger has it: a
	// call that is killed in between names it again. An error ends the call.
	Took     func(path string) error
	Warn     func(format string, args ...any) // what a person should know
	Progress func(format string, args ...any)

	Timeout time.Duration // how long a server may be silent
	Wait    time.Duration // before the second try; twice that before the next, and so on
	Sleep   func(context.Context, time.Duration) error
	Now     func() time.Time
	limit   int64 // of a report that comes zipped, in bytes
	disk    disk
}

// New is a Call that waits and times out as OCLC's servers need it.
func New(accounts []Account, hosts *Hosts, dir, ledger string) *Call {
	return &Call{
		Accounts: accounts, Hosts: hosts, Dir: dir, Ledger: ledger,
		Day:     time.Now(),
		Timeout: time.Minute, Wait: 2 * time.Second, Sleep: sleep, Now: time.Now, limit: maxUnzipped,
		Warn: func(string, ...any) {}, Progress: func(string, ...any) {}, Took: func(string) error { return nil },
	}
}

// Open is New of a command, with the accounts of a table and the hosts of a file, ""
// for the one that OpenSSH itself keeps.
func Open(env *cli.Env, table, hosts, dir, ledger string) (*Call, error) {
	in, err := env.Foreign(table, "accounts", Columns...)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	accounts, err := ReadAccounts(in, filepath.Dir(table))
	if err != nil {
		return nil, err
	}
	if hosts == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("there is no home folder with a known_hosts; give --known-hosts FILE: %w", err)
		}
		hosts = filepath.Join(home, ".ssh", "known_hosts")
	}
	keys, err := ReadHosts(hosts)
	if err != nil {
		return nil, err
	}
	c := New(accounts, keys, dir, ledger)
	c.Warn, c.Progress = env.Warn, env.Progress
	return c, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// A Result is what came of a call.
type Result struct {
	Reports []Report  // the new ones, in the order in which they came; of a dry run those that would
	Faults  []*Fault  // the accounts and files that could not be fetched
	Silent  []Absence // of the accounts that could be listed
	Count   Count
}

// A Count says what became of the files that are reports of the four kinds: each is
// one of New, Known, Unwanted and Failed.
type Count struct {
	Listed   int
	New      int
	Known    int // fetched before
	Unwanted int // of a kind that is not wanted, or from before Since
	Failed   int // not fetched
}

// String is the count for people: 4 reports: 1 new, 3 known.
func (n Count) String() string {
	text := fmt.Sprintf("%s: %d new, %d known", count.Of(n.Listed, "report"), n.New, n.Known)
	if n.Unwanted > 0 {
		text += fmt.Sprintf(", %d not wanted", n.Unwanted)
	}
	if n.Failed > 0 {
		text += fmt.Sprintf(", %d not fetched", n.Failed)
	}
	return text
}

// A round is a call at work.
type round struct {
	*Call
	res    Result
	ledger *Ledger
	came   []Coming
	mute   map[string]bool   // libraries about which this call does not know
	down   map[string]*Fault // of hosts, whichever the account
	at     string            // which account it is, for the progress
	others map[string]bool   // names of files that are no reports, told already
}

// Run goes through the accounts. The error is one of our own disk, of Took, or that
// the call was interrupted; what is wrong with accounts is in the Result.
func (c *Call) Run(ctx context.Context) (*Result, error) {
	r := &round{Call: c, mute: make(map[string]bool), down: make(map[string]*Fault), others: make(map[string]bool)}
	var err error
	if r.ledger, err = c.openLedger(); err != nil {
		return &r.res, err
	}
	defer r.ledger.Close()
	r.warnOfKeys()
	for i, a := range c.Accounts {
		r.at = fmt.Sprintf("account %d of %d, %s", i+1, len(c.Accounts), a.Symbol)
		c.Progress("%s", r.at)
		if err := r.account(ctx, a); err != nil {
			return &r.res, err
		}
	}
	r.came = append(r.came, r.ledger.Came(c.Accounts)...)
	r.came = slices.DeleteFunc(r.came, func(c Coming) bool { return r.mute[c.Symbol] })
	r.res.Silent = Silent(r.came, c.Day)
	return &r.res, nil
}

// warnOfKeys warns of private keys that are not.
func (c *Call) warnOfKeys() {
	told := make(map[string]bool)
	for _, a := range c.Accounts {
		if !told[a.Key] && cli.OthersCanRead(a.Key) {
			c.Warn("%s: others can read the file that is the Key of %s; run chmod 600 on it", a.place, a.Symbol)
		}
		told[a.Key] = true
	}
}

// openLedger opens the ledger, and clears away what a killed call left.
func (c *Call) openLedger() (*Ledger, error) {
	if c.DryRun {
		return ReadLedger(c.Ledger)
	}
	l, err := openLedger(c.Ledger)
	if err != nil {
		return nil, err
	}
	if err := c.disk.prepare(c.Dir); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// A file is one on the server that is to be taken.
type file struct {
	Name
	report  string // its name without .zip
	zipped  bool
	from    Source
	changed bool // one of its name and of another size was fetched
}

// A visitor is what is known of an account over the tries.
type visitor struct {
	Account
	listed bool
	left   []*file
}

// account fetches what is new in an account, and tries again while that may help.
func (r *round) account(ctx context.Context, a Account) error {
	if f := r.down[a.Host]; f != nil && f.Mend { // what is wrong with the host was told
		f.Symbols = append(f.Symbols, a.Symbol)
		r.unheard(a)
		return nil
	}
	v := &visitor{Account: a}
	defer func() { r.res.Count.Failed += len(v.left) }()
	for try := 1; ; try++ {
		before := len(v.left)
		err := r.visit(ctx, v)
		f, ok := errors.AsType[*Fault](err)
		switch {
		case ctx.Err() != nil:
			return ErrInterrupted
		case !ok:
			return err
		}
		if len(v.left) < before {
			try = 1 // it came on
		}
		if !f.again || f.host && r.down[a.Host] != nil || try == Tries {
			r.fail(f, v)
			return nil
		}
		if err := r.Sleep(ctx, min(r.Wait<<(try-1), maxWait)); err != nil {
			return ErrInterrupted
		}
	}
}

// ErrInterrupted is the error of a call whose context ended: the same again goes on.
var ErrInterrupted = cli.Unfinishedf("interrupted; what came is kept, and the same again takes what is missing")

// fail tells of an account that is given up.
func (r *round) fail(f *Fault, v *visitor) {
	if f.again {
		f.Text += "; the same again takes what is missing"
	}
	f.Symbols = []string{v.Symbol}
	r.res.Faults = append(r.res.Faults, f)
	if f.host {
		r.down[v.Host] = f
	}
	if !v.listed {
		r.unheard(v.Account)
	}
}

// unheard keeps in mind that nothing is known of the libraries of an account: that
// their reports do not come is no silence of theirs.
func (r *round) unheard(a Account) {
	r.mute[a.Symbol] = true
	for _, l := range r.ledger.Reports() {
		if l.From.User == a.User {
			r.mute[l.Symbol] = true
		}
	}
}

// visit connects with an account, and takes what is left of it. A Fault is that of
// the connection, or of the last file that could not be taken.
func (r *round) visit(ctx context.Context, v *visitor) error {
	s, err := r.connect(ctx, v.Account)
	if err != nil {
		return err
	}
	defer s.close()
	if !v.listed {
		if err := r.list(ctx, s, v); err != nil {
			return err
		}
	}
	var last error
	all := slices.Clone(v.left)
	for i, f := range all {
		r.Progress("%s: %d of %s", r.at, i, count.Of(len(all), "new report"))
		err := r.take(s, v.Account, f)
		fault, ok := errors.AsType[*Fault](err)
		switch {
		case err == nil:
			v.drop(f)
		case !ok || fault.lost:
			return err
		case fault.again:
			last = err
		default: // this file, whatever we do
			v.drop(f)
			fault.Symbols = []string{v.Symbol}
			r.res.Faults = append(r.res.Faults, fault)
			r.res.Count.Failed++
		}
	}
	return last
}

func (v *visitor) drop(f *file) {
	v.left = slices.DeleteFunc(v.left, func(other *file) bool { return other == f })
}

// list lists the folder of an account, and finds what is to be taken. The error is a
// *Fault.
func (r *round) list(ctx context.Context, s *session, v *visitor) error {
	entries, err := s.ReadDirContext(ctx, v.Folder)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return &Fault{Text: fmt.Sprintf("the server has no folder %s that this account may read; is Folder right?", short(v.Folder))}
	case err != nil:
		return &Fault{Text: "the folder cannot be listed: " + s.reason(err), again: true}
	}
	v.listed = true
	// By name, whatever the server's order is; so X.txt comes before X.txt.zip.
	slices.SortFunc(entries, func(a, b fs.FileInfo) int { return cmp.Compare(a.Name(), b.Name()) })
	var others, odd []string
	for _, e := range entries {
		f, ok := fileOf(v.Account, e)
		switch {
		case e.IsDir():
		case ok:
			r.sort(v, f)
		case r.others[e.Name()]:
		case looksLikeReport(e.Name()):
			odd = append(odd, e.Name())
		default:
			others = append(others, e.Name())
		}
	}
	r.leave(v.Account, odd, "not named as OCLC names reports; if it is one, take it by hand")
	r.leave(v.Account, others, "no report of the kinds that are fetched")
	return nil
}

// leave tells once of files that are left on the server.
func (r *round) leave(a Account, names []string, why string) {
	if len(names) == 0 {
		return
	}
	var shown []string
	for _, name := range names {
		r.others[name] = true
		shown = append(shown, short(name))
	}
	r.Warn("%s: left there, %s: %s", a, why, count.First(shown, 10, ", "))
}

// fileOf is an entry of a listing as a file to take; ok is false where it is none.
func fileOf(a Account, e fs.FileInfo) (f *file, ok bool) {
	f = new(file)
	f.report, f.zipped = unzipped(e.Name())
	f.Name, ok = ParseName(f.report)
	f.from = Source{User: a.User, Host: a.Host, Path: path.Join("/", a.Folder, e.Name()), Size: e.Size()}
	return f, ok && e.Mode().IsRegular() && safe(e.Name()) && safe(f.report)
}

// sort puts a file among those to take, or counts why it is not.
func (r *round) sort(v *visitor, f *file) {
	n := &r.res.Count
	n.Listed++
	if f.Kind == BibProcessing {
		r.came = append(r.came, Coming{f.Symbol, f.Day})
	}
	var known bool
	known, f.changed = r.ledger.knows(f.from)
	twice := slices.ContainsFunc(v.left, func(other *file) bool { return other.report == f.report })
	switch {
	case known, twice && !f.changed:
		n.Known++
	case f.Day.Before(r.Since), len(r.Kinds) > 0 && !slices.Contains(r.Kinds, f.Kind):
		n.Unwanted++
	default:
		v.left = append(v.left, f)
	}
}
