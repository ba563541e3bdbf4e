package alma

import (
	"cmp"
	"io"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// An ImportCount says what became of the rows. Each row is counted once.
type ImportCount struct {
	Written, Repeated int
	TakeBack          int // rows of the rollback
}

// Import writes the tables that Alma's import profile "OCLC number (035) import -
// From XLS" reads: the columns 001, an MMS ID, and 035 $a, a bare OCLC number.
//
// out gets the incoming number of each record. A record without one, or with two
// different ones, is an error: after the job that empties 035 $a it would have
// lost its number, or have a wrong one.
//
// rollback, if not nil, gets every number that each record has in 035 $a today,
// one a row, so that the import can be undone; of a table of verifyupdate that is
// what it has now. The job leaves a foreign value, such as (DLC)2000, where it is;
// whether it takes one that cannot be read is not known, so that is an error.
func Import(tables []*tsv.Reader, out, rollback io.Writer) (ImportCount, error) {
	header := []string{column.Import001, column.Import035a}
	im := importer{out: tsv.NewWriter(out, header), rollback: tsv.NewWriter(cmp.Or(rollback, io.Discard), header), done: make(map[mms.ID]*written)}
	for _, in := range tables {
		if err := im.table(in, rollback != nil); err != nil {
			return im.n, err
		}
	}
	return im.n, cmp.Or(im.out.Flush(), im.rollback.Flush())
}

type importer struct {
	out, rollback *tsv.Writer
	done          map[mms.ID]*written
	n             ImportCount
}

// What was written of a record.
type written struct {
	incoming ocn.Number
	current  string // its 035 $a, over all its rows; "" without a rollback
}

func (im *importer) table(in *tsv.Reader, takesBack bool) error {
	var id mms.ID
	var text, current string // current stays "" without a rollback
	vars := []tsv.Var{tsv.ID(column.NetworkID, &id), tsv.Text(column.Incoming, &text)}
	if takesBack {
		today := column.Current
		verified, err := wasVerified(in)
		if verified {
			today = column.CurrentNow
		}
		if err != nil {
			return err
		}
		vars = append(vars, tsv.Text(today, &current))
	}
	return in.Each(func() error {
		number, err := incoming(in, text)
		if err != nil {
			return err
		}
		rec, again := im.done[id]
		if again {
			im.n.Repeated++
			err = oneNumber(in, id, rec.incoming, number)
		} else {
			im.n.Written++
			rec = &written{incoming: ocn.Number(strings.Clone(string(number)))}
			im.done[id] = rec
			err = im.out.Write([]string{id.String(), string(number)})
		}
		return cmp.Or(err, im.takeBack(in, id, rec, current))
	}, vars...)
}

// takeBack writes the numbers of current, the 035 $a of a row about the record,
// but for those that a row before had.
func (im *importer) takeBack(in *tsv.Reader, id mms.ID, rec *written, current string) error {
	if err := putBack(in, id, current); err != nil {
		return err
	}
	before := ocn.ParseList(rec.current)
	for _, number := range ocn.ParseList(current).Numbers {
		if !before.Has(number) {
			im.n.TakeBack++
			im.rollback.Write([]string{id.String(), string(number)}) // its error comes again from Flush
		}
	}
	rec.current += ";" + current
	return nil
}
