// Package manifest tells from which files something was made: their names,
// sizes and SHA-256.
package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"datasync/pkg/column"
	"datasync/pkg/tsv"
)

// A File is what a file held when it was read.
type File struct {
	Name   string // as given
	Bytes  int64
	SHA256 [sha256.Size]byte
}

// Read reads a file to its end, without holding it. name is what the manifest
// calls it.
func Read(name string, src io.Reader) (File, error) {
	f := File{Name: name}
	hash := sha256.New()
	var err error
	if f.Bytes, err = io.Copy(hash, src); err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	hash.Sum(f.SHA256[:0])
	return f, nil
}

// Header is the columns of a manifest.
func Header() []string { return []string{column.File, "Bytes", "SHA-256"} }

// Row is the file as a row of the manifest: the hash in lower case hexadecimal,
// as sha256sum prints it.
func (f File) Row() []string {
	return []string{tsv.Clean(f.Name), strconv.FormatInt(f.Bytes, 10), hex.EncodeToString(f.SHA256[:])}
}
