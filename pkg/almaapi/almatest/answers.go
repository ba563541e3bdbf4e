package almatest

import (
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"

	"datasync/pkg/api/apitest"
)

// foreign is a record that nobody asks for.
const foreign = "999999999995151"

// answerBibs leaves out the records that it does not have. Of the plan it reads
//
//	strict     one such record, and the whole question is refused
//	foreign    a record too that was not asked for
//	twice      each record twice;  differs: and not the same
//
// and what may be wrong with the record 991000000015151, always or, as "bare=1", in the
// first answer:
//
//	norecord   it comes without its <record>
//	no001      without its field 001;  other001: with that of another
//	fewer      it is counted, but does not come
//	ampersand  its title has one that is not escaped: the answer is no XML
//	breaks     the answer breaks off in it, elsewhere each time
//	control    its title and a number have characters that XML forbids
func (s *Server) answerBibs(w http.ResponseWriter, req *http.Request, p *apitest.Plan) {
	ids := strings.Split(req.URL.Query().Get("mms_id"), ",")
	if len(ids) > 100 {
		writeError(w, "401666", "too many ids", "E01-6")
		return
	}
	if p.Has("foreign") {
		ids = append(ids, foreign)
	}
	if p.Has("twice") || p.Has("differs") {
		ids = append(ids, ids...)
	}
	var b strings.Builder
	n := 0
	for i, id := range ids {
		record, ok := s.find(id)
		if !ok && id != foreign {
			if p.Has("strict") {
				writeError(w, "402203", "Input parameters mmsId "+id+" is not valid.", "E01-7")
				return
			}
			continue
		}
		if p.Has("differs") && i >= len(ids)/2 {
			record.Title += " again"
		}
		n++
		text := bibXML(id, record)
		if id == "991000000015151" {
			text = spoil(text, id, p)
		}
		b.WriteString(text)
		if strings.HasSuffix(text, cutHere) {
			fmt.Fprintf(w, "<bibs total_record_count=\"%d\">%s", n, strings.TrimSuffix(b.String(), cutHere))
			return
		}
	}
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<bibs total_record_count=\"%d\">%s</bibs>\n", n, b.String())
}

const cutHere = "\x00"

// spoil makes of a record what the plan says.
func spoil(text, id string, p *apitest.Plan) string {
	is := func(word string) bool {
		last, limited := p.Value(word)
		return p.Has(word) || limited && p.Requests <= last
	}
	switch {
	case is("norecord"):
		return text[:strings.Index(text, "<record>")] + "</bib>"
	case is("no001"):
		return strings.Replace(text, `<controlfield tag="001">`+id+`</controlfield>`, "", 1)
	case is("other001"):
		return strings.Replace(text, `"001">`+id, `"001">991000000025151`, 1)
	case is("fewer"):
		return ""
	case is("ampersand"):
		return strings.Replace(text, "<title>", "<title>Love & War: ", 1)
	case is("breaks"):
		return text[:len(text)/2+p.Requests] + cutHere
	case is("control"):
		return strings.Replace(strings.Replace(text, "<title>", "<title>\x1f&#x1F;", 1), ")ocn1001", ")ocn1\x0001&#31;", 2)
	}
	return text
}

func bibXML(id string, r Record) string {
	b := new(strings.Builder)
	fmt.Fprintf(b, `<bib><mms_id>%s</mms_id><record_format>marc21</record_format><linked_record_id/><title>%s</title><network_numbers>`, id, html.EscapeString(r.Title))
	for _, n := range append(r.Current, r.Cancelled...) {
		fmt.Fprintf(b, `<network_number>%s</network_number>`, html.EscapeString(n))
	}
	fmt.Fprintf(b, `</network_numbers><created_by>import</created_by><created_date>2020-06-04Z</created_date><last_modified_by>System</last_modified_by>`+
		`<last_modified_date>%s</last_modified_date><suppress_from_publishing>%s</suppress_from_publishing><originating_system>OTHER</originating_system>`+
		`<record><leader>01044cam a2200301 a 4500</leader><controlfield tag="001">%s</controlfield><controlfield tag="005">20261120101500.0</controlfield>`,
		r.Modified, r.Suppressed, id)
	for _, n := range r.Current {
		writeField(b, "$a"+n)
	}
	for _, n := range r.Cancelled {
		writeField(b, "$z"+n)
	}
	for _, f := range r.Fields {
		writeField(b, f)
	}
	fmt.Fprintf(b, `<datafield ind1="1" ind2="0" tag="245"><subfield code="a">%s</subfield></datafield></record></bib>`, html.EscapeString(r.Title))
	return b.String()
}

// writeField writes a field 035, such as "$a(OCoLC)1$z(OCoLC)2".
func writeField(b *strings.Builder, field string) {
	b.WriteString(`<datafield ind1=" " ind2=" " tag="035">`)
	for _, s := range strings.Split(field, "$")[1:] {
		fmt.Fprintf(b, `<subfield code="%s">%s</subfield>`, s[:1], html.EscapeString(s[1:]))
	}
	b.WriteString(`</datafield>`)
}

// The columns of the report, and the formula of Network Id.
var headings = []string{"Bibliographic Lifecycle", " Network Id ", "OCLC Control Number (035a)", "OCLC Control Number (035z)", "Institution Name"}

const formula = `"Bibliographic Details"."Network Id"`

// answerReport answers with a page of the report: 25 rows if no more are asked
// for, headings and token with the first page only, an empty value left out. Of
// the plan it reads
//
//	ignores      the report ignores the filter
//	nocolumn     it has no column Network Id, but MMS Id
//	noheadings   it has no headings if it has no rows
//	bare         the root is QueryResult
//	plain        the rowset's namespace is the default one
//	page=N       N rows a page, whatever is asked for
//	unfinished   the last page does not say that it is the last
//	endless      nor does any that follows
//	again        the last page comes again and again
//	notoken      the first page has no token
//	control      a row has characters that XML forbids
//	renamed      from the second report on a column has another name
func (s *Server) answerReport(w http.ResponseWriter, req *http.Request, p *apitest.Plan) {
	size := 25
	if n, err := strconv.Atoi(req.URL.Query().Get("limit")); err == nil {
		size = (n + 24) / 25 * 25
	}
	if n, ok := p.Value("page"); ok {
		size = n
	}
	token := req.URL.Query().Get("token")
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, ok := s.cursors[token]
	first := token == ""
	if first {
		var err error
		if rows, err = s.reportRows(req.URL.Query().Get("filter"), p); err != nil {
			writeError(w, "420020", err.Error(), "E01-8")
			return
		}
		token = fmt.Sprintf("%0128X", len(s.cursors)+1)
	} else if !ok || len(rows) == 0 && !p.Has("endless") {
		fault(w, req, "nomore")
		return
	}
	size = min(size, len(rows))
	part, rest := rows[:size], rows[size:]
	if p.Has("again") && len(rest) == 0 {
		rest = part
	}
	s.cursors[token] = rest
	if p.Has("control") {
		part = []string{strings.ReplaceAll(strings.Join(part, ""), "Carleton", "Carleton\x1f&#31;")}
	}
	writePage(w, p, part, token, first, len(rest) == 0 && !p.Has("unfinished") && !p.Has("endless"))
}

// reportRows reads the filter as strictly as Analytics, and makes the rows.
func (s *Server) reportRows(filter string, p *apitest.Plan) (rows []string, err error) {
	type expr struct {
		Type string `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
		Text string `xml:",chardata"`
	}
	var list struct {
		XMLName xml.Name `xml:"com.siebel.analytics.web/expression/v1.1 expr"`
		Type    string   `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
		Op      string   `xml:"op,attr"`
		Parts   []expr   `xml:"com.siebel.analytics.web/expression/v1.1 expr"`
	}
	err = xml.Unmarshal([]byte(filter), &list)
	if err != nil || strings.ContainsAny(filter, "\n\r\t") || list.Type != "sawx:list" || list.Op != "in" ||
		len(list.Parts) < 2 || list.Parts[0].Type != "sawx:sqlExpression" {
		return nil, fmt.Errorf("the filter is wrong: %s", html.EscapeString(filter))
	}
	ids := []string{foreign}
	if !p.Has("ignores") {
		ids = nil
	}
	by := formula
	if p.Has("nocolumn") {
		by = strings.Replace(formula, "Network Id", "MMS Id", 1)
	}
	if list.Parts[0].Text == by {
		for _, e := range list.Parts[1:] {
			ids = append(ids, e.Text)
		}
	}
	for _, id := range ids {
		record, ok := s.find(id)
		if !ok && !p.Has("ignores") {
			continue
		}
		for _, institution := range append(record.Institutions, make([]string, max(0, 1-len(record.Institutions)))...) {
			rows = append(rows, reportRow(id, record, institution))
		}
	}
	return rows, nil
}

func reportRow(id string, r Record, institution string) string {
	var b strings.Builder
	b.WriteString("<Row><Column0>0</Column0>")
	// In another order than the headings: nobody may read them by position.
	for _, v := range []struct {
		column int
		text   string
	}{{5, institution}, {2, id}, {1, r.Lifecycle}, {3, strings.Join(r.Current, "; ")}, {4, strings.Join(r.Cancelled, "; ")}} {
		switch {
		case v.text != "":
			fmt.Fprintf(&b, "<Column%d>%s</Column%[1]d>", v.column, html.EscapeString(v.text))
		case v.column == 4: // both ways to be empty
			fmt.Fprintf(&b, "<Column%d/>", v.column)
		}
	}
	return b.String() + "</Row>"
}

func writePage(w http.ResponseWriter, p *apitest.Plan, rows []string, token string, first, finished bool) {
	open, shut := "<report><QueryResult>", "</QueryResult></report>"
	if p.Has("bare") {
		open, shut = "<QueryResult>", "</QueryResult>"
	}
	set, prefix := `<rowset:rowset xmlns:rowset="urn:schemas-microsoft-com:xml-analysis:rowset" xmlns="urn:schemas-microsoft-com:xml-analysis:rowset">`, "rowset:"
	if p.Has("plain") {
		set, prefix = `<rowset xmlns="urn:schemas-microsoft-com:xml-analysis:rowset">`, ""
	}
	if first && !p.Has("notoken") {
		open += "<ResumptionToken>" + token + "</ResumptionToken>"
	}
	schema := ""
	if first && (len(rows) > 0 || !p.Has("noheadings")) {
		schema = reportSchema(p)
	}
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n%s<IsFinished>%t</IsFinished><ResultXml>\n%s%s%s</%srowset></ResultXml>%s\n",
		open, finished, set, schema, strings.Join(rows, ""), prefix, shut)
}

func reportSchema(p *apitest.Plan) string {
	var b strings.Builder
	b.WriteString(`<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:saw-sql="urn:saw-sql" targetNamespace="urn:schemas-microsoft-com:xml-analysis:rowset">` +
		`<xsd:complexType name="Row"><xsd:sequence>` +
		`<xsd:element name="Column0" type="xsd:int" minOccurs="1" maxOccurs="1" saw-sql:type="integer" saw-sql:columnHeading="0" saw-sql:displayFormula="0" saw-sql:tableHeading=""/>`)
	for i, name := range headings {
		of := strings.TrimSpace(name)
		switch {
		case of == "Network Id" && p.Has("nocolumn"):
			name, of = "MMS Id", "MMS Id"
		case i == 2 && p.Has("renamed") && p.Requests > 1:
			name = "035a"
		}
		fmt.Fprintf(&b, `<xsd:element name="Column%d" type="xsd:string" minOccurs="0" maxOccurs="1" saw-sql:type="varchar" saw-sql:columnHeading="%s"`+
			` saw-sql:displayFormula="%s" saw-sql:tableHeading="Bibliographic Details" saw-sql:aggregationRule="none"/>`,
			i+1, name, html.EscapeString(`"Bibliographic Details"."`+of+`"`))
	}
	return b.String() + `</xsd:sequence></xsd:complexType></xsd:schema>`
}
