package filex

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"datasync/pkg/filex/filextest"
	"datasync/pkg/table"
)

// A desk is where a librarian works: accounts, key and known_hosts, the reports in
// reports, and what was said.
type desk struct {
	t        *testing.T
	dir      string
	paths    []string // printed
	warnings []string
	waits    []time.Duration
}

// newDesk is a desk with accounts at a server.
func newDesk(t *testing.T, s *filextest.Server, symbols ...string) (*desk, []*filextest.Account) {
	d := &desk{t: t, dir: t.TempDir()}
	return d, s.Setup(t, d.dir, symbols...)
}

// call is a call with what lies on the desk. It waits for nothing.
func (d *desk) call() *Call {
	d.t.Helper()
	in, err := table.Open(filepath.Join(d.dir, "accounts.tsv"), "", Columns...)
	if err != nil {
		d.t.Fatal(err)
	}
	defer in.Close()
	accounts, err := ReadAccounts(in, d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	hosts, err := ReadHosts(filepath.Join(d.dir, "known_hosts"))
	if err != nil {
		d.t.Fatal(err)
	}
	c := New(accounts, hosts, d.reports(), filepath.Join(d.reports(), LedgerName))
	c.Day = today
	c.Now = func() time.Time { return today.Add(10 * time.Hour) }
	c.Sleep = func(_ context.Context, wait time.Duration) error {
		d.waits = append(d.waits, wait)
		return nil
	}
	d.paths, d.warnings, d.waits = nil, nil, nil
	c.Took = func(path string) error { d.paths = append(d.paths, filepath.Base(path)); return nil }
	c.Warn = func(format string, args ...any) { d.warnings = append(d.warnings, fmt.Sprintf(format, args...)) }
	return c
}

func (d *desk) reports() string { return filepath.Join(d.dir, "reports") }

// run runs a call, whose faults must be those wanted.
func (d *desk) run(c *Call, faults ...string) *Result {
	d.t.Helper()
	r, err := c.Run(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	d.same("faults", faultsOf(r), faults)
	n := r.Count
	if n.New+n.Known+n.Unwanted+n.Failed != n.Listed {
		d.t.Errorf("%+v do not add up", n)
	}
	return r
}

func faultsOf(r *Result) []string {
	var texts []string
	for _, f := range r.Faults {
		texts = append(texts, f.Error())
	}
	return texts
}

func (d *desk) same(what string, got, want []string) {
	d.t.Helper()
	if !slices.Equal(got, want) {
		d.t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// has looks whether the folder of the reports has these files, with these bytes, and
// the ledger, whose sums must be right, and nothing else.
func (d *desk) has(files map[string]string) {
	d.t.Helper()
	entries, err := os.ReadDir(d.reports())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == LedgerName {
			continue
		}
		text, err := os.ReadFile(filepath.Join(d.reports(), e.Name()))
		if want, ok := files[e.Name()]; !ok || err != nil || string(text) != want {
			d.t.Errorf("%q has %d bytes, %v; want %d (%t)", e.Name(), len(text), err, len(want), ok)
		}
	}
	if len(entries) != len(files)+1 {
		d.t.Errorf("%d files beside the ledger, want %d", len(entries)-1, len(files))
	}
	l, err := ReadLedger(filepath.Join(d.reports(), LedgerName))
	if err != nil {
		d.t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, r := range l.Reports() {
		sum := sha256.Sum256([]byte(files[r.Name]))
		if r.SHA256 != hex.EncodeToString(sum[:]) || r.Bytes != int64(len(files[r.Name])) {
			d.t.Errorf("the ledger has %+v", r)
		}
		seen[r.Name] = true
	}
	for name := range files {
		if !seen[name] {
			d.t.Errorf("the ledger does not have %q", name)
		}
	}
}

// Names with "$", "#" and blanks; files that are no reports; a second call.
func TestFetch(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF", "OCUL")
	a[0].Put(cef, []byte("report"))
	a[0].Put(xref, nil)
	a[0].Put(other, []byte("lbd"))
	a[0].Put("\x1b]0;x\x07\u202e.txt", []byte("evil"))
	a[0].Put(strings.Replace(cef, "weekly", `..\weekly`, 1), []byte("evil"))
	a[0].Put(strings.Replace(cef, "weekly", "\x1b[2J", 1), []byte("evil"))
	a[0].PutLink(strings.Replace(cef, "weekly", "link", 1))
	a[1].Put(lu, []byte("lu"))
	a[1].Put(cef, []byte("report"))
	want := map[string]string{cef: "report", xref: "", lu: "lu"}

	dry := d.call()
	dry.DryRun = true
	d.run(dry)
	d.same("a dry run", d.paths, []string{cef, xref, lu})
	if _, err := os.Stat(d.reports()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a dry run makes a folder: %v", err)
	}
	if n := s.Counts(); n.Opens != 0 {
		t.Errorf("a dry run opens %d files", n.Opens)
	}

	r := d.run(d.call())
	d.same("printed", d.paths, []string{cef, xref, lu})
	d.has(want)
	if n := (Count{Listed: 4, New: 3, Known: 1}); r.Count != n {
		t.Errorf("%+v, want %+v", r.Count, n)
	}
	named := func(original string) string { return strings.Replace(cef, "weekly", original, 1) }
	d.same("warnings", d.warnings, []string{
		"CEF (fx_cef at " + s.Addr() + "): left there, not named as OCLC names reports; if it is one, take it by hand: " +
			named("\x1b[2J") + ", " + named(`..\weekly`) + ", " + named("link"),
		"CEF (fx_cef at " + s.Addr() + `): left there, no report of the kinds that are fetched: ` + "\x1b]0;x\a\u202e.txt, " + other,
	})
	ledger, err := os.ReadFile(filepath.Join(d.reports(), LedgerName))
	sum := sha256.Sum256([]byte("report"))
	wantLedger := "Name\tSymbol\tBytes\tSHA-256\tFetched\tFrom\n" +
		cef + "\tCEF\t6\t" + hex.EncodeToString(sum[:]) + "\t2026-01-31T10:00:00Z\tfx_cef@" + s.Addr() + "/xfer/metacoll/reports/" + cef + " 6\n"
	if err != nil || !strings.HasPrefix(string(ledger), wantLedger) {
		t.Errorf("ledger, %v:\n%s\nwant\n%s", err, ledger, wantLedger)
	}

	s.Reset()
	r = d.run(d.call())
	if n := s.Counts(); len(d.paths) != 0 || r.Count.Known != 4 || n.Opens != 0 || n.Listings != 2 || n.Writes != 0 {
		t.Errorf("again: %q, %+v, %+v", d.paths, r.Count, n)
	}
	d.has(want)
}

// --since and --kind leave reports for another call.
func TestUnwanted(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF")
	a[0].Put(cef, []byte("1"))
	a[0].Put(xref, []byte("2"))
	c := d.call()
	c.Since = today.AddDate(0, 0, -6)
	if r := d.run(c); r.Count != (Count{Listed: 2, New: 1, Unwanted: 1}) {
		t.Errorf("%+v", r.Count)
	}
	c = d.call()
	c.Kinds = []Kind{CrossRef, Unresolved}
	if r := d.run(c); r.Count != (Count{Listed: 2, Known: 1, Unwanted: 1}) {
		t.Errorf("%+v", r.Count)
	}
	d.run(d.call())
	d.same("the rest", d.paths, []string{cef})
}

// What is the same report, and what another of its name.
func TestStanding(t *testing.T) {
	second := strings.Replace(cef, "weekly", "weekly-2", 1)
	pack := func(text string) []byte { return filextest.Zip(t, [2]string{"any/../name.txt", text}) }
	zipName, shortZip := cef+".zip", strings.TrimSuffix(cef, ".txt")+".ZIP"
	type put struct {
		name string
		data []byte
	}
	for _, tt := range []struct {
		what    string
		before  []put
		after   []put // instead of before
		printed []string
		warns   bool
		want    map[string]string
		opens   int
	}{
		{"zip after plain", []put{{cef, []byte("one")}}, []put{{zipName, pack("one")}}, nil, false, map[string]string{cef: "one"}, 0},
		{"X.zip after plain", []put{{cef, []byte("one")}}, []put{{shortZip, pack("one")}}, nil, false, map[string]string{cef: "one"}, 0},
		{"plain and zip", nil, []put{{zipName, pack("one")}, {cef, []byte("one")}}, []string{cef}, false, map[string]string{cef: "one"}, 1},
		{"zip", nil, []put{{zipName, pack("one")}}, []string{cef}, false, map[string]string{cef: "one"}, 1},
		{"X.zip", nil, []put{{shortZip, pack("one")}}, []string{cef}, false, map[string]string{cef: "one"}, 1},
		{"plain after zip", []put{{zipName, pack("one")}}, []put{{cef, []byte("one")}}, nil, false, map[string]string{cef: "one"}, 0},
		{"longer", []put{{cef, []byte("one")}}, []put{{cef, []byte("longer")}}, []string{second}, true, map[string]string{cef: "one", second: "longer"}, 1},
		{"another zip", []put{{zipName, pack("one")}}, []put{{zipName, pack("longer")}}, []string{second}, true, map[string]string{cef: "one", second: "longer"}, 1},
		{"packed otherwise", []put{{zipName, pack("one")}}, []put{{zipName, filextest.Zip(t, [2]string{"y", "one"})}}, nil, false, map[string]string{cef: "one"}, 1},
		{"longer plain after zip", []put{{zipName, pack("one")}}, []put{{cef, []byte("longer")}}, []string{second}, true, map[string]string{cef: "one", second: "longer"}, 1},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s := filextest.Start(t)
			d, a := newDesk(t, s, "CEF")
			for _, p := range tt.before {
				a[0].Put(p.name, p.data)
			}
			d.run(d.call())
			for _, p := range tt.before {
				a[0].Remove(p.name)
			}
			for _, p := range tt.after {
				a[0].Put(p.name, p.data)
			}
			s.Reset()
			d.run(d.call())
			d.same("printed", d.paths, tt.printed)
			if n := s.Counts().Opens; tt.warns != (len(d.warnings) == 1) || n != tt.opens {
				t.Errorf("warnings %q, %d files opened, want %t and %d", d.warnings, n, tt.warns, tt.opens)
			}
			d.has(tt.want)
			s.Reset()
			d.run(d.call())
			if n := s.Counts().Opens; n != 0 || len(d.paths) != 0 {
				t.Errorf("a third time: %q, %d files opened", d.paths, n)
			}
			d.has(tt.want)
		})
	}
}

// What lies in the folder already, and is not in the ledger, is never overwritten.
func TestOccupied(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF")
	a[0].Put(cef, []byte("one"))
	a[0].Put(xref, []byte("two"))
	d.write("reports/"+cef, "one") // as collected by hand
	d.write("reports/"+xref, "another")
	d.write("reports/.getreports-1.part", "of a call that was killed")
	d.write("reports/.getreports-1-unzipped.part", "of a call that was killed")
	d.run(d.call())
	second := strings.Replace(xref, "123.", "123-2.", 1)
	d.same("printed", d.paths, []string{cef, second})
	d.same("warnings", d.warnings, []string{xref + " is there with other bytes; what OCLC has now is kept beside it as " + second})
	if text, err := os.ReadFile(filepath.Join(d.reports(), xref)); string(text) != "another" {
		t.Errorf("%q, %v", text, err)
	}
	if entries, err := os.ReadDir(d.reports()); err != nil || len(entries) != 4 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	name = filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		d.t.Fatal(err)
	}
}

// ZIP files that are no report's; the others come.
func TestBadZip(t *testing.T) {
	whole := filextest.Zip(t, [2]string{"x", strings.Repeat("report\n", 1000)})
	flipped := slices.Clone(whole)
	flipped[60] ^= 1
	locked := slices.Clone(whole)
	at := strings.Index(string(locked), "PK\x01\x02") + 8
	locked[at] |= 1
	for _, tt := range []struct {
		what string
		data []byte
		want string
	}{
		{"two", filextest.Zip(t, [2]string{"x", "1"}, [2]string{"y", "2"}), "the ZIP file has 2 files, and should have the one report; look at it by hand, and ask OCLC"},
		{"none", filextest.Zip(t), "the ZIP file has 0 files, and should have the one report; look at it by hand, and ask OCLC"},
		{"long", filextest.Zip(t, [2]string{"x", strings.Repeat("0", 2_000_001)}), "the ZIP file holds more than 2 MB, which no report has; look at it by hand, and ask OCLC"},
		{"text", []byte("text"), "this is no ZIP file, or a damaged one; look at it by hand, and ask OCLC"},
		{"cut", whole[:len(whole)-1], "this is no ZIP file, or a damaged one; look at it by hand, and ask OCLC"},
		{"flipped", flipped, "the ZIP file is damaged; look at it by hand, and ask OCLC"},
		{"locked", locked, "the ZIP file has a password; look at it by hand, and ask OCLC"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s := filextest.Start(t)
			d, a := newDesk(t, s, "CEF")
			a[0].Put(cef+".zip", tt.data)
			a[0].Put(xref+".zip", whole)
			c := d.call()
			c.limit = 2_000_000
			r := d.run(c, "CEF: "+cef+".zip: "+tt.want)
			d.has(map[string]string{xref: strings.Repeat("report\n", 1000)})
			if err := r.Err(); err == nil || r.Faults[0].again || !r.Faults[0].Mend {
				t.Errorf("%+v", r.Faults[0])
			}
		})
	}
}

// An account down, one that refuses, one with a key that is not there: the others go
// on, and each is told.
func TestFaults(t *testing.T) {
	s, gone := filextest.Start(t), filextest.Start(t)
	d, a := newDesk(t, s, "CEF", "UWO", "LAKE", "YORK", "OCUL")
	for i, account := range a {
		account.Put(strings.Replace(cef, "CEF.", fmt.Sprintf("X%d.", i), 1), []byte("x"))
	}
	filextest.NewKey(t, "ed25519").Save(t, filepath.Join(d.dir, "other.key"), "")
	a[3].Refuse(true)
	gone.Setup(t, t.TempDir())
	d.write("accounts.tsv", "Symbol\tHost\tKey\tFolder\nCEF\t"+s.Addr()+"\tfilex.key\t\nUWO\t"+s.Addr()+"\tother.key\t\n"+
		"LAKE\t"+s.Addr()+"\tnone.key\t\nYORK\t"+s.Addr()+"\tfilex.key\t\nGONE\t127.0.0.1:1\tfilex.key\t\nLOST\t127.0.0.1:1\tfilex.key\t\n"+
		"CEF\t"+s.Addr()+"\tfilex.key\t/xfer/nowhere\nOCUL\t"+s.Addr()+"\tfilex.key\t\n")
	r := d.run(d.call(),
		"UWO: "+s.Addr()+" refuses the key of fx_uwo; does OCLC have its public half, and is User right?",
		"LAKE: "+filepath.Join(d.dir, "accounts.tsv")+":4: the file that its Key names is not there; a name without a folder is looked for beside the table",
		"YORK: "+s.Addr()+" refuses the key of fx_york; does OCLC have its public half, and is User right?",
		"GONE: no connection with 127.0.0.1:1: connect: connection refused; the same again takes what is missing",
		"LOST: no connection with 127.0.0.1:1: connect: connection refused; the same again takes what is missing",
		"CEF: the server has no folder /xfer/nowhere that this account may read; is Folder right?")
	if len(d.paths) != 2 {
		t.Errorf("printed %q", d.paths)
	}
	if want := []time.Duration{2e9, 4e9, 8e9, 16e9}; !slices.Equal(d.waits, want) {
		t.Errorf("waits %v, want %v", d.waits, want)
	}
	if err := r.Err(); err == nil || strings.Count(err.Error(), "\n") != 5 {
		t.Errorf("%v", err)
	}
}

// A host that is not known, or that has changed, gets nothing; it is told once for all
// accounts on it, and the accounts of other hosts go on.
func TestHosts(t *testing.T) {
	ed, ec, rsa := filextest.NewKey(t, "ed25519"), filextest.NewKey(t, "ecdsa"), filextest.NewKey(t, "rsa")
	line := func(s *filextest.Server, k filextest.Key) string {
		return strings.Fields(s.KnownHosts())[0] + " " + strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k.Public(t))))
	}
	print := func(k filextest.Key) string { return ssh.FingerprintSHA256(k.Public(t)) }
	for _, tt := range []struct {
		what  string
		keys  []filextest.Key // of the server
		known func(s *filextest.Server) string
		want  func(s *filextest.Server, file string) string // "" for fetched
	}{
		{"unknown", []filextest.Key{ed}, func(*filextest.Server) string { return "" }, func(s *filextest.Server, file string) string {
			return "CEF, UWO: " + s.Addr() + " is not known: its ed25519 key has the fingerprint " + print(ed) +
				"; compare that with the one that OCLC names, and if they are the same, add this line to " + file + ": " + line(s, ed)
		}},
		{"changed", []filextest.Key{ed}, func(s *filextest.Server) string {
			return "# a comment\n" + line(s, filextest.NewKey(t, "ed25519")) + "\n"
		}, nil},
		{"its only known key is gone", []filextest.Key{ec}, func(s *filextest.Server) string { return line(s, ed) }, func(s *filextest.Server, file string) string {
			return "CEF, UWO: " + s.Addr() + " is another than before: its ecdsa-sha2-nistp256 key has the fingerprint " + print(ec) + ", and line 1 of " + file + " has " + print(ed) +
				" (ed25519); nothing was sent to it; only if OCLC says that it has a new key, replace that line with: " + line(s, ec)
		}},
		{"revoked", []filextest.Key{ed}, func(s *filextest.Server) string { return "@revoked * " + strings.SplitN(line(s, ed), " ", 2)[1] }, func(s *filextest.Server, file string) string {
			return "CEF, UWO: " + s.Addr() + " shows a key that line 1 of " + file + " revokes: " + print(ed) + "; nothing was sent to it; ask OCLC"
		}},
		{"one of three kinds known: rsa", []filextest.Key{ed, ec, rsa}, func(s *filextest.Server) string { return line(s, rsa) }, func(*filextest.Server, string) string { return "" }},
		{"one of three kinds known: ecdsa", []filextest.Key{ed, ec, rsa}, func(s *filextest.Server) string { return line(s, ec) }, func(*filextest.Server, string) string { return "" }},
		{"among lines of other times", []filextest.Key{ed}, func(s *filextest.Server) string {
			return "old.example.org ssh-dss AAAAB3NzaC1kc3MAAACB\r\nnonsense\n" + line(s, ed) + " comment\r\n"
		}, func(*filextest.Server, string) string { return "" }},
	} {
		t.Run(tt.what, func(t *testing.T) {
			var signers []ssh.Signer
			for _, k := range tt.keys {
				signers = append(signers, k.Signer(t))
			}
			s, fine := filextest.Start(t, signers...), filextest.Start(t)
			d, a := newDesk(t, s, "CEF", "UWO")
			a[0].Put(cef, []byte("x"))
			file := filepath.Join(d.dir, "known_hosts")
			filextest.NewKey(t, "rsa").Save(t, filepath.Join(d.dir, "fine.key"), "")
			key, err := os.ReadFile(filepath.Join(d.dir, "fine.key.pub"))
			if err != nil {
				t.Fatal(err)
			}
			public, _, _, _, err := ssh.ParseAuthorizedKey(key)
			if err != nil {
				t.Fatal(err)
			}
			fine.Account("fx_fine", public).Put(xref, []byte("fine"))
			d.write("accounts.tsv", "Symbol\tHost\tKey\nCEF\t"+s.Addr()+"\tfilex.key\nUWO\t"+s.Addr()+"\tfilex.key\nFINE\t"+fine.Addr()+"\tfine.key\n")
			d.write("known_hosts", tt.known(s)+"\n"+fine.KnownHosts())
			r, err := d.call().Run(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(faultsOf(r), "\n")
			if tt.want != nil && got != tt.want(s, file) {
				t.Errorf("%s\nwant %s", got, tt.want(s, file))
			}
			if tt.want == nil && !strings.Contains(got, "and line 2 of "+file+" has SHA256:") {
				t.Errorf("%s", got)
			}
			if got == "" {
				d.same("printed", d.paths, []string{cef, xref})
				return
			}
			d.same("printed", d.paths, []string{xref})
			if n := s.Counts(); n.Logins != 0 || n.Connections != 1 || len(d.waits) > 0 || !r.Faults[0].Mend {
				t.Errorf("%+v, waits %v, %+v", n, d.waits, r.Faults[0])
			}
		})
	}
}

// The connection is cut at every tenth of what goes over it: once, and the call itself
// goes on; always, and nothing half is there, and the next call takes what is missing.
func TestCut(t *testing.T) {
	big, small := strings.Repeat("CEF_1012688_1748084545832::bib::1|991000000015151|1|2|match\n", 5000), "small"
	files := map[string]string{cef: big, xref: small}
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF")
	for name, text := range files {
		a[0].Put(name, []byte(text))
	}
	d.run(d.call())
	all := s.Counts().Sent
	for tenth := range int64(10) {
		for _, times := range []int{1, 1000} {
			d := &desk{t: t, dir: t.TempDir()}
			account := s.Setup(t, d.dir, "CEF")[0]
			for name, text := range files {
				account.Put(name, []byte(text))
			}
			s.Cut(all*tenth/10, times)
			r, err := d.call().Run(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			first := d.paths
			if (times == 1) != (len(r.Faults) == 0) {
				t.Errorf("cut at %d tenths %d times: %q", tenth, times, faultsOf(r))
			}
			if times > 1 {
				for _, f := range r.Faults {
					if f.Mend || !f.again || !strings.HasSuffix(f.Error(), "; the same again takes what is missing") {
						t.Errorf("cut at %d tenths: %v", tenth, f)
					}
				}
				d.noneHalf(files)
				s.Cut(0, 0)
				d.run(d.call())
			}
			if n := len(first) + len(d.paths); times > 1 && n != 2 || times == 1 && len(first) != 2 {
				t.Errorf("cut at %d tenths: printed %q, then %q", tenth, first, d.paths)
			}
			d.has(files)
			s.Cut(0, 0)
		}
	}
}

// noneHalf looks whether each report that has its name is whole.
func (d *desk) noneHalf(files map[string]string) {
	d.t.Helper()
	entries, err := os.ReadDir(d.reports())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(d.reports(), e.Name()))
		if err != nil {
			d.t.Fatal(err)
		}
		if ours := strings.HasPrefix(e.Name(), ".getreports-") || e.Name() == LedgerName; !ours && string(text) != files[e.Name()] {
			d.t.Errorf("%s has %d bytes", e.Name(), len(text))
		}
	}
}

// A call that is killed before any of its steps: what has a name is whole, and the
// same again takes what is missing, and no report twice.
func TestKilled(t *testing.T) {
	files := map[string]string{cef: strings.Repeat("0123456789\n", 10_000), xref: "small"}
	for i := range 3 {
		files[strings.Replace(cef, "weekly", fmt.Sprint(i), 1)] = fmt.Sprint("report ", i)
	}
	s := filextest.Start(t)
	killed := errors.New("killed")
	d0, a := newDesk(t, s, "CEF")
	for name, text := range files {
		a[0].Put(name, []byte(text))
	}
	files[lu] = "zipped"
	a[0].Put(lu+".zip", filextest.Zip(t, [2]string{"x", "zipped"}))
	n := 0
	for ; ; n++ {
		d := &desk{t: t, dir: t.TempDir()}
		if err := os.CopyFS(d.dir, os.DirFS(d0.dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(d.dir, "filex.key"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := d.call()
		left := n
		c.disk.stop = func() error {
			if left--; left < 0 {
				return killed
			}
			return nil
		}
		_, err := c.Run(context.Background())
		if err == nil {
			break
		}
		if !errors.Is(err, killed) {
			t.Fatalf("before step %d: %v", n, err)
		}
		d.noneHalf(files)
		first := d.paths
		s.Reset()
		d.run(d.call())
		d.has(files)
		// At most the one that was killed between its name and the ledger is named twice.
		both := append(slices.Clone(first), d.paths...)
		slices.Sort(both)
		if distinct := len(slices.Compact(slices.Clone(both))); distinct != len(files) || len(both) > len(files)+1 {
			t.Errorf("before step %d: printed %q, then %q", n, first, d.paths)
		}
		l, err := ReadLedger(filepath.Join(d.reports(), LedgerName))
		if err != nil || len(l.Reports()) != len(files) {
			t.Errorf("before step %d: the ledger has %d rows, %v", n, len(l.Reports()), err)
		}
		s.Reset()
		d.run(d.call())
		if s.Counts().Opens != 0 {
			t.Errorf("before step %d: the third call fetches", n)
		}
	}
	if n < 40 {
		t.Errorf("only %d steps", n)
	}
	t.Logf("%d steps", n)
}

// A file that has another size than it is listed with is asked for again, and then told; the others come.
func TestSize(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF")
	a[0].Put(xref, []byte("fine"))
	for _, size := range []int64{3, 70_000} {
		a[0].PutListed(cef, []byte("other"), size)
		d.run(d.call(), fmt.Sprintf("CEF: %s: it is listed with %d bytes, and others came; OCLC may be writing it; the same again takes what is missing", cef, size))
		d.has(map[string]string{xref: "fine"})
		if len(d.waits) != Tries-1 {
			t.Errorf("%d waits", len(d.waits))
		}
	}
	// It grows while it is fetched, and is whole at the next try.
	a[0].PutListed(cef, []byte("grown"), 3)
	s.Reset()
	s.OnRead(func(int) { a[0].Put(cef, []byte("grown")); s.OnRead(nil) })
	d.run(d.call())
	d.has(map[string]string{xref: "fine", cef: "grown"})
	s.Reset()
	d.run(d.call())
	if s.Counts().Opens != 0 {
		t.Error("it is fetched again")
	}
}

// A server that falls silent is given up, and so is one that is interrupted; one that is slow is not.
func TestSilentServer(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF", "UWO")
	a[0].Put(cef, []byte("report"))
	s.Stall(true)
	c := d.call()
	c.Timeout = 100 * time.Millisecond
	r, err := c.Run(context.Background()) // a busy machine may be late at once
	if err != nil || len(r.Faults) != 1 || !strings.HasSuffix(r.Faults[0].Error(), " broke off: it takes too long; the same again takes what is missing") {
		t.Errorf("%q, %v", faultsOf(r), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.OnRead(func(int) { cancel() })
	if _, err := d.call().Run(ctx); !errors.Is(err, ErrInterrupted) {
		t.Errorf("interrupted: %v", err)
	}
	s.Stall(false)
	s.OnRead(func(int) { time.Sleep(20 * time.Millisecond) })
	a[0].Put(xref, []byte(strings.Repeat("slow\n", 100_000)))
	d.run(d.call())
	d.has(map[string]string{cef: "report", xref: strings.Repeat("slow\n", 100_000)})
}

// Of a library whose account is down nobody knows whether it is silent.
func TestUnheard(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF", "OCUL")
	for weeks := range 4 {
		day := today.AddDate(0, 0, -7*weeks-7).Format("20060102")
		a[0].Put(strings.Replace(cef, "20260124", day, 1), []byte("cef"))
		a[1].Put(strings.Replace(lu, "20260124", day, 1), []byte("lu"))
	}
	silence := func(r *Result) string {
		text := ""
		for _, s := range r.Silent {
			text += s.Symbol + " " + s.Since.Format(time.DateOnly) + "; "
		}
		return text
	}
	if got := silence(d.run(d.call())); got != "CEF 2026-01-24; LU$ 2026-01-24; " {
		t.Errorf("silent: %s", got)
	}
	a[1].Refuse(true)
	if got := silence(d.run(d.call(), "OCUL: "+s.Addr()+" refuses the key of fx_ocul; does OCLC have its public half, and is User right?")); got != "CEF 2026-01-24; " {
		t.Errorf("silent: %s", got)
	}
	// Nor whether one is of whose reports only the listing tells.
	d.write("reports/"+LedgerName, "")
	a[0].Put(strings.Replace(cef, "20260124", "20260130", 1), []byte("new"))
	c := d.call()
	c.Since = today.AddDate(1, 0, 0)
	if got := silence(d.run(c, "OCUL: "+s.Addr()+" refuses the key of fx_ocul; does OCLC have its public half, and is User right?")); got != "" {
		t.Errorf("silent: %s", got)
	}
}

// A name that our file system does not take: the others come.
func TestLongName(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF")
	long := strings.Replace(cef, "weekly", strings.Repeat("x", 250), 1)
	a[0].Put(long, []byte("long"))
	a[0].Put(xref, []byte("fine"))
	d.run(d.call(), "CEF: "+short(long)+" cannot be put there: file name too long")
	d.has(map[string]string{xref: "fine"})
}

// One call at a time works with a ledger.
func TestLocked(t *testing.T) {
	s := filextest.Start(t)
	d, a := newDesk(t, s, "CEF")
	a[0].Put(cef, []byte("report"))
	c := d.call()
	other := d.call()
	c.Took = func(string) error {
		_, err := other.Run(context.Background())
		if want := filepath.Join(d.reports(), LedgerName) + ": another call is fetching reports there; wait for it"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		return nil
	}
	d.run(c)
}

// Three months of all libraries: the second time nothing is fetched, and each account is listed once.
func TestAllLibraries(t *testing.T) {
	const days = 14
	s := filextest.Start(t)
	var symbols []string
	for i := range 18 {
		symbols = append(symbols, fmt.Sprintf("L%02d", i))
	}
	d, a := newDesk(t, s, symbols...)
	for i, account := range a {
		for day := range days {
			name := fmt.Sprintf("OCUL-%s.10126%02d.IN.BIB.D%s.T101500123.weekly.BibProcessingReport.txt", symbols[i], i, today.AddDate(0, 0, -day).Format("20060102"))
			text := fmt.Sprintf("%s on day %d\n", symbols[i], day)
			if day < 7 {
				account.Put(name, []byte(text))
			} else {
				account.Put(name+".zip", filextest.Zip(t, [2]string{name, text}))
			}
		}
	}
	r := d.run(d.call())
	if r.Count != (Count{Listed: 18 * days, New: 18 * days}) || len(d.paths) != 18*days {
		t.Errorf("%+v, %d printed", r.Count, len(d.paths))
	}
	for i, account := range a { // a week later all are zipped
		for day := range 7 {
			name := fmt.Sprintf("OCUL-%s.10126%02d.IN.BIB.D%s.T101500123.weekly.BibProcessingReport.txt", symbols[i], i, today.AddDate(0, 0, -day).Format("20060102"))
			account.Remove(name)
			account.Put(name+".zip", filextest.Zip(t, [2]string{name, "x"}))
		}
	}
	s.Reset()
	r = d.run(d.call())
	if n := s.Counts(); r.Count.Known != 18*days || n.Listings != 18 || n.Connections != 18 || n.Opens != 0 || n.Writes != 0 || len(d.paths) != 0 {
		t.Errorf("again: %+v, %+v, %q", r.Count, n, d.paths)
	}
}
