package bysymbol

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/tsv"
)

func TestSymbolsOf(t *testing.T) {
	for in, want := range map[string]string{ // joined by "|"
		"":            "",
		"CEF":         "CEF",
		"CEF,UWO":     "CEF|UWO",
		" CEF , UWO,": "CEF|UWO",
		"CEF,CEF":     "CEF",
		"LU$,A_B":     "LU$|A_B",
	} {
		if got := strings.Join(symbolsOf(in), "|"); got != want {
			t.Errorf("symbolsOf(%q) = %s, want %s", in, got, want)
		}
	}
}

// Each row comes out once in each file that one of its symbols has.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	file := func(symbol string) string { return strings.ReplaceAll(symbol, "$", "_") }
	for range 100 {
		in := "Network Id\tReports\n"
		want := make(map[string]string)
		counts := make(map[string]int)
		const rows = 20
		for i := range rows {
			var symbols, files []string
			for _, symbol := range []string{"A", "B", "B$", "B_"} {
				if random.IntN(2) == 0 || symbol == "B_" && symbols == nil {
					symbols = append(symbols, symbol)
					counts[symbol]++
					files = append(files, file(symbol))
				}
			}
			row := fmt.Sprintf("%d\t%s\n", i, strings.Join(symbols, ","))
			in += row
			for _, f := range slices.Compact(files) {
				want[f] += row
			}
		}
		r, err := tsv.NewReader(strings.NewReader(in), "in.tsv")
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]*strings.Builder)
		libraries, n, err := Rows(r, file, func(file string) (io.Writer, error) {
			if got[file] != nil {
				t.Errorf("%s is made twice", file)
			}
			got[file] = new(strings.Builder)
			return got[file], nil
		})
		if err != nil || n != rows || len(got) != len(want) || len(libraries) != len(counts) {
			t.Fatalf("%d rows, %d files, %d libraries, %v", n, len(got), len(libraries), err)
		}
		for f, text := range want {
			if text = "Network Id\tReports\n" + text; got[f].String() != text {
				t.Fatalf("file %s: %q, want %q", f, got[f], text)
			}
		}
		for _, l := range libraries {
			if l.Rows != counts[l.Symbol] || l.File != file(l.Symbol) {
				t.Errorf("%+v; want %d rows", *l, counts[l.Symbol])
			}
		}
	}
}
