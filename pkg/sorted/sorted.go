// Package sorted sorts the rows of a table.
package sorted

import (
	"io"
	"slices"
	"strings"

	"datasync/pkg/tsv"
)

// Rows writes the rows of in, sorted by the bytes of the columns called by, the
// first of them first. Rows that are the same there keep their order. It returns
// how many there are, and holds them all in memory.
func Rows(in *tsv.Reader, out io.Writer, by ...string) (int, error) {
	at, err := in.Columns(by...)
	if err != nil {
		return 0, err
	}
	var rows [][]string
	for in.Scan() {
		rows = append(rows, slices.Clone(in.Row()))
	}
	if err := in.Err(); err != nil {
		return 0, err
	}
	slices.SortStableFunc(rows, func(a, b []string) int {
		for _, i := range at {
			if c := strings.Compare(a[i], b[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	w := tsv.NewWriter(out, in.Header())
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			return 0, err
		}
	}
	return len(rows), w.Flush()
}
