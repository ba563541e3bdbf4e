package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// Flags and operands come in any order, and a value may look like a flag.
func TestInOrder(t *testing.T) {
	var c struct {
		Flags
		Directory string   `short:"C"`
		DNU       []string `name:"dnu" sep:"none"`
		Hold      *bool    `negatable:""`
		Words     []string `arg:"" optional:""`
	}
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, want string }{
		{"", "--"},
		{"a.txt b.txt", "-- a.txt b.txt"},
		{"decide -C run a.xlsx --quiet b.xlsx", "--directory=run --quiet -- decide a.xlsx b.xlsx"},
		{"-Crun --dnu list --dnu=other -", "--directory=run --dnu=list --dnu=other -- -"},
		{"--dnu -in/list -C -C-", "--dnu=-in/list --directory=-C- --"},
		{"--hold a --no-hold", "--hold --no-hold -- a"},
		{"a -o x -- --dnu -C", "--output=x -- a --dnu -C"},
		{"a --dnu", "a --dnu"},
		{"--sane a", "--sane -- a"},
	} {
		if got := strings.Join(inOrder(parser.Model.Flags, strings.Fields(tt.args)), " "); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.args, got, tt.want)
		}
	}
	if _, err := parser.Parse(inOrder(parser.Model.Flags, strings.Fields("decide -C run a --no-hold --dnu -x,y b"))); err != nil ||
		c.Directory != "run" || !slices.Equal(c.DNU, []string{"-x,y"}) || c.Hold == nil || *c.Hold || !slices.Equal(c.Words, []string{"decide", "a", "b"}) {
		t.Errorf("%+v, %v", c, err)
	}
}
