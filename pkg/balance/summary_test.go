package balance

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"

	"datasync/pkg/column"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// extract makes the run directory of the command's script.
func extract(t testing.TB) string {
	t.Helper()
	a, err := txtar.ParseFile("../../testdata/script/mksummary/balance.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := txtar.Write(a, dir); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "run")
}

// What a person did to a run, and what is told of it.
func TestReadTellsWhatPeopleDid(t *testing.T) {
	const imports = "for_import_to_NZ.xlsx, for_import_to_NZ-2.xlsx"
	for _, tt := range []struct {
		what, file, old, new string // file "" is all of both: update.tsv and what is made of it
		want                 string
	}{
		{"nothing", "", "", "", ""},
		{"sorted a table", "update.tsv",
			"991000000015151\t2\t1; 3\t\n991000000025151\t9\t(OCoLC)1; (DLC)1\t2\n", "991000000025151\t9\t(OCoLC)1; (DLC)1\t2\n991000000015151\t2\t1; 3\t\n", ""},
		{"swapped an id in the set", rundir.Set, "991000000025151", "991000000035151",
			"stage set: a_to_z_MMSid_for_set.txt: record 991000000025151 of update.tsv is not there"},
		{"added an id to the set", rundir.Set, "991000000025151\n", "991000000025151\n991000000035151\n",
			"stage set: a_to_z_MMSid_for_set.txt: record 991000000035151 is not in update.tsv"},
		{"blanked a number of the import", "for_import_to_NZ-2.xlsx", "\t9\n", "\t\n",
			"stage import: for_import_to_NZ-2.xlsx: record 991000000025151 has no number, but the number 9 in update.tsv"},
		{"changed a number of the import", "for_import_to_NZ.xlsx", "\t2\n", "\t20\n",
			"stage import: for_import_to_NZ.xlsx: record 991000000015151 has the number 20, but the number 2 in update.tsv"},
		{"loaded only one part", "for_import_to_NZ-2.xlsx", "991000000025151\t9\n", "",
			"stage import: " + imports + ": record 991000000025151 of update.tsv is not there"},
		{"swapped two numbers", "update.tsv", "991000000015151\t2\t1; 3\t\n991000000025151\t9", "991000000015151\t9\t1; 3\t\n991000000025151\t2",
			"stage review: update.tsv: record 991000000015151 has the number 9, but the number 2 in routed_update.tsv"},
		{"put yesterday's table back", "update.tsv", "991000000025151\t9", "991000000025151\t8",
			"stage import: for_import_to_NZ-2.xlsx: record 991000000025151 has the number 9, but the number 8 in update.tsv"},
		{"took a record out of the update", "update.tsv", "991000000015151\t2\t1; 3\t\n", "",
			"stage review: update.tsv, decided_do_not_change.tsv, review.tsv: record 991000000015151 of routed_update.tsv is not there"},
		{"put a record into the update", "update.tsv", "991000000015151\t2\t1; 3\t\n", "991000000015151\t2\t1; 3\t\n991000000035151\t2\t1\t\n",
			"stage review: update.tsv, review.tsv: record 991000000035151 comes out twice, but goes in once"},
		{"decided by hand", "update.tsv", "991000000025151\t9", "991000000045151\t9",
			"stage review: update.tsv, decided_do_not_change.tsv, review.tsv: record 991000000025151 of routed_review.tsv is not there"},
		{"removed a number from the rollback", "rollback_for_import.xlsx", "991000000015151\t3\n", "",
			"stage import: rollback_for_import.xlsx: record 991000000015151 of update.tsv is not there"},
		{"took the rollback of another week", "rollback_for_import.xlsx", "991000000025151\t1\n", "991000000025151\t5\n",
			"stage import: rollback_for_import.xlsx: record 991000000025151 has the number 5, but the number 1 in update.tsv"},
		{"added a column to the import", "for_import_to_NZ.xlsx", "035 $a\n991000000015151\t2\n", "035 $a\t245 $a\n991000000015151\t2\tx\n",
			`stage import: for_import_to_NZ.xlsx: column "245 $a" has no place in an import of OCLC numbers`},
		{"an update without a number, everywhere", "*", "991000000025151\t9", "991000000025151\t",
			"stage import: update.tsv: record 991000000025151 has no OCLC number, and would lose the one that it has"},
		{"emptied a file", rundir.Same, "Network Id\tIncoming 035a\n991000000045151\t1\n", "", "stage split: same.tsv:1: the file is empty"},
		{"an id that is none", "review.tsv", "991000000035151", "9.91E+14", "stage review: review.tsv:2: 9.91E+14 is an MMS ID cut short"},
		{"an id that is none in the import", "for_import_to_NZ-2.xlsx", "991000000025151", "9.91E+14", "9.91E+14 is an MMS ID cut short"},
		{"an id that is none in the rollback", "rollback_for_import.xlsx", "991000000025151", "9.91E+14", "9.91E+14 is an MMS ID cut short"},
		{"an id that is none in what is put back", "update.tsv", "991000000025151", "9.91E+14", "stage review: update.tsv:3: 9.91E+14 is an MMS ID cut short"},
		{"copied a record twice", rundir.Same, "991000000045151\t1\n", "991000000045151\t1\n991000000045151\t1\n991000000045151\t1\n",
			"stage split: same.tsv: record 991000000045151 comes out 3 times, but goes in once; run 'datasync split -C DIR' again"},
		{"took a record from what goes in", "routed_review.tsv", "991000000025151\t2\t1\n", "",
			"stage review: update.tsv: record 991000000025151 is not in routed_update.tsv, routed_review.tsv; run 'datasync review -C DIR' again"},
		{"a run of version 2, which does not tell what the reports told", "update.tsv", "Reported 035a", "Mine", ""},
		{"emptied the manifest", rundir.Manifest, "Kind", "Kinds", `manifest.tsv:1: no column "Kind"`},
		{"gave no report", rundir.Manifest, "report\t", "other\t", "stage merge: bibprocessmerged.tsv: record 991000000015151 is not in any report; run"},
		{"another column's name", "for_import_to_NZ.xlsx", "035 $a", "035", `no column "035 $a"; there are: 001, 035`},
	} {
		dir := extract(t)
		files := []string{tt.file}
		if tt.file == "*" {
			files = []string{"update.tsv", "for_import_to_NZ-2.xlsx"}
		}
		for _, file := range files {
			if file != "" {
				edit(t, filepath.Join(dir, file), tt.old, tt.new)
			}
		}
		parts, _, err := Read(dir)
		if told := strings.ReplaceAll(fmt.Sprint(err), dir, "DIR"); tt.want == "" && err != nil || !strings.Contains(told, tt.want) {
			t.Errorf("%s: %v\nwant %s", tt.what, err, tt.want)
		}
		if len(parts) < 23 && tt.file != rundir.Manifest {
			t.Errorf("%s: only %d parts", tt.what, len(parts))
		}
	}
}

func edit(t *testing.T, name, old, new string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, new, 1)
	if changed == string(text) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	if err := os.WriteFile(name, []byte(changed), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Files that are others when they are read again, to name a record.
func TestDifferenceOfChangedFiles(t *testing.T) {
	r, err := open(extract(t))
	if err != nil {
		t.Fatal(err)
	}
	flows := func(name string) []flow { return []flow{{"x", source{file: name, id: column.NetworkID}}} }
	for _, tt := range []struct{ in, out, want string }{
		{rundir.Merged, rundir.Merged, rundir.Merged + ": the files change while they are read"},
		{"gone.tsv", rundir.Merged, "gone.tsv: no such file"},
		{rundir.Merged, "gone.tsv", "gone.tsv: no such file"},
		{rundir.Merged, rundir.Set, rundir.Set + `:1: no column "Network Id"; there are: MMS ID`},
	} {
		if err := r.difference(flows(tt.in), flows(tt.out)); fmt.Sprint(err) != tt.want {
			t.Errorf("%s, %s: %v; want %s", tt.in, tt.out, err, tt.want)
		}
	}
}

// In the directory of the run itself the commands need not name it.
func TestReadHere(t *testing.T) {
	t.Chdir(extract(t))
	edit(t, rundir.Set, "991000000025151\n", "")
	const want = "stage set: a_to_z_MMSid_for_set.txt: record 991000000025151 of update.tsv is not there; run 'datasync set' again"
	if _, _, err := Read("."); fmt.Sprint(err) != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// A file that is there and cannot be read is told, not taken for one that is missing.
func TestReadUnreadable(t *testing.T) {
	for _, name := range []string{"inputs/CEF.txt", rundir.Same, "for_import_to_NZ.xlsx"} {
		dir := extract(t)
		file := filepath.Join(dir, name)
		if err := errors.Join(os.Remove(file), os.Mkdir(file, 0o777)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Read(dir); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "is a directory") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every stage of which a file is missing tells it, whichever it is.
func TestReadTellsWhatIsMissing(t *testing.T) {
	all, err := os.ReadDir(extract(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.IsDir() || e.Name() == "UWObibprocess.tsv" || e.Name() == "for_import_to_NZ-2.xlsx" || e.Name() == rundir.Set { // told as rows that are not there; a run without its set is not at its end
			continue
		}
		dir := extract(t)
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
		_, gone, err := Read(dir)
		if forPeople := strings.Contains(" conflicts.tsv actions.tsv comparison_file_IZ.xlsx do_not_update_entries.tsv MMSid_for_analytics.txt"+
			" decisions.tsv do_not_update_decided.tsv do_not_update_list.xlsx oclc_numbers_updated.txt ", " "+e.Name()+" "); forPeople != (err == nil) {
			t.Errorf("without %s: %v", e.Name(), err)
		}
		if told := fmt.Sprint(gone, err); !strings.Contains(told, e.Name()+": no such file") {
			t.Errorf("without %s: %s", e.Name(), told)
		}
	}
}

// After verify each record of the update has one verdict.
func TestReadAfterVerify(t *testing.T) {
	const head = "Network Id\tIncoming 035a\n"
	for _, tt := range []struct{ verified, notUpdated, lost, want string }{
		{"991000000015151\t2\n", "991000000025151\t9\n", "", ""},
		{"", "", "991000000025151\t9\n991000000015151\t2\n", ""},
		{"991000000015151\t2\n", "", "", "stage verify: verified.tsv, not_updated.tsv, lost_number.tsv: record 991000000025151 of update.tsv is not there"},
		{"991000000015151\t2\n", "991000000025151\t9\n", "991000000025151\t9\n",
			"stage verify: not_updated.tsv, lost_number.tsv: record 991000000025151 comes out twice, but goes in once"},
	} {
		dir := extract(t)
		for name, rows := range map[string]string{rundir.Verified: tt.verified, rundir.NotUpdated: tt.notUpdated, rundir.Lost: tt.lost} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(head+rows), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		parts, _, err := Read(dir)
		if tt.want == "" && err != nil || !strings.Contains(fmt.Sprint(err), tt.want) {
			t.Errorf("%+v: %v", tt, err)
		}
		if last := parts[len(parts)-1]; last.Stage != "verify" || last.Outcome != "lost" || last.Rows != strings.Count(tt.lost, "\n") {
			t.Errorf("%+v: the last part is %+v", tt, last)
		}
	}
}

// A workbook is read back, whatever program saved it.
func TestReadWorkbooks(t *testing.T) {
	dir := extract(t)
	save := func(name string, rows ...[]any) {
		f := excelize.NewFile()
		for i, row := range append([][]any{{"001", "035 $a"}}, rows...) {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SaveAs(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	save("for_import_to_NZ.xlsx", []any{"991000000015151", "2"})
	save("for_import_to_NZ-2.xlsx", []any{"991000000025151", 9})
	save("rollback_for_import.xlsx", []any{"991000000015151", "3"}, []any{"991000000025151", "1"}, []any{"991000000015151", "1"})
	if _, _, err := Read(dir); err != nil {
		t.Error(err)
	}
	save("for_import_to_NZ-2.xlsx", []any{"991000000025151", "90"})
	if _, _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "has the number 90, but the number 9") {
		t.Errorf("another number: %v", err)
	}
}

// A workbook that is as it was written is read by what knows that, and any other, as one
// that somebody saved again, as whatever it is.
func TestReadWorkbooksAsWritten(t *testing.T) {
	for _, tt := range []struct {
		what, number  string
		again, listed bool // another program saved it; what it saved is listed
		want          string
	}{
		{"as written", "9", false, false, ""},
		{"another number", "90", false, false, "has the number 90, but the number 9 in update.tsv"},
		{"saved again", "9", true, false, ""},
		{"saved again, with another number", "90", true, false, "has the number 90, but the number 9 in update.tsv"},
		{"listed as another program saved it", "9", true, true, "for_import_to_NZ-2.xlsx:2: the workbook is not as it was written"},
	} {
		dir := extract(t)
		name := filepath.Join(dir, "for_import_to_NZ-2.xlsx")
		in, err := tsv.NewReader(strings.NewReader("001\t035 $a\n991000000025151\t"+tt.number+"\n"), "x")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := workbook.Write(&out, workbook.Sheet{Name: "x", Tables: []workbook.Table{{Rows: in}}}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		if !tt.listed {
			listAll(t, dir)
		}
		if tt.again {
			f, err := excelize.OpenFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := cmp.Or(f.SetCellValue("x", "B2", tt.number), f.Save()); err != nil {
				t.Fatal(err)
			}
		}
		if tt.listed {
			listAll(t, dir)
		}
		if _, _, err := Read(dir); tt.want == "" && err != nil || !strings.Contains(fmt.Sprint(err), tt.want) {
			t.Errorf("%s: %v\nwant %s", tt.what, err, tt.want)
		}
	}
}

// listAll makes written.tsv say that all files but the workbooks that are text are as they were written.
func listAll(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := "File\tBytes\tHash\n"
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err == nil && e.Name() != "for_import_to_NZ.xlsx" && e.Name() != rundir.Rollback {
			all += fmt.Sprintf("%s\t%d\t%016x\n", e.Name(), len(text), xxhash.Sum64(text))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, rundir.Written), []byte(all), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Four tables of 200,000 rows, one after the other and at once.
func BenchmarkTally(b *testing.B) {
	var text strings.Builder
	text.WriteString("JobID\tNetwork Id\tExisting 035a\tIncoming 035a\tAction\n")
	for i := range 200_000 {
		fmt.Fprintf(&text, "CEF_1012688_1748084545832::bib::%d\t99%09d5151\t60383335\t60383335\tmatch\n", i, i)
	}
	dir := b.TempDir()
	files := make(map[source]bool)
	for _, name := range []string{rundir.Merged, rundir.Diff, rundir.Same, rundir.Candidates} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text.String()), 0o666); err != nil {
			b.Fatal(err)
		}
		files[source{file: name, id: column.NetworkID}] = true
	}
	r, err := open(dir)
	if err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func(){
		"one after the other": func() {
			for f := range files {
				r.tallies[f] = r.tally(f)
			}
		},
		"at once": func() { r.tallyAll(files) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(files) * text.Len()))
			for b.Loop() {
				read()
			}
			for f, t := range r.tallies {
				if t.err != nil || t.rows != 200_000 {
					b.Fatal(f, t)
				}
			}
		})
	}
}
