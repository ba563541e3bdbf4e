package history

import (
	"io"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// Write writes a row for each record and run. The runs are in the order of their
// dates. seen, if it is not nil, keeps what comes again; weeks counts.
func Write(runs []*Run, out io.Writer, seen *Repeats, weeks *Weeks) (rows int, err error) {
	w := tsv.NewWriter(out, []string{column.Run, column.NetworkID, column.Outcome, column.Existing, column.Incoming,
		column.Reason, column.Reports})
	if seen != nil {
		if err := seen.only(runs); err != nil {
			return 0, err
		}
	}
	for _, r := range runs {
		weeks.begin(r)
		err := r.rows(func(record row) error {
			rows++
			if seen != nil {
				seen.add(r.Date, record)
			}
			weeks.add(record.outcome)
			return w.Write([]string{r.Date, record.id.String(), string(record.outcome), record.existing, record.incoming,
				record.reason, record.reports})
		})
		if err != nil {
			return rows, err
		}
	}
	return rows, w.Flush()
}
