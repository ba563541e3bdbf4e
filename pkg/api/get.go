package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"
)

// Tries is how often a question is asked before the command ends.
const Tries = 5

const (
	maxWait   = 10 * time.Minute // longer than that a person is told to come back
	timeout   = 5 * time.Minute  // of one try: a report over a whole Network Zone takes minutes to begin
	maxAnswer = 64 << 20         // bytes
	maxText   = 400              // characters of a message with a server's text
	slowest   = rate.Limit(0.5)  // requests a second: each answer that we are too fast halves the pace
)

// Get asks for an address, up to five times. The error is a Fault if the answer
// is no good one.
func (c *Client) Get(address string) (Answer, error) { return c.get(address, true) }

// GetNext is Get for an address at which each request gives what follows the
// answer before, such as the next page of a report. An answer that got lost is
// not given again, so the only one that is tried again is one that the server
// refused for its pace.
func (c *Client) GetNext(address string) (Answer, error) { return c.get(address, false) }

func (c *Client) get(address string, repeatable bool) (Answer, error) {
	if fault := c.usedUp(); fault != nil {
		return Answer{}, fault
	}
	req, err := retryablehttp.NewRequestWithContext(c.ctx, http.MethodGet, address, nil)
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Accept", c.Accept)
	answer := Answer{Address: address}
	var fault *Fault
	client := retryablehttp.Client{
		HTTPClient: c.http, RetryMax: Tries - 1, RetryWaitMin: c.Wait, RetryWaitMax: maxWait,
		Backoff:      retryablehttp.DefaultBackoff, // Retry-After wins
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		CheckRetry: func(ctx context.Context, resp *http.Response, err error) (bool, error) {
			fault = c.judged(ctx, &answer, resp, err)
			tooFast := answer.Status == http.StatusTooManyRequests
			return fault != nil && fault.Kind == Again && (repeatable || tooFast), nil
		},
	}
	resp, err := client.Do(req)
	if resp != nil {
		err = cmp.Or(err, resp.Body.Close())
	}
	switch {
	case c.ctx.Err() != nil:
		return Answer{}, errInterrupted
	case fault != nil:
		return answer, fault
	}
	return answer, err
}

// usedUp is that no further request is to be sent today.
func (c *Client) usedUp() *Fault {
	text := "the day's requests are used up"
	switch {
	case !c.left.told, c.left.n > 0 && c.left.n >= c.Leave:
		return nil
	case c.left.n < c.Leave:
		text = fmt.Sprintf("%d of the day's requests are left, and --leave %d is to leave more to others", c.left.n, c.Leave)
	}
	return &Fault{Kind: Stop, Text: text, When: "after midnight"}
}

var errInterrupted = &Fault{Kind: Stop, Text: "interrupted"}

// judged reads the answer to one try into a, and says what is wrong with it.
func (c *Client) judged(ctx context.Context, a *Answer, resp *http.Response, err error) *Fault {
	a.Status = 0
	if err == nil {
		a.Status = resp.StatusCode
		if n, err := strconv.Atoi(resp.Header.Get("X-Exl-Api-Remaining")); err == nil {
			c.left = quota{true, max(n, 0)}
		}
		a.Body, err = io.ReadAll(http.MaxBytesReader(nil, resp.Body, maxAnswer))
		a.Fetched = time.Now().UTC().Truncate(time.Second)
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return &Fault{Text: c.server.Host + " sends more than 64 MiB for one question; give a smaller --batch"}
		}
		if err != nil {
			return &Fault{Kind: Again, Text: "the answer of " + c.server.Host + " is cut short"}
		}
	}
	if err != nil {
		return c.noAnswer(ctx, err)
	}
	fault := c.Judge(*a)
	switch {
	case fault != nil:
		fault.Text = c.clean(fault.Text)
	case c.holdsSecret(a.Body):
		return &Fault{Text: "the answer of " + c.server.Host + " repeats the key; nothing of it is kept"}
	}
	if a.Status == http.StatusTooManyRequests {
		now := c.pace.Limit()
		c.pace.SetLimit(min(now, max(now/2, slowest)))
	}
	if wait := retryablehttp.DefaultBackoff(0, 0, 0, resp); fault != nil && fault.Kind == Again && wait > maxWait {
		when := time.Now().Add(wait).Format("2006-01-02 15:04")
		return &Fault{Kind: Stop, Text: fault.Text, When: "after " + when + ", as the server asks"}
	}
	return fault
}

// noAnswer is a try that ended without an answer.
func (c *Client) noAnswer(ctx context.Context, err error) *Fault {
	if fault, ok := errors.AsType[*Fault](err); ok { // of Sign or sameServer
		fault.Text = c.clean(fault.Text)
		return fault
	}
	again, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err) // no: a false certificate and the like
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err // without the address, which may be 4,000 characters long
	}
	why := "no answer from " + c.server.Host + ": "
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		why += "it takes too long"
	} else {
		why += err.Error()
	}
	fault := &Fault{Text: c.clean(why)}
	if again {
		fault.Kind = Again
	}
	return fault
}

// Status is what the status and the form of an answer say, for a Judge that sees
// nothing better. said is the server's own text, "" if there is none; whole tells
// whether a body is a whole one in the format, such as XML.
func Status(a Answer, said, format string, whole func([]byte) bool) *Fault {
	page := isPage(a.Body)
	switch {
	case a.Status == http.StatusOK && page:
		return &Fault{Kind: Again, Text: "the server sends a web page instead of " + format + "; is its address right, or is it at rest?"}
	case a.Status == http.StatusOK && !whole(a.Body):
		return &Fault{Kind: Again, Text: "the answer is cut short, or no " + format}
	case a.Status == http.StatusOK:
		return nil
	case page:
		said = "a web page instead of " + format
	}
	text := fmt.Sprintf("the server answers HTTP %d", a.Status)
	if name := http.StatusText(a.Status); name != "" {
		text += ", " + name
	}
	if said != "" {
		text += ": " + said
	}
	switch s := a.Status; {
	case s == http.StatusRequestEntityTooLarge, s == http.StatusRequestURITooLong, s == http.StatusRequestHeaderFieldsTooLarge:
		return &Fault{Kind: TooLong, Text: text + "; give a smaller --batch"}
	case s == http.StatusTooManyRequests, s == http.StatusRequestTimeout, s >= 500:
		return &Fault{Kind: Again, Text: text}
	case s == http.StatusNotFound:
		text += "; is the address of the server right?"
	}
	return &Fault{Text: text}
}

// isPage tells whether a body is a web page: that of a gateway, a login, or a
// notice that the server is at rest.
func isPage(body []byte) bool {
	start := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 1000)]))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.Contains(start, []byte("<html"))
}

// clean is text for the error line: short, on one line, and without the key.
func (c *Client) clean(text string) string {
	for _, s := range c.Secrets() {
		text = strings.ReplaceAll(text, s, "(the key)")
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if cut := []rune(text); len(cut) > maxText {
		text = string(cut[:maxText]) + "…"
	}
	return text
}

func (c *Client) holdsSecret(body []byte) bool {
	return slices.ContainsFunc(c.Secrets(), func(s string) bool { return bytes.Contains(body, []byte(s)) })
}

// send sends a request when it is its turn.
func (c *Client) send(req *http.Request) (*http.Response, error) {
	if err := c.pace.Wait(req.Context()); err != nil {
		return nil, err
	}
	c.requests++
	return c.next.RoundTrip(req)
}

// sameServer refuses to follow the server to another one, which would get the
// key.
func sameServer(req *http.Request, via []*http.Request) error {
	from := via[0].URL
	switch {
	case req.URL.Host != from.Host || req.URL.Scheme != from.Scheme:
		return &Fault{Text: fmt.Sprintf("%s sends us on to %s://%s, which must not get the key; is the address of the server right?", from.Host, req.URL.Scheme, req.URL.Host)}
	case len(via) > 5:
		return &Fault{Text: from.Host + " sends us round in circles; is the address of the server right?"}
	}
	return nil
}

// loopback tells whether host is this computer.
func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
