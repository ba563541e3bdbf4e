package cmd

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/alma"
	"datasync/pkg/analytics"
	"datasync/pkg/column"
	"datasync/pkg/dnu"
	"datasync/pkg/review"
	"datasync/pkg/route"
	"datasync/pkg/split"
	"datasync/pkg/tsv"
)

// stages are those that read a table row by row; each writes all to one writer.
var stages = []struct {
	name    string
	columns []string // that it cannot do without
	others  []string // that it looks at where they are there
	run     func(in *tsv.Reader, w io.Writer) error
}{
	{"split", []string{column.Existing, column.Incoming}, []string{column.Conflict}, func(in *tsv.Reader, w io.Writer) error {
		_, err := split.Rows(in, w, w)
		return err
	}},
	{"dnu", []string{column.NetworkID}, []string{column.Reason}, func(in *tsv.Reader, w io.Writer) error {
		_, err := dnu.Rows(in, new(dnu.List), w, w)
		return err
	}},
	{"route", []string{column.NetworkID, column.Incoming, column.Action}, []string{column.Conflict, column.SharedWith, column.JobID, column.InAnalytics, column.OtherCancelled, column.Reason}, func(in *tsv.Reader, w io.Writer) error {
		_, err := route.Rows(in, new(analytics.Report), route.Out{Batch: w, Updated: w, Review: w, Missing: w}, route.Hold{})
		return err
	}},
	{"review", []string{column.NetworkID, column.Incoming, column.Action}, []string{column.Conflict, column.InAnalytics, column.Lifecycle, column.Reason, column.Decision, column.Note, column.Reported}, func(in *tsv.Reader, w io.Writer) error {
		_, _, err := review.Rows(review.In{Review: in}, nil, review.Out{Review: w, Update: w, Protect: w})
		return err
	}},
	{"import", []string{column.NetworkID, column.Incoming}, nil, func(in *tsv.Reader, w io.Writer) error {
		_, err := alma.Import([]*tsv.Reader{in}, w, nil)
		return err
	}},
	{"rollback", []string{column.NetworkID, column.Incoming, column.Current}, nil, func(in *tsv.Reader, w io.Writer) error {
		_, err := alma.Import([]*tsv.Reader{in}, io.Discard, w)
		return err
	}},
	{"one step", []string{column.NetworkID, column.Incoming, column.Current, column.Cancelled}, []string{column.OtherCancelled}, func(in *tsv.Reader, w io.Writer) error {
		_, err := alma.OneStep([]*tsv.Reader{in}, w, w)
		return err
	}},
	{"set", []string{column.NetworkID}, nil, func(in *tsv.Reader, w io.Writer) error {
		_, err := alma.Set([]*tsv.Reader{in}, column.NetworkID, column.MMSID, w)
		return err
	}},
	{"verify", []string{column.NetworkID, column.Incoming, column.Current}, []string{column.Cancelled, column.Reports, column.Institution, column.Reason, column.ReasonBefore}, func(in *tsv.Reader, w io.Writer) error {
		_, err := route.VerifyRows(in, new(analytics.Report), route.VerifyOut{Verified: w, NotUpdated: w, Lost: w})
		return err
	}},
}

var (
	header = strings.Join([]string{column.NetworkID, column.Existing, column.Incoming, column.Action, column.Current, column.Cancelled}, "\t") + "\n"
	row    = "991000000015151\t5\t7\tmatch\t5\t4\n"
)

// No stage takes a broken table for a short one, or does without a column.
func TestStagesTellBrokenTables(t *testing.T) {
	for _, s := range stages {
		if err := s.run(reader(t, "in.tsv", header+row), io.Discard); err != nil {
			t.Errorf("%s of a table in order: %v", s.name, err)
		}
		err := s.run(reader(t, "in.tsv", header+row+"991000000025151\t5\n"), io.Discard)
		if err == nil || !strings.HasPrefix(err.Error(), "in.tsv:3: 2 fields") {
			t.Errorf("%s of a row with 2 fields: %v", s.name, err)
		}
		if s.name != "split" { // which looks at numbers alone
			err = s.run(reader(t, "in.tsv", header+row+"9.91E+14\t5\t7\tmatch\t5\t4\n"), io.Discard)
			if err == nil || !strings.HasPrefix(err.Error(), "in.tsv:3: 9.91E+14 is an MMS ID cut short") {
				t.Errorf("%s of an id that was cut short: %v", s.name, err)
			}
		}
		for _, name := range s.columns {
			err := s.run(reader(t, "in.tsv", strings.Replace(header, name, "x", 1)+row), io.Discard)
			if want := `in.tsv:1: no column "` + name + `"`; err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s without a column: %v; want %s", s.name, err, want)
			}
		}
		for _, name := range slices.Concat(s.columns, s.others) {
			head, fields := strings.TrimSuffix(header, "\n"), strings.TrimSuffix(row, "\n")
			for strings.Count(head, name) < 2 {
				head, fields = head+"\t"+name, fields+"\t"
			}
			err := s.run(reader(t, "in.tsv", head+"\n"+fields+"\n"), io.Discard)
			if want := `in.tsv:1: two columns "` + name + `"`; err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s with a column twice: %v; want %s", s.name, err, want)
			}
		}
	}
}

// A full disk is an error of each stage, not a short file.
func TestStagesTellFailedWrites(t *testing.T) {
	full := errors.New("the disk is full")
	for _, s := range stages {
		for _, after := range []int{0, 100_000} {
			in := reader(t, "in.tsv", header+manyRows(8_000))
			if err := s.run(in, &failing{after, full}); !errors.Is(err, full) {
				t.Errorf("%s: %v after %d bytes, want %v", s.name, err, after, full)
			}
		}
	}
}

// manyRows are rows of as many records.
func manyRows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "99%09d5151\t5\t7\tmatch\t5\t4\n", i)
	}
	return b.String()
}

// failing is a writer that fails once so many bytes were written.
type failing struct {
	left int
	err  error
}

func (w *failing) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, w.err
	}
	return len(p), nil
}
