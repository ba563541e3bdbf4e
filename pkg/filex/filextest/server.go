// Package filextest has a server like OCLC's file exchange, FileX, for tests: SFTP on
// 127.0.0.1, with accounts, their reports, and faults.
//
// It is pkg/sftp's server over x/crypto's. Nothing can be written there: what tries to
// is counted.
package filextest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"path"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// Folder is where the reports of each account are.
const Folder = "/xfer/metacoll/reports"

// A Server is a server at work. It ends with its test.
type Server struct {
	listener net.Listener
	hostKeys []ssh.Signer

	mu       sync.Mutex // guards what follows
	accounts map[string]*Account
	cut      int64 // bytes after which a connection ends
	cuts     int   // how many do
	conns    map[net.Conn]bool
	counts   Counts
	onRead   func(n int)
	stall    bool
	ended    chan struct{}
	all      sync.WaitGroup
}

// Counts are what clients did.
type Counts struct {
	Connections, Logins, Listings, Opens, Reads int
	Sent                                        int64 // bytes over the wire
	Writes                                      int   // and whatever else would change something
}

// An Account is one at the server.
type Account struct {
	Key    ssh.PublicKey // the public half of the account's key
	server *Server
	refuse bool
	files  map[string]*stored // by name
}

// stored is a file. It is an fs.FileInfo.
type stored struct {
	name string
	data []byte
	size int64 // as listed
	mode fs.FileMode
}

func (f *stored) Name() string       { return f.name }
func (f *stored) Size() int64        { return f.size }
func (f *stored) Mode() fs.FileMode  { return f.mode }
func (f *stored) ModTime() time.Time { return time.Unix(1769860800, 0) }
func (f *stored) IsDir() bool        { return f.mode.IsDir() }
func (f *stored) Sys() any           { return nil }

// Start starts a server with an ed25519 key, or the keys given.
func Start(t testing.TB, keys ...ssh.Signer) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) == 0 {
		keys = []ssh.Signer{NewKey(t, "ed25519").Signer(t)}
	}
	s := &Server{listener: listener, hostKeys: keys, accounts: make(map[string]*Account), conns: make(map[net.Conn]bool), ended: make(chan struct{})}
	s.all.Go(s.accept)
	t.Cleanup(s.end)
	return s
}

func (s *Server) end() {
	s.listener.Close()
	close(s.ended)
	s.do(func() {
		for conn := range s.conns {
			conn.Close()
		}
	})
	s.all.Wait()
}

// Addr is HOST:PORT.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// KnownHosts is the lines of known_hosts for the server's keys.
func (s *Server) KnownHosts() string {
	var lines string
	for _, key := range s.hostKeys {
		lines += knownhosts.Line([]string{s.Addr()}, key.PublicKey()) + "\n"
	}
	return lines
}

// Cut lets each of the next connections end after n bytes from the server.
func (s *Server) Cut(n int64, connections int) { s.do(func() { s.cut, s.cuts = n, connections }) }

// Stall lets the server answer no read any more.
func (s *Server) Stall(stall bool) { s.do(func() { s.stall = stall }) }

// OnRead calls f before the n-th read from a file, n from 1.
func (s *Server) OnRead(f func(n int)) { s.do(func() { s.onRead = f }) }

// Counts are what clients did since Reset.
func (s *Server) Counts() (n Counts) {
	s.do(func() { n = s.counts })
	return n
}

// Reset sets the counts to 0.
func (s *Server) Reset() { s.do(func() { s.counts = Counts{} }) }

func (s *Server) do(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// Account makes an account that a key opens.
func (s *Server) Account(user string, key ssh.PublicKey) *Account {
	a := &Account{server: s, Key: key, files: make(map[string]*stored)}
	s.do(func() { s.accounts[user] = a })
	return a
}

// Refuse lets the account refuse its key.
func (a *Account) Refuse(refuse bool) { a.server.do(func() { a.refuse = refuse }) }

// Put puts a report into the account's folder.
func (a *Account) Put(name string, data []byte) { a.PutListed(name, data, int64(len(data))) }

// PutListed puts one there that is listed with another size.
func (a *Account) PutListed(name string, data []byte, size int64) {
	a.server.do(func() { a.files[name] = &stored{name, data, size, 0o644} })
}

// PutLink puts something there that is no file.
func (a *Account) PutLink(name string) {
	a.server.do(func() { a.files[name] = &stored{name, nil, 0, fs.ModeSymlink | 0o777} })
}

// Remove removes a report.
func (a *Account) Remove(name string) { a.server.do(func() { delete(a.files, name) }) }

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		w := &wire{Conn: conn, server: s, left: -1}
		s.do(func() {
			s.counts.Connections++
			s.conns[w] = true
			if s.cuts > 0 {
				s.cuts--
				w.left = s.cut
			}
		})
		s.all.Go(func() {
			s.serve(w)
			w.Close()
			s.do(func() { delete(s.conns, w) })
		})
	}
}

// A wire is a connection that ends after some bytes: none at -1.
type wire struct {
	net.Conn
	server *Server
	left   int64
}

func (w *wire) Write(p []byte) (int, error) {
	cut := false
	w.server.do(func() {
		if w.left >= 0 && int64(len(p)) >= w.left {
			p, cut = p[:w.left], true
		}
		if w.left >= 0 {
			w.left -= int64(len(p))
		}
		w.server.counts.Sent += int64(len(p))
	})
	n, err := w.Conn.Write(p)
	if cut {
		w.Conn.Close()
		return n, errors.New("cut")
	}
	return n, err
}

func (s *Server) serve(conn net.Conn) {
	var a *Account
	config := &ssh.ServerConfig{PublicKeyCallback: func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		a = s.accounts[meta.User()]
		if a == nil || a.refuse || !bytes.Equal(a.Key.Marshal(), key.Marshal()) {
			return nil, errors.New("refused")
		}
		return nil, nil
	}}
	for _, key := range s.hostKeys {
		config.AddHostKey(key)
	}
	c, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	defer c.Close()
	s.do(func() { s.counts.Logins++ })
	go ssh.DiscardRequests(requests)
	for channel := range channels {
		ch, requests, err := channel.Accept()
		if err != nil {
			return
		}
		go subsystem(requests)
		server := sftp.NewRequestServer(ch, sftp.Handlers{FileGet: a, FilePut: a, FileCmd: a, FileList: a})
		server.Serve()
		server.Close()
	}
}

func subsystem(requests <-chan *ssh.Request) {
	for r := range requests {
		r.Reply(r.Type == "subsystem" && string(r.Payload[4:]) == "sftp", nil)
	}
}

// Fileread implements sftp.FileReader.
func (a *Account) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	s := a.server
	s.mu.Lock()
	defer s.mu.Unlock()
	f := a.files[path.Base(r.Filepath)]
	if f == nil || path.Dir(r.Filepath) != Folder {
		return nil, os.ErrNotExist
	}
	s.counts.Opens++
	return &reader{s, bytes.NewReader(f.data)}, nil
}

type reader struct {
	server *Server
	data   *bytes.Reader
}

func (r *reader) ReadAt(p []byte, at int64) (int, error) {
	s := r.server
	var hook func(int)
	var n int
	var stall bool
	s.do(func() {
		s.counts.Reads++
		hook, n, stall = s.onRead, s.counts.Reads, s.stall
	})
	if hook != nil {
		hook(n)
	}
	if stall {
		<-s.ended
		return 0, errors.New("stalled")
	}
	return r.data.ReadAt(p, at)
}

// Filelist implements sftp.FileLister.
func (a *Account) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	s := a.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == "List" {
		if r.Filepath != Folder {
			return nil, os.ErrNotExist
		}
		s.counts.Listings++
		var all list
		for _, name := range slices.Sorted(maps.Keys(a.files)) {
			all = append(all, a.files[name])
		}
		return all, nil
	}
	f := a.files[path.Base(r.Filepath)]
	if f == nil {
		return nil, os.ErrNotExist
	}
	return list{f}, nil
}

// Filewrite implements sftp.FileWriter.
func (a *Account) Filewrite(*sftp.Request) (io.WriterAt, error) { return nil, a.change() }

// Filecmd implements sftp.FileCmder.
func (a *Account) Filecmd(*sftp.Request) error { return a.change() }

func (a *Account) change() error {
	a.server.do(func() { a.server.counts.Writes++ })
	return os.ErrPermission
}

type list []fs.FileInfo

func (l list) ListAt(to []fs.FileInfo, at int64) (int, error) {
	if at >= int64(len(l)) {
		return 0, io.EOF
	}
	return copy(to, l[at:]), nil
}
