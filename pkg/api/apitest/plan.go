// Package apitest is what the servers for tests share: a plan, which the address
// tells. In
//
//	http://127.0.0.1:PORT/resume/2:daily,bare/almaws/v1/bibs?mms_id=…
//
// "resume" is a name that lets the tests that use one server count apart, and
// "2:daily,bare" is the plan: the second request finds the fault daily, and
// answers are bare, whatever that is to the server. "3-:down" is from the third
// request on, "longest=800" is a word with a number, "-" is no plan.
package apitest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Plans are the plans of a server. The zero Plans has none yet.
type Plans struct {
	mu  sync.Mutex
	all map[string]*Plan
}

// A Plan is what an address tells a server to do, and what it was asked so far.
type Plan struct {
	sync.Mutex          // held while a request is answered
	Requests   int      // so far, this one included
	asked      []string // their addresses, in order
	words      []string
}

// Take counts a request, and returns its plan, locked, and the path after it. It
// is nil if the address has no plan.
func (ps *Plans) Take(req *http.Request) (p *Plan, path string) {
	parts := strings.SplitN(strings.TrimPrefix(req.URL.Path, "/"), "/", 3)
	if len(parts) < 3 {
		return nil, ""
	}
	p = ps.plan(parts[0] + "/" + parts[1])
	p.Lock()
	p.Requests++
	p.asked = append(p.asked, req.URL.String())
	return p, parts[2]
}

// Asked is the addresses that were asked for under a name and plan, such as
// "resume/2:daily".
func (ps *Plans) Asked(name string) []string {
	p := ps.plan(name)
	p.Lock()
	defer p.Unlock()
	return p.asked
}

func (ps *Plans) plan(name string) *Plan {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.all[name]
	if p == nil {
		_, words, _ := strings.Cut(name, "/")
		p = &Plan{words: strings.Split(words, ",")}
		if ps.all == nil {
			ps.all = make(map[string]*Plan)
		}
		ps.all[name] = p
	}
	return p
}

// Has tells whether a word is in the plan.
func (p *Plan) Has(word string) bool { return slices.Contains(p.words, word) }

// Value is N of the word "NAME=N".
func (p *Plan) Value(name string) (int, bool) {
	for _, w := range p.words {
		if text, ok := strings.CutPrefix(w, name+"="); ok {
			n, err := strconv.Atoi(text)
			return n, err == nil
		}
	}
	return 0, false
}

// Fault is that of the request of now, "" for none: of "3:down" if it is the
// third, of "3-:down" from the third on.
func (p *Plan) Fault() string {
	for _, word := range p.words {
		when, fault, _ := strings.Cut(word, ":")
		from, open := strings.CutSuffix(when, "-")
		n, err := strconv.Atoi(from)
		if err == nil && (n == p.Requests || open && n < p.Requests) {
			return fault
		}
	}
	return ""
}
