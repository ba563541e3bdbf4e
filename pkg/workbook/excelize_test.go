package workbook

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write testdata/excelize.txtar anew")

// A workbook with all that excelize makes for us is, part by part, what it was
// when it was last looked at.
func TestExcelize(t *testing.T) {
	const name = "testdata/excelize.txtar"
	const remedy = "Is it a new version of excelize, or a change of ours? See what becomes of a workbook in scripts/readers and by eye; then: go test ./pkg/workbook -run TestExcelize -update"
	got := everything(t)
	if *update {
		if err := os.WriteFile(name, txtar.Format(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range want.Files {
		if i >= len(got.Files) || got.Files[i].Name != part.Name {
			t.Fatalf("the parts of the workbook are %s; want %s. %s", partNames(got), partNames(want), remedy)
		}
		is, was := strings.Split(string(got.Files[i].Data), "\n"), strings.Split(string(part.Data), "\n")
		for n, line := range was {
			if n >= len(is) || is[n] != line {
				t.Fatalf("%s: element %d is\n%s\nbut was\n%s\n%s", part.Name, n+1, slices.Concat(is, make([]string, n+1))[n], line, remedy)
			}
		}
		if len(is) > len(was) {
			t.Fatalf("%s has become longer: %s\n%s", part.Name, is[len(was)], remedy)
		}
	}
	if len(got.Files) > len(want.Files) {
		t.Fatalf("the parts of the workbook are %s; want %s. %s", partNames(got), partNames(want), remedy)
	}
}

// everything is the parts of a workbook, one element a line.
func everything(t *testing.T) *txtar.Archive {
	pie := table(t, "Outcome|Rows", "same|2", "other|1")
	pie.Title = "Outcomes"
	pie.Columns = []Column{{Name: "Outcome"}, {Name: "Rows", Number: true}}
	pie.Charts = []Chart{{Kind: "pie", Names: "Outcome", Values: []string{"Rows"}}, {Kind: "bar", Names: "Outcome", Values: []string{"Rows"}}}
	full := list("it's", table(t, "A|B|C", "1|2|3"))
	full.Tab = "ED7D31"
	full.Tables[0].Columns = []Column{
		{Name: "A", Wrap: true, Link: "https://example.org/{}"}, {Name: "D", New: true, Choices: []string{"yes", "no"}}, {Name: "C", NoPrint: true},
	}
	var book bytes.Buffer
	if _, err := Write(&book, Sheet{Name: "page", Tables: []Table{pie}}, full, Sheet{Name: "none", Tables: []Table{table(t, "A")}, Empty: "Nothing."}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var a txtar.Archive
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		content = append(bytes.ReplaceAll(content, []byte("><"), []byte(">\n<")), '\n')
		a.Files = append(a.Files, txtar.File{Name: f.Name, Data: content})
	}
	return &a
}

func partNames(a *txtar.Archive) string {
	var names []string
	for _, f := range a.Files {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// A sheet that is made in another way is an error, not a broken workbook.
func TestTail(t *testing.T) {
	for part, want := range map[string]string{
		"<a><sheetData></sheetData><b/><pageMargins/></a>": "<b/>|<pageMargins/></a>",
		"":                                  "|",
		"<a><sheetData/><pageMargins/></a>": "|",
		"<a><sheetData></sheetData></a>":    "|",
	} {
		if before, behind, err := tail([]byte(part)); string(before)+"|"+string(behind) != want || (err == nil) != (want != "|") {
			t.Errorf("tail(%q) = %q and %q, %v; want %q", part, before, behind, err, want)
		}
	}
}
