package bibreport

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"datasync/pkg/count"
	"datasync/pkg/institution"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// Zones gives the records of each institution's own zone a table.
type Zones struct {
	Institutions institution.Table
	Given        string // the name of the table of institutions in messages, "" for the one built in
	// Create makes the file of an institution, by its code. It is nil if nobody
	// asked for them.
	Create func(code string) (io.Writer, error)

	tables map[string]*tsv.Writer // by code
	seen   []mms.Suffix           // of records that are not shared
}

// Table is the table for the records with a suffix other than that of the shared
// ones: see Out. Those of no institution are UNKNOWN.
func (z *Zones) Table(suffix mms.Suffix) (*tsv.Writer, error) {
	z.seen = append(z.seen, suffix)
	code := "UNKNOWN"
	if member, ok := z.Institutions.Find(suffix); ok {
		code = member.FileName()
	}
	if z.tables == nil {
		z.tables = make(map[string]*tsv.Writer)
	}
	if z.tables[code] == nil {
		dst := io.Discard
		if z.Create != nil {
			var err error
			if dst, err = z.Create(code); err != nil {
				return nil, err
			}
		}
		z.tables[code] = tsv.NewWriter(dst, Header())
	}
	return z.tables[code], nil
}

// None is the error of no record with the suffix of the shared ones; said is what a person
// may have said of it.
func (z *Zones) None(nz mms.Suffix, said string) error {
	return fmt.Errorf("no record has the suffix %v of the shared ones; there are records with the %s; is %s right?", nz, list(z.seen), said)
}

// Warn tells what looks like the table or the reports of another consortium.
func (z *Zones) Warn(nz mms.Suffix, n Count, warn func(format string, args ...any)) {
	known := func(s mms.Suffix) bool { _, ok := z.Institutions.Find(s); return ok }
	seen := slices.Clip(z.seen)
	if unknown := slices.DeleteFunc(slices.Clone(seen), known); len(unknown) > 0 {
		where := ""
		if z.Create != nil {
			where = "; they go to UNKNOWNbibprocess.tsv"
		}
		warn("there are records with the %s, which no institution has%s", list(unknown), where)
	}
	if n.Shared > 0 {
		seen = append(seen, nz)
	}
	if z.Given != "" && !slices.ContainsFunc(seen, known) {
		warn("%s: no record has a suffix of this table; there are records with the %s", z.Given, list(seen))
	}
}

// list is "suffix 5153", or "suffixes 5153, 5163, and 2 more".
func list(suffixes []mms.Suffix) string {
	const listed = 20
	var all []string
	for _, s := range slices.Sorted(slices.Values(suffixes)) {
		all = append(all, s.String())
	}
	noun := strings.Fields(count.Of(len(all), "suffix"))[1]
	return noun + " " + count.First(all, listed, ", ")
}
