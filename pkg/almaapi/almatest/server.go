// Package almatest is a server for tests that answers as Ex Libris Alma does,
// with its quirks and, when the plan in its address says so, its faults: see
// apitest, and fault and answerReport for the words.
package almatest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"

	"datasync/pkg/api/apitest"
)

// Key is the key that the server lets in.
const Key = "l7xx0123456789abcdef0123456789abcdef"

// A Record is a record of the Network Zone.
type Record struct {
	Title, Lifecycle     string
	Current, Cancelled   []string // 035 $a and $z, a field each
	Fields               []string // further 035 of the record itself, such as "$a(OCoLC)1$z(OCoLC)2"
	Institutions         []string // a row of the report for each; none: one row without
	Suppressed, Modified string
}

// A Server is Alma.
type Server struct {
	*httptest.Server
	apitest.Plans
	find func(id string) (Record, bool)

	mu      sync.Mutex          // guards what follows
	cursors map[string][]string // the rows that are left of a report, by its token
}

// Handler is a server that has the records that find finds, without a network.
func Handler(find func(id string) (Record, bool)) *Server {
	return &Server{find: find, cursors: make(map[string][]string)}
}

// Start starts such a server. It is closed with Close.
func Start(find func(id string) (Record, bool)) *Server {
	s := Handler(find)
	s.Server = httptest.NewServer(s)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	p, path := s.Take(req)
	if p == nil {
		http.NotFound(w, req)
		return
	}
	defer p.Unlock()
	if left, ok := p.Value("left"); ok {
		w.Header().Set("X-Exl-Api-Remaining", strconv.Itoa(left-p.Requests))
	}
	if f := p.Fault(); f != "" {
		fault(w, req, f)
		return
	}
	longest, ok := p.Value("longest")
	switch {
	case ok && len(req.URL.String()) > longest:
		fault(w, req, "long")
	case req.Header.Get("Authorization") != "apikey "+Key:
		fault(w, req, "key")
	case path == "almaws/v1/bibs":
		s.answerBibs(w, req, p)
	case path == "almaws/v1/analytics/reports":
		s.answerReport(w, req, p)
	default:
		http.NotFound(w, req)
	}
}

const page = "<!DOCTYPE html>\n<html><head><title>Alma</title></head><body>Maintenance</body></html>\n"

// canned are the faults that are always the same answer.
var canned = map[string]struct {
	status int
	body   string
}{
	"second":    {429, errorXML("PER_SECOND_THRESHOLD", "HTTP requests are more than allowed per second", "E01-1")},
	"daily":     {429, errorXML("DAILY_THRESHOLD", "Daily API Request Threshold has been reached", "E01-2")},
	"down":      {503, page},
	"html":      {200, page},
	"xhtml":     {200, "<feed/>"},
	"empty":     {200, ""},
	"general":   {500, errorXML("INTERNAL_SERVER_ERROR", "The web server encountered an internal error", "")},
	"key":       {400, errorXML("UNAUTHORIZED", "API-key not defined or not configured to allow this API.", "")},
	"forbidden": {403, ""},
	"long":      {414, ""},
	"long400":   {400, ""},
	"nomore":    {500, errorXML("420033", "No more rows to fetch", "E01-5")},
	// Of the gateway, once as a list of one.
	"json":       {400, `{"errorsExist":true,"errorList":{"error":[{"errorCode":"UNAUTHORIZED","errorMessage":"API-key not defined or not configured to allow this API.","trackingId":"E01-9"}]},"result":null}`},
	"jsonsecond": {429, `{"errorsExist":true,"errorList":{"error":{"errorCode":"PER_SECOND_THRESHOLD","errorMessage":"HTTP requests are more than allowed per second"}},"result":null}`},
}

// fault answers with a fault. Those that are worth another try say that it may
// come at once.
func fault(w http.ResponseWriter, req *http.Request, fault string) {
	w.Header().Set("Retry-After", "0")
	if c, ok := canned[fault]; ok {
		w.WriteHeader(c.status)
		fmt.Fprint(w, c.body)
		return
	}
	switch fault {
	case "later": // a server that wants much time
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(503)
	case "cut": // the connection breaks
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "<bibs><bib>")
	case "half": // nothing says that more was to come
		if strings.HasSuffix(req.URL.Path, "/bibs") {
			fmt.Fprint(w, "<bibs><bib></bib>")
		} else {
			fmt.Fprint(w, "<report><QueryResult></QueryResult>")
		}
	case "echo":
		writeError(w, "60105", "The value "+req.Header.Get("Authorization")+" is wrong", "E01-3")
	case "leak": // the key in a good answer
		fmt.Fprintf(w, "<bibs total_record_count=\"0\"><!-- %s --></bibs>", req.Header.Get("Authorization"))
	case "path":
		writeError(w, "420010", "Path not found "+req.URL.Query().Get("path"), "E01-4")
	case "redirect":
		http.Redirect(w, req, "https://login.example.org/"+req.URL.RawQuery, http.StatusFound)
	case "circle":
		http.Redirect(w, req, req.URL.String(), http.StatusFound)
	case "huge":
		fmt.Fprint(w, "<bibs>")
		for space := strings.Repeat(" ", 1<<20); ; {
			if _, err := fmt.Fprint(w, space); err != nil {
				return
			}
		}
	case "hang":
		<-req.Context().Done()
	default:
		panic("no fault " + fault)
	}
}

// writeError refuses a question.
func writeError(w http.ResponseWriter, code, message, tracking string) {
	w.WriteHeader(400)
	fmt.Fprint(w, errorXML(code, message, tracking))
}

func errorXML(code, message, tracking string) string {
	if tracking != "" {
		tracking = "<trackingId>" + tracking + "</trackingId>"
	}
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<web_service_result xmlns="http://com/exlibris/urm/general/xmlbeans"><errorsExist>true</errorsExist><errorList><error><errorCode>` +
		code + `</errorCode><errorMessage>` + message + `</errorMessage>` + tracking + `</error></errorList></web_service_result>
`
}
