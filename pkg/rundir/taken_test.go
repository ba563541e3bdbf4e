package rundir

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// place makes a run beside others, of a zone, that was made from some reports, by their
// SHA-256.
func place(t *testing.T, dir, zone string, sums ...string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, inputs), 0o777); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(manifestHeader, "\t") + "\n"
	for _, sum := range sums {
		text += "report\tinputs/x\t\tx\t1\t" + sum + "\n"
	}
	save(t, dir, Manifest, text)
	save(t, dir, settingsFile, "Name\tValue\ndate\t2026-01-31\n"+zone)
}

// Which reports are in a run: in this one, beside it and where the earlier ones are, of
// its zone.
func TestTaken(t *testing.T) {
	const uwo = "zone\tUWO\n"
	for _, tt := range []struct {
		what, base string // of the run that is asked
		asked      Settings
		want       string // or the error
		folders    []string
	}{
		{"a new run", "new", nil, "begun done old", nil},
		{"one that has reports", "begun", nil, "begun done old", nil},
		{"one of another zone, by the call", "new", Settings{"zone": {"UWO"}}, "western", nil},
		{"one of another zone, by its settings", "western", nil, "western", nil},
		{"earlier runs elsewhere", "new", Settings{"history": {"elsewhere"}}, "begun done elsewhere old", nil},
		{"none beside it", "far/new", nil, "", nil},
		{"a zone that is not known", "new", Settings{"zone": {"X"}}, "no row of the institutions has the code X", nil},
		{"beside one whose manifest is damaged", "damaged/new", nil, `no column "Kind"`, nil},
		{"runs beside the ledger", "far/new", nil, "begun done old", []string{"."}},
		{"beside one whose manifest is gone", "lost/new", nil, "manifest.tsv of this run is gone", nil},
	} {
		t.Run(tt.what, func(t *testing.T) {
			t.Chdir(t.TempDir())
			place(t, "begun", "", "begun")
			place(t, "done", "", "done")
			save(t, "done", Update, "Network Id\n")
			place(t, "western", uwo, "western")
			place(t, ".hidden", "", "hidden")
			place(t, "elsewhere/run", "", "elsewhere")
			place(t, "damaged/run", "")
			save(t, "damaged/run", Manifest, "Network Id\n")
			if err := os.MkdirAll("lost/run", 0o777); err != nil {
				t.Fatal(err)
			}
			save(t, "lost/run", Merged, "Network Id\n")
			place(t, "old", "", "old") // of version 2: without written.tsv
			for _, dir := range []string{"begun", "done", "western"} {
				save(t, dir, Written, strings.Join(writtenHeader, "\t")+"\n")
			}
			save(t, ".", "datasync.conf", "")
			if tt.asked["history"] != nil {
				path, err := Absolute("elsewhere")
				if err != nil {
					t.Fatal(err)
				}
				tt.asked["history"] = []string{path}
			}
			taken, err := reopen(t, tt.base).Taken(Asked{Settings: tt.asked}, tt.folders...)
			got := strings.Join(slices.Sorted(maps.Keys(taken)), " ")
			if err != nil {
				got = err.Error()
			}
			if got != tt.want && (err == nil || !strings.Contains(got, tt.want)) {
				t.Errorf("%s; want %s", got, tt.want)
			}
		})
	}
}

// A call that gives the table of institutions says by it which zone is the run's.
func TestTakenByInstitutions(t *testing.T) {
	t.Chdir(t.TempDir())
	place(t, "other", "", "of 5151")
	save(t, ".", "ours.tsv", "Code\tSuffix\tName\nNZ\t9999\tOurs\n")
	r := reopen(t, "new")
	table, err := r.Find("ours.tsv")
	if err != nil {
		t.Fatal(err)
	}
	taken, err := r.Taken(Asked{Given: map[string][]Given{Institutions: {table}}})
	if err != nil || len(taken) > 0 {
		t.Errorf("%v, %v; want none", taken, err)
	}
}
