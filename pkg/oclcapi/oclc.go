// Package oclcapi asks OCLC's WorldCat Metadata API which numbers are current.
//
// The protocol is that of developer.api.oclc.org, "WorldCat Metadata API 2.0":
// a token for key and secret, then GET manage/bibs/current.
package oclcapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"datasync/pkg/api"
	"datasync/pkg/cli"
)

// Access is the flags of the commands that ask OCLC.
type Access struct {
	api.Flags
	Server string  `default:"https://metadata.api.oclc.org/worldcat" placeholder:"URL" help:"Ask this server (default: OCLC's)."`
	Tokens string  `default:"https://oauth.oclc.org/token" placeholder:"URL" help:"Get the token there (default: OCLC's)."`
	Scope  string  `default:"WorldCatMetadataAPI" placeholder:"TEXT" help:"What the token is for; a key of several institutions needs \"WorldCatMetadataAPI context:ID\" too."`
	Rate   float64 `default:"2" placeholder:"N" help:"Send at most N requests a second (default: 2)."`
}

// Client makes the client of a command.
func (a *Access) Client(env *cli.Env) (*api.Client, error) {
	secrets, err := a.Secrets(env, "OCLC_KEY", "OCLC_SECRET")
	if err != nil {
		return nil, err
	}
	if _, err := api.Server(a.Tokens); err != nil {
		return nil, err
	}
	return a.Flags.Client(env, a.service(secrets[0], secrets[1]))
}

func (a *Access) service(key, secret string) api.Service {
	t := newTokens(a.Tokens, a.Scope, key, secret)
	return api.Service{
		Server: a.Server, Rate: a.Rate,
		Accept:  "application/json",
		Wait:    2 * time.Second,
		Judge:   judge,
		Secrets: t.secrets,
		Sign: func(next http.RoundTripper) http.RoundTripper {
			t.next = next
			return t
		},
	}
}

// judge says what is wrong with an answer of OCLC.
func judge(a api.Answer) *api.Fault {
	said := said(a.Body)
	if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden {
		return noEntry(a.Status, said)
	}
	fault := api.Status(a, said, "JSON", json.Valid)
	if isRefusal := a.Status == http.StatusBadRequest || a.Status == http.StatusNotFound; isRefusal && (len(a.Body) == 0 || json.Valid(a.Body)) {
		fault.Kind = api.Refused // OCLC's word about a number; a page is a wrong address's
	}
	return fault
}

func noEntry(status int, said string) *api.Fault {
	return &api.Fault{Text: fmt.Sprintf("OCLC does not let this key in: %s; the key needs the WorldCat Metadata API, or another --scope",
		cmp.Or(said, fmt.Sprintf("HTTP %d", status)))}
}

// said is what OCLC says of an error, "" if that is not to be read.
func said(body []byte) string {
	var e struct {
		Title, Detail string // of the Metadata API
		Message       string // of the tokens
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	parts := []string{e.Title, e.Detail, e.Message}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ": ")
}
