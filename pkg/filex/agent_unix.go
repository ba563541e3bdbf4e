//go:build unix

package filex

import (
	"errors"
	"io"
	"net"
	"os"
)

// dialAgent connects with the user's ssh-agent.
func dialAgent() (io.ReadWriteCloser, error) {
	socket := os.Getenv("SSH_AUTH_SOCK")
	if socket == "" {
		return nil, errors.New("no ssh-agent runs (SSH_AUTH_SOCK is not set); start one, and hand it the key with ssh-add")
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, errors.New("the ssh-agent of SSH_AUTH_SOCK does not answer; start one, and hand it the key with ssh-add")
	}
	return conn, nil
}
