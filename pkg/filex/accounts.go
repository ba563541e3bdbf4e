package filex

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"datasync/pkg/column"
	"datasync/pkg/pattern"
	"datasync/pkg/table"
	"datasync/pkg/tsv"
)

// Columns are those of a table of accounts that it must have.
var Columns = []string{column.Library, column.Key}

// An Account is a library's account at FileX.
type Account struct {
	Symbol string // of the library at OCLC, such as "LU$"
	User   string // such as "fx_lu_36"
	Host   string // HOST:PORT
	Key    string // the file of the private key
	Folder string // on the server
	place  string // in the table, for messages
}

// What an empty cell stands for: OCLC's server for Canada, and where it puts the
// reports of data sync ("About exchanging files with OCLC").
const (
	defaultHost   = "filex-r3.oclc.org"
	defaultPort   = "22"
	defaultFolder = "/xfer/metacoll/reports"
)

// String is the account for messages, such as CEF (fx_cef at filex-r3.oclc.org).
func (a Account) String() string {
	return fmt.Sprintf("%s (%s at %s)", a.Symbol, a.User, a.host())
}

// host is the account's host for people: the port is left out where it is SSH's own.
func (a Account) host() string { return strings.TrimSuffix(a.Host, ":"+defaultPort) }

// ReadAccounts reads a table with the columns Symbol, Key and, if need be, User, Host
// and Folder. Key is relative to dir, the folder of the table.
//
// No cell of the table is repeated in an error but a symbol: a key or a passphrase
// may have got into any of them.
func ReadAccounts(in *table.Reader, dir string) ([]Account, error) {
	for _, name := range in.Header() {
		if secrets().MatchString(name) {
			return nil, in.Errorf(-1, "take the column %s out, and what is in it: OCLC wants keys and no passwords, and a passphrase belongs to the ssh-agent", short(name))
		}
	}
	var a Account
	var symbol int
	var all []Account
	seen := make(map[[3]string]string)
	err := in.Each(func() error {
		a.place = in.Place(0)
		if err := a.complete(dir); err != nil {
			return in.Errorf(symbol, "%w", err)
		}
		same := [3]string{a.User, a.Host, a.Folder}
		if before := seen[same]; before != "" {
			return in.Errorf(symbol, "%s has the account and the folder of %s; delete one of the two rows", a.Symbol, before)
		}
		seen[same] = a.Symbol
		all = append(all, a)
		return nil
	}, tsv.Need(column.Library, &symbol), tsv.Text(column.Library, &a.Symbol), tsv.MayText(column.User, &a.User),
		tsv.MayText(column.Host, &a.Host), tsv.Text(column.Key, &a.Key), tsv.MayText(column.Folder, &a.Folder))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, in.Errorf(-1, "the table has no account; a row for each library is wanted")
	}
	return all, nil
}

// secrets are columns that no table of accounts may have.
var secrets = pattern.Late(`(?i)pass ?w|pass ?phrase|\bpwd\b|secret|mots?[ _-]de[ _-]passe|phrase secrète|kennwort|passe?wort`)

var (
	userLike   = pattern.Late(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	hostLike   = pattern.Late(`^[A-Za-z0-9:][A-Za-z0-9.:-]*$`)
	symbolLike = pattern.Late(`^[\pL\pN$#@*_-]{1,20}$`)
)

// complete fills in what was left empty, and looks whether the rest can be right.
func (a *Account) complete(dir string) error {
	for _, cell := range []*string{&a.Symbol, &a.User, &a.Host, &a.Key, &a.Folder} {
		*cell = strings.TrimSpace(*cell)
	}
	switch {
	case a.Symbol == "":
		return errors.New("the row has no Symbol; give the library's symbol at OCLC, such as CEF")
	case !symbolLike().MatchString(a.Symbol):
		return errors.New("the Symbol is no symbol of a library at OCLC, such as CEF or LU$")
	case a.Key == "":
		return fmt.Errorf("%s has no Key; give the file of its private key", a.Symbol)
	case strings.Contains(a.Key, "PRIVATE KEY"):
		return fmt.Errorf("%s has the key itself in the column Key; save the key in a file of its own, and give that file's name", a.Symbol)
	}
	a.User = cmp.Or(a.User, UserOf(a.Symbol))
	if !userLike().MatchString(a.User) {
		return fmt.Errorf("the User of %s is no account at FileX, such as %s", a.Symbol, UserOf("CEF"))
	}
	if !filepath.IsAbs(a.Key) {
		a.Key = filepath.Join(dir, a.Key)
	}
	a.Folder = cmp.Or(a.Folder, defaultFolder)
	if !graphic(a.Folder) {
		return fmt.Errorf("the Folder of %s holds a character that cannot be seen; type it again", a.Symbol)
	}
	var err error
	if a.Host, err = withPort(a.Host); err != nil {
		return fmt.Errorf("the Host of %s is %w", a.Symbol, err)
	}
	return nil
}

// withPort is a cell of Host as HOST:PORT.
func withPort(host string) (string, error) {
	host = cmp.Or(host, defaultHost)
	name, port, err := net.SplitHostPort(host)
	if err != nil { // none is given
		name, port = strings.Trim(host, "[]"), defaultPort
	}
	n, err := strconv.Atoi(port)
	if !hostLike().MatchString(name) || err != nil || n < 1 || n > 65535 {
		return "", errors.New("no host, such as filex-r3.oclc.org or filex-r3.oclc.org:22")
	}
	return net.JoinHostPort(strings.ToLower(name), port), nil
}

// UserOf is the account that OCLC gives to the library with a symbol: fx_ and the
// symbol in lower case, in which @, $ and # are _64, _36 and _35 ("About exchanging
// files with OCLC").
func UserOf(symbol string) string {
	return "fx_" + strings.NewReplacer("@", "_64", "$", "_36", "#", "_35").Replace(strings.ToLower(symbol))
}
