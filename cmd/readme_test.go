//go:build unix

package cmd

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"datasync/pkg/cli/clitest"
)

// What there is to read: for the librarian, for those who use a shell.
const (
	ofTheWeek     = "../README.md"
	ofTheCommands = "README.md"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// block is the indented lines of a README from the one that begins with first.
func block(t *testing.T, readme, first string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^    ` + regexp.QuoteMeta(first) + `.*\n(    .*\n)*`).FindString(read(t, readme))
	if found == "" {
		t.Fatalf("%s has no example %q", readme, first)
	}
	return found
}

// inDir runs a script in dir, with the commands in PATH and without keys.
func inDir(dir, script string) (string, error) {
	c := exec.Command("sh", "-ec", script)
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+filepath.Join(tree, "bin")+":"+filepath.Join(tree, "scripts")+":"+os.Getenv("PATH"),
		"DATE=2026-01-31", "ALMA_API_KEY=", "OCLC_KEY=", "OCLC_SECRET=")
	out, err := c.CombinedOutput()
	return string(out), err
}

// sampleCopy is a directory with the files of the sample.
func sampleCopy(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "week")
	if err := os.CopyFS(dir, os.DirFS(sample)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// atDesk is a directory as a librarian has it: the commands, the reports, a list and the
// Analytics report.
func atDesk(t *testing.T) string {
	t.Helper()
	needTree(t)
	dir := t.TempDir()
	for _, name := range []string{"reports", "next"} {
		for _, report := range glob(t, sampleDir(t), "*.BibProcessingReport.txt") {
			copyFile(t, report, filepath.Join(dir, name, filepath.Base(report)))
		}
	}
	for _, name := range []string{"Do_not_change.xlsx", "OCLC-doublecheck.xlsx"} {
		copyFile(t, filepath.Join(sample, name), filepath.Join(dir, name))
	}
	if err := os.Symlink(filepath.Join(tree, "bin"), filepath.Join(dir, "bin")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// inAlma is what the job and the import do there, and Analytics then tells.
const inAlma = `awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)" }
NR > 1 { print $at["Network Id"] "\t" $at["Incoming 035a"] "\t" $at["OCLC Control Number (035a)"] }' runs/2026-01-31/update.tsv >after.xlsx
`

// The run in ten lines is one: as it stands, after make build, on the sample.
func TestReadmeWeek(t *testing.T) {
	dir := atDesk(t)
	week := strings.Replace(block(t, ofTheWeek, "make build"), "make build\n", "", 1)
	week = strings.Replace(week, "    # in Alma: set", inAlma+"    # in Alma", 1)
	if out, err := inDir(dir, week); err != nil {
		t.Fatalf("%s: %v\n%s", week, err, out)
	}
	for _, name := range []string{"runs/2026-01-31/verified.tsv", "runs/2026-01-31/libraries/CEF.xlsx", "runs/2026-02-07/MMSid_for_analytics.txt"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// What the README shows of the terminal stands there: what is typed after "$", in order.
func TestReadmeTerminal(t *testing.T) {
	dir := atDesk(t)
	shown := regexp.MustCompile(`(?m)^    \$ (.*)\n((?:    .*\n)*)`).FindAllStringSubmatch(read(t, ofTheWeek), -1)
	if len(shown) < 5 {
		t.Fatalf("%d calls are shown", len(shown))
	}
	for _, m := range shown {
		call, want := m[1], strings.ReplaceAll("\n"+m[2], "\n    ", "\n")[1:]
		if strings.Contains(call, " verify ") {
			call = inAlma + call
		}
		if got, err := inDir(dir, call); err != nil || got != want {
			t.Errorf("%s: %v; there stands\n%s\nand the README shows\n%s", call, err, got, want)
		}
	}
}

// What is set up once is taken as the README writes it: only the keys are not there.
func TestReadmeSetup(t *testing.T) {
	dir := atDesk(t)
	save := func(name, text string) {
		if err := write(filepath.Join(dir, name), strings.ReplaceAll("\n"+text, "\n    ", "\n")[1:], 0o666); err != nil {
			t.Fatal(err)
		}
	}
	save("zones.csv", block(t, ofTheWeek, "Code,Suffix,Name"))
	save("own.csv", block(t, ofTheWeek, "Code,Suffix\n"))
	save("columns.csv", block(t, ofTheWeek, "Heading,Column"))
	save("CEF.txt", strings.Replace(good, "5151", "0042", 1))
	save("LIB.txt", strings.Replace(good, "5151", "0044", 1))
	save("runs/accounts.csv", strings.ReplaceAll(block(t, ofTheWeek, "   Symbol,Key"), "   ", ""))
	save("runs/datasync.conf", block(t, ofTheWeek, "report = ")+block(t, ofTheWeek, "oclc-key-file = ")+block(t, ofTheWeek, "by = ")+
		strings.ReplaceAll(block(t, ofTheWeek, "   accounts = "), "   ", ""))
	for _, tt := range []struct{ call, want string }{
		{"bin/datasync -C zones --institutions zones.csv CEF.txt", `^1 shared record in 1 report line:\n`},
		{strings.NewReplacer("runs/2026-01-31", "own", "--dnu Do_not_change.xlsx reports/*.txt", "LIB.txt").Replace(
			block(t, ofTheWeek, "bin/datasync -C runs/2026-01-31 --institutions")), `^1 shared record in 1 report line:\n`},
		{"bin/datasync -C runs/2026-01-31 --columns columns.csv reports/*.txt", "to be looked up"},
		{block(t, ofTheWeek, "bin/datasync fetch -C runs/2026-01-31 --live\n"), `almareport: .*/alma\.key: no such file`},
		{"bin/datasync -C runs/2026-01-31 --doublecheck OCLC-doublecheck.xlsx", "to be updated"},
		{"bin/datasync worldcat -C runs/2026-01-31 --hold-rematch", `ocncurrent: .*/oclc\.key: no such file`},
		{"bin/datasync decide -C runs/2026-01-31", "nothing was decided"},
		{block(t, ofTheWeek, "bin/datasync -C runs/2026-01-31 --one-step"), `almareport: .*/alma\.key: no such file`},
		{block(t, ofTheWeek, "   bin/datasync collect"), `the file that its Key names is not there`},
		{strings.NewReplacer("NEXT", "runs/2026-02-07", "RUN", "runs/2026-01-31").Replace(block(t, ofTheWeek, "bin/datasync collect")), `the file that its Key names is not there`},
		{"EDITOR=true; PATH=$PWD/bin:$PATH\n" + strings.ReplaceAll(block(t, ofTheCommands, "$EDITOR RUN"), "RUN", "runs/2026-01-31"), "to be updated"},
	} {
		if out, _ := inDir(dir, tt.call); !regexp.MustCompile(tt.want).MatchString(out) {
			t.Errorf("%s says\n%s\nand not %s", tt.call, out, tt.want)
		}
	}
}

// Each example of the three is one of a test, but for what changes the machine, Alma or a
// shell.
func TestReadmeExamples(t *testing.T) {
	begin := regexp.MustCompile(`\n\n {4,7}(\S.*)`)
	known := regexp.MustCompile("^(" + strings.Join([]string{
		`make build`, `\$ bin/datasync`, `bin/datasync (decide -C|-C|collect)`, `(oclc-key-file|report|by|accounts) = `, `(Symbol|Code|Heading),`, // of the tests above
		`bibmerge -`, `almareport `, `\$EDITOR `, `cd RUN `, `set -euo pipefail`, `SELECT `, // the last of scripts/readers
		`make demo`, `sha256sum `, `git clone `, `go build `, `rule "`, `ssh-keygen `, `fpath`, `cmd/  `, // of none
	}, "|") + ")")
	for _, readme := range []string{ofTheWeek, ofTheCommands, "../pkg/README.md"} {
		for _, m := range begin.FindAllStringSubmatch(read(t, readme), -1) {
			if !known.MatchString(m[1]) {
				t.Errorf("%s: no test knows the example %s", readme, m[1])
			}
		}
	}
}

// The rules are where the README of the packages says they are.
func TestReadmeRules(t *testing.T) {
	rules := regexp.MustCompile("`([a-z]+)\\.(?:([A-Z]\\w*)\\.)?([A-Z]\\w*)`").FindAllStringSubmatch(read(t, "../pkg/README.md"), -1)
	if len(rules) < 10 {
		t.Fatalf("%d rules", len(rules))
	}
	for _, m := range rules {
		of := `(?m)^(func|type|var) ` + m[3] + `\b`
		if m[2] != "" {
			of = `(?m)^func \(\w+ \*?` + m[2] + `\) ` + m[3] + `\(`
		}
		sources, there := glob(t, "../pkg/"+m[1], "*.go"), false
		for _, source := range sources {
			there = there || regexp.MustCompile(of).MatchString(read(t, source))
		}
		if !there {
			t.Errorf("there is no %s", m[0])
		}
	}
}

// A stage done by hand, as the README shows it, in any shell: it makes the same bytes.
func TestReadmeByHand(t *testing.T) {
	needTree(t)
	complete := undisturbed(t)
	example := block(t, ofTheCommands, "cd RUN && set -euf")
	made := []string{"candidates.tsv", "do_not_change.tsv", "do_not_update_entries.tsv", "MMSid_for_analytics.txt"}
	for _, shell := range shells(t) {
		run := filepath.Join(t.TempDir(), "run")
		if err := os.CopyFS(run, os.DirFS(complete)); err != nil {
			t.Fatal(err)
		}
		for _, name := range made {
			if err := os.Remove(filepath.Join(run, name)); err != nil {
				t.Fatal(err)
			}
		}
		script := strings.NewReplacer("RUN", run, "DATASYNC", tree).Replace(example)
		words := append(strings.Fields(shell), "-c", script)
		c := exec.Command(words[0], words[1:]...)
		c.Env = append(os.Environ(), "PATH="+filepath.Join(tree, "bin")+":"+os.Getenv("PATH"))
		must(t, c)
		got, want := clitest.Contents(t, run), clitest.Contents(t, complete)
		for _, name := range made {
			if got[name] != want[name] {
				t.Errorf("%s: %s is\n%s\nwant\n%s", shell, name, got[name], want[name])
			}
		}
	}
}

// Each command has a row in the table and an example, and these run in order, as
// does the pipeline in one line. Those that ask a server want their key.
func TestReadmeCommands(t *testing.T) {
	needTree(t)
	dir := sampleCopy(t)
	examples := block(t, ofTheCommands, "bibmerge -o")
	if out, err := inDir(dir, examples+block(t, ofTheCommands, "bibmerge --rejects")); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	compare(t, "set.txt", map[string]string{"set": clitest.Contents(t, dir)["set.txt"]},
		map[string]string{"set": clitest.Contents(t, dir)["want/a_to_z_MMSid_for_set.txt"]})
	servers := block(t, ofTheCommands, "almareport")
	for example := range strings.Lines(servers) {
		wantsKey(t, dir, example)
	}
	sources, err := filepath.Glob("*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		name := filepath.Dir(source)
		if name == "datasync" {
			continue // the README is about it
		}
		if !strings.Contains(examples+servers, "    "+name+" ") {
			t.Errorf("%s has no example", name)
		}
		if !strings.Contains(read(t, ofTheCommands), "\n| `"+name+"` | ") {
			t.Errorf("%s is not in the table of commands", name)
		}
	}
}

// wantsKey runs an example whose key file, or table of accounts, is not there: the
// usage is right, so that is all that is wrong.
func wantsKey(t *testing.T, dir, example string) {
	t.Helper()
	out, err := inDir(dir, example)
	var code *exec.ExitError
	if !errors.As(err, &code) || code.ExitCode() != 1 || !regexp.MustCompile(`(\.key|accounts\.csv): no such file`).MatchString(out) {
		t.Errorf("%s: %v, want no such key file\n%s", example, err, out)
	}
}

// The example of every --help runs beside the sample and a run of it.
func TestHelpExamples(t *testing.T) {
	needTree(t)
	dir := sampleCopy(t)
	for _, run := range []string{".", "runs/2026-01-24"} {
		must(t, datasync("sh", dir, sampleArgs(t, sampleDir(t), run)...))
	}
	for i, name := range []string{"CEF.txt", "LU.txt", "UWO.txt"} {
		copyFile(t, glob(t, dir, "*.BibProcessingReport.txt")[i], filepath.Join(dir, name))
	}
	sources, err := filepath.Glob("*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		name := filepath.Dir(source)
		help, err := inDir(dir, name+" --help")
		if err != nil {
			t.Fatalf("%s --help: %v", name, err)
		}
		_, example, _ := strings.Cut(help, "Example:\n\n")
		example = regexp.MustCompile(`^(( {2,}|\t).*\n)+`).FindString(example)
		switch {
		case !strings.Contains(example, name+" "):
			t.Errorf("%s --help has no example:\n%s", name, help)
		case slices.Contains([]string{"almareport", "almabibs", "ocncurrent", "getreports"}, name):
			wantsKey(t, dir, example)
		default:
			if out, err := inDir(dir, example); err != nil {
				t.Errorf("%s: %v\n%s", example, err, out)
			}
		}
	}
}

// bad is what goes wrong in the README's table of bad input, in its order: a file
// that is put beside the sample, and the command that reads it.
var bad = []struct{ file, text, command string }{
	{"", "", "dnufilter --dnu number.xlsx"},
	{"list.csv", "MMS ID\n9.91E+14\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID\n\u200b991000000015151\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID\n22100000001515100\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID\n#N/A\n", "dnufilter --dnu list.csv"},
	{"list.csv", "991000000305151\n991000000015151\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID\n991000000305153\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID\n991000000305153\n991000000305151\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID\nsee Anna\n991000000305151\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID 1,MMS ID 2\n991000000305151,991000000025151\n", "dnufilter --dnu list.csv"},
	{"list.csv", "Network Id,Bibliographic Lifecycle\n991000000305151,In Repository\n", "dnufilter --dnu list.csv"},
	{"list.csv", "MMS ID,Why\n991000000305151,as 991000000025151\n", "dnufilter --dnu list.csv"},
	{"", "", "dnufilter --dnu Do_not_change.xlsx#Sheet9"},
	{"list.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "dnufilter --dnu list.xls"},
	{"", "", "dnufilter --dnu list.ods"},
	{"", "", "dnufilter --dnu secret.xlsx"},
	{"", "", "dnufilter --dnu half.xlsx"},
	{"list.xlsx", "<!DOCTYPE html><html><body>Log in</body></html>", "dnufilter --dnu list.xlsx"},
	{"", "", "dnufilter --dnu far.xlsx"},
	{"", "", "dnufilter --dnu UWO.txt"},
	{"analytics.csv", "Network Id,OCLC Control Number (035a),OCLC Control Number (035z)\n991000000055151,1.52E+09,\n", "actionroute --doublecheck analytics.csv"},
	{"analytics.csv", "Network Id,Title\n991000000055151,x\n", "actionroute --doublecheck analytics.csv"},
	{"rows.tsv", "Network Id\tExisting 035a\tIncoming 035a\n991000000015151\t5\n", "oclcsplit rows.tsv"},
	{"rows.tsv", "Network Id\tExisting 035a\tIncoming 035a\tIncoming 035a\n", "oclcsplit rows.tsv"},
	{"rows.tsv", "Network Id,Existing 035a,Incoming 035a\n", "oclcsplit rows.tsv"},
	{"rows.tsv", "", "oclcsplit rows.tsv"},
	{"rows.tsv", "Network Id\tExisting 035a\tIncoming 035a\n99\xe9\t5\t5\n", "oclcsplit rows.tsv"},
	{"", "", "bibmerge CEF.txt"},
	{"report.txt", good + "\x00A\n", "bibmerge report.txt"},
	{"report.txt", good + strings.Replace(good, "match", strings.Repeat("x", 39_993), 1), "bibmerge report.txt"},
	{"report.txt", good + strings.Repeat("x", 2_000_000), "bibmerge report.txt"},
	{"", "", "bibmerge exceptions.txt"},
	{"", "", "bibmerge xref.txt"},
	{"", "", "bibmerge Do_not_change.xlsx"},
	{"", "", "bibmerge packed.txt"},
	{"report.txt", strings.Replace(good, "5151", "5153", 1), "bibmerge report.txt"},
	{"", "", "bibmerge --rejects rejects.tsv UWO.txt UWO.txt"},
	{"", "", "oclcsplit -o diff.tsv diff.tsv"},
	{"", "", "oclcsplit -o x.tsv --same x.tsv diff.tsv"},
	{"", "", "mkxlsx -o x.csv diff.tsv"},
	{"", "", "oclcsplit -o /dev/full diff.tsv"},
}

const good = "CEF_1_1::bib::1|991000000015151|1|1|match\n"

// Bad input has the answer that the README says, and the exit code; and no result.
func TestReadmeBadInput(t *testing.T) {
	needTree(t)
	dir := t.TempDir()
	badFiles(t, dir)
	rows := regexp.MustCompile("(?m)^\\| .* \\| (a warning: )?`(\\w+: .*)` \\|$").FindAllStringSubmatch(read(t, ofTheCommands), -1)
	if len(rows) != len(bad) {
		t.Fatalf("the README's table has %d rows, this test %d", len(rows), len(bad))
	}
	for i, b := range bad {
		if b.file != "" {
			if err := write(filepath.Join(dir, b.file), b.text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		command := b.command
		switch strings.Fields(command)[0] {
		case "dnufilter":
			command += " diff.tsv"
		case "actionroute":
			command += " candidates.tsv"
		}
		if !strings.Contains(command, " -o ") {
			command += " -o result"
		}
		if err := os.RemoveAll(filepath.Join(dir, "result")); err != nil {
			t.Fatal(err)
		}
		out, err := inDir(dir, command)
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		warning, answer := rows[i][1] != "", rows[i][2]
		want := 1
		switch {
		case warning:
			want = 0
		case strings.Contains(out, "; try '"):
			want = 2
		}
		if before, rest, cut := strings.Cut(answer, "…"); code != want || !strings.HasPrefix(out, before) || rest != "" ||
			!cut && !strings.HasPrefix(out, answer+"\n") {
			t.Errorf("%s: exit code %d, want %d; it says\n%s\nand the README\n%s", command, code, want, out, answer)
		}
		if _, err := os.Stat(filepath.Join(dir, "result")); want != 0 && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: there is a result (%v)", command, err)
		}
	}
}

// badFiles lays out what the bad inputs are read beside, and those that are no text.
func badFiles(t *testing.T, dir string) {
	t.Helper()
	for name, from := range map[string]string{
		"CEF.txt": "*CEF*.BibProcessingReport.txt", "UWO.txt": "*UWO*.BibProcessingReport.txt",
		"exceptions.txt": "*CEF*.BibExceptionReport.txt", "xref.txt": "*CrossRefReport.txt",
		"Do_not_change.xlsx": "Do_not_change.xlsx", "diff.tsv": "want/diff.tsv", "candidates.tsv": "want/candidates.tsv",
	} {
		copyFile(t, glob(t, sample, from)[0], filepath.Join(dir, name))
	}
	list, err := os.ReadFile(filepath.Join(sample, "Do_not_change.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write([]byte(good))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	const far = `<sheetData><row r="999999999"><c r="A999999999" t="inlineStr"><is><t>1</t></is></c></row></sheetData>`
	var ods bytes.Buffer
	archive := zip.NewWriter(&ods)
	w, err := archive.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err == nil {
		_, err = w.Write([]byte("application/vnd.oasis.opendocument.spreadsheet"))
	}
	if err := errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"half.xlsx": string(list[:800]), "packed.txt": packed.String(), "list.ods": ods.String(),
		"far.xlsx": string(makeWorkbook(t, [2]string{"S", far})),
	} {
		if err := write(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := errors.Join(f.SetSheetName("Sheet1", "S"), f.SetCellStr("S", "A1", "MMS ID"), f.SetCellValue("S", "A2", 992851109505151000),
		f.SaveAs(filepath.Join(dir, "number.xlsx")),
		f.SaveAs(filepath.Join(dir, "secret.xlsx"), excelize.Options{Password: "x"})); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(to, string(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
