//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/cli/clitest"
)

var ofNetwork = regexp.MustCompile(`\b(99\d{4,15})5151\b`)

// moved is a text of the sample as that of a library without a network, whose records end
// in 0042.
func moved(text string) string { return ofNetwork.ReplaceAllString(text, "${1}0042") }

// moveTable saves the last sheet of a workbook of the sample, its MMS IDs moved. To one of
// Analytics those of the network are added in front, as a member of one has them.
func moveTable(t *testing.T, from, to string, both bool) {
	t.Helper()
	f, err := excelize.OpenFile(from)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	rows, err := f.GetRows(sheets[len(sheets)-1])
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, row := range rows {
		line := strings.Join(row, "\t") + strings.Repeat("\t", len(rows[0])-len(row))
		switch {
		case !both:
		case i == 0:
			line = "Network Id\t" + strings.Replace(line, "Network Id", "MMS Id", 1)
		default:
			line = row[0] + "\t" + moved(line)
		}
		if !both {
			line = moved(line)
		}
		b.WriteString(line + "\n")
	}
	if err := write(to, b.String(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// The week of a library that is in no network, and in no table, is that of the sample: the
// same records come to the same end, and nothing that is told or shown speaks of another
// zone.
func TestZoneOfLibrary(t *testing.T) {
	needTree(t)
	dir := t.TempDir()
	args := []string{"-C", "run", "--institutions", "own.csv", "--zone", "lib", "--dnu", "list.tsv", "--doublecheck", "both.tsv"}
	moveTable(t, filepath.Join(sampleDir(t), "Do_not_change.xlsx"), filepath.Join(dir, "list.tsv"), false)
	moveTable(t, filepath.Join(sampleDir(t), "OCLC-doublecheck.xlsx"), filepath.Join(dir, "both.tsv"), true)
	files := map[string]string{"own.csv": "Code,Suffix\nLIB,0042\n"}
	for _, path := range glob(t, sampleDir(t), "*.BibProcessingReport.txt") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = moved(string(text))
		args = append(args, filepath.Base(path))
	}
	for name, text := range files {
		if err := write(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	said := must(t, datasync("sh", dir, args...))
	run := filepath.Join(dir, "run")
	all := readable(t, run, dir)
	for name, want := range clitest.Contents(t, filepath.Join(sampleDir(t), "want")) {
		switch {
		case strings.HasSuffix(name, "bibprocess.tsv"), name == "manifest.tsv", name == "settings.tsv", name == "summary.tsv", name == "do_not_update_entries.tsv":
		case all[name] != moved(want):
			t.Errorf("%s:\n%s\nwant\n%s", name, all[name], moved(want))
		}
	}

	after := "MMS Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\n"
	for i, row := range strings.Split(strings.TrimSpace(all["for_import_to_NZ.tsv"]), "\n")[1:] {
		if i == 0 {
			row += "; 5" // to be repaired
		}
		after += row + "\t\n"
	}
	if err := write(filepath.Join(dir, "after.tsv"), after, 0o666); err != nil {
		t.Fatal(err)
	}
	said += must(t, datasync("sh", dir, "verify", "-C", "run", "--doublecheck", "after.tsv"))
	said += must(t, datasync("sh", dir, "libraries", "-C", "run"))
	says(t, said, "It is verified: 23 updated, 1 not, 0 lost their number")
	all = readable(t, run, dir)
	all["what is said"] = said
	for name, text := range all {
		if regexp.MustCompile("Network Zone|own zone|own records|single librar").MatchString(text) {
			t.Errorf("%s speaks of another zone:\n%s", name, text)
		}
	}
	for _, name := range []string{"NZ-OCLC-Identifier-report-2026-01-31.xlsx.txt", "libraries/CEF.xlsx.txt", "verification.xlsx.txt"} {
		if !strings.Contains(all[name], "the zone lib") {
			t.Errorf("%s does not tell of which zone it is", name)
		}
	}
}
