package review

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"datasync/pkg/column"
	"datasync/pkg/decision"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A Count says where the rows went. Each row is counted once.
type Count struct{ Review, Update, Protect int }

// Rows is how many rows came in.
func (n Count) Rows() int { return n.Review + n.Update + n.Protect }

// In is what Rows reads; each but the first may be nil.
type In struct {
	Review    *tsv.Reader // the records for review
	Batch     *tsv.Reader // those for the batch, with the same columns
	Conflicts *tsv.Reader // what each report says, where they disagree
	Listed    *tsv.Reader // the records that the do-not-update list protects
}

// Out is where Rows writes; each is a table.
type Out struct{ Review, Update, Protect io.Writer }

// A Refusal is an update that is not carried out.
type Refusal struct {
	decision.Entry
	Err error
}

// Error implements error.
func (r Refusal) Error() string { return fmt.Sprintf("record %v %v", r.ID, r.Err) }

// Rows carries out what is decided about records, wherever they are: each row goes to
// one table of out, all under one header. To be updated are first those of the batch,
// then those decided, for review first those that were so, each in order. The refusals
// are in the order in which they were found.
func Rows(in In, decided map[mms.ID]decision.Entry, out Out) (Count, []Refusal, error) {
	s, err := newSorter(in, decided, out)
	if err != nil {
		return Count{}, nil, err
	}
	if err := s.sort(in.Review, false); err != nil {
		return s.n, nil, err
	}
	if in.Batch != nil {
		if err := s.sort(in.Batch, true); err != nil {
			return s.n, nil, err
		}
	}
	for _, row := range s.decided {
		s.update.Write(row) // its error comes again from Flush
	}
	s.elsewhere()
	return s.n, s.refused, cmp.Or(s.review.Flush(), s.update.Flush(), s.protect.Flush())
}

// A sorter sends rows where they go.
type sorter struct {
	inForce map[mms.ID]decision.Entry
	claims  map[mms.ID][]Claim
	listed  map[mms.ID]bool
	seen    map[mms.ID]bool

	review, update, protect *tsv.Writer
	decided                 [][]string // of the rows for review those to update, which come last
	n                       Count
	refused                 []Refusal
}

// added are the columns that rows get, those that are not there already at the end.
var added = []string{column.Incoming, column.Reason, column.Decision, column.Note, column.Reported}

func newSorter(in In, decided map[mms.ID]decision.Entry, out Out) (s *sorter, err error) {
	s = &sorter{inForce: decided, seen: make(map[mms.ID]bool), listed: make(map[mms.ID]bool)}
	if in.Conflicts != nil {
		updates := func(id mms.ID) bool { return decided[id].Choice == decision.Update }
		if s.claims, err = Claims(in.Conflicts, updates); err != nil {
			return nil, err
		}
	}
	if in.Listed != nil {
		var id mms.ID
		if err := in.Listed.Each(func() error {
			s.listed[id] = true
			return nil
		}, tsv.ID(column.NetworkID, &id)); err != nil {
			return nil, err
		}
	}
	if in.Batch != nil && !slices.EqualFunc(in.Review.Header(), in.Batch.Header(), tsv.SameName) {
		return nil, in.Batch.Errorf("the batch has not the same columns as the records for review; give both the same header")
	}
	merge, err := in.Review.Merge(added...)
	if err != nil {
		return nil, err
	}
	s.review, s.update, s.protect = tsv.NewWriter(out.Review, merge.Header), tsv.NewWriter(out.Update, merge.Header), tsv.NewWriter(out.Protect, merge.Header)
	return s, nil
}

// sort sorts the rows for review, or those for the batch.
func (s *sorter) sort(in *tsv.Reader, batch bool) error {
	var id mms.ID
	r := Record{Batch: batch}
	if err := in.Bind(tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &r.Incoming), tsv.Text(column.Action, &r.Action),
		tsv.MayText(column.Conflict, &r.Conflict), tsv.MayText(column.InAnalytics, &r.InAnalytics), tsv.MayText(column.Lifecycle, &r.Lifecycle),
		tsv.MayText(column.Current, &r.Current), tsv.MayText(column.Reason, &r.Reason),
	); err != nil {
		return err
	}
	merge, err := in.Merge(added...)
	if err != nil {
		return err
	}
	for in.Scan() {
		if s.seen[id] {
			return in.Errorf("record %v is there twice; a decision could not tell which row it is for", id)
		}
		s.seen[id] = true
		e := s.inForce[id]
		e.ID = id
		r.Claims, r.Listed = s.claims[id], s.listed[id]
		f := r.Resolve(e)
		if f.Wrong != nil {
			s.refused = append(s.refused, Refusal{e, f.Wrong})
		}
		if err := s.send(f, batch, merge.Row(in.Row(), f.Incoming, f.Reason, f.Decision, e.Note, f.Reported)); err != nil {
			return err
		}
	}
	return in.Err()
}

func (s *sorter) send(f Fate, batch bool, row []string) error {
	switch {
	case f.Route == ToProtect:
		s.n.Protect++
		return s.protect.Write(row)
	case f.Route == ToReview:
		s.n.Review++
		return s.review.Write(row)
	case batch:
		s.n.Update++
		return s.update.Write(row)
	}
	s.n.Update++
	s.decided = append(s.decided, slices.Clone(row))
	return nil
}

// elsewhere refuses the updates of records that were in no row.
func (s *sorter) elsewhere() {
	for _, id := range slices.SortedFunc(maps.Keys(s.inForce), mms.Compare) {
		e := s.inForce[id]
		if e.Choice != decision.Update || s.seen[id] {
			continue
		}
		err := errNowhere
		if s.listed[id] {
			err = errListed
		}
		s.refused = append(s.refused, Refusal{e, fmt.Errorf("cannot be updated: %w", err)})
	}
}

// Strict tells of the refusals that were not in force before: what somebody has decided
// just now, and cannot be carried out.
func Strict(refused []Refusal, before map[mms.ID]decision.Entry) error {
	var bad []error
	for _, r := range refused {
		if !r.Word.Same(before[r.ID].Word) {
			bad = append(bad, fmt.Errorf("%s: %w", cmp.Or(r.From, "by hand"), r))
		}
	}
	return errors.Join(bad...)
}
