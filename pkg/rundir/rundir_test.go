package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// directory is a directory with some files, each with its name as text.
func directory(t *testing.T, files ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.MkdirAll(filepath.Join(dir, inputs), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		save(t, dir, file, file)
	}
	return dir
}

func save(t *testing.T, dir, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// begun is a run with some files, which written.tsv knows.
func begun(t *testing.T, files ...string) *Run {
	t.Helper()
	dir := directory(t, append(files, Manifest)...)
	save(t, dir, Manifest, strings.Join(manifestHeader, "\t")+"\n")
	save(t, dir, settingsFile, "Name\tValue\ndate\t2026-01-31\n")
	list := strings.Join(writtenHeader, "\t") + "\n"
	for _, file := range files {
		s, err := stampOf(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		list += file + "\t" + s.bytes + "\t" + s.hash + "\n"
	}
	save(t, dir, Written, list)
	return reopen(t, dir)
}

func reopen(t *testing.T, dir string) *Run {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// left are the files of a run, without inputs/ and its own tables.
func left(t *testing.T, r *Run) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(r.Path, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(r.Path, path)
		if err == nil && !d.IsDir() && !slices.Contains([]string{Manifest, settingsFile, Written}, name) {
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestIs(t *testing.T) {
	for _, tt := range []struct {
		file, name string
		want       bool
	}{
		{"diff.tsv", Diff, true},
		{"diff-2.tsv", Diff, false},
		{"CEFbibprocess.tsv", Zones, true},
		{"bibprocess.tsv", Zones, false},
		{"CEFbibprocess.tsv.bak", Zones, false},
		{"for_import_to_NZ.xlsx", Import, true},
		{"for_import_to_NZ-2.xlsx", Import, true},
		{"for_import_to_NZ-12.xlsx", Import, true},
		{"for_import_to_NZ-1.xlsx", Import, false},
		{"for_import_to_NZ-02.xlsx", Import, false},
		{"for_import_to_NZ-2b.xlsx", Import, false},
		{"for_import_to_NZ-LAPTOP.xlsx", Import, false},
		{"for_import_to_NZ-2.tsv", Import, false},
		{"rollback_for_import-2.xlsx", Rollback, false},
		{"for_one_step_import_to_NZ-2.mrc", OneStepMARC, true},
		{"for_one_step_import_to_NZ-2.mrc", OneStepImport, false},
		{"rollback_for_one_step_import-3.mrc", OneStepRollbackMARC, true},
		{"NZ-OCLC-Identifier-report-2026-01-31.xlsx", Reports, true},
		{"NZ-OCLC-Identifier-report-2026-01-31-edited-1.xlsx", Reports, false},
		{"NZ-OCLC-Identifier-report-copy.xlsx", Reports, false},
	} {
		if got := is(tt.file, tt.name); got != tt.want {
			t.Errorf("is(%q, %q) = %t, want %t", tt.file, tt.name, got, tt.want)
		}
	}
}

// What is whose: written.tsv knows, and without one the exact names.
func TestFiles(t *testing.T) {
	zones := []string{"CEFbibprocess.tsv", "UNKNOWNbibprocess.tsv", "UWObibprocess.tsv"}
	imports := []string{"for_import_to_NZ.xlsx", "for_import_to_NZ-2.xlsx", "for_import_to_NZ-10.xlsx"}
	r := begun(t, append(zones, imports...)...)
	for _, copied := range []string{"minebibprocess.tsv", "for_import_to_NZ-3.xlsx", "for_import_to_NZ-LAPTOP.xlsx"} {
		save(t, r.Path, copied, "somebody's")
	}
	check := func(what string, r *Run, name string, want ...string) {
		t.Helper()
		if got, err := r.Files(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %s is %q, %v; want %q", what, name, got, err, want)
		}
	}
	check("as written", r, Zones, zones...)
	check("as written", r, Import, imports...)
	check("not there", r, Diff)
	if err := os.Remove(r.path(Written)); err != nil {
		t.Fatal(err)
	}
	r = reopen(t, r.Path)
	check("of version 2", r, Zones, zones...)
	check("of version 2", r, Import, "for_import_to_NZ.xlsx", "for_import_to_NZ-2.xlsx", "for_import_to_NZ-3.xlsx")
}

// A run whose state nobody can know is an error that says what to do.
func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct{ what, file, text, want string }{
		{"settings gone", settingsFile, "", "settings.tsv is gone, and with it what was set for this run; put it back, or begin another run"},
		{"settings torn", settingsFile, "Name\n", `settings.tsv:1: no column "Value"; there are: Name; put the file of before back`},
		{"a manifest of something else", Manifest, "Kind\n", `manifest.tsv:1: no column "File"; there are: Kind; put the file of before back, or begin another run`},
		{"a list saved by another program", Written, "File\tBytes\tHash\ndiff.tsv 12 0123\n", "written.tsv: this is not the list that datasync wrote; put the file of before back, or begin another run"},
		{"a list of something else", Written, "File\tSize\n", "written.tsv: this is not the list that datasync wrote; put the file of before back, or begin another run"},
	} {
		r := begun(t, Diff)
		if err := os.Remove(r.path(tt.file)); err != nil {
			t.Fatal(err)
		}
		if tt.text != "" {
			save(t, r.Path, tt.file, tt.text)
		}
		if _, err := Open(r.Path); err == nil || err.Error() != filepath.Join(r.Path, tt.want) {
			t.Errorf("%s: %v, want %s", tt.what, err, tt.want)
		}
	}
	if r, err := Open(directory(t, settingsFile)); err == nil {
		t.Errorf("settings alone that are none: %+v", r)
	}
}

// One datasync at a time; the lock needs no repair.
func TestTake(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	r := begun(t)
	day := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	take := func() (*os.File, string) {
		t.Helper()
		f, err := r.Take(day)
		if err != nil {
			return nil, err.Error()
		}
		return f, ""
	}
	for _, before := range []string{"", "half a li", host + " 99999999 2026-01-31T12:00:00Z\n"} { // nobody has it open
		save(t, r.Path, Lock, before)
		lock, refused := take()
		if refused != "" {
			t.Fatalf("the lock holds %q: %s", before, refused)
		}
		text, err := os.ReadFile(r.path(Lock))
		if want := fmt.Sprintf("%s %d 2026-01-31T12:00:00Z\n", host, os.Getpid()); err != nil || string(text) != want {
			t.Errorf("the lock says %q, %v; want %q", text, err, want)
		}
		want := fmt.Sprintf("%s: another datasync is at work there (process %d on %s); wait for it", r.Name, os.Getpid(), host)
		if _, refused := take(); refused != want {
			t.Errorf("a second one: %q, want %q", refused, want)
		}
		if err := Release(lock); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(r.path(Lock)); err != nil || len(text) > 0 {
			t.Errorf("after the end it says %q, %v", text, err)
		}
	}
	save(t, r.Path, Lock, "another.example 12 2026-01-31T12:00:00Z\n")
	want := r.Name + ": a datasync on another.example is at work there since 2026-01-31T12:00:00Z (process 12); wait for it, or if nobody works there empty " + r.Place(Lock)
	if _, refused := take(); refused != want {
		t.Errorf("of another host: %q, want %q", refused, want)
	}
}

// drop drops a stage and tells what was said.
func drop(t *testing.T, r *Run, from int) string {
	t.Helper()
	said := hear(r)
	if err := r.Drop(from); err != nil {
		t.Fatal(err)
	}
	return strings.Join(*said, "\n")
}

// hear is what is said from now on.
func hear(r *Run) *[]string {
	said := new([]string)
	r.Warn = func(format string, args ...any) { *said = append(*said, fmt.Sprintf(format, args...)) }
	return said
}

const report = "NZ-OCLC-Identifier-report-2026-01-31.xlsx"

// complete are the files of a run that is done, as far as they matter here.
var complete = []string{Merged, Diff, Candidates, RoutedReview, Decisions, Update, List, Import, Rollback, report, Set}

func TestDrop(t *testing.T) {
	kept := "before-1/NZ-OCLC-Identifier-report-2026-01-31.xlsx before-1/a_to_z_MMSid_for_set.txt before-1/decisions.tsv before-1/for_import_to_NZ.xlsx " +
		"before-1/rollback_for_import.xlsx before-1/update.tsv"
	for _, tt := range []struct {
		what  string
		stage int
		do    func(*Run)
		left  string
		says  string
	}{
		{"a complete run", ReviewStage, nil, kept + " bibprocessmerged.tsv candidates.tsv decisions.tsv diff.tsv routed_review.tsv", ""},
		{"one without its set", ReviewStage, func(r *Run) { os.Remove(r.path(Set)) }, "bibprocessmerged.tsv candidates.tsv decisions.tsv diff.tsv routed_review.tsv", ""},
		{"a table that somebody edited", dnu, func(r *Run) { os.Remove(r.path(Set)); save(t, r.Path, Candidates, "mine") },
			"before-1/candidates.tsv bibprocessmerged.tsv decisions.tsv diff.tsv", "candidates.tsv was edited by hand, or is not of this run; it is kept in before-1"},
		{"next week's list", ReviewStage, func(r *Run) { os.Remove(r.path(Set)); save(t, r.Path, List, "mine") },
			"before-1/do_not_update_list.xlsx bibprocessmerged.tsv candidates.tsv decisions.tsv diff.tsv routed_review.tsv",
			"do_not_update_list.xlsx was edited by hand, or is not of this run; it is kept in before-1; to protect by it, give that one with --dnu"},
		{"a report that somebody edited", reporting, func(r *Run) { os.Remove(r.path(Set)); save(t, r.Path, report, "mine") },
			"NZ-OCLC-Identifier-report-2026-01-31-edited-1.xlsx bibprocessmerged.tsv candidates.tsv decisions.tsv diff.tsv do_not_update_list.xlsx for_import_to_NZ.xlsx rollback_for_import.xlsx routed_review.tsv update.tsv",
			report + " was edited, and is kept as NZ-OCLC-Identifier-report-2026-01-31-edited-1.xlsx; to carry out the decisions in it: datasync decide -C "},
		{"somebody's own files", merge, func(r *Run) {
			os.Remove(r.path(Set))
			save(t, r.Path, "minebibprocess.tsv", "mine")
			save(t, r.Path, "for_import_to_NZ-LAPTOP.xlsx", "mine")
		},
			"decisions.tsv for_import_to_NZ-LAPTOP.xlsx minebibprocess.tsv", ""},
	} {
		r := begun(t, complete...)
		if tt.do != nil {
			tt.do(r)
		}
		said := drop(t, r, tt.stage)
		if got := left(t, r); got != tt.left || !strings.HasPrefix(said, tt.says) || (tt.says == "") != (said == "") {
			t.Errorf("%s: left\n%s\nwant\n%s\nsaid %q, want %q", tt.what, got, tt.left, said, tt.says)
		}
	}
}

// What is kept once is not kept again by the same call; another state is.
func TestKeptOnce(t *testing.T) {
	r := begun(t, complete...)
	killed := errors.New("killed")
	steps := 0
	r.Before(func(what string) error {
		if steps++; what == "remove "+Set {
			return killed
		}
		return nil
	})
	if err := r.Drop(ReviewStage); !errors.Is(err, killed) {
		t.Fatal(err)
	}
	again := reopen(t, r.Path)
	drop(t, again, ReviewStage)
	if again.Has("before-2") || !again.Has("before-1") {
		t.Errorf("there are %s", left(t, again))
	}
	for _, file := range complete {
		save(t, r.Path, file, file+" of later")
	}
	drop(t, reopen(t, r.Path), ReviewStage)
	if !again.Has("before-2") {
		t.Errorf("there are %s", left(t, again))
	}
}

// New files get their names at the end, the last one last; what stands there and is
// not the run's is kept.
func TestNameStage(t *testing.T) {
	r := begun(t)
	if err := r.MakeNew(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{Merged, "CEFbibprocess.tsv", "UWObibprocess.tsv", Duplicates} {
		save(t, r.path(New), file, "new")
	}
	save(t, r.Path, "UWObibprocess.tsv", "mine")
	var order []string
	said := hear(r)
	r.Before(func(what string) error { order = append(order, what); return nil })
	if err := r.NameStage("merge"); err != nil {
		t.Fatal(err)
	}
	const want = "CEFbibprocess.tsv UWObibprocess.tsv before-1/UWObibprocess.tsv bibprocessmerged.tsv duplicates.tsv"
	if got := left(t, r); got != want {
		t.Errorf("there are %s, want %s", got, want)
	}
	if order[len(order)-1] != "rename "+Merged {
		t.Errorf("in the order %q", order)
	}
	if len(*said) != 1 || (*said)[0] != "UWObibprocess.tsv was edited by hand, or is not of this run; it is kept in before-1" {
		t.Errorf("said %q", *said)
	}
}

func given(t *testing.T, r *Run, word string) Given {
	t.Helper()
	g, err := r.Find(word)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// A call that ends between any two steps, while it takes new inputs, leaves the run as
// it was or with all that is new, and nothing else in inputs/ but what people put there.
func TestStoreKilled(t *testing.T) {
	dir := t.TempDir()
	save(t, dir, "CEF.txt", "CEF_1_1::bib::1|991000000015151|1|2|match\n")
	save(t, dir, "list.txt", "MMS ID\n")
	save(t, dir, "other.txt", "MMS ID\n991000000015151\n")
	for n := 0; ; n++ {
		r := begun(t)
		save(t, r.Path, "inputs/mine.txt", "mine")
		take := func(r *Run, words map[string]string) error {
			asked := Asked{Given: make(map[string][]Given)}
			for kind, word := range words {
				asked.Given[kind] = []Given{given(t, r, filepath.Join(dir, word))}
			}
			p, err := r.Plan(asked)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Store(p); err != nil {
				return err
			}
			if err := r.Adopt(); err != nil {
				return err
			}
			return r.Sweep()
		}
		if err := take(r, map[string]string{Report: "CEF.txt", DoNotUpdate: "list.txt"}); err != nil {
			t.Fatal(err)
		}
		steps := 0
		r.Before(func(string) error {
			if steps++; steps > n {
				return errors.New("killed")
			}
			return nil
		})
		err := take(r, map[string]string{DoNotUpdate: "other.txt"})
		now := reopen(t, r.Path)
		if e := now.Sweep(); e != nil {
			t.Fatal(e)
		}
		list := now.OfKind(DoNotUpdate)[0].File
		if got, want := left(t, now), "inputs/CEF.txt "+strings.Join(slices.Sorted(slices.Values([]string{list, "inputs/mine.txt"})), " "); got != want {
			t.Errorf("before step %d: there are %s, want %s", n+1, got, want)
		}
		if err := now.CheckCopies(now.Inputs); err != nil {
			t.Errorf("before step %d: %v", n+1, err)
		}
		if err == nil {
			if list != "inputs/other.txt" || n < 5 {
				t.Errorf("after %d steps the list is %s", n, list)
			}
			return
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"list.xlsx", "a#b.txt"} {
		save(t, dir, name, "x")
	}
	if err := os.MkdirAll("a#b/run", 0o777); err != nil {
		t.Fatal(err)
	}
	save(t, dir, "a#b/list.txt", "x")
	r := reopen(t, "a#b/run")
	for _, tt := range []struct{ word, sheet, as, err string }{
		{"list.xlsx", "", "list.xlsx", ""},
		{"list.xlsx#2026", "2026", "list.xlsx", ""},
		{"list.xlsx#a#b", "a#b", "list.xlsx", ""},
		{"a#b.txt", "", "a#b.txt", ""},
		{"a#b/list.txt#S", "S", "a#b/list.txt", ""},
		{"gone.txt", "", "", "gone.txt: no such file"},
		{"gone.txt#S", "", "", "gone.txt#S: no such file"},
		{"a#b", "", "", "a#b: this is a directory; name a file"},
		{"a\tb", "", "", `"a\tb": there is a TAB or a line break in the name; rename the file`},
	} {
		g, err := r.Find(tt.word)
		if tt.err != "" {
			if err == nil || err.Error() != tt.err {
				t.Errorf("Find(%q): %v, want %s", tt.word, err, tt.err)
			}
			continue
		}
		if err != nil || g.sheet != tt.sheet || g.as != tt.as {
			t.Errorf("Find(%q) = %+v, %v", tt.word, g, err)
		}
	}
}

func TestKindOf(t *testing.T) {
	dir := t.TempDir()
	r := reopen(t, filepath.Join(dir, "run"))
	const line, exception = "CEF_1_1::bib::1|991000000015151|1|2|match\n", "CEF_1_1::bib::1|991000000015151|1|2|Validation Error|MINOR|a text\n"
	for _, tt := range []struct{ name, text, want string }{
		{"a.txt", line, Report},
		{"a.txt", "\uFEFF" + line, Report},
		{"a.txt", exception + line, Report}, // a line may be damaged
		{"a.txt", exception, Exceptions},
		{"a.txt", "1\n2\nException Count\n", Exceptions},
		{"a.txt", "991000000015151\t2990\r\n", CrossRefs},
		{"a.txt", "991000000015151\t2990\n" + line, Report},
		{"a.txt", "nothing that is known\n", Report},
		{"a.BibExceptionReport.txt", "", Exceptions},
		{"a.BibUnresolvedCrossRefReport.txt", "", CrossRefs},
		{"a.txt", "", Report},
	} {
		save(t, dir, tt.name, tt.text)
		if got, err := given(t, r, filepath.Join(dir, tt.name)).KindOf(); err != nil || got != tt.want {
			t.Errorf("%s of %q is %s, %v; want %s", tt.name, tt.text, got, err, tt.want)
		}
	}
	for _, name := range []string{"a.LbdProcessingReport.txt", "a.LbdExceptionReport.txt"} {
		save(t, dir, name, "CEF_1_1::lbd::1|991000000015151||2|LBD_CREATE\n")
		path := filepath.Join(dir, name)
		want := path + ": this is an LBD report, about local bibliographic data and not about records; leave it out"
		if got, err := given(t, r, path).KindOf(); err == nil || err.Error() != want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, want)
		}
	}
}

// Where to go on: the first stage that lacks a file; the set goes with its import.
func TestMissing(t *testing.T) {
	var all []string
	for _, s := range Stages[:last+1] {
		for _, name := range s.must() {
			if name == Reports {
				name = report
			}
			all = append(all, name)
		}
	}
	for _, tt := range []struct {
		gone  string
		stage int
	}{{Diff, 1}, {Comparison, 1}, {Entries, dnu}, {Update, ReviewStage}, {Rollback, importing}, {report, reporting}, {Set, importing}, {"", -1}} {
		r := begun(t, slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == tt.gone })...)
		r.Inputs = []Input{{Kind: Doublecheck}}
		if stage, gone := r.Missing(); stage != tt.stage || gone != tt.gone {
			t.Errorf("without %q: stage %d lacks %q, want stage %d", tt.gone, stage, gone, tt.stage)
		}
	}
	r := begun(t, all[:slices.Index(all, Candidates)+1]...)
	if stage, gone := r.Missing(); gone != "" {
		t.Errorf("without an Analytics report stage %d lacks %s", stage, gone)
	}
}

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"runs/2026-01-31", "runs/2026-01-31"},
		{"../bin/datasync", "../bin/datasync"},
		{"azAZ09", "azAZ09"},
		{"", "''"},
		{"a b", "'a b'"},
		{"$x", "'$x'"},
		{"next week", "'next week'"},
		{"it's", `'it'\''s'`},
		{"$HOME", "'$HOME'"},
		{"~", "'~'"},
		{"*", "'*'"},
		{"Büro", "'Büro'"},
		{"C:/runs", "C:/runs"},
		{`C:\runs`, `'C:\runs'`},
	} {
		if got := Quote(tt.word); got != tt.want {
			t.Errorf("Quote(%q) = %s; want %s", tt.word, got, tt.want)
		}
	}
	for word, want := range map[string]string{"runs/1": "runs/1", "die Wöche": `"die Wöche"`, "LU$ 1": "'LU$ 1'"} {
		if got := quote(word, "windows"); got != want {
			t.Errorf("on Windows %q is %s; want %s", word, got, want)
		}
	}
}

// Example shows the week: what goes into each stage and where it comes out.
func Example() {
	for _, s := range Stages[:4] {
		fmt.Println(s.Name, s.In)
		for _, p := range s.Out {
			fmt.Println("\t", p.Outcome, p.File)
		}
	}
	// Output:
	// merge []
	// 	 shared bibprocessmerged.tsv
	// 	 institution *bibprocess.tsv
	// 	 duplicate duplicates.tsv
	// 	 rejected rejects.tsv
	// split [bibprocessmerged.tsv]
	// 	 differ diff.tsv
	// 	 same same.tsv
	// dnu [diff.tsv]
	// 	 kept candidates.tsv
	// 	 dropped do_not_change.tsv
	// route [candidates.tsv]
	// 	 update routed_update.tsv
	// 	 updated updated.tsv
	// 	 review routed_review.tsv
	// 	 missing missing.tsv
}

// The comparison is made beside, and may be listed at any moment in which the journal is:
// neither takes the other's line away.
func TestListedAtOnce(t *testing.T) {
	r := begun(t, Diff)
	if err := r.MakeNew(); err != nil {
		t.Fatal(err)
	}
	save(t, r.path(New), Decisions, "decided")
	r.Before(func(what string) error {
		if strings.HasSuffix(what, Written) {
			f, err := os.OpenFile(r.path(Written), os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteString(Comparison + "\t1\t0123456789abcdef\n")
			return errors.Join(err, f.Close())
		}
		return nil
	})
	said := hear(r)
	if err := r.NameFile(Decisions); err != nil || *said != nil {
		t.Fatal(err, *said)
	}
	for _, file := range []string{Diff, Comparison, Decisions} {
		if all, err := reopen(t, r.Path).readWritten(); err != nil || all[file] == nil {
			t.Errorf("%s is not listed: %v, %v", file, all, err)
		}
	}
}

// Half a line that a full disk left says nothing, and takes nothing from the next one.
func TestHalfWritten(t *testing.T) {
	for _, half := range []string{"\n", "sa", "same.tsv\t1", "same.tsv\t12\t0123"} {
		r := begun(t, Diff)
		if err := r.append(Written, half); err != nil {
			t.Fatal(err)
		}
		r = reopen(t, r.Path)
		if err := cmp.Or(r.Sweep(), r.MakeNew()); err != nil {
			t.Fatal(err)
		}
		save(t, r.path(New), Candidates, "new")
		if err := r.listNew(Candidates); err != nil {
			t.Fatal(err)
		}
		r = reopen(t, r.Path)
		for _, file := range []string{Diff, Candidates} {
			if same, err := r.AsWritten(file); !same || err != nil || len(r.written[file]) != 1 {
				t.Errorf("%q: %s is as written: %t, %v; listed %v", half, file, same, err, r.written)
			}
		}
	}
}

// A zone is the same one however its code is typed, and that of the network needs none.
func TestIdentity(t *testing.T) {
	of := func(zone string) string { return (&Run{Settings: Settings{"zone": {zone}}}).Identity() }
	if of("") != of("NZ") || of("") != of("nz") || of("CEF") != of("cef") || of("CEF") == of("") {
		t.Errorf("none %s, NZ %s, nz %s, CEF %s, cef %s", of(""), of("NZ"), of("nz"), of("CEF"), of("cef"))
	}
}

// A journal that somebody took away from New is not taken in, and nothing goes for it.
func TestTakeInNoJournal(t *testing.T) {
	r := begun(t, complete...)
	if err := r.TakeInJournal("decide", Asked{}); err == nil || !strings.Contains(err.Error(), "nothing was taken in") || !r.Has(Set) {
		t.Errorf("%v, %s", err, left(t, r))
	}
}

// What is made anew may have fewer parts: those that are gone are not missed.
func TestDropForgetsParts(t *testing.T) {
	const second = "for_import_to_NZ-2.xlsx"
	r := begun(t, append(complete, second)...)
	drop(t, r, importing)
	if r.written[second] != nil || r.written[Import] == nil {
		t.Errorf("listed: %v", r.written)
	}
	if all, err := r.readWritten(); err != nil || all[second] != nil {
		t.Errorf("in the file: %v, %v", all, err)
	}
}
