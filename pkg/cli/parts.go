package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Parts are the files into which a result is split, so that none is more than
// another program takes: FILE.xlsx, FILE-2.xlsx, FILE-3.xlsx, ….
type Parts struct {
	env  *Env
	name string
	n    int // so far
}

// Parts splits the file called name, "" for none. There is no part before Next.
func (e *Env) Parts(name string) *Parts { return &Parts{env: e, name: name} }

// Next begins a part.
func (p *Parts) Next() io.Writer {
	p.n++
	return p.env.Create(p.Name(p.n))
}

// Name is the name of a part, counted from 1.
func (p *Parts) Name(n int) string {
	if n == 1 {
		return p.name
	}
	ending := filepath.Ext(p.name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(p.name, ending), n, ending)
}

// Left is the error of a part of a longer run before, which would be taken for one of
// this run.
func (p *Parts) Left() error {
	if p.name == "" {
		return nil
	}
	left := p.Name(p.n + 1)
	if _, err := os.Lstat(left); err != nil {
		return nil
	}
	return fmt.Errorf("%s: left by another run, and not part of this one; remove it and run again", left)
}
