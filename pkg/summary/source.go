package summary

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A source is a file, and what of it is compared.
type source struct {
	file string // relative to the run directory
	by   by
}

// What is compared.
type by int

const (
	byRow    by = iota // nothing of a row but that it is there: it has no record
	byLine             // the record of a line of a report; none for what is no report row
	byRecord           // the record
	byNumber           // the record and its new number
	byToday            // the record and each number that it has today
)

// byOf is what of a file of the stage is compared.
func byOf(s Stage, file string) by {
	switch {
	case file == Rejects:
		return byRow
	case s.Name == "update" || s.Name == "import":
		return byNumber
	}
	return byRecord
}

// A key is what is compared of a row; the number is "" where none is.
type key struct {
	id     mms.ID
	number ocn.Number
}

// A tally is a sum over the rows of files.
type tally struct {
	rows  int
	hash  uint64 // sum of the hashes of the keys
	blank mms.ID // the first record without a number
}

func (t tally) plus(other tally) tally {
	return tally{rows: t.rows + other.rows, hash: t.hash + other.hash}
}

func (t tally) minus(other tally) tally {
	return tally{rows: t.rows - other.rows, hash: t.hash - other.hash}
}

var seed = maphash.MakeSeed()

// tally reads a file, once.
func (r *run) tally(f source) (tally, error) {
	if t, done := r.tallies[f]; done {
		return t, nil
	}
	t, err := r.sum(f)
	if err == nil {
		r.tallies[f] = t
	}
	return t, err
}

// tallyAll reads files at once, as many as there are processors: on two that are free
// in six tenths of the time (BenchmarkTally). What is wrong with one is told by tally.
func (r *run) tallyAll(files []source) {
	type read struct {
		source
		tally
		err error
	}
	next, done := make(chan source), make(chan read)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for f := range next {
				t, err := r.sum(f)
				done <- read{f, t, err}
			}
		}()
	}
	go func() {
		defer close(next)
		for _, f := range files {
			next <- f
		}
	}()
	for range files {
		if one := <-done; one.err == nil {
			r.tallies[one.source] = one.tally
		}
	}
}

func (r *run) sum(f source) (t tally, err error) {
	err = r.keys(f, func(k key) {
		t.rows++
		t.hash += maphash.Comparable(seed, k)
		if k.number == "" && t.blank == 0 {
			t.blank = k.id
		}
	})
	return t, err
}

// keys hands out the key of each row of a file.
func (r *run) keys(f source, each func(key)) error {
	switch {
	case f.by == byLine:
		return r.lines(f.file, each)
	case strings.HasSuffix(f.file, ".xlsx"):
		return r.workbook(f.file, each)
	}
	return r.table(f.file, func(in *tsv.Reader) error {
		read, err := rowReader(in, f)
		if err != nil {
			return err
		}
		for in.Scan() {
			if err := read(each); err != nil {
				return err
			}
		}
		return in.Err()
	})
}

// rowReader is a function that hands out the keys of the current row.
func rowReader(in *tsv.Reader, f source) (func(each func(key)) error, error) {
	id, number := column.NetworkID, column.Incoming
	switch {
	case f.by == byRow:
		return func(each func(key)) error { each(key{}); return nil }, nil
	case f.file == Set:
		id = column.MMSID
	case f.by == byToday:
		number = column.Current
	}
	if f.by == byRecord {
		number = id // any that is there
	}
	at, err := in.Columns(id, number)
	if err != nil {
		return nil, err
	}
	return func(each func(key)) error {
		id, err := in.MMSID(at[0])
		if err != nil {
			return err
		}
		switch f.by {
		case byNumber:
			n, _ := ocn.Parse(in.Row()[at[1]])
			each(key{id, n})
		case byToday:
			for _, n := range ocn.ParseList(in.Row()[at[1]]).Numbers {
				each(key{id, n})
			}
		default:
			each(key{id: id})
		}
		return nil
	}, nil
}

func (r *run) open(file string) (*os.File, error) {
	f, err := os.Open(filepath.Join(r.dir, file))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file", file)
	}
	return f, err
}

// table reads a table of the run with read.
func (r *run) table(file string, read func(*tsv.Reader) error) error {
	f, err := r.open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := tsv.NewReader(f, file)
	if err != nil {
		return err
	}
	return read(in)
}

func (r *run) lines(file string, each func(key)) error {
	f, err := r.open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bibreport.NewReader(f, file)
	for in.Scan() {
		line, bad := in.Row()
		if bad != nil {
			line.ID = 0
		}
		each(key{id: line.ID})
	}
	return in.Err()
}

// workbook reads the rows of an import: 001 and 035 $a.
func (r *run) workbook(file string, each func(key)) error {
	in, err := table.Open(filepath.Join(r.dir, file), "")
	if err != nil {
		return err
	}
	defer in.Close()
	var id, number int
	if err := in.Locate(tsv.Need(column.Import001, &id), tsv.Need(column.Import035a, &number)); err != nil {
		return err
	}
	for in.Scan() {
		record, err := in.MMSID(id)
		if err != nil {
			return err
		}
		n, _ := ocn.Parse(in.Field(number))
		each(key{record, n})
	}
	return in.Err()
}
