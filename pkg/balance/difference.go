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

// times is how often a key goes in and comes out, and the files that it comes out in.
type times struct {
	in, out int
	places  []flow
}

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
	seen := make(map[key]times)
	for _, p := range goes {
		t := seen[p.key]
		t.in++
		seen[p.key] = t
	}
	other := make(map[mms.ID]ocn.Number) // the number with which a record comes out, where it went in with none such
	for _, p := range comes {
		t := seen[p.key]
		if t.in == 0 && p.key.cancelled == "" {
			other[p.key.id] = p.key.number
		}
		t.out++
		if !slices.Contains(t.places, p.flow) {
			t.places = append(t.places, p.flow)
		}
		seen[p.key] = t
	}
	for _, p := range append(goes, comes...) {
		t := seen[p.key]
		number, changed := other[p.key.id]
		switch {
		case t.in == t.out:
		case t.out == 0 && changed && p.key.cancelled == "":
			return fmt.Errorf("%s: %s has %s, but %s in %s", names(seen[key{id: p.key.id, number: number}].places), told(p.key), has(number), has(p.key.number), p.file)
		case t.out == 0:
			return fmt.Errorf("%s: %s of %s is not there", names(out), told(p.key), p.file)
		case t.in == 0:
			return fmt.Errorf("%s: %s is not in %s", names(t.places), told(p.key), names(in))
		default:
			return fmt.Errorf("%s: %s comes out %s, but goes in %s", names(t.places), told(p.key), often(t.out), often(t.in))
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
