package filex

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"datasync/pkg/table"
)

var today = time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)

const (
	cef   = "OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weekly.BibProcessingReport.txt"
	lu    = "OCUL-LU$.1012790.IN.BIB.D20260124.T124500789.LU #2 of a week.BibProcessingReport.txt"
	xref  = "OCUL-CEF.1012688.IN.BIB.D20260125.T101500123.BibUnresolvedCrossRefReport.txt"
	other = "OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weekly.LbdProcessingReport.txt"
)

func date(s string) time.Time {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return day
}

var nameCases = []struct {
	name string
	want Name // without Kind: no report that is fetched
}{
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weekly.BibProcessingReport.txt", Name{"OCUL", "CEF", "1012688", date("2026-01-24"), BibProcessing}},
	{"OCUL-LU$.1012790.IN.BIB.D20260124.T124500789.LU-weekly.BibExceptionReport.txt", Name{"OCUL", "LU$", "1012790", date("2026-01-24"), BibException}},
	{"A#B-@LU.1.IN.BIB.D20240229.T1.a b.c-d..x.BibCrossRefReport.txt", Name{"A#B", "@LU", "1", date("2024-02-29"), CrossRef}},
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.BibUnresolvedCrossRefReport.txt", Name{"OCUL", "CEF", "1012688", date("2026-01-24"), Unresolved}},
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123-2.BibUnresolvedCrossRefReport.txt", Name{"OCUL", "CEF", "1012688", date("2026-01-24"), Unresolved}},
	{"ocul-cef.1012688.in.bib.d20260124.t101500123.x.bibprocessingreport.TXT", Name{"ocul", "cef", "1012688", date("2026-01-24"), BibProcessing}},
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.BibProcessingReport.txt.BibExceptionReport.txt", Name{"OCUL", "CEF", "1012688", date("2026-01-24"), BibException}},
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weekly.LbdProcessingReport.txt", Name{}},
	{"OCUL-CEF.1012688.IN.BIB.D20260230.T101500123.CEF-weekly.BibProcessingReport.txt", Name{}},
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weekly.BibProcessingReport.txt.processed", Name{}},
	{"OCUL-CEF.1012688.IN.BIB.D20260124.T101500123.CEF-weeklyBibProcessingReport.txt", Name{}},
	{"-CEF.1012688.IN.BIB.D20260124.T101500123.x.BibProcessingReport.txt", Name{}},
	{"CEF.1012688.IN.BIB.D20260124.T101500123.x.BibProcessingReport.txt", Name{}},
	{"BibProcessingReport.txt", Name{}},
	{"", Name{}},
}

func TestParseName(t *testing.T) {
	for _, tt := range nameCases {
		got, ok := ParseName(tt.name)
		if got != tt.want || ok != (tt.want.Kind != "") {
			t.Errorf("ParseName(%q) = %+v, %t; want %+v", tt.name, got, ok, tt.want)
		}
	}
}

// The second file of a name is a report of the same library, day and kind.
func FuzzNumbered(f *testing.F) {
	for _, tt := range nameCases {
		f.Add(tt.name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		n, ok := ParseName(name)
		if !ok {
			return
		}
		second := numbered(name, 2)
		if again, ok := ParseName(second); !ok || again != n || second == name {
			t.Errorf("%q is %+v, its second %q is %+v, %t", name, n, second, again, ok)
		}
		for _, zip := range []string{name + ".zip", strings.TrimSuffix(name, ".txt") + ".ZIP"} {
			report, zipped := unzipped(zip)
			if strings.HasSuffix(name, ".txt") && (report != name || !zipped) {
				t.Errorf("unzipped(%q) = %q, %t", zip, report, zipped)
			}
		}
		if !looksLikeReport(name) {
			t.Errorf("%q does not look like a report", name)
		}
	})
}

func TestSafe(t *testing.T) {
	for name, want := range map[string]bool{
		"a.txt": true, "LU$ #2 é.txt": true, "a\u00a0b": true, "..a": true,
		"": false, "..": false, "../a": false, "/a": false, "a/b": false, `a\b`: false, `..\a`: false,
		"a\nb": false, "a\x1b[2Jb": false, "a\x00": false, "a\x7f": false, "a\u0085": false, "a\u2028b": false,
		"a\u202eb": false, "a\u200bb": false, "a\xff": false,
	} {
		if got := safe(name); got != want {
			t.Errorf("safe(%q) = %t", name, got)
		}
	}
}

func TestShort(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "LU$ é": "LU$ é", strings.Repeat("é", 300): strings.Repeat("é", 300), strings.Repeat("é", 301): strings.Repeat("é", 300) + "…",
	} {
		if got := short(text); got != want {
			t.Errorf("short(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestUserOf(t *testing.T) {
	for symbol, want := range map[string]string{"CEF": "fx_cef", "LU$": "fx_lu_36", "#AB": "fx__35ab", "A@b": "fx_a_64b"} {
		if got := UserOf(symbol); got != want {
			t.Errorf("UserOf(%q) = %q, want %q", symbol, got, want)
		}
	}
}

func TestReadAccounts(t *testing.T) {
	full := Account{"CEF", "fx_cef", "filex-r3.oclc.org:22", filepath.Join("dir", "k"), "/xfer/metacoll/reports", "accounts.csv:2"}
	with := func(change func(*Account)) []Account { a := full; change(&a); return []Account{a} }
	absolute, err := filepath.Abs("k")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		table string
		want  []Account
		err   string
	}{
		{"Symbol,Key\nCEF,k\n", []Account{full}, ""},
		{"key,symbol,note,user,host,folder\nk, CEF ,x,,,\n", []Account{full}, ""},
		{"Symbol,Key\nLU$,k\n", with(func(a *Account) { a.Symbol, a.User = "LU$", "fx_lu_36" }), ""},
		{"Symbol,Key,User,Host,Folder\nCEF," + absolute + ",me,FileX-m1.oclc.org:2222,reports\n",
			with(func(a *Account) {
				a.Key, a.User, a.Host, a.Folder = absolute, "me", "filex-m1.oclc.org:2222", "reports"
			}), ""},
		{"Symbol,Key,Host\nCEF,k,::1\n", with(func(a *Account) { a.Host = "[::1]:22" }), ""},
		{"Symbol,Key,Host\nCEF,k,[::1]:2222\n", with(func(a *Account) { a.Host = "[::1]:2222" }), ""},
		{"Symbol,Key\n", nil, "accounts.csv:1: the table has no account; a row for each library is wanted"},
		{"Symbol,User\nCEF,x\n", nil, `accounts.csv:1: no column "Key"; there are: Symbol, User`},
		{"Symbol,Key,Passphrase\nCEF,k,secret\n", nil, "accounts.csv:1: take the column Passphrase out, and what is in it: OCLC wants keys and no passwords, and a passphrase belongs to the ssh-agent"},
		{"Symbol,Key\n,k\n", nil, "accounts.csv:2: the row has no Symbol; give the library's symbol at OCLC, such as CEF"},
		{"Symbol,Key\nmy secret,k\n", nil, "accounts.csv:2: the Symbol is no symbol of a library at OCLC, such as CEF or LU$"},
		{"Symbol,Key\nCEF,\n", nil, "accounts.csv:2: CEF has no Key; give the file of its private key"},
		{"Symbol,Key\nCEF,\"-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\"\n", nil, "accounts.csv:2: CEF has the key itself in the column Key; save the key in a file of its own, and give that file's name"},
		{"Symbol,Key,User\nCEF,k,my secret\n", nil, "accounts.csv:2: the User of CEF is no account at FileX, such as fx_cef"},
		{"Symbol,Key,User\nCEF,k,-oProxy\n", nil, "accounts.csv:2: the User of CEF is no account at FileX, such as fx_cef"},
		{"Symbol,Key,Host\nCEF,k,sftp://filex\n", nil, "accounts.csv:2: the Host of CEF is no host, such as filex-r3.oclc.org or filex-r3.oclc.org:22"},
		{"Symbol,Key,Host\nCEF,k,filex:0\n", nil, "accounts.csv:2: the Host of CEF is no host, such as filex-r3.oclc.org or filex-r3.oclc.org:22"},
		{"Symbol,Key,Folder\nCEF,k,a\x1bb\n", nil, "accounts.csv:2: the Folder of CEF holds a character that cannot be seen; type it again"},
		{"Symbol,Key,User\nCEF,k,\nUWO,k,fx_cef\n", nil, "accounts.csv:3: UWO has the account and the folder of CEF; delete one of the two rows"},
	} {
		in, err := table.NewReader(strings.NewReader(tt.table), "accounts.csv", Columns...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadAccounts(in, "dir")
		if !slices.Equal(got, tt.want) || fmt.Sprint(err) != tt.err && (err != nil || tt.err != "") {
			t.Errorf("%q: %+v, %v; want %+v, %s", tt.table, got, err, tt.want, tt.err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", tt.table, err)
		}
	}
}

// A library is silent when nothing came in seven days, and something in each of the four weeks before.
func TestSilent(t *testing.T) {
	for _, tt := range []struct {
		what string
		days []int // before today, of the reports
		want string
	}{
		{"each week", []int{6, 13, 20, 27, 34}, ""},
		{"not this week", []int{7, 14, 21, 28}, "2026-01-24"},
		{"not this week, at the other ends", []int{13, 20, 27, 34}, "2026-01-18"},
		{"today", []int{0, 7, 14, 21, 28}, ""},
		{"tomorrow, in another time zone", []int{-1, 7, 14, 21, 28}, ""},
		{"one of the four is missing", []int{7, 14, 28}, ""},
		{"the oldest is too old", []int{7, 14, 21, 35}, ""},
		{"several a week", []int{8, 7, 9, 14, 21, 22, 28, 80}, "2026-01-24"},
		{"never", nil, ""},
		{"gone for long", []int{60, 67, 74, 81}, ""},
	} {
		var came []Coming
		for _, n := range tt.days {
			came = append(came, Coming{"UWO", today.AddDate(0, 0, -n)}, Coming{"CEF", today.AddDate(0, 0, -n)})
		}
		came = append(came, Coming{"CEF", today})
		got := ""
		for _, s := range Silent(came, time.Date(2026, 1, 31, 22, 0, 0, 0, time.FixedZone("EST", -5*60*60))) {
			got += s.Symbol + s.Since.Format(time.DateOnly)
		}
		if tt.want != "" {
			tt.want = "UWO" + tt.want
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}

// Whose reports in the ledger count.
func TestCame(t *testing.T) {
	report := func(symbol, user, kind string) Report {
		return Report{Name: "OCUL-" + symbol + ".1.IN.BIB.D20260124.T1.x." + kind + ".txt", Symbol: symbol, From: Source{User: user}}
	}
	l := &Ledger{reports: []Report{
		report("CEF", "fx_cef", "BibProcessingReport"), report("CEF", "fx_cef", "BibExceptionReport"),
		report("UWO", "fx_ocul", "BibProcessingReport"), report("GONE", "fx_gone", "BibProcessingReport"),
		{Name: "by hand.txt", Symbol: "CEF", From: Source{User: "fx_cef"}},
	}}
	got := l.Came([]Account{{Symbol: "CEF", User: "fx_cef"}, {Symbol: "OCUL", User: "fx_ocul"}})
	if want := []Coming{{"CEF", date("2026-01-24")}, {"UWO", date("2026-01-24")}}; !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

const (
	ledgerHead = "Name\tSymbol\tBytes\tSHA-256\tFetched\tFrom\n"
	sum        = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	ledgerRow  = cef + "\tCEF\t6\t" + sum + "\t2026-01-31T10:00:00Z\tfx_cef@filex-r3.oclc.org/a/" + cef + ".zip 12\n"
)

// A row that was not written to its end is none, wherever it ends: the report is
// fetched again, and the ledger is whole afterwards.
func TestTornLedger(t *testing.T) {
	text := ledgerHead + ledgerRow + strings.ReplaceAll(ledgerRow, "weekly", "other")
	name := filepath.Join(t.TempDir(), LedgerName)
	for end := range len(text) + 1 {
		whole := text[:strings.LastIndex(text[:end], "\n")+1]
		if err := os.WriteFile(name, []byte(text[:end]), 0o666); err != nil {
			t.Fatal(err)
		}
		read, err := ReadLedger(name)
		if want := max(strings.Count(whole, "\n")-1, 0); err != nil || len(read.Reports()) != want {
			t.Fatalf("the first %d bytes: %v, want %d rows", end, err, want)
		}
		l, err := openLedger(name)
		if err != nil {
			t.Fatal(err)
		}
		r := Report{Name: xref, Symbol: "CEF", SHA256: sum, Fetched: today, From: Source{"u", "h:22", "/" + xref, 0}}
		if err := l.append(r); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if whole == "" {
			whole = ledgerHead
		}
		want := whole + xref + "\tCEF\t0\t" + sum + "\t2026-01-31T00:00:00Z\tu@h/" + xref + " 0\n"
		if got, err := os.ReadFile(name); string(got) != want {
			t.Fatalf("the first %d bytes, and a row: %v\n%s\nwant\n%s", end, err, got, want)
		}
	}
}

func TestBadLedger(t *testing.T) {
	name := filepath.Join(t.TempDir(), LedgerName)
	for _, tt := range []struct{ text, want string }{
		{"Name\tSymbol\nx\ty\n", ":1: this is no ledger of fetched reports, or its columns were changed; they are Name, Symbol, Bytes, SHA-256, Fetched, From"},
		{ledgerHead + strings.Replace(ledgerRow, "\t6\t", "\t-6\t", 1), ":2: Bytes -6 is no number; delete the line, and the report is fetched again"},
		{ledgerHead + strings.Replace(ledgerRow, sum, "e3b0", 1), ":2: SHA-256 e3b0 is none; delete the line, and the report is fetched again"},
		{ledgerHead + strings.Replace(ledgerRow, "T10:00:00Z", "", 1), ":2: Fetched 2026-01-31 is no time, such as 2026-01-24T10:15:00Z"},
		{ledgerHead + strings.Replace(ledgerRow, " 12\n", "\n", 1), ":2: From fx_cef@filex-r3.oclc.org/a/" + cef + ".zip names no file of a server and its size; delete the line, and the report is fetched again"},
		{ledgerHead + "../" + ledgerRow, ":2: Name ../" + cef + " is no name of a file"},
		{ledgerHead + "x\ty\n", ":2: 2 fields, but the header has 6"},
	} {
		if err := os.WriteFile(name, []byte(tt.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadLedger(name); err == nil || err.Error() != name+tt.want {
			t.Errorf("%v\nwant %s", err, name+tt.want)
		}
		if l, err := openLedger(name); err == nil {
			l.Close()
			t.Errorf("%q is opened", tt.text)
		}
	}
}

// What is in a ledger comes out of it again.
func TestReports(t *testing.T) {
	name := filepath.Join(t.TempDir(), LedgerName)
	if err := os.WriteFile(name, []byte("\ufeff"+strings.ReplaceAll(ledgerHead+ledgerRow, "\n", "\r\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	l, err := ReadLedger(name)
	if err != nil {
		t.Fatal(err)
	}
	want := Report{cef, "CEF", 6, sum, today.Add(10 * time.Hour), Source{"fx_cef", "filex-r3.oclc.org:22", "/a/" + cef + ".zip", 12}}
	if got := l.Reports(); !slices.Equal(got, []Report{want}) || !got[0].Day().Equal(date("2026-01-24")) || got[0].Kind() != BibProcessing {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Whether a report is still as it was fetched.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, cef)
	r := Report{Name: cef, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"} // of abc: FIPS 180-2, B.1
	for _, tt := range []struct{ text, want string }{
		{"", ": it was fetched, and is not there any more; put it back, or delete its row in the ledger, and it is fetched again"},
		{"abd", ": it is not as it was fetched; delete it, and its row in the ledger, and it is fetched again"},
		{"abc", ""},
	} {
		if tt.text != "" {
			if err := os.WriteFile(name, []byte(tt.text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Look(dir); (err != nil || tt.want != "") && fmt.Sprint(err) != name+tt.want {
			t.Errorf("%q: %v, want %s", tt.text, err, tt.want)
		}
	}
}

func FuzzSource(f *testing.F) {
	f.Add("fx_cef@filex-r3.oclc.org/xfer/metacoll/reports/a b.txt.zip 1234")
	f.Add("u@[::1]:2222/a 0")
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := parseSource(text)
		if !ok {
			return
		}
		if again, ok := parseSource(s.String()); !ok || again != s {
			t.Errorf("%q is %+v, which is written %q and read %+v, %t", text, s, s, again, ok)
		}
	})
}
