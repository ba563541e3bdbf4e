package summary

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		what, files, written string // names, each followed by a space
		pattern              string
		want, strangers      string
	}{
		{"one part", "for_import_to_NZ.xlsx ", "", Import, "for_import_to_NZ.xlsx ", ""},
		{"none", "update.tsv ", "", Import, "", ""},
		{"eleven parts", "for_import_to_NZ-10.xlsx for_import_to_NZ-11.xlsx for_import_to_NZ-2.xlsx for_import_to_NZ-3.xlsx for_import_to_NZ-4.xlsx " +
			"for_import_to_NZ-5.xlsx for_import_to_NZ-6.xlsx for_import_to_NZ-7.xlsx for_import_to_NZ-8.xlsx for_import_to_NZ-9.xlsx for_import_to_NZ.xlsx ", "", Import,
			"for_import_to_NZ-10.xlsx for_import_to_NZ-11.xlsx for_import_to_NZ-2.xlsx for_import_to_NZ-3.xlsx for_import_to_NZ-4.xlsx " +
				"for_import_to_NZ-5.xlsx for_import_to_NZ-6.xlsx for_import_to_NZ-7.xlsx for_import_to_NZ-8.xlsx for_import_to_NZ-9.xlsx for_import_to_NZ.xlsx ", ""},
		{"a copy by a shared folder", "for_import_to_NZ-2.xlsx for_import_to_NZ-LAPTOP.xlsx for_import_to_NZ.xlsx ", "", Import,
			"for_import_to_NZ-2.xlsx for_import_to_NZ.xlsx ", "for_import_to_NZ-LAPTOP.xlsx "},
		{"copies by a browser and by hand", "for_import_to_NZ(1).xlsx for_import_to_NZ-02.xlsx for_import_to_NZ-2-old.xlsx for_import_to_NZ.xlsx rollback_for_import-Kopie.xlsx ", "", Import,
			"for_import_to_NZ.xlsx ", "for_import_to_NZ(1).xlsx for_import_to_NZ-02.xlsx for_import_to_NZ-2-old.xlsx rollback_for_import-Kopie.xlsx "},
		{"a part too many", "for_import_to_NZ-3.xlsx for_import_to_NZ.xlsx ", "", Import, "for_import_to_NZ.xlsx ", "for_import_to_NZ-3.xlsx "},
		{"a part alone", "for_import_to_NZ-2.xlsx ", "", Import, "", "for_import_to_NZ-2.xlsx "},
		{"the list knows better", "for_import_to_NZ-2.xlsx for_import_to_NZ-3.xlsx for_import_to_NZ.xlsx ", "for_import_to_NZ.xlsx for_import_to_NZ-2.xlsx ", Import,
			"for_import_to_NZ-2.xlsx for_import_to_NZ.xlsx ", "for_import_to_NZ-3.xlsx "},
		{"the list names what is gone", "for_import_to_NZ.xlsx ", "for_import_to_NZ.xlsx for_import_to_NZ-2.xlsx ", Import, "for_import_to_NZ.xlsx ", ""},
		{"the list is of other files", "for_import_to_NZ-2.xlsx for_import_to_NZ.xlsx ", "update.tsv ", Import, "for_import_to_NZ-2.xlsx for_import_to_NZ.xlsx ", ""},
		{"the zones, by their form", "CEFbibprocess.tsv Copy-of-CEFbibprocess.tsv ", "", Zones, "CEFbibprocess.tsv Copy-of-CEFbibprocess.tsv ", ""},
		{"the zones, by the list", "CEFbibprocess.tsv Copy-of-CEFbibprocess.tsv ", "CEFbibprocess.tsv ", Zones, "CEFbibprocess.tsv ", "Copy-of-CEFbibprocess.tsv "},
		{"a table", "update-LAPTOP.tsv update.tsv ", "", Update, "update.tsv ", ""},
	} {
		dir := t.TempDir()
		for name := range strings.FieldsSeq(tt.files) {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if tt.written != "" {
			list := "File\tBytes\tHash\n" + strings.ReplaceAll(tt.written, " ", "\t0\tx\n")
			if err := os.WriteFile(filepath.Join(dir, Written), []byte(list), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		r, err := open(dir)
		if err != nil || r.errWritten != nil {
			t.Fatal(err, r.errWritten)
		}
		var strangers string
		for _, err := range r.strangers() {
			name, _, _ := strings.Cut(err.Error(), " is no file of this run")
			strangers += name + " "
		}
		files, err := Files(dir, tt.pattern)
		got := strings.TrimPrefix(strings.Join(append(files, ""), " "), " ")
		if err != nil || got != tt.want || strangers != tt.strangers {
			t.Errorf("%s: %s, %v, and strangers %s\nwant %s and %s", tt.what, got, err, strangers, tt.want, tt.strangers)
		}
	}
}

// A shared folder made a copy of the import on somebody's laptop, and a person one of
// an institution's records: neither is in the way, and both are told.
func TestReadWithCopies(t *testing.T) {
	dir := extract(t)
	want, _, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	copies := map[string]string{"for_import_to_NZ-2.xlsx": "for_import_to_NZ-LAPTOP.xlsx", "rollback_for_import.xlsx": "rollback_for_import (1).xlsx"}
	for name, to := range copies {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, warned, err := Read(dir)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\n%v\nwant %v", err, got, want)
	}
	const told = " is no file of this run, and counts for nothing; put it elsewhere, before somebody loads it"
	if s := fmt.Sprint(warned); s != "[for_import_to_NZ-LAPTOP.xlsx"+told+" rollback_for_import (1).xlsx"+told+"]" {
		t.Errorf("warned %s", s)
	}
}

// A list of what was written that cannot be read is told, and no part is taken for
// one of the run's by it.
func TestReadWrittenDamaged(t *testing.T) {
	for text, want := range map[string]string{
		"Name\n":               `written.tsv:1: no column "File"; there are: Name`,
		"File\tBytes\nx.tsv\n": "written.tsv:2: 1 field, but the header has 2",
		"":                     "written.tsv:1: the file is empty",
	} {
		dir := extract(t)
		if err := os.WriteFile(filepath.Join(dir, Written), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		parts, _, err := Read(dir)
		if err == nil || !strings.HasPrefix(err.Error(), want) || len(parts) < 25 {
			t.Errorf("%q: %v, %d parts; want %s", text, err, len(parts), want)
		}
		if _, err := Files(dir, Import); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
	if _, err := Files(filepath.Join(t.TempDir(), "gone"), Import); err == nil {
		t.Error("there is no directory, and no error")
	}
}
