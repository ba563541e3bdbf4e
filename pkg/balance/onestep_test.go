package balance

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"datasync/pkg/alma"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

const oneStepUpdate = "Network Id\tIncoming 035a\tOCLC Control Number (035a)\tReported 035a\tOCLC Control Number (035z)\tOther 035z\n" +
	"991000000015151\t2\t1; 3\t\t5; 2000#\t(DLC)7 x\n" +
	"991000000025151\t9\t(OCoLC)1; (DLC)1\t2\t\t\n"

// oneStep makes of the run of the command's script one in one step. Each file of it is
// made of an update; those of edited are of another one.
func oneStep(t *testing.T, edited map[string]string) (dir string) {
	t.Helper()
	dir = extract(t)
	for _, name := range []string{rundir.Set, rundir.Import, "for_import_to_NZ-2.xlsx", rundir.Rollback} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	save := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	save("settings.tsv", "Name\tValue\none-step\t--one-step\n")
	save(rundir.Update, oneStepUpdate)
	for _, name := range []string{
		rundir.OneStepTable, rundir.OneStepRollback, rundir.OneStepRollbackMARC,
		".new/" + rundir.OneStepImport, ".new/" + rundir.OneStepMARC, ".new/for_one_step_import_to_NZ-2.mrc", // they have no names yet
	} {
		update, ok := edited[filepath.Base(name)]
		if !ok {
			update = oneStepUpdate
		}
		save(name, made(t, filepath.Base(name), update))
	}
	return dir
}

// made is what a file of a run in one step has. (Here the workbooks are text, which reads
// alike.)
func made(t *testing.T, name, update string) string {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(update), "update.tsv")
	if err != nil {
		t.Fatal(err)
	}
	tables := []*tsv.Reader{in}
	var rows, rowsBack bytes.Buffer
	var parts, partsBack []*bytes.Buffer
	next := func(all *[]*bytes.Buffer) func() io.Writer {
		return func() io.Writer { *all = append(*all, new(bytes.Buffer)); return (*all)[len(*all)-1] }
	}
	if filepath.Ext(name) == ".mrc" {
		_, err = alma.MARC(tables, 1, next(&parts), next(&partsBack))
	} else {
		_, err = alma.OneStep(tables, &rows, &rowsBack)
	}
	if err != nil {
		t.Fatal(err)
	}
	text := func(all []*bytes.Buffer) string { // "" of a part that there is not
		if len(all) == 0 {
			return ""
		}
		return all[0].String()
	}
	switch name {
	case rundir.OneStepMARC:
		return text(parts)
	case "for_one_step_import_to_NZ-2.mrc":
		return text(parts[1:])
	case rundir.OneStepRollbackMARC:
		for _, p := range partsBack[1:] {
			partsBack[0].Write(p.Bytes())
		}
		return text(partsBack)
	case rundir.OneStepRollback:
		return repeats.ReplaceAllString(rowsBack.String(), "")
	case rundir.OneStepImport:
		return repeats.ReplaceAllString(rows.String(), "")
	}
	return rows.String()
}

var repeats = regexp.MustCompile(` \(\d\)`) // mkxlsx --repeat

// What is loaded in one step, in each of its forms, is what the update says, $z too.
func TestOneStep(t *testing.T) {
	for _, tt := range []struct {
		what, file, old, new string
		want                 string
	}{
		{"nothing", "", "", "", ""},
		{"another number in the table", rundir.OneStepTable, "\t9\t", "\t90\t",
			"stage import: for_one_step_import_to_NZ.tsv: record 991000000025151 has the number 90, but the number 9 in update.tsv"},
		{"another number in MARC", rundir.OneStepMARC, "\t2\t", "\t20\t",
			"stage set: for_one_step_import_to_NZ.mrc: record 991000000015151 has the number 20, but the number 2 in update.tsv"},
		{"another number in its second part", "for_one_step_import_to_NZ-2.mrc", "\t9\t", "\t90\t",
			"stage set: for_one_step_import_to_NZ-2.mrc: record 991000000025151 has the number 90, but the number 9 in update.tsv"},
		{"another number in the workbook", rundir.OneStepImport, "\t2\t", "\t20\t",
			"stage set: for_one_step_import_to_NZ.xlsx: record 991000000015151 has the number 20, but the number 2 in update.tsv"},
		{"a number of before that is lost in MARC", rundir.OneStepMARC, "1; 3", "1",
			"stage set: for_one_step_import_to_NZ.mrc, for_one_step_import_to_NZ-2.mrc: 035 $z (OCoLC)3 of record 991000000015151 of update.tsv is not there"},
		{"another 035 $z in MARC", rundir.OneStepMARC, "5; ", "6; ",
			"stage set: for_one_step_import_to_NZ.mrc, for_one_step_import_to_NZ-2.mrc: 035 $z (OCoLC)5 of record 991000000015151 of update.tsv is not there"},
		{"another system's 035 $z that is lost in the workbook", rundir.OneStepImport, "(DLC)7 x", "",
			"stage set: for_one_step_import_to_NZ.xlsx: 035 $z (DLC)7 x of record 991000000015151 of update.tsv is not there"},
		{"an unreadable 035 $z that is lost in the table", rundir.OneStepTable, "; 2000#", "",
			"stage import: for_one_step_import_to_NZ.tsv: 035 $z 2000# of record 991000000015151 of update.tsv is not there"},
		{"a 035 $z too many", rundir.OneStepImport, "(OCoLC)1; (DLC)1\t2\t", "(OCoLC)1; (DLC)1\t2\t8",
			"stage set: for_one_step_import_to_NZ.xlsx: 035 $z (OCoLC)8 of record 991000000025151 is not in update.tsv"},
		{"another record", rundir.OneStepMARC, "991000000015151", "991000000035151",
			"stage set: for_one_step_import_to_NZ.mrc, for_one_step_import_to_NZ-2.mrc: record 991000000015151 of update.tsv is not there"},
		{"a rollback without a number", rundir.OneStepRollbackMARC, "1; 3", "3",
			"stage import: rollback_for_one_step_import.mrc: record 991000000015151 of update.tsv is not there"},
		{"a rollback without a 035 $z", rundir.OneStepRollback, "5; ", "",
			"stage import: rollback_for_one_step_import.xlsx: 035 $z (OCoLC)5 of record 991000000015151 of update.tsv is not there"},
	} {
		edited := make(map[string]string)
		if tt.file != "" {
			edited[tt.file] = strings.Replace(oneStepUpdate, tt.old, tt.new, 1)
		}
		dir := oneStep(t, edited)
		parts, warned, err := Read(dir)
		if told := fmt.Sprint(err); tt.want == "" && err != nil || !strings.Contains(told, tt.want) {
			t.Errorf("%s: %v\nwant %s", tt.what, err, tt.want)
		}
		if len(warned) > 0 {
			t.Errorf("%s: %v", tt.what, warned)
		}
		loaded := 0
		for _, p := range parts {
			if p.Stage == "set" && p.Outcome == "written" || p.File == rundir.OneStepTable {
				loaded += p.Rows
			}
		}
		if loaded != 4 {
			t.Errorf("%s: %d records in the table and in MARC, want 2 and 2", tt.what, loaded)
		}
	}
}

// What a person did to the files of a run in one step.
func TestOneStepTellsWhatPeopleDid(t *testing.T) {
	for _, tt := range []struct {
		what string
		do   func(dir string) error
		want string
	}{
		{"a part is missing", func(dir string) error {
			return os.Remove(filepath.Join(dir, ".new/for_one_step_import_to_NZ-2.mrc"))
		}, "stage set: for_one_step_import_to_NZ.mrc: record 991000000025151 of update.tsv is not there"},
		{"the workbook is missing", func(dir string) error {
			return os.Remove(filepath.Join(dir, ".new", rundir.OneStepImport))
		}, "stage set: for_one_step_import_to_NZ.xlsx: no such file"},
		{"a rollback is missing", func(dir string) error {
			return os.Remove(filepath.Join(dir, rundir.OneStepRollbackMARC))
		}, "stage import: rollback_for_one_step_import.mrc: no such file"},
		{"MARC that is cut", func(dir string) error {
			return os.Truncate(filepath.Join(dir, ".new", rundir.OneStepMARC), 50)
		}, "stage set: for_one_step_import_to_NZ.mrc: record 1: the file ends within it"},
		{"a column of another kind", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ".new", rundir.OneStepImport), []byte("001\t035 $a\t245 $a\n"), 0o666)
		}, `for_one_step_import_to_NZ.xlsx: column "245 $a" has no place in an import of OCLC numbers`},
		{"a number that is no longer OCLC's", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ".new", rundir.OneStepImport), []byte("001\t035 $a\n991000000015151\t2\n"), 0o666)
		}, "stage set: for_one_step_import_to_NZ.xlsx: record 991000000015151 has no number, but the number 2 in update.tsv"},
		{"an id that is none", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, rundir.OneStepRollback), []byte("001\t035 $a\n9.91E+14\t(OCoLC)1\n"), 0o666)
		}, "9.91E+14 is an MMS ID cut short"},
	} {
		dir := oneStep(t, nil)
		if err := tt.do(dir); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Read(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v\nwant %s", tt.what, err, tt.want)
		}
	}
}

// A file for the other way is for another import profile.
func TestOtherWay(t *testing.T) {
	one, three := oneStep(t, nil), extract(t)
	for _, tt := range []struct{ dir, file string }{
		{one, rundir.Import}, {one, rundir.Rollback}, {three, rundir.OneStepMARC}, {three, rundir.OneStepRollback},
		{one, "for_one_step_import_to_NZ-LAPTOP.mrc"}, {one, rundir.Set},
	} {
		if err := os.WriteFile(filepath.Join(tt.dir, tt.file), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		_, warned, err := Read(tt.dir)
		if want := tt.file + " is no file of this run"; err != nil || !strings.Contains(fmt.Sprint(warned), want) {
			t.Errorf("%s: %v, %v", tt.file, warned, err)
		}
	}
}
