package worldcat

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/marc"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Answers are what is known of the current numbers. The zero value knows nothing.
type Answers struct {
	asked  map[ocn.Number]answer       // WorldCat's own, from ocncurrent
	merged map[ocn.Number][]ocn.Number // from a number to those that it became; none for one that is current
}

// An answer is what WorldCat said of a number.
type answer struct {
	current ocn.Number // "": it does not know the number
	fetched string     // when, such as 2025-05-26T10:00:00Z; "" if that is not told
}

// Add adds a table with the columns OCLC number and Current, and Fetched if
// there is one: of two answers about a number the later one counts.
func (a *Answers) Add(in *table.Reader) error {
	var number, current, fetched int
	err := in.Bind(tsv.Need(column.OCLCNumber, &number), tsv.Need(column.CurrentNumber, &current), tsv.May(column.Fetched, &fetched))
	if err != nil {
		return err
	}
	if a.asked == nil {
		a.asked = make(map[ocn.Number]answer)
	}
	for in.Scan() {
		n, err := parse(in, number)
		if err != nil {
			return err
		}
		said := answer{fetched: strings.Clone(in.Field(fetched))}
		if strings.TrimSpace(in.Field(current)) != "" {
			if said.current, err = parse(in, current); err != nil {
				return err
			}
		}
		if before, ok := a.asked[n]; !ok || said.fetched >= before.fetched {
			a.asked[n] = said
		}
	}
	return in.Err()
}

// parse is the OCLC number in a cell. It is copied, since the cell holds a block
// of the file.
func parse(in *table.Reader, at int) (ocn.Number, error) {
	n, ok := ocn.Parse(in.Field(at))
	if !ok {
		return "", in.Errorf(at, "%.40q is no OCLC number; take the table as ocncurrent wrote it", in.Field(at))
	}
	return ocn.Number(strings.Clone(string(n))), nil
}

// AddMerges adds a file of merges of OCLC's Collection Manager, in binary MARC:
// 001 and 035 $a of a record have its current number, 019 $a and 035 $z those of
// the records that were merged into it.
//
// The fields are those of OCLC's page "When a WorldCat record is merged".
func (a *Answers) AddMerges(src io.Reader, name string) error {
	if a.merged == nil {
		a.merged = make(map[ocn.Number][]ocn.Number)
	}
	in := marc.NewReader(src, name)
	for in.Scan() {
		current, merged, err := numbers(in.Fields())
		if err != nil {
			return in.Errorf("%w", err)
		}
		if _, ok := a.merged[current]; !ok {
			a.merged[current] = nil
		}
		for _, n := range merged {
			if n != current && !slices.Contains(a.merged[n], current) {
				a.merged[n] = append(a.merged[n], current)
			}
		}
	}
	return in.Err()
}

// numbers is the current number of a record and those of the records that were
// merged into it.
func numbers(fields []marc.Field) (current ocn.Number, merged []ocn.Number, err error) {
	add := func(to []ocn.Number, values ...string) []ocn.Number {
		for _, value := range values {
			if n, ok := ocn.Parse(value); ok && !slices.Contains(to, n) {
				to = append(to, n)
			}
		}
		return to
	}
	var own []ocn.Number
	for _, f := range fields {
		switch f.Tag {
		case "001":
			own = add(own, f.Data)
		case "019":
			merged = add(merged, f.Subfields('a')...)
		case "035":
			own = add(own, f.Subfields('a')...)
			merged = add(merged, f.Subfields('z')...)
		}
	}
	switch len(own) {
	case 0:
		return "", nil, fmt.Errorf("there is no OCLC number in 001 or 035 $a; is this a file of merges?")
	case 1:
		return own[0], merged, nil
	}
	return "", nil, fmt.Errorf("001 and 035 $a have the OCLC numbers %s and %s; is this a file of merges?", own[0], own[1])
}

// Current is the number under which WorldCat has the record of n today, "" if it
// knows none.
//
// A merge that a file proves counts also where WorldCat was asked, since that may
// have been before the merge.
func (a *Answers) Current(n ocn.Number) (ocn.Number, error) {
	said, asked := a.asked[n]
	_, proved := a.merged[n]
	switch {
	case !asked && !proved:
		return "", fmt.Errorf("the current number of %s is not known; run ocncurrent on this table, and give what it writes with --current", n)
	case said.current == "" && !proved:
		return "", nil
	}
	return a.last(cmp.Or(said.current, n))
}

// last follows the merges from n to the end.
func (a *Answers) last(n ocn.Number) (ocn.Number, error) {
	if len(a.merged[n]) == 0 { // what nearly all are
		return n, nil
	}
	var ends []ocn.Number
	seen := map[ocn.Number]bool{n: true}
	for todo := []ocn.Number{n}; len(todo) > 0; todo = todo[1:] {
		next := a.merged[todo[0]]
		if len(next) == 0 {
			ends = append(ends, todo[0])
		}
		for _, m := range next {
			if !seen[m] {
				seen[m] = true
				todo = append(todo, m)
			}
		}
	}
	switch len(ends) {
	case 0:
		return "", fmt.Errorf("by the files of merges %s was merged into a record that was merged into it; leave out the older file", n)
	case 1:
		return ends[0], nil
	}
	return "", fmt.Errorf("by the files of merges %s was merged into both %s and %s; leave out the older file", n, ends[0], ends[1])
}
