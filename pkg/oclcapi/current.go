package oclcapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"datasync/pkg/api"
	"datasync/pkg/bibreport"
	"datasync/pkg/column"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// MaxNumbers is how many numbers OCLC answers at a time.
const MaxNumbers = 10

// A Table is the distinct numbers of a table or several, in order, and how many rows
// they have.
type Table struct {
	Numbers    []ocn.Number
	Rows       int
	Unresolved int // rows whose numbers are not asked for

	seen map[ocn.Number]bool
}

// Read adds the numbers of the named columns; without a name those of Existing
// 035a, Incoming 035a and OCLC Control Number (035a), as far as they are there. The
// numbers of a row whose Action begins with unresolved are not read: they are provisional.
func (t *Table) Read(in *tsv.Reader, names []string) error {
	vars, fields := columns(in.Header(), names)
	var action string
	if t.seen == nil {
		t.seen = make(map[ocn.Number]bool)
	}
	return in.Each(func() error {
		t.Rows++
		if bibreport.IsUnresolved(action) {
			t.Unresolved++
			return nil
		}
		for _, field := range fields {
			for _, n := range ocn.ParseList(field).Numbers {
				if !t.seen[n] {
					t.seen[n] = true
					t.Numbers = append(t.Numbers, n)
				}
			}
		}
		return nil
	}, append(vars, tsv.MayText(column.Action, &action))...)
}

// columns are those of the names, and the fields that they are to set. Without a name
// those that may be there; where none is, the first is wanted.
func columns(header, names []string) (vars []tsv.Var, fields []string) {
	want := tsv.Text
	if len(names) == 0 {
		names = []string{column.Existing, column.Incoming, column.Current}
		if slices.ContainsFunc(names, func(name string) bool { return tsv.Locate(header, tsv.Need(name, new(int))) == nil }) {
			want = tsv.MayText
		}
	}
	fields = make([]string, len(names))
	for i, name := range names {
		vars = append(vars, want(name, &fields[i]))
	}
	return vars, fields
}

// Answers is what OCLC said of each number.
type Answers map[ocn.Number]Current

// A Current is the number that a number leads to.
type Current struct {
	Number  ocn.Number // "" if WorldCat does not know the number asked for
	Refused string     // why OCLC refused the question after it alone; "" if it did not
	Fetched time.Time
}

// few is how many numbers OCLC may well refuse all at once.
const few = 10

// Ask asks which numbers are current, at most batch at a time. A number that an
// answer leaves out is asked for again; nothing is concluded from its absence. One that
// OCLC refuses alone counts as one that it does not know; if it refuses all of ten or
// more, that is an error, and nothing of it is kept.
func Ask(c *api.Client, numbers []ocn.Number, batch int) (Answers, error) {
	all := make(Answers)
	err := api.Batches(c, numbers, batch, func(left []ocn.Number) error {
		for len(left) > 0 {
			at := c.Address("manage/bibs/current", url.Values{"oclcNumbers": {api.Join(left)}})
			var came Answers
			err := c.Once(at, func() (api.Answer, error) { return c.Get(at) }, func(a api.Answer) (err error) {
				came, err = read(a, left)
				return err
			})
			if fault, ok := errors.AsType[*api.Fault](err); ok && fault.Kind == api.Refused && len(left) == 1 {
				came = Answers{left[0]: {Refused: fault.Text, Fetched: fault.Fetched}}
			} else if err != nil {
				return err
			}
			left = slices.DeleteFunc(slices.Clone(left), func(n ocn.Number) bool {
				current, ok := came[n]
				if ok {
					all[n] = current
				}
				return ok
			})
		}
		return nil
	})
	if why := all.refusal(); err == nil && why != "" && len(all) >= few {
		return nil, cmp.Or(c.Forget(), fmt.Errorf("OCLC refuses each of %d numbers: %s", len(all), why))
	}
	return all, err
}

// refusal is why OCLC refused the numbers, "" if it answered for any of them.
func (all Answers) refusal() (why string) {
	for _, a := range all {
		if a.Refused == "" {
			return ""
		}
		why = a.Refused
	}
	return why
}

// read reads the answer to a question after numbers. They are matched by the
// number that was requested: OCLC's answers have an order of their own.
func read(a api.Answer, asked []ocn.Number) (Answers, error) {
	var answer struct {
		ControlNumbers []struct{ Requested, Current json.RawMessage } // text, a number, or null
	}
	if err := json.Unmarshal(a.Body, &answer); err != nil {
		return nil, errors.New("the server's answer is no list of numbers; is its address right?")
	}
	came := make(Answers)
	for _, pair := range answer.ControlNumbers {
		requested, ok := number(pair.Requested)
		if !ok || !slices.Contains(asked, requested) {
			return nil, fmt.Errorf("OCLC answers for %.40s, which was not asked for; run again, and tell OCLC if it stays", pair.Requested)
		}
		current, ok := number(pair.Current)
		if !ok {
			return nil, fmt.Errorf("OCLC answers %.40s for %s, which is no OCLC number; run again, and tell OCLC if it stays", pair.Current, requested)
		}
		if before, twice := came[requested]; twice && before.Number != current {
			return nil, fmt.Errorf("OCLC answers both %s and %s for %s; run again, and tell OCLC if it stays", cmp.Or(before.Number, "null"), cmp.Or(current, "null"), requested)
		}
		came[requested] = Current{Number: current, Fetched: a.Fetched}
	}
	if len(came) == 0 {
		return nil, fmt.Errorf("OCLC does not answer for %s: nothing is known of it; run again, and tell OCLC if it stays", asked[0])
	}
	return came, nil
}

// number reads a number of an answer: "" for null.
func number(raw json.RawMessage) (ocn.Number, bool) {
	text := strings.Trim(string(raw), `"`)
	if text == "" || text == "null" {
		return "", true
	}
	return ocn.Parse(text)
}

// A Count says what became of the numbers. Each is counted once.
type Count struct {
	Current, Changed, Unknown int

	Refused int    // of those that are not known, the ones that OCLC refused
	First   string // the first of these, and why: "300: HTTP 400"
}

// Write writes the answers for numbers, in order.
func (all Answers) Write(numbers []ocn.Number, dst io.Writer) (Count, error) {
	var n Count
	out := tsv.NewWriter(dst, []string{column.OCLCNumber, column.CurrentNumber, column.Fetched})
	for _, number := range numbers {
		a, answered := all[number]
		switch {
		case !answered:
			return n, fmt.Errorf("there is no answer for %s; this is a fault of the program, please report it", number)
		case a.Number == number:
			n.Current++
		case a.Number == "":
			n.Unknown++
			if a.Refused != "" {
				n.Refused++
				n.First = cmp.Or(n.First, fmt.Sprintf("%s: %s", number, a.Refused))
			}
		default:
			n.Changed++
		}
		out.Write([]string{string(number), string(a.Number), a.Fetched.Format(time.RFC3339)})
	}
	return n, out.Flush()
}
