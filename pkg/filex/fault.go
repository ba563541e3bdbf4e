package filex

import (
	"errors"
	"slices"

	"datasync/pkg/cli"
	"datasync/pkg/count"
)

// A Fault is why an account, or a file of it, could not be fetched. The others were.
type Fault struct {
	Symbols []string // of the accounts
	Text    string   // what is wrong, and what to do
	Mend    bool     // a person must mend it: the same call again would find it as it is

	again bool // it may be gone in a moment
	host  bool // it is the server's, whichever the account
	lost  bool // with it the connection
}

func (f *Fault) Error() string {
	return count.First(f.Symbols, 3, ", ") + ": " + f.Text
}

// Err is what the command ends with that calls Run: exit code 1 where a person must
// mend something, else 3, with a line for each fault. nil without a fault.
//
// Where both are, it is 1: the same again alone does not bring all.
func (r *Result) Err() error {
	mend := slices.ContainsFunc(r.Faults, func(f *Fault) bool { return f.Mend })
	var all []error
	for _, f := range r.Faults {
		var err error = f
		if !mend {
			err = cli.Unfinishedf("%s", f.Error())
		}
		all = append(all, err)
	}
	return errors.Join(all...)
}
