// Package almaapi asks Ex Libris Alma about records: for
// their rows of an Analytics report, and for the records as they are now.
//
// The protocol is that of developers.exlibrisgroup.com: "Working with Analytics
// REST APIs", "Retrieve Bibs".
package almaapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"datasync/pkg/api"
	"datasync/pkg/cli"
	"datasync/pkg/column"
	"datasync/pkg/count"
	"datasync/pkg/mms"
)

// Access is the flags of the commands that ask Alma.
type Access struct {
	api.Flags
	Region string  `enum:",na,eu,ap,ca,cn" default:"" placeholder:"na|eu|ap|ca|cn" help:"Ask Alma's server of this region; OCUL's is ca."`
	Server string  `placeholder:"URL" help:"Ask this server."`
	Rate   float64 `default:"10" placeholder:"N" help:"Send at most N requests a second (default: 10)."`
	Leave  int     `default:"10000" placeholder:"N" help:"Stop when fewer than N of the day's requests are left (default: 10000)."`
}

// An Asker asks for records, batch at a time: Bibs, or a Report's Rows.
type Asker func(c *api.Client, ids []mms.ID, batch int) (*Records, error)

// Ask asks for the records of a table, once each, and writes what came and the
// ids of the missing ones. permission is what the key must allow, as Ex Libris
// calls it: Analytics or Bibs. sent says how much was asked for.
func (a *Access) Ask(env *cli.Env, permission string, ask Asker, batch int, table, missing string) (n Count, sent string, err error) {
	client, err := a.Connect(env, permission)
	if err != nil {
		return n, "", err
	}
	in, err := env.Table(table)
	if err != nil {
		return n, "", err
	}
	ids, err := readIDs(in)
	if err != nil {
		return n, "", err
	}
	out, lost := env.Output(), env.Create(missing)
	records, err := ask(client, ids, batch)
	if err != nil {
		return n, "", err
	}
	n, err = records.Write(ids, out, lost)
	if n.NotRead > 0 {
		env.Warn("%s could not be read, record %v first: %s; its row says so in the column %q", count.Of(n.NotRead, "record"), n.first, n.why, column.NotRead)
	}
	switch wrong := records.wrongZone(n); {
	case err != nil || wrong == nil:
	case n.Records() < few:
		env.Warn("%v", wrong)
	default:
		err = cmp.Or(client.Forget(), wrong)
	}
	return n, client.Sent(), err
}

// Connect makes the client of a command; permission is as for Ask.
func (a *Access) Connect(env *cli.Env, permission string) (*api.Client, error) {
	server := a.Server
	switch {
	case (a.Server == "") == (a.Region == ""):
		return nil, cli.Usagef("give --region or --server, one of them")
	case a.Server == "":
		server = "https://api-" + a.Region + ".hosted.exlibrisgroup.com"
	}
	secrets, err := a.Secrets(env, "ALMA_API_KEY")
	if err != nil {
		return nil, err
	}
	return a.Client(env, a.service(server, secrets[0], permission))
}

func (a *Access) service(server, key, permission string) api.Service {
	return api.Service{
		Server: server, Rate: a.Rate, Leave: a.Leave,
		Accept:  "application/xml",
		Wait:    2 * time.Second,
		Judge:   func(answer api.Answer) *api.Fault { return judge(answer, permission) },
		Secrets: func() []string { return []string{key} },
		Sign: func(next http.RoundTripper) http.RoundTripper {
			return api.Transport(func(req *http.Request) (*http.Response, error) {
				req = req.Clone(req.Context()) // a transport leaves the request as it is
				req.Header.Set("Authorization", "apikey "+key)
				return next.RoundTrip(req)
			})
		},
	}
}

// Alma's own codes of errors.
const (
	codeNoMoreRows = "420033" // a page of a report after the last
	codeInvalidID  = "402203" // an MMS ID that is not there, or not any more
	codeNoNumber   = "402204" // an MMS ID that is none
)

// longAddress is where an address begins to be long, in bytes: the request with
// 12 ids that a consortium sends each week has 2,136.
const longAddress = 2000

// judge says what is wrong with an answer of Alma.
func judge(a api.Answer, permission string) *api.Fault {
	code, said := almaError(a.Body)
	noKey := a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden
	fault := &api.Fault{Code: code, Text: "Alma says: " + said}
	switch {
	case noKey || code == "UNAUTHORIZED":
		fault.Text = fmt.Sprintf("Alma does not let this key in: %s; the key needs the read-only permission %q, of the account of the records' zone",
			cmp.Or(said, fmt.Sprintf("HTTP %d", a.Status)), permission)
	case a.Status == http.StatusTooManyRequests && bytes.Contains(bytes.ToUpper(a.Body), []byte("DAILY")):
		fault.Kind, fault.Text, fault.When = api.Stop, "the day's requests are used up", "after midnight"
	case code == codeInvalidID || code == codeNoNumber:
		fault.Kind = api.Refused
	case code == "401652" || code == "GENERAL_ERROR" || code == "INTERNAL_SERVER_ERROR" || code != "" && a.Status >= 429:
		fault.Kind = api.Again
	case code != "":
	case a.Status == http.StatusBadRequest && len(a.Address) > longAddress:
		fault.Kind, fault.Text = api.TooLong, "the server answers HTTP 400 to a long address; give a smaller --batch"
	default:
		return api.Status(a, "", "XML", whole)
	}
	return fault
}

// whole tells an answer that can be read; a list of records also if it breaks off, since
// one of them may be why: see getBibs.
func whole(body []byte) bool { return isBibs(legible(body)) || wellFormed(body) }

// wellFormed tells a whole answer from one that is cut short, be it between two
// elements.
func wellFormed(body []byte) bool { return xml.Unmarshal(legible(body), new(struct{})) == nil }

// A wrong is an error that Alma tells.
type wrong struct {
	Code     text `xml:"errorCode" json:"errorCode"`
	Message  text `xml:"errorMessage" json:"errorMessage"`
	Tracking text `xml:"trackingId" json:"trackingId"`
}

// A text is text, in JSON perhaps a number, or null.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(raw []byte) error {
	*t = text(raw) // a number stays as it stands there
	if raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(t))
	}
	if *t == "null" {
		*t = ""
	}
	return nil
}

func (t text) trim() string { return strings.TrimSpace(string(t)) }

// errorsOf reads the errors that an answer tells, in XML or, as the gateway before
// Alma does, in JSON. ok is false of any other answer.
func errorsOf(body []byte) (all []wrong, ok bool) {
	var inXML struct {
		XMLName xml.Name `xml:"web_service_result"`
		Errors  []wrong  `xml:"errorList>error"`
	}
	if xml.Unmarshal(legible(body), &inXML) == nil {
		return inXML.Errors, true
	}
	var inJSON struct {
		Exist bool `json:"errorsExist"`
		List  *struct {
			Errors json.RawMessage `json:"error"`
		} `json:"errorList"`
	}
	if json.Unmarshal(body, &inJSON) != nil || !inJSON.Exist && inJSON.List == nil {
		return nil, false
	}
	if inJSON.List != nil && json.Unmarshal(inJSON.List.Errors, &all) != nil {
		var one wrong // a list of one, to some of its servers
		if json.Unmarshal(inJSON.List.Errors, &one) == nil {
			all = []wrong{one}
		}
	}
	return all, true
}

// almaError reads the first error of an answer: its code, "" if there is none,
// and what is said of it.
func almaError(body []byte) (code, said string) {
	all, ok := errorsOf(body)
	switch {
	case !ok:
		return "", ""
	case len(all) == 0:
		return "unknown", "an error without a code"
	}
	e := all[0]
	detail := []string{cmp.Or(e.Code.trim(), "unknown")}
	if tracking := e.Tracking.trim(); tracking != "" {
		detail = append(detail, "tracking id "+tracking)
	}
	return detail[0], fmt.Sprintf("%s (%s)", e.Message.trim(), strings.Join(detail, ", "))
}

// isFault tells whether err is a Fault with one of these codes.
func isFault(err error, codes ...string) bool {
	fault, ok := errors.AsType[*api.Fault](err)
	return ok && slices.Contains(codes, fault.Code)
}
