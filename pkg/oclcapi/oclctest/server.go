// Package oclctest is a server for tests that answers as OCLC's WorldCat Metadata
// API does, with its quirks and, when the plan in its address says so, its faults:
// see apitest, and token, current and fault for the words.
package oclctest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"datasync/pkg/api/apitest"
)

// Key and Secret are those that the server lets in. OCLC's secrets hold such
// characters.
const (
	Key    = "WSKeyForTests0123456789"
	Secret = "s3cret/For+Tests=="
)

// A Server is OCLC: the tokens at …/NAME/PLAN/token, the numbers below
// …/NAME/PLAN/worldcat. Tokens have a plan of their own, NAME-token/PLAN, so that
// requests are counted apart.
type Server struct {
	*httptest.Server
	apitest.Plans
	find func(number string) string // the current number, "" for null

	mu     sync.Mutex // guards what follows
	tokens []string   // all that were given
	valid  map[string]bool
}

// Handler is a server without a network.
func Handler(find func(number string) string) *Server {
	return &Server{find: find, valid: make(map[string]bool)}
}

// Start starts a server. It is closed with Close.
func Start(find func(number string) string) *Server {
	s := Handler(find)
	s.Server = httptest.NewServer(s)
	return s
}

// Tokens is all tokens that were given.
func (s *Server) Tokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tokens)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	p, path := s.Take(req)
	if p == nil {
		http.NotFound(w, req)
		return
	}
	defer p.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch f := p.Fault(); {
	case f != "":
		s.fault(w, req, f)
	case path == "token":
		s.token(w, req, p)
	case path == "worldcat/manage/bibs/current":
		s.current(w, req, p)
	default:
		http.NotFound(w, req)
	}
}

// token gives a token. Of the plan it reads
//
//	text     expires_in is text, not a number
//	soon     the token lasts half a minute
//	scope    the key is not for this scope
//	broken   what is given is no token
func (s *Server) token(w http.ResponseWriter, req *http.Request, p *apitest.Plan) {
	key, secret, ok := req.BasicAuth()
	switch {
	case req.Method != http.MethodPost || req.FormValue("grant_type") != "client_credentials":
		writeError(w, 400, "BAD", "grant_type", "is missing")
		return
	case !ok || key != Key || secret != Secret:
		w.WriteHeader(401)
		fmt.Fprint(w, `{"code":401,"message":"No valid authentication credentials found in request"}`)
		return
	case p.Has("scope") || !strings.HasPrefix(req.FormValue("scope"), "WorldCatMetadataAPI"):
		w.WriteHeader(403)
		fmt.Fprintf(w, `{"code":403,"message":"Invalid scope(s): %s (%[1]s) [Invalid service specified, Not on key]"}`, req.FormValue("scope"))
		return
	case p.Has("broken"):
		fmt.Fprint(w, `{"token_type":"bearer"}`)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	token := fmt.Sprintf("tk_SomeToken%04d", len(s.tokens))
	s.tokens = append(s.tokens, token)
	s.valid[token] = true
	seconds := "1199"
	if p.Has("soon") {
		seconds = "30"
	}
	if p.Has("text") {
		seconds = `"` + seconds + `"`
	}
	fmt.Fprintf(w, `{"access_token":%q,"token_type":"bearer","expires_in":%s,"principalID":"","principalIDNS":"","scopes":"WorldCatMetadataAPI","contextInstitutionId":"1","expires_at":"2026-11-25 18:45:29Z"}`, token, seconds)
}

// current gives the current numbers, not in the order of the question. Of the
// plan it reads
//
//	number    numbers are numbers, not text
//	short     the last number asked for is left out, if there are several
//	dumb      the number 404 is always left out
//	foreign   one is answered that was not asked for
//	twice     each is answered twice;  differs: and not the same
//	letters   what is answered is no number
//	refuses   a question with the number 300 is refused;  unfound: as if it were not there
//	nobody    every question is
func (s *Server) current(w http.ResponseWriter, req *http.Request, p *apitest.Plan) {
	s.mu.Lock()
	ok := s.valid[strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")]
	s.mu.Unlock()
	if !ok {
		s.fault(w, req, "expired")
		return
	}
	asked := strings.Split(req.URL.Query().Get("oclcNumbers"), ",")
	if len(asked) > 10 {
		writeError(w, 400, "INVALID_QUERY_PARAMETER_VALUES", "too many numbers", "at most 10")
		return
	}
	bad := slices.Contains(asked, "300")
	switch {
	case p.Has("nobody"), p.Has("refuses") && bad:
		writeError(w, 400, "INVALID_QUERY_PARAMETER_VALUES", "Validation Failure", "a number is not valid")
		return
	case p.Has("unfound") && bad:
		w.WriteHeader(404)
		return
	}
	if p.Has("short") && len(asked) > 1 {
		asked = asked[:len(asked)-1]
	}
	slices.Reverse(asked)
	if p.Has("foreign") {
		asked = append(asked, "999999")
	}
	if p.Has("twice") || p.Has("differs") {
		asked = append(asked, asked...)
	}
	pairs := []map[string]any{}
	for i, n := range asked {
		if p.Has("dumb") && n == "404" {
			continue
		}
		var now any
		if found := s.find(n); found != "" {
			now = found
		}
		switch {
		case p.Has("letters"):
			now = "none"
		case p.Has("differs") && i >= len(asked)/2:
			now = "1"
		case p.Has("number") && now != nil:
			now = json.Number(now.(string))
		}
		pairs = append(pairs, map[string]any{"requested": n, "current": now})
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"controlNumbers": pairs}); err != nil {
		panic(err)
	}
}

// fault answers with a fault. Those that are worth another try say that it may
// come at once.
func (s *Server) fault(w http.ResponseWriter, req *http.Request, fault string) {
	w.Header().Set("Retry-After", "0")
	switch fault {
	case "expired": // the token is not taken any more
		s.mu.Lock()
		delete(s.valid, strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "))
		s.mu.Unlock()
		w.WriteHeader(401)
		fmt.Fprint(w, `{"code":{"value":"401","type":"http"},"message":"Unauthorized"}`)
	case "echo": // the token, in an error
		writeError(w, 400, "INVALID", "wrong", req.Header.Get("Authorization"))
	case "forbidden":
		writeError(w, 403, "FORBIDDEN", "Forbidden", "the scope manage_bibs is not on the key")
	case "second":
		writeError(w, 429, "TOO_MANY_REQUESTS", "Too many requests", "slow down")
	case "down":
		w.WriteHeader(503)
	case "conflict":
		writeError(w, 409, "CONFLICT", "Conflict", "the numbers conflict")
	case "cut":
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"controlNumbers":[`)
	case "half":
		fmt.Fprint(w, `{"controlNumbers":[`)
	case "html":
		fmt.Fprint(w, "<!DOCTYPE html><html><body>Maintenance</body></html>")
	case "html404":
		w.WriteHeader(404)
		fmt.Fprint(w, "<!DOCTYPE html><html><body>Not here</body></html>")
	case "list":
		fmt.Fprint(w, `[1,2]`)
	case "nothing":
		fmt.Fprint(w, `{"controlNumbers":null}`)
	case "redirect":
		http.Redirect(w, req, "https://login.example.org/", http.StatusFound)
	default:
		panic("no fault " + fault)
	}
}

func writeError(w http.ResponseWriter, status int, kind, title, detail string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"type":%q,"title":%q,"detail":%q}`, kind, title, detail)
}

// Sample finds 100 (its own current number), 200 (merged into 201), 201, 202
// (merged into 100); it does not know 300.
func Sample(number string) string {
	switch number {
	case "200":
		return "201"
	case "202":
		return "100"
	case "300":
		return ""
	}
	return number
}
