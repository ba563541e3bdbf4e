package api

import (
	"os"
	"path/filepath"
	"testing"
)

// Where people put a key, and what is said of it.
func TestHide(t *testing.T) {
	const (
		alma   = "l7xx0123456789abcdef0123456789abcdef"
		wskey  = "WSKeyForTests0123456789"
		secret = "s3cret/For+Tests=="
	)
	dir := t.TempDir()
	file := filepath.Join(dir, "runs20260126abcdef")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what       string
		secrets    []string
		args       []string
		text, want string
	}{
		{"nothing to hide", nil, []string{"--server", "https://api-ca.hosted.exlibrisgroup.com", "candidates.tsv"}, "candidates.tsv: no such file", "candidates.tsv: no such file"},
		{"Alma's key, wherever it comes from", nil, nil, "no column; there are: " + alma, "no column; there are: (the key)"},
		{"Alma's key in capitals", nil, nil, "L8XX0123456789ABCDEF", "(the key)"},
		{"a word like it", nil, nil, "xl7xx0123456789ab l7xx l77xx0123456789ab", "xl7xx0123456789ab l7xx l77xx0123456789ab"},
		{"as file with the key", nil, []string{"--key-file", wskey}, wskey + ": no such file", "(the key): no such file"},
		{"behind =", nil, []string{"--key-file=" + wskey}, wskey + ": no such file", "(the key): no such file"},
		{"behind = in a setting", nil, []string{"--x=key=" + wskey}, wskey, "(the key)"},
		{"behind a short flag", nil, []string{"-o" + wskey}, wskey + ": permission denied", "(the key): permission denied"},
		{"as flag", nil, []string{"--" + wskey}, "unknown flag --" + wskey, "unknown flag --(the key)"},
		{"in an address", nil, []string{"--server", "https://x.org/?apikey=" + wskey}, `"https://x.org/?apikey=` + wskey + `" is no address`, `"https://x.org/?apikey=(the key)" is no address`},
		{"as user", nil, []string{"--server=https://me:" + wskey + "@x.org"}, "https://me:" + wskey + "@x.org", "https://me:(the key)@x.org"},
		{"a secret with a slash", nil, []string{secret}, secret + ": no such file", "(the key): no such file"},
		{"key and secret in one", nil, []string{wskey + " " + secret}, wskey + ": no, " + secret, "(the key): no, s3cret/For+Tests=="},
		{"read before", []string{wskey, secret}, nil, wskey + " or " + secret + "?", "(the key) or (the key)?"},
		{"cut short", []string{wskey}, nil, `"WSKeyForTests01" is no MMS ID`, `"(the key)" is no MMS ID`},
		{"several times", []string{"12345678"}, nil, "12345678 12345678 1234567", "(the key) (the key) 1234567"},
		{"an empty one", []string{""}, []string{"", "-", "--", "="}, "x", "x"},
		{"a file", nil, []string{file}, file + ": damaged", file + ": damaged"},
		{"a file in a folder that is there", nil, []string{"-o", filepath.Join(dir, "20260126abcdefgh")}, filepath.Join(dir, "x"), filepath.Join(dir, "x")},
		{"names of files", nil, []string{"bibprocess20260126.tsv", "report20260126ab.xlsx#2026", "answers-2026-01-26", "01OCUL_NETWORK_2026"},
			"bibprocess20260126.tsv report20260126ab.xlsx#2026 answers-2026-01-26 01OCUL_NETWORK_2026",
			"bibprocess20260126.tsv report20260126ab.xlsx#2026 answers-2026-01-26 01OCUL_NETWORK_2026"},
		{"numbers and words", nil, []string{"991523164305151991", "OCLC-doublecheck-of-today"}, "991523164305151991 OCLC-doublecheck-of-today", "991523164305151991 OCLC-doublecheck-of-today"},
		{"a word of two lines", nil, []string{"a2345678\nb2345678"}, "a2345678 b2345678", "a2345678 b2345678"},
	} {
		if got := hide(tt.text, tt.secrets, tt.args); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.what, got, tt.want)
		}
	}
}
