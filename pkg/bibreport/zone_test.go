package bibreport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/institution"
	"datasync/pkg/mms"
)

var members = institution.Table{{Code: "NZ", Suffix: 5151}, {Code: "LU$", Suffix: 5165}, {Code: "LU_", Suffix: 5166}, {Code: "CEF", Suffix: 5153}}

// Each institution has one file, those that no institution has share one.
func TestZoneTables(t *testing.T) {
	files := make(map[string]*bytes.Buffer)
	z := Zones{Institutions: members, Create: func(code string) (io.Writer, error) {
		if files[code] != nil {
			t.Errorf("%s is made twice", code)
		}
		files[code] = new(bytes.Buffer)
		return files[code], nil
	}}
	for _, s := range []mms.Suffix{5153, 5165, 5166, 1, 2} {
		w, err := z.Table(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(append([]string{s.String()}, make([]string, len(Header())-1)...)); err != nil {
			t.Error(err)
		}
		if err := w.Flush(); err != nil {
			t.Error(err)
		}
	}
	var got []string
	for code, file := range files {
		for row := range strings.Lines(file.String()) {
			if suffix, _, _ := strings.Cut(row, "\t"); suffix != "JobID" {
				got = append(got, code+" "+suffix)
			}
		}
	}
	slices.Sort(got)
	if want := []string{"CEF 5153", "LU_ 5165", "LU_ 5166", "UNKNOWN 0001", "UNKNOWN 0002"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	full := errors.New("full")
	z = Zones{Create: func(string) (io.Writer, error) { return nil, full }}
	if _, err := z.Table(1); err != full {
		t.Errorf("%v, want %v", err, full)
	}
	z = Zones{}
	if w, err := z.Table(1); err != nil || w.Flush() != nil {
		t.Errorf("nobody asked for it: %v", err)
	}
}

func TestZoneWarnings(t *testing.T) {
	var many []mms.Suffix
	for i := range 22 {
		many = append(many, mms.Suffix(22-i))
	}
	const twenty = "0001, 0002, 0003, 0004, 0005, 0006, 0007, 0008, 0009, 0010, 0011, 0012, 0013, 0014, 0015, 0016, 0017, 0018, 0019, 0020"
	for _, tt := range []struct {
		what   string
		nz     mms.Suffix
		shared int
		seen   []mms.Suffix
		given  string
		create bool
		want   []string
	}{
		{"a week like all", 5151, 1, []mms.Suffix{5153}, "", true, nil},
		{"a week like all, by a table", 5151, 1, nil, "t.csv", true, nil},
		{"unknown ones", 5151, 1, []mms.Suffix{2, 5153, 1}, "", false, []string{"there are records with the suffixes 0001, 0002, which no institution has"}},
		{"and where they go", 5151, 1, []mms.Suffix{2}, "", true, []string{"there are records with the suffix 0002, which no institution has; they go to UNKNOWNbibprocess.tsv"}},
		{"very many", 5151, 1, many, "", false, []string{"there are records with the suffixes " + twenty + ", and 2 more, which no institution has"}},
		{"none shared", 5151, 0, []mms.Suffix{5153}, "t.csv", false, nil},
		{"of no zone of the table", 7, 1, []mms.Suffix{8}, "t.csv", false, []string{
			"there are records with the suffix 0008, which no institution has",
			"t.csv: no record has a suffix of this table; there are records with the suffixes 0007, 0008"}},
		{"the same, built in", 7, 1, nil, "", false, nil},
	} {
		z := Zones{Institutions: members, Given: tt.given}
		if tt.create {
			z.Create = func(string) (io.Writer, error) { return io.Discard, nil }
		}
		for _, s := range tt.seen {
			if _, err := z.Table(s); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // asking changes nothing
			var got []string
			z.Warn(tt.nz, Count{Shared: tt.shared}, func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) })
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
			}
		}
	}
}
