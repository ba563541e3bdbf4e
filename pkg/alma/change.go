package alma

import (
	"fmt"
	"strings"

	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// A Change is what the rows about a record tell that is to get a number in one step.
type Change struct {
	ID     mms.ID
	Number ocn.Number // that it is to get
	Now    Values
	Before Values // what it had before it was verified; nothing if it was not
}

// A Record is what an import in one step has of a record: the fields 035 that take the
// place of those whose $a is OCLC's.
type Record struct {
	ID     mms.ID
	Fields []Field
}

// Gets is what the record gets.
func (c Change) Gets() Record { return Record{c.ID, []Field{New(c.Number, c.Now, c.Before)}} }

// Had is what puts back what the record has today. It has no Fields if there is none.
func (c Change) Had() Record { return Record{c.ID, Old(c.Now)} }

// A ChangeCount says what became of the rows. Each row is counted once.
type ChangeCount struct {
	Written, Repeated int
	Without           int // of those written, the records that have no OCLC number today, and so no way back
}

// TakeBack is how many records have a way back.
func (n ChangeCount) TakeBack() int { return n.Written - n.Without }

// Summary tells the count in a line; with a rollback also what it has.
func (n ChangeCount) Summary(rollback bool) string {
	s := fmt.Sprintf("%s: %d written, %d repeated", count.Of(n.Written+n.Repeated, "row"), n.Written, n.Repeated)
	if rollback {
		s += fmt.Sprintf("; %d to take them back, %d without an OCLC number today", n.TakeBack(), n.Without)
	}
	return s
}

// Changes reads tables of records that are to get their Incoming 035a, in the order in
// which they first appear. A record in several rows has what all of them tell, so all is
// held.
//
// A record without a number, or with two different ones, is an error. So is one whose
// 035 $a holds a value that cannot be read: it would go with its field, and could not
// be put back.
func Changes(tables []*tsv.Reader) ([]Change, ChangeCount, error) {
	c := changes{at: make(map[mms.ID]int)}
	for _, in := range tables {
		if err := c.table(in); err != nil {
			return nil, c.n, err
		}
	}
	for _, r := range c.all {
		if r.Had().Fields == nil {
			c.n.Without++
		}
	}
	return c.all, c.n, nil
}

type changes struct {
	all []Change
	at  map[mms.ID]int // in all
	n   ChangeCount
}

func (c *changes) table(in *tsv.Reader) error {
	verified, err := wasVerified(in)
	if err != nil {
		return err
	}
	var text string
	var r Change
	told := &r.Now
	if verified {
		told = &r.Before
	}
	vars := []tsv.Var{
		tsv.ID(column.NetworkID, &r.ID), tsv.Text(column.Incoming, &text),
		tsv.Text(column.Current, &told.Current), tsv.Text(column.Cancelled, &told.Cancelled), tsv.MayText(column.OtherCancelled, &told.Other),
	}
	if verified {
		vars = append(vars, tsv.Text(column.CurrentNow, &r.Now.Current), tsv.Text(column.CancelledNow, &r.Now.Cancelled), tsv.MayText(column.OtherCancelledNow, &r.Now.Other))
	}
	return in.Each(func() error {
		if r.Number, err = incoming(in, text); err != nil {
			return err
		}
		if err := putBack(in, r.ID, r.Now.Current); err != nil {
			return err
		}
		return c.add(in, r)
	}, vars...)
}

// wasVerified tells whether a table is one of verifyupdate: it tells what a record has
// now in columns of its own, and what it had before in those of Analytics.
func wasVerified(in *tsv.Reader) (bool, error) {
	var at int
	err := in.Bind(tsv.May(column.CurrentNow, &at))
	return at >= 0, err
}

func (c *changes) add(in *tsv.Reader, r Change) error {
	at, again := c.at[r.ID]
	if !again {
		c.n.Written++
		c.at[r.ID] = len(c.all)
		c.all = append(c.all, Change{r.ID, ocn.Number(strings.Clone(string(r.Number))), r.Now.clone(), r.Before.clone()})
		return nil
	}
	c.n.Repeated++
	first := &c.all[at]
	first.Now, first.Before = first.Now.and(r.Now), first.Before.and(r.Before)
	return oneNumber(in, r.ID, first.Number, r.Number)
}

// oneNumber wants that a record is to get one number, not two.
func oneNumber(in *tsv.Reader, id mms.ID, before, number ocn.Number) error {
	if before == number {
		return nil
	}
	return in.Errorf("record %v has two incoming numbers, %s and %s; leave one", id, before, number)
}

// putBack wants that all values in current, the 035 $a of a record, can be put back.
func putBack(in *tsv.Reader, id mms.ID, current string) error {
	if cannot := analytics.Unreadable(current); cannot != "" {
		return in.Errorf("record %v: %s; correct the record in Alma, or take it out of the table: its number could not be put back", id, cannot)
	}
	return nil
}
