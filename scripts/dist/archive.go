package main

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// An entry is a file of an archive: its name there, with "/", where it is now,
// and its mode, whatever that of the file is.
type entry struct {
	name, path string
	mode       fs.FileMode
}

// files are the files below dir, which an archive has below top.
func files(dir, top string, mode fs.FileMode) ([]entry, error) {
	var all []entry
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside, err := filepath.Rel(dir, name)
		all = append(all, entry{path.Join(top, filepath.ToSlash(inside)), name, mode})
		return err
	})
	return all, err
}

// save writes an archive of entries and returns its SHA-256.
func save(name string, entries []entry, at time.Time, pack func(io.Writer, []entry, time.Time) error) ([]byte, error) {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	out, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	err = pack(io.MultiWriter(out, sum), entries, at)
	return sum.Sum(nil), cmp.Or(err, out.Close())
}

// tarball writes a .tar.gz.
func tarball(dst io.Writer, entries []entry, at time.Time) error {
	packed, err := gzip.NewWriterLevel(dst, gzip.BestCompression) // its header has neither name nor time
	if err != nil {
		return err
	}
	out := tar.NewWriter(packed)
	for _, e := range entries {
		info, err := os.Stat(e.path)
		if err != nil {
			return err
		}
		header := &tar.Header{Name: e.name, Mode: int64(e.mode), Size: info.Size(), ModTime: at, Format: tar.FormatUSTAR}
		if err := out.WriteHeader(header); err != nil {
			return err
		}
		if err := copyFile(out, e.path); err != nil {
			return err
		}
	}
	return cmp.Or(out.Close(), packed.Close())
}

// zipFile writes a .zip.
func zipFile(dst io.Writer, entries []entry, at time.Time) error {
	out := zip.NewWriter(dst)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: at}
		header.SetMode(e.mode)
		w, err := out.CreateHeader(header)
		if err != nil {
			return err
		}
		if err := copyFile(w, e.path); err != nil {
			return err
		}
	}
	return out.Close()
}

func copyFile(dst io.Writer, name string) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(dst, in)
	return err
}
