package summary

import (
	"errors"
	"fmt"
	"strconv"

	"datasync/pkg/mms"
	"datasync/pkg/ocn"
)

// times is how often a key goes in and comes out, and the file that it comes out in.
type times struct {
	in, out int
	place   string
}

// difference tells the first record that goes in and does not come out, or else the
// first that comes out and did not go in. It holds all of them in memory.
func (r *run) difference(in, out []flow) error {
	seen := make(map[key]times)
	other := make(map[mms.ID]ocn.Number) // the number with which a record comes out, where it went in with none such
	for _, f := range in {
		if err := r.keys(f.source, func(k key) { t := seen[k]; t.in++; seen[k] = t }); err != nil {
			return err
		}
	}
	for _, f := range out {
		if err := r.keys(f.source, func(k key) {
			t := seen[k]
			if t.in == 0 {
				other[k.id] = k.number
			}
			seen[k] = times{t.in, t.out + 1, f.file}
		}); err != nil {
			return err
		}
	}
	tell := func(k key, file string) error {
		t := seen[k]
		number, changed := other[k.id]
		switch {
		case t.in == t.out:
			return nil
		case t.out == 0 && changed:
			place := seen[key{k.id, number}].place
			return fmt.Errorf("%s: %s has %s, but %s in %s", place, told(k), has(number), has(k.number), file)
		case t.out == 0:
			return fmt.Errorf("%s: %s of %s is not there", names(out), told(k), file)
		case t.in == 0:
			return fmt.Errorf("%s: %s is not in %s", t.place, told(k), names(in))
		}
		return fmt.Errorf("%s: %s comes out %s, but goes in %s", t.place, told(k), often(t.out), often(t.in))
	}
	for _, f := range append(in, out...) {
		var first error
		err := r.keys(f.source, func(k key) {
			if first == nil {
				first = tell(k, f.file)
			}
		})
		if err != nil || first != nil {
			return errors.Join(err, first)
		}
	}
	return errors.New(names(out) + ": the files change while they are read")
}

// told is a key as it is told.
func told(k key) string {
	if k.id == 0 {
		return "a line that is no report row"
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
