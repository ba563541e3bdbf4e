package almaapi

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"datasync/pkg/almaapi/almatest"
	"datasync/pkg/api"
	"datasync/pkg/mms"
)

// answersOf is what the server of the tests says to a question, by plan. It goes
// without a network, whose goroutines would confuse the fuzzer.
func answersOf(path string, plans ...string) (bodies [][]byte) {
	server := almatest.Handler(almatest.Sample)
	for _, plan := range plans {
		req := httptest.NewRequest(http.MethodGet, "/"+plan+"/"+path, nil)
		req.Header.Set("Authorization", "apikey "+almatest.Key)
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, req)
		bodies = append(bodies, answer.Body.Bytes())
	}
	return bodies
}

// Whatever a server says: rows come of the records asked for only, each as wide
// as the header, without TAB or line break.
func check(t *testing.T, asked []mms.ID, width int, rows map[mms.ID][][]string) {
	for id, all := range rows {
		if isForeign(asked, id) {
			t.Errorf("record %s was not asked for", id)
		}
		for _, row := range all {
			if len(row) != width {
				t.Errorf("a row of %d under a header of %d", len(row), width)
			}
			for _, field := range row {
				for _, r := range field {
					if r == '\t' || r == '\n' || r == '\r' {
						t.Errorf("field %q", field)
					}
				}
			}
		}
	}
}

func FuzzReport(f *testing.F) {
	r := Report{Path: "/shared/x", By: formula}
	asked := sampleIDs(6)
	at := reportPath + "?" + url.Values{"filter": {r.filter(asked)}}.Encode()
	for _, body := range answersOf(at, "f/-", "f/bare", "f/plain", "f/ignores", "f/nocolumn", "f/1:html", "f/1:general", "f/1:xhtml") {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if in, err := r.read(api.Answer{Body: body}, asked); err == nil {
			check(t, asked, len(in.header), in.rows)
		}
		judge(api.Answer{Status: 200, Body: body}, "Bibs")
	})
}

func FuzzBibs(f *testing.F) {
	asked := sampleIDs(6)
	for _, body := range answersOf("almaws/v1/bibs?mms_id=991000000005151,991000000015151,991000000025151", "f/-", "f/twice", "f/foreign", "f/1:half", "f/strict", "f/1:json",
		"f/norecord", "f/no001", "f/other001", "f/fewer", "f/ampersand", "f/control") {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		said, err := readBibs(api.Answer{Body: body}, asked)
		if err == nil {
			check(t, asked, len(bibsHeader), said.rows)
		}
		for id, why := range said.unread {
			check(t, asked, len(bibsHeader), map[mms.ID][][]string{id: {unread(id, why)}})
		}
	})
}
