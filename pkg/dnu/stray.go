package dnu

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unique"

	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
	"datasync/pkg/pattern"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// A stray is a cell of a list with MMS IDs that are not read. If one of them is of the
// rows' zone and no entry, a person may believe that it protects its record: an error
// where the cell is an MMS ID and nothing else, or leads to one; a warning where it is
// in other text, or in a column of remarks.
//
// Where the user named the sheet there is none: what else is in the workbook is theirs
// then.
type stray struct {
	ids    []mms.ID
	remark bool // a warning is enough
	place  string
	why    string // how it stands there, and what to do
}

// remarks are columns in which MMS IDs are mentioned.
var remarks = []string{column.Reason, column.Note, column.SharedWith}

func isRemark(name string) bool {
	return slices.ContainsFunc(remarks, func(remark string) bool { return tsv.SameName(remark, name) })
}

// why is kept once: a sheet has few of them, and many cells.
func why(how, remedy string) string {
	return unique.Make(how + ", and it is no entry of the list; " + remedy).Value()
}

// beside looks through the row of an entry, which was read from the column at; 0 if the
// row has none. It appends what it finds to all.
func beside(all []stray, in *table.Reader, at int, entry mms.ID) []stray {
	if in.Chosen() {
		return all
	}
	header := in.Header()
	for other, name := range header {
		link := in.Link(other)
		if ids := idsIn(in.Field(other), entry); ids != nil && (link == "" || isAlone(in.Field(other))) {
			all = append(all, stray{ids, !isAlone(in.Field(other)) || isRemark(name), in.Place(other),
				why(fmt.Sprintf("stands in the column %q, but the list is read from the column %q", name, header[at]), "put it there, "+leave(in))})
		}
		if ids := idsIn(link, entry); ids != nil {
			all = append(all, stray{ids, isRemark(name), in.Place(other), linked(in)})
		}
	}
	return all
}

func linked(list *table.Reader) string {
	return why("is what this cell leads to", "put it in the column of the MMS IDs, "+leave(list))
}

// leave says how a cell can stay as it is.
func leave(in *table.Reader) string {
	if in.Sheet() == "" {
		return fmt.Sprintf("or if it is to protect nothing call its column %q", column.Note)
	}
	return fmt.Sprintf("or if it is to protect nothing name the sheet of the list, such as %s, of which no other column and no other sheet is looked at", in.Name())
}

// links looks through the links of a sheet that no formula makes.
func links(in *table.Reader, list *table.Reader) (all []stray) {
	if in.Chosen() {
		return nil
	}
	for _, link := range in.Links() {
		name := ""
		if in == list && link.At >= 0 && link.At < len(in.Header()) {
			name = in.Header()[link.At]
		}
		if ids := idsIn(link.Address, 0); ids != nil {
			all = append(all, stray{ids, isRemark(name), link.Place, linked(list)})
		}
	}
	return all
}

// look looks through a sheet that is not read, since others are the list, such as
// list.
func (t *listTable) look(in, list *table.Reader) error {
	for row := true; row; row = in.Look() { // the header first
		for at := range in.Width() {
			link := in.Link(at)
			if ids := idsIn(in.Field(at), 0); ids != nil && (link == "" || isAlone(in.Field(at))) {
				t.strays = append(t.strays, stray{ids, !isAlone(in.Field(at)), in.Place(at),
					why(fmt.Sprintf("stands in a sheet without a column %q or %q, which is not read", column.NetworkID, column.MMSID), "name its column so, "+leave(list))})
			}
			if ids := idsIn(link, 0); ids != nil {
				t.strays = append(t.strays, stray{ids, false, in.Place(at), linked(list)})
			}
		}
	}
	t.strays = append(t.strays, links(in, list)...)
	return in.Err()
}

var digits = pattern.Late("[0-9]+")

// isAlone tells a text that is an MMS ID and nothing else.
func isAlone(text string) bool {
	_, ok := mms.Parse(text)
	return ok
}

// idsIn is what in a text is an MMS ID, but for one that the row protects; nil if nothing
// is.
func idsIn(text string, but mms.ID) (ids []mms.ID) {
	if !strings.Contains(text, "99") { // most texts
		return nil
	}
	for _, run := range digits().FindAllString(text, -1) {
		if id, ok := mms.Parse(run); ok && id != but {
			ids = append(ids, id)
		}
	}
	return ids
}

// Judge looks, when the rows have passed, for what in the list protects nothing: strays,
// and entries of another zone than the rows, of which it returns how many there are; and
// for a list that has most of the rows.
func (l *List) Judge(n Count, warn func(error)) (otherZone int, err error) {
	if err := l.judgeStrays(warn); err != nil {
		return 0, err
	}
	if otherZone, err = l.judgeZones(warn); err != nil {
		return otherZone, err
	}
	if n.Dropped > n.Kept {
		warn(fmt.Errorf("%d of %s are on the list, more than half; is this the list of the records that must not be changed?",
			n.Dropped, count.Of(n.Kept+n.Dropped, "row")))
	}
	return otherZone, nil
}

func (l *List) judgeStrays(warn func(error)) error {
	var first error
	n := 0
	for _, t := range l.tables {
		for _, s := range t.strays {
			at := slices.IndexFunc(s.ids, func(id mms.ID) bool {
				_, isEntry := l.reasons[id]
				return l.zones[id.Suffix()] && !isEntry
			})
			switch {
			case at < 0:
			case !s.remark:
				return fmt.Errorf("%s: %v %s", s.place, s.ids[at], s.why)
			default:
				if n++; n == 1 {
					first = fmt.Errorf("%s: %v is mentioned here, but it is no entry of the list and protects nothing", s.place, s.ids[at])
				}
			}
		}
	}
	if n > 0 {
		warn(fmt.Errorf("%w; it is the first of %s", first, count.Of(n, "cell of this kind")))
	}
	return nil
}

// judgeZones looks for entries that can protect nothing, since they are of none of
// the zones that the rows are of: MMS IDs of an Institution Zone, or such as were
// cut short. It counts them and tells the first to warn. A table of nothing else
// is an error. Without rows there is nothing to compare with.
func (l *List) judgeZones(warn func(error)) (otherZone int, err error) {
	var all []Entry
	for _, t := range l.tables {
		of := slices.DeleteFunc(slices.Clone(t.entries), func(e Entry) bool { return !l.ofOtherZone(e.ID) })
		all = append(all, of...)
		if len(of) > 0 && len(of) == len(t.entries) {
			return len(all), fmt.Errorf("%s: %v, like each entry of this list, ends in the digits of another zone than the rows do: they end in %s; list MMS IDs that end so (%q in Analytics, or \"MMS Id\")",
				of[0].Place, of[0].ID, l.zones.endings(), column.NetworkID)
		}
	}
	if len(all) > 0 {
		warn(fmt.Errorf("%s: %v protects nothing, since it ends in the digits of another zone than the rows, %s; it is the first of %s",
			all[0].Place, all[0].ID, l.zones.endings(), count.Of(len(all), "entry of this kind")))
	}
	return len(all), nil
}

// endings are the suffixes of the zones, the first few of them.
func (z Zones) endings() string {
	const most = 5
	var all []string
	for _, zone := range slices.Sorted(maps.Keys(z)) {
		all = append(all, zone.String())
	}
	if len(all) > most {
		all = append(all[:most], "…")
	}
	return strings.Join(all, ", ")
}
