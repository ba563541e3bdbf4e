package analytics

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"
	"unique"

	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Zones tells in which suffixes the MMS IDs end of the records that are looked for.
type Zones func() (map[mms.Suffix]bool, error)

// Read reads the parts of a report, each opened with open: tables with the columns
// Network Id or MMS Id, OCLC Control Number (035a) and OCLC Control Number (035z).
// Bibliographic Lifecycle and Institution Name may be absent. zones is asked where a part
// has both ids: to a member of a network its own records have that in MMS Id.
func Read(parts []string, zones Zones, open func(name, sheet string, columns ...string) (*table.Reader, error)) (*Report, error) {
	r := reader{
		report:  &Report{Rows: make(map[mms.ID]Row)},
		several: make(map[mms.ID]*union),
		ask:     zones,
	}
	for _, name := range parts {
		in, err := open(name, "", table.IDColumns...)
		if err != nil {
			return nil, err
		}
		if err := cmp.Or(r.read(in), in.Close()); err != nil {
			return nil, err
		}
	}
	for id, rows := range r.several {
		r.report.Rows[id] = rows.row()
	}
	return r.report, nil
}

type reader struct {
	report  *Report
	several map[mms.ID]*union // the records that have several rows
	ask     Zones
	zones   map[mms.Suffix]bool // nil before it is asked
	dated   string              // the time that was read last
}

// columns are those of the report; -1 is one that it lacks.
type columns struct {
	id, own, current, cancelled, lifecycle, institution, updated, fetched int
	other, otherCancelled, notRead                                        int
}

func find(in *table.Reader) (at columns, err error) {
	err = in.Bind(
		tsv.May(column.NetworkID, &at.id), tsv.May(column.MMSID, &at.own), tsv.May(column.Current, &at.current), tsv.May(column.Cancelled, &at.cancelled),
		tsv.May(column.Lifecycle, &at.lifecycle), tsv.May(column.Institution, &at.institution),
		tsv.May(column.Updated, &at.updated), tsv.May(column.Fetched, &at.fetched),
		tsv.May(column.OtherCurrent, &at.other), tsv.May(column.OtherCancelled, &at.otherCancelled), tsv.May(column.NotRead, &at.notRead),
	)
	if err != nil {
		return at, err
	}
	id := column.NetworkID
	if at.id < 0 && at.own >= 0 {
		id, at.own = column.MMSID, -1
	}
	if err := in.Bind(tsv.Need(id, &at.id), tsv.Need(column.Current, &at.current), tsv.Need(column.Cancelled, &at.cancelled)); err != nil {
		return at, fmt.Errorf("%w; switch Analytics to English, or name the columns: --columns", err)
	}
	return at, nil
}

// id is the MMS ID of the current row: of two the one of a zone that is looked for, else
// the first.
func (r *reader) id(in *table.Reader, at columns) (mms.ID, error) {
	first, ok := mms.Parse(in.Field(at.id))
	if at.own < 0 || ok && r.zones[first.Suffix()] || strings.TrimSpace(in.Field(at.own)) == "" {
		return in.MMSID(at.id)
	}
	own, err := in.MMSID(at.own)
	if err != nil || r.zones[own.Suffix()] {
		return own, err
	}
	return in.MMSID(at.id)
}

// numbers is a field of OCLC numbers of the current row. One that was spoiled is an
// error. What a record itself holds, such as (OCoLC)2000.0 in a table from almabibs,
// no spreadsheet has made: that is for a person to look at.
func (at columns) numbers(in *table.Reader, field int) (string, error) {
	if values := in.Field(field); at.other >= 0 && !hasBare(values) {
		return values, nil
	}
	return in.OCLCNumbers(field)
}

// hasBare tells whether any of the values joined by ";" begins with a digit.
func hasBare(values string) bool {
	for value := range split(values, sepNumber) {
		if strings.IndexFunc(strings.TrimSpace(value), unicode.IsDigit) == 0 {
			return true
		}
	}
	return false
}

func (r *reader) read(in *table.Reader) error {
	at, err := find(in)
	if err == nil && at.own >= 0 && r.zones == nil {
		r.zones, err = r.ask()
	}
	if err != nil {
		return err
	}
	r.report.Fetched = r.report.Fetched || at.fetched >= 0
	r.report.Others = r.report.Others || at.otherCancelled >= 0
	for in.Scan() {
		id, err := r.id(in, at)
		current, errCurrent := at.numbers(in, at.current)
		cancelled, errCancelled := at.numbers(in, at.cancelled)
		if err := cmp.Or(err, errCurrent, errCancelled); err != nil {
			return err
		}
		for _, at := range []int{at.updated, at.fetched} {
			r.date(in.Field(at))
		}
		r.add(id, Row{
			Current:     strings.Clone(current),
			Cancelled:   strings.Clone(cancelled),
			Lifecycle:   kept(in.Word(at.lifecycle)),
			Institution: kept(in.Field(at.institution)),
			Live:        newLive(in.Field(at.other), in.Field(at.otherCancelled), in.Field(at.notRead)),
			Listed:      true,
		})
	}
	return in.Err()
}

// newLive is nil where there is nothing to say, as in an Analytics report, which has very
// many rows.
func newLive(other, otherCancelled, notRead string) *Live {
	if other+otherCancelled+notRead == "" {
		return nil
	}
	return &Live{strings.Clone(other), strings.Clone(otherCancelled), kept(notRead)}
}

// kept is a text that is held once: there are few lifecycles, and not many
// combinations of institutions, in very many rows.
func kept(s string) string { return unique.Make(s).Value() }

func (r *reader) add(id mms.ID, row Row) {
	before, again := r.report.Rows[id]
	if !again {
		r.report.Rows[id] = row
		return
	}
	rows := r.several[id]
	if rows == nil {
		rows = new(union)
		rows.add(before)
		r.several[id] = rows
	}
	rows.add(row)
}

// A union is the rows of one record. It takes its time from the number of values,
// since a record that many libraries hold has many rows.
type union struct{ current, cancelled, lifecycle, institution, other, otherCancelled, notRead distinct }

func (u *union) add(row Row) {
	u.current.add(split(row.Current, sepNumber))
	u.cancelled.add(split(row.Cancelled, sepNumber))
	u.lifecycle.add(split(row.Lifecycle, sepNumber))
	u.institution.add(split(row.Institution, sepInstitution))
	u.other.add(slices.Values(ocn.ParseForeign(row.live().Other)))
	u.otherCancelled.add(slices.Values(ocn.ParseForeign(row.OtherCancelled())))
	u.notRead.add(split(row.NotRead(), sepNumber))
}

func (u *union) row() Row {
	return Row{
		Current:     strings.Join(u.current.values, sepNumber),
		Cancelled:   strings.Join(u.cancelled.values, sepNumber),
		Lifecycle:   strings.Join(u.lifecycle.values, sepNumber),
		Institution: strings.Join(u.institution.values, sepInstitution),
		Live:        newLive(ocn.JoinForeign(u.other.values), ocn.JoinForeign(u.otherCancelled.values), strings.Join(u.notRead.values, sepNumber)),
		Listed:      true,
	}
}

// split is the values that a field joins, with the space around them.
func split(field, sep string) iter.Seq[string] {
	return strings.SplitSeq(field, strings.TrimSpace(sep))
}

// distinct is each value once, in order.
type distinct struct {
	values []string
	seen   map[string]bool
}

// add adds those of the values that are not there yet.
func (d *distinct) add(values iter.Seq[string]) {
	for value := range values {
		value = strings.TrimSpace(value)
		if value == "" || d.seen[value] {
			continue
		}
		if d.seen == nil {
			d.seen = make(map[string]bool)
		}
		d.seen[value] = true
		d.values = append(d.values, value)
	}
}

// date takes in when a row is from.
func (r *reader) date(field string) {
	field = strings.TrimSpace(field)
	if field == "" || field == r.dated { // that of the row before, mostly
		return
	}
	r.dated = strings.Clone(field)
	t, ok := parseTime(field, time.Local)
	if !ok {
		r.report.Undated = r.dated
	}
	r.report.AsOf = older(r.report.AsOf, t)
}

// parseTime reads a time. One that names no zone is one of here; a day is its end. Not
// 5/6/2025: it is another day in another country.
func parseTime(s string, here *time.Location) (t time.Time, ok bool) {
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, here); err == nil {
			if layout == time.DateOnly {
				t = t.AddDate(0, 0, 1).Add(-time.Second)
			}
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// older is the older of two times, of which one may be zero: not known.
func older(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
