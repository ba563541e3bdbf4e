package filextest

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A Key is a key pair.
type Key struct{ Private crypto.Signer }

// NewKey makes a key of a kind: ed25519, ecdsa or rsa.
func NewKey(t testing.TB, kind string) Key {
	t.Helper()
	var k crypto.Signer
	var err error
	switch kind {
	case "ed25519":
		_, k, err = ed25519.GenerateKey(rand.Reader)
	case "ecdsa":
		k, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "rsa":
		k, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	return Key{k}
}

// Signer signs with the key.
func (k Key) Signer(t testing.TB) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromSigner(k.Private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Public is the public half.
func (k Key) Public(t testing.TB) ssh.PublicKey { return k.Signer(t).PublicKey() }

// Save writes the key as ssh-keygen does, with a passphrase if that is not "", and
// its public half beside it.
func (k Key) Save(t testing.TB, file, passphrase string) {
	t.Helper()
	var block *pem.Block
	var err error
	if passphrase == "" {
		block, err = ssh.MarshalPrivateKey(k.Private, "")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(k.Private, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, pem.EncodeToMemory(block), 0o600)
	write(t, file+".pub", ssh.MarshalAuthorizedKey(k.Public(t)), 0o666)
}

// Setup makes an account for each symbol, whose user is fx_ and the symbol in lower
// case, and what a client needs for them in dir: accounts.tsv, the key they share,
// known_hosts.
func (s *Server) Setup(t testing.TB, dir string, symbols ...string) []*Account {
	t.Helper()
	key := NewKey(t, "ed25519")
	key.Save(t, filepath.Join(dir, "filex.key"), "")
	var all []*Account
	table := "Symbol\tUser\tHost\tKey\n"
	for _, symbol := range symbols {
		user := "fx_" + strings.ToLower(symbol)
		all = append(all, s.Account(user, key.Public(t)))
		table += symbol + "\t" + user + "\t" + s.Addr() + "\tfilex.key\n"
	}
	write(t, filepath.Join(dir, "accounts.tsv"), []byte(table), 0o666)
	write(t, filepath.Join(dir, "known_hosts"), []byte(s.KnownHosts()), 0o666)
	return all
}

func write(t testing.TB, name string, data []byte, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, data, mode); err != nil {
		t.Fatal(err)
	}
}

// Zip is a ZIP file of members, each a name and its text.
func Zip(t testing.TB, members ...[2]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, m := range members {
		f, err := w.Create(m[0])
		if err == nil {
			_, err = f.Write([]byte(m[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
