// Dist makes the archives of a release, one for each platform, and SHA256SUMS.
//
// Usage:
//
//	go run ./scripts/dist -version VERSION [-o DIR] [-platforms LIST]
//
// It is called at the top of a checkout in which share/ is made. An archive has
// what make install installs, and what there is to read: unpacked anywhere, bin/datasync
// works. The same sources and the same Go give the same bytes, wherever and
// whenever: names are sorted, owners and times left out or those of
// SOURCE_DATE_EPOCH. Hence not tar, whose flags for that differ.
package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const platforms = "darwin/amd64 darwin/arm64 linux/amd64 linux/arm64 windows/amd64 windows/arm64"

func main() {
	version := flag.String("version", "", "the version, a part of all names")
	dir := flag.String("o", "dist", "the directory to write into")
	list := flag.String("platforms", platforms, "operating systems and processors, as Go names them")
	flag.Parse()
	if err := dist(*version, *dir, strings.Fields(*list)); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func dist(version, dir string, platforms []string) error {
	if version == "" || strings.ContainsAny(version, `/\ `) {
		return fmt.Errorf("version %q cannot be in a file's name", version)
	}
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH is %q, want seconds since 1970", os.Getenv("SOURCE_DATE_EPOCH"))
	}
	// What an earlier version left is no part of this one.
	if err := cmp.Or(os.RemoveAll(dir), os.MkdirAll(dir, 0o777)); err != nil {
		return err
	}
	var sums []string
	for _, platform := range platforms {
		system, processor, ok := strings.Cut(platform, "/")
		if !ok {
			return fmt.Errorf("%q is no platform, such as linux/amd64", platform)
		}
		name := fmt.Sprintf("datasync-%s-%s-%s", version, system, processor)
		entries, err := contents(name, filepath.Join(dir, name), version, system, processor)
		if err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		pack, file := tarball, name+".tar.gz"
		if system == "windows" {
			pack, file = zipFile, name+".zip"
		}
		sum, err := save(filepath.Join(dir, file), entries, time.Unix(seconds, 0).UTC(), pack)
		if err := cmp.Or(err, os.RemoveAll(filepath.Join(dir, name))); err != nil {
			return err
		}
		fmt.Println(filepath.Join(dir, file))
		sums = append(sums, fmt.Sprintf("%x  %s\n", sum, file))
	}
	slices.SortFunc(sums, func(a, b string) int { return cmp.Compare(a[2*sha256.Size:], b[2*sha256.Size:]) })
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(strings.Join(sums, "")), 0o666)
}

// pages are what there is to read, and the pictures in it, where they say they are.
func pages() []string {
	return []string{"README.md", "cmd/README.md", "cmd/ALMA.md", "pkg/README.md", "testdata/summary.png", "testdata/review.png"}
}

// contents builds the commands for a platform into dir, and lists what belongs
// into its archive, below a directory called top.
func contents(top, dir, version, system, processor string) ([]entry, error) {
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -X datasync/pkg/cli.version="+version, "-o", dir+"/bin/", "./cmd/...")
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=0",
		"GOFLAGS=", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0") // nobody's own
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	var entries []entry
	for _, name := range pages() {
		entries = append(entries, entry{top + "/" + name, name, 0o644})
	}
	commands, err1 := files(filepath.Join(dir, "bin"), top+"/bin", 0o755)
	shared, err2 := files("share", top+"/share", 0o644)
	return slices.Concat(entries, commands, shared), errors.Join(err1, err2)
}
