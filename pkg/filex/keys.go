package filex

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// signer is the private key in a file, or with a passphrase the one that the
// ssh-agent holds in its place. done must be called when it is not needed any more.
//
// An error never names the file, nor repeats what is in it: a passphrase may have got
// into the column Key. The place in the table tells which one is meant.
func signer(file string) (s ssh.Signer, done func(), err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, noKeyFile(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<16)) // any file may have got into the column
	if err != nil {
		return nil, nil, noKeyFile(err)
	}
	done = func() {}
	s, err = ssh.ParsePrivateKey(text)
	if locked, ok := errors.AsType[*ssh.PassphraseMissingError](err); ok {
		s, done, err = fromAgent(locked.PublicKey, file)
		if err != nil {
			return nil, nil, err
		}
	}
	if err != nil {
		return nil, nil, errors.New(whatIs(text))
	}
	if s, err = strong(s); err != nil {
		done()
		return nil, nil, err
	}
	return s, done, nil
}

func noKeyFile(err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errors.New("the file that its Key names is not there; a name without a folder is looked for beside the table")
	case errors.Is(err, os.ErrPermission):
		return errors.New("the file that its Key names cannot be read: permission denied")
	}
	return fileError("the file that its Key names cannot be read", err)
}

// whatIs says what a file is that is no private key.
func whatIs(text []byte) string {
	switch {
	case bytes.HasPrefix(text, []byte("PuTTY-User-Key-File")):
		return "its Key is one of PuTTY's; open it in PuTTYgen and choose Conversions, Export OpenSSH key"
	case bytes.HasPrefix(text, []byte("ssh-")), bytes.HasPrefix(text, []byte("ecdsa-")), bytes.HasPrefix(text, []byte("---- BEGIN SSH2 PUBLIC KEY")):
		return "its Key is the public half, which is for OCLC; name the private one, without .pub"
	case bytes.HasPrefix(text, []byte("\xFF\xFE")), bytes.HasPrefix(text, []byte("\xFE\xFF")):
		return "its Key was saved as UTF-16; make the key again with ssh-keygen, and open it in no editor"
	}
	return "its Key is no private key, or of a kind that is used no more; make one with: ssh-keygen -t ed25519"
}

// strong is a key that signs RSA with SHA-2 alone: OCLC takes no SHA-1.
func strong(s ssh.Signer) (ssh.Signer, error) {
	algorithms, ok := s.(ssh.AlgorithmSigner)
	if !ok || s.PublicKey().Type() != ssh.KeyAlgoRSA {
		return s, nil
	}
	return ssh.NewSignerWithAlgorithms(algorithms, signatures(ssh.KeyAlgoRSA))
}

// fromAgent is the key of the ssh-agent that belongs to a public key, or where that
// is nil to the one in FILE.pub: an old form of key files does not tell it.
func fromAgent(public ssh.PublicKey, file string) (ssh.Signer, func(), error) {
	if public == nil {
		text, err := os.ReadFile(file + ".pub")
		if err == nil {
			public, _, _, _, err = ssh.ParseAuthorizedKey(text)
		}
		if err != nil {
			return nil, nil, errors.New("its Key has a passphrase, and does not tell its public half; put that beside it, with .pub at the end of the name")
		}
	}
	conn, err := dialAgent()
	if err != nil {
		return nil, nil, fmt.Errorf("its Key has a passphrase, and %w", err)
	}
	signers, err := agent.NewClient(conn).Signers()
	for _, s := range signers {
		if bytes.Equal(s.PublicKey().Marshal(), public.Marshal()) {
			return s, func() { conn.Close() }, nil
		}
	}
	conn.Close()
	if err != nil {
		return nil, nil, errors.New("its Key has a passphrase, and the ssh-agent does not answer")
	}
	return nil, nil, fmt.Errorf("its Key has a passphrase, and the ssh-agent does not have it; hand it over with ssh-add (the key's fingerprint is %s)", ssh.FingerprintSHA256(public))
}
