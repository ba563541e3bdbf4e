package report

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"datasync/pkg/column"
	"datasync/pkg/sheet"
)

// manual is the doc comment of a command, each run of white space one space.
func manual(t *testing.T, file string) string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(parsed.Doc.Text()), " ")
}

// isExplained tells whether meaning.tsv explains a word of one of the kinds.
func isExplained(word string, abouts ...string) bool {
	return slices.ContainsFunc(abouts, func(about string) bool {
		return slices.ContainsFunc(meaningsOf(about), func(m meaning) bool { return m.says != "" && (m.word == word || about == "column" && m.explains(word)) })
	})
}

// Every reason of package reason is explained, to people and in the manual of the command
// that gives it.
func TestReasonsAreExplained(t *testing.T) {
	const source = "../reason/reason.go"
	parsed, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range parsed.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		command, _, _ := strings.Cut(block.Doc.Text(), " ")
		file := filepath.Join("../../cmd", command, "main.go")
		for _, spec := range block.Specs {
			for _, value := range spec.(*ast.ValueSpec).Values {
				n++
				reason, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				if !isExplained(reason, "reason", "line", "verify") {
					t.Errorf("meaning.tsv does not explain the reason %q of %s", reason, source)
				}
				if said := strings.TrimRight(reason, "…X"); !strings.Contains(manual(t, file), strings.TrimSpace(said)) {
					t.Errorf("the table of reasons in the manual, %s, does not have %q", file, reason)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d reasons in %s", n, source)
	}
}

// Every sheet of the report, of the libraries and of what verify found is explained, to people and in the
// table of mkreport's manual.
func TestSheetsAreExplained(t *testing.T) {
	const file = "../../cmd/mkreport/main.go"
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	about := map[string]string{sharedKind.name: "library", ownKind.name: "library"}
	for _, k := range kinds() {
		about[k.name] = "sheet"
	}
	for _, k := range findings() {
		about[k.name] = "found"
	}
	for name, about := range about {
		if !isExplained(name, about) {
			t.Errorf("meaning.tsv does not explain the sheet %q", name)
		}
		if !strings.Contains(string(source), "\n//\t"+name+"  ") {
			t.Errorf("the table of sheets in the manual, %s, does not have %q", file, name)
		}
	}
}

// Every column that a sheet shows is explained, to people by what stands above it, and
// in the manual of a command by its name.
func TestColumnsAreExplained(t *testing.T) {
	files, err := filepath.Glob("../../cmd/*/main.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var manuals strings.Builder
	for _, file := range files {
		manuals.WriteString(manual(t, file) + "\n")
	}
	columns := slices.Concat(sheet.Columns(), foundColumns)
	for _, name := range columns {
		if name == sheet.OffPaper {
			continue
		}
		above := cmp.Or(look(name).Header, name)
		for _, header := range []string{above, cmp.Or(wasToday[name], above)} {
			if !isExplained(header, "column") {
				t.Errorf("meaning.tsv does not explain the column %q", header)
			}
		}
		base := strings.TrimPrefix(name, column.Other+" ") // of a pair
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(base) + `(\W|$)`).MatchString(manuals.String()) {
			t.Errorf("no table of columns in a manual, cmd/*/main.go, has %q", base)
		}
	}
	if !slices.Contains(columns, column.NetworkID) {
		t.Error("the sheets have no columns")
	}
}

// The rules that give reasons take them from package reason: no words stand in them but
// those of errors, which a reason may quote.
func TestReasonsAreSpeltOnce(t *testing.T) {
	words := regexp.MustCompile(`[a-z]{3}`)
	for _, file := range []string{"../route/route.go", "../route/verify.go", "../review/resolve.go", "../worldcat/rows.go"} {
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				called, ok := n.Fun.(*ast.SelectorExpr)
				return !ok || called.Sel.Name != "Errorf" && called.Sel.Name != "New"
			case *ast.BasicLit:
				if n.Kind == token.STRING && words.MatchString(n.Value) && n.Value != `"(empty)"` {
					t.Errorf("%s: %s is no constant of package reason", files.Position(n.Pos()), n.Value)
				}
			}
			return true
		})
	}
}
