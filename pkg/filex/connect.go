package filex

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// A session is an open connection with an account.
type session struct {
	*sftp.Client
	conn  *patient
	close func()
}

// reason is why the connection does not answer.
func (s *session) reason(err error) string {
	if s.conn.late.Load() { // which sftp calls a lost connection
		return "it takes too long"
	}
	return reason(err)
}

// connect opens a connection with an account. The error is a *Fault.
func (c *Call) connect(ctx context.Context, a Account) (*session, error) {
	key, done, err := signer(a.Key)
	if err != nil {
		return nil, &Fault{Text: a.place + ": " + err.Error(), Mend: true}
	}
	defer done() // after the handshake nothing is signed any more
	conn, err := (&net.Dialer{Timeout: c.Timeout}).DialContext(ctx, "tcp", a.Host)
	if err != nil {
		return nil, &Fault{Text: "no connection with " + a.host() + ": " + reason(err), again: true, host: true}
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	end := func() { stop(); conn.Close() }
	waits := &patient{Conn: conn, timeout: c.Timeout}
	client, channels, requests, err := ssh.NewClientConn(waits, a.Host, &ssh.ClientConfig{
		User:              a.User,
		Auth:              []ssh.AuthMethod{ssh.PublicKeys(key)},
		HostKeyCallback:   c.Hosts.verify,
		HostKeyAlgorithms: c.Hosts.algorithms(a.Host),
	})
	if err != nil {
		end()
		return nil, refusal(a, err)
	}
	s, err := sftp.NewClient(ssh.NewClient(client, channels, requests))
	if err != nil {
		end()
		return nil, &Fault{Text: a.host() + " lets the account in, but does not offer SFTP: " + reason(err), again: true}
	}
	return &session{s, waits, func() { s.Close(); end() }}, nil
}

// refusal is what is wrong when no SSH connection came to be.
func refusal(a Account, err error) *Fault {
	if fault, ok := errors.AsType[*Fault](err); ok { // of the host's key
		return fault
	}
	if _, ok := errors.AsType[*ssh.AlgorithmNegotiationError](err); ok {
		return &Fault{Text: a.host() + " and this program have no SSH in common: " + reason(err), host: true}
	}
	// x/crypto has no type for it.
	if strings.Contains(err.Error(), "ssh: unable to authenticate") || strings.Contains(err.Error(), "no common public key signature algorithm") {
		return &Fault{Text: fmt.Sprintf("%s refuses the key of %s; does OCLC have its public half, and is User right?", a.host(), a.User)}
	}
	return &Fault{Text: "the connection with " + a.host() + " broke off: " + reason(err), again: true}
}

// reason is an error as it may reach the terminal, without what x/crypto and net
// say in front of it.
func reason(err error) string {
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return "it takes too long"
	}
	if status, ok := errors.AsType[*sftp.StatusError](err); ok {
		return fmt.Sprintf("the server says %s (%d)", short(status.Error()), status.Code)
	}
	text := err.Error()
	if op, ok := errors.AsType[*net.OpError](err); ok {
		text = op.Err.Error()
	}
	return short(strings.TrimPrefix(text, "ssh: handshake failed: "))
}

// patient is a connection on which the other side may be silent for a time, and no
// longer.
type patient struct {
	net.Conn
	timeout time.Duration
	late    atomic.Bool // it was silent for longer
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(time.Now().Add(p.timeout)); err != nil {
		return 0, err
	}
	n, err := p.Conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		p.late.Store(true)
	}
	return n, err
}

func (p *patient) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(time.Now().Add(p.timeout)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}
