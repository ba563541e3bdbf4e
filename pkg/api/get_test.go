package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"datasync/pkg/cli"
)

const secret = "l7xxsecret"

// A fake is a server that gives these answers one after the other, the last
// again and again.
type fake struct {
	answers []func() (*http.Response, error)
	times   []time.Time
}

func (f *fake) RoundTrip(*http.Request) (*http.Response, error) {
	f.times = append(f.times, time.Now())
	return f.answers[min(len(f.times), len(f.answers))-1]()
}

func status(code int, body string, headers ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		h := make(http.Header)
		for i := 0; i < len(headers); i += 2 {
			h.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func cut() (*http.Response, error) {
	r, err := status(200, "")()
	r.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
	return r, err
}

func lost() (*http.Response, error) { return nil, errors.New("connection reset, key " + secret) }

// client is a client of f with a Judge that knows the status only.
func client(t *testing.T, f *fake, flags Flags, rate float64, leave int) *Client {
	t.Helper()
	c, err := flags.Client(new(cli.Env), Service{
		Server: "https://alma.example.org", Rate: rate, Leave: leave, Accept: "application/xml",
		Wait:    2 * time.Second,
		Judge:   func(a Answer) *Fault { return Status(a, string(a.Body), "XML", func([]byte) bool { return true }) },
		Secrets: func() []string { return []string{secret} },
		Sign:    func(next http.RoundTripper) http.RoundTripper { return next },
	})
	if err != nil {
		t.Fatal(err)
	}
	c.next = f
	return c
}

type answers = []func() (*http.Response, error)

// How often, how long, and what is said at the end.
func TestGet(t *testing.T) {
	good := status(200, "good")
	for _, tt := range []struct {
		what    string
		answers answers
		next    bool // GetNext
		tries   int
		took    time.Duration
		want    string // the answer, or what is wrong
		kind    Kind
	}{
		{what: "good", answers: answers{good}, tries: 1, want: "good"},
		{what: "growing waits", answers: answers{status(503, "")}, tries: 5, took: 30 * time.Second,
			want: "the server answers HTTP 503, Service Unavailable", kind: Again},
		{what: "Retry-After wins", answers: answers{status(503, "", "Retry-After", "7"), status(429, "", "Retry-After", "9"), good}, tries: 3, took: 16 * time.Second, want: "good"},
		{what: "Retry-After too long", answers: answers{status(429, "", "Retry-After", "3600")}, tries: 1,
			want: "the server answers HTTP 429, Too Many Requests", kind: Stop},
		{what: "as long as may be waited", answers: answers{status(503, "", "Retry-After", "600"), good}, tries: 2, took: maxWait, want: "good"},
		{what: "cut short", answers: answers{cut, good}, tries: 2, took: 2 * time.Second, want: "good"},
		{what: "always cut short", answers: answers{cut}, tries: 5, took: 30 * time.Second,
			want: "the answer of alma.example.org is cut short", kind: Again},
		{what: "a lost connection", answers: answers{lost, lost, good}, tries: 3, took: 6 * time.Second, want: "good"},
		{what: "no connection", answers: answers{lost}, tries: 5, took: 30 * time.Second,
			want: "no answer from alma.example.org: connection reset, key (the key)", kind: Again},
		{what: "too slow", answers: answers{func() (*http.Response, error) { return nil, context.DeadlineExceeded }}, tries: 5, took: 30 * time.Second,
			want: "no answer from alma.example.org: it takes too long", kind: Again},
		{what: "a wrong question", answers: answers{status(400, "say\n"+secret)}, tries: 1,
			want: "the server answers HTTP 400, Bad Request: say (the key)"},
		{what: "too long", answers: answers{status(431, "")}, tries: 1,
			want: "the server answers HTTP 431, Request Header Fields Too Large; give a smaller --batch", kind: TooLong},
		{what: "the key in the answer", answers: answers{status(200, "x"+secret)}, tries: 1,
			want: "the answer of alma.example.org repeats the key; nothing of it is kept"},
		{what: "more than 64 MiB", answers: answers{status(200, strings.Repeat("x", maxAnswer+1))}, tries: 1,
			want: "alma.example.org sends more than 64 MiB for one question; give a smaller --batch"},
		{what: "64 MiB", answers: answers{status(200, strings.Repeat("x", maxAnswer))}, tries: 1, want: strings.Repeat("x", maxAnswer)},
		{what: "as long a text as is shown", answers: answers{status(400, strings.Repeat("x", 358))}, tries: 1,
			want: "the server answers HTTP 400, Bad Request: " + strings.Repeat("x", 358)},
		{what: "a long text", answers: answers{status(400, strings.Repeat("x", 500))}, tries: 1,
			want: "the server answers HTTP 400, Bad Request: " + strings.Repeat("x", 358) + "…"},
		// What follows a lost page is not that page.
		{what: "a lost page", answers: answers{cut, good}, next: true, tries: 1, want: "the answer of alma.example.org is cut short", kind: Again},
		{what: "a page refused for the pace", answers: answers{status(429, ""), good}, next: true, tries: 2, took: 2 * time.Second, want: "good"},
	} {
		synctest.Test(t, func(t *testing.T) {
			f, start := &fake{answers: tt.answers}, time.Now()
			c := client(t, f, Flags{}, 1e6, 0)
			get := c.Get
			if tt.next {
				get = c.GetNext
			}
			a, err := get("https://alma.example.org/x")
			got, kind := string(a.Body), Final
			if fault, ok := errors.AsType[*Fault](err); ok {
				got, kind = fault.Text, fault.Kind
			}
			took := time.Since(start).Round(time.Second)
			if got != tt.want || kind != tt.kind || len(f.times) != tt.tries || took != tt.took {
				t.Errorf("%s: %.500q, kind %d after %d tries and %v; want %.500q, kind %d after %d tries and %v",
					tt.what, got, kind, len(f.times), took, tt.want, tt.kind, tt.tries, tt.took)
			}
		})
	}
}

// Ten a second; and half as many after the server found that too many, but never more
// than was asked for.
func TestPace(t *testing.T) {
	for _, tt := range []struct {
		rate          float64
		before, after time.Duration // of ten requests more
	}{
		{10, time.Second, 2 * time.Second},
		{0.6, 16667 * time.Millisecond, 20 * time.Second},
		{0.2, 50 * time.Second, 50 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{answers: answers{status(200, "")}}
			c := client(t, f, Flags{}, tt.rate, 0)
			get := func(n int) time.Duration {
				start := time.Now()
				for range n {
					if _, err := c.Get("https://alma.example.org/x"); err != nil {
						t.Fatal(err)
					}
				}
				return time.Since(start).Round(time.Millisecond)
			}
			get(1)
			before := get(10)
			f.answers = append(f.answers, status(200, ""))
			f.answers[0], f.times = status(429, "", "Retry-After", "0"), nil
			get(1)
			if after := get(10); before != tt.before || after != tt.after {
				t.Errorf("10 requests at %v a second took %v, and after a refusal %v; want %v, %v", tt.rate, before, after, tt.before, tt.after)
			}
		})
	}
}

// Ctrl-C while it waits.
func TestInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, start := &fake{answers: answers{status(503, "")}}, time.Now()
		c := client(t, f, Flags{}, 10, 0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c.ctx = ctx
		_, err := c.Get("https://alma.example.org/x")
		if err != error(errInterrupted) || time.Since(start) != time.Second || len(f.times) != 1 {
			t.Errorf("%v after %v and %d tries", err, time.Since(start), len(f.times))
		}
	})
}

// When no further request is sent: what the server tells is left, and what is to be
// left to others. Of a day that is overdrawn Alma tells negative numbers.
func TestLeave(t *testing.T) {
	const used, leave = "the day's requests are used up", "%s of the day's requests are left, and --leave %d is to leave more to others"
	for _, tt := range []struct {
		told  string
		leave int
		want  string // of the second request
	}{
		{"", 10, ""},
		{"many", 10, ""},
		{"10", 10, ""},
		{"9", 10, fmt.Sprintf(leave, "9", 10)},
		{"1", 0, ""},
		{"1", 1, ""},
		{"0", 1, fmt.Sprintf(leave, "0", 1)},
		{"0", 0, used},
		{"-1", 0, used},
		{"-1", 1, fmt.Sprintf(leave, "0", 1)},
		{"-4000", 10000, fmt.Sprintf(leave, "0", 10000)},
	} {
		f := &fake{answers: answers{status(200, "", "X-Exl-Api-Remaining", tt.told)}}
		c := client(t, f, Flags{}, 1e6, tt.leave)
		if _, err := c.Get("https://alma.example.org/x"); err != nil {
			t.Fatal(err)
		}
		_, err := c.Get("https://alma.example.org/x")
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != tt.want || len(f.times) != map[bool]int{true: 2, false: 1}[tt.want == ""] {
			t.Errorf("%s are left, --leave %d: %q after %d requests; want %q", tt.told, tt.leave, got, len(f.times), tt.want)
		}
	}
}

func TestServer(t *testing.T) {
	for _, tt := range []struct {
		address string
		ok      bool
	}{
		{"https://api-ca.hosted.exlibrisgroup.com", true},
		{"https://proxy.example.org/alma/", true},
		{"http://localhost:80", true},
		{"http://127.0.0.1:80", true},
		{"http://127.9.9.9:80", true},
		{"http://[::1]:80", true},
		{"http://127.0.0.1.example.org", false},
		{"http://localhost.example.org", false},
		{"http://10.0.0.1", false},
		{"ftp://127.0.0.1", false},
		{"https://user:password@example.org", false},
		{"https://example.org/?apikey=x", false},
		{"https://example.org/#x", false},
		{"https://", false},
		{"example.org", false},
		{"", false},
		{"https://a b", false},
	} {
		if _, err := Server(tt.address); (err == nil) != tt.ok {
			t.Errorf("Server(%q): %v", tt.address, err)
		}
	}
}

func TestIsPage(t *testing.T) {
	for _, tt := range []struct {
		body string
		want bool
	}{
		{"<!DOCTYPE html>", true},
		{"\n <!-- x --><HTML lang='en'>", true},
		{"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", true},
		{"<bibs/>", false},
		{"{}", false},
		{"", false},
		{strings.Repeat(" ", 2000) + "<html", false},
	} {
		if got := isPage([]byte(tt.body)); got != tt.want {
			t.Errorf("isPage(%q) = %t", tt.body, got)
		}
	}
}

// The key goes to no other server.
func TestSameServer(t *testing.T) {
	const from = "https://alma.example.org/almaws"
	for _, tt := range []struct {
		to   string
		hops int
		ok   bool
	}{
		{"https://alma.example.org/other", 1, true},
		{"https://alma.example.org/other", 5, true},
		{"https://alma.example.org/other", 6, false},
		{"https://login.example.org/", 1, false},
		{"https://alma.example.org:8443/", 1, false},
		{"https://alma.example.org.evil.org/", 1, false},
		{"http://alma.example.org/almaws", 1, false},
	} {
		request := func(address string) *http.Request {
			req, err := http.NewRequest(http.MethodGet, address, nil)
			if err != nil {
				t.Fatal(err)
			}
			return req
		}
		if err := sameServer(request(tt.to), slices.Repeat([]*http.Request{request(from)}, tt.hops)); (err == nil) != tt.ok {
			t.Errorf("to %s after %d hops: %v", tt.to, tt.hops, err)
		}
	}
}

// Who is interrupted while it waits for its turn sends nothing.
func TestSendInterrupted(t *testing.T) {
	f := &fake{answers: answers{status(200, "")}}
	c := client(t, f, Flags{}, 10, 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://alma.example.org/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.send(req); !errors.Is(err, context.Canceled) || len(f.times) != 0 || c.requests != 0 {
		t.Errorf("%v after %d requests, %d counted", err, len(f.times), c.requests)
	}
}
