package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"datasync/pkg/cli/clitest"
	"datasync/pkg/column"
	"datasync/pkg/review"
	"datasync/pkg/table"
)

// A workbook that LibreOffice or Gnumeric saved again tells the same decisions.
func TestReadWhatOtherProgramsSave(t *testing.T) {
	dir := t.TempDir()
	saved := filepath.Join(dir, "report.xlsx")
	clitest.SaveWorkbook(t, saved, map[string][][]string{
		"summary": {{"Run of", "2025-05-26"}},
		"records for review": {{"Reason", "Decision", "Use number", "Note", "Network Id", "Incoming 035a"},
			{"action create", "Update", "", "", "991000000015151", "1520932322"},
			{"reports disagree", "update", "1520918535", "both seen, é", "991523164305151", "1520924209"},
			{"action create", "do not change", "", "rare", "992851109505151", "7"},
			{"action create", "", "", "", "991000000045151", "7"}},
	})
	const want = "Network Id\tIncoming 035a\tDecision\tUse number\tNote\tDate\n" +
		"991000000015151\t1520932322\tupdate\t\t\tDAY\n" +
		"991523164305151\t1520924209\tupdate\t1520918535\tboth seen, é\tDAY\n" +
		"992851109505151\t7\tdo not change\t\trare\tDAY\n"
	again := filepath.Join(dir, "again", "report.xlsx")
	if err := os.Mkdir(filepath.Dir(again), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, program := range [][]string{
		{"cp", saved, again}, // as it is
		{"soffice", "-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", "xlsx", "--outdir", filepath.Dir(again), saved},
		{"ssconvert", saved, again},
	} {
		if _, err := exec.LookPath(program[0]); err != nil {
			t.Logf("%s is not installed", program[0])
			continue
		}
		if out, err := exec.Command(program[0], program[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", program[0], err, out)
			continue
		}
		var got strings.Builder
		if err := merge(again, &got); err != nil || got.String() != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", program[0], err, got.String(), want)
		}
	}
}

// merge writes the decisions of a workbook.
func merge(name string, out io.Writer) error {
	sheets, err := table.OpenAll(name, column.NetworkID, column.Decision)
	if err != nil {
		return err
	}
	defer sheets[0].Close()
	l, err := review.Read(sheets)
	if err != nil {
		return err
	}
	_, err = review.Merge(new(review.List), []*review.List{l}, []string{name}, "DAY", out)
	return err
}
