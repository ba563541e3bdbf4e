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

// A Record is what an import in one step has of a record: the fields 035 that it is
// to have in the place of those whose $a is OCLC's.
type Record struct {
	ID     mms.ID
	Fields []Field
}

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

// Changes reads tables of records that are to get their Incoming 035a: what each gets,
// in the order of the rows, and what puts back what it has today. A record in several
// rows has what all of them tell.
//
// A record without a number, or with two different ones, is an error. So is one whose
// 035 $a holds a value that cannot be read: it would go with its field, and could not
// be put back.
//
// The whole tables are held, since a row may tell more of a record that came before.
func Changes(tables []*tsv.Reader) (gets, had []Record, n ChangeCount, err error) {
	c := changes{at: make(map[mms.ID]int)}
	for _, in := range tables {
		if err := c.table(in); err != nil {
			return nil, nil, c.n, err
		}
	}
	for _, r := range c.all {
		gets = append(gets, Record{r.id, []Field{New(r.number, r.now, r.before)}})
		if old := Old(r.now); old != nil {
			had = append(had, Record{r.id, old})
		}
	}
	c.n.Without = len(gets) - len(had)
	return gets, had, c.n, nil
}

type changes struct {
	all []change
	at  map[mms.ID]int // in all
	n   ChangeCount
}

// A change is what all rows about a record tell.
type change struct {
	id          mms.ID
	number      ocn.Number
	now, before Values
}

func (c *changes) table(in *tsv.Reader) error {
	verified, err := wasVerified(in)
	if err != nil {
		return err
	}
	var text string
	var r change
	told := &r.now
	if verified {
		told = &r.before
	}
	vars := []tsv.Var{
		tsv.ID(column.NetworkID, &r.id), tsv.Text(column.Incoming, &text),
		tsv.Text(column.Current, &told.Current), tsv.Text(column.Cancelled, &told.Cancelled), tsv.MayText(column.OtherCancelled, &told.Other),
	}
	if verified {
		vars = append(vars, tsv.Text(column.CurrentNow, &r.now.Current), tsv.Text(column.CancelledNow, &r.now.Cancelled), tsv.MayText(column.OtherCancelledNow, &r.now.Other))
	}
	return in.Each(func() error {
		if r.number, err = incoming(in, text); err != nil {
			return err
		}
		if err := putBack(in, r.id, r.now.Current); err != nil {
			return err
		}
		return c.add(in, r)
	}, vars...)
}

// wasVerified tells whether a table is one of verifyupdate: it tells what a record has
// now in columns of its own, and what it had before in those of Analytics.
func wasVerified(in *tsv.Reader) (bool, error) {
	at, err := in.Optional(column.CurrentNow)
	return at >= 0, err
}

func (c *changes) add(in *tsv.Reader, r change) error {
	at, again := c.at[r.id]
	if !again {
		c.n.Written++
		c.at[r.id] = len(c.all)
		c.all = append(c.all, change{r.id, ocn.Number(strings.Clone(string(r.number))), r.now.clone(), r.before.clone()})
		return nil
	}
	c.n.Repeated++
	before := &c.all[at]
	before.now, before.before = before.now.and(r.now), before.before.and(r.before)
	return oneNumber(in, r.id, before.number, r.number)
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
