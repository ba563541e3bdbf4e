package oclcapi

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"time"

	"datasync/pkg/api"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	renewBefore  = time.Minute // a token ends
	tokenTimeout = time.Minute
)

// tokens is a transport that adds a token to each request. It gets one for key
// and secret, another a minute before that ends, and another one if the server
// does not take it. The requests come one after the other.
type tokens struct {
	config clientcredentials.Config
	http   *http.Client
	token  *oauth2.Token
	next   http.RoundTripper
}

func newTokens(address, scope, key, secret string) *tokens {
	return &tokens{
		config: clientcredentials.Config{
			ClientID: key, ClientSecret: secret, TokenURL: address, Scopes: []string{scope},
			AuthStyle: oauth2.AuthStyleInHeader,
		},
		http: &http.Client{
			// Key and secret are sent as they are: oauth2 encodes them as for an
			// address, and OCLC's secrets may hold "=" and "/".
			Transport: api.Transport(func(req *http.Request) (*http.Response, error) {
				req = req.Clone(req.Context())
				req.SetBasicAuth(key, secret)
				req.Header.Set("Accept", "application/json")
				return http.DefaultTransport.RoundTrip(req)
			}),
			Timeout:       tokenTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// secrets are key, secret, the two as they are sent, and the token.
func (t *tokens) secrets() []string {
	key, secret := t.config.ClientID, t.config.ClientSecret
	all := []string{key, secret, base64.StdEncoding.EncodeToString([]byte(key + ":" + secret))}
	if t.token != nil {
		all = append(all, t.token.AccessToken)
	}
	return all
}

// RoundTrip implements http.RoundTripper.
func (t *tokens) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.send(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	t.token = nil
	return t.send(req)
}

func (t *tokens) send(req *http.Request) (*http.Response, error) {
	if t.token == nil || !t.token.Expiry.IsZero() && time.Now().Add(renewBefore).After(t.token.Expiry) {
		token, err := t.config.Token(context.WithValue(req.Context(), oauth2.HTTPClient, t.http))
		if err != nil {
			return nil, t.fault(err)
		}
		t.token = token
	}
	req = req.Clone(req.Context())
	t.token.SetAuthHeader(req)
	return t.next.RoundTrip(req)
}

// fault is that there is no token. A request for one changes nothing, so it may
// be sent again, as part of the request that needs it.
func (t *tokens) fault(err error) error {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return &api.Fault{Kind: api.Again, Text: "no token from OCLC: " + err.Error()}
	}
	a := api.Answer{Status: refused.Response.StatusCode, Body: refused.Body}
	f := judge(a)
	switch {
	case a.Status == http.StatusBadRequest: // how OAuth calls a wrong key
		f = noEntry(a.Status, said(a.Body))
	case f == nil:
		f = &api.Fault{Kind: api.Again, Text: "it is none that can be read"}
	case f.Kind == api.Refused: // no number is
		f.Kind = api.Final
	}
	f.Text = "no token from OCLC: " + f.Text
	return f
}
