package overview

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// Libraries counts the rows of in, bibmerge's table, for each OCLC symbol in its
// column Reports and each action: a table with a column for each action. A record
// that two libraries reported is counted for both. Case in an action does not
// matter.
func Libraries(in *tsv.Reader, out io.Writer) error {
	at, err := in.Columns(column.Reports, column.Action)
	if err != nil {
		return err
	}
	type cell struct{ symbol, action string }
	count := make(map[cell]int)
	totals, actions := make(map[string]int), make(map[string]bool)
	for in.Scan() {
		reports, action := in.Row()[at[0]], strings.ToLower(strings.TrimSpace(in.Row()[at[1]]))
		for symbol := range strings.SplitSeq(reports, ",") {
			symbol = strings.TrimSpace(symbol)
			if n, ok := count[cell{symbol, action}]; ok { // the strings are there
				count[cell{symbol, action}] = n + 1
			} else {
				count[cell{strings.Clone(symbol), strings.Clone(action)}] = 1
			}
			if _, ok := totals[symbol]; !ok {
				symbol = strings.Clone(symbol)
			}
			totals[symbol]++
			if !actions[action] {
				actions[strings.Clone(action)] = true
			}
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(actions))
	header := append([]string{column.Symbol}, names...)
	for i, name := range header {
		if name == "" || i > 0 && strings.EqualFold(name, column.Symbol) {
			header[i] = "(none)"
		}
	}
	w := tsv.NewWriter(out, header)
	for _, symbol := range slices.Sorted(maps.Keys(totals)) {
		row := []string{symbol}
		for _, action := range names {
			row = append(row, strconv.Itoa(count[cell{symbol, action}]))
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return w.Flush()
}
