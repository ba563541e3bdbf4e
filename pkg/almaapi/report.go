package almaapi

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"datasync/pkg/api"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
)

// A Report is a report in Alma Analytics, and the column by which it is asked
// for.
type Report struct {
	Path string // such as "/shared/OCUL Network 01OCUL_NETWORK/Reports/OCLC-doublecheck"
	By   string // the formula of the column Network Id
}

const (
	pageRows   = "1000" // the most that Alma gives in a page
	maxEmpty   = 20     // pages without a new row, one after the other, of a report that says it goes on
	reportPath = "almaws/v1/analytics/reports"
)

// Rows asks for the rows that the report has of these records.
func (r Report) Rows(c *api.Client, ids []mms.ID, batch int) (*Records, error) {
	all := &Records{rows: make(map[mms.ID][][]string)}
	err := api.Batches(c, ids, batch, func(ids []mms.ID) error {
		query := url.Values{"path": {r.Path}, "filter": {r.filter(ids)}, "limit": {pageRows}, "col_names": {"true"}}
		at := c.Address(reportPath, query)
		get := func() (api.Answer, error) { return r.get(c, at, ids) }
		return c.Once(at, get, func(a api.Answer) error {
			in, err := r.read(a, ids)
			if err != nil {
				return err
			}
			if all.Header == nil {
				all.Header = in.header
			}
			if in.header != nil && !slices.Equal(in.header, all.Header) {
				return fmt.Errorf("the columns of the report changed while it was read, from %s to %s; run again with another --answers folder",
					strings.Join(all.Header, ", "), strings.Join(in.header, ", "))
			}
			all.add(ids, said{rows: in.rows})
			return nil
		})
	})
	if all.Header == nil { // of no rows: what the commands after this one look for
		all.Header = []string{column.NetworkID, column.Current, column.Cancelled, column.Lifecycle, column.Institution, column.Fetched}
	}
	return all, err
}

// filter is the condition "By is one of ids" as Analytics wants it: XML on one
// line.
func (r Report) filter(ids []mms.ID) string {
	var b strings.Builder
	b.WriteString(`<sawx:expr xsi:type="sawx:list" op="in"` +
		` xmlns:saw="com.siebel.analytics.web/report/v1.1" xmlns:sawx="com.siebel.analytics.web/expression/v1.1"` +
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
		`<sawx:expr xsi:type="sawx:sqlExpression">`)
	xml.EscapeText(&b, []byte(r.By)) // a Builder takes all
	b.WriteString(`</sawx:expr>`)
	for _, id := range ids {
		b.WriteString(`<sawx:expr xsi:type="xsd:string">` + id.String() + `</sawx:expr>`)
	}
	b.WriteString(`</sawx:expr>`)
	return b.String()
}

// get asks for the whole of a report. It asks once more for one without a row,
// since Analytics is known to answer too early, and for one that did not say
// where it ends: then both must have as many rows.
func (r Report) get(c *api.Client, at string, ids []mms.ID) (api.Answer, error) {
	a, in, err := r.whole(c, at, ids)
	if err != nil || in.count > 0 && !in.openEnd {
		return a, err
	}
	first := in.count
	a, in, err = r.whole(c, at, ids)
	if err == nil && in.openEnd && in.count != first {
		err = &api.Fault{Kind: api.Again, Text: fmt.Sprintf("the report does not say where it ends: %s, then %d", count.Of(first, "row"), in.count)}
	}
	return a, err
}

// whole asks for all pages of a report. If a later one gets lost, Alma would go
// on with the one after it: so the report is asked for again from the first.
func (r Report) whole(c *api.Client, at string, ids []mms.ID) (a api.Answer, in *reader, err error) {
	for range api.Tries {
		a, in, err = r.pages(c, at, ids)
		fault, ok := errors.AsType[*api.Fault](err)
		if !ok || fault.Kind != api.Again || in.header == nil {
			break
		}
	}
	return a, in, err
}

// pages asks for a report page by page. The answer's Body is all pages.
func (r Report) pages(c *api.Client, at string, ids []mms.ID) (api.Answer, *reader, error) {
	in := &reader{by: r.By, asked: ids}
	all, err := c.Get(at)
	if err != nil {
		return all, in, err
	}
	for body, empty := all.Body, 0; ; {
		pages, err := decode(body)
		if err != nil {
			return all, in, err
		}
		p := pages[0]
		if err := in.add(p); err != nil {
			return all, in, err // rather than all pages of a report that ignores the filter
		}
		if empty++; in.isNew {
			empty = 0
		}
		switch {
		case p.Finished == "true":
			return all, in, nil
		case in.token == "":
			return all, in, errors.New("the report goes on, but Alma does not tell how to ask for the next page; run again")
		case empty > maxEmpty:
			return all, in, &api.Fault{Kind: api.Again, Text: "the report does not come to its end"}
		}
		next, err := c.GetNext(c.Address(reportPath, url.Values{"token": {in.token}, "limit": {pageRows}}))
		switch {
		case isFault(err, codeNoMoreRows): // Alma is known not to tell of the last page that it is
			in.openEnd = true
			return all, in, nil
		case err != nil:
			return all, in, err
		}
		body = next.Body
		all.Body = append(append(all.Body, '\n'), body...)
		all.Fetched = next.Fetched
	}
}
