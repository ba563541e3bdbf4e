// Package analytics reads the Alma Analytics report OCLC-doublecheck: what the
// records of the Network Zone have in 035 today.
package analytics

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/reason"
)

// A Row is what the report says of a record. Where the report has several rows
// for it, each field holds every distinct value once, in order.
type Row struct {
	Current     string // OCLC numbers in 035 $a, joined by "; "
	Cancelled   string // OCLC numbers in 035 $z, joined by "; "
	Lifecycle   string // "In Repository"; others, joined by "; ", may come
	Institution string // who holds the record, joined by " | "

	Live *Live // of a record that Alma was asked for, where there is something to say

	Listed  bool // the report has the record: not only a live table does
	Changed bool // a live table says something else than the report
}

// A Live is what a table from almabibs has of a record beside a report's columns.
type Live struct {
	Other          string // values of other systems in 035 $a, joined by "; "
	OtherCancelled string // those in 035 $z of fields whose $a is OCLC's
	NotRead        string // why Alma's answer for it cannot be read: nothing is known of it
}

func (a Row) live() Live {
	if a.Live == nil {
		return Live{}
	}
	return *a.Live
}

// NotRead is why Alma's answer for the record cannot be read, "" if it can.
func (a Row) NotRead() string { return a.live().NotRead }

// OtherCancelled is the values of other systems in 035 $z, of fields whose $a is OCLC's,
// joined by "; ".
func (a Row) OtherCancelled() string { return a.live().OtherCancelled }

// A Report is the rows by MMS ID.
type Report struct {
	Rows map[mms.ID]Row
	// AsOf is the oldest time in its columns Data Updated As Of and Fetched, zero
	// if it has none. Undated is one that could not be read.
	AsOf    time.Time
	Undated string

	Fetched bool // it has the column Fetched: a server was asked
	Others  bool // it has the column Other 035z
}

// How the report joins several values in a field.
const (
	sepNumber      = "; "
	sepInstitution = " | "
)

// Numbers is the OCLC numbers in 035 $a.
func (a Row) Numbers() []ocn.Number { return ocn.ParseList(a.Current).Numbers }

// Foreign is the values of other systems in 035 $a.
func (a Row) Foreign() []string {
	return append(ocn.ParseList(a.Current).Foreign, ocn.ParseForeign(a.live().Other)...)
}

// Related is those of them that people may take for the record's number, such as
// (OCoLC-M)2000.
func (a Row) Related() []string { return ocn.List{Foreign: a.Foreign()}.Related() }

// Unreadable says that the field current, of 035 $a, holds values of which nobody
// can tell whether they are OCLC numbers, such as 2000# or (OCLC)2000: "" if it
// does not.
func Unreadable(current string) string { return unreadable(reason.Unreadable, current) }

// UnreadableCancelled says the same of 035 $z.
func (a Row) UnreadableCancelled() string { return unreadable(reason.UnreadableZ, a.Cancelled) }

func unreadable(form, field string) string {
	values := ocn.ParseList(field).Unreadable
	if len(values) == 0 {
		return ""
	}
	return reason.Of(form, strings.Join(values, sepNumber))
}

// InRepository tells whether a record is in the repository, as far as its
// lifecycle tells: one other than In Repository, such as Deleted, says no.
func InRepository(lifecycle string) bool {
	if lifecycle == column.InRepository { // nearly all
		return true
	}
	for value := range split(lifecycle, sepNumber) {
		value = strings.TrimSpace(value)
		if value != "" && !strings.EqualFold(value, column.InRepository) {
			return false
		}
	}
	return true
}

// Overlay puts what live says in the place of what r says: 035 $a, 035 $z, and
// the lifecycle where live tells one. Who holds a record only the report knows. Of a
// record that is not read, live says nothing but that.
//
// A record that the report lacks gets a row that is not Listed: whether it is one
// of those that the report is to be about is not known.
func (r *Report) Overlay(live *Report) {
	for id, now := range live.Rows {
		row := r.Rows[id]
		before := row
		if row.Live = now.Live; now.NotRead() == "" {
			row.Current, row.Cancelled = now.Current, now.Cancelled
		}
		if now.Lifecycle != "" {
			row.Lifecycle = now.Lifecycle
		}
		row.Changed = row.Listed && before.differs(row)
		r.Rows[id] = row
	}
	r.AsOf, r.Undated = older(r.AsOf, live.AsOf), cmp.Or(r.Undated, live.Undated)
	r.Fetched, r.Others = r.Fetched || live.Fetched, r.Others || live.Others
}

// differs tells whether the records have other values in 035 $a, or only one of
// them is in the repository.
func (a Row) differs(b Row) bool {
	x, y := ocn.ParseList(a.Current), ocn.ParseList(b.Current)
	return !sameValues(x.Numbers, y.Numbers) || !sameValues(x.Unreadable, y.Unreadable) ||
		InRepository(a.Lifecycle) != InRepository(b.Lifecycle)
}

func sameValues[T ~string](a, b []T) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
