package almatest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/marc"
	"datasync/pkg/mms"
)

// of is the 035 of a record as a person reads them: "$a (OCoLC)7 $z 5|99 $a 6".
func (c *Catalogue) of(id mms.ID) string {
	var all []string
	for _, f := range c.Fields(id) {
		if f.Tag == "035" {
			all = append(all, strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(f.Data, "\x1Fa", " $a "), "\x1Fz", " $z ")))
		}
	}
	return strings.Join(all, "|")
}

// fields reads what of writes, and adds a title.
func fields(text string) (all []marc.Field) {
	for part := range strings.SplitSeq(text, "|") {
		indicators, subfields, ok := strings.Cut(part, "$")
		if !ok {
			continue
		}
		data := (indicators + "  ")[:2]
		for s := range strings.SplitSeq(subfields, " $") {
			data += "\x1F" + s[:1] + s[2:]
		}
		all = append(all, marc.Field{Tag: "035", Data: data})
	}
	return append(all, marc.Field{Tag: "245", Data: "10\x1FaTitle"})
}

const id = mms.ID(991000000015151)

func file(t *testing.T, all ...marc.Field) []byte {
	t.Helper()
	var b strings.Builder
	w := marc.NewWriter(&b)
	if err := w.Write(all...); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

// The records that cmd/ALMA.md wants to be tried in a sandbox, and what they show, in
// each reading of the rule: field, field and keep, record, record and keep.
func TestReadings(t *testing.T) {
	const gets = "$a (OCoLC)7 $z (OCoLC)5"
	for _, tt := range []struct {
		what, before string
		after        [len(Readings)]string
	}{
		{"one number", "$a (OCoLC)5 $z (DLC)1", [...]string{gets, gets, gets, gets}},
		{"no number", "", [...]string{gets, "", gets, ""}},
		{"two numbers, and $z alone", "$a (OCoLC)5|$a (OCoLC)6|$z (OCoLC)4",
			[...]string{"$z (OCoLC)4|" + gets, "$z (OCoLC)4|" + gets, gets, gets}},
		{"another system's too", "$a (DLC)1|$a (OCoLC)5", [...]string{"$a (DLC)1|" + gets, "$a (DLC)1|" + gets, gets, gets}},
		{"another system's alone", "$a (OCoLC-M)1", [...]string{"$a (OCoLC-M)1|" + gets, "$a (OCoLC-M)1", "$a (OCoLC-M)1|" + gets, "$a (OCoLC-M)1"}},
		{"without (OCoLC)", "$a ocm5", [...]string{"$a ocm5|" + gets, "$a ocm5", "$a ocm5|" + gets, "$a ocm5"}},
		{"a protected field", "99 $a (OCoLC)6|$a (OCoLC)5", [...]string{"99 $a (OCoLC)6|" + gets, "99 $a (OCoLC)6|" + gets, "99 $a (OCoLC)6|" + gets, "99 $a (OCoLC)6|" + gets}},
	} {
		for i, reading := range Readings {
			c := NewCatalogue(reading)
			c.Add(id, fields(tt.before)...)
			other := c.Clone()
			j, err := c.ReplaceFromMARC(file(t, append([]marc.Field{{Tag: "001", Data: id.String()}}, field035("a(OCoLC)7", "z(OCoLC)5"))...), -1)
			if err != nil || j != (Job{Saved: 1}) || c.of(id) != tt.after[i] {
				t.Errorf("%s, %+v: %q, %+v, %v; want %q", tt.what, reading, c.of(id), j, err, tt.after[i])
			}
			sheet := [][]string{{"001", "035 $a", "035 $z", "035 $z"}, {id.String(), "(OCoLC)7", "(OCoLC)5", ""}}
			if j, err := other.ReplaceFromSheet(sheet, -1); err != nil || j != (Job{Saved: 1}) || !slices.Equal(other.Fields(id), c.Fields(id)) {
				t.Errorf("%s, %+v: of a sheet %q, %+v, %v; want %q", tt.what, reading, other.of(id), j, err, c.of(id))
			}
			if last := c.Fields(id)[len(c.Fields(id))-1]; last.Tag != "245" {
				t.Errorf("%s: the last field is %q", tt.what, last)
			}
		}
	}
}

// The three steps: set, job, import.
func TestThreeSteps(t *testing.T) {
	c := NewCatalogue(Reading{})
	c.Add(id, fields("$a (OCoLC)5 $z (OCoLC)4|$a ocm6|$a (DLC)1|$a 3358437")...)
	c.Add(id+10000, fields("$a (OCoLC)8")...)
	c.Lock(id+10000, true)
	var saved []mms.ID
	c.Saved = func(id mms.ID) { saved = append(saved, id) }
	set, err := c.Set("MMS ID\n991000000015151\n991000000995151\n991000000025151\n")
	if err != nil || !slices.Equal(set, []mms.ID{id, id + 10000}) {
		t.Errorf("the set is %v, %v", set, err)
	}
	if j := c.MoveNumbers(set); j != (Job{Saved: 1, Locked: 1}) {
		t.Errorf("the job: %+v", j)
	}
	sheet := [][]string{{"001", "035 $a"}, {"991000000995151", "9"}, {id.String(), "7"}, {id.String(), "9"}}
	if j, err := c.AddNumbers(sheet, 2); err != nil || j != (Job{Saved: 1, NoRecord: 1}) {
		t.Errorf("the import: %+v, %v", j, err)
	}
	if got, want := c.of(id), "$z (OCoLC)5 $z (OCoLC)4|$z ocm6|$a (DLC)1|$a 3358437|$a (OCoLC)7"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := c.of(id + 10000); got != "$a (OCoLC)8" || !slices.Equal(saved, []mms.ID{id, id}) {
		t.Errorf("locked: %q; saved %v", got, saved)
	}
	if got, want := c.Analytics(), "Network Id\tOCLC Control Number (035a)\tOCLC Control Number (035z)\tBibliographic Lifecycle\tInstitution Name\n"+
		"991000000015151\t(OCoLC)7\t(OCoLC)5; (OCoLC)4; ocm6\tIn Repository\tCarleton\n991000000025151\t(OCoLC)8\t\tIn Repository\tCarleton\n"; got != want {
		t.Errorf("Analytics:\n%s\nwant\n%s", got, want)
	}
	want := []string{"$z(OCoLC)5$z(OCoLC)4", "$zocm6", "$a(DLC)1", "$a3358437", "$a(OCoLC)7"}
	if r, ok := c.Find(id.String()); !ok || !slices.Equal(r.Fields, want) || r.Current != nil {
		t.Errorf("%+v, %t; want %q", r, ok, want)
	}
	c.Delete(id)
	if r, ok := c.Find(id.String()); ok {
		t.Errorf("deleted, and yet %+v", r)
	}
	if set, err := c.Set("MMS ID\n991000000015151\n"); len(set) > 0 || err != nil || !slices.Equal(c.IDs(), []mms.ID{id + 10000}) {
		t.Errorf("deleted, and yet in %v, %v", set, c.IDs())
	}
}

// What Alma was not made to do, the model does not either.
func TestRefused(t *testing.T) {
	c := NewCatalogue(Reading{})
	c.Add(id)
	number := marc.Field{Tag: "001", Data: id.String()}
	for what, err := range map[string]error{
		"a set without its heading":  second(c.Set(id.String() + "\n")),
		"a set of no records":        second(c.Set("MMS ID\nx\n")),
		"an import of other columns": second(c.AddNumbers([][]string{{"001", "035 $z"}}, -1)),
		"of no sheet":                second(c.AddNumbers(nil, -1)),
		"of no record":               second(c.AddNumbers([][]string{{"001", "035 $a"}, {"x", "7"}}, -1)),
		"of no number":               second(c.AddNumbers([][]string{{"001", "035 $a"}, {id.String(), ""}}, -1)),
		"of one with its prefix":     second(c.AddNumbers([][]string{{"001", "035 $a"}, {id.String(), "(OCoLC)7"}}, -1)),
		"of another field":           second(c.ReplaceFromSheet([][]string{{"001", "245 $a"}, {id.String(), "x"}}, -1)),
		"of a column with a number":  second(c.ReplaceFromSheet([][]string{{"001", "035 $a (2)"}, {id.String(), "x"}}, -1)),
		"of no 001":                  second(c.ReplaceFromSheet([][]string{{"035 $a"}}, -1)),
		"of a 001 that is none":      second(c.ReplaceFromSheet([][]string{{"001"}, {"x"}}, -1)),
		"in MARC of another field":   second(c.ReplaceFromMARC(file(t, number, marc.Field{Tag: "245", Data: "  \x1Fax"}), -1)),
		"in MARC of no 001":          second(c.ReplaceFromMARC(file(t, field035("a7")), -1)),
		"in MARC of a bad one":       second(c.ReplaceFromMARC(file(t, marc.Field{Tag: "001", Data: "x"}), -1)),
		"in MARC that is none":       second(c.ReplaceFromMARC([]byte("<xml>"), -1)),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if got := fmt.Sprintf("%q", c.Fields(id)); got != `[{"001" "991000000015151"}]` {
		t.Errorf("the record is %s", got)
	}
}

func second[T any](_ T, err error) error { return err }
