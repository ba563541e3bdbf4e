package review

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

func TestParseClaims(t *testing.T) {
	for _, tt := range []struct {
		in    string
		want  string // numbers, a "?" behind those unresolved; "-" for none
		whole bool
	}{
		{"", "", true},
		{"CEF create 7", "7", true},
		{"; CEF create 7; ; UWO create 8", "7 8", true},
		{"CEF create 1520924209; UWO unresolved 1520918535", "1520924209 1520918535?", true},
		{"LU$ data error no number; LU$ field transfer 8", "- 8", true},
		{"CEF Unresolved - staging 7", "7?", true},
		{"CEF match (OCoLC-M)7", "-", true},
		{"by hand 3 match 7; by hand unresolved 4 match 8", "7 8?", true},
		{"unresolved match 7", "7", true}, // a symbol
		{"CEF match 7; CEF match 8; and 12 more", "7 8", false},
		{"and 1 more match 7", "7", true}, // a symbol
		{"CEF unresolved; held 7; UWO match 8", "-? 7? 8", true},
		{"CEF unresolved 7; 9; UWO match 8", "7? 9? 8", true},
		{"9; CEF match 7", "9 7", true},
		{"CEF unresolved no number; UWO match 8", "-? 8", true},
		{"CEF unresolved 0; UWO match 8", "-? 8", true},
	} {
		claims, whole := parseClaims(tt.in)
		var got []string
		for _, c := range claims {
			text := string(c.number)
			if text == "" {
				text = "-"
			}
			if c.unresolved {
				text += "?"
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != tt.want || whole != tt.whole {
			t.Errorf("parseClaims(%q) = %q, %t; want %q, %t", tt.in, got, whole, tt.want, tt.whole)
		}
	}
}

// What bibmerge writes as Conflict is read back as what it writes to --conflicts.
func TestParseClaimsOfBibmerge(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	one := func(all ...string) string { return all[random.IntN(len(all))] }
	var report strings.Builder
	for i := range 2000 {
		job := fmt.Sprintf("%s_101_%d::bib::%d", one("CEF", "UWO", "LU$", "A_B"), random.IntN(3), i)
		if random.IntN(5) == 0 {
			job = one("by hand", "again")
		}
		fmt.Fprintf(&report, "%s|99%07d5151|5|%s|%s\n", job, random.IntN(300),
			one("", "0", "7", "8", "(OCoLC)ocm0009", "(DLC)7"), one("match", "create", "field transfer", " Unresolved - staging", "data error"))
	}
	m := bibreport.NewMerger(5151, nil)
	if err := m.Read(strings.NewReader(report.String()), "report"); err != nil {
		t.Fatal(err)
	}
	var merged, conflicts strings.Builder
	if _, err := m.Write(bibreport.Out{Shared: &merged, Conflicts: &conflicts, Duplicates: io.Discard,
		Zone: func(mms.Suffix) (*tsv.Writer, error) { return nil, nil }}); err != nil {
		t.Fatal(err)
	}
	type key struct {
		id     string
		number ocn.Number
	}
	want, got := make(map[key]bool), make(map[key]bool) // whether any calls it unresolved
	rows(t, conflicts.String(), func(field func(string) string) {
		n, _ := ocn.Parse(field(column.Incoming))
		k := key{field(column.NetworkID), n}
		want[k] = want[k] || bibreport.IsUnresolved(field(column.Action))
	})
	rows(t, merged.String(), func(field func(string) string) {
		claims, whole := parseClaims(field(column.Conflict))
		if !whole {
			t.Errorf("record %s has more than 20 claims", field(column.NetworkID))
		}
		for _, c := range claims {
			k := key{field(column.NetworkID), c.number}
			got[k] = got[k] || c.unresolved
		}
	})
	for k, unresolved := range want {
		if is, there := got[k]; !there || is != unresolved {
			t.Errorf("%v: unresolved %t, there %t; want %t", k, is, there, unresolved)
		}
	}
	if len(got) != len(want) || len(want) < 300 {
		t.Errorf("%d claims, want %d", len(got), len(want))
	}
}

// rows hands out the rows of a table, as a function from columns to fields.
func rows(t *testing.T, text string, each func(field func(string) string)) {
	t.Helper()
	in, err := tsv.NewReader(strings.NewReader(text), "table")
	if err != nil {
		t.Fatal(err)
	}
	for in.Scan() {
		each(func(name string) string {
			at, err := in.Columns(name)
			if err != nil {
				t.Fatal(err)
			}
			return in.Row()[at[0]]
		})
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}
