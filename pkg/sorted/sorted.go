// Package sorted sorts the rows of tables.
package sorted

import (
	"io"
	"slices"
	"strings"

	"datasync/pkg/tsv"
)

// Rows writes the rows of the tables, sorted by the bytes of the columns called
// by, the first of them first. Rows that are the same there keep their order. The
// columns are those of the first table, and then the further ones of each other,
// whose fields are empty in a table that lacks them. It returns how many rows
// there are, and holds them all in memory.
func Rows(tables []*tsv.Reader, out io.Writer, by ...string) (int, error) {
	header := union(tables)
	var rows [][]string
	at := make([]int, len(by))
	for n, in := range tables {
		if _, err := in.Columns(by...); err != nil {
			return 0, err
		}
		to := make([]int, len(in.Header())) // where each of its columns goes
		for i, name := range in.Header() {
			if to[i] = i; n == 0 {
				continue
			}
			if _, err := in.Columns(name); err != nil { // there are two of this name
				return 0, err
			}
			to[i] = index(header, name)
		}
		for in.Scan() {
			row := make([]string, len(header))
			for i, field := range in.Row() {
				row[to[i]] = strings.Clone(field)
			}
			rows = append(rows, row)
		}
		if err := in.Err(); err != nil {
			return 0, err
		}
	}
	for i, name := range by {
		at[i] = index(header, name)
	}
	slices.SortStableFunc(rows, func(a, b []string) int {
		for _, i := range at {
			if c := strings.Compare(a[i], b[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	w := tsv.NewWriter(out, header)
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			return 0, err
		}
	}
	return len(rows), w.Flush()
}

// union is the columns of all tables. Those of the first stay as they are.
func union(tables []*tsv.Reader) []string {
	header := slices.Clone(tables[0].Header())
	for _, in := range tables[1:] {
		for _, name := range in.Header() {
			if index(header, name) < 0 {
				header = append(header, name)
			}
		}
	}
	return header
}

// index finds a column as all commands do.
func index(header []string, name string) int {
	return slices.IndexFunc(header, func(other string) bool {
		return strings.EqualFold(strings.TrimSpace(other), strings.TrimSpace(name))
	})
}
