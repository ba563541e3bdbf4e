package manifest

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRead(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		// The hashes are those of sha256sum.
		{"CEF.txt", "", "CEF.txt 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"a\tb.txt", "abc", "a b.txt 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	} {
		f, err := Read(tt.name, strings.NewReader(tt.content))
		if got := strings.Join(f.Row(), " "); err != nil || got != tt.want {
			t.Errorf("Read(%q) of %q = %s, %v; want %s", tt.name, tt.content, got, err, tt.want)
		}
	}
}

func TestReadReportsTheSource(t *testing.T) {
	_, err := Read("CEF.txt", iotest.TimeoutReader(strings.NewReader("a lot of text")))
	if !errors.Is(err, iotest.ErrTimeout) || err.Error() != "CEF.txt: timeout" {
		t.Errorf("Read of a broken file: %v", err)
	}
}
