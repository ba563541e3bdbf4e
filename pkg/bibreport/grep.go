package bibreport

import (
	"bufio"
	"io"

	"datasync/pkg/mms"
)

// A GrepCount says what Grep made of the lines. Each that is not blank is counted
// once, but for Unreadable, whose lines are counted under the others too.
type GrepCount struct{ Printed, Others, Unreadable int }

// Grep prints the lines of a report whose MMS ID is among ids, as they came, each
// ended by LF; or, if invert is set, all others. A line that is no report row has
// no MMS ID: it is one of the others, and the first one is told to warn.
func (n *GrepCount) Grep(in *Reader, ids map[mms.ID]bool, invert bool, out io.Writer, warn func(error)) error {
	w := bufio.NewWriter(out)
	told := false
	for in.Scan() {
		row, err := in.Row()
		if err != nil {
			n.Unreadable++
			if !told {
				warn(in.Place(err))
			}
			told = true
		}
		if (err == nil && ids[row.ID]) == invert {
			n.Others++
			continue
		}
		n.Printed++
		w.Write(in.Bytes())
		w.WriteByte('\n') // its error, and the one before, comes again from Flush
	}
	if err := in.Err(); err != nil {
		return err
	}
	return w.Flush()
}
