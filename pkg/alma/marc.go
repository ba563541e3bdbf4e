package alma

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"datasync/pkg/marc"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// Tags and subfields of what Alma reads.
const (
	tagID     = "001"
	tagNumber = "035"

	codeNumber    = 'a'
	codeCancelled = 'z'
)

// MARC writes the same as OneStep does, as records in MARC, at most split of them a
// file: 001, the MMS ID, and a field 035 each. next and nextBack begin the next file
// of what the records get, and of what they have today; either may be nil. One file is
// begun even without a record.
func MARC(tables []*tsv.Reader, split int, next, nextBack func() io.Writer) (ChangeCount, error) {
	all, n, err := Changes(tables)
	if err == nil && next != nil {
		err = writeMARC(records(all, Change.Gets), split, next)
	}
	if err == nil && nextBack != nil {
		err = writeMARC(records(all, Change.Had), split, nextBack)
	}
	return n, err
}

func writeMARC(all iter.Seq[Record], split int, next func() io.Writer) error {
	w, n := marc.NewWriter(next()), 0
	for r := range all {
		if n == split {
			if err := w.Flush(); err != nil {
				return err
			}
			w, n = marc.NewWriter(next()), 0
		}
		n++
		if err := r.write(w); err != nil {
			return fmt.Errorf("record %v: %w; take it out of the table (of a run: decide \"do not change\" for it in a table with Network Id and Decision), and change it by hand in Alma", r.ID, err)
		}
	}
	return w.Flush()
}

func (r Record) write(w *marc.Writer) error {
	fields := []marc.Field{{Tag: tagID, Data: r.ID.String()}}
	for _, f := range r.Fields {
		var subfields []marc.Subfield
		if f.Number != "" {
			subfields = append(subfields, marc.Subfield{Code: codeNumber, Value: f.Number})
		}
		for _, value := range f.Cancelled {
			subfields = append(subfields, marc.Subfield{Code: codeCancelled, Value: value})
		}
		field, err := marc.NewField(tagNumber, subfields...)
		if err != nil {
			return err
		}
		fields = append(fields, field)
	}
	return w.Write(fields...)
}

// ReadMARC hands out the records of a file that MARC wrote. One with another field,
// or without exactly one 001, is an error: what it would do to Alma is not known.
func ReadMARC(in *marc.Reader, do func(Record) error) error {
	for in.Scan() {
		r, err := read(in.Fields())
		if err != nil {
			return in.Errorf("%w", err)
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return in.Err()
}

func read(fields []marc.Field) (r Record, err error) {
	for _, f := range fields {
		numbers := f.Subfields(codeNumber)
		switch {
		case f.Tag == tagID && r.ID == 0:
			id, ok := mms.Parse(f.Data)
			if !ok {
				return r, mms.NotID(f.Data)
			}
			r.ID = id
		case f.Tag != tagNumber || len(numbers) > 1:
			return r, fmt.Errorf("its field %s %q has no place in an import of OCLC numbers", f.Tag, f.Data)
		default:
			r.Fields = append(r.Fields, Field{strings.Join(numbers, ""), f.Subfields(codeCancelled)})
		}
	}
	if r.ID == 0 {
		return r, mms.NotID("")
	}
	return r, nil
}
