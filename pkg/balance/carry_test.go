package balance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/rundir"
)

// carriedRun is the run of the command's script, all lines of whose report were
// carried from another one.
func carriedRun(t *testing.T) *run {
	t.Helper()
	dir := extract(t)
	edit(t, filepath.Join(dir, rundir.Manifest), "report\tinputs/CEF.txt", "carried\tinputs/CEF.txt")
	if err := os.WriteFile(filepath.Join(dir, "LU_bibprocess.tsv"), []byte("Network Id\n"), 0o666); err != nil { // of no record carried
		t.Fatal(err)
	}
	r, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCarry(t *testing.T) {
	for _, tt := range []struct {
		what, gone string // the file that is not there
		want       string
	}{
		{"a whole run", "", "[{in 7} {institution 1} {same 1} {dropped 1} {updated 0} {update 2} {protected 0} {review 1} {missing 1}]"},
		{"no Analytics report yet", rundir.Update, "[{in 7} {institution 1} {same 1} {dropped 1} {kept 4}]"},
		{"a run that goes on", rundir.Candidates, "[{in 7}]"},
	} {
		r := carriedRun(t)
		if err := os.Remove(filepath.Join(r.dir, tt.gone)); tt.gone != "" && err != nil {
			t.Fatal(err)
		}
		err := r.carry()
		type part struct {
			outcome string
			rows    int
		}
		var got []part
		for _, p := range r.parts {
			got = append(got, part{p.Outcome, p.Rows})
		}
		if fmt.Sprint(got) != tt.want || err != nil {
			t.Errorf("%s: %v, %v\nwant %s", tt.what, got, err, tt.want)
		}
	}
}

// Somebody's own report is called like what is carried: its kind tells that it is not.
func TestCarryOwnReport(t *testing.T) {
	dir := extract(t)
	const name = "inputs/carried-from-2026-01-24.txt"
	edit(t, filepath.Join(dir, rundir.Manifest), "inputs/CEF.txt", name)
	if err := os.Rename(filepath.Join(dir, "inputs/CEF.txt"), filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
	parts, _, err := Read(dir)
	if err != nil || slices.ContainsFunc(parts, func(p Part) bool { return p.Stage == Carry }) {
		t.Errorf("%v, %v", parts, err)
	}
}

// Whatever the stages say, a carried record that is lost or doubled is told.
func TestCarryTellsWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ what, file, old, new, want string }{
		{"lost", rundir.Review, "991000000035151\t2\t1\n", "", "stage carry: record 991000000035151 is in none of the files"},
		{"doubled", rundir.Same, "991000000045151\t1\n", "991000000045151\t1\n991000000065151\t1\n", "stage carry: same.tsv, missing.tsv: record 991000000065151 is in several of the files"},
		{"an id that is none", rundir.Missing, "991000000065151", "99151", "missing.tsv:2: "},
		{"the report is gone", rundir.Manifest, "inputs/CEF.txt", "inputs/UWO.txt", "inputs/UWO.txt: no such file"},
	} {
		r := carriedRun(t)
		edit(t, filepath.Join(r.dir, tt.file), tt.old, tt.new)
		r, err := open(r.dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.carry(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.what, err, tt.want)
		}
	}
}

// Decisions that came along from an earlier run are no stage that was done.
func TestReadWithDecisionsAlone(t *testing.T) {
	r := carriedRun(t)
	for _, name := range []string{rundir.RoutedUpdate, rundir.Updated, rundir.RoutedReview, rundir.Missing, rundir.DecidedDNU, rundir.Review, rundir.Update,
		"do_not_update_decided.tsv", "do_not_update_list.xlsx", "for_import_to_NZ.xlsx", "for_import_to_NZ-2.xlsx", "rollback_for_import.xlsx", rundir.Set, rundir.Numbers} {
		if err := os.Remove(filepath.Join(r.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	parts, _, err := Read(r.dir)
	if err != nil || parts[len(parts)-1] != (Part{"carry", "kept", rundir.Candidates, 4}) {
		t.Errorf("%v, %v", parts, err)
	}
}
