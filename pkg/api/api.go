// Package api holds what the commands that ask a server share: the key, the
// pace, the retries, the answers that are kept, and how such a command ends
// before the end.
//
// A command asks for many ids, some at a time:
//
//	Batches    cuts the ids into batches, shows the progress, halves a batch
//	           that the server refuses, says how far it came when it is stopped
//	  Once     one question: answered from --answers, else asked and kept there
//	    Get    one request: paced, tried up to five times, its answer judged
//
// What an answer means is the service's to say: see Judge.
package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"datasync/pkg/cli"
	"datasync/pkg/count"

	"golang.org/x/time/rate"
)

// Flags are the flags of every command that asks a server.
type Flags struct {
	KeyFile string        `placeholder:"FILE" help:"Read the key from FILE."`
	Answers string        `placeholder:"DIR" help:"Keep each answer in DIR, and do not ask again for one that is there."`
	MaxAge  time.Duration `default:"24h" placeholder:"TIME" help:"How old a kept answer may be (default: 24h)."`

	secrets []string // what was read as key, right or wrong: see Hide
}

// An Answer is what a server says to one request, or to the several requests
// for the pages of one report: Body is then these pages, one after the other.
type Answer struct {
	Address string // what was asked; it never holds the key
	Status  int
	Body    []byte
	Fetched time.Time // when it came, UTC, to the second
}

// A Kind is what becomes of the command after an answer that is no good one.
type Kind int

// The kinds of a Fault.
const (
	Final   Kind = iota // it ends, exit code 1
	Again               // it tries again, at most five times; then as Stop
	Refused             // it asks for the halves of the batch; for one id as Final, unless the asker knows better
	TooLong             // the same, and for no more at a time from then on
	Spoiled             // as Refused: an answer came, but what it says of one id makes it unreadable
	Stop                // it ends, exit code 3: the same command later goes on
)

// A Fault is an answer that is no good one, or no answer.
type Fault struct {
	Kind Kind
	Text string // what is wrong and what to do, as for the error line
	When string // of Stop: when to run again, such as "after midnight"
	Code string // the service's own code of the error, "" if it has none

	Fetched time.Time // when a question was refused: of a Kind that is kept
}

func (f *Fault) Error() string { return f.Text }

// A Judge says what is wrong with an answer; nil if nothing is.
type Judge func(Answer) *Fault

// A Service is how a server is to be asked.
type Service struct {
	Server  string  // its address, such as https://api-ca.hosted.exlibrisgroup.com
	Rate    float64 // requests a second
	Leave   int     // of the day's requests, for others
	Accept  string  // the media type wanted: application/xml or application/json
	Judge   Judge
	Wait    time.Duration   // before the second try; twice as long before each further one
	Secrets func() []string // what no message and no kept answer may hold
	// Sign is the transport that adds the key to each request and hands it on
	// to next.
	Sign func(next http.RoundTripper) http.RoundTripper
}

// A Transport is a function that is an http.RoundTripper.
type Transport func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (t Transport) RoundTrip(req *http.Request) (*http.Response, error) { return t(req) }

// A Client asks one server.
type Client struct {
	Service
	requests int // sent, retries included
	reused   int // kept answers that were not asked for again

	env     *cli.Env
	ctx     context.Context
	server  *url.URL
	http    *http.Client
	next    http.RoundTripper // what send hands requests on to
	pace    *rate.Limiter
	left    quota
	answers store
}

// A quota is how many of the day's requests are left.
type quota struct {
	told bool // by the server; else it is not known
	n    int  // never below 0, though Alma tells negative numbers of a day that is overdrawn
}

// Client makes a Client for s.
func (f *Flags) Client(env *cli.Env, s Service) (*Client, error) {
	server, err := Server(s.Server)
	if err != nil {
		return nil, err
	}
	if s.Rate <= 0 {
		return nil, cli.Usagef("--rate: %v requests a second are none; give a number above 0", s.Rate)
	}
	_, ending, _ := strings.Cut(s.Accept, "/")
	answers, err := openStore(f.Answers, ending, f.MaxAge)
	if err != nil {
		return nil, err
	}
	c := &Client{
		Service: s, env: env, ctx: context.Background(), server: server, next: http.DefaultTransport,
		pace: rate.NewLimiter(rate.Limit(s.Rate), 1), answers: answers,
	}
	c.http = &http.Client{Transport: s.Sign(Transport(c.send)), Timeout: timeout, CheckRedirect: sameServer}
	return c, nil
}

// Address is the whole address of a question.
func (c *Client) Address(path string, query url.Values) string {
	at := c.server.JoinPath(path)
	at.RawQuery = query.Encode()
	return at.String()
}

// Join lists ids in a question: "1,2".
func Join[ID any](ids []ID) string {
	var all []string
	for _, id := range ids {
		all = append(all, fmt.Sprint(id))
	}
	return strings.Join(all, ",")
}

// Server reads the address of a server, without a slash at its end. The key is
// sent there, so it is https, or on this computer.
func Server(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, cli.Usagef("%q is no address of a server; give one such as https://api-ca.hosted.exlibrisgroup.com", address)
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, cli.Usagef("%s would get the key unprotected; give an address that begins with https://", &url.URL{Scheme: u.Scheme, Host: u.Host})
	}
	return u, nil
}

// Sent says for the summary how much was asked for: "22 requests, 3 kept
// answers".
func (c *Client) Sent() string {
	sent := count.Of(c.requests, "request")
	if c.reused > 0 {
		sent += ", " + count.Of(c.reused, "kept answer")
	}
	return sent
}
