package alma_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/alma"
	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// perl prints of each record its 001, all 035 $a and all 035 $z.
const perl = `
binmode(STDOUT, ":utf8");
my $batch = MARC::Batch->new("USMARC", @ARGV);
$batch->strict_on();
while (my $r = $batch->next()) {
	my @all = $r->field("001")->data();
	for my $code ("a", "z") { push @all, map { $_->subfield($code) } $r->field("035") }
	print join("\t", @all), "\n";
	die join("\n", $r->warnings()) if $r->warnings();
}
`

// Other programs read in MARC what the tables say, and have no complaint.
func TestOtherReaders(t *testing.T) {
	for what, program := range map[string]struct {
		args []string
		rows func(printed string) []string
	}{
		"yaz":  {[]string{"yaz-marcdump"}, yazRows},
		"perl": {[]string{"perl", "-MMARC::Batch", "-e", perl}, func(printed string) []string { return slices.Collect(strings.Lines(printed)) }},
	} {
		t.Run(what, func(t *testing.T) {
			if _, err := exec.LookPath(program.args[0]); err != nil {
				t.Skip(program.args[0] + " is not installed")
			}
			if err := exec.Command("perl", "-MMARC::Batch", "-e", "1").Run(); what == "perl" && err != nil {
				t.Skip("there is no MARC::Record")
			}
			w := makeWorld(t, 1, almatest.Reading{})
			table := w.updateTable()
			var printed [2][]string
			for i, files := range collect(byMARC{}.files(w, table)) {
				for _, file := range files {
					name := filepath.Join(t.TempDir(), "x.mrc")
					if err := os.WriteFile(name, []byte(file), 0o666); err != nil {
						t.Fatal(err)
					}
					c := exec.Command(program.args[0], append(program.args[1:], name)...)
					var complaints strings.Builder
					c.Stderr = &complaints
					out, err := c.Output()
					if err != nil || complaints.Len() > 0 {
						t.Errorf("%v: %s", err, complaints.String())
					}
					printed[i] = append(printed[i], program.rows(string(out))...)
				}
			}
			for i, text := range collect(bySheet{}.files(w, table)) {
				want := slices.Collect(strings.Lines(text))[1:]
				for j, line := range want {
					fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
					want[j] = strings.Join(slices.DeleteFunc(fields, func(f string) bool { return f == "" }), "\t") + "\n"
				}
				if len(want) == 0 || !slices.Equal(printed[i], want) {
					t.Errorf("%q\nwant %q", printed[i], want)
				}
			}
		})
	}
}

func collect[T any](a, b T) [2]T { return [2]T{a, b} }

// yazRows makes rows of what yaz-marcdump prints.
func yazRows(printed string) (rows []string) {
	for record := range strings.SplitSeq(strings.TrimSuffix(printed, "\n\n"), "\n\n") {
		var row, cancelled []string
		for line := range strings.SplitSeq(record, "\n") {
			switch tag, rest, _ := strings.Cut(line, " "); tag {
			case "001":
				row = append(row, rest)
			case "035":
				for _, s := range strings.Split(rest, " $")[1:] {
					if s[0] == 'a' {
						row = append(row, s[2:])
					} else {
						cancelled = append(cancelled, s[2:])
					}
				}
			}
		}
		rows = append(rows, strings.Join(append(row, cancelled...), "\t")+"\n")
	}
	return rows
}

// A workbook whose columns have one name is read back as what was put into it.
func TestReadWorkbook(t *testing.T) {
	w := makeWorld(t, 2, almatest.Reading{})
	table := w.updateTable()
	all, _, err := alma.Changes([]*tsv.Reader{w.open(table)})
	if err != nil {
		t.Fatal(err)
	}
	var want [2][]alma.Record
	for _, c := range all {
		want[0] = append(want[0], c.Gets())
		if had := c.Had(); had.Fields != nil {
			want[1] = append(want[1], had)
		}
	}
	for i, text := range collect(bySheet{}.files(w, table)) {
		if got := readWorkbook(t, text); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("%q\nwant %q", got, want[i])
		}
	}
}

func readWorkbook(t *testing.T, text string) (all []alma.Record) {
	t.Helper()
	rows, err := tsv.NewReader(strings.NewReader(text), "x.tsv")
	if err != nil {
		t.Fatal(err)
	}
	columns := workbook.All(rows)
	for i, c := range columns {
		columns[i].Header = workbook.Repeated(c.Name)
	}
	name := filepath.Join(t.TempDir(), "x.xlsx")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = workbook.Write(file, workbook.Sheet{Name: "x", Tables: []workbook.Table{{Rows: rows, Columns: columns}}})
	if err := cmp.Or(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	in, err := table.Open(name, "")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	at, err := alma.FindColumns(in.Header())
	if err != nil {
		t.Fatal(err)
	}
	for in.Scan() {
		id, err := in.MMSID(at.ID)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at.Record(id, func(i int) string { return strings.Clone(in.Field(i)) }))
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
