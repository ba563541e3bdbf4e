// Package almaapi asks Ex Libris Alma about records of the Network Zone: for
// their rows of an Analytics report, and for the records as they are now.
//
// The protocol is that of developers.exlibrisgroup.com: "Working with Analytics
// REST APIs", "Retrieve Bibs".
package almaapi

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"datasync/pkg/api"
	"datasync/pkg/cli"
)

// Access is the flags of the commands that ask Alma.
type Access struct {
	api.Flags
	Region string  `enum:",na,eu,ap,ca,cn" default:"" placeholder:"na|eu|ap|ca|cn" help:"Ask Alma's server of this region; OCUL's is ca."`
	Server string  `placeholder:"URL" help:"Ask this server."`
	Rate   float64 `default:"10" placeholder:"N" help:"Send at most N requests a second (default: 10)."`
	Leave  int     `default:"10000" placeholder:"N" help:"Stop when fewer than N of the day's requests are left (default: 10000)."`
}

// Client makes the client of a command. permission is what the key must allow,
// as Ex Libris calls it: Analytics or Bibs.
func (a *Access) Client(env *cli.Env, permission string) (*api.Client, error) {
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
	return a.Flags.Client(env, a.service(server, secrets[0], permission))
}

func (a *Access) service(server, key, permission string) api.Service {
	return api.Service{
		Server: server, Rate: a.Rate, Leave: a.Leave,
		Accept:  "application/xml",
		Wait:    2 * time.Second,
		Judge:   func(answer api.Answer) *api.Fault { return judge(answer, permission) },
		Secrets: func() []string { return []string{key} },
		Sign:    func(next http.RoundTripper) http.RoundTripper { return signed{"apikey " + key, next} },
	}
}

// signed is a transport that sends the key in the header.
type signed struct {
	authorization string
	next          http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (s signed) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context()) // a transport leaves the request as it is
	req.Header.Set("Authorization", s.authorization)
	return s.next.RoundTrip(req)
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
	switch {
	case noKey || code == "UNAUTHORIZED":
		return &api.Fault{Code: code, Text: fmt.Sprintf("Alma does not let this key in: %s; the key needs the read-only permission %q, of the Network Zone's account",
			cmp.Or(said, fmt.Sprintf("HTTP %d", a.Status)), permission)}
	case a.Status == http.StatusTooManyRequests && bytes.Contains(bytes.ToUpper(a.Body), []byte("DAILY")):
		return &api.Fault{Kind: api.Stop, Code: code, Text: "the day's requests are used up", When: "after midnight"}
	case code == codeInvalidID || code == codeNoNumber:
		return &api.Fault{Kind: api.Refused, Code: code, Text: "Alma says: " + said}
	case code == "401652" || code == "GENERAL_ERROR" || code == "INTERNAL_SERVER_ERROR" || code != "" && a.Status >= 429:
		return &api.Fault{Kind: api.Again, Code: code, Text: "Alma says: " + said}
	case code != "":
		return &api.Fault{Code: code, Text: "Alma says: " + said}
	case a.Status == http.StatusBadRequest && len(a.Address) > longAddress:
		return &api.Fault{Kind: api.TooLong, Text: "the server answers HTTP 400 to a long address; give a smaller --batch"}
	case api.IsPage(a.Body):
		return pageFault(a)
	case a.Status == http.StatusOK:
		return wellFormed(a.Body)
	}
	return api.Status(a, "")
}

// pageFault is a web page in place of an answer.
func pageFault(a api.Answer) *api.Fault {
	const page = "a web page instead of XML"
	if a.Status == http.StatusOK {
		return &api.Fault{Kind: api.Again, Text: "the server sends " + page + "; is its address right, or is it at rest?"}
	}
	return api.Status(a, page)
}

// wellFormed tells a whole answer from one that is cut short, be it between two
// elements.
func wellFormed(body []byte) *api.Fault {
	d := xml.NewDecoder(bytes.NewReader(body))
	for elements := 0; ; {
		token, err := d.Token()
		_, end := token.(xml.EndElement)
		switch {
		case end:
			elements++
		case err == io.EOF && elements > 0:
			return nil
		case err != nil:
			return &api.Fault{Kind: api.Again, Text: "the answer is cut short, or no XML"}
		}
	}
}

// almaError reads the first error of an answer: its code, "" if there is none,
// and what is said of it.
func almaError(body []byte) (code, said string) {
	var answer struct {
		XMLName xml.Name `xml:"web_service_result"`
		Errors  []struct {
			Code     string `xml:"errorCode"`
			Message  string `xml:"errorMessage"`
			Tracking string `xml:"trackingId"`
		} `xml:"errorList>error"`
	}
	if xml.Unmarshal(body, &answer) != nil {
		return "", ""
	}
	if len(answer.Errors) == 0 {
		return "unknown", "an error without a code"
	}
	e := answer.Errors[0]
	detail := []string{cmp.Or(strings.TrimSpace(e.Code), "unknown")}
	if tracking := strings.TrimSpace(e.Tracking); tracking != "" {
		detail = append(detail, "tracking id "+tracking)
	}
	return detail[0], fmt.Sprintf("%s (%s)", strings.TrimSpace(e.Message), strings.Join(detail, ", "))
}

// isFault tells whether err is a Fault with one of these codes.
func isFault(err error, codes ...string) bool {
	fault, ok := errors.AsType[*api.Fault](err)
	return ok && slices.Contains(codes, fault.Code)
}
