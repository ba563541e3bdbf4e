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
// worst severity, the messages, the minor ones only if withMinor, and the
// provisional number. Then the lines of no row go to out.Unmatched, in order.
//
// A line is about a row if it has the row's MMS ID, and its job id is the row's or
// its library is one of those that report the row: a report may hold lines of an
// older run. The report of former years does not tell the library. A row that
// tells neither its job id nor who reports it takes what has its MMS ID.
func (x *Exceptions) Rows(in *tsv.Reader, staging CrossReferences, withMinor bool, out Out) (Count, error) {
	r, err := newReader(in)
	if err != nil {
		return Count{}, err
	}
	merge, err := in.Merge(column.Severity, column.Messages, column.Staging)
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
		id, err := in.MMSID(r.id)
		if err != nil {
			return n, err
		}
		worst, numbers := unrated, []string(nil)
		said = said[:0]
		add := func(number ocn.Number) {
			if number != "" && r.isProvisional(number) && !slices.Contains(numbers, string(number)) {
				numbers = append(numbers, string(number))
			}
		}
		for e := range x.about(id) {
			if !r.isAbout(e, x.symbols.all[e.symbol]) {
				continue
			}
			if !e.joined {
				e.joined = true
				n.Joined++
			}
			m := x.messages.all[e.message]
			worst = max(worst, m.severity)
			if withMinor || m.severity != minor {
				said = append(said, m)
			}
			add(e.staging())
		}
		add(staging[id])
		text := list(said)
		if text != "" {
			n.WithMessages++
		}
		slices.Sort(numbers)
		if err := w.Write(merge.Row(in.Row(), worst.String(), text, strings.Join(numbers, "; "))); err != nil {
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
	f, err := e.parse()
	if err != nil || ocn.Same(f.sent, f.number) {
		return ""
	}
	number, _ := ocn.Parse(f.number)
	return number
}

// A reader takes what a line is joined by out of the rows of a table.
type reader struct {
	in                             *tsv.Reader
	id, job, reports, number, word int
}

func newReader(in *tsv.Reader) (*reader, error) {
	r := &reader{in: in}
	err := in.Locate(
		tsv.Need(column.NetworkID, &r.id), tsv.May(column.JobID, &r.job), tsv.May(column.Reports, &r.reports),
		tsv.May(column.Incoming, &r.number), tsv.May(column.Action, &r.word),
	)
	return r, err
}

// isAbout tells whether a line with the row's MMS ID is about the row. symbol is
// its library.
func (r *reader) isAbout(e *exception, symbol string) bool {
	job, reports := r.in.Field(r.job), r.in.Field(r.reports)
	switch {
	case e.old, job == "" && reports == "":
		return true
	case reports == "":
		own, _, _ := bibreport.ParseJob(job)
		return symbol == own
	}
	return reports == symbol || slices.Contains(strings.Split(reports, ","), symbol) || job != "" && strings.HasPrefix(e.text, job+"|")
}

// isProvisional tells whether a number that OCLC names is not the row's own. The
// number of an unresolved row is a provisional one.
func (r *reader) isProvisional(number ocn.Number) bool {
	own, _ := ocn.Parse(r.in.Field(r.number))
	return number != own || bibreport.IsUnresolved(r.in.Field(r.word))
}

// writeUnmatched writes the lines of no row.
func (x *Exceptions) writeUnmatched(out io.Writer) error {
	w := tsv.NewWriter(out, []string{column.Symbol, column.NetworkID, column.JobID, column.Existing, column.OCLCNumber,
		column.Severity, column.Type, column.Message, column.Reason, column.File, column.Line})
	for i := range x.all {
		e := &x.all[i]
		if e.joined {
			continue
		}
		f, err := e.parse()
		if err != nil {
			return err
		}
		m := x.messages.all[e.message]
		reason := "no row for this record"
		if e.id == 0 {
			reason = mms.NotID(f.id).Error()
		}
		row := []string{x.symbols.all[e.symbol], f.id, f.job, ocn.Bare(f.sent), ocn.Bare(f.number),
			m.severity.String(), m.kind, m.text, reason, x.files[e.file], strconv.Itoa(int(e.line))}
		for i := range row {
			row[i] = tsv.Clean(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return w.Flush()
}
