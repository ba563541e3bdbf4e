package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"datasync/pkg/cli"
)

// A store is the folder of kept answers. An answer stands there as it came, in a
// file named by the hash of its question and the time when it came:
//
//	3f2b8c07a1d94e5560b7c1d2e3f4a5b6-20260124T101500Z.xml
//
// The time is not that of the file, which a copy or a restored folder loses. An
// answer that came later stands beside the earlier one: how the record was.
//
// That a server refused a question is kept too, as what was said of it: see
// refusals.
type store struct {
	dir    string // "" for none
	ending string
	maxAge time.Duration
	newest map[string]kept // by hash
	used   map[string]bool // the files of the answers of this run
}

// kept is the file of an answer, and what its name says.
type kept struct {
	file    string
	fetched time.Time
	ending  string
}

const (
	hashLen    = 32 // hexadecimal digits
	timeLayout = "20060102T150405Z"
)

// refusals are the endings of the files of questions that were refused.
var refusals = map[Kind]string{Refused: "refused", TooLong: "toolong", Spoiled: "spoiled"}

func openStore(dir, ending string, maxAge time.Duration) (store, error) {
	s := store{dir: dir, ending: ending, maxAge: maxAge, newest: make(map[string]kept), used: make(map[string]bool)}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("--answers: %w", err)
	}
	for _, e := range entries { // sorted by name: the newest last
		hash, rest, _ := strings.Cut(e.Name(), "-")
		stamp, ending, _ := strings.Cut(rest, ".")
		fetched, err := time.Parse(timeLayout, stamp)
		if err == nil && ending != "" {
			s.newest[hash] = kept{filepath.Join(dir, e.Name()), fetched, ending}
		}
	}
	return s, nil
}

func hashOf(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:])[:hashLen]
}

func (s store) keep(env *cli.Env, a Answer, ending string) error {
	if s.dir == "" {
		return nil
	}
	if err := env.MakeDir(s.dir); err != nil {
		return err
	}
	hash := hashOf(a.Address)
	file := filepath.Join(s.dir, hash+"-"+a.Fetched.Format(timeLayout)+"."+ending)
	s.newest[hash] = kept{file, a.Fetched, ending}
	s.used[file] = true
	return env.Save(file, a.Body)
}

// Once answers a question: with the kept answer if there is one, else with that
// of get, which is then kept. use looks at the answer; one that it finds wrong
// is not kept.
//
// A question that the server refused is not asked again either.
func (c *Client) Once(address string, get func() (Answer, error), use func(Answer) error) error {
	if k, ok := c.answers.newest[hashOf(address)]; ok && time.Now().Before(k.fetched.Add(c.answers.maxAge)) {
		c.reused++
		c.answers.used[k.file] = true
		return k.use(address, use)
	}
	a, err := get()
	if fault, ok := errors.AsType[*Fault](err); ok && refusals[fault.Kind] != "" {
		fault.Fetched = time.Now().UTC().Truncate(time.Second)
		said := Answer{Address: address, Body: []byte(fault.Text), Fetched: fault.Fetched}
		return cmp.Or(c.answers.keep(c.env, said, refusals[fault.Kind]), err)
	}
	if err == nil {
		err = use(a)
	}
	if err != nil {
		return err
	}
	a.Address = address
	return c.answers.keep(c.env, a, c.answers.ending)
}

// use uses the kept answer. That a question was refused is its Fault again.
func (k kept) use(address string, use func(Answer) error) error {
	body, err := os.ReadFile(k.file)
	if err != nil {
		return fmt.Errorf("--answers: %w", err)
	}
	for kind, ending := range refusals {
		if k.ending == ending {
			return &Fault{Kind: kind, Text: string(body), Fetched: k.fetched}
		}
	}
	if err := use(Answer{Address: address, Status: 200, Body: body, Fetched: k.fetched}); err != nil {
		return fmt.Errorf("%s: %w; remove this file to ask again", k.file, err)
	}
	return nil
}

// Forget removes the answers of this run from the folder, since they turned out to be
// none: asked again with another key, the server may say something else.
func (c *Client) Forget() error {
	for file := range c.answers.used {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--answers: %w", err)
		}
	}
	return nil
}
