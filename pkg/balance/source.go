package balance

import (
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/rundir"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook/readback"
)

// A source is a file, and which columns of it are compared.
type source struct {
	file   string // relative to the run directory
	id     string // of the record; report, or "" where a row has none
	number string // of the new number; column.Current: each that the record has today; column.Reported: what the reports told; gets, had; "" is none
}

// What of a file in one step is compared is not a column but each field 035 that a
// record gets, or had: of the update, of a table or workbook, of MARC.
const (
	gets = "gets"
	had  = "had"
)

const report = "\x00" // the file is no table but a report of OCLC's

// sourceOf is what of a file of a stage is compared: the record, and where it
// is to be updated its new number.
func (r *run) sourceOf(stage, file string) source {
	f := source{file: file, id: column.NetworkID}
	switch {
	case file == rundir.Rejects:
		f.id = ""
	case file == rundir.Set:
		f.id = column.MMSID
	case (stage == "import" || stage == "set") && r.Settings.OneStep():
		f.number = gets
	case strings.HasSuffix(file, ".xlsx"):
		f.id, f.number = column.Import001, column.Import035a
	case stage == "review" && r.told:
		f.number = column.Reported
	case stage == "import":
		f.number = column.Incoming
	}
	return f
}

// A key is what is compared of a row; the number is "" where none is. In one step there is
// also one for each 035 $z, with the number of its field, as it stands.
type key struct {
	id        mms.ID
	number    ocn.Number
	cancelled string
}

// A tally is a sum over the rows of a file; a 035 $z is none.
type tally struct {
	rows  int
	hash  uint64 // sum of the hashes of the keys
	blank mms.ID // the first record without a number
	err   error  // with which the file cannot be read
}

// salt makes the hashes of a call others than those of any other.
var salt, seed = [...]uint64{rand.Uint64(), rand.Uint64(), rand.Uint64()}, maphash.MakeSeed()

// hash is a number of which two keys hardly have the same: two multiplications mix its
// digits, in a tenth of the time of maphash.Comparable.
func (k key) hash() uint64 {
	number := uint64(0)
	for i := range len(k.number) {
		number = number*10 + uint64(k.number[i]-'0'+1)
	}
	high, low := bits.Mul64(uint64(k.id)^salt[0], number^salt[1])
	if k.cancelled != "" {
		low += maphash.String(seed, k.cancelled)
	}
	high, low = bits.Mul64(high^low, salt[2]|1)
	return high ^ low
}

// tallyAll reads files at once, as many as there are processors: on two that are free
// in six tenths of the time (BenchmarkTally).
func (r *run) tallyAll(files map[source]bool) {
	var (
		wait  sync.WaitGroup
		mutex sync.Mutex
		free  = make(chan bool, runtime.GOMAXPROCS(0))
	)
	for f := range files {
		wait.Go(func() {
			free <- true
			t := r.tally(f)
			<-free
			mutex.Lock()
			r.tallies[f] = t
			mutex.Unlock()
		})
	}
	wait.Wait()
}

func (r *run) tally(f source) (t tally) {
	t.err = r.keys(f, func(k key) {
		t.hash += k.hash()
		if k.cancelled != "" {
			return
		}
		t.rows++
		if k.number == "" && t.blank == 0 {
			t.blank = k.id
		}
	})
	return t
}

// keys hands out the key of each row of a file.
func (r *run) keys(f source, do func(key)) error {
	if f.id == report {
		return r.lines(f.file, func(id mms.ID) { do(key{id: id}) })
	}
	if f.number == gets || f.number == had {
		return r.records(f, do)
	}
	var id mms.ID
	var text, reported string
	row := func() error {
		if f.number == column.Current {
			for _, n := range ocn.ParseList(text).Numbers {
				do(key{id: id, number: n})
			}
			return nil
		}
		var n ocn.Number
		if text := cmp.Or(reported, text); text != "" { // to parse "" takes as long as the row
			n, _ = ocn.Parse(text) // no number is none
		}
		do(key{id: id, number: n})
		return nil
	}
	var vars []tsv.Var
	if f.id != "" {
		vars = append(vars, tsv.ID(f.id, &id))
	}
	switch f.number {
	case "":
	case column.Reported:
		vars = append(vars, tsv.Text(column.Incoming, &text), tsv.MayText(column.Reported, &reported))
	default:
		vars = append(vars, tsv.Text(f.number, &text))
	}
	return r.table(f.file, func(in reader) error {
		if err := in.Each(row, vars...); err != nil || f.id != column.Import001 {
			return err
		}
		for _, name := range in.Header() { // Alma loads each
			if name != "" && !tsv.SameName(name, f.id) && !tsv.SameName(name, f.number) {
				return fmt.Errorf("%s: column %q has no place in an import of OCLC numbers", f.file, name)
			}
		}
		return nil
	})
}

// path is where a file is: what has no name yet before what has.
func (r *run) path(file string) string {
	if made := filepath.Join(rundir.New, file); !r.Has(file) && r.Has(made) {
		file = made
	}
	return filepath.Join(r.dir, file)
}

// open does something with a file, and closes it.
func (r *run) open(file string, do func(*os.File) error) error {
	f, err := os.Open(r.path(file))
	if errors.Is(err, fs.ErrNotExist) {
		return errMissing(file)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return do(f)
}

func errMissing(file string) error { return fmt.Errorf("%s: no such file", file) }

// A reader is a table of the run, as pkg/tsv or pkg/table reads it.
type reader interface {
	Header() []string
	Each(do func() error, vars ...tsv.Var) error
	Field(at int) string
}

// table does something with a table, or with a workbook: one that is as it was written is
// read as such, and any other, which somebody opened and saved, as a table of people's.
func (r *run) table(file string, do func(reader) error) error {
	return r.open(file, func(f *os.File) error {
		var src io.Reader = f
		if filepath.Ext(file) == ".xlsx" {
			info, err := f.Stat()
			if err != nil {
				return err
			}
			if same, err := r.AsWritten(file); !same || err != nil || r.Version2 {
				in, err := table.Open(r.path(file), "")
				if err != nil {
					return err
				}
				defer in.Close()
				return do(in)
			}
			if src, err = readback.Lines(f, info.Size()); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		in, err := tsv.NewReader(src, file)
		if err != nil {
			return err
		}
		return do(in)
	})
}

// each calls do for each row of a table, with its fields in variables.
func (r *run) each(file string, do func(), vars ...tsv.Var) error {
	return r.table(file, func(in reader) error {
		return in.Each(func() error { do(); return nil }, vars...)
	})
}

// lines calls do for each line of a report: with its record, or 0 if it is no
// report row.
func (r *run) lines(file string, do func(mms.ID)) error {
	return r.open(file, func(f *os.File) error {
		in := bibreport.NewReader(f, file)
		for in.Scan() {
			line, bad := in.Row()
			if bad != nil {
				line.ID = 0
			}
			do(line.ID)
		}
		return in.Err()
	})
}
