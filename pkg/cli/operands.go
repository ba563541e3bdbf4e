package cli

import (
	"strings"

	"github.com/alecthomas/kong"
)

// inOrder are the arguments as kong wants them, flags first: --flag=value for each flag
// that takes one, whatever the value begins with, then "--" and the operands. People
// write them in any order, as with other programs: "datasync decide -C run a.xlsx".
func inOrder(flags []*kong.Flag, args []string) []string {
	takes := make(map[string]string) // the long name of each flag that takes a value
	for _, f := range flags {
		if f.IsBool() || f.IsCounter() {
			continue
		}
		takes["--"+f.Name] = "--" + f.Name
		if f.Short != 0 {
			takes["-"+string(f.Short)] = "--" + f.Name
		}
	}
	var first, operands []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		name, isTaken := takes[arg]
		switch {
		case arg == "--":
			operands = append(operands, args[i+1:]...)
			i = len(args)
		case isTaken && i+1 == len(args):
			return args // its value is missing: kong says so
		case isTaken:
			i++
			first = append(first, name+"="+args[i])
		case len(arg) > 2 && takes[arg[:2]] != "" && arg[1] != '-':
			first = append(first, takes[arg[:2]]+"="+strings.TrimPrefix(arg[2:], "="))
		case len(arg) > 1 && arg[0] == '-':
			first = append(first, arg)
		default:
			operands = append(operands, arg)
		}
	}
	return append(append(first, "--"), operands...)
}
