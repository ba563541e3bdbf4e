//go:build unix

package filex

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"datasync/pkg/filex/filextest"
)

// sshd starts OpenSSH's server on 127.0.0.1, with its own configuration and keys in
// dir, for the user of the test. It returns HOST:PORT.
func sshd(t *testing.T, dir string, authorized []byte, kinds ...string) string {
	t.Helper()
	program, err := exec.LookPath("sshd")
	if err != nil {
		program = "/usr/sbin/sshd"
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("there is no sshd of OpenSSH")
	}
	if _, err := exec.LookPath("ssh-keyscan"); err != nil {
		t.Skip("there is no ssh-keyscan of OpenSSH")
	}
	if os.Geteuid() == 0 { // sshd wants it, and Debian makes it when its service starts
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Skip(err)
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	config := "Port " + addr[strings.LastIndex(addr, ":")+1:] + "\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\n" +
		"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n" +
		"AuthorizedKeysFile \"" + filepath.Join(dir, "authorized_keys") + "\"\nSubsystem sftp internal-sftp\n"
	for _, kind := range kinds {
		filextest.NewKey(t, kind).Save(t, filepath.Join(dir, "host_"+kind), "")
		config += "HostKey \"" + filepath.Join(dir, "host_"+kind) + "\"\n"
	}
	for name, text := range map[string]string{"authorized_keys": string(authorized), "sshd_config": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	c := exec.Command(program, "-D", "-e", "-f", filepath.Join(dir, "sshd_config"))
	c.Stderr = &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		c.Wait()
		if t.Failed() {
			t.Logf("sshd: %s", log.String())
		}
	})
	for range 100 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("sshd does not start")
	return ""
}

// The same with the server that OCLC uses: names with "$", "#" and blanks, plain and
// zipped; each of the server's key types; keys of each kind; a second call; a wrong
// key; an unknown host. Nothing on the server changes.
func TestOpenSSH(t *testing.T) {
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	kinds := []string{"ed25519", "ecdsa", "rsa"}
	dir, folder := t.TempDir(), filepath.Join(t.TempDir(), "the reports")
	var authorized []byte
	for _, kind := range kinds {
		filextest.NewKey(t, kind).Save(t, filepath.Join(dir, kind), "")
		public, err := os.ReadFile(filepath.Join(dir, kind+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		authorized = append(authorized, public...)
	}
	big := strings.Repeat("CEF_1012688_1748084545832::bib::1|991000000015151|1|2|match\n", 20_000)
	remote := map[string]string{cef: big, xref + ".zip": string(filextest.Zip(t, [2]string{"x", "zipped"})), lu: "lu", "notes.txt": "no report"}
	d := &desk{t: t, dir: folder}
	for name, text := range remote {
		d.write(name, text)
	}
	addr := sshd(t, t.TempDir(), authorized, kinds...)
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			d := &desk{t: t, dir: t.TempDir()}
			row := func(key string) string {
				return fmt.Sprintf("CEF\t%s\t%s\t%s\t%s\n", me.Username, addr, filepath.Join(dir, key), folder)
			}
			d.write("accounts.tsv", "Symbol\tUser\tHost\tKey\tFolder\n"+row(kind))
			d.write("known_hosts", "")
			r, err := d.call().Run(t.Context())
			if err != nil || len(r.Faults) != 1 || !strings.HasPrefix(r.Faults[0].Text, addr+" is not known: its ") {
				t.Fatalf("%v, %q", err, faultsOf(r))
			}
			scan, err := exec.Command("ssh-keyscan", "-t", kind, "-p", addr[strings.LastIndex(addr, ":")+1:], "127.0.0.1").Output()
			if err != nil || len(scan) == 0 {
				t.Fatalf("ssh-keyscan: %q, %v", scan, err)
			}
			d.write("known_hosts", string(scan))
			d.run(d.call())
			want := map[string]string{cef: big, xref: "zipped", lu: "lu"}
			d.has(want)
			d.run(d.call())
			d.same("printed the second time", d.paths, nil)

			filextest.NewKey(t, kind).Save(t, filepath.Join(dir, "wrong"), "")
			d.write("accounts.tsv", "Symbol\tUser\tHost\tKey\tFolder\n"+row("wrong"))
			d.run(d.call(), "CEF: "+addr+" refuses the key of "+me.Username+"; does OCLC have its public half, and is User right?")
			d.has(want)
		})
	}
	for name, text := range remote {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != text {
			t.Errorf("on the server %s is %d bytes, %v", name, len(got), err)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != len(remote) {
		t.Errorf("on the server are %d files, %v", len(entries), err)
	}
}
