package api

import (
	"io"
	"os"
	"slices"
	"strings"

	"datasync/pkg/cli"
	"datasync/pkg/count"
	"datasync/pkg/pattern"
)

// keyLike is what may be a key. A shorter one might stand in a title, and no answer
// may hold the key.
var keyLike = pattern.Late(`^[!-~]{8,}$`)

// Secrets reads what proves who asks: the words in --key-file, else the values
// of the environment variables called names.
func (f *Flags) Secrets(env *cli.Env, names ...string) ([]string, error) {
	var words []string
	if f.KeyFile == "" {
		for _, name := range names {
			word := strings.TrimSpace(os.Getenv(name))
			if word == "" {
				return nil, cli.Usagef("%s is not set; set it to the key, or give --key-file FILE", name)
			}
			words = append(words, word)
			f.secrets = words
		}
	} else {
		var err error
		if words, err = readKey(env, f.KeyFile); err != nil {
			return nil, err
		}
		// In its place another file may be named, whose words are such as "is".
		f.secrets = slices.DeleteFunc(slices.Clone(words), func(word string) bool { return len(word) < 8 })
		if len(words) != len(names) {
			return nil, cli.Usagef("--key-file: %s holds %s; it holds %s and nothing else", f.KeyFile, count.Of(len(words), "word"), strings.Join(names, " and "))
		}
	}
	for i, word := range words {
		if !keyLike().MatchString(word) {
			return nil, cli.Usagef("what is given as %s is no key; copy it again", names[i])
		}
	}
	return words, nil
}

func readKey(env *cli.Env, name string) ([]string, error) {
	in, err := env.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(cli.UTF8(in), 4096))
	if err != nil {
		return nil, err
	}
	if cli.OthersCanRead(name) {
		env.Warn("%s: others can read the key; run chmod 600 on it", name)
	}
	return strings.Fields(string(text)), nil
}
