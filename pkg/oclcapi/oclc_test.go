package oclcapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"datasync/pkg/api"
	"datasync/pkg/cli"
	"datasync/pkg/oclcapi/oclctest"
	"datasync/pkg/ocn"
	"datasync/pkg/tsv"
)

func start(t *testing.T) *oclctest.Server {
	s := oclctest.Start(oclctest.Sample)
	t.Cleanup(s.Close)
	return s
}

// client is a client that does not wait. plan is that of the numbers, tokens that
// of the tokens.
func client(t *testing.T, s *oclctest.Server, plan, tokens, answers string) *api.Client {
	t.Helper()
	a := Access{Flags: api.Flags{Answers: answers, MaxAge: time.Hour}, Rate: 1e6, Scope: "WorldCatMetadataAPI",
		Server: s.URL + "/" + plan + "/worldcat", Tokens: s.URL + "/" + tokens + "/token"}
	service := a.service(oclctest.Key, oclctest.Secret)
	service.Wait = time.Millisecond
	c, err := a.Flags.Client(new(cli.Env), service)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func numbers(n int) (all []ocn.Number) {
	for i := range n {
		all = append(all, ocn.Number(fmt.Sprint(100+i)))
	}
	return all
}

// What each fault comes to, how many requests it takes, and how many tokens.
func TestFaults(t *testing.T) {
	const again = "; run again, with --answers DIR to keep what comes"
	s := start(t)
	host := strings.TrimPrefix(s.URL, "http://")
	for _, tt := range []struct {
		plan, tokens     string
		requests, gotten int // tokens asked for
		want             string
	}{
		{"-", "-", 3, 1, ""},
		{"-", "text", 3, 1, ""},
		{"-", "soon", 3, 3, ""}, // each token ends within a minute
		{"-", "soon,text", 3, 3, ""},
		{"2:expired", "-", 4, 2, ""},
		{"1-:expired", "-", 2, 2, "OCLC does not let this key in: Unauthorized; the key needs the WorldCat Metadata API, or another --scope"},
		{"1:cut,2:half,3:html,4:second", "-", 7, 1, ""},
		{"1-:cut", "-", 5, 1, "0 of 6 asked; the answer of " + host + " is cut short" + again},
		{"1-:half", "-", 5, 1, "0 of 6 asked; the answer is cut short, or no JSON" + again},
		{"2-:html", "-", 6, 1, "2 of 6 asked; the server sends a web page instead of JSON; is its address right, or is it at rest?" + again},
		{"2-:second", "-", 6, 1, "2 of 6 asked; the server answers HTTP 429, Too Many Requests: Too many requests: slow down" + again},
		{"1-:down", "-", 5, 1, "0 of 6 asked; the server answers HTTP 503, Service Unavailable" + again},
		{"1:echo", "-", 1, 1, "the server answers HTTP 400, Bad Request: wrong: Bearer (the key)"},
		{"1:conflict", "-", 1, 1, "the server answers HTTP 409, Conflict: Conflict: the numbers conflict"},
		{"1:redirect", "-", 1, 1, host + " sends us on to https://login.example.org, which must not get the key; is the address of the server right?"},
		{"-", "1:down,2:second", 3, 3, ""},
		{"-", "1-:down", 0, 5, "0 of 6 asked; no token from OCLC: the server answers HTTP 503, Service Unavailable" + again},
		{"-", "1-:second", 0, 5, "0 of 6 asked; no token from OCLC: the server answers HTTP 429, Too Many Requests: Too many requests: slow down" + again},
		{"-", "1:echo", 0, 1, "no token from OCLC: OCLC does not let this key in: wrong: Basic (the key); the key needs the WorldCat Metadata API, or another --scope"},
		{"-", "broken", 0, 5, "0 of 6 asked; no token from OCLC: oauth2: server response missing access_token" + again},
		{"-", "1-:html", 0, 5, `0 of 6 asked; no token from OCLC: oauth2: cannot parse json: invalid character '<' looking for beginning of value` + again},
		{"-", "1-:cut", 0, 5, "0 of 6 asked; no token from OCLC: oauth2: cannot fetch token: unexpected EOF" + again},
	} {
		name := tt.plan + "+" + tt.tokens
		all, err := Ask(client(t, s, name+"/"+tt.plan, name+"-token/"+tt.tokens, ""), numbers(6), 2)
		got := ""
		if err != nil {
			got = err.Error()
		}
		requests, gotten := len(s.Asked(name+"/"+tt.plan)), len(s.Asked(name+"-token/"+tt.tokens))
		if got != tt.want || requests != tt.requests || gotten != tt.gotten {
			t.Errorf("%s: %q after %d requests and %d for tokens;\nwant %q after %d and %d", name, got, requests, gotten, tt.want, tt.requests, tt.gotten)
		}
		if err == nil && len(all) != 6 {
			t.Errorf("%s: %v", name, all)
		}
	}
}

// Neither key, secret nor token stands in a file, a message or an address.
func TestSecretsAreNowhere(t *testing.T) {
	s := start(t)
	dir := t.TempDir()
	var written strings.Builder
	for i, fault := range []string{"-", "expired", "echo", "forbidden", "second", "down", "conflict", "cut", "half", "html", "list", "nothing", "redirect"} {
		for _, plans := range [][2]string{{"2-:" + fault, "-"}, {"-", "1-:" + fault}} {
			plan, tokens := fmt.Sprintf("n%d/%s", i, plans[0]), fmt.Sprintf("t%d/%s", i, plans[1])
			all, err := Ask(client(t, s, plan, tokens, dir), numbers(6), 2)
			fmt.Fprintln(&written, all, err, s.Asked(plan), s.Asked(tokens))
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintln(&written, path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	secrets := append(s.Tokens(), oclctest.Key, oclctest.Secret, url.QueryEscape(oclctest.Secret),
		base64.StdEncoding.EncodeToString([]byte(oclctest.Key+":"+oclctest.Secret)))
	for _, secret := range secrets {
		if strings.Contains(written.String(), secret) {
			t.Errorf("%s is in what was written", secret)
		}
	}
	if !strings.Contains(written.String(), "(the key)") || !strings.Contains(written.String(), `"requested":"100"`) {
		t.Error("not all is in what was written")
	}
}

// Stopped at any request and run again: the same answers, no answered request
// sent again.
func TestStoppedAnywhere(t *testing.T) {
	s := start(t)
	whole, err := Ask(client(t, s, "whole/short", "tokens/-", ""), numbers(12), 3)
	if err != nil {
		t.Fatal(err)
	}
	requests := len(s.Asked("whole/short"))
	for stop := 1; stop <= requests; stop++ {
		plan, dir := fmt.Sprintf("stop/%d:conflict,short", stop), t.TempDir()
		if _, err := Ask(client(t, s, plan, "tokens/-", dir), numbers(12), 3); err == nil {
			t.Fatalf("%s: not stopped", plan)
		}
		again, err := Ask(client(t, s, plan, "tokens/-", dir), numbers(12), 3)
		if err != nil || len(again) != len(whole) {
			t.Errorf("%s: %d numbers, %v", plan, len(again), err)
		}
		for n, a := range again {
			if a.Number != whole[n].Number {
				t.Errorf("%s: %s leads to %q, want %q", plan, n, a.Number, whole[n].Number)
			}
		}
		if asked := len(s.Asked(plan)); asked != requests+1 {
			t.Errorf("%s: %d requests, want %d", plan, asked, requests+1)
		}
	}
}

// Whatever an answer leaves out, each number gets the one that it leads to.
func TestEachNumberOnce(t *testing.T) {
	s := start(t)
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		var asked []ocn.Number
		for range r.IntN(30) {
			if n := ocn.Number(fmt.Sprint(100 * (1 + r.IntN(30)))); !slices.Contains(asked, n) {
				asked = append(asked, n)
			}
		}
		plan := []string{"-", "short", "number", "twice", "short,number,twice"}[r.IntN(5)]
		all, err := Ask(client(t, s, fmt.Sprintf("each%d/%s", seed, plan), "each/-", ""), asked, 1+r.IntN(10))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var out bytes.Buffer
		n, err := all.Write(asked, &out)
		if err != nil || n.Current+n.Changed+n.Unknown != len(asked) || len(all) != len(asked) {
			t.Fatalf("seed %d: %+v of %d, %v", seed, n, len(asked), err)
		}
		for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n")[1:] {
			fields := strings.Split(line, "\t")
			if fields[0] != string(asked[i]) || fields[1] != oclctest.Sample(fields[0]) {
				t.Fatalf("seed %d: line %d is %q", seed, i, line)
			}
		}
	}
}

func TestWriteChecks(t *testing.T) {
	var out bytes.Buffer
	_, err := Answers{"1": {}}.Write([]ocn.Number{"1", "2"}, &out)
	if err == nil || out.Len() > 0 {
		t.Errorf("%v, written %q", err, out.String())
	}
}

// Which numbers of a table are asked for.
func TestRead(t *testing.T) {
	const header = "Existing 035a|Incoming 035a|OCLC Control Number (035a)|Action\n"
	for _, tt := range []struct {
		table   string
		columns []string
		want    string
		skipped int
	}{
		{header + "1|2|3; 4|match\n", nil, "1 2 3 4", 0},
		{header + "1|1|(OCoLC)ocm00000001|match\n", nil, "1", 0},
		{header + "||(DLC)5; 2000#|match\n", nil, "", 0},
		{header + "1|2|3|unresolved\n4|5|6| UNRESOLVED - sparse\n1|||create\n", nil, "1", 2},
		{header + "1|2|3|match\n", []string{"incoming 035A", "Existing 035a"}, "2 1", 0},
		{"Incoming 035a\n7\n", nil, "7", 0},
		{"X\n7\n", []string{"X"}, "7", 0},
	} {
		in, err := tsv.NewReader(strings.NewReader(strings.ReplaceAll(tt.table, "|", "\t")), "x")
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(in, tt.columns)
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.ReplaceAll(join(got.Numbers), ",", " "); text != tt.want || got.Unresolved != tt.skipped {
			t.Errorf("Read(%q, %q) = %q, %d unresolved; want %q, %d", tt.table, tt.columns, text, got.Unresolved, tt.want, tt.skipped)
		}
	}
}

// Whatever a server says: what comes of it are numbers that were asked for.
func FuzzRead(f *testing.F) {
	s := oclctest.Handler(oclctest.Sample)
	token := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodPost, "/f-token/-/token?grant_type=client_credentials&scope=WorldCatMetadataAPI", nil)
	req.SetBasicAuth(oclctest.Key, oclctest.Secret)
	s.ServeHTTP(token, req)
	var given struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(token.Body.Bytes(), &given); err != nil || given.Token == "" {
		f.Fatalf("%v, %s", err, token.Body)
	}
	for _, plan := range []string{"-", "number", "twice", "differs", "letters", "foreign", "1:half", "1:nothing", "1:list", "1:conflict"} {
		answer := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodGet, "/f/"+plan+"/worldcat/manage/bibs/current?oclcNumbers=100,200,300", nil)
		req.Header.Set("Authorization", "Bearer "+given.Token)
		s.ServeHTTP(answer, req)
		f.Add(answer.Body.Bytes())
	}
	asked := []ocn.Number{"100", "200", "300"}
	f.Fuzz(func(t *testing.T, body []byte) {
		came, err := read(api.Answer{Status: 200, Body: body}, asked)
		if err != nil {
			return
		}
		for n, a := range came {
			if parsed, ok := ocn.Parse(string(a.Number)); !slices.Contains(asked, n) || a.Number != "" && (!ok || parsed != a.Number) {
				t.Errorf("%q leads to %q", n, a.Number)
			}
		}
		judge(api.Answer{Status: 200, Body: body})
	})
}
