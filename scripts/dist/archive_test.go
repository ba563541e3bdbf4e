package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// made writes files, with modes and times of their own, and lists them as a
// release has them.
func made(t *testing.T, at time.Time, mode fs.FileMode) []entry {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"bin/b", "bin/a", "share/man/man1/a.1"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("text of "+name), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	commands, err1 := files(filepath.Join(dir, "bin"), "top/bin", 0o755)
	shared, err2 := files(filepath.Join(dir, "share"), "top/share", 0o644)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return slices.Concat(shared, commands)
}

const contentsOfMade = `top/bin/a -rwxr-xr-x 2026-01-31: text of bin/a
top/bin/b -rwxr-xr-x 2026-01-31: text of bin/b
top/share/man/man1/a.1 -rw-r--r-- 2026-01-31: text of share/man/man1/a.1
`

// Files in another directory, of another time and mode, give the same bytes.
func TestArchives(t *testing.T) {
	day := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		pack func(io.Writer, []entry, time.Time) error
		list func(*testing.T, []byte) string
	}{
		{"x.tar.gz", tarball, listTarball},
		{"x.zip", zipFile, listZip},
	} {
		var first []byte
		for i, entries := range [][]entry{made(t, time.Now(), 0o600), made(t, time.Unix(1e9, 0), 0o777)} {
			name := filepath.Join(t.TempDir(), tt.name)
			sum, err := save(name, entries, day, tt.pack)
			if err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if want := sha256.Sum256(data); !bytes.Equal(sum, want[:]) {
				t.Errorf("%s: SHA-256 %x, want %x", tt.name, sum, want)
			}
			if i == 0 {
				first = data
			} else if !bytes.Equal(data, first) {
				t.Errorf("%s: not the same bytes", tt.name)
			}
		}
		if got := tt.list(t, first); got != contentsOfMade {
			t.Errorf("%s has\n%s\nwant\n%s", tt.name, got, contentsOfMade)
		}
	}
}

func line(t *testing.T, name string, info fs.FileInfo, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s %v %s: %s\n", name, info.Mode(), info.ModTime().UTC().Format(time.DateOnly), text)
}

func listTarball(t *testing.T, data []byte) string {
	unpacked, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	in := tar.NewReader(unpacked)
	for {
		header, err := in.Next()
		if err == io.EOF {
			return list.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Uid != 0 || header.Gid != 0 || header.Uname != "" {
			t.Errorf("%s belongs to %d:%d %s", header.Name, header.Uid, header.Gid, header.Uname)
		}
		list.WriteString(line(t, header.Name, header.FileInfo(), in))
	}
}

func listZip(t *testing.T, data []byte) string {
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		list.WriteString(line(t, f.Name, f.FileInfo(), r))
	}
	return list.String()
}

// Nothing is begun that cannot be finished.
func TestDistRefuses(t *testing.T) {
	for _, tt := range []struct{ version, epoch, platform, want string }{
		{"", "1", "linux/amd64", `version "" cannot be in a file's name`},
		{"a/b", "1", "linux/amd64", `version "a/b" cannot be in a file's name`},
		{"1.2", "", "linux/amd64", `SOURCE_DATE_EPOCH is "", want seconds since 1970`},
		{"1.2", "1", "linux", `"linux" is no platform, such as linux/amd64`},
	} {
		t.Setenv("SOURCE_DATE_EPOCH", tt.epoch)
		if err := dist(tt.version, filepath.Join(t.TempDir(), "dist"), []string{tt.platform}); err == nil || err.Error() != tt.want {
			t.Errorf("dist(%q) of %q, %s: %v, want %s", tt.version, tt.epoch, tt.platform, err, tt.want)
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^):]*)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	unnamed = regexp.MustCompile(`[^\p{L}\p{N} -]`)
)

// A link of the pages leads to a page or picture of a release, and to a heading that
// is there.
func TestPages(t *testing.T) {
	read := func(page string) string {
		text, err := os.ReadFile(filepath.Join("../..", page))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, page := range pages() {
		if filepath.Ext(page) != ".md" {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(read(page), -1) {
			file, part, _ := strings.Cut(m[1], "#")
			target := page
			if file != "" {
				target = path.Join(path.Dir(page), file)
			}
			if !slices.Contains(pages(), target) {
				t.Errorf("%s: %s is in no release", page, m[1])
				continue
			}
			there := slices.ContainsFunc(heading.FindAllStringSubmatch(read(target), -1), func(h []string) bool {
				return strings.ReplaceAll(strings.ToLower(unnamed.ReplaceAllString(h[1], "")), " ", "-") == part
			})
			if part != "" && !there {
				t.Errorf("%s: there is no heading for %s", page, m[1])
			}
		}
	}
}
