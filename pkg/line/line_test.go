package line

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func lines(src io.Reader) ([]string, error) {
	var all []string
	r := NewReader(src)
	for r.Scan() {
		all = append(all, r.Text())
	}
	return all, r.Err()
}

func TestScan(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"\uFEFF", nil},
		{"a", []string{"a"}},
		{"a\n", []string{"a"}},
		{"a\nb", []string{"a", "b"}},
		{"a\r\nb\r\n", []string{"a", "b"}},
		{"\uFEFFa\n\nb\n", []string{"a", "", "b"}},
		{"a\n\uFEFFb\n", []string{"a", "\uFEFFb"}}, // only the first line has a mark
		{"a\rb\r\n", []string{"a\rb"}},
		{"a\r\n\r\r", []string{"a", "\r"}}, // cut off between CR and LF
		{"\n\n", []string{"", ""}},
		{"a\x00b\n", []string{"a\x00b"}},
	} {
		for name, src := range map[string]io.Reader{
			"at once":      strings.NewReader(tt.in),
			"byte by byte": iotest.OneByteReader(strings.NewReader(tt.in)),
			"data and EOF": iotest.DataErrReader(strings.NewReader(tt.in)),
		} {
			got, err := lines(src)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s: lines of %q = %q, %v; want %q", name, tt.in, got, err, tt.want)
			}
		}
	}
}

func TestScanLongLines(t *testing.T) {
	long := strings.Repeat("x", Max-1)
	got, err := lines(strings.NewReader("a\n" + long + "\nb\n"))
	if err != nil || len(got) != 3 || got[1] != long || got[2] != "b" {
		t.Errorf("a line of Max bytes: %d lines, %v; want 3", len(got), err)
	}
	for _, end := range []string{"\n", "", "\nb\n"} {
		got, err = lines(strings.NewReader("a\n" + long + "xx" + end))
		if !errors.Is(err, ErrTooLong) || !slices.Equal(got, []string{"a"}) {
			t.Errorf("a line of more than Max bytes before %q: %d lines, %v; want 1 and ErrTooLong", end, len(got), err)
		}
	}
}

// A source that fails in the middle of a line gives the lines before, not the half.
func TestScanBrokenSource(t *testing.T) {
	broken := errors.New("broken")
	got, err := lines(io.MultiReader(strings.NewReader("a\nb\nhal"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("lines = %q, %v; want a, b and the error", got, err)
	}
	if _, err := lines(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error at the first byte: %v; want %v", err, broken)
	}
	if _, err := lines(iotest.TimeoutReader(strings.NewReader(strings.Repeat("abc\n", blockSize)))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("error at the second read: %v; want %v", err, iotest.ErrTimeout)
	}
}

func TestLine(t *testing.T) {
	r := NewReader(strings.NewReader("caf\xe9\ncafé\na\rb\r\n"))
	for i, want := range []struct {
		text  string
		valid bool
	}{{"caf\xe9", false}, {"café", true}, {"a\rb", true}} {
		if !r.Scan() || r.Text() != want.text || string(r.Bytes()) != want.text || r.Valid() != want.valid || r.Number() != i+1 {
			t.Errorf("line %d %q: valid %t; want %d %q, %t", r.Number(), r.Text(), r.Valid(), i+1, want.text, want.valid)
		}
	}
	if r.Scan() || r.Number() != 3 || r.Scan() {
		t.Errorf("there is a line %d %q", r.Number(), r.Text())
	}
}

// Joined again, the lines are the input, but for the byte order mark, CR
// before LF and the last line break.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{"", "a", "a\nb\n", "a\r\nb", "\uFEFFa\n\n", "\n", "a\rb\r\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := lines(bytes.NewReader(in))
		if err != nil {
			t.Skip(err)
		}
		want := strings.Split(strings.TrimSuffix(strings.TrimPrefix(string(in), "\uFEFF"), "\n"), "\n")
		if string(in) == "" || string(in) == "\uFEFF" {
			want = nil
		}
		for i := range want {
			want[i] = strings.TrimSuffix(want[i], "\r")
		}
		if !slices.Equal(got, want) {
			t.Errorf("lines of %q = %q, want %q", in, got, want)
		}
	})
}
