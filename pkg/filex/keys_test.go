//go:build unix

package filex

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"datasync/pkg/filex/filextest"
)

// startAgent runs an ssh-agent that has keys, and says so in the environment.
func startAgent(t *testing.T, keys ...filextest.Key) {
	t.Helper()
	ring := agent.NewKeyring()
	for _, k := range keys {
		if err := ring.Add(agent.AddedKey{PrivateKey: k.Private}); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := os.MkdirTemp("", "agent") // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	t.Setenv("SSH_AUTH_SOCK", listener.Addr().String())
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go agent.ServeAgent(ring, conn)
		}
	}()
}

const passphrase = "correct horse battery"

// Keys of each kind, plain and with a passphrase through the ssh-agent.
func TestKeys(t *testing.T) {
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		for _, phrase := range []string{"", passphrase} {
			t.Run(kind+" "+phrase, func(t *testing.T) {
				s := filextest.Start(t)
				d, _ := newDesk(t, s, "CEF")
				key := filextest.NewKey(t, kind)
				key.Save(t, filepath.Join(d.dir, "filex.key"), phrase)
				s.Account("fx_cef", key.Public(t)).Put(cef, []byte("x"))
				startAgent(t, filextest.NewKey(t, "rsa"), key)
				d.run(d.call())
				d.same("printed", d.paths, []string{cef})
				d.same("warnings", d.warnings, nil)
			})
		}
	}
}

// A key that cannot be used: the message says why, and neither names the file nor
// tells what is in it.
func TestBadKeys(t *testing.T) {
	rsa := filextest.NewKey(t, "rsa")
	const old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n"
	for _, tt := range []struct {
		what string
		text string // of the file; "" for the key with a passphrase
		with func(t *testing.T)
		want string
	}{
		{"the public half", "ssh-ed25519 AAAAC3secret", nil, "its Key is the public half, which is for OCLC; name the private one, without .pub"},
		{"PuTTY's", "PuTTY-User-Key-File-3: ssh-ed25519\nsecret", nil, "its Key is one of PuTTY's; open it in PuTTYgen and choose Conversions, Export OpenSSH key"},
		{"UTF-16", "\xff\xfes\x00e\x00", nil, "its Key was saved as UTF-16; make the key again with ssh-keygen, and open it in no editor"},
		{"a word", "secret", nil, "its Key is no private key, or of a kind that is used no more; make one with: ssh-keygen -t ed25519"},
		{"no agent", "", func(t *testing.T) { t.Setenv("SSH_AUTH_SOCK", "") }, "its Key has a passphrase, and no ssh-agent runs (SSH_AUTH_SOCK is not set); start one, and hand it the key with ssh-add"},
		{"a dead agent", "", func(t *testing.T) { t.Setenv("SSH_AUTH_SOCK", "/nowhere") }, "its Key has a passphrase, and the ssh-agent of SSH_AUTH_SOCK does not answer; start one, and hand it the key with ssh-add"},
		{"another's agent", "", func(t *testing.T) { startAgent(t, filextest.NewKey(t, "rsa")) },
			"its Key has a passphrase, and the ssh-agent does not have it; hand it over with ssh-add (the key's fingerprint is " + ssh.FingerprintSHA256(rsa.Public(t)) + ")"},
		{"an old form", old, nil, "its Key has a passphrase, and does not tell its public half; put that beside it, with .pub at the end of the name"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s := filextest.Start(t)
			d, a := newDesk(t, s, "CEF", "UWO")
			a[1].Put(cef, []byte("x"))
			if d.write("secret.key", tt.text); tt.text == "" {
				rsa.Save(t, filepath.Join(d.dir, "secret.key"), passphrase)
			}
			if tt.with != nil {
				tt.with(t)
			}
			d.write("accounts.tsv", "Symbol\tHost\tKey\nCEF\t"+s.Addr()+"\tsecret.key\nUWO\t"+s.Addr()+"\tfilex.key\n")
			r := d.run(d.call(), "CEF: "+filepath.Join(d.dir, "accounts.tsv")+":2: "+tt.want)
			d.same("printed", d.paths, []string{cef})
			if said := strings.Join(append(faultsOf(r), d.warnings...), "\n"); strings.Contains(said, "secret") || strings.Contains(said, passphrase) {
				t.Errorf("%s", said)
			}
			if !r.Faults[0].Mend || len(d.waits) > 0 {
				t.Errorf("%+v, waits %v", r.Faults[0], d.waits)
			}
		})
	}
}

// An old form of key files does not tell the public half; the file beside it does.
func TestOldKey(t *testing.T) {
	s := filextest.Start(t)
	d, _ := newDesk(t, s, "CEF")
	key := filextest.NewKey(t, "rsa")
	key.Save(t, filepath.Join(d.dir, "filex.key"), "")
	d.write("filex.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n")
	s.Account("fx_cef", key.Public(t)).Put(cef, []byte("x"))
	startAgent(t, key)
	d.run(d.call())
	d.same("printed", d.paths, []string{cef})
}

// A key that others can read is warned of, once.
func TestReadableKey(t *testing.T) {
	s := filextest.Start(t)
	d, _ := newDesk(t, s, "CEF", "UWO")
	if err := os.Chmod(filepath.Join(d.dir, "filex.key"), 0o640); err != nil {
		t.Fatal(err)
	}
	d.run(d.call())
	d.same("warnings", d.warnings, []string{filepath.Join(d.dir, "accounts.tsv") + ":2: others can read the file that is the Key of CEF; run chmod 600 on it"})
}
