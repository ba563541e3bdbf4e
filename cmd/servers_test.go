//go:build unix

package cmd

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/cli/clitest"
	"datasync/pkg/oclcapi/oclctest"
	"datasync/pkg/ocn"
)

// almaServer is a server whose report and whose records may differ.
type almaServer struct {
	*httptest.Server
	report, bibs *almatest.Server
}

func startAlma(t *testing.T, report, bibs func(id string) (almatest.Record, bool)) almaServer {
	a := almaServer{report: almatest.Handler(report), bibs: almatest.Handler(marc(bibs))}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/bibs") {
			a.bibs.ServeHTTP(w, req)
		} else {
			a.report.ServeHTTP(w, req)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

// marc is the records as they are: in the record itself an OCLC number has its prefix,
// which the report leaves out.
func marc(find func(id string) (almatest.Record, bool)) func(id string) (almatest.Record, bool) {
	prefixed := func(values []string) []string {
		values = slices.Clone(values)
		for i, value := range values {
			if n, ok := ocn.Parse(value); ok && value[0] != '(' {
				values[i] = "(OCoLC)" + string(n)
			}
		}
		return values
	}
	return func(id string) (almatest.Record, bool) {
		r, ok := find(id)
		r.Current, r.Cancelled = prefixed(r.Current), prefixed(r.Cancelled)
		return r, ok
	}
}

// in finds the records of a report, made a record each: that its rows are united
// is for others to test.
func in(t *testing.T, path string) func(id string) (almatest.Record, bool) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]almatest.Record)
	for _, row := range rows[1:] {
		cell := func(name string) []string {
			if at := slices.Index(rows[0], name); at >= 0 && at < len(row) && row[at] != "" {
				return row[at : at+1]
			}
			return nil
		}
		id := strings.Trim(strings.Join(cell("Network Id"), ""), "' \u00a0")
		r := all[id]
		r.Title, r.Suppressed, r.Modified = "Title "+id, "false", "2026-01-20Z"
		r.Lifecycle = strings.Join(cell("Bibliographic Lifecycle"), "")
		for _, v := range []struct {
			to   *[]string
			name string
		}{{&r.Current, "OCLC Control Number (035a)"}, {&r.Cancelled, "OCLC Control Number (035z)"}} {
			for _, text := range cell(v.name) {
				for _, number := range strings.Split(text, "; ") {
					if !slices.Contains(*v.to, number) {
						*v.to = append(*v.to, number)
					}
				}
			}
		}
		r.Institutions = append(r.Institutions, cell("Institution Name")...)
		all[id] = r
	}
	return func(id string) (almatest.Record, bool) {
		r, ok := all[id]
		return r, ok
	}
}

// weekWith is a directory with a datasync.conf for the server at address, and in it
// run, which has done what it can without Analytics report.
func weekWith(t *testing.T, address, from string) string {
	t.Helper()
	dir := t.TempDir()
	conf := "# What does not change.\r\nreport = /shared/OCUL/Reports/OCLC-doublecheck\nserver=" + address + "\n\n  key-file =\tkeys/alma.key  \n"
	for name, text := range map[string]string{"datasync.conf": conf, "keys/alma.key": almatest.Key + "\n"} {
		if err := write(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"-C", "run", "--dnu", filepath.Join(from, "Do_not_change.xlsx")}
	args = append(args, glob(t, from, "*.BibProcessingReport.txt")...)
	must(t, datasync("sh", dir, append(args, glob(t, from, "*bibprocess.txt")...)...))
	return dir
}

// exits runs a command, which must end with code, and returns what it says.
func exits(t *testing.T, code int, c *exec.Cmd) string {
	t.Helper()
	out, _ := c.CombinedOutput()
	if got := c.ProcessState.ExitCode(); got != code {
		t.Fatalf("%s: exit code %d, want %d\n%s", c, got, code, out)
	}
	return string(out)
}

// secret tells whether a key is in any file of a directory, in its name or in what
// was said.
func secret(t *testing.T, dir, said string, keys ...string) {
	t.Helper()
	for name, text := range clitest.Contents(t, dir) {
		for _, key := range keys {
			if strings.Contains(name+text+said, key) {
				t.Errorf("%s, or what was said, holds the key", name)
			}
		}
	}
}

var times = regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ|20\d{6}T\d{6}Z`)

// timeless is contents without the times when servers were asked, and the sums and
// names of what holds them.
func timeless(t *testing.T, dir string) map[string]string {
	all := make(map[string]string)
	for name, text := range clitest.Contents(t, dir) {
		if name == "manifest.tsv" {
			var rows []string
			for _, line := range strings.Split(text, "\n") {
				rows = append(rows, strings.Split(line, "\t")[0])
			}
			text = strings.Join(rows, "\n")
		}
		if !strings.HasSuffix(name, ".xlsx") {
			text = times.ReplaceAllString(text, "TIME")
		}
		// When a command dies alone, datasync ends of its own, and all is asked anew.
		name = strings.Replace(name, "-2.tsv", ".tsv", 1)
		all[times.ReplaceAllString(name, "TIME")] = text
	}
	return all
}

// What is asked of Alma gives the files that the workbook gives.
func TestFetch(t *testing.T) {
	needTree(t)
	for _, from := range []string{sampleDir(t), "../../shared/real"} {
		from, err := filepath.Abs(from)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(from), func(t *testing.T) {
			workbook := filepath.Join(from, "OCLC-doublecheck.xlsx")
			if _, err := os.Stat(workbook); err != nil {
				t.Skip("there are no real reports here")
			}
			server := startAlma(t, in(t, workbook), in(t, workbook))
			dir := weekWith(t, server.URL+"/fetch/-", from)
			run, byHand := filepath.Join(dir, "run"), filepath.Join(dir, "by hand")
			if err := os.CopyFS(byHand, os.DirFS(run)); err != nil {
				t.Fatal(err)
			}
			said := must(t, datasync("sh", dir, "fetch", "-C", "run"))
			must(t, datasync("sh", dir, "-C", "by hand", "--doublecheck", workbook))
			got, want := clitest.Contents(t, run), clitest.Contents(t, byHand)
			const report = "NZ-OCLC-Identifier-report-2026-01-31.xlsx" // it names the inputs
			if got[report] == "" {
				t.Error("there is no report")
			}
			for name := range got {
				if strings.HasPrefix(name, "answers/") || strings.HasPrefix(name, "inputs/") || name == "manifest.tsv" || name == report || name == "written.tsv" {
					delete(got, name)
				}
			}
			for name := range want {
				if strings.HasPrefix(name, "inputs/") || name == "manifest.tsv" || name == report || name == "written.tsv" {
					delete(want, name)
				}
			}
			compare(t, "fetched", got, want)
			batches := (strings.Count(got["candidates.tsv"], "\n") - 1 + 39) / 40
			if n := len(server.report.Asked("fetch/-")); n != batches {
				t.Errorf("%d requests, want %d", n, batches)
			}
			if n := len(glob(t, run, "answers/fetch-1/*.xml")); n != batches {
				t.Errorf("%d answers are kept, want %d", n, batches)
			}
			given := clitest.Contents(t, run)["manifest.tsv"]
			if !strings.Contains(given, "\ndoublecheck\tinputs/almareport.tsv\t\talmareport.tsv\t") {
				t.Errorf("the manifest is %s", given)
			}
			secret(t, run, said, almatest.Key)

			// Later everything is asked anew.
			must(t, datasync("sh", dir, "fetch", "-C", "run"))
			if n := len(server.report.Asked("fetch/-")); n != 2*batches {
				t.Errorf("%d requests after a second fetch, want %d", n, 2*batches)
			}
		})
	}
}

// When the day's requests are used up, nothing changes, and the same call goes on
// from there.
func TestFetchStopped(t *testing.T) {
	needTree(t)
	find := in(t, filepath.Join(sampleDir(t), "OCLC-doublecheck.xlsx"))
	server := startAlma(t, find, find)
	for _, tt := range []struct{ plan, says string }{
		{"1:daily", "the day's requests are used up"},
		{"1:later", "run the same again"},
	} {
		dir := weekWith(t, server.URL+"/stopped/"+tt.plan, sampleDir(t))
		run := filepath.Join(dir, "run")
		before := clitest.Contents(t, run)
		said := exits(t, 3, datasync("sh", dir, "fetch", "-C", "run", "--live"))
		if !strings.Contains(said, tt.says) {
			t.Errorf("it says %s, not %s", said, tt.says)
		}
		if kept := glob(t, run, ".answers-fetch/*"); kept != nil {
			t.Errorf("kept of no answer: %s", kept)
		}
		compare(t, tt.plan, clitest.Contents(t, run), before)
		// The report comes, the records of --live are refused.
		said += exits(t, 3, datasync("sh", dir, "fetch", "-C", "run", "--live"))
		got := clitest.Contents(t, run)
		for name := range got {
			if strings.HasPrefix(name, ".answers-fetch/") {
				delete(got, name)
			}
		}
		compare(t, tt.plan, got, before)
		said += must(t, datasync("sh", dir, "fetch", "-C", "run", "--live"))
		for what, s := range map[string]*almatest.Server{"report": server.report, "bibs": server.bibs} {
			if n := len(s.Asked("stopped/" + tt.plan)); n != 2 { // one of them refused
				t.Errorf("%s: %d requests, want 2", what, n)
			}
		}
		secret(t, run, said, almatest.Key)
	}
}

// What changed since the report is seen with --live, and told; a later report is not
// read beside what was live before it.
func TestFetchLive(t *testing.T) {
	needTree(t)
	report := in(t, filepath.Join(sampleDir(t), "OCLC-doublecheck.xlsx"))
	server := startAlma(t, report, func(id string) (almatest.Record, bool) {
		r, ok := report(id)
		switch id {
		case "991000000055151":
			r.Current = []string{"(OCoLC)2005002"} // somebody was here first
		case "991000000065151":
			r.Fields = []string{"$a(OCoLC)77$z(DLC)55"}
		case "991000000075151":
			return r, false // deleted since the report was made
		}
		return r, ok
	})
	dir := weekWith(t, server.URL+"/live/-", sampleDir(t))
	must(t, datasync("sh", dir, "fetch", "-C", "run", "--live"))
	all := clitest.Contents(t, filepath.Join(dir, "run"))
	for name, pattern := range map[string]string{
		"updated.tsv":       `(?m)^.*\t991000000055151\t.*already in 035 \$a`,
		"routed_update.tsv": `(?m)^.*\t991000000065151\t.*\(OCoLC\)2006001; \(OCoLC\)77.*changed since the report`,
		"missing.tsv":       `(?m)^.*\t991000000075151\t.*not in the Analytics report`,
		"manifest.tsv":      `(?m)^live\tinputs/almabibs.tsv\t`,
	} {
		if !regexp.MustCompile(pattern).MatchString(all[name]) {
			t.Errorf("%s has no %s:\n%s", name, pattern, all[name])
		}
	}
	// In one step the field of 77 is replaced, and its other number is known.
	const warning = "are not known, and would go"
	if said := must(t, datasync("sh", dir, "-C", "run", "--one-step")); strings.Contains(said, warning) {
		t.Errorf("what is known is said not to be: %s", said)
	}
	all = clitest.Contents(t, filepath.Join(dir, "run"))
	if row := regexp.MustCompile(`(?m)^991000000065151\t\(OCoLC\)\d+\t\(OCoLC\)2006001\t\(OCoLC\)77\t\(DLC\)55\t*$`); !row.MatchString(all["for_one_step_import_to_NZ.tsv"]) {
		t.Errorf("the table of one step has no %s:\n%s", row, all["for_one_step_import_to_NZ.tsv"])
	}
	time.Sleep(time.Second) // else it is the same table, to the second in Fetched
	if said := must(t, datasync("sh", dir, "fetch", "-C", "run")); !strings.Contains(said, warning) {
		t.Errorf("what is not known is not said: %s", said)
	}
	all = clitest.Contents(t, filepath.Join(dir, "run"))
	if strings.Contains(all["manifest.tsv"]+all["routed_update.tsv"], "live") {
		t.Errorf("what was live is still read: %s", all["manifest.tsv"])
	}
}

// Verify by the records themselves; an export from before the run is refused.
func TestVerifyLive(t *testing.T) {
	needTree(t)
	report := in(t, filepath.Join(sampleDir(t), "OCLC-doublecheck.xlsx"))
	done := make(map[string]string)
	server := startAlma(t, report, func(id string) (almatest.Record, bool) {
		r, ok := report(id)
		if number := done[id]; number != "" {
			r.Cancelled, r.Current = r.Current, []string{number}
		}
		return r, ok
	})
	dir := weekWith(t, server.URL+"/verify/-", sampleDir(t))
	must(t, datasync("sh", dir, "fetch", "-C", "run"))
	for _, line := range strings.Split(clitest.Contents(t, filepath.Join(dir, "run"))["for_import_to_NZ.tsv"], "\n")[1:] {
		if id, number, ok := strings.Cut(line, "\t"); ok {
			done[id] = number
		}
	}

	const table = "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tData Updated As Of\n991000000055151\t2005002\t\t%s\n"
	for day, code := range map[string]int{"2026-01-30 23:00:00": 1, "2026-01-31": 0} {
		if err := write(filepath.Join(dir, "fresh.tsv"), fmt.Sprintf(table, day), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(dir, day), os.DirFS(filepath.Join(dir, "run"))); err != nil {
			t.Fatal(err)
		}
		said := exits(t, code, datasync("sh", dir, "verify", "-C", day, "--doublecheck", "fresh.tsv"))
		if old := strings.Contains(said, "2026-01-31"); code == 1 && !old {
			t.Errorf("of %s it says %s", day, said)
		}
		if _, err := os.Stat(filepath.Join(dir, day, "verified.tsv")); (err == nil) != (code == 0) {
			t.Errorf("of %s: %v", day, err)
		}
	}

	said := must(t, datasync("sh", dir, "verify", "-C", "run", "--live"))
	if want := fmt.Sprintf("%d updated, 0 not, 0 lost", len(done)); !strings.Contains(said, want) {
		t.Errorf("it does not say %q: %s", want, said)
	}
	secret(t, filepath.Join(dir, "run"), said, almatest.Key)

	// It is a record of what was done: no server is asked, before --again is given. Then
	// the report, in which all is done, is told.
	asked := len(server.report.Asked("verify/-"))
	said = exits(t, 1, datasync("sh", dir, "fetch", "-C", "run"))
	if n := len(server.report.Asked("verify/-")); n != asked || !strings.Contains(said, "is verified") {
		t.Errorf("%d requests of a run that is verified, and it says %s", n-asked, said)
	}
}

// A report in which the records of the update have their numbers is for verify.
func TestFetchTooLate(t *testing.T) {
	needTree(t)
	report := in(t, filepath.Join(sampleDir(t), "OCLC-doublecheck.xlsx"))
	done := make(map[string]string)
	find := func(id string) (almatest.Record, bool) {
		r, ok := report(id)
		if number := done[id]; number != "" {
			r.Current = []string{number}
		}
		return r, ok
	}
	server := startAlma(t, find, find)
	dir := weekWith(t, server.URL+"/late/-", sampleDir(t))
	must(t, datasync("sh", dir, "fetch", "-C", "run"))
	before := clitest.Contents(t, filepath.Join(dir, "run"))
	for _, line := range strings.Split(before["for_import_to_NZ.tsv"], "\n")[1:] {
		if id, number, ok := strings.Cut(line, "\t"); ok {
			done[id] = number
		}
	}
	said := exits(t, 1, datasync("sh", dir, "fetch", "-C", "run"))
	if !strings.Contains(said, "did you mean datasync verify?") {
		t.Errorf("it says %s", said)
	}
	compareWithoutAnswers(t, "refused", clitest.Contents(t, filepath.Join(dir, "run")), before)
}

func compareWithoutAnswers(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for _, files := range []map[string]string{got, want} {
		for name := range files {
			if strings.HasPrefix(name, "answers/") || strings.HasPrefix(name, ".answers-") {
				delete(files, name)
			}
		}
	}
	compare(t, what, got, want)
}

// worldcatWeek are a run's reports and the Analytics report, for what oclctest.Sample
// knows: 200 was merged into 201, 100 is there still, 300 is not known.
func worldcatWeek(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	server := oclctest.Start(oclctest.Sample)
	t.Cleanup(server.Close)
	for name, text := range map[string]string{
		"CEF.txt": "CEF_1_1::bib::1|991000000015151|200|201|match\nCEF_1_1::bib::2|991000000025151|100|201|match\n" +
			"CEF_1_1::bib::3|991000000035151||100|match\nCEF_1_1::bib::4|991000000045151|300|100|create\n",
		"dc.tsv": "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000015151\t200\t\n991000000025151\t100\t\n991000000035151\t\t\n991000000045151\t300\t\n",
		// Another week's: the second record has a number that was not asked.
		"later.tsv":     "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n991000000015151\t200\t\n991000000025151\t202\t\n991000000035151\t\t\n991000000045151\t300\t\n",
		"oclc.key":      oclctest.Key + "\n" + oclctest.Secret + "\n",
		"datasync.conf": "oclc-server = " + server.URL + "/week/-/worldcat\noclc-tokens = " + server.URL + "/week-token/-/token\noclc-key-file = oclc.key\n",
	} {
		if err := write(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must(t, datasync("sh", dir, "-C", "run", "CEF.txt", "--doublecheck", "dc.tsv"))
	return dir
}

// valuesOf is a column of a table, by Network Id.
func valuesOf(t *testing.T, table, name string) map[string]string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(table, "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	at, id := slices.Index(header, name), slices.Index(header, "Network Id")
	if at < 0 || id < 0 {
		t.Fatalf("no column %s: %s", name, header)
	}
	values := make(map[string]string)
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		values[fields[id]] = fields[at]
	}
	return values
}

// What WorldCat says stands beside the rows; re-matches can be held, and a decision
// overrules.
func TestWorldCat(t *testing.T) {
	needTree(t)
	dir := worldcatWeek(t)
	run := filepath.Join(dir, "run")
	said := must(t, datasync("sh", dir, "worldcat", "-C", "run"))
	all := clitest.Contents(t, run)
	want := map[string]string{"991000000015151": "merge", "991000000025151": "other record: 100 still exists", "991000000035151": "first number"}
	compare(t, "update.tsv", valuesOf(t, all["update.tsv"], "WorldCat"), want)
	compare(t, "review.tsv", valuesOf(t, all["review.tsv"], "WorldCat"), map[string]string{"991000000045151": "old number gone"})

	// The table serves by hand too, and holding is a thing of the run.
	said += must(t, datasync("sh", dir, "-C", "run", "--hold-rematch"))
	said += must(t, datasync("sh", dir, "route", "-C", "run"))
	all = clitest.Contents(t, run)
	compare(t, "update.tsv", valuesOf(t, all["update.tsv"], "WorldCat"), map[string]string{"991000000015151": "merge", "991000000035151": "first number"})
	compare(t, "review.tsv", valuesOf(t, all["review.tsv"], "Reason"), map[string]string{
		"991000000025151": "WorldCat: other record: 100 still exists; number shared with 991000000015151", "991000000045151": "action create"})
	sheets := cells(t, filepath.Join(run, "NZ-OCLC-Identifier-report-2026-01-31.xlsx"))
	for _, text := range []string{"What WorldCat says of the new numbers", "other record: 100 still exists"} {
		if !strings.Contains(sheets, text) {
			t.Errorf("the report has no %q", text)
		}
	}

	decide(t, filepath.Join(run, "NZ-OCLC-Identifier-report-2026-01-31.xlsx"), "records for review", "991000000025151", "update")
	said += must(t, datasync("sh", dir, "decide", "-C", "run"))
	all = clitest.Contents(t, run)
	compare(t, "decided", valuesOf(t, all["update.tsv"], "Incoming 035a"), map[string]string{"991000000015151": "201", "991000000025151": "201", "991000000035151": "100"})

	// A later report with numbers that were not asked: it says what to do, and that does it.
	said += exits(t, 1, datasync("sh", dir, "-C", "run", "--doublecheck", "later.tsv"))
	if !regexp.MustCompile(`(?m)^datasync: .* worldcat -C run$`).MatchString(said) {
		t.Errorf("it says %s", said)
	}
	said += must(t, datasync("sh", dir, "worldcat", "-C", "run"))
	all = clitest.Contents(t, run)
	compare(t, "later", valuesOf(t, all["update.tsv"], "WorldCat"), map[string]string{
		"991000000015151": "merge", "991000000025151": "202 is now 100", "991000000035151": "first number"})
	secret(t, run, said, oclctest.Key, oclctest.Secret, "tk_SomeToken")
}

// Killed at any moment and called again, it ends with the bytes of one that was left
// alone, and at most what was on its way is asked twice.
func TestServersKilled(t *testing.T) {
	needTree(t)
	find := in(t, filepath.Join(sampleDir(t), "OCLC-doublecheck.xlsx"))
	server := startAlma(t, find, find)
	for what, args := range map[string][]string{"fetch": {"fetch", "-C", "run", "--live"}, "worldcat": {"worldcat", "-C", "run", "--hold-rematch"}} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			start := func(name string) string {
				if what == "worldcat" {
					return worldcatWeek(t)
				}
				return weekWith(t, server.URL+"/"+name+"/-", sampleDir(t))
			}
			dir := start("whole")
			began := time.Now()
			must(t, datasync("sh", dir, args...))
			took := time.Since(began)
			want := timeless(t, filepath.Join(dir, "run"))
			answers := len(glob(t, filepath.Join(dir, "run"), "answers/*/*"))
			for i := range *kills {
				name := fmt.Sprintf("killed%d", i)
				dir := start(name)
				run := filepath.Join(dir, "run")
				before := len(glob(t, run, "answers/*"))
				c := datasync("sh", dir, args...)
				how, killed := killWithin(t, c, took)
				over := len(glob(t, run, "answers/*")) > before && glob(t, run, ".unfinished") == nil
				if !killed || over { // all was done: the same again would ask anew
					continue
				}
				again := datasync("sh", dir, args...)
				if out, err := again.CombinedOutput(); err != nil {
					t.Errorf("%s: again: %v\n%s", how, err, out)
				}
				got := timeless(t, filepath.Join(dir, "run"))
				if what == "worldcat" { // its server has another address each time
					compareWithoutAnswers(t, how, got, want)
					continue
				}
				for _, s := range []*almatest.Server{server.report, server.bibs} {
					if n := len(s.Asked(name + "/-")); n > answers/2+1 {
						t.Errorf("%s: %d requests", how, n)
					}
				}
				compareWithoutAnswers(t, how, got, want)
			}
		})
	}
}
