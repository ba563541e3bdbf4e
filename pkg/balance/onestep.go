package balance

import (
	"fmt"
	"os"
	"path/filepath"

	"datasync/pkg/alma"
	"datasync/pkg/column"
	"datasync/pkg/marc"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/rundir"
	"datasync/pkg/tsv"
)

// records hands out the keys of each record of a file of an import in one step: what it
// gets, or had. Of the update, which is held, that is worked out.
func (r *run) records(f source, do func(key)) error {
	switch {
	case f.file == rundir.Update:
		return r.changes(f, do)
	case filepath.Ext(f.file) == ".mrc":
		return r.open(f.file, func(in *os.File) error {
			return alma.ReadMARC(marc.NewReader(in, f.file), func(rec alma.Record) error { fields(rec, do); return nil })
		})
	}
	return r.columns(f.file, do)
}

// fields hands out the keys of the fields 035 of a record: its number, and each $z with
// it. Of one without a field that is the record without a number; bare digits are no
// OCLC number there.
func fields(rec alma.Record, do func(key)) {
	if rec.Fields == nil {
		do(key{id: rec.ID})
	}
	for _, f := range rec.Fields {
		var n ocn.Number
		if read := ocn.Subfield(f.Number); len(read.Numbers) > 0 {
			n = read.Numbers[0]
		}
		if n != "" || f.Cancelled == nil {
			do(key{id: rec.ID, number: n})
		}
		for _, value := range f.Cancelled {
			do(key{rec.ID, n, value})
		}
	}
}

func (r *run) changes(f source, do func(key)) error {
	var all []alma.Change
	err := r.open(f.file, func(file *os.File) error {
		in, err := tsv.NewReader(file, f.file)
		if err != nil {
			return err
		}
		all, _, err = alma.Changes([]*tsv.Reader{in})
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range all {
		rec := c.Gets()
		if f.number == had {
			rec = c.Had()
		}
		if f.number == gets || rec.Fields != nil { // what had no number has no row in the rollback
			fields(rec, do)
		}
	}
	return nil
}

// columns is records of a table, or of a workbook.
func (r *run) columns(file string, do func(key)) error {
	return r.table(file, func(in reader) error {
		at, err := alma.FindColumns(in.Header())
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		var id mms.ID
		return in.Each(func() error { fields(at.Record(id, in.Field), do); return nil }, tsv.ID(column.Import001, &id))
	})
}
