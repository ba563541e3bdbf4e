package balance

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"datasync/pkg/mms"
	"datasync/pkg/ocn"
)

// A place is where a key is read.
type place struct {
	key
	flow
}

// places are those of all rows of files.
func (r *run) places(files []flow) (all []place, err error) {
	for _, f := range files {
		err = cmp.Or(err, r.keys(f.source, func(k key) { all = append(all, place{k, f}) }))
	}
	return all, err
}

// difference tells the first record that goes in and does not come out, or else the
// first that comes out and did not go in. It holds all of them in memory.
func (r *run) difference(in, out []flow) error {
	goes, errIn := r.places(in)
	comes, errOut := r.places(out)
	if err := cmp.Or(errIn, errOut); err != nil {
		return err
	}
	before, after := make(map[key]int), make(map[key]int) // how often a key goes in and comes out
	for _, p := range goes {
		before[p.key]++
	}
	found := make(map[key][]flow)        // the files that it comes out in
	other := make(map[mms.ID]ocn.Number) // the number with which a record comes out, where it went in with none such
	for _, p := range comes {
		after[p.key]++
		if before[p.key] == 0 && p.key.cancelled == "" {
			other[p.key.id] = p.key.number
		}
		if !slices.Contains(found[p.key], p.flow) {
			found[p.key] = append(found[p.key], p.flow)
		}
	}
	for _, p := range append(goes, comes...) {
		goIn, comeOut := before[p.key], after[p.key]
		number, changed := other[p.key.id]
		switch {
		case goIn == comeOut:
		case comeOut == 0 && changed && p.key.cancelled == "":
			return fmt.Errorf("%s: %s has %s, but %s in %s", names(found[key{id: p.key.id, number: number}]), told(p.key), has(number), has(p.key.number), p.file)
		case comeOut == 0:
			return fmt.Errorf("%s: %s of %s is not there", names(out), told(p.key), p.file)
		case goIn == 0:
			return fmt.Errorf("%s: %s is not in %s", names(found[p.key]), told(p.key), names(in))
		default:
			return fmt.Errorf("%s: %s comes out %s, but goes in %s", names(found[p.key]), told(p.key), often(comeOut), often(goIn))
		}
	}
	return errors.New(names(out) + ": the files change while they are read")
}

// told is a key as it is told.
func told(k key) string {
	if k.id == 0 {
		return "a line that is no report row"
	}
	if k.cancelled != "" {
		return "035 $z " + k.cancelled + " of record " + k.id.String()
	}
	return "record " + k.id.String()
}

func has(n ocn.Number) string {
	if n == "" {
		return "no number"
	}
	return "the number " + string(n)
}

func often(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}
