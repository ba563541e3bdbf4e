package report

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/summary"
	"datasync/pkg/tsv"
	"datasync/pkg/workbook"
)

// What the report shows only of a run that has it: OCLC's messages, what WorldCat
// says, records carried from earlier weeks, and those that keep coming back.

// Files of a run that are not always there.
const (
	messagesFile  = "messages.tsv"            // each kind of message, from addmessages
	byLibraryFile = "messages_by_library.tsv" // how many records have messages
	repeatsFile   = "keeps_coming_back.tsv"   // from mkhistory
)

var (
	messageColumns = []string{
		column.Symbol, column.Severity, column.Type, column.Kind, column.Records, column.Example, offPaper, column.NetworkID,
	}
	repeatColumns = []string{
		column.NetworkID, column.Kind, column.Weeks, column.Numbers, column.First, column.Last, column.Reports,
	}
)

// optionalTables are those of the first page.
func (r *Run) optionalTables() ([]workbook.Table, error) {
	var tables []workbook.Table
	for _, make := range []func() (string, *list, error){r.carried, r.verdicts, r.messages} {
		title, l, err := make()
		if err != nil {
			return nil, err
		}
		if l != nil {
			tables = append(tables, workbook.Table{Title: title, Rows: l, Columns: numbers(l, l.header[1:]...)})
		}
	}
	return tables, nil
}

// carried is what became of the records that were put off in earlier weeks.
func (r *Run) carried() (title string, l *list, err error) {
	files, err := filepath.Glob(filepath.Join(escape(r.dir), "inputs", summary.Carried+"*"))
	if err != nil || files == nil {
		return "", nil, err
	}
	ids := make(map[mms.ID]bool)
	for _, name := range files {
		src, err := r.open(name)
		if err != nil {
			return "", nil, err
		}
		in := bibreport.NewReader(src, name)
		for in.Scan() {
			if row, err := in.Row(); err == nil { // a damaged line is among the rejects
				ids[row.ID] = true
			}
		}
		if err := in.Err(); err != nil {
			return "", nil, err
		}
	}
	l = newList(column.Outcome, column.Records)
	left := len(ids)
	for i, o := range outcomes {
		n := 0
		for _, rec := range r.outcomes[i].records {
			if id, _ := mms.Parse(rec.id); ids[id] {
				n++
			}
		}
		left -= n
		l.add(o.name, strconv.Itoa(n))
	}
	l.add(unchanged, strconv.Itoa(left))
	return fmt.Sprintf("What became of %s carried from earlier weeks", count.Of(len(ids), "record")), l, nil
}

var digits = regexp.MustCompile(`\b[0-9]+\b`)

// verdict is what WorldCat says of a record, with N and M for the numbers in it.
func verdict(said string) string {
	names := []string{"N", "M"}
	return digits.ReplaceAllStringFunc(said, func(number string) string {
		if len(names) == 0 {
			return number
		}
		name := names[0]
		names = names[1:]
		return name
	})
}

// verdicts counts what WorldCat says of the records that are to be updated, and of
// those for review.
func (r *Run) verdicts() (title string, l *list, err error) {
	counts := make(map[string]*[2]int)
	for i, sheet := range []string{sheetUpdate, sheetReview} {
		for _, rec := range r.of(sheet).records {
			if said := rec.named(column.WorldCat); said != "" {
				said = verdict(said)
				if counts[said] == nil {
					counts[said] = new([2]int)
				}
				counts[said][i]++
			}
		}
	}
	if len(counts) == 0 {
		return "", nil, nil
	}
	l = newList(column.WorldCat, outcomes[0].name, outcomes[1].name)
	for _, said := range slices.Sorted(maps.Keys(counts)) {
		n := counts[said]
		l.add(said, strconv.Itoa(n[0]), strconv.Itoa(n[1]))
	}
	return "What WorldCat says of the new numbers", l, nil
}

// messages is how many records of each library have messages of OCLC's.
func (r *Run) messages() (title string, l *list, err error) {
	if !r.has(byLibraryFile) {
		return "", nil, nil
	}
	in, err := r.table(byLibraryFile)
	if err != nil {
		return "", nil, err
	}
	l = newList(in.Header()...)
	for in.Scan() {
		l.add(slices.Clone(in.Row())...)
	}
	return "Records with messages of OCLC's, by the worst", l, in.Err()
}

// repeats are the records that keep coming back. They are read once, for the
// report and for the libraries.
func (r *Run) repeats() (*list, error) {
	if r.returning == nil {
		in, err := r.table(repeatsFile)
		if err != nil {
			return nil, err
		}
		l := newList(in.Header()...)
		for in.Scan() {
			l.add(slices.Clone(in.Row())...)
		}
		if err := in.Err(); err != nil {
			return nil, err
		}
		r.returning = l
	}
	return &list{header: r.returning.header, rows: r.returning.rows}, nil
}

func repeats(r *Run) (workbook.Rows, error) { return r.repeats() }

// repeatsOf are those that each library reported.
func (r *Run) repeatsOf() (map[string]*list, error) {
	if !r.has(repeatsFile) {
		return nil, nil
	}
	l, err := r.repeats()
	if err != nil {
		return nil, err
	}
	at, err := tsv.Find(l.header, column.Reports)
	if err != nil || at < 0 {
		return nil, fmt.Errorf("%s: wants one column %q", filepath.Join(r.dir, repeatsFile), column.Reports)
	}
	all := make(map[string]*list)
	for _, row := range l.rows {
		for _, symbol := range symbols(row[at]) {
			if all[symbol] == nil {
				all[symbol] = newList(l.header...)
			}
			all[symbol].add(row...)
		}
	}
	return all, nil
}
