package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A program is what its --help tells of it:
//
//	Oclcsplit separates the records whose OCLC number differs.   summary
//
//	Usage:
//
//	    oclcsplit [--same FILE] [FILE]                           usage
//
//	It reads a table from bibmerge.                              about
//
//	Exit status: 0 done; 1 bad data.                             exit
//
//	Example:
//
//	    oclcsplit -o diff.tsv merged.tsv                         example
//
//	Arguments:
//	  [<file>]    Table from bibmerge.                           operands
//
//	Flags:
//	  -o, --output=FILE    Write the result to FILE.             flags
//	      --same=FILE      Write the other rows to FILE.
//
// The last two are as kong prints them. A script has no kong: there the first
// indented block whose lines begin with a flag is the flags.
type program struct {
	name, version string
	summary       string // a sentence without its subject and its full stop
	usage         []string
	about         []block
	exit          string
	example       []block
	operands      []option
	flags         []option
}

// A block is a paragraph, or lines that are printed as they stand.
type block struct {
	verbatim bool
	lines    []string // without the indentation of all
}

// An option is a flag or an operand.
type option struct {
	short string // -o
	long  string // --output, or the name of an operand
	value string // FILE, or "" if it takes none
	help  string
}

// names are -o and --output, as far as there are both.
func (o option) names() []string {
	return slices.DeleteFunc([]string{o.short, o.long}, func(name string) bool { return name == "" })
}

// parse reads the output of --help. It is an error if a manual would lack a
// part.
func parse(help string) (*program, error) {
	var p program
	section := "" // the heading that the next blocks belong to
	for _, b := range blocks(help) {
		switch first := b.lines[0]; {
		case p.summary == "":
			_, p.summary, _ = strings.Cut(strings.TrimSuffix(strings.Join(b.lines, " "), "."), " ")
		case first == "Usage:", first == "Example:", first == "Examples:":
			section = strings.TrimSuffix(strings.TrimSuffix(first, ":"), "s")
		case first == "Arguments:":
			p.operands = options(b.lines[1:], operandLine)
		case first == "Flags:" && len(b.lines) > 1:
			p.flags = options(b.lines[1:], flagLine)
		case first == "Flags:":
		case strings.HasPrefix(first, "Exit status: "):
			p.exit = strings.TrimPrefix(strings.Join(b.lines, " "), "Exit status: ")
		case b.verbatim && len(p.flags) == 0 && strings.HasPrefix(first, "-"):
			p.flags = options(b.lines, flagLine)
		case section == "Usage" && b.verbatim:
			p.usage = append(p.usage, b.lines...)
		case section == "Example":
			p.example = append(p.example, b)
		default:
			section = ""
			p.about = append(p.about, b)
		}
	}
	return &p, p.complete()
}

// complete tells what of a manual is missing.
func (p *program) complete() error {
	switch {
	case len(p.usage) == 0:
		return errors.New(`--help has no "Usage:" with lines below it`)
	case p.exit == "":
		return errors.New(`--help has no paragraph "Exit status: 0 done; …"`)
	case len(p.example) == 0:
		return errors.New(`--help has no "Example:" with lines below it`)
	case len(p.flags) == 0:
		return errors.New("--help has no flags")
	}
	known := map[string]bool{}
	named := flagInUsage.FindAllString(strings.Join(p.usage, "\n"), -1)
	for _, o := range p.flags {
		known[o.short], known[o.long] = true, true
		if o.long != "--help" && o.long != "--version" && !slices.Contains(named, o.short) && !slices.Contains(named, o.long) {
			return fmt.Errorf("the usage in --help has no %s", cmp.Or(o.long, o.short))
		}
	}
	for _, flag := range named {
		if !known[flag] {
			return fmt.Errorf("the usage in --help has %s, which is no flag", flag)
		}
	}
	return nil
}

var flagInUsage = regexp.MustCompile(`\B--?[a-zA-Z][\w-]*`)

// blocks cuts a text at its blank lines.
func blocks(text string) []block {
	var all []block
	for part := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(strings.Trim(strings.ReplaceAll(part, "\t", "        "), "\n"), "\n")
		if lines[0] == "" {
			continue
		}
		margin := indent(lines[0])
		for _, line := range lines {
			margin = min(margin, indent(line))
		}
		for i := range lines {
			lines[i] = lines[i][margin:]
		}
		all = append(all, block{margin > 0, lines})
	}
	return all
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// What a line with a flag or an operand looks like, after its indentation: its
// short name, its long one, its value, its help.
var (
	flagLine    = regexp.MustCompile(`^(-\w)?(?:, )?(--[\w-]+)?(?:[= ]([^\s-]\S*))?(?: {2,}(.*))?$`)
	operandLine = regexp.MustCompile(`^()\[?<([\w-]+)>()(?: \.\.\.)?\]?(?: {2,}(.*))?$`)
)

// options reads a list of them. Help goes on in lines that are indented deeper.
func options(lines []string, entry *regexp.Regexp) []option {
	margin := indent(lines[0]) + len("-o, ")
	var all []option
	for _, line := range lines {
		text := strings.Replace(strings.TrimSpace(line), "--[no-]", "--", 1) // of what can be taken back
		if m := entry.FindStringSubmatch(text); m != nil && indent(line) <= margin && m[1]+m[2] != "" {
			all = append(all, option{m[1], m[2], m[3], m[4]})
		} else if len(all) > 0 {
			last := &all[len(all)-1]
			last.help = strings.TrimSpace(last.help + " " + text)
		}
	}
	return all
}

// actions are the words that may be the first operand: of "datasync status" and
// "datasync merge|split" in the usage these three.
func (p *program) actions() []string {
	var words []string
	for _, line := range p.usage {
		fields := strings.Fields(line)
		if len(fields) > 1 && fields[0] == p.name && actionWords.MatchString(fields[1]) {
			words = append(words, strings.Split(fields[1], "|")...)
		}
	}
	return words
}

var actionWords = regexp.MustCompile(`^[a-z|]+$`)

// A kind is what a value is, as far as a shell can complete it.
type kind int

const (
	aWord kind = iota
	aFile
	aDirectory
	aChoice // one of na|eu|ca
)

func (o option) kind() kind {
	switch {
	case strings.Contains(o.value, "|"):
		return aChoice
	case strings.HasSuffix(o.value, "DIR"):
		return aDirectory
	case strings.Contains(o.value, "FILE"), o.value == "TABLE", o.value == "REPORT", o.value == "WORKBOOK":
		return aFile
	}
	return aWord
}

// choices are the values that a flag may have, with spaces between them.
func (o option) choices() string { return strings.ReplaceAll(o.value, "|", " ") }
