package almaapi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"datasync/pkg/api"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// MaxBibs is how many records Alma gives at a time.
const MaxBibs = 100

// Bibs asks for records as they are now. A record that Alma gives is in the
// repository; one that was deleted, or merged into another, is not given.
func Bibs(c *api.Client, ids []mms.ID, batch int) (*Records, error) {
	all := &Records{
		Header: []string{column.NetworkID, column.Current, column.Cancelled, column.Lifecycle,
			column.Title, column.Suppressed, column.Modified, column.Import005, column.Fetched},
		rows: make(map[mms.ID][][]string),
	}
	err := api.Batches(c, ids, batch, func(ids []mms.ID) error {
		at := c.Address("almaws/v1/bibs", url.Values{
			"mms_id": {api.Join(ids)}, "view": {"full"}, "expand": {"None"},
		})
		get := func() (api.Answer, error) {
			a, err := c.Get(at)
			if len(ids) == 1 && isFault(err, codeInvalidID, codeNoNumber) {
				err = nil // an answer: it is not there
			}
			return a, err
		}
		return c.Once(at, get, func(a api.Answer) error {
			rows, err := readBibs(a, ids)
			if err == nil {
				all.add(ids, rows)
			}
			return err
		})
	})
	return all, err
}

// A bib is a record as Alma gives it. Its network_numbers are not read: they mix
// 035 $a and $z.
type bib struct {
	ID         string `xml:"mms_id"`
	Title      string `xml:"title"`
	Suppressed string `xml:"suppress_from_publishing"`
	Modified   string `xml:"last_modified_date"`
	Control    []struct {
		Tag  string `xml:"tag,attr"`
		Text string `xml:",chardata"`
	} `xml:"record>controlfield"`
	Fields []struct {
		Tag       string `xml:"tag,attr"`
		Subfields []struct {
			Code string `xml:"code,attr"`
			Text string `xml:",chardata"`
		} `xml:"subfield"`
	} `xml:"record>datafield"`
}

// readBibs reads the answer to a question after the records asked, as rows.
func readBibs(a api.Answer, asked []mms.ID) (map[mms.ID][][]string, error) {
	if code, _ := almaError(a.Body); code != "" {
		return nil, nil // see get in Bibs
	}
	var answer struct {
		XMLName xml.Name `xml:"bibs"`
		Bibs    []bib    `xml:"bib"`
	}
	if err := xml.NewDecoder(bytes.NewReader(a.Body)).Decode(&answer); err != nil {
		return nil, errors.New("the server's answer is no list of records; is its address right?")
	}
	rows := make(map[mms.ID][][]string)
	for _, b := range answer.Bibs {
		id, ok := mms.Parse(b.ID)
		if !ok || isForeign(asked, id) {
			return nil, fmt.Errorf("the answer of Alma has record %q, which was not asked for; run again, and tell Ex Libris if it stays", b.ID)
		}
		row := b.row(id, stamp(a.Fetched))
		if before := rows[id]; len(before) > 0 && !slices.Equal(before[0], row) {
			return nil, fmt.Errorf("the answer of Alma has record %s twice, and not the same; run again, and tell Ex Libris if it stays", id)
		}
		rows[id] = [][]string{row}
	}
	return rows, nil
}

func (b *bib) row(id mms.ID, fetched string) []string {
	suppressed := "no"
	if strings.TrimSpace(b.Suppressed) == "true" {
		suppressed = "yes"
	}
	row := []string{id.String(), b.numbers("a"), b.numbers("z"), inRepository,
		b.Title, suppressed, b.Modified, b.control("005"), fetched}
	for i, field := range row {
		row[i] = tsv.Clean(field)
	}
	return row
}

const inRepository = "In Repository"

// numbers is every value of a subfield of 035, as it stands.
func (b *bib) numbers(code string) string {
	var all []string
	for _, f := range b.Fields {
		for _, s := range f.Subfields {
			if f.Tag == "035" && s.Code == code && strings.TrimSpace(s.Text) != "" {
				all = append(all, s.Text)
			}
		}
	}
	return strings.Join(all, "; ")
}

func (b *bib) control(tag string) string {
	for _, f := range b.Control {
		if f.Tag == tag {
			return f.Text
		}
	}
	return ""
}
