package institution

import (
	"fmt"
	"strings"
	"testing"

	"datasync/pkg/mms"
	"datasync/pkg/table"
)

func read(text string) (Table, error) {
	in, err := table.NewReader(strings.NewReader(text), "in", Columns...)
	if err != nil {
		return nil, err
	}
	return Read(in)
}

func told(all Table) string {
	var rows []string
	for _, i := range all {
		rows = append(rows, fmt.Sprintf("%s %v %s", i.Code, i.Suffix, i.Name))
	}
	return strings.Join(rows, "/")
}

func TestRead(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{ // want: code suffix name, joined by "/", or the error
		"all":              {"Code,Suffix,Name\nNZ,5151,OCUL\nCEF,5153,Carleton University\n", "NZ 5151 OCUL/CEF 5153 Carleton University"},
		"no names":         {"suffix\tcode\n5153\t LU$ \n", "LU$ 5153 "},
		"a leading zero":   {"Code,Suffix\nA,0042\n", "A 0042 "},
		"titles above":     {"Members of our consortium\n\nCode;Suffix\nA;5151\n", "A 5151 "},
		"one code twice":   {"Code,Suffix\nA,5151\nA,5152\n", "A 5151 /A 5152 "},
		"header alone":     {"Code,Suffix\n", ""},
		"no Suffix":        {"Code,Name\nA,B\n", `in:1: no column "Suffix"; there are: Code, Name`},
		"no Code":          {"Suffix\n5151\n", `in:1: no column "Code"; there are: Suffix`},
		"a suffix twice":   {"Code,Suffix\nA,5151\nB,5151\n", "in:3: A and B have the same suffix 5151"},
		"no code":          {"Code,Suffix\n ,5151\n", "in:2: the suffix 5151 has no code"},
		"no suffix":        {"Code,Suffix\nA,\n", `in:2: "" is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151`},
		"three digits":     {"Code,Suffix\nA,42\n", `in:2: "42" is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151`},
		"a whole MMS ID":   {"Code,Suffix\nA,991523164305151\n", `in:2: "991523164305151" is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151`},
		"a made-up suffix": {"Code,Suffix\nA,515x\n", `in:2: "515x" is no suffix; it is the last four digits of the zone's MMS IDs, such as 5151`},
	} {
		all, err := read(tt.in)
		got := told(all)
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %s; want %s", name, got, tt.want)
		}
	}
}

func TestFind(t *testing.T) {
	all := Table{{"CEF", 5153, "Carleton"}, {"nz", 42, ""}}
	if got, ok := all.Find(5153); !ok || got.Code != "CEF" {
		t.Errorf("Find(5153) = %v, %t", got, ok)
	}
	if got, ok := all.Find(5154); ok {
		t.Errorf("Find(5154) = %v", got)
	}
	if got, ok := all.Zone(NetworkZone); !ok || got != 42 {
		t.Errorf("NetworkZone = %v, %t", got, ok)
	}
	if got, ok := all[:1].Zone("nz"); ok {
		t.Errorf("NetworkZone without one = %v", got)
	}
}

// The table that is built in has the zones of the real reports.
func TestOCUL(t *testing.T) {
	all, err := OCUL()
	if err != nil {
		t.Fatal(err)
	}
	if zone, ok := all.Zone(NetworkZone); !ok || zone != 5151 {
		t.Errorf("the Network Zone is %v, %t", zone, ok)
	}
	for suffix, code := range map[mms.Suffix]string{5153: "CEF", 5163: "UWO"} {
		if got, _ := all.Find(suffix); got.Code != code {
			t.Errorf("%v is of %q, want %q", suffix, got.Code, code)
		}
	}
}

func TestFileName(t *testing.T) {
	for code, want := range map[string]string{
		"CEF": "CEF", "LU$": "LU_", "..": "__", "a/b c": "a_b_c", "É-1": "É-1", "": "", "-x": "_x", "x-y": "x-y",
	} {
		if got := (Institution{Code: code}).FileName(); got != want {
			t.Errorf("FileName of %q = %q, want %q", code, got, want)
		}
	}
}
