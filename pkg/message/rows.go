package message

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Count tells of the rows, and where the lines of the exception reports went.
// Each line is counted once.
type Count struct {
	Rows, WithMessages int // WithMessages is a part of Rows
	Joined, Unmatched  int
}

// Lines is how many lines came in.
func (n Count) Lines() int { return n.Joined + n.Unmatched }

// Out is where Rows writes; each is a table.
type Out struct {
	Rows      io.Writer
	Unmatched io.Writer // the lines of no row
}

// Rows copies the rows of in to out.Rows with what is said of each record: the
// worst severity, the messages, the minor ones only if withMinor, the provisional
// number, and the worst of the messages. Then the lines of no row go to out.Unmatched, in order.
//
// A line is about a row if it has the row's MMS ID, and its job id is the row's or
// its library is one of those that report the row: a report may hold lines of an
// older run. The report of former years does not tell the library. A row that
// tells neither its job id nor who reports it takes what has its MMS ID.
func (x *Exceptions) Rows(in *tsv.Reader, staging CrossReferences, withMinor bool, out Out) (Count, error) {
	var id mms.ID
	var r row
	if err := in.Bind(tsv.ID(column.NetworkID, &id), tsv.MayText(column.JobID, &r.job), tsv.MayText(column.Reports, &r.reports),
		tsv.MayText(column.Incoming, &r.number), tsv.MayText(column.Action, &r.word)); err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Severity, column.Messages, column.Staging, column.Worst)
	if err != nil {
		return Count{}, err
	}
	var (
		n    Count
		w    = tsv.NewWriter(out.Rows, merge.Header)
		said []message
	)
	for in.Scan() {
		n.Rows++
		level, numbers := unrated, []string(nil)
		said = said[:0]
		add := func(number ocn.Number) {
			if number != "" && r.isProvisional(number) && !slices.Contains(numbers, string(number)) {
				numbers = append(numbers, string(number))
			}
		}
		for e := x.of[id]; e != nil; e = e.before {
			if !r.isSubject(e) {
				continue
			}
			if !e.joined {
				e.joined = true
				n.Joined++
			}
			level = max(level, e.severity)
			if withMinor || e.severity != minor {
				said = append(said, e.message)
			}
			add(e.staging())
		}
		add(staging[id])
		worst, text := list(said)
		if text != "" {
			n.WithMessages++
		}
		slices.Sort(numbers)
		if err := w.Write(merge.Row(in.Row(), level.String(), text, strings.Join(numbers, "; "), worst)); err != nil {
			return n, err
		}
	}
	if err := cmp.Or(in.Err(), w.Flush()); err != nil {
		return n, err
	}
	n.Unmatched = len(x.all) - n.Joined
	return n, x.writeUnmatched(out.Unmatched)
}

// staging is the provisional number that the line has, or "". Where a record
// has a number that was sent, the same one is no news.
func (e *exception) staging() ocn.Number {
	if ocn.Same(e.sent, e.number) {
		return ""
	}
	number, _ := ocn.Parse(e.number)
	return number
}

// A row is what a row of a table tells of itself.
type row struct{ job, reports, number, word string }

// isSubject tells whether a line with the row's MMS ID is about the row.
func (r row) isSubject(e *exception) bool {
	switch {
	case e.symbol == "", r.job == "" && r.reports == "":
		return true
	case r.reports == "":
		own, _, _ := bibreport.ParseJob(r.job)
		return e.symbol == own
	}
	return slices.Contains(strings.Split(r.reports, ","), e.symbol) || e.job == r.job
}

// isProvisional tells whether a number that OCLC names is not the row's own. The
// number of an unresolved row is a provisional one.
func (r row) isProvisional(number ocn.Number) bool {
	own, _ := ocn.Parse(r.number)
	return number != own || bibreport.IsUnresolved(r.word)
}

// writeUnmatched writes the lines of no row.
func (x *Exceptions) writeUnmatched(out io.Writer) error {
	w := tsv.NewWriter(out, []string{column.Symbol, column.NetworkID, column.JobID, column.Existing, column.OCLCNumber,
		column.Severity, column.Type, column.Message, column.Reason, column.File, column.Line})
	for _, e := range x.all {
		if e.joined {
			continue
		}
		reason := "no row for this record"
		if e.id == 0 {
			reason = mms.NotID(e.record).Error()
		}
		row := []string{e.symbol, e.record, e.job, ocn.Bare(e.sent), ocn.Bare(e.number),
			e.severity.String(), e.kind, e.text, reason, e.file, strconv.Itoa(int(e.line))}
		for i := range row {
			row[i] = tsv.Clean(row[i])
		}
		w.Write(row) // its error comes again from Flush
	}
	return w.Flush()
}
