package filex

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// Hosts are the keys of the servers that may be talked to: a file known_hosts of
// OpenSSH. A server that is not in it is not talked to; nothing turns that off.
type Hosts struct {
	file  string
	check ssh.HostKeyCallback
}

// ReadHosts reads a file known_hosts. One that is not there knows no host. Like
// OpenSSH it passes over lines that it does not understand, such as keys of a kind
// that is used no more.
func ReadHosts(file string) (*Hosts, error) {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fileError(file, err)
	}
	if bytes.HasPrefix(text, []byte("\xFF\xFE")) || bytes.HasPrefix(text, []byte("\xFE\xFF")) {
		return nil, fmt.Errorf("%s: this is UTF-16, as PowerShell writes it; save it as UTF-8 or ASCII", file)
	}
	check, err := callback(understood(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	if err != nil {
		return nil, fmt.Errorf("%s: %v", file, err)
	}
	return &Hosts{file, check}, nil
}

// understood is the lines that have a key we know, each in its place.
func understood(text []byte) []byte {
	lines := bytes.Split(text, []byte("\n"))
	for i, line := range lines {
		if _, _, _, _, _, err := ssh.ParseKnownHosts(line); err != nil {
			lines[i] = nil
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

// callback is knownhosts.New, which wants a file, for a text.
func callback(text []byte) (check ssh.HostKeyCallback, err error) {
	f, err := os.CreateTemp("", "known_hosts-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if check, err = knownhosts.New(f.Name()); err != nil {
		return nil, errors.New(strings.TrimPrefix(strings.ReplaceAll(err.Error(), f.Name()+":", "line "), "knownhosts: "))
	}
	return check, nil
}

// verify looks whether key is the one of the host at address. It is an
// ssh.HostKeyCallback; the error is a *Fault.
func (h *Hosts) verify(address string, remote net.Addr, key ssh.PublicKey) error {
	err := h.check(address, remote, key)
	print, line := ssh.FingerprintSHA256(key), knownhosts.Line([]string{address}, key)
	revoked, isRevoked := errors.AsType[*knownhosts.RevokedError](err)
	unfit, isUnfit := errors.AsType[*knownhosts.KeyError](err)
	var why string
	switch {
	case err == nil:
		return nil
	case isRevoked:
		why = fmt.Sprintf("shows a key that line %d of %s revokes: %s; nothing was sent to it; ask OCLC", revoked.Revoked.Line, h.file, print)
	case !isUnfit:
		why = "shows a key that cannot be checked: " + short(err.Error())
	case len(unfit.Want) == 0:
		why = fmt.Sprintf("is not known: its %s key has the fingerprint %s; compare that with the one that OCLC names, and if they are the same, add this line to %s: %s",
			kindOf(key), print, h.file, line)
	default:
		known := unfit.Want[0]
		why = fmt.Sprintf("is another than before: its %s key has the fingerprint %s, and line %d of %s has %s (%s); nothing was sent to it; only if OCLC says that it has a new key, replace that line with: %s",
			kindOf(key), print, known.Line, h.file, ssh.FingerprintSHA256(known.Key), kindOf(known.Key), line)
	}
	return &Fault{Text: Account{Host: address}.host() + " " + why, Mend: true, host: true}
}

// algorithms are the kinds of host keys that a server at address is asked for: first
// those of its known keys, or it would show another one that it has, too.
func (h *Hosts) algorithms(address string) []string {
	// With the key of no host, at 0.0.0.0, which is the address of none, known_hosts
	// tells which keys it has.
	none, _ := ssh.NewPublicKey(make(ed25519.PublicKey, ed25519.PublicKeySize))
	var first []string
	if unfit, ok := errors.AsType[*knownhosts.KeyError](h.check(address, &net.TCPAddr{IP: net.IPv4zero}, none)); ok {
		for _, known := range unfit.Want {
			first = append(first, signatures(known.Key.Type())...)
		}
	}
	others := slices.DeleteFunc(ssh.SupportedAlgorithms().HostKeys, func(other string) bool { return slices.Contains(first, other) })
	return append(first, others...)
}

// signatures are the algorithms in which a key of a type signs: RSA with SHA-2 alone.
func signatures(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{keyType}
}

// kindOf is the type of a key as people call it: ed25519, rsa, ecdsa-sha2-nistp256.
func kindOf(key ssh.PublicKey) string { return strings.TrimPrefix(key.Type(), "ssh-") }
