package almaapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/api"
	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/mms"
)

const formula = `"Bibliographic Details"."Network Id"`

// alma starts a server for a test.
func alma(t *testing.T, find func(string) (almatest.Record, bool)) *almatest.Server {
	s := almatest.Start(find)
	t.Cleanup(s.Close)
	return s
}

// client is a client that does not wait.
func client(t *testing.T, server, answers string) *api.Client {
	t.Helper()
	a := Access{Flags: api.Flags{Answers: answers, MaxAge: time.Hour}, Rate: 1e6}
	s := a.service(server, almatest.Key, "Bibs")
	s.Wait = time.Millisecond
	c, err := a.Flags.Client(new(cli.Env), s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var asks = map[string]Asker{"bibs": Bibs, "report": Report{Path: "/shared/x", By: formula}.Rows}

// run asks and writes; the times are made one.
func run(c *api.Client, ask Asker, ids []mms.ID, batch int) (found, missing string, n Count, err error) {
	records, err := ask(c, ids, batch)
	if err != nil {
		return "", "", n, err
	}
	var out, lost bytes.Buffer
	n, err = records.Write(ids, &out, &lost)
	return when.ReplaceAllString(out.String(), "WHEN\n"), lost.String(), n, err
}

var when = regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n`)

func sampleIDs(n int) []mms.ID {
	var ids []mms.ID
	for i := range n {
		id, ok := mms.Parse(fmt.Sprintf("9910000000%d5151", i))
		if !ok {
			panic(i)
		}
		ids = append(ids, id)
	}
	return ids
}

// What each fault of the server comes to: "" for a result after all.
func TestFaults(t *testing.T) {
	const (
		page  = "0 of 3 asked; the server sends a web page instead of XML; is its address right, or is it at rest?; run again, with --answers DIR to keep what comes"
		cut   = "0 of 3 asked; the answer is cut short, or no XML; run again, with --answers DIR to keep what comes"
		inner = "0 of 3 asked; Alma says: The web server encountered an internal error (INTERNAL_SERVER_ERROR); run again, with --answers DIR to keep what comes"
		empty = "0 of 3 asked; Alma says: No more rows to fetch (420033, tracking id E01-5); run again, with --answers DIR to keep what comes"
	)
	server := alma(t, almatest.Sample)
	host := strings.TrimPrefix(server.URL, "http://")
	for _, tt := range []struct {
		plan     string
		requests int
		want     string
	}{
		{"-", 1, ""},
		{"1:second,2:second", 3, ""},
		{"1-:second", 5, "0 of 3 asked; Alma says: HTTP requests are more than allowed per second (PER_SECOND_THRESHOLD, tracking id E01-1); run again, with --answers DIR to keep what comes"},
		{"1:daily", 1, "0 of 3 asked; the day's requests are used up; run again after midnight, with --answers DIR to keep what comes"},
		{"1:cut,2:half,3:empty", 4, ""},
		{"1:jsonsecond", 2, ""},
		{"1:json", 1, `Alma does not let this key in: API-key not defined or not configured to allow this API. (UNAUTHORIZED, tracking id E01-9); the key needs the read-only permission "Bibs", of the account of the records' zone`},
		{"1-:cut", 5, "0 of 3 asked; the answer of " + host + " is cut short; run again, with --answers DIR to keep what comes"},
		{"1-:empty", 5, cut},
		{"1:html,2:html", 3, ""},
		{"1-:html", 5, page},
		{"1:general,2:down", 3, ""},
		{"1-:general", 5, inner},
		{"1:nomore", 2, ""},
		{"1-:nomore", 5, empty},
		{"1:key", 1, `Alma does not let this key in: API-key not defined or not configured to allow this API. (UNAUTHORIZED); the key needs the read-only permission "Bibs", of the account of the records' zone`},
		{"1:forbidden", 1, `Alma does not let this key in: HTTP 403; the key needs the read-only permission "Bibs", of the account of the records' zone`},
		{"1:path", 1, "Alma says: Path not found PATH (420010, tracking id E01-4)"},
		{"1:echo", 1, "Alma says: The value apikey (the key) is wrong (60105, tracking id E01-3)"},
		{"1:leak", 1, "the answer of " + host + " repeats the key; nothing of it is kept"},
		{"1:huge", 1, host + " sends more than 64 MiB for one question; give a smaller --batch"},
		{"1:xhtml", 1, "the server's answer is no SHAPE; is its address right?"},
		{"1:long", 3, ""},
	} {
		for name, ask := range asks {
			base := name + "/" + tt.plan
			_, _, n, err := run(client(t, server.URL+"/"+base, ""), ask, sampleIDs(3), 3)
			want := strings.NewReplacer(" PATH", map[string]string{"bibs": "", "report": " /shared/x"}[name],
				"SHAPE", map[string]string{"bibs": "list of records", "report": "report"}[name]).Replace(tt.want)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if requests := len(server.Asked(base)); got != want || requests != tt.requests {
				t.Errorf("%s: %q after %d requests; want %q after %d", base, got, requests, want, tt.requests)
			}
			if err == nil && n.Found != 3 {
				t.Errorf("%s: %+v", base, n)
			}
		}
	}
	_, _, _, err := run(client(t, server.URL+"/report/1-:half", ""), asks["report"], sampleIDs(3), 3)
	if requests := len(server.Asked("report/1-:half")); err == nil || err.Error() != cut || requests != 5 {
		t.Errorf("a report that is cut short: %v after %d requests; want %s after 5", err, requests, cut)
	}
}

// The key stands in no file, no message and no address, whatever the server does.
func TestKeyIsNowhere(t *testing.T) {
	server := alma(t, almatest.Sample)
	dir := t.TempDir()
	var written strings.Builder
	for _, fault := range []string{"-", "second", "daily", "later", "down", "html", "cut", "half", "empty", "general", "key", "forbidden",
		"echo", "leak", "path", "long", "long400", "redirect", "circle", "nomore", "xhtml"} {
		for name, ask := range asks {
			base := name + "/2-:" + fault
			found, missing, _, err := run(client(t, server.URL+"/"+base, dir), ask, sampleIDs(6), 2)
			fmt.Fprintln(&written, found, missing, err, server.Asked(base))
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintln(&written, path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"991000000005151", "toolong", "(the key)", "used up", dir} { // it is what was written
		if !strings.Contains(written.String(), want) {
			t.Errorf("%q is nowhere in what was written", want)
		}
	}
	if strings.Contains(written.String(), almatest.Key[4:]) {
		t.Error("the key is in what was written")
	}
}

// Stopped at any request and run again: the same bytes, and no request that was
// answered is sent again.
func TestStoppedAnywhere(t *testing.T) {
	server := alma(t, almatest.Sample)
	ids := append(sampleIDs(6), 991000000095151)
	for name, ask := range asks {
		for _, more := range []string{"", ",strict", ",longest=750"} {
			whole, missing, _, err := run(client(t, server.URL+"/"+name+"/-"+more, ""), ask, ids, 2)
			if err != nil {
				t.Fatal(err)
			}
			requests := len(server.Asked(name + "/-" + more))
			for stop := 1; stop <= requests; stop++ {
				base := fmt.Sprintf("%s/%d:daily%s", name, stop, more)
				dir := t.TempDir()
				if _, _, _, err := run(client(t, server.URL+"/"+base, dir), ask, ids, 2); err == nil {
					t.Fatalf("%s: not stopped", base)
				}
				got, lost, _, err := run(client(t, server.URL+"/"+base, dir), ask, ids, 2)
				if err != nil || got != whole || lost != missing {
					t.Errorf("%s: %v, %s%s; want %s%s", base, err, got, lost, whole, missing)
				}
				// The one that was refused for the quota is sent again, and a report
				// without rows is asked for twice.
				if asked := len(server.Asked(base)); asked > requests+2 || asked == requests+2 && name != "report" {
					t.Errorf("%s: %d requests, want %d and one again", base, asked, requests)
				}
			}
		}
	}
}

// Whatever the server does, each id asked for is in exactly one output, in order.
func TestEachIDOnce(t *testing.T) {
	server := alma(t, almatest.Sample)
	words := []string{"strict", "twice", "bare", "plain", "page=1", "page=2", "unfinished", "2:cut", "3:html", "4:second", "5:general", "longest=800", "3:nomore"}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		ids := sampleIDs(10)
		r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		plan := []string{"-"}
		for range r.IntN(4) {
			plan = append(plan, words[r.IntN(len(words))])
		}
		for name, ask := range asks {
			base := fmt.Sprintf("%s%d/%s", name, seed, strings.Join(plan, ","))
			found, missing, n, err := run(client(t, server.URL+"/"+base, ""), ask, ids, 1+r.IntN(10))
			if err != nil || n.Found != 6 || n.Missing != 4 {
				t.Fatalf("%s: %+v, %v", base, n, err)
			}
			var want []string
			for _, id := range ids {
				if _, ok := almatest.Sample(id.String()); ok {
					want = append(want, id.String())
				}
			}
			if got := valuesOf(t, found, column.NetworkID); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Fatalf("%s: found %v, want %v", base, got, want)
			}
			if got := valuesOf(t, missing, column.NetworkID); len(got) != 4 {
				t.Fatalf("%s: missing %v", base, got)
			}
		}
	}
}

// A record without an answer is not taken for one that Alma does not have.
func TestWriteChecks(t *testing.T) {
	for _, tt := range []struct {
		answered []mms.ID
		want     string
	}{
		{[]mms.ID{1, 2}, ""},
		{[]mms.ID{1}, "there is no answer for 2"},
	} {
		r := Records{Header: []string{"x"}, rows: make(map[mms.ID][][]string)}
		r.add(tt.answered, said{})
		var out bytes.Buffer
		_, err := r.Write([]mms.ID{1, 2}, &out, &out)
		if got := fmt.Sprint(err); (err != nil) != (tt.want != "") || !strings.HasPrefix(got, tt.want) && err != nil {
			t.Errorf("%v: %v, want %s", tt.answered, err, tt.want)
		}
		if err != nil && out.Len() > 0 {
			t.Errorf("%v: written %q", tt.answered, out.String())
		}
	}
}

// What is a report, and how many pages it has.
func TestDecode(t *testing.T) {
	const page = "<QueryResult><ResumptionToken> T1 </ResumptionToken><IsFinished> true\n</IsFinished></QueryResult>"
	for body, want := range map[string]int{
		page:                                     1,
		"<report>" + page + "</report>":          1,
		page + "\n<report>" + page + "</report>": 2,
		"<?xml version='1.0'?>" + page:           1,
		"":                                       -1,
		"<report/>":                              -1,
		"<html>" + page + "</html>":              -1,
		page + "<report>" + page:                 -1,
		"<QueryResult><IsFinished>true":          -1,
	} {
		pages, err := decode([]byte(body))
		if (err != nil) != (want < 0) || len(pages) != max(want, 0) {
			t.Errorf("decode(%s): %d pages, %v; want %d", body, len(pages), err, want)
		}
		for _, p := range pages {
			if p.Token != "T1" || p.Finished != "true" {
				t.Errorf("decode(%s): token %q, finished %q", body, p.Token, p.Finished)
			}
		}
	}
}

func TestWellFormed(t *testing.T) {
	for _, tt := range []struct {
		body string
		want bool
	}{
		{"<bibs/>", true},
		{`<?xml version="1.0"?><bibs><bib></bib></bibs>` + "\n", true},
		{"<bibs><bib></bib>", false},
		{`<?xml version="1.0"?>`, false},
		{"<bibs>&nbsp;</bibs>", false},
		{"{}", false},
		{"", false},
	} {
		if got := wellFormed([]byte(tt.body)); got != tt.want {
			t.Errorf("wellFormed(%q) = %t", tt.body, got)
		}
	}
}

// What an answer means.
func TestJudge(t *testing.T) {
	wrong := func(code string) string {
		return "<web_service_result><errorsExist>true</errorsExist><errorList><error><errorCode>" + code +
			"</errorCode><errorMessage> it is so </errorMessage></error><error><errorCode>2</errorCode></error></errorList></web_service_result>"
	}
	const noKey = `Alma does not let this key in: %s; the key needs the read-only permission "Bibs", of the account of the records' zone`
	const says = "Alma says: it is so (%s)"
	for _, tt := range []struct {
		status  int
		body    string
		address int // its length
		kind    api.Kind
		want    string // "" for a good one
		code    string
	}{
		{200, "<bibs/>", 10, 0, "", ""},
		{200, "<bibs>", 10, 0, "", ""}, // see getBibs
		{200, "<report>", 10, api.Again, "the answer is cut short, or no XML", ""},
		{200, "<report>\x1f</report>", 10, 0, "", ""},
		{200, "<html/>", 10, api.Again, "the server sends a web page instead of XML; is its address right, or is it at rest?", ""},
		{401, "", 10, api.Final, fmt.Sprintf(noKey, "HTTP 401"), ""},
		{403, wrong("X"), 10, api.Final, fmt.Sprintf(noKey, "it is so (X)"), "X"},
		{400, wrong("UNAUTHORIZED"), 10, api.Final, fmt.Sprintf(noKey, "it is so (UNAUTHORIZED)"), "UNAUTHORIZED"},
		{429, wrong("Daily_Threshold"), 10, api.Stop, "the day's requests are used up", "Daily_Threshold"},
		{400, wrong("DAILY"), 10, api.Final, fmt.Sprintf(says, "DAILY"), "DAILY"},
		{429, wrong("PER_SECOND_THRESHOLD"), 10, api.Again, fmt.Sprintf(says, "PER_SECOND_THRESHOLD"), "PER_SECOND_THRESHOLD"},
		{428, wrong("X"), 10, api.Final, fmt.Sprintf(says, "X"), "X"},
		{500, wrong("X"), 10, api.Again, fmt.Sprintf(says, "X"), "X"},
		{400, wrong(" 402203 "), 10, api.Refused, fmt.Sprintf(says, "402203"), "402203"},
		{400, wrong("402204"), 10, api.Refused, fmt.Sprintf(says, "402204"), "402204"},
		{400, wrong("401652"), 10, api.Again, fmt.Sprintf(says, "401652"), "401652"},
		{400, wrong("GENERAL_ERROR"), 10, api.Again, fmt.Sprintf(says, "GENERAL_ERROR"), "GENERAL_ERROR"},
		{400, wrong("INTERNAL_SERVER_ERROR"), 10, api.Again, fmt.Sprintf(says, "INTERNAL_SERVER_ERROR"), "INTERNAL_SERVER_ERROR"},
		{200, wrong("402203"), 10, api.Refused, fmt.Sprintf(says, "402203"), "402203"},
		{400, wrong(""), 10, api.Final, fmt.Sprintf(says, "unknown"), "unknown"},
		{400, wrong("1</errorCode><trackingId> E01-2 </trackingId><errorCode>1"), 10, api.Final, fmt.Sprintf(says, "1, tracking id E01-2"), "1"},
		{400, `{"errorsExist":true,"errorList":{"error":[{"errorCode":"402203","errorMessage":"it is so","trackingId":"E"}]},"result":null}`, 10, api.Refused, "Alma says: it is so (402203, tracking id E)", "402203"},
		{400, `{"errorsExist":true,"errorList":{"error":{"errorCode":402204,"errorMessage":"it is so","trackingId":null}}}`, 10, api.Refused, fmt.Sprintf(says, "402204"), "402204"},
		{401, `{"errorsExist":true,"errorList":{"error":[]}}`, 10, api.Final, fmt.Sprintf(noKey, "an error without a code"), "unknown"},
		{429, `{"errorsExist":true,"errorList":{"error":[{"errorCode":"DAILY_THRESHOLD"}]}}`, 10, api.Stop, "the day's requests are used up", "DAILY_THRESHOLD"},
		{500, `{"errorsExist":true}`, 10, api.Again, "Alma says: an error without a code", "unknown"},
		{400, `{"errorList":{"error":[{"errorCode":"X","errorMessage":"it is so"}]}}`, 10, api.Final, fmt.Sprintf(says, "X"), "X"},
		{400, `{"message":"no"}`, 10, api.Final, "the server answers HTTP 400, Bad Request", ""},
		{200, `{"errorsExist":false}`, 10, api.Again, "the answer is cut short, or no XML", ""},
		{400, wrong("X\x1f"), 10, api.Final, fmt.Sprintf(says, "X\ufffd"), "X\ufffd"},
		{400, "<web_service_result/>", 10, api.Final, "Alma says: an error without a code", "unknown"},
		{400, "", longAddress, api.Final, "the server answers HTTP 400, Bad Request", ""},
		{400, "", longAddress + 1, api.TooLong, "the server answers HTTP 400 to a long address; give a smaller --batch", ""},
		{500, "", longAddress + 1, api.Again, "the server answers HTTP 500, Internal Server Error", ""},
		{404, "<html/>", 10, api.Final, "the server answers HTTP 404, Not Found: a web page instead of XML; is the address of the server right?", ""},
	} {
		f := judge(api.Answer{Status: tt.status, Body: []byte(tt.body), Address: strings.Repeat("x", tt.address)}, "Bibs")
		if f == nil {
			f = &api.Fault{}
		}
		when := map[bool]string{true: "after midnight"}[tt.kind == api.Stop]
		if f.Kind != tt.kind || f.Text != tt.want || f.Code != tt.code || f.When != when {
			t.Errorf("HTTP %d, %s: kind %d, %q, code %q, when %q; want %d, %q, %q, %q", tt.status, tt.body, f.Kind, f.Text, f.Code, f.When, tt.kind, tt.want, tt.code, when)
		}
	}
}

// A report that goes on and on without a row, or with the same: so many pages are asked for, in each
// of the tries, and no more.
func TestEndless(t *testing.T) {
	server := alma(t, almatest.Sample)
	for _, plan := range []string{"endless", "again"} {
		base := "report/" + plan
		_, _, _, err := run(client(t, server.URL+"/"+base, ""), asks["report"], sampleIDs(2), 2)
		const want = "0 of 2 asked; the report does not come to its end; run again, with --answers DIR to keep what comes"
		if requests := len(server.Asked(base)); err == nil || err.Error() != want || requests != api.Tries*(1+maxEmpty+1) {
			t.Errorf("%s: %v after %d requests; want %s after %d", plan, err, requests, want, api.Tries*(1+maxEmpty+1))
		}
	}
}

// Pages that have each a new row are as many as there are.
func TestManyPages(t *testing.T) {
	server := alma(t, func(id string) (almatest.Record, bool) {
		r, ok := almatest.Sample(id)
		for i := range 3 * maxEmpty {
			r.Institutions = append(r.Institutions, fmt.Sprint("Library ", i))
		}
		return r, ok
	})
	_, _, n, err := run(client(t, server.URL+"/many/page=1", ""), asks["report"], sampleIDs(1), 1)
	if err != nil || n.Rows != 3*maxEmpty+1 {
		t.Errorf("%+v, %v", n, err)
	}
}

// What rows a report's pages come to. Headings are ELEMENT|NAME|FORMULA, values
// ELEMENT=TEXT.
func TestReadReport(t *testing.T) {
	const id, other = "991000000005151", "991000000015151"
	page := func(headings []string, rows ...string) string {
		var b strings.Builder
		b.WriteString(`<QueryResult><ResultXml><r:rowset xmlns:r="urn:schemas-microsoft-com:xml-analysis:rowset" xmlns="urn:schemas-microsoft-com:xml-analysis:rowset">`)
		if headings != nil {
			b.WriteString(`<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:saw="urn:saw-sql"><s:complexType><s:sequence>`)
			for _, h := range headings {
				part := strings.Split(h, "|")
				fmt.Fprintf(&b, `<s:element name=%q saw:columnHeading=%q saw:displayFormula=%q/>`, part[0], part[1], part[2])
			}
			b.WriteString(`</s:sequence></s:complexType></s:schema>`)
		}
		for _, row := range rows {
			b.WriteString("<Row>")
			for value := range strings.SplitSeq(row, ";") {
				element, text, _ := strings.Cut(value, "=")
				fmt.Fprintf(&b, "<%s>%s</%[1]s>", element, text)
			}
			b.WriteString("</Row>")
		}
		return b.String() + `</r:rowset></ResultXml></QueryResult>`
	}
	plain := []string{"C0|0|0", "C1| Network Id |F", "C2|Title|T"}
	const remedy = "; in Analytics give the column Network Id the filter \"is prompted\", save the report and run again"
	for _, tt := range []struct{ what, body, want, err string }{
		{"plain", page(plain, "C0=0;C1="+id+";C2=a\tb"), "Network Id,Title,Fetched/" + id + ",a b,WHEN", ""},
		{"in another order", page([]string{"C2|Title|T", "C0|0|0", "C1|network id|F"}, "C1= "+id+"\n;C0=0"), "Title,network id,Fetched/," + id + ",WHEN", ""},
		{"columns like the constant one", page([]string{"C1|Network Id|F", "C2|0|T", "C3|X|0"}, "C1="+id+";C2=a;C3=b"), "Network Id,0,X,Fetched/" + id + ",a,b,WHEN", ""},
		{"two pages", page(plain, "C1="+id+";C2=a") + page(nil, "C1="+id+";C2=b"), "Network Id,Title,Fetched/" + id + ",a,WHEN/" + id + ",b,WHEN", ""},
		{"headings again", page(plain, "C1="+id+";C2=a") + page(plain, "C1="+id+";C2=b"), "Network Id,Title,Fetched/" + id + ",a,WHEN/" + id + ",b,WHEN", ""},
		{"headings later", page(nil) + page(plain, "C1="+id), "Network Id,Title,Fetched/" + id + ",,WHEN", ""},
		{"nothing", page(nil), "", ""},
		{"no rows", page(plain), "Network Id,Title,Fetched", ""},
		{"no headings", page(nil, "C1="+id), "", "the report comes without headings; run again, and tell Ex Libris if it stays"},
		{"a value without a heading", page(plain, "C1="+id+";C3=a"), "", `the report has a value "a" without a heading; run again, and tell Ex Libris if it stays`},
		{"no id", page(plain, "C2=a"), "", "the report has a row whose Network Id is \"\": " + mms.NotID("").Error()},
		{"no column", page([]string{"C2|Title|T"}), "", `the report has no column "Network Id"; there are: Title; change the report in Analytics, or give --by`},
		{"asked by another column", page([]string{"C1|Network Id|N", "C2|MMS Id|B"}, "C1="+other+";C2="+id), "Network Id of the network,Network Id,Fetched/" + other + "," + id + ",WHEN", ""},
		{"another record of that", page([]string{"C2|MMS Id|B"}, "C2="+other), "", "the report has record " + other + ", which was not asked for: it ignores the filter; in Analytics give the column MMS Id the filter \"is prompted\", save the report and run again"},
		{"another record", page(plain, "C1="+other), "", "the report has record " + other + ", which was not asked for: it ignores the filter; its column Network Id is F, but --by is B; make them the same"},
		{"another record, by the same", page([]string{"C1|Network Id|B"}, "C1="+other), "", "the report has record " + other + ", which was not asked for: it ignores the filter" + remedy},
		{"another record, by nothing", page([]string{"C1|Network Id|"}, "C1="+other), "", "the report has record " + other + ", which was not asked for: it ignores the filter" + remedy},
	} {
		in, err := Report{By: "B"}.read(api.Answer{Body: []byte(tt.body), Fetched: time.Date(2026, 1, 24, 0, 0, 0, 0, time.UTC)}, []mms.ID{991000000005151})
		got, gotErr := "", ""
		if err != nil {
			gotErr = err.Error()
		} else {
			got = strings.Join(in.header, ",")
			for _, row := range in.rows[991000000005151] {
				got += "/" + strings.Join(row, ",")
			}
		}
		if got = strings.ReplaceAll(got, "2026-01-24T00:00:00Z", "WHEN"); got != tt.want || gotErr != tt.err {
			t.Errorf("%s: %s, error %q; want %s, error %q", tt.what, got, gotErr, tt.want, tt.err)
		}
	}
}

// What row a record comes to.
func TestReadBibs(t *testing.T) {
	const id, other = "991000000005151", "991000000015151"
	field := func(tag string, subfields ...string) string {
		text := `<datafield tag="` + tag + `">`
		for _, s := range subfields {
			text += `<subfield code="` + s[:1] + `">` + s[1:] + `</subfield>`
		}
		return text + `</datafield>`
	}
	bib := func(id, more, record string) string {
		return "<bib><mms_id>" + id + "</mms_id>" + more + `<record><controlfield tag="001">` + strings.TrimSpace(id) + "</controlfield>" + record + "</record></bib>"
	}
	const empty = id + "|||||In Repository||no||||WHEN"
	for _, tt := range []struct{ what, bibs, want, err string }{
		{"bare", bib(id, "", ""), empty, ""},
		{"full", bib(" "+id+" ", "<title>A\ttitle</title><suppress_from_publishing> true </suppress_from_publishing><last_modified_date>2026-11-20Z</last_modified_date>",
			`<controlfield tag="005">2026</controlfield>`+field("035", "a(OCoLC)1")+field("035", "z(OCoLC)2")+field("035", "a(DLC)3")),
			id + "|(OCoLC)1|(OCoLC)2|(DLC)3||In Repository|A title|yes|2026-11-20Z|2026||WHEN", ""},
		{"no others", bib(id, "<suppress_from_publishing>false</suppress_from_publishing>", field("019", "a(OCoLC)1")+field("035", "9(OCoLC)2")+field("035", "a ")), empty, ""},
		{"two of a subfield", bib(id, "", field("035", "a(OCoLC)1", "a ocm2")), id + "|(OCoLC)1; ocm2||||In Repository||no||||WHEN", ""},
		{"an earlier catalogue's number", bib(id, "", field("035", "a3358437")+field("035", "a(OCoLC)ocm00000001")+field("035", "a(NjP)3358437-princetondb")),
			id + "|(OCoLC)ocm00000001||3358437; (NjP)3358437-princetondb||In Repository||no||||WHEN", ""},
		{"one that cannot be read", bib(id, "", field("035", "a(OCoLC)1; 2", "z(ocm)3")), id + "|(OCoLC)1； 2|(ocm)3|||In Repository||no||||WHEN", ""},
		{"what stands beside OCLC's", bib(id, "", field("035", "a(OCoLC)1", "z7", "z(OCoLC)8", "z(DLC)9;1")+field("035", "a(DLC)2", "z10", "z(OCoLC)11")+
			field("035", "z12")+field("035", "z(OCoLC-M)13", "a(OCLC)14")),
			id + "|(OCoLC)1; (OCLC)14|(OCoLC)8; (OCoLC)11|(DLC)2|7; (DLC)9;1; (OCoLC-M)13|In Repository||no||||WHEN", ""},
		{"none", "", "", ""},
		{"twice", bib(id, "", field("035", "a(OCoLC)1")) + bib(id, "", field("035", "a(OCoLC)1")), id + "|(OCoLC)1||||In Repository||no||||WHEN", ""},
		{"twice, not the same", bib(id, "", field("035", "a(OCoLC)1")) + bib(id, "", field("035", "a(OCoLC)2")), "not read: the answer of Alma has it twice, and not the same", ""},
		{"twice, and no record", bib(id, "", "") + "<bib><mms_id>" + id + "</mms_id></bib>", "not read: the answer of Alma has no record for it", ""},
		{"no record, and not asked twice", "<bib><mms_id>" + id + "</mms_id></bib>" + bib(id, "", ""), "not read: the answer of Alma has no record for it", ""},
		{"no record", "<bib><mms_id>" + id + "</mms_id><network_numbers/></bib>", "not read: the answer of Alma has no record for it", ""},
		{"an empty record", "<bib><mms_id>" + id + "</mms_id><record/></bib>", "not read: the answer of Alma has a record without a field 001 for it", ""},
		{"another's record", "<bib><mms_id>" + id + `</mms_id><record><controlfield tag="001">` + other + "</controlfield></record></bib>", `not read: the answer of Alma has the record "` + other + `" for it`, ""},
		{"two records", bib(id, "", `<controlfield tag="001">x</controlfield>`), `not read: the answer of Alma has the record "x" for it`, ""},
		{"another", bib(other, "", ""), "", `the answer of Alma has record "991000000015151", which was not asked for`},
		{"no id", bib("x", "", ""), "", `the answer of Alma has record "x", which was not asked for`},
		{"not all", `TOTAL="2">` + bib(id, "", ""), "", "the answer of Alma has 1 of 2 records"},
		{"as many as told", `TOTAL="1">` + bib(id, "", ""), empty, ""},
		{"none, as told", `TOTAL="0">`, "", ""},
		{"a number that is none", `TOTAL="many">` + bib(id, "", ""), empty, ""},
		{"no XML", bib(id, "", "") + "&", "", "the answer of Alma is cut short, or no XML"},
		{"forbidden characters", bib(id, "<title>\x1f&#x1f;&#31;\xff\x00</title>", field("035", "a(OCoLC)1\x0b2")), id + "|(OCoLC)1\ufffd2||||In Repository|\ufffd\ufffd\ufffd\ufffd\ufffd|no||||WHEN", ""},
	} {
		head := "<bibs>"
		if total, rest, ok := strings.Cut(tt.bibs, ">"); ok && strings.HasPrefix(total, "TOTAL") {
			head, tt.bibs = "<bibs total_record_count"+strings.TrimPrefix(total, "TOTAL")+">", rest
		}
		answer := api.Answer{Body: []byte(head + tt.bibs + "</bibs>"), Fetched: time.Date(2026, 1, 24, 0, 0, 0, 0, time.UTC)}
		said, err := readBibs(answer, []mms.ID{991000000005151})
		var got []string
		for _, row := range said.rows[991000000005151] {
			got = append(got, strings.Join(row, "|"))
		}
		if why, ok := said.unread[991000000005151]; ok {
			got = []string{"not read: " + why}
		}
		gotErr := ""
		if err != nil {
			gotErr = err.Error()
		}
		if is := strings.ReplaceAll(strings.Join(got, " and "), "2026-01-24T00:00:00Z", "WHEN"); is != tt.want || gotErr != tt.err {
			t.Errorf("%s: %s, error %q; want %s, error %q", tt.what, is, gotErr, tt.want, tt.err)
		}
		if fault, ok := errors.AsType[*api.Fault](err); err != nil && (!ok || fault.Kind != api.Spoiled) {
			t.Errorf("%s: %v is no reason to ask for halves", tt.what, err)
		}
	}
	if _, err := readBibs(api.Answer{Body: []byte("<x/>")}, nil); err == nil || err.Error() != "the server's answer is no list of records; is its address right?" {
		t.Errorf("another answer: %v", err)
	}
}

// A record whose answer cannot be read is put aside, with what was wrong; the others go
// on. What is wrong but once is asked again. Nothing is asked twice that is kept.
func TestPutAside(t *testing.T) {
	const one = "991000000015151"
	server := alma(t, almatest.Sample)
	for _, tt := range []struct {
		plan     string
		requests int // for six records, of which the second is bad
		why      string
	}{
		{"norecord=1", 2, ""},
		{"fewer=1", 2, ""},
		{"ampersand=1", 2, ""},
		{"breaks=3", 4, ""},
		{"control", 1, ""},
		{"norecord", 2, "the answer of Alma has no record for it"},
		{"no001", 2, "the answer of Alma has a record without a field 001 for it"},
		{"other001", 2, `the answer of Alma has the record "991000000025151" for it`},
		{"fewer", 2 + 2 + 2 + 1 + 2 + 1 + 1, "the answer of Alma has 0 of 1 records"},
		{"ampersand", 2 + 2 + 2 + 1 + 2 + 1 + 1, "the answer of Alma is cut short, or no XML"},
	} {
		dir, base := t.TempDir(), "aside/"+tt.plan
		whole, missing, n, err := run(client(t, server.URL+"/"+base, dir), Bibs, sampleIDs(6), 6)
		requests := len(server.Asked(base))
		want := Count{Found: 6, Rows: 6}
		if tt.why != "" {
			want = Count{Found: 5, Rows: 5, NotRead: 1, first: 991000000015151, why: tt.why}
		}
		if err != nil || n != want || requests != tt.requests || n.Records() != 6 {
			t.Errorf("%s: %+v after %d requests, %v; want %+v after %d", tt.plan, n, requests, err, want, tt.requests)
		}
		if got := valuesOf(t, whole, column.NetworkID); len(got) != 6 || valuesOf(t, missing, column.NetworkID) != nil {
			t.Errorf("%s: rows of %v, missing %s", tt.plan, got, missing)
		}
		if row := one + strings.Repeat("\t", 10) + tt.why + "\t\n"; tt.why != "" && !strings.Contains(whole, "\n"+row) {
			t.Errorf("%s: no row %q in\n%s", tt.plan, row, whole)
		}
		again, _, _, err := run(client(t, server.URL+"/"+base, dir), Bibs, sampleIDs(6), 6)
		if err != nil || again != whole || len(server.Asked(base)) != requests {
			t.Errorf("%s: again %v, %d requests more\n%swant\n%s", tt.plan, err, len(server.Asked(base))-requests, again, whole)
		}
	}
}

// An answer that breaks off elsewhere each time is no record's fault: the network's, or
// the server's.
func TestBreaksOff(t *testing.T) {
	server := alma(t, almatest.Sample)
	_, _, _, err := run(client(t, server.URL+"/off/breaks", ""), Bibs, sampleIDs(6), 6)
	const want = "0 of 6 asked; the answer of Alma is cut short, or no XML; run again, with --answers DIR to keep what comes"
	if requests := len(server.Asked("off/breaks")); err == nil || err.Error() != want || requests != api.Tries {
		t.Errorf("%v after %d requests; want %s after %d", err, requests, want, api.Tries)
	}
}

// Of ten records or more some are there, unless the key is that of another zone; of a
// report nobody knows.
func TestWrongZone(t *testing.T) {
	zone := &Records{ofZone: true}
	for _, tt := range []struct {
		r    *Records
		n    Count
		want string
	}{
		{zone, Count{Missing: 10}, "not one record came from Alma, of 10 asked for; is this the key of the right zone?"},
		{zone, Count{Missing: 1, NotRead: 9}, "not one record came from Alma, of 10 asked for; is this the key of the right zone?"},
		{zone, Count{Missing: 1}, "not one record came from Alma, of 1 asked for; is this the key of the right zone?"},
		{zone, Count{}, ""},
		{zone, Count{Found: 1, Missing: 10}, ""},
		{new(Records), Count{Missing: 10}, ""},
	} {
		got := ""
		if err := tt.r.wrongZone(tt.n); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%+v: %s; want %s", tt.n, got, tt.want)
		}
	}
}

// Which characters become U+FFFD: those that XML forbids, raw or as a reference, and
// what is no UTF-8. All others stay.
func TestLegible(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		"plain \t\r\n é 𝒳":           "plain \t\r\n é 𝒳",
		"&amp;&#38;&#x26;&#x1F4D6;":  "&amp;&#38;&#x26;&#x1F4D6;",
		"&#9;&#xA;&#13;&#x20;":       "&#9;&#xA;&#13;&#x20;",
		"&#x1f;&#x1F;&#31;&#0;&#x0;": "\ufffd\ufffd\ufffd\ufffd\ufffd",
		"&#xD800;&#xDFFF;&#xE000;":   "\ufffd\ufffd&#xE000;",
		"&#xFFFE;&#xFFFF;&#xFFFD;":   "\ufffd\ufffd&#xFFFD;",
		"&#x10FFFF;&#x110000;&#99999999999999999999;": "&#x10FFFF;\ufffd\ufffd",
		"&#;&#x;&#12":               "&#;&#x;&#12",
		"a\x00\x08\x0b\x0c\x1f\x7f": "a\ufffd\ufffd\ufffd\ufffd\ufffd\x7f",
		"\xff\xfe\xed\xa0\x80":      "\ufffd\ufffd\ufffd\ufffd\ufffd",
		"\ufffd\ufffe\uffff\ue000":  "\ufffd\ufffd\ufffd\ue000",
		"\x1f&#x1f;":                "\ufffd\ufffd",
	} {
		if got := string(legible([]byte(in))); got != want {
			t.Errorf("legible(%q) = %q, want %q", in, got, want)
		}
		if !wellFormed(legible([]byte("<a>"+in+"</a>"))) && !strings.Contains(in, "&#;") {
			t.Errorf("%q cannot be read", in)
		}
	}
}

// A number stays as it stands in JSON.
func TestText(t *testing.T) {
	for raw, want := range map[string]text{`"E01-1"`: "E01-1", `123456789`: "123456789", `4.0`: "4.0", `null`: ""} {
		var got text
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
			t.Errorf("%s is read as %q, %v; want %q", raw, got, err, want)
		}
	}
}
