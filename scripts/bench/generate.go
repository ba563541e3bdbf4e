//go:build unix

package main

import (
	"bufio"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// A generator makes the files of a made-up week. Its proportions are those of
// the real pair of reports of May 2025, with 2,424 rows: 2 % records of an
// institution's own zone, 9 % of all rows a record again, 6 % another number or
// none, 98 % match. The same seed gives the same bytes.
type generator struct {
	rand   *rand.Rand
	used   int
	shared []row // records that the next report may name again
	began  int64 // when the run at OCLC began, in ms
	report *bufio.Writer
	check  *bufio.Writer // Analytics report
	list   *bufio.Writer // do-not-update list
}

// A row is what a report says of a record.
type row struct{ id, existing, incoming string }

// generate makes CEF.txt and UWO.txt with so many lines in all, and the files that
// go with them.
func generate(dir string, lines int) error {
	g := &generator{rand: rand.New(rand.NewPCG(1, 0)), began: 1748084500000}
	files := make(map[string]*bufio.Writer)
	for _, name := range []string{"CEF.txt", "UWO.txt", "doublecheck.tsv", "dnu.txt"} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		defer f.Close()
		files[name] = bufio.NewWriterSize(f, 1<<20)
	}
	g.check, g.list = files["doublecheck.tsv"], files["dnu.txt"]
	fmt.Fprintln(g.list, "Network Id")
	fmt.Fprintln(g.check, "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\tInstitution Name")
	g.report = files["CEF.txt"]
	g.lines("CEF", "5153", lines-lines/2)
	g.report = files["UWO.txt"]
	g.lines("UWO", "5163", lines/2)
	var err error
	for _, w := range files {
		err = cmp.Or(err, w.Flush()) // the first error of any write
	}
	return err
}

// lines writes the report of a library whose own zone has the suffix.
func (g *generator) lines(code, suffix string, n int) {
	again := g.shared // of the reports before
	for i := range n {
		var r row
		switch p := g.rand.Float64(); {
		case len(again) > 0 && p < 0.18:
			r = again[g.rand.IntN(len(again))]
			if g.chance(0.004) {
				r.incoming = fmt.Sprint(1_500_000_000 + g.rand.IntN(1e8))
			}
		case p > 0.98:
			number := g.number()
			r = row{fmt.Sprintf("99%010d97%s", g.rand.Int64N(1e10), suffix), number, number}
		default:
			r = g.record()
		}
		fmt.Fprintf(g.report, "%s_1000000_%d::bib::%d|%s|%s|%s|%s\n", code, g.began, i+1, r.id, r.existing, r.incoming, g.action())
	}
}

// record is a new shared record, written to the other files where it belongs.
func (g *generator) record() row {
	g.used++
	number := g.number()
	r := row{fmt.Sprintf("%d5151", 991_000_000_000+g.used), number, number}
	switch p := g.rand.Float64(); {
	case p < 0.05:
		r.incoming = g.number()
	case p < 0.06:
		r.existing = ""
	}
	if r.existing != r.incoming {
		g.differing(r)
	}
	if g.chance(0.2) {
		g.shared = append(g.shared, r)
	}
	return r
}

func (g *generator) differing(r row) {
	current := r.existing
	switch p := g.rand.Float64(); {
	case p > 0.97:
		current = "" // not in the Analytics report
	case p > 0.95:
		current = cmp.Or(r.existing, "7") + "; " + g.number()
	case p > 0.9:
		current = r.incoming
	}
	if current != "" || r.existing == "" {
		fmt.Fprintf(g.check, "%s\t%s\t\tIn Repository\tCarleton University | Western University\n", r.id, current)
	}
	if g.chance(0.01) {
		fmt.Fprintln(g.list, r.id)
	}
}

func (g *generator) chance(p float64) bool { return g.rand.Float64() < p }

func (g *generator) number() string { return fmt.Sprint(1000 + g.rand.IntN(1_500_000_000)) }

func (g *generator) action() string {
	switch p := g.rand.Float64(); {
	case p < 0.985:
		return "match"
	case p < 0.992:
		return "field transfer"
	case p < 0.996:
		return "unresolved"
	case p < 0.999:
		return "create"
	}
	return "replace"
}
