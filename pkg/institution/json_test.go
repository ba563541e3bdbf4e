package institution

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"datasync/pkg/table"
)

// The list of earlier scripts, and what it may be.
func TestJSON(t *testing.T) {
	const noList = "their.json: this looks like JSON, but is no list of institutions, each with code, id and name; correct it, or save it as a table with the columns Code, Suffix"
	for text, want := range map[string]string{ // the codes and suffixes, or the error
		`[{"name": "Carleton", "id": "5153", "code": "CEF"}, {"code": "LU$", "id": 5165}]`: "CEF 5153 Carleton/LU$ 5165 /NZ 5151 OCUL Network Zone",
		"\uFEFF \r\n[{\"Code\": \"nz\", \"ID\": \"0042\"}]":                                "nz 0042 ",
		`[{"code": "A", "id": "5151"}]`:                                                    "A 5151 ",
		`[]`:                                                                               "NZ 5151 OCUL Network Zone",
		`[{"code": "A", "id": "5151"},]`:                                                   noList,
		`["CEF"]`:                                                                          noList,
		`[{"code": "A", "suffix": "5151"}`:                                                 noList,
		`[{"code": "A", "id": "5152"}, {"code": "A"}]`:                                     `their.json: institution 2 of the list: "" is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151`,
		`[{"code": "A", "id": "5152"}, {"code": "B", "id": "5152"}]`:                       "their.json: institution 2 of the list: A and B have the same suffix 5152",
		"Code,Suffix\nA,5152\n":                                                            "A 5152 ",
	} {
		name := filepath.Join(t.TempDir(), "a.json")
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		all, err := Open(name, "their.json", table.Open)
		got := told(all)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s; want %s", text, got, want)
		}
	}
	broken := errors.New("broken")
	open := func(string, string, ...string) (*table.Reader, error) { return nil, broken }
	if _, err := Open("none", "none", open); !errors.Is(err, broken) {
		t.Errorf("no file: %v", err)
	}
}
