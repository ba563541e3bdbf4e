package oclcapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

	"golang.org/x/oauth2"
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
		{"1:echo", "-", 5, 1, ""}, // refused, then in halves
		{"1:html404", "-", 1, 1, "the server answers HTTP 404, Not Found: a web page instead of JSON; is the address of the server right?"},
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
	for i, fault := range []string{"-", "expired", "echo", "forbidden", "html404", "second", "down", "conflict", "cut", "half", "html", "list", "nothing", "redirect"} {
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

// A number that OCLC refuses is not in the way of the others: it counts as unknown, and
// is told. What is kept is not asked again.
func TestRefusedNumber(t *testing.T) {
	s := start(t)
	asked := []ocn.Number{"100", "200", "300", "202", "201"}
	for plan, why := range map[string]string{
		"refuses": "300: the server answers HTTP 400, Bad Request: Validation Failure: a number is not valid",
		"unfound": "300: the server answers HTTP 404, Not Found; is the address of the server right?",
	} {
		dir := t.TempDir()
		for range 2 {
			all, err := Ask(client(t, s, plan+"/"+plan, plan+"-token/-", dir), asked, 5)
			if err != nil {
				t.Fatal(err)
			}
			n, err := all.Write(asked, io.Discard)
			if want := (Count{Current: 2, Changed: 2, Unknown: 1, Refused: 1, First: why}); err != nil || n != want || all["300"].Fetched.IsZero() {
				t.Errorf("%s: %+v, %v; want %+v", plan, n, err, want)
			}
		}
		if n := len(s.Asked(plan + "/" + plan)); n != 5 { // 5, 3, 2, 1 and 2 numbers
			t.Errorf("%s: %d requests", plan, n)
		}
	}
}

// If OCLC refuses all of many numbers, it is not their fault.
func TestAllRefused(t *testing.T) {
	s := start(t)
	for _, n := range []int{few - 1, few} {
		dir, plan := t.TempDir(), fmt.Sprintf("all%d/nobody", n)
		all, err := Ask(client(t, s, plan, "all-token/-", dir), numbers(n), 10)
		kept, _ := os.ReadDir(dir)
		switch {
		case n < few && (err != nil || len(all) != n || len(kept) == 0):
			t.Errorf("of %d: %v, %v, %d kept", n, all, err, len(kept))
		case n >= few && (err == nil || len(kept) > 0):
			t.Errorf("of %d: %v, %v, %d kept", n, all, err, len(kept))
		case n >= few && err.Error() != "OCLC refuses each of 10 numbers: the server answers HTTP 400, Bad Request: Validation Failure: a number is not valid":
			t.Error(err)
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
		got := new(Table)
		err = got.Read(in, tt.columns)
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.ReplaceAll(api.Join(got.Numbers), ",", " "); text != tt.want || got.Unresolved != tt.skipped {
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

// What an answer means.
func TestJudge(t *testing.T) {
	const noEntry = "OCLC does not let this key in: %s; the key needs the WorldCat Metadata API, or another --scope"
	for _, tt := range []struct {
		status int
		body   string
		kind   api.Kind
		want   string // "" for a good one
	}{
		{200, "{}", 0, ""},
		{200, `{"controlNumbers":`, api.Again, "the answer is cut short, or no JSON"},
		{200, "<html/>", api.Again, "the server sends a web page instead of JSON; is its address right, or is it at rest?"},
		{401, "", api.Final, fmt.Sprintf(noEntry, "HTTP 401")},
		{403, `{"message":"no"}`, api.Final, fmt.Sprintf(noEntry, "no")},
		{403, "<html/>", api.Final, fmt.Sprintf(noEntry, "HTTP 403")},
		{404, `{"title":"none"}`, api.Refused, "the server answers HTTP 404, Not Found: none; is the address of the server right?"},
		{404, "", api.Refused, "the server answers HTTP 404, Not Found; is the address of the server right?"},
		{404, "404 page not found", api.Final, "the server answers HTTP 404, Not Found; is the address of the server right?"},
		{400, `{"title":"a"}`, api.Refused, "the server answers HTTP 400, Bad Request: a"},
		{400, "<html/>", api.Final, "the server answers HTTP 400, Bad Request: a web page instead of JSON"},
		{409, `{"title":"a","detail":"b","message":"c"}`, api.Final, "the server answers HTTP 409, Conflict: a: b: c"},
		{500, `{"detail":""}`, api.Again, "the server answers HTTP 500, Internal Server Error"},
		{502, `<html/>`, api.Again, "the server answers HTTP 502, Bad Gateway: a web page instead of JSON"},
	} {
		f := judge(api.Answer{Status: tt.status, Body: []byte(tt.body)})
		if f == nil {
			f = &api.Fault{}
		}
		if f.Kind != tt.kind || f.Text != tt.want {
			t.Errorf("HTTP %d, %s: kind %d, %q; want %d, %q", tt.status, tt.body, f.Kind, f.Text, tt.kind, tt.want)
		}
	}
}

// What an answer to a question after 100 and 200 says.
func TestAnswers(t *testing.T) {
	const again = "; run again, and tell OCLC if it stays"
	for _, tt := range []struct{ pairs, want, err string }{
		{`"100","100" "200","300"`, "100=100 200=300", ""},
		{`200,100 100,"ocm00000100"`, "100=100 200=100", ""},
		{`"100",null`, "100=", ""},
		{`"100",""`, "100=", ""},
		{`"100","300" 100,300`, "100=300", ""},
		{`"100","300" 100,301`, "", "OCLC answers both 300 and 301 for 100" + again},
		{`"100",null 100,301`, "", "OCLC answers both null and 301 for 100" + again},
		{`"300","300"`, "", `OCLC answers for "300", which was not asked for` + again},
		{`null,"300"`, "", `OCLC answers for null, which was not asked for` + again},
		{`"x","300"`, "", `OCLC answers for "x", which was not asked for` + again},
		{`"100","x"`, "", `OCLC answers "x" for 100, which is no OCLC number` + again},
		{``, "", "OCLC does not answer for 100: nothing is known of it" + again},
		{`"100"`, "", "the server's answer is no list of numbers; is its address right?"},
	} {
		var pairs []string
		for _, pair := range strings.Fields(tt.pairs) {
			requested, current, _ := strings.Cut(pair, ",")
			pairs = append(pairs, fmt.Sprintf(`{"requested":%s,"current":%s}`, requested, current))
		}
		came, err := read(api.Answer{Body: []byte(`{"controlNumbers":[` + strings.Join(pairs, ",") + `]}`)}, []ocn.Number{"100", "200"})
		var got []string
		for n, a := range came {
			got = append(got, string(n+"="+a.Number))
		}
		slices.Sort(got)
		if is := strings.Join(got, " "); is != tt.want || (err != nil) != (tt.err != "") || err != nil && err.Error() != tt.err {
			t.Errorf("%s: %s, %v; want %s, %s", tt.pairs, is, err, tt.want, tt.err)
		}
	}
}

// A token that ends within a minute is not used any more; one without an end is.
func TestTokenEnds(t *testing.T) {
	for _, tt := range []struct {
		ends   time.Duration // 0 for never
		gotten bool          // another one
	}{
		{0, false}, {59 * time.Second, true}, {70 * time.Second, false}, {-time.Hour, true},
	} {
		s := start(t)
		a := Access{Tokens: s.URL + "/t/-/token", Scope: "WorldCatMetadataAPI"}
		tokens := newTokens(a.Tokens, a.Scope, oclctest.Key, oclctest.Secret)
		tokens.token = &oauth2.Token{AccessToken: "first"}
		if tt.ends != 0 {
			tokens.token.Expiry = time.Now().Add(tt.ends)
		}
		tokens.next = api.Transport(func(req *http.Request) (*http.Response, error) {
			if again := req.Header.Get("Authorization") != "Bearer first"; again != tt.gotten {
				t.Errorf("a token that ends in %v: another one: %t", tt.ends, again)
			}
			return &http.Response{StatusCode: 200}, nil
		})
		req, err := http.NewRequest(http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tokens.RoundTrip(req); err != nil {
			t.Error(err)
		}
	}
}

// What goes wrong between the two requests with two tokens is told.
func TestRefusedTokenFails(t *testing.T) {
	broken := errors.New("broken")
	tokens := newTokens("https://oauth.example.org/token", "", oclctest.Key, oclctest.Secret)
	tokens.token = &oauth2.Token{AccessToken: "first"}
	tokens.next = api.Transport(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusUnauthorized, Body: failing{broken}}, nil
	})
	req, err := http.NewRequest(http.MethodGet, "https://example.org", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.RoundTrip(req); err != broken {
		t.Errorf("%v, want %v", err, broken)
	}
}

// A failing body cannot be closed.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, io.EOF }
func (f failing) Close() error             { return f.err }
