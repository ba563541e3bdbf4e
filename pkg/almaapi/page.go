package almaapi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"datasync/pkg/api"
	"datasync/pkg/column"
	"datasync/pkg/mms"
	"datasync/pkg/tsv"
)

// A page is a part of a report. Token and headings come with the first page
// only. An empty value is an element that is not there, or has no text. Elements
// are known by their local names: which prefixes they have differs.
type page struct {
	Token    string    `xml:"ResumptionToken"`
	Finished string    `xml:"IsFinished"` // "true" or "false"
	Headings []heading `xml:"ResultXml>rowset>schema>complexType>sequence>element"`
	Rows     []row     `xml:"ResultXml>rowset>Row"`
}

// A heading tells of a column which element its values are in, such as Column1,
// what the report calls it, and what it is made of.
type heading struct {
	Element string `xml:"name,attr"`
	Name    string `xml:"urn:saw-sql columnHeading,attr"`
	Formula string `xml:"urn:saw-sql displayFormula,attr"`
}

type row struct {
	Values []struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
	} `xml:",any"`
}

// decode reads pages that stand one after the other. The root of a page is
// QueryResult, or report with that in it.
func decode(body []byte) ([]page, error) {
	var pages []page
	for d := xml.NewDecoder(bytes.NewReader(legible(body))); ; {
		token, err := d.Token()
		if err == io.EOF && len(pages) > 0 {
			return pages, nil
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "QueryResult" {
			var p page
			err = d.DecodeElement(&p, &start)
			p.Token, p.Finished = strings.TrimSpace(p.Token), strings.TrimSpace(p.Finished)
			pages = append(pages, p)
		} else if ok && start.Name.Local != "report" {
			err = errors.New("another root")
		}
		if err != nil {
			return nil, errors.New("the server's answer is no report; is its address right?")
		}
	}
}

// A reader makes rows of the pages of a report.
type reader struct {
	by    string // the formula by which the report was asked for
	asked []mms.ID

	token   string
	header  []string       // Fetched last; nil before the first page with headings
	at      map[string]int // where a value goes, by its element; -1: nowhere
	key     int            // the column by which it was asked for
	name    string         // what the report calls it; in the header it is Network Id
	formula string         // what it is made of
	rows    map[mms.ID][][]string
	count   int  // of rows
	isNew   bool // the last page has a row that none before it has
	openEnd bool // the last page does not say that it is
}

// read reads a whole report.
func (r Report) read(a api.Answer, asked []mms.ID) (*reader, error) {
	pages, err := decode(a.Body)
	if err != nil {
		return nil, err
	}
	in := &reader{by: r.By, asked: asked}
	for _, p := range pages {
		if err := in.add(p); err != nil {
			return nil, err
		}
	}
	for _, rows := range in.rows {
		for _, row := range rows {
			row[len(row)-1] = stamp(a.Fetched)
		}
	}
	return in, nil
}

// add adds a page, first the first.
func (in *reader) add(p page) error {
	if in.token == "" {
		in.token = p.Token
	}
	if in.header == nil && len(p.Headings) > 0 {
		if err := in.headings(p.Headings); err != nil {
			return err
		}
	}
	if in.header == nil && len(p.Rows) > 0 {
		return errors.New("the report comes without headings; run again, and tell Ex Libris if it stays")
	}
	in.isNew = false
	for _, r := range p.Rows {
		if err := in.row(r); err != nil {
			return err
		}
	}
	return nil
}

// headings makes the header, without the constant column 0 that Analytics adds.
func (in *reader) headings(all []heading) error {
	in.at, in.rows = make(map[string]int), make(map[mms.ID][][]string)
	var formulas []string
	for _, h := range all {
		name, formula := tsv.Clean(strings.TrimSpace(h.Name)), strings.TrimSpace(h.Formula)
		if name == "0" && formula == "0" {
			in.at[h.Element] = -1
			continue
		}
		in.at[h.Element] = len(in.header)
		in.header, formulas = append(in.header, name), append(formulas, formula)
	}
	if in.key = slices.Index(formulas, in.by); in.key < 0 {
		if err := tsv.Locate(in.header, tsv.Need(column.NetworkID, &in.key)); err != nil {
			return fmt.Errorf("the report has %w; change the report in Analytics, or give --by", err)
		}
	}
	in.name, in.formula = in.header[in.key], formulas[in.key]
	if !tsv.SameName(in.name, column.NetworkID) { // but MMS Id, of a library's own records
		for at, name := range in.header {
			if tsv.SameName(name, column.NetworkID) {
				in.header[at] = name + " of the network"
			}
		}
		in.header[in.key] = column.NetworkID
	}
	in.header = append(in.header, column.Fetched)
	return nil
}

// row adds a row. Values are found by their element, never by position.
func (in *reader) row(r row) error {
	row := make([]string, len(in.header))
	for _, v := range r.Values {
		at, ok := in.at[v.XMLName.Local]
		if !ok {
			return fmt.Errorf("the report has a value %.40q without a heading; run again, and tell Ex Libris if it stays", v.Text)
		}
		if at >= 0 {
			row[at] = tsv.Clean(v.Text)
		}
	}
	id, ok := mms.Parse(row[in.key])
	switch {
	case !ok:
		return fmt.Errorf("the report has a row whose %s is %.40q: %w", in.name, row[in.key], mms.NotID(row[in.key]))
	case isForeign(in.asked, id):
		return fmt.Errorf("the report has record %s, which was not asked for: it ignores the filter; %s", id, in.remedy())
	}
	row[in.key] = id.String()
	in.isNew = in.isNew || !slices.ContainsFunc(in.rows[id], func(before []string) bool { return slices.Equal(before, row) })
	in.rows[id] = append(in.rows[id], row)
	in.count++
	return nil
}

// remedy is what to do about a report that ignores the filter.
func (in *reader) remedy() string {
	if in.formula != "" && in.formula != in.by {
		return fmt.Sprintf("its column %s is %s, but --by is %s; make them the same", in.name, in.formula, in.by)
	}
	return fmt.Sprintf("in Analytics give the column %s the filter \"is prompted\", save the report and run again", in.name)
}
