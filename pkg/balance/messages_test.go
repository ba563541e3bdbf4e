package balance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"datasync/pkg/rundir"
)

// Lines of exception reports, of which the first three have a row.
const (
	exceptions = `CEF_1_1::bib::1|991000000015151|1|2|Validation Error|CRITICAL|Record is sparse.
CEF_1_1::bib::1|991000000015151|1|2|Validation Error|MINOR|a|b

CEF_1_1::bib::2|991000000025151|1|2|Validation Error|MINOR|c
CEF_1_1::bib::9|||||Data Error||too long
LHU_1_1::bib::2|991000000025151|1|2|Data Error||
`
	beside = `Network Id	Severity	Messages
991000000015151	CRITICAL	Record is sparse.
991000000025151	MINOR	
991000000035151		
`
	unmatched = `Network Id	Message
	Data Error
991000000025151	Data Error
`
)

// Without a manifest nobody knows the exception reports.
func TestMessagesWithoutManifest(t *testing.T) {
	dir := extract(t)
	if err := errors.Join(os.Remove(filepath.Join(dir, rundir.Manifest)), os.WriteFile(filepath.Join(dir, rundir.Unmatched), []byte(unmatched), 0o666)); err != nil {
		t.Fatal(err)
	}
	r, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.messages(); fmt.Sprint(err) != "manifest.tsv: no such file" {
		t.Error(err)
	}
}

func TestMessages(t *testing.T) {
	for _, tt := range []struct{ what, file, old, new, want string }{
		{"nothing", "", "", "", "message in 5, message beside 3, message unmatched 2"},
		{"lost a line about no record", rundir.Unmatched, "	Data Error\n", "",
			"stage message: a message about no record is not once in " + rundir.Beside + " and " + rundir.Unmatched + "; run 'datasync route' again"},
		{"lost a row", rundir.Beside, "991000000015151	CRITICAL", "991000000045151	CRITICAL", "a message about record 991000000015151 is not once"},
		{"doubled a line", rundir.Unmatched, "991000000025151	", "991000000035151	Data Error\n991000000025151	",
			"a message about record 991000000035151 is not once"},
		{"an id that is none", rundir.Beside, "991000000035151", "9.91E+14", rundir.Beside + ":4: 9.91E+14 is an MMS ID cut short"},
		{"a processing report", "inputs/e.txt", exceptions, "CEF_1_1::bib::1|991000000015151|1|2|match\n", "inputs/e.txt:1: this is a bib processing report"},
		{"a message without a severity", rundir.Beside, "991000000025151	MINOR	", "991000000025151		c", "message in 5, message beside 3, message unmatched 2"},
		{"nothing beside a row", rundir.Beside, "991000000025151	MINOR	", "991000000025151		", "a message about record 991000000025151 is not once"},
		{"a report is gone", rundir.Manifest, "inputs/e.txt", "inputs/f.txt", "inputs/f.txt: no such file"},
		{"another column's name", rundir.Unmatched, "Network Id", "Id", rundir.Unmatched + ":1: no column \"Network Id\""},
		{"no columns", rundir.Beside, "Severity", "Bad", rundir.Beside + ":1: no column \"Severity\""},
	} {
		dir := extract(t)
		edit(t, filepath.Join(dir, rundir.Manifest), "dnu\t", "exceptions\tinputs/e.txt\t\te.txt\t9\t0\ndnu\t")
		for file, text := range map[string]string{"inputs/e.txt": exceptions, rundir.Beside: beside, rundir.Unmatched: unmatched} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if tt.file != "" {
			edit(t, filepath.Join(dir, tt.file), tt.old, tt.new)
		}
		parts, _, err := Read(dir)
		got := fmt.Sprint(err)
		if err == nil {
			var told []string
			for _, p := range parts[len(parts)-3:] {
				told = append(told, fmt.Sprint(p.Stage, " ", p.Outcome, " ", p.Rows))
			}
			got = strings.Join(told, ", ")
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s\nwant %s", tt.what, got, tt.want)
		}
	}
}

// Somebody's report had damaged lines: each is in the table of these, once. That of
// a cross-reference report may have some too.
func TestMessagesDamaged(t *testing.T) {
	const rejects = "File\tLine\tReason\tText\ninputs/e.txt\t1\twhy\thalf\ninputs/e.txt\t8\twhy\ta|b\ninputs/x.txt\t1\twhy\ty\n"
	const good = "message in 7, message beside 3, message unmatched 2, message rejected 2"
	for _, tt := range []struct{ what, old, new, want string }{
		{"nothing", "", "", good},
		{"a line lost", "inputs/e.txt\t8\twhy\ta|b\n", "", "stage message: line 8 of inputs/e.txt, which cannot be read, is not once in messages_rejects.tsv; run 'datasync route' again"},
		{"both lost", "inputs/e.txt\t1\twhy\thalf\ninputs/e.txt\t8\twhy\ta|b\n", "", "stage message: line 1 of inputs/e.txt, which"},
		{"a line twice", "inputs/e.txt\t1\twhy\thalf\n", "inputs/e.txt\t1\twhy\thalf\ninputs/e.txt\t1\twhy\thalf\n", "stage message: line 1 of inputs/e.txt, which"},
		{"a line of the other report lost", "inputs/x.txt\t1\twhy\ty\n", "", good},
		{"no column", "Line", "No", rundir.Damaged + ":1: no column \"Line\""},
	} {
		dir := extract(t)
		edit(t, filepath.Join(dir, rundir.Manifest), "dnu\t", "exceptions\tinputs/e.txt\t\te.txt\t9\t0\nxref\tinputs/x.txt\t\tx.txt\t9\t0\ndnu\t")
		for file, text := range map[string]string{"inputs/e.txt": "half\n" + exceptions + "a|b\n", rundir.Beside: beside, rundir.Unmatched: unmatched, rundir.Damaged: rejects} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if tt.old != "" {
			edit(t, filepath.Join(dir, rundir.Damaged), tt.old, tt.new)
		}
		parts, _, err := Read(dir)
		got := fmt.Sprint(err)
		if err == nil {
			var told []string
			for _, p := range parts[len(parts)-4:] {
				told = append(told, fmt.Sprint(p.Stage, " ", p.Outcome, " ", p.Rows))
			}
			got = strings.Join(told, ", ")
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s\nwant %s", tt.what, got, tt.want)
		}
	}
}
