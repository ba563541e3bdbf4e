package decision

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// BaseSheet is the hidden sheet of a report that has its Base.
const BaseSheet = "datasync"

// A Base says of a report which decisions it shows. The zero Base is none.
type Base struct {
	Run     string // the name of its run
	No      int    // the last row of the journal then
	Journal string // SHA-256 of the journal from its header to that row
}

// BaseColumns are those of the sheet.
func BaseColumns() []string { return []string{column.Run, column.No, column.Journal} }

// Row is the row of the sheet.
func (b Base) Row() []string { return []string{b.Run, strconv.Itoa(b.No), b.Journal} }

// Base is that of a report which shows all that is in force.
func (j *Journal) Base(run string) Base { return Base{run, j.Len(), j.sum(j.Len())} }

// Has tells whether the journal goes on from the one that a report shows: it has that
// row, and all up to there is as it was.
func (j *Journal) Has(b Base) bool { return b.No <= j.Len() && j.sum(b.No) == b.Journal }

// ReadBase reads the sheet.
func ReadBase(in *table.Reader) (b Base, err error) {
	var run, no, journal int
	if err := in.Bind(tsv.Need(column.Run, &run), tsv.Need(column.No, &no), tsv.Need(column.Journal, &journal)); err != nil {
		return Base{}, err
	}
	if !in.Scan() {
		return Base{}, cmp.Or(in.Err(), in.Errorf(-1, "there is no row"))
	}
	b = Base{Run: strings.TrimSpace(in.Field(run)), Journal: strings.TrimSpace(in.Field(journal))}
	if b.No, err = strconv.Atoi(strings.TrimSpace(in.Field(no))); err != nil || b.No < 0 {
		return Base{}, in.Errorf(no, "%.20q is no number of a row", in.Field(no))
	}
	return b, nil
}

// RunName is the name of a run, by which a report knows it again: the SHA-256 of the
// code of its zone, "" for the usual one, and of the SHA-256 of each of its reports,
// once, in order, each on a line. So the reports may have been given in any order and
// under any name.
func RunName(zone string, reports []string) string {
	sums := slices.Compact(slices.Sorted(slices.Values(reports)))
	lines := strings.Join(append([]string{zone}, sums...), "\n") + "\n"
	return fmt.Sprintf("%x", sha256.Sum256([]byte(lines)))
}
