package almaapi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"datasync/pkg/api"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

// MaxBibs is how many records Alma gives at a time.
const MaxBibs = 100

// bibsHeader is the columns of records as they are now.
var bibsHeader = []string{column.NetworkID, column.Current, column.Cancelled, column.OtherCurrent, column.OtherCancelled,
	column.Lifecycle, column.Title, column.Suppressed, column.Modified, column.Import005, column.NotRead, column.Fetched}

// Bibs asks for records as they are now. A record that Alma gives is in the
// repository; one that was deleted, or merged into another, is not given.
//
// One record that spoils the answer of many is not in their way: they are asked for
// in halves until it stands alone. It has a row that says what was wrong, and nothing
// else.
func Bibs(c *api.Client, ids []mms.ID, batch int) (*Records, error) {
	all := &Records{Header: bibsHeader, ofZone: true, rows: make(map[mms.ID][][]string), unread: make(map[mms.ID]string)}
	err := api.Batches(c, ids, batch, func(ids []mms.ID) error {
		at := c.Address("almaws/v1/bibs", url.Values{
			"mms_id": {api.Join(ids)}, "view": {"full"}, "expand": {"None"},
		})
		get := func() (api.Answer, error) { return getBibs(c, at, ids) }
		err := c.Once(at, get, func(a api.Answer) error {
			said, err := readBibs(a, ids)
			if fault, ok := errors.AsType[*api.Fault](err); ok && fault.Code == codeCut {
				err = errNoList
			} else if ok {
				err = errors.New(fault.Text)
			}
			if err != nil { // of a kept answer, which was whole when it came: no Fault
				return err
			}
			all.add(ids, said)
			return nil
		})
		if fault, ok := errors.AsType[*api.Fault](err); ok && fault.Kind == api.Spoiled && len(ids) == 1 {
			all.add(ids, said{unread: map[mms.ID]string{ids[0]: fault.Text}})
			return nil
		}
		return err
	})
	return all, err
}

// getBibs asks for records, and again where the answer says something wrong, until the
// same comes twice. Then it is an answer if all that is wrong is told of a record, else
// the Fault is Spoiled.
func getBibs(c *api.Client, at string, ids []mms.ID) (api.Answer, error) {
	before := ""
	for try := 1; ; try++ {
		a, err := c.Get(at)
		if len(ids) == 1 && isFault(err, codeInvalidID, codeNoNumber) {
			return a, nil // an answer: it is not there
		}
		if err != nil {
			return a, err
		}
		said, err := readBibs(a, ids)
		if err == nil && len(said.unread) == 0 {
			return a, nil
		}
		what := fmt.Sprint(err, said.unread)
		fault, spoiled := errors.AsType[*api.Fault](err)
		if spoiled && fault.Code == codeCut {
			what += string(a.Body) // an answer that breaks off elsewhere each time is no record's fault
		}
		switch {
		case err != nil && !spoiled, what == before:
			return a, err
		case try == api.Tries && spoiled:
			return a, &api.Fault{Kind: api.Again, Text: fault.Text}
		case try == api.Tries:
			return a, nil
		}
		before = what
	}
}

// A bib is a record as Alma gives it. Its network_numbers are not read: they mix
// 035 $a and $z.
type bib struct {
	ID         string  `xml:"mms_id"`
	Title      string  `xml:"title"`
	Suppressed string  `xml:"suppress_from_publishing"`
	Modified   string  `xml:"last_modified_date"`
	Record     *record `xml:"record"`
}

// A record is its MARC.
type record struct {
	Control []struct {
		Tag  string `xml:"tag,attr"`
		Text string `xml:",chardata"`
	} `xml:"controlfield"`
	Fields []field `xml:"datafield"`
}

type field struct {
	Tag       string `xml:"tag,attr"`
	Subfields []struct {
		Code string `xml:"code,attr"`
		Text string `xml:",chardata"`
	} `xml:"subfield"`
}

// said is what an answer says of the records that were asked for: their rows, none of
// one that Alma does not have, or why what it says of a record cannot be read.
type said struct {
	rows   map[mms.ID][][]string
	unread map[mms.ID]string
}

var errNoList = errors.New("the server's answer is no list of records; is its address right?")

// codeCut is the code of an answer that is no XML to its end.
const codeCut = "cut"

// spoiled is what is wrong with an answer of which nobody can tell by which record.
func spoiled(code, format string, args ...any) error {
	return &api.Fault{Kind: api.Spoiled, Code: code, Text: fmt.Sprintf(format, args...)}
}

// isBibs tells whether an answer begins as a list of records.
func isBibs(body []byte) bool {
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local == "bibs"
		}
	}
}

// readBibs reads the answer to a question after the records asked.
func readBibs(a api.Answer, asked []mms.ID) (said, error) {
	if code, _ := almaError(a.Body); code != "" {
		return said{}, nil // see getBibs
	}
	var answer struct {
		Total string `xml:"total_record_count,attr"`
		Bibs  []bib  `xml:"bib"`
	}
	body := legible(a.Body)
	if !isBibs(body) {
		return said{}, errNoList
	}
	if xml.Unmarshal(body, &answer) != nil {
		return said{}, spoiled(codeCut, "the answer of Alma is cut short, or no XML")
	}
	all := said{make(map[mms.ID][][]string), make(map[mms.ID]string)}
	for _, b := range answer.Bibs {
		id, ok := mms.Parse(b.ID)
		if !ok || isForeign(asked, id) {
			return said{}, spoiled("", "the answer of Alma has record %.40q, which was not asked for", b.ID)
		}
		all.add(id, b, stamp(a.Fetched))
	}
	if total, err := strconv.Atoi(answer.Total); err == nil && len(answer.Bibs) < total {
		return said{}, spoiled("", "the answer of Alma has %d of %d records", len(answer.Bibs), total)
	}
	return all, nil
}

// add adds what a bib says.
func (all said) add(id mms.ID, b bib, fetched string) {
	wrong := b.wrong(id)
	if wrong == "" {
		row := b.row(id, fetched)
		if before := all.rows[id]; len(before) > 0 && !slices.Equal(before[0], row) {
			wrong = "the answer of Alma has it twice, and not the same"
		}
		all.rows[id] = [][]string{row}
	}
	if wrong != "" && all.unread[id] == "" {
		all.unread[id] = wrong
	}
}

// wrong says why what Alma sends as record id is not that: "" if it is.
func (b *bib) wrong(id mms.ID) string {
	if b.Record == nil {
		return "the answer of Alma has no record for it"
	}
	own := false
	for _, f := range b.Record.Control {
		if f.Tag != column.Import001 {
			continue
		}
		if of, ok := mms.Parse(f.Text); !ok || of != id {
			return fmt.Sprintf("the answer of Alma has the record %.40q for it", f.Text)
		}
		own = true
	}
	if !own {
		return "the answer of Alma has a record without a field 001 for it"
	}
	return ""
}

// row is the row of a record that was read.
func (b *bib) row(id mms.ID, fetched string) []string {
	suppressed := "no"
	if strings.TrimSpace(b.Suppressed) == "true" {
		suppressed = "yes"
	}
	current, cancelled := b.Record.values("a"), b.Record.values("z")
	row := []string{id.String(), ocn.JoinList(current.ours), ocn.JoinList(cancelled.ours), ocn.JoinForeign(current.others), ocn.JoinForeign(cancelled.beside),
		inRepository, b.Title, suppressed, b.Modified, b.Record.control(column.Import005), "", fetched}
	for i, field := range row {
		row[i] = tsv.Clean(field)
	}
	return row
}

// unread is the row of a record that was not read, and nothing but why.
func unread(id mms.ID, why string) []string {
	row := make([]string, len(bibsHeader))
	row[0] = id.String()
	row[slices.Index(bibsHeader, column.NotRead)] = tsv.Clean(why)
	return row
}

const inRepository = "In Repository"

// values are those of a subfield of all fields 035, each as it stands: OCLC's
// numbers and what may be one; those of other systems; and of these the ones in fields
// that are OCLC's, by their $a.
type values struct{ ours, others, beside []string }

func (r *record) values(code string) (all values) {
	for _, f := range r.Fields {
		if f.Tag != "035" {
			continue
		}
		ours, others := f.values(code)
		all.ours, all.others = append(all.ours, ours...), append(all.others, others...)
		if isOurs, _ := f.values("a"); len(isOurs) > 0 {
			all.beside = append(all.beside, others...)
		}
	}
	return all
}

// values tells apart the values of a subfield.
func (f field) values(code string) (ours, others []string) {
	for _, s := range f.Subfields {
		if s.Code != code {
			continue
		}
		is, value := ocn.Subfield(s.Text), strings.TrimSpace(s.Text)
		switch {
		case len(is.Foreign) > 0:
			others = append(others, value)
		case value != "":
			ours = append(ours, value)
		}
	}
	return ours, others
}

func (r *record) control(tag string) string {
	for _, f := range r.Control {
		if f.Tag == tag {
			return f.Text
		}
	}
	return ""
}
