package rundir

import (
	"slices"
	"strings"
	"testing"
)

// completeInOneStep are the files of a run in one step that is done, as far as they
// matter here: a part of the import, and one of the way back too.
var completeInOneStep = []string{Merged, Diff, Candidates, RoutedReview, Decisions, Update, List, OneStepTable, OneStepRollback, OneStepRollbackMARC,
	"rollback_for_one_step_import-2.mrc", report, OneStepImport, OneStepMARC, "for_one_step_import_to_NZ-2.mrc"}

func inOneStep(t *testing.T, files ...string) *Run {
	t.Helper()
	r := begun(t, files...)
	save(t, r.Path, settingsFile, "Name\tValue\ndate\t2026-01-31\none-step\t--one-step\n")
	return reopen(t, r.Path)
}

// A stage removes what it made, whichever way the load is, and what was complete is kept.
func TestDropInOneStep(t *testing.T) {
	const before = "before-1/NZ-OCLC-Identifier-report-2026-01-31.xlsx before-1/decisions.tsv before-1/for_one_step_import_to_NZ-2.mrc before-1/for_one_step_import_to_NZ.mrc " +
		"before-1/for_one_step_import_to_NZ.tsv before-1/for_one_step_import_to_NZ.xlsx before-1/rollback_for_one_step_import-2.mrc before-1/rollback_for_one_step_import.mrc " +
		"before-1/rollback_for_one_step_import.xlsx before-1/update.tsv "
	const rest = "bibprocessmerged.tsv candidates.tsv decisions.tsv diff.tsv do_not_update_list.xlsx routed_review.tsv update.tsv"
	for _, tt := range []struct {
		what string
		r    *Run
		left string
	}{
		{"a complete run", inOneStep(t, completeInOneStep...), before + rest},
		{"one without its workbook", inOneStep(t, without(completeInOneStep, OneStepImport)...), rest},
		{"one of the files of which are of the other way", inOneStep(t, complete...), rest},
		{"one in three steps of the files of which are of this way", begun(t, completeInOneStep...), rest},
	} {
		var order []string // in which files are removed
		tt.r.Before(func(what string) error {
			if name, ok := strings.CutPrefix(what, "remove "); ok {
				order = append(order, name)
			}
			return nil
		})
		if said := drop(t, tt.r, importing); said != "" {
			t.Errorf("%s: said %q", tt.what, said)
		}
		if got := left(t, tt.r); got != tt.left {
			t.Errorf("%s: left\n%s\nwant\n%s", tt.what, got, tt.left)
		}
		if last := slices.Index(order, report); last >= 0 && slices.Contains(order, OneStepMARC) && slices.Index(order, OneStepMARC) > last {
			t.Errorf("%s: removed in the order %q; what is loaded goes first", tt.what, order)
		}
	}
}

func without(files []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(file string) bool { return file == name })
}

// What a run in one step lacks, and whether it is complete.
func TestMissingInOneStep(t *testing.T) {
	var all []string
	for _, s := range (&Run{Settings: Settings{oneStep: {"--one-step"}}}).Stages()[:last+1] {
		for _, name := range s.must() {
			all = append(all, strings.Replace(name, "*", "2026-01-31", 1))
		}
	}
	doublecheck := "doublecheck\tinputs/x\t\tx\t1\t0\n"
	for _, gone := range []string{"", OneStepMARC, OneStepImport, OneStepTable, OneStepRollback, OneStepRollbackMARC, Numbers} {
		r := inOneStep(t, without(all, gone)...)
		save(t, r.Path, Manifest, strings.Join(manifestHeader, "\t")+"\n"+doublecheck)
		r = reopen(t, r.Path)
		stage, file := r.Missing()
		if file != gone || gone != "" && stage != importing {
			t.Errorf("without %s: stage %d lacks %q", gone, stage, file)
		}
		if last := gone == OneStepMARC || gone == OneStepImport; r.Complete() == last {
			t.Errorf("without %s: complete %t", gone, r.Complete())
		}
	}
}

// A further part that is gone makes the import due, as the first one does.
func TestMissingPart(t *testing.T) {
	r := inOneStep(t, completeInOneStep...)
	r.written = map[string][]stamp{OneStepMARC: {{}}, "for_one_step_import_to_NZ-2.mrc": {{}}, "for_one_step_import_to_NZ-3.mrc": {{}}}
	if gone := r.gonePart(OneStepMARC); gone != "for_one_step_import_to_NZ-3.mrc" {
		t.Errorf("%q is gone", gone)
	}
	if gone := r.gonePart(OneStepImport); gone != "" {
		t.Errorf("%q is gone", gone)
	}
}

// What was not proven is not left for Alma; a further part gets its name before the first.
func TestLoadedInOneStep(t *testing.T) {
	r := inOneStep(t, completeInOneStep...)
	if err := r.Unload(); err != nil {
		t.Fatal(err)
	}
	const want = "NZ-OCLC-Identifier-report-2026-01-31.xlsx bibprocessmerged.tsv candidates.tsv decisions.tsv diff.tsv do_not_update_list.xlsx for_one_step_import_to_NZ.tsv routed_review.tsv update.tsv"
	if got := left(t, r); got != want {
		t.Errorf("left\n%s\nwant\n%s", got, want)
	}
	if err := r.MakeNew(); err != nil {
		t.Fatal(err)
	}
	files := []string{OneStepMARC, "for_one_step_import_to_NZ-2.mrc", "for_one_step_import_to_NZ-10.mrc", OneStepImport}
	for _, file := range files {
		save(t, r.path(New), file, "new")
	}
	var order []string
	r.Before(func(what string) error { order = append(order, strings.TrimPrefix(what, "rename ")); return nil })
	if err := r.NameStage("set"); err != nil {
		t.Fatal(err)
	}
	if want := []string{OneStepImport, files[2], files[1], files[0]}; !slices.Equal(order, want) {
		t.Errorf("named in the order %q, want %q", order, want)
	}
}

// Verify is done when its first part has its name, and not done any more once that is
// removed: what repairs gets its name before, and goes after it.
func TestRepairsGoWithVerified(t *testing.T) {
	repairs := []string{Repair, OneStepRepairMARC, OneStepRepair, Without, WithoutImport}
	r := inOneStep(t, append([]string{Merged, Update, Verified, NotUpdated, Lost, Verification}, repairs...)...)
	var order []string
	r.Before(func(what string) error { order = append(order, what); return nil })
	if err := r.Drop(VerifyStage); err != nil {
		t.Fatal(err)
	}
	removed := slices.DeleteFunc(order, func(what string) bool { return !strings.HasPrefix(what, "remove ") || what == "remove "+beforeNew })
	if removed[0] != "remove "+Verified {
		t.Errorf("removed in the order %q", order)
	}
	if err := r.MakeNew(); err != nil {
		t.Fatal(err)
	}
	for _, file := range append(repairs, Verified, NotUpdated, Lost) {
		save(t, r.path(New), file, "new")
	}
	order = nil
	if err := r.NameStage("verify"); err != nil {
		t.Fatal(err)
	}
	if len(order) != 8 || order[7] != "rename "+Verified {
		t.Errorf("named in the order %q", order)
	}
}

// Each file of either way is known, as that of its stage.
func TestMadeByEitherWay(t *testing.T) {
	for file, want := range map[string]string{
		Set: "set", OneStepMARC: "set", "for_one_step_import_to_NZ-2.xlsx": "set", Import: "import", OneStepTable: "import",
		"rollback_for_one_step_import-2.mrc": "import", WithoutImport: "verify", OneStepRepairMARC: "verify", RepairSet: "verify", Verified: "verify",
	} {
		if got := MadeBy(file); got != want {
			t.Errorf("MadeBy(%q) = %q, want %q", file, got, want)
		}
	}
}
