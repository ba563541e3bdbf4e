package almatest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"datasync/pkg/marc"
	"datasync/pkg/mms"
)

// A Catalogue is a model of the bibliographic records of a Network Zone, and of what
// Alma does to them: the job "Move OCLC 035 $a to $z", the import profile "OCLC number
// (035) import - From XLS", and the profile of cmd/ALMA.md, which replaces 035 by a
// merge rule. It does what Ex Libris documents, and where that can be read in two ways
// the Reading says in which. It is no Alma: what it was not made to do is an error.
//
// The pages are those of the Ex Libris Knowledge Center: "Working with Merge Rules",
// "Importing Records with CSV or Excel Files", "Managing Sets"; the clause of the rule
// is that of the Orbis Cascade Alliance, "Alma Merge Rules in the NZ Account".
type Catalogue struct {
	Reading Reading
	// Saved, if not nil, is told of each record that an import or a job saved, as soon
	// as it is: a record is never half saved.
	Saved func(mms.ID)

	records map[mms.ID]*held
	ids     []mms.ID // in the order in which they were added
}

type held struct {
	fields []marc.Field
	locked bool
}

// A Reading is how the rule
//
//	replace MARC."035" when MARC."035"."a" contains "(OCoLC)" excluding MARC."035"("9","9")
//
// is read. "Each basic rule can be applied unconditionally or may be subject to a
// condition on the primary record", which is the one in Alma: is that the field that
// is to be replaced, or the record? Consortia that use such a rule say the field. Does
// a record without such a field get the new one?
type Reading struct {
	Record bool // the condition is of the record: all its 035 are replaced, or none
	Keep   bool // a record without such a field stays as it is
}

// Readings are all of them, first the one that consortia tell of.
var Readings = [...]Reading{{false, false}, {false, true}, {true, false}, {true, true}}

// NewCatalogue is one without records.
func NewCatalogue(r Reading) *Catalogue {
	return &Catalogue{Reading: r, records: make(map[mms.ID]*held)}
}

// Clone is a catalogue with the same records. It has no Saved.
func (c *Catalogue) Clone() *Catalogue {
	other := &Catalogue{Reading: c.Reading, records: make(map[mms.ID]*held), ids: slices.Clone(c.ids)}
	for id, r := range c.records {
		other.records[id] = &held{slices.Clone(r.fields), r.locked}
	}
	return other
}

// Add adds a record: its 001 is id, its other fields are as given.
func (c *Catalogue) Add(id mms.ID, fields ...marc.Field) {
	if c.records[id] == nil {
		c.ids = append(c.ids, id)
	}
	c.records[id] = &held{fields: append([]marc.Field{{Tag: "001", Data: id.String()}}, fields...)}
}

// Delete deletes a record.
func (c *Catalogue) Delete(id mms.ID) {
	delete(c.records, id)
	c.ids = slices.DeleteFunc(c.ids, func(other mms.ID) bool { return other == id })
}

// Lock says whether somebody edits the record. Neither job nor import changes it then.
func (c *Catalogue) Lock(id mms.ID, locked bool) { c.records[id].locked = locked }

// IDs are those of the records, in the order in which they were added.
func (c *Catalogue) IDs() []mms.ID { return c.ids }

// Fields is the fields of a record, nil if there is none.
func (c *Catalogue) Fields(id mms.ID) []marc.Field {
	if r := c.records[id]; r != nil {
		return slices.Clone(r.fields)
	}
	return nil
}

// A Job is what Alma's report of a job or an import counts.
type Job struct {
	Saved    int
	Locked   int // records that somebody edits: they stay as they are
	NoRecord int // without a record of that MMS ID: nothing is imported
}

// Set is the itemized set of a file: a line MMS ID, and an MMS ID a line. Those that
// are not there are no members.
func (c *Catalogue) Set(file string) (set []mms.ID, err error) {
	header, rest, _ := strings.Cut(file, "\n")
	if header != "MMS ID" {
		return nil, fmt.Errorf("the heading of the file is %q, not MMS ID", header)
	}
	for line := range strings.Lines(rest) {
		id, ok := mms.Parse(line)
		if !ok {
			return nil, fmt.Errorf("the set has a line %q", line)
		}
		if c.records[id] != nil {
			set = append(set, id)
		}
	}
	return set, nil
}

// save gives a record other fields, unless it is locked.
func (c *Catalogue) save(j *Job, id mms.ID, change func(fields []marc.Field) []marc.Field) {
	switch r := c.records[id]; {
	case r == nil:
		j.NoRecord++
	case r.locked:
		j.Locked++
	default:
		j.Saved++
		r.fields = change(r.fields)
		if c.Saved != nil {
			c.Saved(id)
		}
	}
}

// MoveNumbers is the job "Move OCLC 035 $a to $z" on a set: each OCLC number in 035 $a
// is in $z then. Those of other systems stay.
func (c *Catalogue) MoveNumbers(set []mms.ID) (j Job) {
	for _, id := range set {
		c.save(&j, id, moveNumbers)
	}
	return j
}

func moveNumbers(fields []marc.Field) []marc.Field {
	all := slices.Clone(fields)
	for i, f := range all {
		if f.Tag != "035" {
			continue
		}
		parts := strings.Split(f.Data, "\x1F")
		for j, s := range parts[1:] {
			if s[0] == 'a' && isOCLC(s[1:]) {
				parts[j+1] = "z" + s[1:]
			}
		}
		all[i].Data = strings.Join(parts, "\x1F")
	}
	return all
}

// isOCLC tells an OCLC number from those of other systems: by its prefix.
func isOCLC(value string) bool {
	value = strings.ToLower(strings.TrimSpace(value))
	for _, prefix := range []string{"ocm", "ocn", "on"} {
		if rest, ok := strings.CutPrefix(value, prefix); ok && rest != "" && strings.Trim(rest, "0123456789 ") == "" {
			return true
		}
	}
	return strings.HasPrefix(value, "(ocolc)")
}

// AddNumbers is the import profile "OCLC number (035) import - From XLS": each row of
// a sheet with the columns 001 and 035 $a adds a field 035, in which the profile writes
// (OCoLC) before the number. It ends after stop rows, as if Alma went down; -1: at the
// end.
func (c *Catalogue) AddNumbers(sheet [][]string, stop int) (j Job, err error) {
	if len(sheet) == 0 || !slices.Equal(sheet[0], []string{"001", "035 $a"}) {
		return j, fmt.Errorf("the sheet begins with %q, not with 001 and 035 $a", sheet[:min(1, len(sheet))])
	}
	for i, row := range sheet[1:] {
		if i == stop {
			break
		}
		id, ok := mms.Parse(row[0])
		if !ok || row[1] == "" || strings.Trim(row[1], "0123456789") != "" {
			return j, fmt.Errorf("the sheet has a row %q", row)
		}
		c.save(&j, id, func(fields []marc.Field) []marc.Field { return insert(fields, field035("a(OCoLC)"+row[1])) })
	}
	return j, nil
}

// ReplaceFromSheet is an import of a sheet with the profile that merges by the rule:
// the columns of one tag, indicators and subfield become one field in which the
// subfield is repeated. It ends after stop records; -1: at the end.
func (c *Catalogue) ReplaceFromSheet(sheet [][]string, stop int) (j Job, err error) {
	if len(sheet) == 0 || sheet[0][0] != "001" {
		return j, fmt.Errorf("the sheet begins with %q, not with 001", sheet[:min(1, len(sheet))])
	}
	for i, row := range sheet[1:] {
		if i == stop {
			break
		}
		id, ok := mms.Parse(row[0])
		if !ok {
			return j, fmt.Errorf("the sheet has a row %q", row)
		}
		var subfields []string
		for at, name := range sheet[0][1:] {
			code, is035 := strings.CutPrefix(name, "035 $")
			if !is035 || len(code) != 1 {
				return j, fmt.Errorf("the profile reads no column %q", name)
			}
			if value := row[at+1]; value != "" {
				subfields = append(subfields, code+value)
			}
		}
		var fields []marc.Field
		if len(subfields) > 0 {
			fields = append(fields, field035(subfields...))
		}
		c.save(&j, id, func(was []marc.Field) []marc.Field { return c.Reading.merge(was, fields) })
	}
	return j, nil
}

// ReplaceFromMARC is ReplaceFromSheet of a file of MARC records, found by their 001.
func (c *Catalogue) ReplaceFromMARC(file []byte, stop int) (j Job, err error) {
	in := marc.NewReader(bytes.NewReader(file), "import.mrc")
	for i := 0; i != stop && in.Scan(); i++ {
		fields := in.Fields()
		if len(fields) == 0 || fields[0].Tag != "001" {
			return j, in.Errorf("it has no 001")
		}
		id, ok := mms.Parse(fields[0].Data)
		if !ok {
			return j, in.Errorf("its 001 is %q", fields[0].Data)
		}
		for _, f := range fields[1:] {
			if f.Tag != "035" {
				return j, in.Errorf("the profile is to change 035, and not %s", f.Tag)
			}
		}
		c.save(&j, id, func(was []marc.Field) []marc.Field { return c.Reading.merge(was, fields[1:]) })
	}
	return j, in.Err()
}

// merge is the rule: what a record has then, to which fields come in.
func (r Reading) merge(was, in []marc.Field) []marc.Field {
	condition := slices.ContainsFunc(was, isReplaced)
	if !condition && r.Keep {
		return was
	}
	fields := slices.DeleteFunc(slices.Clone(was), func(f marc.Field) bool {
		return isReplaced(f) || r.Record && condition && f.Tag == "035" && !isProtected(f)
	})
	for _, f := range in {
		fields = insert(fields, f)
	}
	return fields
}

// isReplaced is the condition of the rule, of a field.
func isReplaced(f marc.Field) bool {
	return f.Tag == "035" && !isProtected(f) &&
		slices.ContainsFunc(f.Subfields('a'), func(value string) bool { return strings.Contains(value, "(OCoLC)") })
}

// isProtected tells whether a field has the indicators that the rule excludes.
func isProtected(f marc.Field) bool { return strings.HasPrefix(f.Data, "99") }

func field035(subfields ...string) marc.Field {
	return marc.Field{Tag: "035", Data: "  \x1F" + strings.Join(subfields, "\x1F")}
}

// insert puts a field behind those of its tag and of lower ones.
func insert(fields []marc.Field, f marc.Field) []marc.Field {
	at := slices.IndexFunc(fields, func(other marc.Field) bool { return other.Tag > f.Tag })
	if at < 0 {
		at = len(fields)
	}
	return slices.Insert(slices.Clone(fields), at, f)
}

// Analytics is the report OCLC-doublecheck of all records, as it is on the day after:
// its columns of 035 have OCLC numbers alone.
func (c *Catalogue) Analytics() string {
	var b strings.Builder
	b.WriteString("Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\tInstitution Name\n")
	for _, id := range c.ids {
		numbers := func(code byte) string {
			var all []string
			for _, f := range c.records[id].fields {
				if f.Tag == "035" {
					all = append(all, slices.DeleteFunc(f.Subfields(code), func(v string) bool { return !isOCLC(v) })...)
				}
			}
			return strings.Join(all, "; ")
		}
		fmt.Fprintf(&b, "%v\t%s\t%s\tIn Repository\tCarleton\n", id, numbers('a'), numbers('z'))
	}
	return b.String()
}

// Find finds a record as it is now, for the Bibs API and the reports of a Server.
func (c *Catalogue) Find(id string) (Record, bool) {
	n, _ := mms.Parse(id)
	held := c.records[n]
	if held == nil {
		return Record{}, false
	}
	r := record("Title " + id)
	r.Institutions = []string{"Carleton"}
	for _, f := range held.fields {
		if _, subfields, ok := strings.Cut(f.Data, "\x1F"); ok && f.Tag == "035" {
			r.Fields = append(r.Fields, "$"+strings.ReplaceAll(subfields, "\x1F", "$"))
		}
	}
	return r, true
}
