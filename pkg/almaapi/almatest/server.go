// Package almatest is a server for tests that answers as Ex Libris Alma does,
// with its quirks and, when told so, its faults.
//
// The address tells the server what to do: in
//
//	http://127.0.0.1:PORT/resume/2:daily,bare/almaws/v1/bibs?mms_id=…
//
// "resume" is a name that lets the tests that use one server count apart, and
// "2:daily,bare" is the plan: the second request finds the day's requests used
// up, and reports have the bare root. "3-:down" is from the third request on,
// "-" is no plan. See faults and answerReport for the words.
package almatest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Key is the key that the server lets in.
const Key = "l7xx0123456789abcdef0123456789abcdef"

// A Record is a record of the Network Zone.
type Record struct {
	Title, Lifecycle     string
	Current, Cancelled   []string // 035 $a and $z
	Institutions         []string // a row of the report for each; none: one row without
	Suppressed, Modified string
}

// A Server is Alma.
type Server struct {
	*httptest.Server
	find func(id string) (Record, bool)

	mu    sync.Mutex
	plans map[string]*plan
}

// Handler is a server that has the records that find finds, without a network.
func Handler(find func(id string) (Record, bool)) *Server {
	return &Server{find: find, plans: make(map[string]*plan)}
}

// Start starts such a server. It is closed with Close.
func Start(find func(id string) (Record, bool)) *Server {
	s := Handler(find)
	s.Server = httptest.NewServer(s)
	return s
}

// A plan is what an address tells the server to do, and what it did so far.
type plan struct {
	mu       sync.Mutex
	words    []string
	requests int
	asked    []string           // the addresses, in order
	cursors  map[string]*cursor // reports that are read page by page, by token
}

// Asked is the addresses that were asked for under a name and plan, such as
// "resume/2:daily".
func (s *Server) Asked(plan string) []string {
	p := s.plan(plan)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// plan is the plan of a name and plan.
func (s *Server) plan(name string) *plan {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.plans[name]
	if p == nil {
		_, words, _ := strings.Cut(name, "/")
		p = &plan{words: strings.Split(words, ","), cursors: make(map[string]*cursor)}
		s.plans[name] = p
	}
	return p
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	parts := strings.SplitN(strings.TrimPrefix(req.URL.Path, "/"), "/", 3)
	if len(parts) < 3 {
		http.NotFound(w, req)
		return
	}
	p := s.plan(parts[0] + "/" + parts[1])
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	p.asked = append(p.asked, req.URL.String())
	if left, ok := p.value("left"); ok {
		w.Header().Set("X-Exl-Api-Remaining", strconv.Itoa(left-p.requests))
	}
	for _, word := range p.words {
		if when, fault, ok := strings.Cut(word, ":"); ok && p.isNow(when) && p.fault(w, req, fault) {
			return
		}
	}
	longest, ok := p.value("longest")
	switch {
	case ok && len(req.URL.String()) > longest:
		p.fault(w, req, "long")
	case req.Header.Get("Authorization") != "apikey "+Key:
		p.fault(w, req, "key")
	case parts[2] == "almaws/v1/bibs":
		s.answerBibs(w, req, p)
	case parts[2] == "almaws/v1/analytics/reports":
		s.answerReport(w, req, p)
	default:
		http.NotFound(w, req)
	}
}

// isNow tells whether "3", or "3-", is the request of now.
func (p *plan) isNow(when string) bool {
	from, open := strings.CutSuffix(when, "-")
	n, err := strconv.Atoi(from)
	return err == nil && (n == p.requests || open && n < p.requests)
}

func (p *plan) has(word string) bool { return slices.Contains(p.words, word) }

// value is N of the word "NAME=N".
func (p *plan) value(name string) (int, bool) {
	for _, w := range p.words {
		if text, ok := strings.CutPrefix(w, name+"="); ok {
			n, err := strconv.Atoi(text)
			return n, err == nil
		}
	}
	return 0, false
}

const page = "<!DOCTYPE html>\n<html><head><title>Alma</title></head><body>Maintenance</body></html>\n"

// fault answers with a fault. Those that are worth another try say that it may
// come at once. It is false for a fault that changes the answer instead.
func (p *plan) fault(w http.ResponseWriter, req *http.Request, fault string) bool {
	w.Header().Set("Content-Type", "application/xml;charset=UTF-8")
	switch fault {
	case "second":
		w.Header().Set("Retry-After", "0")
		writeError(w, 429, "PER_SECOND_THRESHOLD", "HTTP requests are more than allowed per second", "E01-1")
	case "daily":
		writeError(w, 429, "DAILY_THRESHOLD", "Daily API Request Threshold has been reached", "E01-2")
	case "later": // a server that wants much time
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(503)
	case "down":
		w.Header().Set("Retry-After", "0")
		w.Header().Set("Server", "CA-API-Gateway/9.0")
		w.WriteHeader(503)
		fmt.Fprint(w, page)
	case "html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	case "cut": // the connection breaks
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "<bibs><bib>")
	case "half": // nothing says that more was to come
		fmt.Fprint(w, "<bibs><bib>")
	case "xhtml":
		fmt.Fprint(w, "<feed/>")
	case "empty":
	case "general":
		writeError(w, 500, "INTERNAL_SERVER_ERROR", "The web server encountered an internal error", "")
	case "key":
		writeError(w, 400, "UNAUTHORIZED", "API-key not defined or not configured to allow this API.", "")
	case "forbidden":
		w.WriteHeader(403)
	case "echo":
		writeError(w, 400, "60105", "The value "+req.Header.Get("Authorization")+" is wrong", "E01-3")
	case "leak": // the key in a good answer
		fmt.Fprintf(w, "<bibs total_record_count=\"0\"><!-- %s --></bibs>", req.Header.Get("Authorization"))
	case "path":
		writeError(w, 400, "420010", "Path not found "+req.URL.Query().Get("path"), "E01-4")
	case "long":
		w.WriteHeader(414)
	case "long400":
		w.WriteHeader(400)
	case "redirect":
		http.Redirect(w, req, "https://login.example.org/"+req.URL.RawQuery, 302)
	case "circle":
		http.Redirect(w, req, req.URL.String(), 302)
	case "huge":
		fmt.Fprint(w, "<bibs>")
		for space := strings.Repeat(" ", 1<<20); ; {
			if _, err := fmt.Fprint(w, space); err != nil {
				return true
			}
		}
	case "nomore":
		writeError(w, 500, "420033", "No more rows to fetch", "E01-5")
	case "hang":
		<-req.Context().Done()
	default:
		return false
	}
	return true
}

func writeError(w http.ResponseWriter, status int, code, message, tracking string) {
	w.WriteHeader(status)
	if tracking != "" {
		tracking = "<trackingId>" + tracking + "</trackingId>"
	}
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<web_service_result xmlns="http://com/exlibris/urm/general/xmlbeans"><errorsExist>true</errorsExist><errorList><error><errorCode>%s</errorCode><errorMessage>%s</errorMessage>%s</error></errorList></web_service_result>
`, code, message, tracking)
}
