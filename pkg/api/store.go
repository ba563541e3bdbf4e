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
	newest map[string]string // file by hash
}

const (
	hashLen    = 32 // hexadecimal digits
	timeLayout = "20060102T150405Z"
)

// refusals are the endings of the files of questions that were refused.
var refusals = map[Kind]string{Refused: "refused", TooLong: "toolong"}

func openStore(dir, ending string, maxAge time.Duration) (store, error) {
	s := store{dir: dir, ending: ending, maxAge: maxAge, newest: make(map[string]string)}
	if dir == "" {
		return s, nil
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("--answers: %w", err)
	}
	for _, e := range entries { // sorted by name: the newest last
		hash, rest, _ := strings.Cut(e.Name(), "-")
		if _, _, ok := fromName(rest); ok && len(hash) == hashLen {
			s.newest[hash] = e.Name()
		}
	}
	return s, nil
}

// fromName reads the part of a name after the hash.
func fromName(rest string) (fetched time.Time, ending string, ok bool) {
	stamp, ending, _ := strings.Cut(rest, ".")
	fetched, err := time.Parse(timeLayout, stamp)
	return fetched, ending, err == nil && ending != ""
}

func hashOf(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:])[:hashLen]
}

// find is the kept answer to a question, if there is one that is young enough.
// file is "" if there is none. A question that was refused gives the Fault.
func (s store) find(address string) (a Answer, file string, err error) {
	name, ok := s.newest[hashOf(address)]
	if !ok {
		return a, "", nil
	}
	fetched, ending, _ := fromName(name[hashLen+1:])
	if time.Since(fetched) >= s.maxAge {
		return a, "", nil
	}
	file = filepath.Join(s.dir, name)
	body, err := os.ReadFile(file)
	if err != nil {
		return a, "", fmt.Errorf("--answers: %w", err)
	}
	for kind, e := range refusals {
		if ending == e {
			return a, file, &Fault{Kind: kind, Text: string(body)}
		}
	}
	return Answer{Address: address, Status: 200, Body: body, Fetched: fetched}, file, nil
}

func (s store) keep(env *cli.Env, a Answer, ending string) error {
	if s.dir == "" {
		return nil
	}
	if err := env.MakeDir(s.dir); err != nil {
		return err
	}
	name := hashOf(a.Address) + "-" + a.Fetched.Format(timeLayout) + "." + ending
	s.newest[name[:hashLen]] = name
	return env.Save(filepath.Join(s.dir, name), a.Body)
}

// Once answers a question: with the kept answer if there is one, else with that
// of get, which is then kept. use looks at the answer; one that it finds wrong
// is not kept.
//
// A question that the server refused is not asked again either.
func (c *Client) Once(address string, get func() (Answer, error), use func(Answer) error) error {
	a, file, err := c.answers.find(address)
	if file != "" {
		c.reused++
		if err == nil {
			err = use(a)
			if err != nil {
				err = fmt.Errorf("%s: %w; remove this file to ask again", file, err)
			}
		}
	}
	if file != "" || err != nil {
		return err
	}
	if a, err = get(); err != nil {
		if fault, ok := errors.AsType[*Fault](err); ok && refusals[fault.Kind] != "" {
			said := Answer{Address: address, Body: []byte(fault.Text), Fetched: time.Now().UTC()}
			return cmp.Or(c.answers.keep(c.env, said, refusals[fault.Kind]), err)
		}
		return err
	}
	a.Address = address
	if err := use(a); err != nil {
		return err
	}
	return c.answers.keep(c.env, a, c.answers.ending)
}
